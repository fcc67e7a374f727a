//! Chain of custody for electronic evidence: who had what, from when to when, and is it still what
//! was collected?
//!
//! Organisations that handle evidence sign what they do: collect, seal, hand over, receive,
//! examine, return. Each act is an event, signed once, recorded for ever. A hand-over is two
//! signatures, release and acceptance over what was measured again. Anyone can check the whole
//! chain later, offline, without asking those who wrote it: a court, an expert of the defence, an
//! authority across a border. Where evidence was asked for across one, the request, its answers, its
//! periods and the conditions of use are checked with it. They need the files, the fingerprint of one root key, and a signed
//! head that someone kept outside.
//!
//! ```text
//!   party ──signs──▶ event ──about──▶ subjects: item, case, request, party, ledger
//!                      │              (one chain of events for each; anyone can carry it)
//!                   recorded in
//!                      ▼
//!   ledger, a Merkle tree of entries ──signed head──▶ checkpoint ──▶ kept by others
//!
//!   CaseFile writes:  Acquired ─▶ Offered ─▶ Accepted ─▶ …     it asks the rules first
//!   Verifier reads:   files + root + head + content  ─▶ Report  it asks the same rules again
//! ```
//!
//! # Examples
//!
//! A file is acquired, offered to a colleague, measured again, accepted, and verified.
//!
//! ```
//! use handseal::{
//!     Actor, CaseFile, ContentSource, Enrolment, Inspection, ItemHasher, ItemName, MemoryStore,
//!     Opening, Options, OsEntropy, PartyKind, SigningKey, Timestamp, TransferTerms, Trust, Verdict,
//!     Verifier,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut random = OsEntropy;
//! let [root, ledger_key, ben_key] = [
//!     SigningKey::generate(&mut random)?,
//!     SigningKey::generate(&mut random)?,
//!     SigningKey::generate(&mut random)?,
//! ];
//! let at: Timestamp = "2026-11-22T09:00:00+01:00".parse()?;
//!
//! // The organisation and its ledger. On disk it is `CaseFile::create(path, …)`.
//! let opening = Opening {
//!     organisation: "Example Police",
//!     jurisdiction: "FR",
//!     origin: "custody.example.org",
//!     root: &root,
//!     checkpoint_key: &ledger_key,
//!     successors: &[],
//!     at,
//! };
//! let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut random)?;
//! let chief = Actor::organisation(&root);
//! let ben = Enrolment {
//!     kind: PartyKind::Person,
//!     name: "Ben Adler",
//!     roles: &[],
//!     units: &[],
//!     key: Some(&ben_key),
//! };
//! let ben = Actor::new(case.enrol(&ben, &chief, at, &mut random)?, &ben_key);
//! let case_id = case.open_case("2041/26", &chief, at, &mut random)?;
//!
//! // Measured as it is read, in as many pieces as it comes.
//! let content = b"From: a\nTo: b\n\nThe parcel is in locker 9.\n";
//! let mut hasher = ItemHasher::new(Options::default());
//! hasher.update(content);
//! let measured = hasher.finish();
//!
//! let items = case.acquire(case_id, &[("mail.eml", &measured)], &chief, at, &mut random)?;
//! let labels: Vec<_> = items.iter().map(|item| (*item, "EX-1")).collect();
//! case.label(&labels, &chief, at, &mut random)?;
//!
//! // Custody has not moved until the other side accepts.
//! let answer_by = "2026-11-24T12:00:00+01:00".parse()?;
//! let terms = TransferTerms::new(ben.id, "examination", answer_by);
//! let offer = case.offer(&items, &terms, &chief, at, &mut random)?;
//! let again = |_| Inspection::Measured(&measured);
//! case.accept(offer, &again, &ben, at, &mut random)?;
//!
//! // Keep the head elsewhere: only it shows later that nothing was cut off or rewritten.
//! let head = case.checkpoint(&ledger_key)?;
//!
//! let trust = Trust::new().root(case.keeper());
//! let report = Verifier::new(&trust, at)
//!     .anchor(head)
//!     .content("EX-1".parse::<ItemName>()?, ContentSource::Reader(Box::new(&content[..])))
//!     .verify_bytes(case.store().as_bytes())?;
//! assert_eq!(report.verdict, Verdict::Consistent, "{report}");
//! # Ok(())
//! # }
//! ```
//!
//! # What this proves
//!
//! `Consistent` says: these are the entries that the remembered head was signed over; each was
//! signed with a key that its organisation had registered and not revoked; every chain is whole;
//! every act was the holder's, the receiver's or a registrar's to do; the content given is what was
//! recorded. Where that is not so, a finding says which entry, which bytes, expected and found.
//!
//! # What this does not prove
//!
//! That what a party stated is true, or lawful: of requests it is said which recorded facts meet or
//! miss which written rule, and how sure that rule is. That nothing happened which nobody recorded. When
//! anything happened, beyond what its signers stated and, with the feature `timestamp`, an authority attests. What was not checked is said, and is never
//! counted as good. [`spec::threats`] has the whole list.
//!
//! # Where things are
//!
//! Data flows from left to right, and a layer uses only those to its left:
//!
//! ```text
//! encoding → identity → cose → merkle → evidence → event → ledger → timestamp → custody → law → verify → store → interop
//! ```
//!
//! | module | what it turns into what |
//! |---|---|
//! | [`encoding`] | bytes into items of deterministic CBOR, and back |
//! | [`identity`] | key files into keys that sign and verify; ids; trust |
//! | [`cose`] | a payload and a key into a signed envelope |
//! | [`merkle`] | hashes into a root, and proofs about it |
//! | [`evidence`] | content into digests and parts, and later the answer whether it is the same |
//! | [`event`] | what a party states into a signed event; what may be withheld |
//! | [`ledger`] | entries into a file; roots into signed heads |
//! | `timestamp` | with the feature of that name, the tokens of an outside authority into times that are attested |
//! | [`custody`] | verified events into who holds what |
//! | [`law`] | a catalogue of instruments, and verified events, into the state of each request |
//! | [`verify`] | files into a report |
//! | [`store`] | acts into durable records, in a file or, with the feature `object-store`, in a bucket that many write |
//! | [`interop`] | lists and bags of other programs into what was listed, and back; with the feature `ewf`, E01 images into their media |
//! | [`spec`] | nothing: it is the specification, enough to write a second verifier from |
//!
//! Time, trust and randomness are arguments. Nothing here reads a clock, and there are no globals.

pub mod cose;
pub mod custody;
pub mod encoding;
pub mod event;
pub mod evidence;
pub mod identity;
pub mod interop;
pub mod law;
pub mod ledger;
pub mod merkle;
pub mod spec;
pub mod store;
#[cfg(feature = "timestamp")]
pub mod timestamp;
pub mod verify;

pub use custody::{CustodyState, TransferOffer};
pub use encoding::{DecodeError, DecodeErrorKind, Timestamp};
pub use event::{EntryHash, PartyKind, Subject};
pub use evidence::{ItemHasher, Measurement, Options, measure_file, measure_reader};
pub use identity::{
    CaseId, Entropy, ItemId, KeyFile, OrgId, OsEntropy, PartyId, RequestId, Signer, SigningKey,
    Trust,
};
pub use law::{Catalogue, Policy, RequestDraft, RequestView};
pub use ledger::SignedCheckpoint;
pub use store::{
    Actor, CaseError, CaseFile, Enrolment, Inspection, MemoryStore, Opening, Production,
    TransferTerms, Under,
};
pub use verify::{
    Class, Code, ContentSource, Finding, ItemName, Report, Verdict, Verifier, VerifierError,
};

/// The Rust of the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
