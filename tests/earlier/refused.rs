//! A snapshot that does not fit is refused, with the reason.

use std::io::Cursor;

use handseal::event::{Noted, Subject};
use handseal::identity::{Signer as _, SigningKey, Trust};
use handseal::law::{Catalogue, Policy, UseLogOf};
use handseal::ledger::{CosignerKey, CosignerPolicy, KeyName, SignedCheckpoint};
use handseal::verify::{
    Limits, NoSnapshot, SnapshotError, SnapshotKey, Verdict, Verifier, VerifierError,
};

use crate::cases::{HEADS, Ledger, at};
use crate::key;

fn ledger() -> (Ledger, SignedCheckpoint) {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    for _ in 0..3 {
        ledger.collect(&chief);
    }
    let head = ledger.head();
    ledger.collect(&chief);
    (ledger, head)
}

fn verifier<'a>(ledger: &Ledger) -> Verifier<'a> {
    Verifier::new(&ledger.trust(), at(ledger.latest))
}

fn snapshot(ledger: &Ledger, head: &SignedCheckpoint) -> Vec<u8> {
    let asked = verifier(ledger).anchor(head.clone()).with_snapshot(&key());
    asked.verify_bytes(&ledger.bytes).unwrap().snapshot.unwrap().unwrap()
}

fn refused(verifier: Verifier<'_>, file: &[u8]) -> SnapshotError {
    let error = verifier.verify_bytes(file).unwrap_err();
    let VerifierError::Snapshot(error) = error else { panic!("{error}") };
    error
}

#[test]
fn snapshot_that_was_altered_is_taken_up() {
    let (ledger, head) = ledger();
    let whole = snapshot(&ledger, &head);
    let asked = || verifier(&ledger).anchor(head.clone());
    let resting = asked().resting_on(&whole, &key()).verify_bytes(&ledger.bytes).unwrap();
    assert_eq!(resting.verdict, Verdict::Incomplete, "an entry stands above the head");
    for end in (0..whole.len()).step_by(101) {
        let error = refused(asked().resting_on(&whole[..end], &key()), &ledger.bytes);
        assert_eq!(error, SnapshotError::Altered, "cut at {end}");
    }
    for place in (0..whole.len()).step_by(23).chain(0..64) {
        let mut altered = whole.clone();
        altered[place] ^= 1;
        let error = refused(asked().resting_on(&altered, &key()), &ledger.bytes);
        assert_eq!(error, SnapshotError::Altered, "flipped at {place}");
    }
    let other = SnapshotKey::from([8; 32]);
    let error = refused(asked().resting_on(&whole, &other), &ledger.bytes);
    assert_eq!(error, SnapshotError::Altered);
    assert_eq!(format!("{other:?}"), "SnapshotKey", "it is a secret");
    let [one, other] =
        [(); 2].map(|()| SnapshotKey::generate(&mut handseal::identity::OsEntropy).unwrap());
    assert_ne!(one.as_bytes(), other.as_bytes());
}

#[test]
fn snapshot_for_another_question_is_taken_up() {
    let (ledger, head) = ledger();
    let snapshot = snapshot(&ledger, &head);
    let refused_as = |what, asked: Verifier<'_>| {
        let error =
            refused(asked.anchor(head.clone()).resting_on(&snapshot, &key()), &ledger.bytes);
        assert_eq!(error, SnapshotError::OtherQuestion { what });
    };
    let other = crate::cases::key(99).public_key().thumbprint();
    let now = at(ledger.latest);
    refused_as("trust", Verifier::new(&ledger.trust().root(other), now));
    refused_as("trust", Verifier::new(&Trust::new(), now));
    let root = ledger.chief.id.org();
    refused_as("trust", Verifier::new(&ledger.trust().named(root, "Police", "ZZ"), now));
    let text = Policy::EMBEDDED_TEXT.replacen('#', "# another\n#", 1);
    let policy = Policy::parse("other.toml", &text).unwrap();
    refused_as("policies of roles", verifier(&ledger).policy(&policy));
    refused_as("policies of roles", verifier(&ledger).policy_of(root, &policy));
    let name = KeyName::parse("cosigner.example").unwrap();
    let cosigner = CosignerKey::new(name, crate::cases::key(98).public_key().clone()).unwrap();
    let cosigners = CosignerPolicy::new(1, vec![cosigner]).unwrap();
    refused_as("cosigners", verifier(&ledger).cosigners(cosigners));
    let authorities = handseal::timestamp::Authorities::none().policy("1.2.3.4");
    refused_as("authorities", verifier(&ledger).authorities(&authorities));
    let catalogue = Catalogue::embedded().extended_bytes("other.toml", OTHER.as_bytes()).unwrap();
    refused_as("instruments", Verifier::new(&ledger.trust(), now).catalogue(&catalogue));
    refused_as("limits", verifier(&ledger).limits(Limits { findings: 9, ..Limits::default() }));
}

const OTHER: &str = "format = 1\nname = \"Ours\"\nas_of = \"2041-01-01\"\n";

#[test]
fn snapshot_that_is_not_at_a_head_given_is_taken_up() {
    let (ledger, head) = ledger();
    let (size, all) = (head.unverified().size(), snapshot(&ledger, &ledger.head()));
    let at_head = snapshot(&ledger, &head);
    // The head is older than the snapshot.
    let error =
        refused(verifier(&ledger).anchor(head.clone()).resting_on(&all, &key()), &ledger.bytes);
    assert_eq!(error, SnapshotError::NotAtHead { size: size + 1 });
    let error = refused(verifier(&ledger).resting_on(&at_head, &key()), &ledger.bytes);
    assert_eq!(error, SnapshotError::NotAtHead { size });
    // A second head, older than it, at whose size nothing is known.
    let older = ledger.head_at(size - 1);
    let asked = verifier(&ledger).anchor(head.clone()).anchor(older.clone());
    let error = refused(asked.resting_on(&at_head, &key()), &ledger.bytes);
    assert_eq!(error, SnapshotError::OlderHead { size: size - 1 });
    // Where it was given then, it is known.
    let both = || verifier(&ledger).anchor(older.clone()).anchor(head.clone());
    let made = both().with_snapshot(&key()).verify_bytes(&ledger.bytes).unwrap();
    let made = made.snapshot.unwrap().unwrap();
    assert!(both().resting_on(&made, &key()).verify_bytes(&ledger.bytes).is_ok());
    let root = [3; 32];
    let forked = ledger.head_of(ledger.origin.as_str(), size, root, HEADS);
    let error =
        refused(verifier(&ledger).anchor(forked).resting_on(&at_head, &key()), &ledger.bytes);
    assert!(matches!(error, SnapshotError::OtherHead { expected, .. } if expected.0 == root));
}

#[test]
fn snapshot_of_another_ledger_or_file_is_taken_up() {
    let (one, head) = ledger();
    let snapshot = snapshot(&one, &head);
    let rest = |file: &[u8]| {
        refused(verifier(&one).anchor(head.clone()).resting_on(&snapshot, &key()), file)
    };
    let size = head.unverified().size();
    // A head of another ledger with the same size and root.
    let foreign = one.head_of(
        "other.example/0123456789abcdef0123456789abcdef",
        size,
        *head.unverified().root(),
        HEADS,
    );
    let asked = verifier(&one).anchor(foreign).resting_on(&snapshot, &key());
    assert_eq!(refused(asked, &one.bytes), SnapshotError::OtherLedger);
    // Files: of another ledger, too short, with another last entry, with another beginning of the rest.
    let lab = Ledger::of_lab();
    assert_eq!(rest(&lab.bytes), SnapshotError::OtherLedger);
    let last = one.groups[size as usize - 1].clone();
    for end in [last.end - 1, last.start + 1, last.start] {
        assert_eq!(rest(&one.bytes[..end]), SnapshotError::OtherLedger);
    }
    for place in last.start..last.start + 60 {
        let mut other = one.bytes.clone();
        other[place] ^= 1;
        assert_eq!(rest(&other), SnapshotError::OtherLedger, "{place}");
    }
    // An extract is no ledger.
    let mut case = handseal::store::CaseFile::open_bytes(one.bytes.clone(), &one.trust()).unwrap();
    let mut extract = Vec::new();
    let signer: SigningKey = crate::cases::key(HEADS);
    case.extract(&[Subject::Case(one.case)], &signer, &mut extract).unwrap();
    assert_eq!(rest(&extract), SnapshotError::OtherLedger);
}

#[test]
fn snapshot_of_a_later_instant_is_taken_up() {
    let (ledger, head) = ledger();
    let snapshot = snapshot(&ledger, &head);
    let (then, now) = (at(ledger.latest), at(ledger.latest - 1));
    let asked = Verifier::new(&ledger.trust(), now).anchor(head).resting_on(&snapshot, &key());
    assert_eq!(refused(asked, &ledger.bytes), SnapshotError::Later { then, now });
}

#[test]
fn question_that_needs_all_entries_rests_on_a_snapshot() {
    let (ledger, head) = ledger();
    let snapshot = snapshot(&ledger, &head);
    let what = |asked: Verifier<'_>| {
        let asked = asked.anchor(head.clone()).resting_on(&snapshot, &key());
        let error = refused(asked, &ledger.bytes);
        let SnapshotError::NeedsAll { what } = error else { panic!("{error}") };
        what
    };
    assert_eq!(what(verifier(&ledger).use_log(UseLogOf::Person("A".to_owned()))), "use logs");
    assert_eq!(what(verifier(&ledger).entry(ledger.hash(1))), "questions about single entries");
    assert_eq!(what(verifier(&ledger).beside(Cursor::new(Vec::new()))), "files beside");
    let item: handseal::identity::ItemId = "item:00112233445566778899aabbccddeeff".parse().unwrap();
    assert_eq!(what(verifier(&ledger).certificate(item)), "certificates");
}

#[test]
fn snapshot_is_written_where_it_says_less_than_the_verification() {
    let (mut ledger, head) = ledger();
    let written = |asked: Verifier<'_>, file: &[u8]| {
        asked.with_snapshot(&key()).verify_bytes(file).unwrap().snapshot.unwrap().map(drop)
    };
    assert_eq!(written(verifier(&ledger), &ledger.bytes), Err(NoSnapshot::NoHead));
    let forked = ledger.head_of(ledger.origin.as_str(), 4, [3; 32], HEADS);
    assert_eq!(written(verifier(&ledger).anchor(forked), &ledger.bytes), Err(NoSnapshot::NoHead));
    let beside = verifier(&ledger).anchor(head.clone()).beside(Cursor::new(Vec::new()));
    assert_eq!(written(beside, &ledger.bytes), Err(NoSnapshot::Beside));
    // What is wrong with a signature is not kept.
    let chief = ledger.chief.clone();
    let text = ledger.salts.commit("forged");
    let own = ledger.own(&chief);
    let event = ledger.event(Noted { text, entry: None }, &[own]);
    let forged = crate::cases::sign(event, &chief);
    let mut bytes = forged.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    ledger.push_records(&bytes, forged.disclosures());
    let asked = verifier(&ledger).anchor(ledger.head());
    let code = handseal::verify::Code::SignatureMismatch;
    assert_eq!(written(asked, &ledger.bytes), Err(NoSnapshot::NotKept { code }));
    let asked = verifier(&ledger).anchor(head).limits(Limits { findings: 0, ..Limits::default() });
    let found = written(asked, &ledger.bytes);
    assert!(matches!(found, Ok(()) | Err(NoSnapshot::TooMany)), "{found:?}");
}
