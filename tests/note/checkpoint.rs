//! Checkpoints in notes.

use handseal::ledger::{
    Checkpoint, CheckpointError, CheckpointErrorKind, CheckpointSignError, KeyNameError, OpenError,
    SignedCheckpoint,
};

use super::{key, note, verifier};

const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

#[track_caller]
fn body_refused(body: &str) -> (CheckpointErrorKind, usize) {
    let CheckpointError { kind, line } = Checkpoint::parse(body).unwrap_err();
    (kind, line)
}

#[test]
fn checkpoint_reads_back() {
    for body in [
        format!("ledger.example/1\n64\n{ROOT}\n"),
        format!("ledger.example/1\n0\n{ROOT}\n"),
        format!("a b + c\n18446744073709551615\n{ROOT}\nextension one\n+2\n"),
    ] {
        assert_eq!(Checkpoint::parse(&body).unwrap().to_string(), body);
    }
    let long = Checkpoint::parse(&format!("o\n1\n{ROOT}\none\ntwo\n")).unwrap();
    assert_eq!(long.extensions(), ["one", "two"]);
    assert_eq!((long.origin(), long.size(), long.root()[0]), ("o", 1, 0x0a));
}

#[test]
fn malformed_checkpoints_are_refused_on_their_line() {
    use CheckpointErrorKind as Kind;
    assert_eq!(body_refused(""), (Kind::MissingLine, 1));
    assert_eq!(body_refused("o\n"), (Kind::MissingLine, 2));
    assert_eq!(body_refused("o\n1\n"), (Kind::MissingLine, 3));
    assert_eq!(body_refused(&format!("o\n1\n{ROOT}")), (Kind::NoFinalNewline, 3));
    assert_eq!(body_refused(&format!("o\n1\n{ROOT}\next")), (Kind::NoFinalNewline, 4));
    assert_eq!(body_refused(&format!("\n1\n{ROOT}\n")), (Kind::EmptyLine, 1));
    assert_eq!(body_refused(&format!("o\n\n{ROOT}\n")), (Kind::EmptyLine, 2));
    assert_eq!(body_refused(&format!("o\n1\n{ROOT}\n\n")), (Kind::EmptyLine, 4));
    assert_eq!(body_refused(&format!("o\n1\n{ROOT}\na\n\nb\n")), (Kind::EmptyLine, 5));
    let control = Kind::ControlCharacter { found: b'\r' };
    assert_eq!(body_refused(&format!("o\r\n1\n{ROOT}\n")), (control, 1));
    assert_eq!(body_refused(&format!("o\n1\r\n{ROOT}\n")), (control, 2));
    for size in ["+1", "-1", " 1", "1 ", "0x1", "1e3", "٣", "1_0"] {
        assert_eq!(body_refused(&format!("o\n{size}\n{ROOT}\n")), (Kind::SizeNotDecimal, 2));
    }
    for size in ["00", "01", "007"] {
        assert_eq!(body_refused(&format!("o\n{size}\n{ROOT}\n")), (Kind::SizeLeadingZero, 2));
    }
    for size in ["18446744073709551616", "99999999999999999999999"] {
        assert_eq!(body_refused(&format!("o\n{size}\n{ROOT}\n")), (Kind::SizeOverflow, 2));
    }
    let root = |root: &str| body_refused(&format!("o\n1\n{root}\n"));
    assert_eq!(root("AAAA"), (Kind::RootLength { expected: 32, found: 3 }, 3));
    assert_eq!(root(&format!("AAAA{ROOT}")), (Kind::RootLength { expected: 32, found: 35 }, 3));
    assert_eq!(root(ROOT.trim_end_matches('=')), (Kind::RootBase64, 3));
    assert_eq!(root(&ROOT.replace("q2I=", "q2J=")), (Kind::RootBase64, 3));
    assert_eq!(root(&format!("{ROOT} ")), (Kind::RootBase64, 3));
    assert!(Checkpoint::new("", 1, [0; 32]).is_err());
    assert!(Checkpoint::new("o\n2", 1, [0; 32]).is_err());
}

#[test]
fn checkpoint_by_the_key_of_another_ledger_is_refused() {
    let body = format!("ledger.example/1\n64\n{ROOT}\n");
    let signed =
        SignedCheckpoint::parse(note(&body, &[("ledger.example/2", 2)]).as_bytes()).unwrap();
    assert_eq!(
        signed.open(&[verifier("ledger.example/2", 2)]),
        Err(OpenError::NotByOrigin { origin: "ledger.example/1".to_owned() })
    );
    let both = note(&body, &[("ledger.example/2", 2), ("ledger.example/1", 1)]);
    let signed = SignedCheckpoint::parse(both.as_bytes()).unwrap();
    let known = [verifier("ledger.example/1", 1), verifier("ledger.example/2", 2)];
    assert_eq!(signed.open(&known).unwrap().note().verified().len(), 2);
}

#[test]
fn origin_that_cannot_name_a_key_is_not_signed() {
    let head = Checkpoint::new("two words", 1, [0; 32]).unwrap();
    assert!(matches!(
        SignedCheckpoint::sign(head, &key(1)),
        Err(CheckpointSignError::Origin(KeyNameError::Character { found: ' ', offset: 3 }))
    ));
}
