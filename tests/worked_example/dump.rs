//! Bytes become lines: where they stand, what they are, what they mean.

use std::ops::Range;

use handseal::ledger::RecordKind;

use crate::example::spaced;
use crate::meanings::{integer_key, meaning};

/// Bytes of one line of the example.
const WIDTH: usize = 16;

/// Some bytes of the file, and what they are.
pub(crate) struct Line {
    range: Range<usize>,
    depth: usize,
    pub(crate) text: String,
    /// For the head of a byte string: where its content stands.
    pub(crate) holds: Option<Range<usize>>,
}

impl Line {
    pub(crate) fn written(&self, bytes: &[u8]) -> String {
        let columns = spaced(&bytes[self.range.clone()]);
        let indent = "  ".repeat(self.depth);
        let line = format!("{:05}  {columns:<47}  {indent}{}", self.range.start, self.text);
        format!("{}\n", line.trim_end())
    }
}

/// The lines of the record that stands there.
pub(crate) fn record(bytes: &[u8], range: Range<usize>, kind: RecordKind) -> Vec<Line> {
    let root = match kind {
        RecordKind::Entry => "entry",
        RecordKind::Disclosures => "disclosures",
        RecordKind::Checkpoint => "checkpoint",
        RecordKind::Header | RecordKind::Stub | RecordKind::Proof => "header",
    };
    let mut dump = Dump { bytes, at: range.start, lines: Vec::new() };
    dump.item(root, 0, "");
    assert_eq!(dump.at, range.end);
    dump.lines
}

struct Dump<'a> {
    bytes: &'a [u8],
    at: usize,
    lines: Vec<Line>,
}

impl Dump<'_> {
    fn push(&mut self, length: usize, depth: usize, text: String) {
        let range = self.at..self.at + length;
        self.at = range.end;
        self.lines.push(Line { range, depth, text, holds: None });
    }

    /// The head here: major type, argument, and its length.
    fn head(&self) -> (u8, usize, usize) {
        let first = self.bytes[self.at];
        let more = match first & 0x1f {
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => 0,
        };
        let argument = &self.bytes[self.at + 1..self.at + 1 + more];
        let argument = match more {
            0 => usize::from(first & 0x1f),
            _ => argument.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
        };
        (first >> 5, argument, 1 + more)
    }

    /// One item; `key` stands before its text.
    fn item(&mut self, path: &str, depth: usize, key: &str) {
        let (major, argument, head) = self.head();
        let what = match meaning(path) {
            "" => String::new(),
            known => format!(": {known}"),
        };
        match major {
            0 => self.push(head, depth, format!("{key}{argument}{what}")),
            1 => self.push(head, depth, format!("{key}-{}{what}", argument + 1)),
            2 => self.byte_string(path, depth, &format!("{key}{argument} bytes{what}")),
            3 if path == "checkpoint" => self.note(depth),
            3 => self.text(depth, key, &what),
            4 => {
                self.push(head, depth, format!("{key}array of {argument}{what}"));
                for index in 0..argument {
                    self.item(&element(path, index), depth + 1, "");
                }
            }
            5 => {
                self.push(head, depth, format!("{key}map of {argument}{what}"));
                for _ in 0..argument {
                    self.field(path, depth + 1);
                }
            }
            6 => {
                self.push(head, depth, format!("tag {argument}{what}"));
                self.item(&format!("{path}.tagged"), depth + 1, "");
            }
            _ => self.push(head, depth, format!("{key}null{what}")),
        }
    }

    /// A key of a map, and its value.
    fn field(&mut self, path: &str, depth: usize) {
        let (major, argument, head) = self.head();
        if major == 3 {
            let start = self.at + head;
            let name = String::from_utf8(self.bytes[start..start + argument].to_vec()).unwrap();
            self.push(head + argument, depth, format!("\"{name}\""));
            self.item(&format!("{path}.{name}"), depth + 1, "");
        } else {
            let name = integer_key(path, argument);
            self.push(head, depth, format!("{argument}: {name}"));
            self.item(&format!("{path}.{name}"), depth + 1, "");
        }
    }

    fn byte_string(&mut self, path: &str, depth: usize, text: &str) {
        let (_, length, head) = self.head();
        let content = self.at + head..self.at + head + length;
        self.push(head, depth, text.to_owned());
        if let Some(line) = self.lines.last_mut() {
            line.holds = Some(content.clone());
        }
        if matches!(path, "entry" | "entry.tagged[0]" | "entry.tagged[2]") {
            let inner = match path {
                "entry" => "entry",
                "entry.tagged[0]" => "protected",
                _ => "payload",
            };
            self.item(inner, depth + 1, "");
        } else {
            self.run(content.end, depth, "");
        }
    }

    fn text(&mut self, depth: usize, key: &str, what: &str) {
        let (_, length, head) = self.head();
        let content = &self.bytes[self.at + head..self.at + head + length];
        let content = shortened(String::from_utf8(content.to_vec()).unwrap());
        self.run(self.at + head + length, depth, &format!("{key}\"{content}\"{what}"));
    }

    /// Bytes up to `end`, as many lines as they take, with a text at the first.
    fn run(&mut self, end: usize, depth: usize, text: &str) {
        let mut text = text.to_owned();
        while self.at < end {
            let length = WIDTH.min(end - self.at);
            self.push(length, depth, std::mem::take(&mut text));
        }
    }

    /// A signed note, line by line.
    fn note(&mut self, depth: usize) {
        let (_, length, head) = self.head();
        self.push(head, depth, format!("text of {length} bytes: a checkpoint"));
        let end = self.at + length;
        let names = [
            "origin",
            "size",
            "root",
            "an empty line: what stands before it is signed",
            "signature line",
        ];
        for name in names {
            let line = &self.bytes[self.at..end];
            let length = 1 + line.iter().position(|byte| *byte == b'\n').unwrap();
            let text = String::from_utf8(line[..length - 1].to_vec()).unwrap();
            let shown = if text.len() > 40 { "" } else { &text };
            let text = format!("{name}{}{shown}", if shown.is_empty() { "" } else { ": " });
            self.run(self.at + length, depth + 1, &text);
        }
        assert_eq!(self.at, end);
    }
}

/// A long text by its beginning and end; all of it is in the bytes beside it.
fn shortened(text: String) -> String {
    if text.len() <= 44 {
        return text;
    }
    format!("{}…{}", &text[..20], &text[text.len() - 8..])
}

/// The path of an element: lists of like things do not count theirs.
fn element(path: &str, index: usize) -> String {
    if matches!(path, "entry.tagged" | "header.tagged" | "disclosures[]") {
        format!("{path}[{index}]")
    } else {
        format!("{path}[]")
    }
}
