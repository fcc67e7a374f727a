//! What we write is read, and what others write is accepted, by code that nobody here wrote.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use coset::{
    CborSerializable as _, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable as _,
    cbor::cbor, iana,
};
use ed25519_dalek::{Signer as _, SigningKey as DalekKey, Verifier as _};
use handseal::{
    cose::{Claims, EventVersion, ProtectedHeader, Sign1, assemble, to_be_signed},
    identity::{Algorithm, PublicKey, Signer as _, SigningKey},
    ledger::{Checkpoint, KeyName, NoteText, SignedCheckpoint, SignedNote, VerifierKey},
};
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};

const SEED: [u8; 32] = [7; 32];
const PAYLOAD: &[u8] = b"\xa1\x64type\x64note";

fn verify_with_dalek(
    signature: &[u8],
    message: &[u8],
) -> Result<(), ed25519_dalek::SignatureError> {
    let signature = ed25519_dalek::Signature::from_slice(signature)?;
    DalekKey::from_bytes(&SEED).verifying_key().verify(message, &signature)
}

#[test]
fn coset_reads_and_verifies_what_we_write() {
    let key = SigningKey::from_seed(&SEED);
    let header = ProtectedHeader {
        algorithm: key.public_key().algorithm(),
        version: EventVersion::CURRENT,
        kid: key.public_key().thumbprint(),
        claims: Claims { iss: "ana", sub: "item:1", iat: Some(-1) },
    };
    let protected = header.to_bytes();
    let signature = key.sign(&to_be_signed(&protected, PAYLOAD)).unwrap();
    let event = assemble(&protected, PAYLOAD, &signature);

    let theirs = CoseSign1::from_tagged_slice(&event).unwrap();
    theirs.verify_signature(&[], verify_with_dalek).unwrap();
    let read = &theirs.protected.header;
    assert_eq!(read.alg, Some(coset::Algorithm::Assigned(iana::Algorithm::Ed25519)));
    assert_eq!(read.key_id, key.public_key().thumbprint().as_bytes());
    assert_eq!(theirs.payload.as_deref(), Some(PAYLOAD));
    assert!(theirs.unprotected.is_empty());
    assert_eq!(theirs.to_tagged_vec().unwrap(), event);
    // The tag is not optional: another reader may not be told what this is.
    assert!(CoseSign1::from_slice(&event).is_err());
}

#[test]
fn what_coset_writes_is_read_and_verified() {
    let dalek = DalekKey::from_bytes(&SEED);
    let key = PublicKey::from_bytes(Algorithm::Ed25519, dalek.verifying_key().as_bytes()).unwrap();
    let protected = HeaderBuilder::new()
        .algorithm(iana::Algorithm::Ed25519)
        .content_type("application/vnd.handseal.event.v1+cbor".to_owned())
        .key_id(key.thumbprint().as_bytes().to_vec())
        .value(15, cbor!({1 => "ana", 2 => "item:1"}).unwrap())
        .build();
    let event = CoseSign1Builder::new()
        .protected(protected)
        .payload(PAYLOAD.to_vec())
        .create_signature(&[], |message| dalek.sign(message).to_bytes().to_vec())
        .build()
        .to_tagged_vec()
        .unwrap();
    let ours = Sign1::parse(&event).unwrap();
    assert_eq!(ours.verify(&key), Ok(()));
    assert_eq!(ours.header().claims, Claims { iss: "ana", sub: "item:1", iat: None });
    assert_eq!(ours.header().to_bytes(), ours.protected());
}

fn verified_by_signed_note(note: &str, key: &VerifierKey) -> String {
    let verifier = StandardVerifier::new(&key.to_string()).unwrap();
    let note = Note::from_bytes(note.as_bytes()).unwrap();
    let list = VerifierList::new(vec![Box::new(verifier)]);
    let (verified, unverified) = note.verify(&list).unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));
    String::from_utf8(note.text().to_vec()).unwrap()
}

#[test]
fn signed_note_verifies_what_we_write() {
    let key = SigningKey::from_seed(&SEED);
    let name = KeyName::parse("ledger.example/1").unwrap();
    let verifier = VerifierKey::new(name.clone(), key.public_key().clone()).unwrap();
    let text = NoteText::new("one\n\ntwo: è\n".to_owned()).unwrap();
    let note = SignedNote::sign(text.clone(), name, &key).unwrap();
    assert_eq!(verified_by_signed_note(&note.to_string(), &verifier), text.as_str());

    let head = Checkpoint::new("ledger.example/1", 64, [9; 32]).unwrap();
    let signed = SignedCheckpoint::sign(head.clone(), &key).unwrap();
    assert_eq!(verified_by_signed_note(&signed.to_string(), &verifier), head.to_string());
}

#[test]
fn what_signed_note_writes_is_opened() {
    // The private half of Go's example key, published with it.
    let signer = StandardSigner::new(
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
    )
    .unwrap();
    let known = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        .parse::<VerifierKey>()
        .unwrap();
    let mut note = Note::new("PeterNeumann\n3\n".repeat(2).as_bytes(), &[]).unwrap();
    note.add_sigs(&[&signer]).unwrap();
    let bytes = note.to_bytes();
    let ours = SignedNote::parse(&bytes).unwrap();
    assert_eq!(ours.open(&[known]).unwrap().text().as_str().as_bytes(), note.text());
    assert_eq!(ours.to_string().as_bytes(), bytes);
}
