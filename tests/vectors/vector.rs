//! What a vector is, and how it is written.

use std::ops::Range;

use handseal::verify::Code;
use serde::Serialize;
use serde_json::Value;

use crate::cases::Ledger;
use crate::judge::answered;

/// One file.
#[derive(Serialize)]
pub(crate) struct Vector {
    #[serde(skip)]
    pub(crate) folder: &'static str,
    pub(crate) name: &'static str,
    about: &'static str,
    requirements: Vec<String>,
    question: Question,
    expected: Expected,
}

/// The fields of a question, in the order in which they are written.
#[derive(Clone)]
pub(crate) struct Question(pub(crate) Vec<(&'static str, Value)>);

impl Serialize for Question {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Expected {
    /// Of a single object.
    Object { ok: bool, code: Option<&'static str> },
    /// Of a file.
    File {
        ok: bool,
        verdict: String,
        code: Option<&'static str>,
        entry: Option<u64>,
        bytes: Option<[u64; 2]>,
        report: Value,
    },
}

impl Vector {
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap() + "\n"
    }
}

/// What a vector shows, and of which requirements.
#[derive(Clone, Copy)]
pub(crate) struct Tells {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) requirements: &'static [&'static str],
}

/// The words of a vector.
pub(crate) const fn tells(
    name: &'static str,
    requirements: &'static [&'static str],
    about: &'static str,
) -> Tells {
    Tells { name, about, requirements }
}

/// Where the finding is that a vector is about.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    entry: Option<u64>,
    bytes: Option<[u64; 2]>,
}

impl Place {
    /// An entry, and the bytes of its record.
    pub(crate) fn of(ledger: &Ledger, index: u64) -> Self {
        Self::entry(index, record(ledger, index))
    }

    /// An entry, and bytes that its construction knows.
    pub(crate) fn entry(index: u64, bytes: Range<usize>) -> Self {
        Self { entry: Some(index), ..Self::bytes(bytes) }
    }

    /// An entry with its disclosures.
    pub(crate) fn group(ledger: &Ledger, index: u64) -> Self {
        Self::entry(index, ledger.groups[index as usize].clone())
    }

    /// Bytes of the file.
    pub(crate) fn bytes(bytes: Range<usize>) -> Self {
        Self { entry: None, bytes: Some([bytes.start as u64, bytes.end as u64]) }
    }

    /// No entry and no bytes: what the end shows.
    pub(crate) const fn end() -> Self {
        Self { entry: None, bytes: None }
    }

    /// An entry without bytes.
    pub(crate) const fn index(index: u64) -> Self {
        Self { entry: Some(index), bytes: None }
    }
}

/// The bytes of the record of an entry, by the head of its byte string.
pub(crate) fn record(ledger: &Ledger, index: u64) -> Range<usize> {
    let start = ledger.groups[index as usize].start;
    let head = &ledger.bytes[start..];
    let (head, length) = match head[0] & 0x1f {
        small @ 0..=23 => (1, usize::from(small)),
        24 => (2, usize::from(head[1])),
        25 => (3, usize::from(u16::from_be_bytes([head[1], head[2]]))),
        26 => (5, u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize),
        other => panic!("a head with {other}"),
    };
    start..start + head + length
}

/// A question about a single object.
pub(crate) fn object(op: &'static str, fields: &[(&'static str, Value)]) -> Question {
    let mut all = vec![("op", op.into())];
    all.extend(fields.iter().cloned());
    Question(all)
}

impl Question {
    /// The library answers yes.
    pub(crate) fn accepted(self, tells: Tells) -> Vector {
        self.vector("accept", tells, Expected::Object { ok: true, code: None })
    }

    /// The library answers with this code.
    pub(crate) fn refused(self, tells: Tells, code: &'static str) -> Vector {
        self.vector("reject", tells, Expected::Object { ok: false, code: Some(code) })
    }

    fn vector(self, folder: &'static str, tells: Tells, expected: Expected) -> Vector {
        let mut requirements: Vec<_> =
            tells.requirements.iter().map(|number| (*number).to_owned()).collect();
        if let Expected::File { code: Some(code), .. } = &expected {
            let own = code_named(code).requirement().to_owned();
            if !requirements.contains(&own) {
                requirements.insert(0, own);
            }
        }
        let Tells { name, about, .. } = tells;
        Vector { folder, name, about, requirements, question: self, expected }
    }

    /// A file, and the finding that the vector is about.
    pub(crate) fn shows(
        self,
        folder: &'static str,
        tells: Tells,
        found: Option<(Code, Place)>,
    ) -> Vector {
        let value = serde_json::to_value(&self).unwrap();
        let answer = answered(&value);
        let report = answer["report"].clone();
        assert!(report.is_object(), "{}: {answer}", tells.name);
        let verdict = report["verdict"].as_str().unwrap().to_owned();
        let (code, place) = found.map_or((None, Place::end()), |(code, at)| (Some(code), at));
        let Place { entry, bytes } = place;
        let expected = Expected::File {
            ok: verdict == "Consistent",
            verdict,
            code: code.map(Code::name),
            entry,
            bytes,
            report,
        };
        self.vector(folder, tells, expected)
    }
}

fn code_named(name: &str) -> Code {
    let found = Code::ALL.iter().find(|code| code.name() == name);
    *found.unwrap_or_else(|| panic!("{name} is no code"))
}
