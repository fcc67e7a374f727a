//! One record, as it is shown.

use std::fmt::Write as _;

use handseal::event::EntryHash;
use handseal::merkle::Hash;
use handseal::verify::escaped;
use serde::Serialize;

use crate::common::Failure;

/// One record, as it is shown.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) kind: &'static str,
    pub(crate) index: Option<u64>,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) hash: Option<EntryHash>,
    #[serde(rename = "type")]
    pub(crate) event_type: Option<String>,
    #[serde(flatten)]
    pub(crate) more: More,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum More {
    Checkpoint {
        origin: String,
        size: u64,
        root: Hash,
    },
    Consistency {
        proof: &'static str,
        from: u64,
        to: u64,
    },
    Disclosures {
        count: usize,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        values: Vec<(String, String)>,
    },
    Entry {
        signer: String,
        time: Time,
        subjects: Vec<String>,
    },
    Header {
        holds: Vec<String>,
    },
    Nothing {},
    Proof {
        proof: String,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Time {
    Instant(String),
    Span([String; 2]),
    Unknown(()),
}

/// A row for people: texts from the file are escaped.
pub(crate) fn line(row: &Row) -> Result<String, Failure> {
    let mut out = format!("{:>9}..{:<9} {:<11}", row.start, row.end, row.kind);
    if let Some(index) = row.index {
        write!(out, " {index:>5}")?;
    }
    if let Some(hash) = &row.hash {
        write!(out, " {hash}")?;
    }
    if let Some(event_type) = &row.event_type {
        write!(out, " {}", escaped(event_type))?;
    }
    match &row.more {
        More::Checkpoint { origin, size, root } => {
            write!(out, " {} size {size} root {root}", escaped(origin))?;
        }
        More::Consistency { proof, from, to } => write!(out, " {proof} from {from} to {to}")?,
        More::Disclosures { count, values } => {
            write!(out, " {count} values")?;
            for (path, value) in values {
                write!(out, "\n{:>33} {path}: {}", "", escaped(value))?;
            }
        }
        More::Entry { signer, time, subjects } => {
            let time = match time {
                Time::Instant(at) => at.clone(),
                Time::Span([from, to]) => format!("{from} to {to}"),
                Time::Unknown(()) => "time unknown".to_owned(),
            };
            write!(out, " {time} by {signer}")?;
            for subject in subjects {
                write!(out, "\n{:>33} {subject}", "")?;
            }
        }
        More::Header { holds } => write!(out, " {}", holds.join(" "))?,
        More::Nothing {} => {}
        More::Proof { proof } => write!(out, " {}", escaped(proof))?,
    }
    if let Some(error) = &row.error {
        write!(out, "  DAMAGED: {}", escaped(error))?;
    }
    out.push('\n');
    Ok(out)
}
