//! Digests and seals compared where items change hands: C5.

use handseal::event::Subject;
use handseal::verify::{Code, ContentSource, Detail, Verdict};

use crate::cast::{Cast, assert_says, assert_shows, at, cast};

const CONTENT: &[u8] = b"what was acquired";

/// Ana's data, offered to Carl.
fn data_offered() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let id = cast.ledger.item();
    let body = cast.ledger.acquired(id, CONTENT);
    let item = [Subject::Item(id)];
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.offered(&carl);
    cast.ledger.act(body, &item, &ana);
    (cast, item)
}

#[test]
fn digest_that_differs_at_acceptance_names_both_parties() {
    let (mut cast, item) = data_offered();
    let body = cast.ledger.accepted_measuring(&item[0], b"something else");
    let index = cast.ledger.act(body, &item, &cast.carl.clone());
    let report = cast.ledger.report();
    let expected = [at(Code::CustodyDigestMismatch, index, &item[0])];
    assert_says(&report, Verdict::Irregular, &expected);
    match &report.findings[0].detail {
        Detail::HandOver { from, by, .. } => {
            assert_eq!((*from, *by), (Some(cast.ana.id), cast.carl.id));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(report.items[0].holder, Some(cast.carl.id));
}

#[test]
fn digest_measured_again_and_equal_is_no_finding() {
    let (mut cast, item) = data_offered();
    let body = cast.ledger.accepted_measuring(&item[0], CONTENT);
    cast.ledger.act(body, &item, &cast.carl.clone());
    // Another organisation holds it now: its content is not this ledger's to show.
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn content_held_here_and_not_given_is_not_checked() {
    let (cast, item) = data_offered();
    let expected = [crate::cast::about(Code::ContentNotSupplied, &item[0])];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn content_that_differs_is_a_failure() {
    let (cast, item) = data_offered();
    let other = ContentSource::Reader(Box::new(&b"other bytes"[..]));
    let verifier = cast.ledger.verifier().anchor(cast.ledger.head());
    let verifier = verifier.content(item[0].item().unwrap(), other);
    let report = verifier.verify_bytes(&cast.ledger.bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted);
    let found = crate::cast::seen(&report);
    assert!(found.contains(&crate::cast::about(Code::ContentMismatch, &item[0])));
}

/// A thing under a seal, offered by Ana to Ben.
fn sealed_offered() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let (id, case) = (cast.ledger.item(), cast.ledger.case);
    let body = cast.ledger.collected_in(case, &[id], Some("S-1"));
    let item = [Subject::Item(id)];
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.offered(&ben);
    cast.ledger.act(body, &item, &ana);
    (cast, item)
}

#[test]
fn seal_that_differs_at_acceptance_is_irregular_and_is_the_seal_from_then_on() {
    let (mut cast, item) = sealed_offered();
    let body = cast.ledger.accepted_seeing(&item[0], "S-2");
    let index = cast.ledger.act(body, &item, &cast.ben.clone());
    let report = cast.ledger.report();
    let expected = [at(Code::CustodySealMismatch, index, &item[0])];
    assert_says(&report, Verdict::Irregular, &expected);
    assert_eq!(report.items[0].seal.as_deref(), Some("S-2"));
}

#[test]
fn seal_seen_as_recorded_is_no_finding() {
    let (mut cast, item) = sealed_offered();
    let body = cast.ledger.accepted_seeing(&item[0], "S-1");
    cast.ledger.act(body, &item, &cast.ben.clone());
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

/// A withheld seal is compared with nothing, and said to be withheld.
#[test]
fn seal_that_is_withheld_is_not_compared() {
    let (mut cast, item) = sealed_offered();
    let body = cast.ledger.accepted_seeing(&item[0], "S-2");
    let event = cast.ledger.signed(body, &item, &cast.ben.clone());
    let index = cast.ledger.push(&event.redact(&|_| false));
    let expected = [crate::cast::entry(Code::FieldWithheld, index)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

/// A file system that was entered when the directory was measured is entered when it is compared.
#[cfg(unix)]
#[test]
fn file_system_inside_a_directory_is_compared_otherwise_than_it_was_measured() {
    use handseal::event::{AcquiredItem, Content};
    use handseal::evidence::directory::{
        DirectoryOptions, DirectoryPass, DirectorySecret, Mounts, Unreadable,
    };

    let name = format!("semantics-mounts-{}", std::process::id());
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let inner = folder.join("inner");
    std::fs::create_dir_all(&inner).unwrap();
    let mut mount = std::process::Command::new("mount");
    mount.args(["-t", "tmpfs", "tmpfs"]).arg(&inner);
    if !mount.output().is_ok_and(|made| made.status.success()) {
        eprintln!("skipped: this user may not mount");
        return;
    }
    std::fs::write(inner.join("file"), b"foreign").unwrap();
    let secret = DirectorySecret::from_bytes([7; 32]);
    let options = DirectoryOptions {
        mounts: Mounts::Enter,
        unreadable: Unreadable::Record,
        ..DirectoryOptions::default()
    };
    let mut manifest = Vec::new();
    let measured = DirectoryPass::new().manifest(&mut manifest).measure(&folder, options, &secret);
    let Cast { mut ledger, ana, .. } = cast();
    let id = ledger.item();
    let content = Content::directory(&measured.unwrap(), &mut ledger.salts);
    let mut body = ledger.acquired(id, b"");
    body.items = vec![AcquiredItem::of(id, content)];
    ledger.act(body, &[Subject::Item(id)], &ana);
    let reports = [Mounts::Enter, Mounts::Record].map(|mounts| {
        let verifier = ledger.verifier().anchor(ledger.head()).mounts(mounts);
        verifier.directory(id, &folder, manifest.as_slice()).verify_bytes(&ledger.bytes)
    });
    let unmounted = std::process::Command::new("umount").arg(&inner).status();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(unmounted.unwrap().success());
    let [entered, recorded] = reports.map(|report| report.unwrap().verdict);
    assert_eq!((entered, recorded), (Verdict::Consistent, Verdict::Incomplete));
}
