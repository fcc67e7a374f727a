//! A file to fill in: with what and how it was acquired.

use std::fmt::Write as _;
use std::path::Path;

use handseal::interop::ewf::CaseMetadata;
use handseal::verify::{escaped, is_invisible};

use crate::common::draft::publish;
use crate::common::opening::check_absent;
use crate::common::source::Bytes;
use crate::common::{self, Failure, image};
use crate::measure::Item;

const HEAD: &str = "\
# With what and how it was acquired. All of it is optional: take the # away from what is known, and fill it in.
# Every text is signed as a commitment, and can be withheld or erased later.
# place = \"\"
# ground = \"\"
# request = \"request:…\"
# method = \"\"
# witnesses = [\"\"]
# by how many seconds the clock of the device was ahead of true time
# clock_offset = 0

# [tool]
# name = \"\"
# version = \"\"
# serial = \"\"

# [write_blocker]
# name = \"\"
# version = \"\"
# serial = \"\"
";

/// Writes the file; what an E01 image tells stands in it. Nothing is measured.
pub(crate) fn write(path: &Path, items: &[Item]) -> Result<(), Failure> {
    check_absent(path)?;
    let mut out = HEAD.to_owned();
    for ((label, from), bytes) in items {
        let none = CaseMetadata::default();
        let image = if *bytes == Bytes::Whole { image::image_at(from)? } else { None };
        let told = image.as_ref().map_or(&none, |image| image.case());
        writeln!(out, "\n[items.{}]", quoted(label))?;
        for name in ["make", "model", "serial", "source", "description"] {
            let value = match name {
                "model" => &told.model,
                "serial" => &told.serial,
                "description" => &told.description,
                _ => &None,
            };
            match value {
                Some(value) => writeln!(out, "{name} = {}", quoted(value))?,
                None => writeln!(out, "# {name} = \"\"")?,
            }
        }
        out.push_str("# power = \"off\"\n# photographs = [\"the label of another item\"]\n");
        let others = [
            ("case number", &told.case_number),
            ("item number", &told.evidence_number),
            ("examiner", &told.examiner),
            ("notes", &told.notes),
            ("acquired", &told.acquired),
            ("clock of the acquiring system", &told.system_date),
            ("version of the tool", &told.tool_version),
            ("operating system", &told.operating_system),
            ("label of the device", &told.device_label),
        ];
        for (name, value) in others {
            if let Some(value) = value {
                writeln!(out, "# the image says, unsigned: {name} {}", quoted(value))?;
            }
        }
    }
    publish(path, out.as_bytes())?;
    common::say(format_args!(
        "wrote {}: fill it in, and give it with --acquisition\n",
        escaped(&path.to_string_lossy())
    ))
}

/// A text as TOML has it, on one line and with nothing hidden.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            hidden if hidden.is_control() || is_invisible(hidden) => {
                out.push_str(&format!("\\U{:08X}", u32::from(hidden)));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
    out
}
