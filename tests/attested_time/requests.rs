//! What is asked for, and what a reply must be.

use handseal::OsEntropy;
use handseal::timestamp::{ReplyError, TimeStampRequest, TokenError};

use crate::MESSAGE;
use crate::authority::{Token, accuracy, cat, int, reply};

fn request() -> TimeStampRequest {
    TimeStampRequest::for_message(MESSAGE, &mut OsEntropy).unwrap()
}

/// The nonce as it stands at the end of a request, before `certReq`.
fn nonce(request: &TimeStampRequest) -> Vec<u8> {
    let der = request.to_der();
    der[der.len() - 19..der.len() - 3].to_vec()
}

fn answer(request: &TimeStampRequest) -> Token {
    Token { rest: cat(&[&accuracy(1, 500), &int(&nonce(request))]), ..Token::over(MESSAGE) }
}

#[test]
fn request_is_read_again_as_it_was_kept() {
    let request = request().policy("1.2.3.4.1");
    assert_eq!(TimeStampRequest::from_der(&request.to_der()).unwrap(), request);
    let der = request.to_der();
    assert!(TimeStampRequest::from_der(&der[1..]).is_err());
    assert!(TimeStampRequest::from_der(&cat(&[&der, &[0]])).is_err());
}

#[test]
fn two_requests_have_two_nonces() {
    assert_ne!(request().to_der(), request().to_der());
}

#[test]
fn reply_to_this_request_gives_its_token() {
    let request = request();
    let token = answer(&request).to_der();
    for granted in [0, 1] {
        let accepted = request.accept(&reply(granted, &token)).unwrap();
        assert_eq!(accepted.as_bytes(), token);
    }
}

#[test]
fn reply_with_another_nonce_or_none_is_refused() {
    let (asked, other) = (request(), request());
    let refused = Err(ReplyError::Token(TokenError::Nonce));
    let replayed = reply(0, &answer(&other).to_der());
    assert_eq!(asked.accept(&replayed).map(drop), refused);
    let none = reply(0, &Token::over(MESSAGE).to_der());
    assert_eq!(asked.accept(&none).map(drop), refused);
}

#[test]
fn reply_about_something_else_is_refused() {
    let request = request();
    let other = Token { message: b"another".to_vec(), ..answer(&request) };
    let found = request.accept(&reply(0, &other.to_der()));
    assert!(matches!(found, Err(ReplyError::Token(TokenError::Imprint { .. }))), "{found:?}");
}

#[test]
fn reply_that_grants_nothing_is_refused() {
    let request = request();
    let token = answer(&request).to_der();
    for status in 2..6 {
        let refused = Err(ReplyError::NotGranted { status: status.into() });
        assert_eq!(request.accept(&reply(status, &token)).map(drop), refused);
        assert_eq!(request.accept(&reply(status, &[])).map(drop), refused);
    }
    assert_eq!(request.accept(&reply(0, &[])).map(drop), Err(ReplyError::NoToken));
    let malformed = request.accept(&cat(&[&reply(0, &token), &[0]]));
    assert!(matches!(malformed, Err(ReplyError::Token(TokenError::Malformed { .. }))));
}

#[test]
fn reply_under_another_policy_than_the_one_asked_for_is_refused() {
    let asked = request().policy("1.2.3.4.2");
    let der = asked.to_der();
    let nonce = der[der.len() - 19..der.len() - 3].to_vec();
    let rest = cat(&[&accuracy(1, 500), &int(&nonce)]);
    let token = Token { rest, ..Token::over(MESSAGE) };
    let found = "1.2.3.4.1".to_owned();
    let refused = Err(ReplyError::Token(TokenError::Policy { found }));
    assert_eq!(asked.accept(&reply(0, &token.to_der())).map(drop), refused);
}
