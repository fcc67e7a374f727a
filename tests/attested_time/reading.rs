//! Tokens that authorities write, and sizes.

use handseal::timestamp::{AnchorError, Authorities, MAX_TOKEN, TimeStampToken, TokenError};

use crate::authority::{Certificate, Names, Token};
use crate::{MESSAGE, authorities, instant, now, verify};

#[test]
fn certificate_named_by_sha1_is_read() {
    for names in [Names::Sha1, Names::Sha256, Names::Both] {
        assert!(verify(&Token { names, ..Token::over(MESSAGE) }.to_der()).is_ok());
    }
}

#[test]
fn whole_seconds_and_trailing_zeros_are_read() {
    for (time, at) in [
        ("20260601120000Z", "2026-06-01T12:00:00Z"),
        ("20260601120000.5Z", "2026-06-01T12:00:00.5Z"),
        ("20260601120000.500Z", "2026-06-01T12:00:00.5Z"),
        ("20260601120000.000Z", "2026-06-01T12:00:00Z"),
        ("20260601120000.123456789Z", "2026-06-01T12:00:00.123456789Z"),
    ] {
        let token = Token { time, ..Token::over(MESSAGE) };
        assert_eq!(verify(&token.to_der()).unwrap().at, instant(at));
    }
}

#[test]
fn token_without_an_accuracy_says_that_there_is_none() {
    let attested = verify(&Token { rest: Vec::new(), ..Token::over(MESSAGE) }.to_der()).unwrap();
    assert_eq!((attested.accuracy, attested.latest()), (None, attested.at));
}

#[test]
fn authority_that_orders_its_tokens_says_so() {
    let rest = vec![1, 1, 0xff];
    assert!(verify(&Token { rest, ..Token::over(MESSAGE) }.to_der()).unwrap().ordering);
}

#[test]
fn token_above_the_limit_is_refused() {
    let (found, limit) = (MAX_TOKEN + 1, MAX_TOKEN);
    assert_eq!(verify(&vec![0x30; found]), Err(TokenError::TooLarge { found, limit }));
    assert!(matches!(verify(&vec![0x30; limit]), Err(TokenError::Malformed { .. })));
}

/// As many certificates as fit: each looks like an issuer of the next.
#[test]
fn token_full_of_certificates_is_answered() {
    let mut certificates = Vec::new();
    while certificates.iter().map(Vec::len).sum::<usize>() < MAX_TOKEN - 4_000 {
        let serial = (certificates.len() % 100) as u8;
        certificates
            .push(Certificate { serial, issuer: "Middle", ..Certificate::middle() }.to_der());
    }
    let token = Token { certificates, ..Token::over(MESSAGE) };
    assert!(matches!(
        verify(&token.to_der()),
        Err(TokenError::NotAnchored { .. } | TokenError::Path { .. })
    ));
}

#[test]
fn anchors_are_read_from_pem() {
    use base64ct::{Base64, Encoding as _};
    let pem = |der: &[u8]| {
        let text = Base64::encode_string(der);
        format!("words\n-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    };
    let root = pem(&Certificate::root().to_der());
    let middle = pem(&Certificate::middle().to_der());
    let anchors = Authorities::none().anchors_pem(format!("{middle}{root}").as_bytes()).unwrap();
    let token = TimeStampToken::from_der(&Token::over(MESSAGE).to_der()).unwrap();
    // The nearest anchor is the one that is named.
    assert_eq!(token.verify(MESSAGE, &anchors, now()).unwrap().anchor.name, "CN=Middle");
    let found = Authorities::none().anchors_pem(format!("{root}{}", pem(b"x")).as_bytes());
    assert_eq!(found.unwrap_err(), AnchorError::Malformed { number: 2 });
    assert_eq!(Authorities::none().anchors_pem(b"").unwrap_err(), AnchorError::Absent);
    assert!(Authorities::none().is_empty() && !authorities().is_empty());
}
