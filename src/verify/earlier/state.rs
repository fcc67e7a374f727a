//! What a verification has come to between two entries, as bytes and back.

use crate::encoding::{Persist, StateError, StateReader, StateWriter, persist};
use crate::verify::attested::{Stamp, Stamps};
use crate::verify::citations::Cited;
use crate::verify::code::Code;
use crate::verify::conclude::Counts;
use crate::verify::earlier::NoSnapshot;
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::findings::Findings;
use crate::verify::fold::Fold;
use crate::verify::pruned::Listed;
use crate::verify::settle::Open;
use crate::verify::walk::Walk;

persist!(enum Cause { 0 => Entry(index) });
persist!(struct Cited { subject, seq, entry, index, citing, latest, field });
persist!(struct Counts {
    entries, well_formed, withheld, stubs, included, last_proven, signed, linked
});
persist!(struct Finding { code, location, detail, because_of, cause });
persist!(struct Listed { index, entry, otherwise });
persist!(struct Location { entry, hash, subject, field, bytes });
persist!(struct Open { links, cited, listed, stolen, untaken });

impl Persist for Code {
    fn persist(&self, out: &mut StateWriter) {
        out.bytes(self.name().as_bytes());
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        let name = input.text()?;
        Self::ALL.iter().copied().find(|code| code.name() == name).ok_or(refused)
    }
}

/// What is written of a detail whose error is not kept, or that is of a content; no snapshot has it.
const NOT_KEPT: u8 = 255;

impl Persist for Detail {
    fn persist(&self, out: &mut StateWriter) {
        match self {
            Self::CheckpointOpen(_)
            | Self::CheckpointParse(_)
            | Self::Cosignature(_)
            | Self::Decode(_)
            | Self::Disclosure(_)
            | Self::Entry(_)
            | Self::Key(_)
            | Self::PartList { .. }
            | Self::PartsMissing
            | Self::Proof(_)
            | Self::Signature(_) => out.raw(&[NOT_KEPT]),
            #[cfg(feature = "timestamp")]
            Self::Token(_) => out.raw(&[NOT_KEPT]),
            Self::Digests { expected, found } => two(out, 0, expected, found),
            Self::Other(entry) => one(out, 1, entry),
            Self::DirectoryEntry(difference) => one(out, 2, difference),
            Self::Keys { expected, found } => two(out, 3, expected, found),
            Self::None => out.raw(&[4]),
            Self::NotCompared { entries } => one(out, 5, entries),
            Self::NotRead { why } => one(out, 6, why),
            Self::HandOver { from, by, expected, found } => {
                two(out, 7, from, by);
                expected.persist(out);
                found.persist(out);
            }
            Self::Party(party) => one(out, 8, party),
            Self::Pruned { entry, by, ground } => {
                two(out, 9, entry, by);
                ground.persist(out);
            }
            Self::Place { seq, prev } => two(out, 10, seq, prev),
            Self::Record { range } => one(out, 11, range),
            Self::Roots { expected, found } => two(out, 12, expected, found),
            Self::Request(matter) => one(out, 13, matter),
            Self::Rule(violation) => one(out, 14, violation),
            Self::Sizes { expected, found } => two(out, 15, expected, found),
            Self::Texts { expected, found } => two(out, 16, expected, found),
            Self::Times { bound, found } => two(out, 17, bound, found),
        }
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        Ok(match input.byte()? {
            0 => Self::Digests { expected: read(input)?, found: read(input)? },
            1 => Self::Other(read(input)?),
            2 => Self::DirectoryEntry(read(input)?),
            3 => Self::Keys { expected: read(input)?, found: read(input)? },
            4 => Self::None,
            5 => Self::NotCompared { entries: read(input)? },
            6 => Self::NotRead { why: read(input)? },
            7 => Self::HandOver {
                from: read(input)?,
                by: read(input)?,
                expected: read(input)?,
                found: read(input)?,
            },
            8 => Self::Party(read(input)?),
            9 => Self::Pruned { entry: read(input)?, by: read(input)?, ground: read(input)? },
            10 => Self::Place { seq: read(input)?, prev: read(input)? },
            11 => Self::Record { range: read(input)? },
            12 => Self::Roots { expected: read(input)?, found: read(input)? },
            13 => Self::Request(read(input)?),
            14 => Self::Rule(read(input)?),
            15 => Self::Sizes { expected: read(input)?, found: read(input)? },
            16 => Self::Texts { expected: read(input)?, found: read(input)? },
            17 => Self::Times { bound: read(input)?, found: read(input)? },
            _ => return Err(refused),
        })
    }
}

fn one(out: &mut StateWriter, tag: u8, value: &impl Persist) {
    out.raw(&[tag]);
    value.persist(out);
}

fn two(out: &mut StateWriter, tag: u8, first: &impl Persist, second: &impl Persist) {
    one(out, tag, first);
    second.persist(out);
}

fn read<T: Persist>(input: &mut StateReader<'_>) -> Result<T, StateError> {
    T::restore(input)
}

impl Persist for Stamp {
    fn persist(&self, out: &mut StateWriter) {
        let Self { size, root, message, token } = self;
        size.persist(out);
        root.persist(out);
        out.bytes(message);
        out.bytes(token);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let (size, root) = Persist::restore(input)?;
        let (message, token) = (input.bytes()?.to_vec(), input.bytes()?.to_vec());
        Ok(Self { size, root, message, token })
    }
}

/// What a token where it stands led to. It is not kept: the token is, and is verified again, since a later `now` can
/// make another thing of it.
fn is_of_a_token(finding: &Finding) -> bool {
    let code = matches!(
        finding.code,
        Code::TimeTokenMalformed
            | Code::TimeTokenMismatch
            | Code::TimeUnattested
            | Code::TimeAuthorityRefused
    );
    let field = finding.location.field.as_deref();
    code && field.is_some_and(|field| field == "body.token" || field == "body.size")
}

fn persist_findings(findings: &Findings, out: &mut StateWriter) -> Result<(), NoSnapshot> {
    let all = findings.all().ok_or(NoSnapshot::TooMany)?;
    let kept: Vec<_> = all.iter().filter(|finding| !is_of_a_token(finding)).collect();
    out.length(kept.len());
    for finding in kept {
        let mut one = StateWriter::new();
        finding.detail.persist(&mut one);
        if one.into_bytes().first() == Some(&NOT_KEPT) {
            return Err(NoSnapshot::NotKept { code: finding.code });
        }
        finding.persist(out);
    }
    Ok(())
}

impl Walk {
    /// Writes what the entries so far came to, behind the last record of a group.
    pub(super) fn persist(&self, out: &mut StateWriter) -> Result<(), NoSnapshot> {
        let Self {
            fold,
            findings,
            counts,
            heads,
            stamps,
            authorities: _,
            now: _,
            standings: _,
            first,
            open,
            // Not begun.
            settlement: _,
            header: _,
            end: _,
            extract: _,
            beside: _,
            places: _,
            group: _,
            last_index,
            previous,
            checkpoint_read,
            snapshots: _,
            threads: _,
            table_bytes: _,
        } = self;
        fold.persist(out);
        persist_findings(findings, out)?;
        counts.persist(out);
        heads.persist(out);
        stamps.persist(out);
        first.persist(out);
        open.persist(out);
        last_index.persist(out);
        previous.persist(out);
        checkpoint_read.persist(out);
        Ok(())
    }

    /// Takes up what [`persist`](Self::persist) wrote.
    pub(super) fn restore(&mut self, input: &mut StateReader<'_>) -> Result<(), StateError> {
        let (trust, policies) = (self.fold.trust().clone(), self.fold.policies.clone());
        self.fold = Fold::restore(input, trust, policies, Some(self.now))?;
        for _ in 0..input.length()? {
            let finding = Finding::restore(input)?;
            self.findings.extend(self.as_of_now(finding));
        }
        self.counts = Persist::restore(input)?;
        self.heads.restore(input)?;
        let taken = self.stamps.restore(input)?;
        self.first = Persist::restore(input)?;
        self.open = Persist::restore(input)?;
        self.last_index = Persist::restore(input)?;
        self.previous = Persist::restore(input)?;
        self.checkpoint_read = Persist::restore(input)?;
        for (stamp, place) in taken {
            let found = self.stamps.take(&stamp, &self.authorities, self.now, &place);
            self.findings.extend(found);
        }
        Ok(())
    }

    /// V5.2: what was in the future then may not be any more.
    fn as_of_now(&self, mut finding: Finding) -> Option<Finding> {
        if let (Code::TimeFuture, Detail::Times { bound, found }) =
            (finding.code, &mut finding.detail)
        {
            *bound = self.now;
            if !found.is_after(bound) {
                return None;
            }
        }
        Some(finding)
    }
}

impl Stamps {
    fn persist(&self, out: &mut StateWriter) {
        self.made.persist(out);
        let taken = self.taken.as_deref().unwrap_or_default();
        out.length(taken.len());
        for (stamp, place) in taken {
            stamp.persist(out);
            place.persist(out);
        }
    }

    /// Gives the tokens, to be taken again.
    fn restore(
        &mut self,
        input: &mut StateReader<'_>,
    ) -> Result<Vec<(Stamp, Location)>, StateError> {
        self.made = Persist::restore(input)?;
        Persist::restore(input)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use sha2::{Digest, Sha256};

    use super::*;
    use crate::encoding::{Hex, STATE_FORMAT};
    use crate::identity::Trust;
    use crate::verify::Verifier;

    const FORMAT_KEPT: u64 = 2;

    /// As in `store::cache`: what is kept of a verification changed, and its number must.
    const KEPT: [&str; 2] = [
        "e4e3b7b27e3302d6d5ea0fa05094809f843af1bd9136bbf21caa5c8df571ea64",
        "54a71dd885cb5c59ac0f686ca1d1c55a9b1e0f0a9c75de6d2c0a7c482d3e393d",
    ];

    #[test]
    fn shape_of_a_verification_changed_and_its_number_did_not() {
        let trust = Trust::new();
        let verifier = Verifier::new(&trust, "2026-11-22T12:00:00+01:00".parse().unwrap());
        let found = [
            include_bytes!("../../../examples/sample/sample.custody").as_slice(),
            include_bytes!("../../../examples/sample/requests/ledger.custody"),
        ]
        .map(|file| {
            let mut walk = Walk::new(&verifier);
            walk.read_once(&mut Cursor::new(file)).unwrap();
            let mut out = StateWriter::new();
            walk.persist(&mut out).unwrap();
            let written = out.into_bytes();
            let mut again = Walk::new(&verifier);
            let mut input = StateReader::new(&written);
            again.restore(&mut input).unwrap();
            input.end().unwrap();
            let mut out = StateWriter::new();
            again.persist(&mut out).unwrap();
            assert_eq!(out.into_bytes(), written);
            Hex(&Sha256::digest(&written)).to_string()
        });
        assert_eq!(STATE_FORMAT, FORMAT_KEPT, "put the new digests in, too");
        assert_eq!(found, KEPT);
    }
}
