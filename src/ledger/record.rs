//! The records of a `.custody` file: what they are, and how they are told apart.

use std::ops::Range;

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, codes, scan};
use crate::event::Subject;

/// The version in the header of a file.
pub const FILE_VERSION: u64 = 1;

/// The tag that marks CBOR itself (RFC 8949 §3.4.6): its bytes `d9 d9 f7` begin the file.
const SELF_DESCRIBED: u64 = 55_799;

codes! {
    /// What a record is.
    pub enum RecordKind {
        /// A signed head.
        Checkpoint => "checkpoint",
        /// The disclosures of the entry before it.
        Disclosures => "disclosures",
        /// An entry.
        Entry => "entry",
        /// The header of the file.
        Header => "header",
        /// Something that proves more.
        Proof => "proof",
        /// The hash of an entry that is not shown.
        Stub => "stub",
    }
}

/// What a file holds.
///
/// ```cddl
/// header = #6.55799(["handseal", 1, "ledger"] / ["handseal", 1, "extract", [+ subject]])
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Header {
    /// The chains of some subjects, out of a ledger; the subjects are sorted.
    Extract(Vec<Subject>),
    /// A whole ledger.
    Ledger,
}

impl Header {
    /// The bytes of the header record.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        out.tag(SELF_DESCRIBED);
        out.array(if matches!(self, Self::Ledger) { 3 } else { 4 });
        out.text("handseal");
        out.uint(FILE_VERSION);
        match self {
            Self::Ledger => out.text("ledger"),
            Self::Extract(subjects) => {
                out.text("extract");
                out.array(subjects.len());
                subjects.iter().for_each(|subject| out.text(&subject.to_string()));
            }
        }
        out.into_bytes()
    }

    /// Reads a header record.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] at the first byte that is not ours. F7.1
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        scan(bytes)?;
        let mut input = Decoder::new(bytes);
        let refuse = |expected, offset| {
            Err(DecodeError::new(DecodeErrorKind::Identifier { expected }, offset))
        };
        if input.tag()? != SELF_DESCRIBED {
            return refuse("the tag 55799", 0);
        }
        let elements = input.array()?;
        let offset = input.offset();
        if input.text()? != "handseal" {
            return refuse("the text handseal", offset);
        }
        let offset = input.offset();
        if input.uint()? != FILE_VERSION {
            return refuse("version 1", offset);
        }
        let offset = input.offset();
        let header = match (input.text()?, elements) {
            ("ledger", 3) => Self::Ledger,
            ("extract", 4) => Self::Extract(read_subjects(&mut input)?),
            _ => return refuse("ledger, or extract and its subjects", offset),
        };
        input.end()?;
        Ok(header)
    }
}

fn read_subjects(input: &mut Decoder<'_>) -> Result<Vec<Subject>, DecodeError> {
    let offset = input.offset();
    let subjects: Vec<Subject> = crate::encoding::Wire::read(input)?;
    if subjects.is_empty() || !subjects.windows(2).all(|pair| matches!(pair, [a, b] if a < b)) {
        return Err(DecodeError::new(DecodeErrorKind::OutOfOrder, offset));
    }
    Ok(subjects)
}

/// Frames the bytes of an entry as a record.
#[must_use]
pub fn entry_record(entry: &[u8]) -> Vec<u8> {
    let mut out = Encoder::new();
    out.bytes(entry);
    out.into_bytes()
}

/// Frames a signed note as a checkpoint record.
#[must_use]
pub fn checkpoint_record(note: &str) -> Vec<u8> {
    let mut out = Encoder::new();
    out.text(note);
    out.into_bytes()
}

/// A record as it was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// What it is.
    pub kind: RecordKind,
    /// Where it stands in the file.
    pub range: Range<u64>,
    /// All its bytes.
    pub bytes: Vec<u8>,
    /// Where the content of a byte or text string begins in `bytes`.
    pub content: usize,
}

impl Record {
    /// The content of a byte or text string, or the whole item.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.bytes.get(self.content..).unwrap_or_default()
    }

    /// Whether the head before the content of an entry, a stub or a checkpoint is the shortest that
    /// tells its length. Two files with the same entries would differ otherwise.
    #[must_use]
    pub fn has_shortest_head(&self) -> bool {
        let shortest = match self.content().len() {
            0..=23 => 1,
            24..=0xff => 2,
            0x100..=0xffff => 3,
            _ => 5,
        };
        self.content == 0 || self.content == shortest
    }

    /// The number of disclosures in a disclosures record. Whether they open anything is the
    /// entry's to say.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the record is not one list.
    pub fn count_disclosures(&self) -> Result<usize, DecodeError> {
        scan(&self.bytes)?;
        Decoder::new(&self.bytes).array()
    }
}

/// Tells a record by its CBOR major type: DESIGN of the file, `spec::format` §7. F7.2
pub(super) fn kind_of(bytes: &[u8], first: bool) -> Option<(RecordKind, usize)> {
    let head = *bytes.first()?;
    let content = match head & 0x1f {
        24 => 2,
        25 => 3,
        26 => 5,
        27 => 9,
        _ => 1,
    };
    match (head.wrapping_shr(5), first) {
        (_, true) => Some((RecordKind::Header, 0)),
        (2, _) if bytes.len().checked_sub(content) == Some(32) => Some((RecordKind::Stub, content)),
        (2, _) => Some((RecordKind::Entry, content)),
        (3, _) => Some((RecordKind::Checkpoint, content)),
        (4, _) => Some((RecordKind::Disclosures, 0)),
        (5, _) => Some((RecordKind::Proof, 0)),
        _ => None,
    }
}
