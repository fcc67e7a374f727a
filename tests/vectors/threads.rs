//! The number of threads changes no byte of a report: on every vector that is a file, and on a ledger of several
//! windows, in which keys are enrolled, ended and replaced, whole and with a byte changed here and there.

use std::num::NonZeroUsize;

use handseal::event::{At, PartyKind, Salts, Stored, Subject};
use handseal::identity::{OsEntropy, Signer as _, SigningKey, Trust};
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint};
use handseal::store::{Actor, CaseFile, Enrolment, MemoryStore, Opening};
use handseal::verify::{Code, Limits, Verdict, Verifier};

use crate::cases::Seeded;
use crate::question::read;
use crate::{published, verification};

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

#[test]
fn vector_has_another_report_on_more_threads() {
    let mut compared = 0;
    for (_, name, vector) in published() {
        let line = serde_json::to_vec(&vector["question"]).unwrap();
        if vector["question"]["op"] != "verify" {
            continue;
        }
        let fields = read(&line).unwrap();
        let on = |count| {
            let report = verification::verify_on(&fields, threads(count));
            report.map(|report| (serde_json::to_string(&report).unwrap(), report.to_string()))
        };
        let one = on(1);
        for count in [2, 5] {
            assert_eq!(on(count), one, "{name} on {count} threads");
        }
        compared += 1;
    }
    assert!(compared > 100);
}

/// What people in turn put somewhere, each of them under a new key after so many acts of all, and the head.
fn ledger(seeds: &[u8], acts: usize, of_a_key: usize) -> (Vec<u8>, SignedCheckpoint, Trust) {
    let key = |seed| SigningKey::from_seed(&[seed; 32]);
    let (root, heads) = (key(1), key(2));
    let at = "2041-06-01T09:30:00Z".parse().unwrap();
    let opening = Opening {
        organisation: "Example Police",
        jurisdiction: "EX",
        origin: "custody.example.org",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at,
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let chief = Actor::organisation(&root);
    let id = case.open_case("2041/26", &chief, at, &mut OsEntropy).unwrap();
    let mut people = Vec::new();
    for &seed in seeds {
        let own = key(seed);
        let (kind, name, key) = (PartyKind::Person, "A. Example", Some(&own as _));
        let enrolment = Enrolment { kind, name, roles: &[], units: &[], key };
        let party = case.enrol(&enrolment, &chief, at, &mut OsEntropy).unwrap();
        let actor = Actor::new(party, &own);
        let things = [("Telephone, black", None); 2];
        let items = case.collect(id, &things, &actor, at, &mut OsEntropy).unwrap();
        people.push((party, own, items));
    }
    let mut salts = Salts::new(&mut Seeded::new(1)).unwrap();
    for turn in 0..acts {
        if turn % of_a_key == of_a_key - 1 {
            for (party, own, _) in &mut people {
                let new = key(own.public_key().as_bytes()[0] ^ 0x55);
                case.rotate(&Actor::new(*party, own), &new, at).unwrap();
                *own = new;
            }
        }
        let (party, own, items) = &people[turn % people.len()];
        let (place, item) = (salts.commit("Room 2, shelf 14"), items[turn % 2]);
        let actor = Actor::new(*party, own);
        let subject = [Subject::Item(item)];
        let event = case.signed(Stored { place }, &subject, &actor, At::device(at)).unwrap();
        case.stage(event).unwrap();
    }
    case.commit().unwrap();
    let head = case.checkpoint(&heads).unwrap();
    (case.store().as_bytes().to_vec(), head, Trust::new().root(root.public_key().thumbprint()))
}

#[test]
fn ledger_of_several_windows_has_another_report_on_more_threads_or_with_tables() {
    let (mut bytes, head, trust) = ledger(&[10, 20, 30], 2_590, 870);
    let verify = |bytes: &[u8], count, limits| {
        let now = "2041-06-02T09:30:00Z".parse().unwrap();
        let verifier = Verifier::new(&trust, now).anchor(head.clone()).limits(limits);
        let report = verifier.threads(threads(count)).verify_bytes(bytes).unwrap();
        (serde_json::to_string(&report).unwrap(), report)
    };
    let usual = Limits::default();
    // None, one of the base point and a few narrow ones that make room for each other, as many as are wanted.
    let tables = [0, (640 + 2 * 80) << 10, usual.tables].map(|tables| Limits { tables, ..usual });
    let (_, whole) = verify(&bytes, 1, usual);
    assert_eq!(whole.verdict, Verdict::Consistent, "{whole}");
    let mut reader = RecordReader::new(bytes.as_slice());
    let mut records = std::iter::from_fn(|| reader.next_record().unwrap());
    let entry = records.find(|record| record.range.start > 1_000_000).unwrap();
    let entry = std::iter::once(entry).chain(records).find(|r| r.kind == RecordKind::Entry);
    let signature = usize::try_from(entry.unwrap().range.end).unwrap() - 40;
    let mut chance = Seeded::new(2);
    let mut codes = std::collections::BTreeSet::new();
    for round in 0..6 {
        let (one, report) = verify(&bytes, 1, tables[0]);
        codes.extend(report.findings.iter().map(|finding| finding.code.name()));
        for limits in tables {
            for count in [1, 2, 5] {
                assert!(verify(&bytes, count, limits).0 == one, "{round}: {limits:?} {count}");
            }
        }
        // Few findings are kept, and the same ones.
        let few = Limits { findings: 2, ..usual };
        assert!(verify(&bytes, 5, few).0 == verify(&bytes, 1, few).0, "{round}");
        let anywhere = usize::try_from(chance.number()).unwrap() % bytes.len();
        let place = if round == 0 { signature } else { anywhere };
        bytes[place] ^= 1 << (round % 8);
    }
    assert!(codes.contains(Code::SignatureMismatch.name()), "{codes:?}");
}

#[test]
fn key_that_signs_thousands_has_another_report_with_the_widest_tables() {
    let (mut bytes, head, trust) = ledger(&[10], 9_500, usize::MAX);
    let now = "2041-06-02T09:30:00Z".parse().unwrap();
    let verify = |bytes: &[u8], tables| {
        let limits = Limits { tables, ..Limits::default() };
        let verifier = Verifier::new(&trust, now).anchor(head.clone()).limits(limits);
        verifier.threads(threads(2)).verify_bytes(bytes).unwrap()
    };
    let usual = Limits::default().tables;
    let whole = verify(&bytes, usual);
    assert_eq!(whole.verdict, Verdict::Consistent, "{whole}");
    // The last signature: by then there are the widest.
    let mut reader = RecordReader::new(bytes.as_slice());
    let records = std::iter::from_fn(|| reader.next_record().unwrap());
    let entries = records.filter(|record| record.kind == RecordKind::Entry);
    let signature = usize::try_from(entries.last().unwrap().range.end).unwrap() - 40;
    bytes[signature] ^= 1;
    let one = verify(&bytes, 0);
    assert!(one.findings.iter().any(|finding| finding.code == Code::SignatureMismatch), "{one}");
    // Room for both of them, for that of the base point alone, and for none.
    for tables in [usual, 12 << 20, 5 << 20] {
        assert_eq!(verify(&bytes, tables).to_string(), one.to_string(), "{tables}");
    }
}
