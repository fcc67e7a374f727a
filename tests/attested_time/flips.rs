//! No byte of a token can be altered so that it says something else.

use handseal::timestamp::TimeStampToken;

use crate::authority::Token;
use crate::{MESSAGE, verify};

/// A byte that nothing rests on can change; what is attested does not.
#[test]
fn altered_token_never_attests_another_fact() {
    let bytes = Token::over(MESSAGE).to_der();
    let expected = verify(&bytes).unwrap();
    let mut same = 0;
    for at in 0..bytes.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut altered = bytes.clone();
            altered[at] ^= flip;
            if let Ok(found) = verify(&altered) {
                assert_eq!(found, expected, "byte {at}");
                same += 1;
            }
        }
    }
    // The versions of the envelope, and what is said of digests in it before they are used.
    assert!(same < 60, "{same} of {} flips changed nothing", bytes.len() * 3);
}

#[test]
fn token_that_is_cut_off_anywhere_is_refused() {
    let bytes = Token::over(MESSAGE).to_der();
    for end in 0..bytes.len() {
        assert!(TimeStampToken::from_der(&bytes[..end]).is_err(), "{end} bytes");
    }
}

/// Every byte dropped, or doubled.
#[test]
fn token_with_a_byte_too_few_or_too_many_is_refused() {
    let bytes = Token::over(MESSAGE).to_der();
    for at in 0..bytes.len() {
        let mut fewer = bytes.clone();
        fewer.remove(at);
        assert!(verify(&fewer).is_err(), "{at}");
        let mut more = bytes.clone();
        more.insert(at, bytes[at]);
        assert!(verify(&more).is_err(), "{at}");
    }
}
