//! What two say of one file, side by side.

use std::fmt;

use crate::evidence::{Comparison, Md5Digest, Sha1Digest, Sha256Digest, Sha512Digest};
use crate::interop::lists::Listed;

/// Each value that a list and a measurement both have, compared; `None` where one has it not.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Compared {
    /// Number of bytes.
    pub size: Option<Comparison<u64>>,
    /// SHA-256.
    pub sha256: Option<Comparison<Sha256Digest>>,
    /// SHA-512.
    pub sha512: Option<Comparison<Sha512Digest>>,
    /// SHA-1.
    pub sha1: Option<Comparison<Sha1Digest>>,
    /// MD5.
    pub md5: Option<Comparison<Md5Digest>>,
}

/// What a match rests on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Basis {
    /// MD5 or SHA-1 alone. Two contents with one such digest can be made on purpose: it says which
    /// record is meant, not that the content is the same.
    Legacy,
    /// SHA-256 or SHA-512.
    Sound,
}

/// What comparing came to.
pub(crate) enum Outcome {
    /// Something differs.
    Differs,
    /// No digest is there on both sides, and nothing differs.
    NotCompared,
    /// All that is there on both sides is equal, a digest among it.
    Same(Basis),
}

impl Compared {
    /// Compares what is listed with what was found.
    #[must_use]
    pub fn of(listed: &Listed, found: &Listed) -> Self {
        Self {
            size: compare(listed.size, found.size),
            sha256: compare(listed.sha256, found.sha256),
            sha512: compare(listed.sha512, found.sha512),
            sha1: compare(listed.sha1, found.sha1),
            md5: compare(listed.md5, found.md5),
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let [size, sha256, sha512, sha1, md5] = self.each();
        let all = [size, sha256, sha512, sha1, md5];
        if all.contains(&Some(Equal::No)) {
            Outcome::Differs
        } else if sha256.or(sha512).is_some() {
            Outcome::Same(Basis::Sound)
        } else if sha1.or(md5).is_some() {
            Outcome::Same(Basis::Legacy)
        } else {
            Outcome::NotCompared
        }
    }

    /// Whether one digest is equal while something else is not: the list was put together of two
    /// states, or the content was made to have the digest of another.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        let all = self.each();
        let [_, digests @ ..] = all;
        all.contains(&Some(Equal::No)) && digests.contains(&Some(Equal::Yes))
    }

    const fn each(&self) -> [Option<Equal>; 5] {
        [
            equal(self.size.as_ref()),
            equal(self.sha256.as_ref()),
            equal(self.sha512.as_ref()),
            equal(self.sha1.as_ref()),
            equal(self.md5.as_ref()),
        ]
    }
}

/// The names of what differs, with expected and found.
impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = [
            differing("size", self.size.as_ref()),
            differing("sha256", self.sha256.as_ref()),
            differing("sha512", self.sha512.as_ref()),
            differing("sha1", self.sha1.as_ref()),
            differing("md5", self.md5.as_ref()),
        ];
        let shown: Vec<_> = shown.into_iter().flatten().collect();
        f.write_str(&shown.join("; "))?;
        if self.is_contradictory() {
            f.write_str("; another digest is equal")?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Equal {
    No,
    Yes,
}

fn compare<T: PartialEq>(listed: Option<T>, found: Option<T>) -> Option<Comparison<T>> {
    listed.zip(found).map(|(expected, found)| {
        if expected == found { Comparison::Match } else { Comparison::Differs { expected, found } }
    })
}

const fn equal<T>(comparison: Option<&Comparison<T>>) -> Option<Equal> {
    match comparison {
        Some(Comparison::NotRead) | None => None,
        Some(Comparison::Match) => Some(Equal::Yes),
        Some(Comparison::Differs { .. }) => Some(Equal::No),
    }
}

fn differing<T: fmt::Display>(name: &str, comparison: Option<&Comparison<T>>) -> Option<String> {
    match comparison {
        Some(Comparison::Differs { expected, found }) => {
            Some(format!("{name}: {expected} listed, {found} found"))
        }
        Some(Comparison::Match | Comparison::NotRead) | None => None,
    }
}
