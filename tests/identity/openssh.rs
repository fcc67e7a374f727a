//! Public keys as OpenSSH writes them. What its own programs write is in `tests/signers`.

use base64ct::{Base64, Encoding as _};
use handseal::identity::{Algorithm, KeyError, PublicKey, Signer as _, SigningKey, SshError};

fn keys() -> [PublicKey; 2] {
    let ed25519 = SigningKey::from_seed(&[1; 32]);
    let esp256 = SigningKey::from_scalar(&[1; 32]).unwrap();
    [ed25519.public_key().clone(), esp256.public_key().clone()]
}

/// The string of RFC 4251.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

fn line(name: &str, parts: &[&[u8]]) -> String {
    let blob: Vec<u8> = parts.iter().flat_map(|part| string(part)).collect();
    format!("{name} {}", Base64::encode_string(&blob))
}

const ED25519: &str = "ssh-ed25519";
const ESP256: &str = "ecdsa-sha2-nistp256";

#[test]
fn line_is_read_back_as_another_key() {
    for key in keys() {
        let written = key.to_openssh();
        for end in ["", "\n", "\r\n", " ana@example.org", " a comment of words\n", " "] {
            assert_eq!(PublicKey::from_openssh(&format!("{written}{end}")).as_ref(), Ok(&key));
        }
    }
    let point = [&[4], keys()[1].as_bytes()].concat();
    let line = line(ESP256, &[ESP256.as_bytes(), b"nistp256", &point]);
    assert_eq!(PublicKey::from_openssh(&line).unwrap().algorithm(), Algorithm::Esp256);
}

#[test]
fn line_that_is_no_key_is_refused_for_another_reason() {
    let [ed25519, esp256] = keys();
    let (good, key) = (ed25519.to_openssh(), ed25519.as_bytes());
    let tagged = |tag: u8, point: &[u8]| [&[tag], point].concat();
    let other = |found: &str| SshError::OtherType { found: found.into() };
    let cases = [
        (String::new(), SshError::NoKey),
        (ED25519.to_owned(), SshError::NoKey),
        ("ssh-rsa AAAA".to_owned(), other("ssh-rsa")),
        (format!(" {good}"), other("")),
        (format!("restrict {good}"), other("restrict")),
        (format!("{good}\n{good}"), SshError::SecondLine { offset: good.len() }),
        (format!("{ED25519}  {}", &good[12..]), SshError::Truncated { offset: 0 }),
        (format!("{ED25519} ****"), SshError::Base64 { offset: 12 }),
        (good.trim_end_matches('=').to_owned() + "=", SshError::Base64 { offset: 12 }),
        (line(ED25519, &[ESP256.as_bytes(), key]), SshError::TypesDiffer),
        (line(ESP256, &[ED25519.as_bytes(), key]), SshError::TypesDiffer),
        (line(ED25519, &[ED25519.as_bytes()]), SshError::Truncated { offset: 15 }),
        (
            line(ED25519, &[ED25519.as_bytes(), key, b""]),
            SshError::Trailing { offset: 51, count: 4 },
        ),
        (
            line(ED25519, &[ED25519.as_bytes(), &key[1..]]),
            SshError::Key(KeyError::WrongLength { expected: 32, found: 31 }),
        ),
        (
            line(ED25519, &[ED25519.as_bytes(), &tagged(1, &[0; 31])]),
            SshError::Key(KeyError::SmallOrder),
        ),
        (
            line(ESP256, &[ESP256.as_bytes(), b"nistp384", &tagged(4, esp256.as_bytes())]),
            other("nistp384"),
        ),
        (
            line(ESP256, &[ESP256.as_bytes(), b"nistp256", &tagged(2, &esp256.as_bytes()[..32])]),
            SshError::Form,
        ),
        (line(ESP256, &[ESP256.as_bytes(), b"nistp256", &[]]), SshError::Form),
        (
            line(ESP256, &[ESP256.as_bytes(), b"nistp256", &tagged(4, &[1; 64])]),
            SshError::Key(KeyError::NotOnCurve),
        ),
        (
            line(ESP256, &[ESP256.as_bytes(), b"nistp256", &tagged(4, &[1; 63])]),
            SshError::Key(KeyError::WrongLength { expected: 64, found: 63 }),
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(PublicKey::from_openssh(&line), Err(expected), "{line:?}");
    }
}

#[test]
fn key_cut_anywhere_is_read() {
    for key in keys() {
        let line = key.to_openssh();
        let (name, key) = line.split_once(' ').unwrap();
        let blob = Base64::decode_vec(key).unwrap();
        for end in 0..blob.len() {
            let cut = format!("{name} {}", Base64::encode_string(&blob[..end]));
            PublicKey::from_openssh(&cut).unwrap_err();
        }
    }
}

#[test]
fn name_without_end_fills_an_error() {
    let line = format!("{} AAAA", "x".repeat(100_000));
    let error = PublicKey::from_openssh(&line).unwrap_err().to_string();
    assert!(error.len() < 200, "{error}");
}
