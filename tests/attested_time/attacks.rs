//! Each attack that is known against other implementations, and the one answer to it.

use handseal::timestamp::{
    Authorities, PathFault, SignedAttribute, TimeStampToken, TokenError, TokenPart, UsageFault,
};

use crate::authority::{
    CODE_SIGNING, Certificate, Names, STRANGER, TIME_STAMPING, Token, cat, octets, oid, seq, set,
};
use crate::{MESSAGE, authorities, instant, now, verify, verify_at};

fn over() -> Token {
    Token::over(MESSAGE)
}

fn with_signer(signer: Certificate) -> Result<(), TokenError> {
    verify(&Token { signer, ..over() }.to_der()).map(drop)
}

fn usage(fault: UsageFault) -> Result<(), TokenError> {
    Err(TokenError::CertificateUsage { fault })
}

#[test]
fn token_as_it_should_be_attests_its_time() {
    let attested = verify(&over().to_der()).unwrap();
    assert_eq!(attested.at, instant("2026-06-01T12:00:00.25Z"));
    assert_eq!(attested.latest(), instant("2026-06-01T12:00:01.75Z"));
    assert_eq!(attested.accuracy, Some(1_500_000));
    assert_eq!(attested.authority, "CN=Authority of time");
    assert_eq!(attested.anchor.name, "CN=Root");
    assert_eq!(attested.policy, "1.2.3.4.1");
    assert_eq!(attested.serial, "1122");
    assert_eq!(attested.until, instant("2027-01-01T00:00:00Z"));
    assert!(!attested.ordering);
}

#[test]
fn token_of_one_message_attests_nothing_of_another() {
    let token = TimeStampToken::from_der(&over().to_der()).unwrap();
    let found = token.verify(b"the text of another head", &authorities(), now());
    assert!(matches!(found, Err(TokenError::Imprint { .. })), "{found:?}");
}

#[test]
fn token_without_an_anchor_attests_nothing() {
    let token = TimeStampToken::from_der(&over().to_der()).unwrap();
    let found = token.verify(MESSAGE, &Authorities::none(), now());
    assert_eq!(found, Err(TokenError::NotAnchored { given: 0 }));
}

#[test]
fn token_under_another_root_is_not_anchored() {
    let other = Certificate {
        key: STRANGER,
        issuer_key: STRANGER,
        subject: "Other",
        issuer: "Other",
        ..Certificate::root()
    };
    let other = Authorities::none().anchor_der(&other.to_der()).unwrap();
    let token = TimeStampToken::from_der(&over().to_der()).unwrap();
    assert_eq!(token.verify(MESSAGE, &other, now()), Err(TokenError::NotAnchored { given: 1 }));
}

/// A root of the same name and another key, in the token itself, is no anchor.
#[test]
fn root_that_the_token_brings_along_is_no_anchor() {
    let root = Certificate { key: STRANGER, issuer_key: STRANGER, ..Certificate::root() };
    let signer = Certificate { issuer: "Root", issuer_key: STRANGER, ..Certificate::signer() };
    let token = Token { signer, certificates: vec![root.to_der()], ..over() };
    let found = verify(&token.to_der());
    assert_eq!(found, Err(TokenError::Path { fault: PathFault::Signature }));
}

/// The set is not signed. Neither a stranger's certificate before the signer's nor one that bears its name is taken.
#[test]
fn injected_certificates_change_nothing() {
    let forged = Certificate { key: STRANGER, issuer_key: STRANGER, ..Certificate::signer() };
    let token = over();
    let (own, middle) = (token.signer.to_der(), Certificate::middle().to_der());
    let expected = verify(&token.to_der()).unwrap();
    for injected in [forged.to_der(), Certificate::root().to_der(), own.clone()] {
        for order in
            [[&injected, &own, &middle], [&middle, &injected, &own], [&own, &middle, &injected]]
        {
            let bytes = token.with_certificates(&order.map(Vec::as_slice).concat());
            assert_eq!(verify(&bytes).unwrap(), expected);
        }
    }
    // In the place of the signer's: the signed attributes name another.
    let bytes = token.with_certificates(&cat(&[&forged.to_der(), &middle]));
    assert_eq!(verify(&bytes), Err(TokenError::SigningCertificate));
}

/// A stranger signs, and names the certificate of the authority.
#[test]
fn stranger_who_names_the_certificate_of_the_authority_has_no_signature() {
    let token = Token { signer_key: STRANGER, ..over() };
    assert_eq!(verify(&token.to_der()), Err(TokenError::Signature));
}

#[test]
fn signing_certificate_that_the_attributes_do_not_name_is_refused() {
    let named = Some(Certificate { serial: 9, ..Certificate::signer() }.to_der());
    for names in [Names::Sha1, Names::Sha256, Names::Both] {
        let token = Token { named: named.clone(), names, ..over() };
        assert_eq!(verify(&token.to_der()), Err(TokenError::SigningCertificate));
    }
    let attribute = SignedAttribute::SigningCertificate;
    let token = Token { names: Names::Nothing, ..over() };
    assert_eq!(verify(&token.to_der()), Err(TokenError::Attribute { attribute, found: 0 }));
}

#[test]
fn token_without_its_certificate_is_not_verified_with_another() {
    let bytes = over().with_certificates(&Certificate::middle().to_der());
    assert_eq!(verify(&bytes), Err(TokenError::CertificateAbsent));
}

#[test]
fn certificate_authority_as_signer_is_refused() {
    let signer = Certificate { authority: true, ..Certificate::signer() };
    assert_eq!(with_signer(signer), usage(UsageFault::CertificateAuthority));
}

#[test]
fn certificate_for_another_use_is_refused() {
    let none = Certificate { usages: Vec::new(), ..Certificate::signer() };
    assert_eq!(with_signer(none), usage(UsageFault::NotTimeStamping));
    let other = Certificate { usages: vec![CODE_SIGNING], ..Certificate::signer() };
    assert_eq!(with_signer(other), usage(UsageFault::NotTimeStamping));
    let two = Certificate { usages: vec![TIME_STAMPING, CODE_SIGNING], ..Certificate::signer() };
    assert_eq!(with_signer(two), usage(UsageFault::NotSole));
    let not_critical = Certificate { usages_critical: false, ..Certificate::signer() };
    assert_eq!(with_signer(not_critical), usage(UsageFault::NotCritical));
    // keyEncipherment
    let key_usage = Some([5, 0x20]);
    let no_signing = Certificate { key_usage, ..Certificate::signer() };
    assert_eq!(with_signer(no_signing), usage(UsageFault::KeyUsage));
}

#[test]
fn path_whose_issuer_may_not_issue_is_refused() {
    let fault = |fault| Err(TokenError::Path { fault });
    let with_middle = |middle: Certificate| {
        verify(&Token { certificates: vec![middle.to_der()], ..over() }.to_der()).map(drop)
    };
    let no_authority = Certificate { authority: false, ..Certificate::middle() };
    assert_eq!(with_middle(no_authority), fault(PathFault::Issuer));
    let no_certificates = Certificate { key_usage: Some([7, 0x80]), ..Certificate::middle() };
    assert_eq!(with_middle(no_certificates), fault(PathFault::Issuer));
    let other_use = Certificate { usages: vec![CODE_SIGNING], ..Certificate::middle() };
    assert_eq!(with_middle(other_use), fault(PathFault::Issuer));
    let critical = Certificate::middle().unknown_extension(true);
    assert_eq!(with_middle(critical), fault(PathFault::CriticalExtension));
    assert_eq!(with_middle(Certificate::middle().unknown_extension(false)), Ok(()));
    let forged = Certificate { issuer_key: STRANGER, ..Certificate::middle() };
    assert_eq!(with_middle(forged), fault(PathFault::Signature));
}

/// The chain is judged at the time of the token: neither an authority that has ended since nor one that begins now matters.
#[test]
fn chain_is_judged_at_the_time_of_the_token_and_not_now() {
    let decades_on = instant("2061-01-01T00:00:00Z");
    assert_eq!(verify_at(&over().to_der(), decades_on), verify(&over().to_der()));

    let at = instant("2026-06-01T12:00:00.25Z");
    let ended = Certificate { to: "260531000000Z", ..Certificate::signer() };
    let not_after = instant("2026-05-31T00:00:00Z");
    assert_eq!(with_signer(ended), Err(TokenError::Expired { at, not_after }));
    let good_now = Certificate { from: "260602000000Z", ..Certificate::signer() };
    let not_before = instant("2026-06-02T00:00:00Z");
    assert_eq!(with_signer(good_now), Err(TokenError::NotYetValid { at, not_before }));
    let middle = Certificate { to: "260531000000Z", ..Certificate::middle() };
    let token = Token { certificates: vec![middle.to_der()], ..over() };
    let not_after = instant("2026-05-31T00:00:00Z");
    assert_eq!(verify(&token.to_der()), Err(TokenError::Expired { at, not_after }));
}

#[test]
fn time_that_has_not_come_is_refused() {
    let before = instant("2026-06-01T12:00:00Z");
    let at = instant("2026-06-01T12:00:00.25Z");
    let found = verify_at(&over().to_der(), before);
    assert_eq!(found, Err(TokenError::Future { at, now: before }));
}

#[test]
fn content_of_another_type_is_refused() {
    let data = "1.2.840.113549.1.7.1";
    let content = Token { content_type: data, ..over() };
    let found = Err(TokenError::ContentType { found: data.to_owned() });
    assert_eq!(verify(&content.to_der()), found);
    // The type outside says one thing, the one that is signed another.
    let attribute = Token { attribute_type: data, ..over() };
    assert_eq!(verify(&attribute.to_der()), found);
}

#[test]
fn token_with_two_signers_or_none_is_refused() {
    for signers in [0, 2] {
        let token = Token { signers, ..over() };
        assert_eq!(verify(&token.to_der()), Err(TokenError::Signers { found: signers }));
    }
}

#[test]
fn content_under_another_digest_is_refused() {
    let token = Token { message_digest: Some(vec![0; 32]), ..over() };
    assert_eq!(verify(&token.to_der()), Err(TokenError::MessageDigest));
}

/// The signature is over the attributes: with another one in its place, it does not verify.
#[test]
fn signed_attribute_that_was_altered_is_refused() {
    let bytes = over().to_der();
    let digest = oid("1.2.840.113549.1.9.4");
    let at = bytes.windows(digest.len()).position(|window| window == digest).unwrap();
    let mut altered = bytes.clone();
    altered[at + digest.len() + 4] ^= 1;
    assert_eq!(verify(&altered), Err(TokenError::MessageDigest));
    // One that is signed, and that nothing rests on.
    let signing_time = seq(&[
        &oid("1.2.840.113549.1.9.5"),
        &set(&[&crate::authority::tlv(0x17, b"260601120000Z")]),
    ]);
    let mut bytes = Token { attributes: vec![signing_time], ..over() }.to_der();
    assert!(verify(&bytes).is_ok());
    let at = bytes.windows(13).position(|window| window == b"260601120000Z").unwrap();
    bytes[at] = b'3';
    assert_eq!(verify(&bytes), Err(TokenError::Signature));
}

#[test]
fn signed_attribute_that_stands_twice_is_refused() {
    let second = seq(&[&oid("1.2.840.113549.1.9.4"), &set(&[&octets(&[0; 32])])]);
    let token = Token { attributes: vec![second], ..over() };
    let attribute = SignedAttribute::MessageDigest;
    assert_eq!(verify(&token.to_der()), Err(TokenError::Attribute { attribute, found: 2 }));
}

#[test]
fn weak_digests_are_refused_wherever_they_stand() {
    for weak in ["1.3.14.3.2.26", "1.2.840.113549.2.5", "2.16.840.1.101.3.4.2.4"] {
        let found = Err(TokenError::Algorithm { found: weak.to_owned() });
        let imprint = Token { imprint_algorithm: weak, ..over() };
        assert_eq!(verify(&imprint.to_der()), found);
        let digest = Token { digest_algorithm: weak, ..over() };
        assert_eq!(verify(&digest.to_der()), found);
    }
    // ECDSA with SHA-1
    let weak = "1.2.840.10045.4.1";
    let signature = Token { signature_algorithm: weak, ..over() };
    assert_eq!(verify(&signature.to_der()), Err(TokenError::Algorithm { found: weak.to_owned() }));
    // ECDSA with SHA-384 over SHA-256
    let other = Token { signature_algorithm: "1.2.840.10045.4.3.3", ..over() };
    assert_eq!(verify(&other.to_der()), Err(TokenError::AlgorithmMismatch));
}

#[test]
fn trailing_bytes_are_refused() {
    let trailing = |part| move |found: Result<_, TokenError>| matches!(found, Err(TokenError::Malformed { part: at, .. }) if at == part);
    let bytes = cat(&[&over().to_der(), &[0]]);
    assert!(trailing(TokenPart::Token)(verify(&bytes)));
    let statement = Token { rest: cat(&[&over().rest, &[5, 0]]), ..over() };
    assert!(trailing(TokenPart::Statement)(verify(&statement.to_der())));
}

#[test]
fn times_that_are_none_are_refused() {
    for time in [
        "20261301120000Z",
        "20260001120000Z",
        "20260230120000Z",
        "20260601240000Z",
        "20260601126000Z",
        "20260601120060Z",
        "20260601120000",
        "20260601120000.Z",
        "20260601120000.1",
        "202606011200Z",
        "20260601120000+0100",
        "20260601120000,5Z",
        "20260601120000.1234567891Z",
        "+0260601120000Z",
        "",
    ] {
        let token = Token { time, ..over() };
        assert_eq!(verify(&token.to_der()), Err(TokenError::Time { found: time.to_owned() }));
    }
}

#[test]
fn statement_that_is_not_understood_is_refused() {
    let token = Token { version: 2, ..over() };
    assert_eq!(verify(&token.to_der()), Err(TokenError::Version { found: 2 }));
    let critical = seq(&[&oid("1.2.3.4.5"), &[1, 1, 0xff], &octets(&[5, 0])]);
    let extensions = |extension: &[u8]| crate::authority::tlv(0xa1, extension);
    let token = Token { rest: extensions(&critical), ..over() };
    let found = "1.2.3.4.5".to_owned();
    assert_eq!(verify(&token.to_der()), Err(TokenError::CriticalExtension { found }));
    let plain = seq(&[&oid("1.2.3.4.5"), &octets(&[5, 0])]);
    assert!(verify(&Token { rest: extensions(&plain), ..over() }.to_der()).is_ok());
    for millis in [0, 1000] {
        let token = Token { rest: crate::authority::accuracy(1, millis), ..over() };
        assert_eq!(verify(&token.to_der()), Err(TokenError::Accuracy));
    }
}

#[test]
fn policy_that_is_not_accepted_is_refused() {
    let token = TimeStampToken::from_der(&over().to_der()).unwrap();
    let other = authorities().policy("1.2.3.4.2");
    let found = "1.2.3.4.1".to_owned();
    assert_eq!(token.verify(MESSAGE, &other, now()), Err(TokenError::Policy { found }));
    assert!(token.verify(MESSAGE, &other.policy("1.2.3.4.1"), now()).is_ok());
}
