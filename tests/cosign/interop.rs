//! What witnesses that nobody here wrote have signed.

use handseal::ledger::{
    CosignatureError, CosignerKey, CosignerPolicy, SignedCheckpoint, VerifierKey,
};

use crate::cases::key;
use crate::{NOW, name};

/// A head of a public log of certificates, with the cosignatures of four public witnesses.
const HEAD: &str = "arche2025h1.staging.ct.transparency.dev\n\
    1432088532\n\
    U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\
    \n\
    — arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n\
    — arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n\
    — transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n\
    — witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n\
    — remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n\
    — witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n";
const LOG: &str =
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
const WITNESS: &str = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

#[test]
fn cosignature_of_a_public_witness_verifies() {
    let head = SignedCheckpoint::parse(HEAD.as_bytes()).unwrap();
    assert_eq!(head.to_string(), HEAD);
    head.open(&[LOG.parse::<VerifierKey>().unwrap()]).unwrap();
    let witness: CosignerKey = WITNESS.parse().unwrap();
    assert_eq!(witness.to_string(), WITNESS);
    let policy = CosignerPolicy::new(1, vec![witness]).unwrap();
    let seen = policy.verify(&head).unwrap();
    assert!(seen.are_enough());
    assert_eq!((seen.attested().len(), seen.unknown().len()), (1, 5));
    assert_eq!(seen.attested()[0].time, 0x6a12_2120, "the time that all four bear");

    let altered = HEAD.replacen("\n1432088532\n", "\n1432088533\n", 1);
    let altered = SignedCheckpoint::parse(altered.as_bytes()).unwrap();
    let error = policy.verify(&altered).unwrap_err();
    assert!(matches!(error, CosignatureError::Signature { .. }), "{error}");
}

/// Another reader of notes sees our line as one by a key that it does not know, and opens the note.
#[test]
fn cosigned_head_is_a_note_to_another_implementation() {
    use signed_note::{Note, StandardVerifier, VerifierList};

    let ledger = crate::forks::history(crate::forks::Way::Ones, 1);
    let cosigned = ledger.head().cosigned(name(crate::NAME), NOW, &key(40)).unwrap();
    let note = Note::from_bytes(cosigned.to_string().as_bytes()).unwrap();
    let known = StandardVerifier::new(&crate::forks::heads_key(&ledger).to_string());
    let verifiers = VerifierList::new(vec![Box::new(known.unwrap())]);
    let (verified, unverified) = note.verify(&verifiers).unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 1));
}
