//! The ledger of another organisation, beside the one verified: V2.5.

use std::io::Cursor;

use handseal::event::{Citation, PartyKind, Revoked, SignedEvent, Subject};
use handseal::identity::Trust;
use handseal::verify::{BesideLedger, Code, LaidAside, Report, Verdict, Verifier};

use crate::cases::{Ledger, Party, at as minute};
use crate::cast::{CARL, assert_says, entry};

/// What happened at the other organisation, and in which order its ledger has it.
struct Lab {
    ledger: Ledger,
    enrolled: SignedEvent,
    remark: SignedEvent,
    end: SignedEvent,
}

#[derive(Clone, Copy, PartialEq)]
enum First {
    End,
    Remark,
}

fn lab(first: First) -> Lab {
    lab_where(first, |ledger, registrar| ledger.revoked(registrar, CARL))
}

fn lab_where(first: First, ends: impl Fn(&Ledger, &Party) -> Revoked) -> Lab {
    let mut ledger = Ledger::of_lab();
    let lab = ledger.lab.clone();
    let id = ledger.party_id(lab.id);
    let body = ledger.enrolled(PartyKind::Person, Some(CARL), id, &lab, &[]);
    let enrolled = ledger.signed(body, &[Subject::Party(id)], &lab);
    ledger.push(&enrolled);
    let carl = Party { id, key: CARL, by: ledger.cite(&Subject::Party(id)) };
    let own = [ledger.own(&carl)];
    let body = ledger.noted();
    let remark = ledger.signed(body, &own, &carl);
    let body = ends(&ledger, &lab);
    let end = ledger.signed(body, &[Subject::Party(id)], &lab);
    let order = if first == First::Remark { [&remark, &end] } else { [&end, &remark] };
    for event in order {
        ledger.push(event);
    }
    Lab { ledger, enrolled, remark, end }
}

/// Our ledger, in which the end of Carl's key was imported before the remark.
fn ours(lab: &Lab) -> (Ledger, u64) {
    let mut ledger = Ledger::new();
    let (founded, start) = (lab.ledger.groups[0].clone(), ledger.bytes.len());
    ledger.bytes.extend(&lab.ledger.bytes[founded]);
    ledger.count(lab.ledger.hash(0), start);
    ledger.push(&lab.enrolled);
    ledger.push(&lab.end);
    let index = ledger.push(&lab.remark);
    ledger.latest = ledger.latest.max(lab.ledger.latest);
    (ledger, index)
}

fn report(ledger: &Ledger, beside: &[&[u8]]) -> Report {
    let mut verifier = ledger.verifier().anchor(ledger.head());
    for file in beside {
        verifier = verifier.beside(Cursor::new(file.to_vec()));
    }
    verifier.verify_bytes(&ledger.bytes).unwrap()
}

#[test]
fn imported_entry_that_its_own_ledger_has_before_the_end_of_its_key_is_proven() {
    let mut lab = lab(First::Remark);
    lab.ledger.checkpoint();
    let (ledger, index) = ours(&lab);
    let unproven = [entry(Code::KeyUnproven, index)];
    assert_says(&report(&ledger, &[]), Verdict::Incomplete, &unproven);
    assert_says(&report(&ledger, &[&lab.ledger.bytes]), Verdict::Consistent, &[]);
    // Beside a file that shows nothing.
    assert_says(&report(&ledger, &[b"no case", &lab.ledger.bytes]), Verdict::Consistent, &[]);
}

#[test]
fn ledger_beside_without_a_signed_head_over_the_entries_proves_nothing() {
    let lab = lab(First::Remark);
    let (ledger, index) = ours(&lab);
    let found = report(&ledger, &[&lab.ledger.bytes]);
    assert_says(&found, Verdict::Incomplete, &[entry(Code::KeyUnproven, index)]);
}

#[test]
fn ledger_beside_that_has_the_end_first_proves_nothing() {
    let mut lab = lab(First::End);
    lab.ledger.checkpoint();
    let (ledger, index) = ours(&lab);
    let found = report(&ledger, &[&lab.ledger.bytes]);
    assert_says(&found, Verdict::Incomplete, &[entry(Code::KeyUnproven, index)]);
}

#[test]
fn ledger_beside_with_a_failure_proves_nothing() {
    let mut lab = lab(First::Remark);
    lab.ledger.checkpoint();
    let (ledger, index) = ours(&lab);
    let unproven = [entry(Code::KeyUnproven, index)];
    let mut altered = lab.ledger.bytes.clone();
    let last = altered.len() - 10;
    altered[last] ^= 1;
    assert_says(&report(&ledger, &[&altered]), Verdict::Incomplete, &unproven);
    // One of another organisation, in which the same entries stand.
    let other = {
        let (mut ledger, _) = ours(&lab);
        ledger.checkpoint();
        ledger.bytes
    };
    assert_says(&report(&ledger, &[&other]), Verdict::Incomplete, &unproven);
}

/// Whoever stole the key could have it recorded there before anyone knew.
#[test]
fn entry_under_a_stolen_key_is_not_proven_by_the_order_of_its_own_ledger() {
    for since in [None, Some(1)] {
        let mut lab =
            lab_where(First::Remark, |ledger, registrar| ledger.stolen(registrar, CARL, since));
        lab.ledger.checkpoint();
        let (ledger, index) = ours(&lab);
        let found = report(&ledger, &[&lab.ledger.bytes]);
        assert_says(&found, Verdict::Incomplete, &[entry(Code::KeyUnproven, index)]);
    }
}

/// The theft is known there, and the entry that says so was not carried here.
#[test]
fn ledger_beside_that_tells_of_a_theft_proves_nothing() {
    let mut lab = lab(First::Remark);
    let root = lab.ledger.lab.clone();
    let of = lab.enrolled.links()[0].subject.clone();
    let body = lab.ledger.stolen(&root, CARL, None);
    lab.ledger.act(body, &[of], &root);
    lab.ledger.checkpoint();
    let (ledger, index) = ours(&lab);
    let found = report(&ledger, &[&lab.ledger.bytes]);
    assert_says(&found, Verdict::Incomplete, &[entry(Code::KeyUnproven, index)]);
}

/// The second copy of the end stands behind the remark.
#[test]
fn end_of_a_key_that_stands_twice_beside_is_not_taken_for_the_later_one() {
    let mut lab = lab(First::End);
    lab.ledger.push(&lab.end);
    lab.ledger.checkpoint();
    let (ledger, index) = ours(&lab);
    let found = report(&ledger, &[&lab.ledger.bytes]);
    assert_says(&found, Verdict::Incomplete, &[entry(Code::KeyUnproven, index)]);
}

/// The file beside is read under the same roots, and keys of an organisation are ended by itself alone.
#[test]
fn ledger_beside_under_no_trusted_root_proves_nothing() {
    let mut lab = lab(First::Remark);
    lab.ledger.checkpoint();
    let (ledger, _) = ours(&lab);
    let trust = Trust::new().root(ledger.chief.id.org());
    let verify = |beside: &[u8]| {
        let verifier = Verifier::new(&trust, minute(ledger.latest)).anchor(ledger.head());
        verifier.beside(Cursor::new(beside.to_vec())).verify_bytes(&ledger.bytes).unwrap()
    };
    assert_eq!(verify(&lab.ledger.bytes).findings, verify(b"").findings);
}

/// What the report says of the only file beside.
fn told(report: &Report) -> &BesideLedger {
    let [beside] = report.beside.as_slice() else { panic!("{:?}", report.beside) };
    beside
}

#[test]
fn ledger_beside_is_laid_aside_without_a_word() {
    let mut whole = lab(First::Remark);
    let headless = whole.ledger.bytes.clone();
    whole.ledger.checkpoint();
    let (ledger, _) = ours(&whole);
    let mut altered = whole.ledger.bytes.clone();
    let last = altered.len() - 10;
    altered[last] ^= 1;
    let mut robbed = lab_where(First::Remark, |ledger, root| ledger.stolen(root, CARL, None));
    robbed.ledger.checkpoint();
    let mut own = ours(&whole).0;
    own.checkpoint();
    let header = Ledger::empty().bytes;
    let asides: [(&[u8], LaidAside, Option<Code>); 7] = [
        (&headless, LaidAside::NoHead, None),
        (&altered, LaidAside::Failure, Some(Code::CheckpointSignature)),
        (b"no case", LaidAside::Failure, Some(Code::FileHeader)),
        (b"", LaidAside::Failure, Some(Code::FileHeader)),
        (&header, LaidAside::NoKeeper, None),
        (&robbed.ledger.bytes, LaidAside::StolenKey, None),
        (&own.bytes, LaidAside::SameKeeper, None),
    ];
    let texts = [
        "no head in it is signed by a key of its ledger",
        "it has a failure",
        "it has a failure",
        "it has a failure",
        "it does not begin with the founding of an organisation",
        "it says that a key of the people of its keeper was stolen",
        "the organisation that keeps it keeps the file verified, which has the order itself",
    ];
    for ((file, why, failure), text) in asides.into_iter().zip(texts) {
        let report = report(&ledger, &[file]);
        let beside = told(&report);
        assert_eq!((beside.laid_aside, beside.failure, beside.shows), (Some(why), failure, 0));
        let page = report.to_string();
        let line = page.lines().find(|line| line.starts_with("Beside    file 1, LAID ASIDE: "));
        assert!(line.is_some_and(|line| line.contains(text)), "{page}");
    }
    // Each is named, in the order given.
    let both = report(&ledger, &[b"no case", &whole.ledger.bytes]);
    assert_eq!(both.beside.len(), 2);
    let page = both.to_string();
    assert!(page.contains("Beside    file 1, LAID ASIDE") && page.contains("Beside    file 2, "));
}

/// Only its second read tells that an entry cites one that stands behind it.
#[test]
fn ledger_beside_with_entries_out_of_order_is_not_laid_aside() {
    let mut lab = lab(First::Remark);
    let (ledger, _) = ours(&lab);
    let registrar = lab.ledger.lab.clone();
    let beside = &mut lab.ledger;
    let id = beside.party_id(registrar.id);
    let body = beside.enrolled(PartyKind::Person, Some(45), id, &registrar, &[]);
    let later = beside.signed(body, &[Subject::Party(id)], &registrar);
    let cited = Citation { subject: Subject::Party(id), seq: 0, entry: later.hash() };
    let own = [beside.own(&registrar)];
    let body = beside.noted_of(Some(cited));
    beside.act(body, &own, &registrar);
    beside.push(&later);
    beside.checkpoint();
    let report = report(&ledger, &[&beside.bytes]);
    let beside = told(&report);
    let expected = (Some(LaidAside::Failure), Some(Code::LinkReordered), 0);
    assert_eq!((beside.laid_aside, beside.failure, beside.shows), expected);
}

#[test]
fn ledger_beside_that_is_read_is_called_laid_aside() {
    let mut lab = lab(First::Remark);
    lab.ledger.checkpoint();
    let (ledger, _) = ours(&lab);
    let report = report(&ledger, &[&lab.ledger.bytes]);
    let beside = told(&report);
    assert_eq!((beside.laid_aside, beside.failure), (None, None));
    assert_eq!((beside.shows, beside.entries), (lab.ledger.size(), lab.ledger.size()));
    assert_eq!(beside.keeper, Some(lab.ledger.lab.id.org()));
    assert_eq!(beside.origin.as_deref(), Some(lab.ledger.origin.as_str()));
    let page = report.to_string();
    let line = format!("Beside    file 1, the places of {} entries taken from it", beside.shows);
    assert!(page.contains(&line), "{page}");
}

#[test]
fn ledger_beside_under_no_trusted_root_is_laid_aside_without_a_word() {
    let mut lab = lab(First::Remark);
    lab.ledger.checkpoint();
    let (ledger, _) = ours(&lab);
    let trust = Trust::new().root(ledger.chief.id.org());
    let verifier = Verifier::new(&trust, minute(ledger.latest)).anchor(ledger.head());
    let verifier = verifier.beside(Cursor::new(lab.ledger.bytes.clone()));
    let report = verifier.verify_bytes(&ledger.bytes).unwrap();
    assert_eq!(told(&report).laid_aside, Some(LaidAside::NotTrusted));
}

/// A head of the ledger beside that covers the remark, and not the end of the key, shows no order of the two.
#[test]
fn end_that_no_head_beside_covers_is_taken_to_stand_behind() {
    let lab = lab(First::Remark);
    let head = |size| {
        let head = lab.ledger.head_at(size).to_string();
        let between = lab.ledger.groups[usize::try_from(size).unwrap() - 1].end;
        let record = {
            let mut ledger = Ledger::empty();
            let range = ledger.push_checkpoint(&head);
            ledger.bytes[range].to_vec()
        };
        let (before, behind) = lab.ledger.bytes.split_at(between);
        [before, &record, behind].concat()
    };
    let (ledger, index) = ours(&lab);
    let all = lab.ledger.size();
    let unproven = [entry(Code::KeyUnproven, index)];
    assert_says(&report(&ledger, &[&head(all - 1)]), Verdict::Incomplete, &unproven);
    assert_says(&report(&ledger, &[&head(all)]), Verdict::Consistent, &[]);
}
