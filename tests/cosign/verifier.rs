//! A policy as an argument of the verifier: who attested which head, and when.

use handseal::ledger::{CosignerPolicy, SignedCheckpoint};
use handseal::verify::{Code, Report, Step, Verdict};

use crate::cases::{Ledger, key};
use crate::forks::{Way, history};
use crate::{NOW, cosigner_key, name};

const NAMES: [&str; 3] = ["a.example", "b.example", "c.example"];

fn policy(threshold: usize) -> CosignerPolicy {
    let known = NAMES.iter().zip(40..).map(|(name, number)| cosigner_key(name, number));
    CosignerPolicy::new(threshold, known.collect()).unwrap()
}

fn cosigned(head: SignedCheckpoint, by: &[usize]) -> SignedCheckpoint {
    by.iter().fold(head, |head, at| {
        head.cosigned(name(NAMES[*at]), NOW, &key(40 + u8::try_from(*at).unwrap())).unwrap()
    })
}

fn verified(ledger: &Ledger, threshold: usize, heads: &[SignedCheckpoint]) -> Report {
    let verifier = ledger.verifier().cosigners(policy(threshold));
    let verifier = heads.iter().fold(verifier, |verifier, head| verifier.anchor(head.clone()));
    verifier.verify_bytes(&ledger.bytes).unwrap()
}

fn codes(report: &Report) -> Vec<Code> {
    report.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn cosigners_of_a_head_are_told_with_their_times() {
    let ledger = history(Way::Ones, 1);
    let head = cosigned(ledger.head(), &[0, 2]).cosigned(name("d.example"), NOW, &key(43)).unwrap();
    let report = verified(&ledger, 2, &[head]);
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    let [seen] = report.cosigned.as_slice() else { panic!("{report}") };
    assert!(seen.matches && seen.enough && seen.size == 7);
    let attested: Vec<_> =
        seen.attested.iter().map(|seen| (seen.name.as_str(), seen.time)).collect();
    assert_eq!(attested, [("a.example", NOW), ("c.example", NOW)]);
    assert_eq!(seen.unknown[0].name.as_str(), "d.example");
    let page = report.to_string();
    assert!(page.contains("Cosigned  the head of size 7: as asked for"), "{page}");
    assert!(page.contains("by \"a.example\", key "), "{page}");
    assert!(page.contains("at 2041-06-"), "{page}");
    assert!(page.contains("a line by \"d.example\""), "{page}");
}

#[test]
fn head_that_too_few_attested_covers_something() {
    let ledger = history(Way::Ones, 1);
    for (by, threshold) in [(&[][..], 1), (&[1], 2), (&[0, 1], 3)] {
        let report = verified(&ledger, threshold, &[cosigned(ledger.head(), by)]);
        assert_eq!(codes(&report), [Code::AnchorUncosigned], "{report}");
        assert_eq!(report.verdict, Verdict::Incomplete);
        assert!(!report.cosigned[0].enough);
        assert!(report.to_string().contains("NOT as asked for"), "{report}");
    }
}

#[test]
fn entries_above_the_last_cosigned_head_are_covered() {
    let ledger = history(Way::Ones, 3);
    let heads = [cosigned(ledger.head_at(7), &[0]), ledger.head()];
    let report = verified(&ledger, 1, &heads);
    assert_eq!(codes(&report), [Code::AnchorUncovered], "{report}");
    assert_eq!(report.findings[0].location.entry, Some(7));
    // Without a policy the head that somebody remembered is enough.
    let verifier = ledger.verifier().anchor(heads[1].clone());
    let report = verifier.verify_bytes(&ledger.bytes).unwrap();
    assert!(report.cosigned.is_empty() && report.verdict == Verdict::Consistent, "{report}");
}

/// What the ledger signed contradicts the file, whoever else signed it.
#[test]
fn head_that_nobody_cosigned_shows_no_fork() {
    let (ledger, other) = (history(Way::Ones, 1), history(Way::Twos, 1));
    let heads = [cosigned(ledger.head(), &[0]), other.head()];
    let report = verified(&ledger, 1, &heads);
    assert_eq!(codes(&report), [Code::AnchorForked], "{report}");
    assert_eq!(report.cosigned.iter().map(|head| head.matches).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn head_with_a_forged_cosignature_is_used() {
    let ledger = history(Way::Ones, 1);
    let forged = cosigned(ledger.head(), &[0]).to_string();
    // Another time than the one that was signed.
    let start = forged.rfind(' ').unwrap() + 9;
    let forged = format!("{}B{}", &forged[..start], &forged[start + 1..]);
    let forged = SignedCheckpoint::parse(forged.as_bytes()).unwrap();
    let report = verified(&ledger, 1, std::slice::from_ref(&forged));
    assert_eq!(codes(&report), [Code::AnchorUnusable], "{report}");
    assert!(report.findings[0].message().contains("cosignature by a.example"), "{report}");
    assert!(report.cosigned.is_empty());
    let report = verified(&ledger, 1, &[forged, cosigned(ledger.head(), &[1])]);
    assert_eq!(codes(&report), [Code::AnchorUnusable], "{report}");
    assert!(report.cosigned[0].enough);
}

#[test]
fn lines_of_others_are_passed_over_in_silence() {
    let ledger = history(Way::Ones, 1);
    let why = |head: SignedCheckpoint| {
        let report = ledger.verifier().anchor(head).verify_bytes(&ledger.bytes).unwrap();
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
        let line = report.coverage.iter().find(|line| line.step == Step::Ledger).unwrap();
        line.why
    };
    assert!(why(cosigned(ledger.head(), &[0])).unwrap().contains("no cosigner was named"));
    assert_eq!(why(ledger.head()), None);
}

#[test]
fn policy_without_a_head_is_fulfilled() {
    let ledger = history(Way::Ones, 1);
    assert_eq!(codes(&verified(&ledger, 1, &[])), [Code::AnchorAbsent]);
}
