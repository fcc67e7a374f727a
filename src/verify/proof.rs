//! Records that prove more: inclusion and consistency, in an extract.

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Wire, record, scan};
use crate::merkle::{Hash, MAX_PATH};

record! {
    /// Where the entry before it stands in the ledger.
    ///
    /// ```cddl
    /// inclusion = { "path": [0*64 bstr .size 32], "index": uint, "proof": "inclusion" }
    /// ```
    pub struct InclusionRecord {
        /// The inclusion path, RFC 9162 §2.1.3.
        "path" => pub path: Vec<[u8; 32]>,
        /// The entry's index.
        "index" => pub index: u64,
        /// Always `inclusion`.
        "proof" => pub proof: String,
    }
}

record! {
    /// How the checkpoint after it extends, or is extended by, another head of the ledger.
    ///
    /// ```cddl
    /// consistency = { "to": uint, "from": uint, "path": [0*64 bstr .size 32], "proof": "consistency" }
    /// ```
    pub struct ConsistencyRecord {
        /// The size of the larger head.
        "to" => pub to: u64,
        /// The size of the smaller head.
        "from" => pub from: u64,
        /// The consistency path, RFC 9162 §2.1.4.
        "path" => pub path: Vec<[u8; 32]>,
        /// Always `consistency`.
        "proof" => pub proof: String,
    }
}

impl InclusionRecord {
    pub(crate) fn new(index: u64, path: &[Hash]) -> Self {
        let path = path.iter().map(|hash| hash.0).collect();
        Self { path, index, proof: INCLUSION.to_owned() }
    }

    pub(crate) fn path(&self) -> Vec<Hash> {
        self.path.iter().copied().map(Hash).collect()
    }

    pub(crate) fn to_record(&self) -> Vec<u8> {
        self.to_bytes()
    }
}

impl ConsistencyRecord {
    pub(crate) fn new(from: u64, to: u64, path: &[Hash]) -> Self {
        let path = path.iter().map(|hash| hash.0).collect();
        Self { to, from, path, proof: CONSISTENCY.to_owned() }
    }

    pub(crate) fn path(&self) -> Vec<Hash> {
        self.path.iter().copied().map(Hash).collect()
    }

    pub(crate) fn to_record(&self) -> Vec<u8> {
        self.to_bytes()
    }
}

const INCLUSION: &str = "inclusion";
const CONSISTENCY: &str = "consistency";

/// A record that proves more, as it was read: whether it proves it is not known yet.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ProofRecord {
    /// How two heads extend each other.
    Consistency(ConsistencyRecord),
    /// Where an entry stands.
    Inclusion(InclusionRecord),
    /// Of a kind that this version does not know.
    NotUnderstood(String),
}

impl ProofRecord {
    /// Reads a map record.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] at the first byte that is not ours, or that departs from its kind.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        scan(bytes)?;
        let (read, hashes) = match kind(bytes)?.as_str() {
            INCLUSION => {
                let proof = InclusionRecord::from_bytes(bytes)?;
                let hashes = proof.path.len();
                (Self::Inclusion(proof), hashes)
            }
            CONSISTENCY => {
                let proof = ConsistencyRecord::from_bytes(bytes)?;
                let hashes = proof.path.len();
                (Self::Consistency(proof), hashes)
            }
            // F7.7
            other => (Self::NotUnderstood(other.to_owned()), 0),
        };
        // F7.16
        if hashes > MAX_PATH {
            let [limit, found] = [MAX_PATH, hashes].map(|n| u64::try_from(n).unwrap_or(u64::MAX));
            let kind = DecodeErrorKind::LimitExceeded { limit, found };
            return Err(DecodeError::new(kind, 0));
        }
        Ok(read)
    }
}

/// The text at `proof`, wherever it stands among the keys.
fn kind(bytes: &[u8]) -> Result<String, DecodeError> {
    let mut input = Decoder::new(bytes);
    for _ in 0..input.map()? {
        if input.text()? == "proof" {
            return input.text().map(str::to_owned);
        }
        input.raw()?;
    }
    Err(DecodeError::new(DecodeErrorKind::MissingField { name: "proof" }, 0))
}
