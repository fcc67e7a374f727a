//! What the image says about the case, as whoever acquired it typed it.

use flate2::Decompress;

use crate::interop::ewf::Damage;
use crate::interop::ewf::layout::inflate;

/// Bytes of a header that are read, before and after it is decompressed. The most that a tool writes is some
/// ten thousand characters.
pub(super) const MAX_HEADER: u64 = 1 << 20;
const MAX_TEXT: usize = 4 << 20;

/// What the image says about the case: unsigned text, as whoever acquired it typed it.
///
/// `None` where the image says nothing. It may hold anything, line breaks and escape sequences among it: quote it when
/// it is shown.
///
/// Libewf: "Header2 section", "Header section". The UTF-16 one is taken, and what it leaves out from the
/// other, whose character set is not recorded: there, what is not UTF-8 becomes U+FFFD.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct CaseMetadata {
    /// Number of the case.
    pub case_number: Option<String>,
    /// Number of the item.
    pub evidence_number: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Who acquired it.
    pub examiner: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// When it was acquired, as written: seconds since 1970 (`1142163845`), or in older images year, month, day, hour,
    /// minute and second with no zone (`2006 3 12 11 44 5`).
    pub acquired: Option<String>,
    /// What the clock of the acquiring system said, in the same way.
    pub system_date: Option<String>,
    /// Version of the tool that acquired it; most tools leave out their name.
    pub tool_version: Option<String>,
    /// Operating system that it was acquired on.
    pub operating_system: Option<String>,
    /// Model of the medium.
    pub model: Option<String>,
    /// Serial number of the medium.
    pub serial: Option<String>,
    /// Label of the device.
    pub device_label: Option<String>,
}

impl CaseMetadata {
    /// Takes from another header what this one leaves out.
    pub(super) fn fill_up(&mut self, other: Self) {
        let fields = [
            (&mut self.case_number, other.case_number),
            (&mut self.evidence_number, other.evidence_number),
            (&mut self.description, other.description),
            (&mut self.examiner, other.examiner),
            (&mut self.notes, other.notes),
            (&mut self.acquired, other.acquired),
            (&mut self.system_date, other.system_date),
            (&mut self.tool_version, other.tool_version),
            (&mut self.operating_system, other.operating_system),
            (&mut self.model, other.model),
            (&mut self.serial, other.serial),
            (&mut self.device_label, other.device_label),
        ];
        for (field, other) in fields {
            if field.is_none() {
                *field = other;
            }
        }
    }

    /// Takes from the text of a header what is not known yet.
    pub(super) fn complete(&mut self, text: &str) {
        let mut lines = text.lines().skip_while(|line| *line != "main").skip(1);
        let (Some(names), Some(values)) = (lines.next(), lines.next()) else {
            return;
        };
        for (name, value) in names.split('\t').zip(values.split('\t')) {
            let field = match name {
                "a" => &mut self.description,
                "av" => &mut self.tool_version,
                "c" => &mut self.case_number,
                "e" => &mut self.examiner,
                "l" => &mut self.device_label,
                "m" => &mut self.acquired,
                "md" => &mut self.model,
                "n" => &mut self.evidence_number,
                "ov" => &mut self.operating_system,
                "sn" => &mut self.serial,
                "t" => &mut self.notes,
                "u" => &mut self.system_date,
                _ => continue,
            };
            if field.is_none() && !value.is_empty() {
                *field = Some(value.to_owned());
            }
        }
    }
}

/// The text of a `header` section.
pub(super) fn text_of_bytes(stored: &[u8]) -> Result<String, Damage> {
    Ok(String::from_utf8_lossy(&decompressed(stored)?).into_owned())
}

/// The text of a `header2` section: UTF-16, in the byte order of its mark.
pub(super) fn text_of_utf16(stored: &[u8]) -> Result<String, Damage> {
    let bytes = decompressed(stored)?;
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = match pairs.split_first() {
        Some(([0xfe, 0xff], rest)) => rest.iter().copied().map(u16::from_be_bytes).collect(),
        Some(([0xff, 0xfe], rest)) => rest.iter().copied().map(u16::from_le_bytes).collect(),
        Some(_) | None => pairs.iter().copied().map(u16::from_le_bytes).collect(),
    };
    Ok(String::from_utf16_lossy(&units))
}

fn decompressed(stored: &[u8]) -> Result<Vec<u8>, Damage> {
    let mut text = Vec::new();
    inflate(&mut Decompress::new(true), stored, MAX_TEXT, &mut text)?;
    Ok(text)
}
