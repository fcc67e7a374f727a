//! What becomes of the part of the file that was verified before.

use handseal::event::Noted;
use handseal::ledger::SignedCheckpoint;
use handseal::verify::{Code, SnapshotError, Verdict, Verifier, VerifierError};

use crate::cases::{Ledger, at};
use crate::{assert_same, key};

/// A case of ten notes, of which the last two stand behind the head that is given with it.
fn noted() -> (Ledger, SignedCheckpoint) {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let item = ledger.collect(&chief);
    for number in 0..10 {
        if number == 8 {
            ledger.checkpoint();
        }
        let text = ledger.salts.commit("remark");
        ledger.act(Noted { text, entry: None }, std::slice::from_ref(&item), &chief);
    }
    let size = ledger.size() - 2;
    let head = ledger.head_at(size);
    (ledger, head)
}

fn verifier<'a>(ledger: &Ledger, heads: &[&SignedCheckpoint]) -> Verifier<'a> {
    let verifier = Verifier::new(&ledger.trust(), at(ledger.latest));
    heads.iter().fold(verifier, |verifier, head| verifier.anchor((*head).clone()))
}

fn snapshot(ledger: &Ledger, head: &SignedCheckpoint) -> Vec<u8> {
    let report = verifier(ledger, &[head]).with_snapshot(&key()).verify_bytes(&ledger.bytes);
    report.unwrap().snapshot.unwrap().unwrap()
}

#[test]
fn entries_that_were_verified_are_read_again() {
    let (ledger, head) = noted();
    let snapshot = snapshot(&ledger, &head);
    let whole = verifier(&ledger, &[&head, &ledger.head()]).verify_bytes(&ledger.bytes).unwrap();
    assert_eq!(whole.verdict, Verdict::Consistent, "{whole}");
    // All but the header and the last entry that is known is another file.
    let mut other = ledger.bytes.clone();
    let last = ledger.groups[head.unverified().size() as usize - 1].clone();
    let first = ledger.groups[0].start;
    other[first..last.start].fill(0);
    let resting = verifier(&ledger, &[&head, &ledger.head()]).resting_on(&snapshot, &key());
    let report = resting.verify_bytes(&other).unwrap();
    assert_same(&whole, &report, "what was verified is not read");
    let earlier = report.earlier.unwrap();
    assert_eq!((earlier.size, earlier.read_again), (head.unverified().size(), false));
    let page = report.to_string();
    let line = format!(
        "Rests on  the verification of {} entries with the root {}, as of {}; not read again\n",
        earlier.size, earlier.root, earlier.now,
    );
    assert!(page.contains(&line), "{page}");
    assert!(
        page.contains("0 of 12 entries that rest; they rest on the earlier verification"),
        "{page}"
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["earlier"]["size"], 12);
    assert_eq!(json["earlier"]["read_again"], false);
    // The whole file says what it is.
    let read = verifier(&ledger, &[&head]).verify_bytes(&other).unwrap();
    assert_eq!(read.verdict, Verdict::Contradicted);
}

#[test]
fn entries_that_are_read_again_to_settle_a_citation_are_others_and_nobody_says_so() {
    let (mut ledger, head) = noted();
    let snapshot = snapshot(&ledger, &head);
    let chief = ledger.chief.clone();
    // What is cited is old, and the tip of no chain any more.
    let event = ledger.hash(4);
    let item = ledger.collect(&chief);
    let of = ledger.cite(&item).subject;
    assert_ne!(ledger.hash(ledger.size() - 1), event);
    let text = ledger.salts.commit("about an old one");
    let cited = handseal::event::Citation { subject: of, seq: 7, entry: event };
    ledger.act(Noted { text, entry: Some(cited) }, &[item], &chief);
    let anchors = [head.clone(), ledger.head()];
    let anchors: Vec<_> = anchors.iter().collect();
    let whole = verifier(&ledger, &anchors).verify_bytes(&ledger.bytes).unwrap();
    assert!(whole.findings.iter().any(|finding| finding.code == Code::CitationMismatch), "{whole}");
    let rest = |bytes: &[u8]| {
        verifier(&ledger, &anchors).resting_on(&snapshot, &key()).verify_bytes(bytes)
    };
    let report = rest(&ledger.bytes).unwrap();
    assert_same(&whole, &report, "settled by a second read");
    assert!(report.earlier.unwrap().read_again);
    assert!(report.to_string().contains("; read again, signatures and values not checked again\n"));
    let mut other = ledger.bytes.clone();
    let middle = ledger.groups[5].clone();
    other[middle.start + 40] ^= 1;
    let error = rest(&other).unwrap_err();
    let size = head.unverified().size();
    assert!(
        matches!(error, VerifierError::Snapshot(SnapshotError::Changed { size: of }) if of == size),
        "{error:?}"
    );
}

#[test]
fn failure_that_was_found_before_is_forgotten() {
    let (mut ledger, _) = noted();
    let chief = ledger.chief.clone();
    let item = ledger.collect(&chief);
    let [one, other] = ["one", "other"].map(|text| {
        let text = ledger.salts.commit(text);
        ledger.signed(Noted { text, entry: None }, std::slice::from_ref(&item), &chief)
    });
    ledger.push(&one);
    ledger.push_aside(&other);
    let head = ledger.head();
    let snapshot = snapshot(&ledger, &head);
    ledger.collect(&chief);
    let last = ledger.head();
    let resting = verifier(&ledger, &[&head, &last]).resting_on(&snapshot, &key());
    let report = resting.verify_bytes(&ledger.bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted, "{report}");
    assert!(report.findings.iter().any(|finding| finding.code == Code::LinkForked));
}

#[test]
fn snapshot_made_while_resting_on_another_is_not_that_of_a_whole_read() {
    let (mut ledger, first) = noted();
    let (one, then) = (snapshot(&ledger, &first), at(ledger.latest));
    let chief = ledger.chief.clone();
    ledger.collect(&chief);
    ledger.checkpoint();
    let second = ledger.head();
    ledger.collect(&chief);
    let third = ledger.head();
    let heads = [&first, &second];
    let direct = verifier(&ledger, &heads).with_snapshot(&key()).verify_bytes(&ledger.bytes);
    let direct = direct.unwrap().snapshot.unwrap().unwrap();
    let resting = verifier(&ledger, &heads).resting_on(&one, &key()).verify_bytes(&ledger.bytes);
    let resting = resting.unwrap().snapshot.unwrap().unwrap();
    assert!(direct == resting, "they differ");
    // With nothing new, the snapshot is the one that was given.
    let again = Verifier::new(&ledger.trust(), then).anchor(first.clone());
    let again = again.resting_on(&one, &key()).verify_bytes(&ledger.bytes).unwrap();
    assert!(again.snapshot.unwrap().unwrap() == one, "they differ");
    let all = [&first, &second, &third];
    let whole = verifier(&ledger, &all).verify_bytes(&ledger.bytes).unwrap();
    let rest = verifier(&ledger, &all).resting_on(&resting, &key()).verify_bytes(&ledger.bytes);
    assert_same(&whole, &rest.unwrap(), "a snapshot upon a snapshot");
}
