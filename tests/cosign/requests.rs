//! What a cosigner is asked, as a file.

use handseal::ledger::{CosignatureRequest, CosignatureRequestError, SignedCheckpointError};
use handseal::store::CaseFile;

use crate::cases::{HEADS, key};
use crate::forks::{Way, history};
use crate::request;

#[test]
fn request_reads_as_it_was_written() {
    let ledger = history(Way::Ones, 3);
    for (from, to) in [(0, 9), (6, 7), (7, 9), (9, 9)] {
        let asked = request(&ledger, from, to);
        let text = asked.to_string();
        assert!(text.starts_with(&format!("old {from}\n")), "{text}");
        assert_eq!(CosignatureRequest::parse(text.as_bytes()).unwrap(), asked);
    }
}

#[test]
fn case_makes_the_request_itself() {
    let ledger = history(Way::Ones, 3);
    let mut case = CaseFile::open_bytes(ledger.bytes.clone(), &ledger.trust()).unwrap();
    for from in [0, 6, 8, 9] {
        let asked = case.cosignature_request(from, &key(HEADS)).unwrap();
        assert_eq!(asked, request(&ledger, from, 9));
    }
    assert!(case.cosignature_request(10, &key(HEADS)).is_err());
}

#[test]
fn text_that_is_no_request_is_read() {
    let right = request(&history(Way::Ones, 3), 7, 9).to_string();
    let refused = |text: &str| CosignatureRequest::parse(text.as_bytes()).unwrap_err();
    for first in
        ["old", "old ", "old 07", "old +7", "old 18446744073709551616", "new 7", "Old 7", "old 7 "]
    {
        let text = right.replacen("old 7", first, 1);
        assert_eq!(refused(&text), CosignatureRequestError::OldSize, "{first}");
    }
    let hash = right.lines().nth(1).unwrap();
    for (other, line) in [("AAAA", 2), (&hash[..43], 2), ("*", 2)] {
        let text = right.replacen(hash, other, 1);
        assert_eq!(refused(&text), CosignatureRequestError::Hash { line }, "{other}");
    }
    let long = right.replacen("old 7\n", &format!("old 7\n{}", format!("{hash}\n").repeat(64)), 1);
    assert_eq!(refused(&long), CosignatureRequestError::ProofTooLong { limit: 63 });
    let no_text = |bytes: &[u8]| CosignatureRequest::parse(bytes).unwrap_err();
    assert_eq!(no_text(b"old \xff\n\n"), CosignatureRequestError::OldSize);
    assert_eq!(no_text(b"old 7\n\xff\n\n"), CosignatureRequestError::Hash { line: 2 });
    assert_eq!(refused("old 7"), CosignatureRequestError::NoLine { line: 1 });
    assert_eq!(refused("old 7\n"), CosignatureRequestError::NoLine { line: 2 });
    let head = refused("old 7\n\nno head\n");
    assert!(matches!(head, CosignatureRequestError::Head(SignedCheckpointError::Note(_))));
    for end in 0..right.len() {
        assert!(CosignatureRequest::parse(&right.as_bytes()[..end]).is_err());
    }
}
