//! Whether a bucket keeps the promise that all of this rests on: of several writers of a new object, one wins.

use bytes::Bytes;
use object_store::path::Path;

use crate::encoding::Hex;
use crate::identity::{Entropy, OsEntropy};
use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::requests::Claimed;

/// How many writers race for one object.
const WRITERS: u8 = 8;

/// For how many objects, one after the other. A store that looks first and writes then, as some do, lets two through
/// when they come close enough together: each race is a chance to be seen doing it.
const RACES: u8 = 5;

/// What a probe of a bucket showed: of so many writers that raced for each of so many new objects, one won each, and a later
/// write over it was refused.
///
/// # What this does not prove
///
/// That the next race will have one winner, too: a store that is only almost never wrong can pass.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Probed {
    /// How many objects were raced for.
    pub races: u8,
    /// How many writers raced for each.
    pub writers: u8,
}

impl Bucket {
    /// Has writers race for new objects beside the prefix, below the prefix with `-probe` at its end, and removes these
    /// objects afterwards. Before a handle writes for the first time, it does this.
    ///
    /// # Errors
    ///
    /// [`BucketError::NotConditional`] and [`BucketError::Overwritten`] when the store does not keep the promise, or not for
    /// this bucket; [`BucketError::Refused`] when it says so itself; what else requests answer.
    pub fn probe(&self) -> Result<Probed, BucketError> {
        let mut name = [0; 16];
        OsEntropy
            .fill(&mut name)
            .map_err(|error| BucketError::Engine(std::io::Error::other(error)))?;
        let name = Hex(&name).to_string();
        let folder = Path::from(format!("{}-probe", self.prefix()));
        for race in 0..RACES {
            let key = folder.clone().join(format!("{name}-{race}"));
            let raced = self.race(&key, race);
            // What was found out counts. An object that cannot be removed, of a few bytes, stays.
            let _ = self.delete(key);
            raced?;
        }
        Ok(Probed { races: RACES, writers: WRITERS })
    }

    fn race(&self, key: &Path, race: u8) -> Result<(), BucketError> {
        let bytes: Vec<_> =
            (0..WRITERS).map(|writer| Bytes::from(format!("{race} {writer}\n"))).collect();
        let racing = bytes.iter().map(|bytes| (key.clone(), bytes.clone())).collect();
        let claims = self.claim_at_once(racing)?;
        let won: Vec<_> =
            claims.iter().zip(&bytes).filter(|(claimed, _)| **claimed == Claimed::Won).collect();
        let [(_, winner)] = won.as_slice() else {
            let won = u32::try_from(won.len()).unwrap_or(u32::MAX);
            return Err(BucketError::NotConditional { writers: u32::from(WRITERS), won });
        };
        // Nobody races any more, and it is still refused.
        let later = self.claim(key.clone(), Bytes::from(format!("{race} later\n")))?;
        if later == Claimed::Won {
            return Err(BucketError::NotConditional { writers: 2, won: 2 });
        }
        let found = self.fetch(key.clone())?;
        if found.as_ref() != Some(winner) {
            return Err(BucketError::Overwritten { key: key.to_string() });
        }
        Ok(())
    }
}
