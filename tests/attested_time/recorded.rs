//! A token on record: what a case takes, and what is then attested.

use handseal::timestamp::{Authorities, TimeStampToken, TokenError};
use handseal::{
    Actor, CaseError, CaseFile, Code, MemoryStore, Opening, OsEntropy, SignedCheckpoint,
    SigningKey, Subject, Trust, Verdict, Verifier, verify::Step,
};

use crate::authority::{Certificate, STRANGER, Token};
use crate::{authorities, instant, now};

/// A case, its keys, and its head.
struct Kept {
    case: CaseFile<MemoryStore>,
    root: SigningKey,
    heads: SigningKey,
    head: SignedCheckpoint,
}

fn kept() -> Kept {
    let (root, heads) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let opening = Opening {
        organisation: "Example Police",
        jurisdiction: "EX",
        origin: "custody.example.org",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at: instant("2026-06-01T09:00:00Z"),
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let head = case.checkpoint(&heads).unwrap();
    Kept { case, root, heads, head }
}

impl Kept {
    fn over(&self) -> Token {
        Token::over(self.head.unverified().to_string().as_bytes())
    }

    fn record(&mut self, token: &Token) -> Result<u64, CaseError> {
        let token = TimeStampToken::from_der(&token.to_der()).unwrap();
        let actor = Actor::organisation(&self.root);
        let at = instant("2026-06-01T13:00:00Z");
        self.case.record_time_stamp(&token, &actor, at).map(|recorded| recorded.index)
    }

    fn report(&mut self, authorities: &Authorities) -> handseal::Report {
        let head = self.case.checkpoint(&self.heads).unwrap();
        let trust = Trust::new().root(self.case.keeper());
        let verifier = Verifier::new(&trust, now()).anchor(head).authorities(authorities);
        verifier.verify_bytes(self.case.store().as_bytes()).unwrap()
    }
}

#[test]
fn token_of_a_head_is_recorded_and_attests_what_is_below_it() {
    let mut kept = kept();
    // Others are signed, and more is recorded, before the reply comes.
    let token = kept.over();
    let actor = Actor::organisation(&kept.root);
    kept.case.open_case("2041/26", &actor, now(), &mut OsEntropy).unwrap();
    kept.case.checkpoint(&kept.heads).unwrap();
    let index = kept.record(&token).unwrap();
    let report = kept.report(&authorities());
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    let [attested] = report.attested.as_slice() else { panic!("{report}") };
    assert_eq!((attested.entry, attested.size), (index, 2));
    assert_eq!(attested.not_later_than, instant("2026-06-01T12:00:01.75Z"));
    assert_eq!(attested.anchor.name, "CN=Root");
    let last = "beyond what the signers stated, and what is attested above.\n";
    assert!(report.to_string().ends_with(last), "{report}");
    let page = report.to_string();
    let line = "entries below 2 were there, not later than 2026-06-01T12:00:01.75Z";
    assert!(page.contains(line), "{page}");

    let not_believed = kept.report(&Authorities::none());
    assert_eq!(not_believed.verdict, Verdict::Incomplete);
    assert!(not_believed.attested.is_empty());
    let page = not_believed.to_string();
    assert!(page.ends_with("beyond what the signers stated.\n"), "{page}");
    assert_eq!(not_believed.findings[0].code, Code::TimeUnattested);
    assert!(!not_believed.to_string().contains("Attested"), "{not_believed}");
}

#[test]
fn token_that_would_show_nothing_is_not_recorded() {
    let mut kept = kept();
    let before = kept.case.store().as_bytes().to_vec();
    let other = Token { message: b"the text of another head".to_vec(), ..kept.over() };
    assert!(matches!(kept.record(&other), Err(CaseError::NotOfAHead)));
    let forged = Token { signer_key: STRANGER, ..kept.over() };
    assert!(matches!(kept.record(&forged), Err(CaseError::Token(TokenError::Signature))));
    let authority = Certificate { authority: true, ..Certificate::signer() };
    let authority = Token { signer: authority, ..kept.over() };
    let found = kept.record(&authority);
    assert!(
        matches!(found, Err(CaseError::Token(TokenError::CertificateUsage { .. }))),
        "{found:?}"
    );
    assert_eq!(kept.case.store().as_bytes(), before);
}

/// A reply that is taken up again says nothing new.
#[test]
fn token_is_recorded_twice() {
    let mut kept = kept();
    let token = kept.over();
    let index = kept.record(&token).unwrap();
    kept.case.checkpoint(&kept.heads).unwrap();
    let before = kept.case.store().as_bytes().to_vec();
    let again = kept.record(&token);
    assert!(
        matches!(again, Err(CaseError::TokenRecorded { index: at }) if at == index),
        "{again:?}"
    );
    assert_eq!(kept.case.store().as_bytes(), before);
    // Another one of the same head is another fact.
    let later = Token { time: "20260601120001Z", ..kept.over() };
    assert_eq!(kept.record(&later).unwrap(), index + 1);
}

/// A name that would draw a line of its own, or a verdict, is one text in quotation marks.
#[test]
fn name_of_an_authority_cannot_speak_for_the_verifier() {
    let mut kept = kept();
    let signer = Certificate { subject: "x\nCONSISTENT — all is well", ..Certificate::signer() };
    let token = Token { signer, ..kept.over() };
    kept.record(&token).unwrap();
    let page = kept.report(&authorities()).to_string();
    assert!(page.contains("all is well"), "{page}");
    assert!(
        !page.lines().skip(1).any(|line| line.trim_start().starts_with("CONSISTENT")),
        "{page}"
    );
}

/// Whatever byte of the file is altered: nothing else is attested, and the file is never consistent.
#[test]
fn altered_file_never_attests_another_fact() {
    let mut kept = kept();
    let token = kept.over();
    kept.record(&token).unwrap();
    let expected = kept.report(&authorities()).attested;
    assert_eq!(expected.len(), 1);
    let head = kept.case.checkpoint(&kept.heads).unwrap();
    let trust = Trust::new().root(kept.case.keeper());
    let bytes = kept.case.store().as_bytes();
    for at in 0..bytes.len() {
        let mut altered = bytes.to_vec();
        altered[at] ^= 1;
        let verifier = Verifier::new(&trust, now()).anchor(head.clone());
        let report = verifier.authorities(&authorities()).verify_bytes(&altered).unwrap();
        assert!(report.attested.is_empty() || report.attested == expected, "byte {at}: {report}");
        assert_eq!(report.verdict, Verdict::Contradicted, "byte {at}: {report}");
    }
}

/// The head of a later token has to have the entry with the earlier one, or it renews nothing.
#[test]
fn token_over_the_same_head_is_taken_for_a_renewal() {
    let mut kept = kept();
    let token = kept.over();
    let first = kept.record(&token).unwrap();
    let second = kept.record(&Token { time: "20260601120002Z", ..token }).unwrap();
    let report = kept.report(&authorities());
    let attested: Vec<_> =
        report.attested.iter().map(|head| (head.entry, head.renewed_by)).collect();
    assert_eq!(attested, [(first, None), (second, None)], "{report}");
}

#[test]
fn time_stamps_are_not_counted_or_not_with_the_times() {
    let mut kept = kept();
    let steps = |report: &handseal::Report| {
        let lines = report.coverage.iter();
        lines.map(|line| (line.step, line.over, line.checked)).collect::<Vec<_>>()
    };
    let without = steps(&kept.report(&authorities()));
    assert!(!without.iter().any(|(_, over, _)| *over == "time-stamps"));
    let token = kept.over();
    kept.record(&token).unwrap();
    let with = steps(&kept.report(&authorities()));
    let at = with.iter().position(|line| *line == (Step::Time, "time-stamps", 1)).unwrap();
    assert_eq!((with[at - 1].0, with[at + 1].0), (Step::Time, Step::Custody));
}

/// V8.14: several joints stand in an extract, and each head is shown by its own.
#[test]
fn head_of_a_token_is_looked_for_under_the_joint_of_another() {
    let mut kept = kept();
    let actor = Actor::organisation(&kept.root);
    let case = kept.case.open_case("2041/26", &actor, now(), &mut OsEntropy).unwrap();
    kept.head = kept.case.checkpoint(&kept.heads).unwrap();
    let token = kept.over();
    let index = kept.record(&token).unwrap();
    let subjects = [Subject::Case(case), Subject::Ledger(kept.case.origin().unwrap().clone())];
    for joined in [&[2, 3][..], &[3], &[2]] {
        let mut bytes = Vec::new();
        let head =
            kept.case.extract_joined(&subjects, &kept.heads, joined, &mut bytes).unwrap().head;
        let trust = Trust::new().root(kept.case.keeper());
        let verifier = Verifier::new(&trust, now()).anchor(head).authorities(&authorities());
        let report = verifier.verify_bytes(&bytes).unwrap();
        let attested: Vec<_> = report.attested.iter().map(|head| head.entry).collect();
        assert_eq!(attested, [index], "{joined:?}: {report}");
    }
}
