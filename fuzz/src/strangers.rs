//! The organisations of the published vectors, whose keys are made from small numbers, and what they
//! sign.

use std::sync::OnceLock;

use handseal::cose::{Sign1, assemble, to_be_signed};
use handseal::identity::{Signer, SigningKey, Thumbprint, Trust};
use handseal::ledger::{RecordKind, RecordReader, entry_record};

/// The vectors use no key with a greater number.
const KEYS: u8 = 24;

fn keys() -> &'static [(Thumbprint, SigningKey)] {
    static KEYS_MADE: OnceLock<Vec<(Thumbprint, SigningKey)>> = OnceLock::new();
    KEYS_MADE.get_or_init(|| {
        let keys = (1..=KEYS).map(|number| SigningKey::from_seed(&[number; 32]));
        keys.map(|key| (key.public_key().thumbprint(), key)).collect()
    })
}

/// Every organisation of the vectors.
pub fn trust() -> &'static Trust {
    static TRUST: OnceLock<Trust> = OnceLock::new();
    TRUST.get_or_init(|| {
        let roots = keys().iter().map(|(thumbprint, _)| *thumbprint);
        roots.fold(Trust::new(), Trust::root)
    })
}

/// The file with every entry signed by the key that its header names, where that is known: what is
/// behind the signature is reached by bytes that nobody signed.
pub fn signed_again(file: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(file.len());
    let mut reader = RecordReader::new(file);
    while let Ok(Some(record)) = reader.next_record() {
        let signed = match record.kind {
            RecordKind::Entry => signed(record.content()),
            _ => None,
        };
        match signed {
            Some(entry) => out.extend(entry_record(&entry)),
            None => out.extend(&record.bytes),
        }
    }
    out
}

fn signed(entry: &[u8]) -> Option<Vec<u8>> {
    let parsed = Sign1::parse(entry).ok()?;
    let (_, key) = keys().iter().find(|(known, _)| *known == parsed.header().kid)?;
    let bytes = to_be_signed(parsed.protected(), parsed.payload());
    let signature = key.sign(&bytes).expect("a key in memory signs");
    Some(assemble(parsed.protected(), parsed.payload(), &signature))
}
