//! The public keys that a token shows.

use cryptoki::{
    error::Error,
    object::{Attribute, AttributeType, KeyType, ObjectClass},
    session::Session,
};

use super::TokenUri;
use crate::identity::{algorithm::Algorithm, key::PublicKey};

/// The curve of an EC key, DER: secp256r1, 1.2.840.10045.3.1.7.
// RFC 5480 §2.1.1.1.
const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// The curve of an Edwards key, DER: 1.3.101.112, or its name.
// PKCS #11 v3.0 §2.3.10: either stands for Ed25519.
const ED25519: [&[u8]; 2] = [&[0x06, 0x03, 0x2b, 0x65, 0x70], b"\x13\x0cedwards25519"];

pub(super) const fn key_type(algorithm: Algorithm) -> KeyType {
    match algorithm {
        Algorithm::Ed25519 => KeyType::EC_EDWARDS,
        Algorithm::Esp256 => KeyType::EC,
    }
}

/// The public keys of a token that can be used here and that a URI means by id and by the label of the public half, with
/// their ids.
pub(super) fn public_keys(
    session: &Session,
    uri: &TokenUri,
) -> Result<Vec<(PublicKey, Vec<u8>)>, Error> {
    let mut keys = Vec::new();
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let mut wanted = vec![
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::KeyType(key_type(algorithm)),
        ];
        wanted.extend(uri.id().map(|id| Attribute::Id(id.to_owned())));
        wanted.extend(uri.public_label().map(|label| Attribute::Label(label.to_owned())));
        for object in session.find_objects(&wanted)? {
            let asked = [AttributeType::EcParams, AttributeType::EcPoint, AttributeType::Id];
            let (mut curve, mut point, mut id) = (Vec::new(), Vec::new(), Vec::new());
            for attribute in session.get_attributes(object, &asked)? {
                #[allow(
                    clippy::wildcard_enum_match_arm,
                    reason = "of the three that were asked for"
                )]
                match attribute {
                    Attribute::EcParams(value) => curve = value,
                    Attribute::EcPoint(value) => point = value,
                    Attribute::Id(value) => id = value,
                    _ => {}
                }
            }
            if let Some(key) = public_key(algorithm, &curve, &point) {
                keys.push((key, id));
            }
        }
    }
    Ok(keys)
}

/// A key on one of the two curves. The point stands in a DER octet string; some tokens leave it out.
fn public_key(algorithm: Algorithm, curve: &[u8], point: &[u8]) -> Option<PublicKey> {
    match algorithm {
        Algorithm::Ed25519 => {
            let point = match point {
                [0x04, 0x20, point @ ..] if point.len() == 32 => point,
                point => point,
            };
            let known = ED25519.contains(&curve);
            PublicKey::from_bytes(algorithm, point).ok().filter(|_| known)
        }
        Algorithm::Esp256 => {
            let point = match point {
                [0x04, 0x41, point @ ..] if point.len() == 65 => point,
                point => point,
            };
            PublicKey::from_sec1(point).ok().filter(|_| curve == P256)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::identity::{Signer as _, SigningKey};

    /// A point that begins like the octet string that it may stand in is no string.
    #[test]
    fn point_without_an_octet_string_is_cut_or_one_within_is_not() {
        let raw = (0..=u8::MAX).find_map(|last| {
            let mut point = [0x11; 32];
            (point[0], point[1], point[31]) = (0x04, 0x20, last >> 1);
            PublicKey::from_bytes(Algorithm::Ed25519, &point).ok()
        });
        let raw = raw.unwrap();
        let wrapped = [&[0x04, 0x20][..], raw.as_bytes()].concat();
        for point in [raw.as_bytes(), &wrapped] {
            assert_eq!(public_key(Algorithm::Ed25519, ED25519[0], point).as_ref(), Some(&raw));
            assert_eq!(public_key(Algorithm::Ed25519, P256, point), None);
        }
        let keys = (1..=u16::MAX).map(|number| {
            let mut scalar = [0; 32];
            scalar[30..].copy_from_slice(&number.to_be_bytes());
            SigningKey::from_scalar(&scalar).unwrap().public_key().clone()
        });
        let raw = keys.into_iter().find(|key| key.as_bytes()[0] == 0x41).unwrap();
        let point = [&[0x04][..], raw.as_bytes()].concat();
        let wrapped = [&[0x04, 0x41][..], &point].concat();
        for point in [point, wrapped] {
            assert_eq!(public_key(Algorithm::Esp256, P256, &point).as_ref(), Some(&raw));
            assert_eq!(public_key(Algorithm::Esp256, ED25519[0], &point), None);
        }
    }
}
