//! Signed notes and checkpoints: what is accepted, and what each defect is called and where it is.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

mod checkpoint;

use handseal::{
    identity::{
        KeyError, PublicKey, SignError, SignErrorKind, Signature, SignatureError, Signer,
        SigningKey,
    },
    ledger::{
        KeyName, KeyNameError, NoteError, NoteErrorKind, NoteSignError, NoteText, OpenError,
        SignedCheckpoint, SignedNote, VerifierKey, VerifierKeyError,
    },
};

// The example of Go's golang.org/x/mod/sumdb/note.
const NEUMANN: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NEUMANN_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\
    \n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn name(text: &str) -> KeyName {
    KeyName::parse(text).unwrap()
}

fn verifier(key_name: &str, seed: u8) -> VerifierKey {
    VerifierKey::new(name(key_name), key(seed).public_key().clone()).unwrap()
}

fn text(text: &str) -> NoteText {
    NoteText::new(text.to_owned()).unwrap()
}

/// A note with a signature by each of these.
fn note(body: &str, signers: &[(&str, u8)]) -> String {
    let lines: String = signers
        .iter()
        .map(|(key_name, seed)| {
            SignedNote::sign(text(body), name(key_name), &key(*seed)).unwrap().signatures()[0]
                .to_string()
                + "\n"
        })
        .collect();
    format!("{body}\n{lines}")
}

#[track_caller]
fn refused(note: impl AsRef<[u8]>) -> (NoteErrorKind, usize) {
    let NoteError { kind, offset } = SignedNote::parse(note.as_ref()).unwrap_err();
    assert!(offset <= note.as_ref().len());
    (kind, offset)
}

#[test]
fn note_of_go_opens_and_writes_back() {
    let note = SignedNote::parse(NEUMANN_NOTE.as_bytes()).unwrap();
    assert_eq!(note.to_string(), NEUMANN_NOTE);
    let known = [NEUMANN.parse().unwrap()];
    let opened = note.open(&known).unwrap();
    assert!(opened.text().as_str().ends_with("your problem is.\n"));
    assert_eq!(opened.verified()[0].name().as_str(), "PeterNeumann");
    assert_eq!(opened.verified()[0].key_id().to_string(), "c74f20a3");
    assert_eq!(known[0].to_string(), NEUMANN);
}

// The examples of the specifications, whose keys are not given there.
#[test]
fn notes_of_c2sp_are_read_and_written_back() {
    let poem = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n\
        ed è subito sera.\n\n\
        — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    let note = SignedNote::parse(poem.as_bytes()).unwrap();
    assert_eq!(note.to_string(), poem);
    assert!(note.unverified_text().as_str().ends_with("\n\ned è subito sera.\n"));
    assert_eq!(note.open(&[verifier("other", 1)]), Err(OpenError::NoKnownKey { found: 1 }));

    let head = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
    let signed = SignedCheckpoint::parse(head.as_bytes()).unwrap();
    assert_eq!(signed.to_string(), head);
    assert_eq!(signed.unverified().size(), 20_852_163);
}

#[test]
fn every_flipped_bit_of_a_note_is_refused() {
    let known = [NEUMANN.parse().unwrap()];
    for index in 0..NEUMANN_NOTE.len() {
        let mut changed = NEUMANN_NOTE.as_bytes().to_vec();
        changed[index] ^= 1 << (index % 8);
        let opened = SignedNote::parse(&changed).is_ok_and(|note| note.open(&known).is_ok());
        assert!(!opened, "byte {index}");
    }
}

#[test]
fn note_without_its_parts_is_refused() {
    assert_eq!(refused(""), (NoteErrorKind::NoEmptyLine, 0));
    assert_eq!(refused("text\n"), (NoteErrorKind::NoEmptyLine, 5));
    assert_eq!(refused("text\n— k AAAAAAA=\n"), (NoteErrorKind::NoEmptyLine, 20));
    assert_eq!(refused("text\n\n"), (NoteErrorKind::SignatureLine, 6));
    assert_eq!(refused("text\n\n— k AAAAAAA="), (NoteErrorKind::NoFinalNewline, 20));
    assert_eq!(refused("\n— k AAAAAAA=\n").0, NoteErrorKind::NoEmptyLine);
}

#[test]
fn empty_lines_belong_to_the_text_but_for_the_last() {
    let note = SignedNote::parse("a\n\n\n— k AAAAAAA=\n".as_bytes()).unwrap();
    assert_eq!(note.unverified_text().as_str(), "a\n\n");
    let note = SignedNote::parse("\n\n— k AAAAAAA=\n".as_bytes()).unwrap();
    assert_eq!(note.unverified_text().as_str(), "\n");
}

#[test]
fn control_characters_and_broken_utf8_are_refused() {
    for control in ['\0', '\t', '\r', '\u{1b}', '\u{1f}'] {
        let found = u8::try_from(control).unwrap();
        let kind = NoteErrorKind::ControlCharacter { found };
        assert_eq!(refused(format!("te{control}xt\n\n— k AAAAAAA=\n")), (kind, 2));
        assert!(NoteText::new(format!("te{control}xt\n")).is_err());
    }
    assert_eq!(refused(b"te\xff\n\n"), (NoteErrorKind::Utf8, 2));
}

#[test]
fn malformed_signature_lines_are_refused_where_they_are() {
    let line = |line: &str| refused(format!("a\n\n{line}\n"));
    assert_eq!(line("- k AAAAAAA="), (NoteErrorKind::SignatureLine, 3));
    assert_eq!(line("—k AAAAAAA="), (NoteErrorKind::SignatureLine, 3));
    assert_eq!(line("— k"), (NoteErrorKind::SignatureLine, 3));
    assert_eq!(line("—  AAAAAAA="), (NoteErrorKind::KeyName(KeyNameError::Empty), 7));
    let character = |found| NoteErrorKind::KeyName(KeyNameError::Character { found, offset: 1 });
    assert_eq!(line("— k+ AAAAAAA="), (character('+'), 7));
    assert_eq!(line("— k\u{3000} AAAAAAA="), (character('\u{3000}'), 7));
    let base64 = (NoteErrorKind::Base64, 9);
    assert_eq!(line("— k AAAAAAA"), base64, "no padding");
    assert_eq!(line("— k AAAAAAB="), base64, "bits after the end");
    assert_eq!(line("— k AAAA-A=="), base64, "another alphabet");
    assert_eq!(line("— k AAAAAAA= "), base64, "space after the end");
    assert_eq!(line("— k  AAAAAAA="), base64, "two spaces");
    let short = |found| (NoteErrorKind::SignatureTooShort { minimum: 5, found }, 9);
    assert_eq!(line("— k AAAAAA=="), short(4));
    assert_eq!(line("— k "), short(0));
}

#[test]
fn note_over_its_limits_is_refused() {
    let lines = |count: usize| format!("a\n\n{}", "— k AAAAAAA=\n".repeat(count));
    assert_eq!(SignedNote::parse(lines(100).as_bytes()).unwrap().signatures().len(), 100);
    assert_eq!(
        refused(lines(101)),
        (NoteErrorKind::TooManySignatures { limit: 100 }, 3 + 100 * "— k AAAAAAA=\n".len())
    );
    let tail = "\n\n— k AAAAAAA=\n";
    let long = |length: usize| "a".repeat(length - tail.len()) + tail;
    assert!(SignedNote::parse(long(1_000_000).as_bytes()).is_ok());
    let too_long = NoteErrorKind::TooLong { limit: 1_000_000 };
    assert_eq!(refused(long(1_000_001)), (too_long, 1_000_000));
    let signed = SignedNote::sign(text(&("a".repeat(999_950) + "\n")), name("k"), &key(1));
    assert!(matches!(signed, Err(NoteSignError::Note(NoteError { kind, .. })) if kind == too_long));
}

#[test]
fn text_without_final_line_feed_is_refused() {
    let refused = |text: &str| NoteText::new(text.to_owned()).unwrap_err();
    assert_eq!(refused(""), NoteError { kind: NoteErrorKind::NoFinalNewline, offset: 0 });
    assert_eq!(refused("a"), NoteError { kind: NoteErrorKind::NoFinalNewline, offset: 1 });
}

#[test]
fn signature_by_an_unknown_key_is_kept_apart() {
    let note = note("a\n", &[("witness", 2), ("ledger", 1)]);
    let note = SignedNote::parse(note.as_bytes()).unwrap();
    let known = [verifier("ledger", 1)];
    let opened = note.open(&known).unwrap();
    assert_eq!(opened.verified(), [&note.signatures()[1]]);
    assert_eq!(opened.unknown(), [&note.signatures()[0]]);
}

#[test]
fn key_that_shares_only_its_name_is_unknown() {
    let note = SignedNote::parse(note("a\n", &[("ledger", 1)]).as_bytes()).unwrap();
    assert_eq!(note.open(&[verifier("ledger", 2)]), Err(OpenError::NoKnownKey { found: 1 }));
    assert_eq!(note.open(&[]), Err(OpenError::NoKnownKey { found: 1 }));
}

#[test]
fn bad_signature_by_a_known_key_refuses_the_note_though_another_verifies() {
    let good = note("a\n", &[("ledger", 1), ("witness", 2)]);
    let other = note("b\n", &[("ledger", 1), ("witness", 2)]);
    let second = |note: &str| note.lines().last().unwrap().to_owned();
    let mixed = good.replace(&second(&good), &second(&other));
    let note = SignedNote::parse(mixed.as_bytes()).unwrap();
    let witness = verifier("witness", 2);
    let bad = OpenError::BadSignature {
        name: name("witness"),
        id: witness.id(),
        offset: mixed.find("— witness").unwrap(),
        source: SignatureError::Mismatch,
    };
    assert_eq!(note.open(&[verifier("ledger", 1), witness]), Err(bad));
    assert!(note.open(&[verifier("ledger", 1)]).is_ok());
}

#[test]
fn signature_of_another_length_by_a_known_key_is_refused() {
    let known = verifier("k", 1);
    let bytes = [known.id().0.as_slice(), &[0; 63]].concat();
    let line = <base64ct::Base64 as base64ct::Encoding>::encode_string(&bytes);
    let note = SignedNote::parse(format!("a\n\n— k {line}\n").as_bytes()).unwrap();
    assert!(matches!(
        note.open(&[known]),
        Err(OpenError::BadSignature { source: SignatureError::WrongLength { found: 63, .. }, .. })
    ));
}

#[test]
fn two_known_keys_of_one_name_and_id_are_refused() {
    let note = SignedNote::parse(NEUMANN_NOTE.as_bytes()).unwrap();
    let known: VerifierKey = NEUMANN.parse().unwrap();
    assert!(matches!(
        note.open(&[known.clone(), verifier("other", 1), known]),
        Err(OpenError::AmbiguousKeys { name, .. }) if name.as_str() == "PeterNeumann"
    ));
}

/// A key that was changed keeps its name.
#[test]
fn known_keys_that_share_their_name_alone_are_refused() {
    let note = SignedNote::parse(note("a\n", &[("ledger", 1)]).as_bytes()).unwrap();
    let known = [verifier("ledger", 2), verifier("ledger", 1)];
    let opened = note.open(&known).unwrap();
    assert_eq!(opened.verified().len(), 1);
    let signature = key(1).sign(b"a\n").unwrap();
    assert_eq!(opened.verified()[0].as_bytes(), signature.as_bytes());
    let id = known[1].id();
    assert_eq!(format!("{id:?}"), id.to_string());
}

#[test]
fn name_of_a_key_with_a_control_character_is_accepted() {
    for found in ['\u{0}', '\u{1}', '\u{1f}', '\n', ' ', '+', '\u{a0}', '\u{2028}'] {
        let refused = KeyName::parse(&format!("key{found}"));
        assert_eq!(refused, Err(KeyNameError::Character { found, offset: 3 }));
    }
    assert!(KeyName::parse("clé-1").is_ok());
}

#[test]
fn malformed_verifier_keys_are_refused_by_their_reason() {
    let refused = |text: &str| text.parse::<VerifierKey>().unwrap_err();
    assert_eq!(refused(""), VerifierKeyError::Shape);
    assert_eq!(refused("PeterNeumann+c74f20a3"), VerifierKeyError::Shape);
    assert_eq!(refused("PeterNeumann+c74f20a3+"), VerifierKeyError::Shape);
    assert_eq!(
        refused(&NEUMANN.replace("Peter", "Peter ")),
        VerifierKeyError::Name(KeyNameError::Character { found: ' ', offset: 5 })
    );
    assert_eq!(refused(&NEUMANN[12..]), VerifierKeyError::Name(KeyNameError::Empty));
    assert_eq!(refused(&NEUMANN.replace("c74f20a3", "C74F20A3")), VerifierKeyError::Id);
    assert_eq!(refused(&NEUMANN.replace("c74f20a3", "c74f20a")), VerifierKeyError::Id);
    let other = refused(&NEUMANN.replace("c74f20a3", "c74f20a4"));
    assert_eq!(
        other.to_string(),
        "verifier key has id c74f20a4, expected c74f20a3",
        "the id of this key under this name"
    );
    assert_eq!(refused(&NEUMANN.replace("y10TW", "y10T")), VerifierKeyError::Base64);
    assert_eq!(
        refused(&NEUMANN.replace("+ARpc", "+BBpc")),
        VerifierKeyError::SignatureType { expected: 1, found: 4 }
    );
    assert_eq!(
        refused("k+00000000+AQAA"),
        VerifierKeyError::Key(KeyError::WrongLength { expected: 32, found: 2 })
    );
    let weak = [[1].as_slice(), &[1], &[0; 31]].concat();
    let weak = <base64ct::Base64 as base64ct::Encoding>::encode_string(&weak);
    assert_eq!(refused(&format!("k+00000000+{weak}")), VerifierKeyError::Key(KeyError::SmallOrder));
}

/// A device that says it holds one key and signs with another, or not at all.
struct Faulty {
    says: PublicKey,
    signs: Option<SigningKey>,
}

impl Signer for Faulty {
    fn public_key(&self) -> &PublicKey {
        &self.says
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        match &self.signs {
            Some(key) => key.sign(message),
            None => Err(SignError::with_source(SignErrorKind::Refused, "no PIN")),
        }
    }
}

#[test]
fn signature_of_a_faulty_device_never_becomes_a_note() {
    let says = key(1).public_key().clone();
    let sign = |signs| {
        let device = Faulty { says: says.clone(), signs };
        SignedNote::sign(text("a\n"), name("k"), &device).unwrap_err()
    };
    let wrong = sign(Some(key(2)));
    assert!(matches!(wrong, NoteSignError::Unverifiable(SignatureError::Mismatch)));
    let refused = sign(None);
    assert_eq!(refused.to_string(), "signer refused");
    assert_eq!(std::error::Error::source(&refused).unwrap().to_string(), "no PIN");
}
