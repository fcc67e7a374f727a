//! What a build without features says of keys that it cannot judge: that it does not know, and
//! never that they are bad, or good.
//!
//! The tests of the library are built with every feature; this package is not.

use std::error::Error;
use std::fs;
use std::path::Path;

use handseal::Verdict;
use handseal::identity::{Algorithm, KeyError, PublicKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::verify::{Code, Verifier};
use serde_json::Value;

/// Cases in which nothing departs, and an ESP256 key signs or is enrolled.
const CASES: [&str; 3] = [
    "esp256_key_rotated_to_another",
    "item_handed_from_an_esp256_key_to_an_ed25519_key",
    "organisation_whose_root_is_an_esp256_key",
];

fn main() -> Result<(), Box<dyn Error>> {
    let key = PublicKey::from_bytes(Algorithm::Esp256, &[0; 64]);
    assert_eq!(key, Err(KeyError::NotBuiltIn { algorithm: Algorithm::Esp256 }));
    for name in CASES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/accept");
        let vector: Value = serde_json::from_slice(&fs::read(folder.join(format!("{name}.json")))?)?;
        let question = &vector["question"];
        let mut trust = Trust::new();
        for root in question["roots"].as_array().ok_or("no roots")? {
            trust = trust.root(root.as_str().ok_or("no root")?.parse()?);
        }
        let head = unhex(question["heads"][0].as_str().ok_or("no head")?);
        let head = SignedCheckpoint::parse(&head)?;
        let now = question["now"].as_str().ok_or("no time")?.parse()?;
        let file = unhex(question["file"].as_str().ok_or("no file")?);
        let report = Verifier::new(&trust, now).anchor(head).verify_bytes(&file)?;
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(report.verdict, Verdict::Incomplete, "{name}: {codes:?}");
        assert_eq!(codes.first(), Some(&Code::EntryNotUnderstood), "{name}: {codes:?}");
        println!("{name}: {codes:?}");
    }
    Ok(())
}

fn unhex(text: &str) -> Vec<u8> {
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default();
    pairs.iter().map(|[high, low]| (digit(*high) << 4 | digit(*low)) as u8).collect()
}
