//! The plain way to verify a ledger: libraries for COSE and CBOR, the strict check, one entry after the other.

use std::collections::HashMap;
use std::error::Error;

use coset::{CoseSign1, TaggedCborSerializable as _};
use handseal::identity::PublicKey;
use handseal::ledger::{RecordKind, RecordReader};
use handseal::merkle::{Frontier, Hash, leaf_hash};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// What is signed, as far as chains need it.
#[derive(Deserialize)]
struct Payload {
    links: Vec<Link>,
    #[serde(rename = "type")]
    _kind: String,
    #[serde(rename = "body")]
    _body: ciborium::Value,
    #[serde(rename = "at")]
    _at: ciborium::Value,
}

#[derive(Deserialize)]
struct Link {
    id: String,
    prev: Option<serde_bytes_32::Bytes>,
    seq: u64,
}

/// Thirty-two bytes as CBOR has them, for which serde has no type of its own.
mod serde_bytes_32 {
    use serde::de::{Deserialize, Deserializer, Error, Visitor};

    pub(super) struct Bytes(pub(super) [u8; 32]);

    struct Reads;

    impl Visitor<'_> for Reads {
        type Value = Bytes;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("32 bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
            bytes.try_into().map(Bytes).map_err(|_| E::invalid_length(bytes.len(), &self))
        }
    }

    impl<'de> Deserialize<'de> for Bytes {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_bytes(Reads)
        }
    }
}

/// Hash, decode, signature, chain and tree of every entry, under keys that are known; answers the root.
pub fn verify(file: &[u8], keys: &[PublicKey]) -> Result<Hash, Box<dyn Error>> {
    let mut known = HashMap::new();
    for key in keys {
        let point = ed25519_dalek::VerifyingKey::try_from(key.as_bytes())?;
        known.insert(key.thumbprint().0.to_vec(), point);
    }
    let mut ends: HashMap<String, (u64, [u8; 32])> = HashMap::new();
    let mut tree = Frontier::new();
    let mut reader = RecordReader::new(file);
    while let Some(record) = reader.next_record()? {
        if record.kind != RecordKind::Entry {
            continue;
        }
        let hash: [u8; 32] = Sha256::digest(record.content()).into();
        let sign1 = CoseSign1::from_tagged_slice(record.content()).map_err(|e| e.to_string())?;
        let key = known.get(&sign1.protected.header.key_id).ok_or("an unknown key")?;
        sign1.verify_signature(b"", |signature, message| {
            key.verify_strict(message, &ed25519_dalek::Signature::from_slice(signature)?)
        })?;
        let payload: Payload = ciborium::from_reader(sign1.payload.as_deref().unwrap_or_default())?;
        for link in payload.links {
            let end = ends.get(&link.id);
            let expected = end.map_or((0, None), |(seq, hash)| (seq + 1, Some(*hash)));
            if expected != (link.seq, link.prev.map(|bytes| bytes.0)) {
                return Err("a chain is broken".into());
            }
            ends.insert(link.id, (link.seq, hash));
        }
        tree.append(leaf_hash(&hash));
    }
    Ok(tree.root())
}
