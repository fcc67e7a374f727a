//! Who attested a remembered head, and when. V8.6, V8.15

use std::fmt;

use serde::Serialize;

use crate::encoding::Timestamp;
use crate::ledger::{Attestation, Attestations, Checkpoint, KeyId, KeyName};
use crate::merkle::Hash;
use crate::verify::escape::shown;

/// A line on a remembered head by somebody who is not known: neither good nor bad.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct UnknownCosigner {
    /// The name that the line bears.
    pub name: KeyName,
    /// The id of the key that it bears.
    pub key_id: KeyId,
}

/// A remembered head that could be used, and who attested it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CosignedHead {
    /// The number of entries.
    pub size: u64,
    /// The root.
    pub root: Hash,
    /// Whether the file has this head: only then does it cover entries.
    pub matches: bool,
    /// Whether as many cosigners attested it as are asked for.
    pub enough: bool,
    /// Which cosigners, and when by their own clocks.
    pub attested: Vec<Attestation>,
    /// Lines by others than the ledger and these cosigners, not judged.
    pub unknown: Vec<UnknownCosigner>,
}

impl CosignedHead {
    /// None where no cosigners are asked for.
    pub(crate) fn of(
        head: &Checkpoint,
        attested: Option<Attestations>,
        matches: bool,
    ) -> Option<Self> {
        let seen = attested?;
        let others = seen.unknown().iter().filter(|line| line.name().as_str() != head.origin());
        let unknown = others
            .map(|line| UnknownCosigner { name: line.name().clone(), key_id: line.key_id() })
            .collect();
        Some(Self {
            size: head.size(),
            root: Hash(*head.root()),
            matches,
            enough: seen.are_enough(),
            attested: seen.attested().to_vec(),
            unknown,
        })
    }
}

impl fmt::Display for CosignedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let matches = if self.matches { "" } else { ", which the file does not have" };
        let enough = if self.enough { "as asked for" } else { "NOT as asked for" };
        writeln!(f, "Cosigned  the head of size {}{matches}: {enough}", self.size)?;
        for Attestation { name, key_id, time } in &self.attested {
            let seconds = i64::try_from(*time).ok();
            let at = seconds.and_then(|seconds| Timestamp::from_unix(seconds, 0, 0).ok());
            let at = at.map_or_else(|| format!("{time} seconds after 1970"), |at| at.to_string());
            writeln!(
                f,
                "          by {}, key {key_id}, at {at} by its own clock",
                shown(name.as_str())
            )?;
        }
        for UnknownCosigner { name, key_id } in &self.unknown {
            writeln!(
                f,
                "          a line by {}, key {key_id}, who is not known",
                shown(name.as_str())
            )?;
        }
        Ok(())
    }
}
