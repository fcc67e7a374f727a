//! Files of requests, as large and as circular as they can be.

use handseal::event::{
    Annex, Content, Descriptor, EventDraft, NamedParty, RelationKind, Requested, Subject, Terms,
};
use handseal::evidence::Sha256Digest;
use handseal::identity::{RequestId, Signer};
use handseal::law::Catalogue;
use handseal::verify::{Code, Detail, Limits, Report, Verdict};

use crate::cases::{Ledger, Party};
use crate::requests::{CATALOGUE, bounded, item, party, request, requested, terms};

/// A ledger of the chief, with this many requests by it.
fn ledger(count: u64, relates: &dyn Fn(u64) -> Vec<(RelationKind, RequestId)>) -> Ledger {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    for number in 0..count {
        ask(&mut ledger, &chief, request(number), requested(&relates(number)).terms);
    }
    ledger
}

fn ask(ledger: &mut Ledger, by: &Party, id: RequestId, terms: Terms) {
    ledger.act(Requested { terms }, &[Subject::Request(id, by.id)], by);
}

fn report(ledger: &Ledger, findings: usize) -> Report {
    let catalogue = Catalogue::parse("limits.toml", CATALOGUE).unwrap();
    let verifier =
        ledger.verifier().anchor(ledger.head()).limits(Limits { findings, ..Limits::default() });
    verifier.catalogue(&catalogue).verify_bytes(&ledger.bytes).unwrap()
}

#[test]
fn findings_about_requests_above_the_limit_are_counted_and_said() {
    let ledger = ledger(50, &|_| Vec::new());
    let all = report(&ledger, 1_000);
    assert!(all.findings.iter().filter(|finding| finding.code == Code::RequestOpen).count() == 50);
    assert!(!all.findings.iter().any(|finding| finding.code == Code::LimitsReached));
    let few = report(&ledger, 10);
    assert_eq!(few.findings.len(), 11);
    let said: Vec<_> = few.findings.iter().filter(|f| f.code == Code::LimitsReached).collect();
    let found = u64::try_from(all.findings.len()).unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].detail, Detail::Sizes { expected: 10, found });
    // All requests are there all the same.
    assert_eq!(few.requests.len(), 50);
}

#[test]
fn requests_that_relate_in_circles_are_reported() {
    let all = [
        RelationKind::ConfirmsEmergency,
        RelationKind::Enforces,
        RelationKind::FollowsPreservation,
        RelationKind::Replaces,
        RelationKind::Supplements,
    ];
    // To itself, to the next, which leads back, and to the same two from everywhere.
    let circle = move |number: u64| {
        let others = [number, number ^ 1, 0, 1];
        all.into_iter().flat_map(|kind| others.map(|other| (kind, request(other)))).collect()
    };
    let ledger = ledger(5_000, &circle);
    bounded(move || {
        let report = report(&ledger, 100);
        assert_eq!(report.requests.len(), 5_000);
        assert_ne!(report.verdict, Verdict::Contradicted);
        assert!(report.requests.iter().all(|request| request.relates.len() == 20));
        assert!(!report.to_string().is_empty());
    });
}

/// Terms with so many of everything.
fn crowded(ledger: &mut Ledger, count: u64) -> Terms {
    let mut made = terms(&[]);
    for number in 0..count {
        made.fields.insert(format!("field-{number}"), ledger.words("said"));
        made.parties.push(NamedParty::new("addressee", party(number + 1)));
        made.categories.push(format!("category-{number}"));
        let descriptor = Descriptor::of(number, Sha256Digest([1; 32]));
        made.annexes.push(Annex {
            kind: "annex".to_owned(),
            id: item(number),
            lang: None,
            name: None,
            content: Content { part_size: 1 << 20, descriptor: ledger.salts.commit(descriptor) },
        });
    }
    made
}

#[test]
fn request_as_large_as_an_entry_can_be_is_verified() {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let side = |number| Subject::Request(request(number), chief.id);
    let fits = |ledger: &mut Ledger, count: u64| {
        let terms = crowded(ledger, count);
        let event = ledger.event(Requested { terms }, &[side(0)]);
        let key = chief.key();
        EventDraft::new(event, chief.id, key.public_key(), None).is_ok()
    };
    let (mut least, mut most) = (200, 4_000);
    while most - least > 10 {
        let middle = u64::midpoint(least, most);
        if fits(&mut ledger, middle) { least = middle } else { most = middle }
    }
    for number in 0..20 {
        let terms = crowded(&mut ledger, least);
        ledger.act(Requested { terms }, &[side(number)], &chief);
    }
    assert!(ledger.bytes.len() > 20 * 200 * 1024, "{} bytes", ledger.bytes.len());
    bounded(move || {
        let report = report(&ledger, 100);
        assert_eq!(report.requests.len(), 20);
        assert_ne!(report.verdict, Verdict::Contradicted, "{report}");
    });
}
