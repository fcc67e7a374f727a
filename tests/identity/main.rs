//! Keys, signatures and key files, as a user meets them.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod esp256;
mod key_files;
mod openssh;
#[cfg(unix)]
mod protected;

use std::collections::HashSet;

use handseal::identity::{
    Algorithm, Entropy, EntropyError, KeyError, Origin, OsEntropy, PartyId, PublicKey,
    SignatureError, Signer as _, SigningKey, Thumbprint, Trust,
};

/// The order of the prime-order group, little endian.
const GROUP_ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The published vectors of Ed25519 are in `tests/standard`.
fn key_of(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

#[test]
fn changed_message_or_signature_or_key_is_refused() {
    let key = key_of(1);
    let signature = key.sign(b"message").unwrap();
    let verify = |message: &[u8], signature: &[u8]| key.public_key().verify(message, signature);
    assert_eq!(verify(b"message", signature.as_bytes()), Ok(()));
    assert_eq!(verify(b"other", signature.as_bytes()), Err(SignatureError::Mismatch));
    let other = key_of(2);
    assert_eq!(
        other.public_key().verify(b"message", signature.as_bytes()),
        Err(SignatureError::Mismatch)
    );
    for bit in 0..512 {
        let mut changed = signature.as_bytes().to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(verify(b"message", &changed).is_err(), "bit {bit}");
    }
}

#[test]
fn signature_of_another_length_is_refused() {
    let key = key_of(1);
    for found in [0, 63, 65] {
        assert_eq!(
            key.public_key().verify(b"", &vec![0; found]),
            Err(SignatureError::WrongLength { expected: 64, found })
        );
    }
}

#[test]
fn signature_with_the_group_order_added_to_s_is_refused() {
    let key = key_of(1);
    let mut signature = key.sign(b"message").unwrap().as_bytes().to_vec();
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(unhex(GROUP_ORDER)) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(key.public_key().verify(b"message", &signature), Err(SignatureError::NonCanonicalS));
}

#[test]
fn signature_with_a_bad_r_is_refused_by_its_reason() {
    let key = key_of(1);
    let refused = |r: &str| {
        let mut signature = unhex(r);
        signature.resize(64, 0);
        key.public_key().verify(b"message", &signature).unwrap_err()
    };
    let identity = "0100000000000000000000000000000000000000000000000000000000000000";
    assert_eq!(refused(identity), SignatureError::SmallOrderR);
    let off_curve = "0200000000000000000000000000000000000000000000000000000000000000";
    assert_eq!(refused(off_curve), SignatureError::RNotOnCurve);
    // y = 3 + p: on the curve, of large order, and not below p.
    let twice_encoded = "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    assert_eq!(refused(twice_encoded), SignatureError::NonCanonicalR);
}

#[test]
fn weak_and_twisted_keys_are_not_registered() {
    let cases = [
        // The eight points of small order.
        ("0100000000000000000000000000000000000000000000000000000000000000", KeyError::SmallOrder),
        ("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", KeyError::SmallOrder),
        ("0000000000000000000000000000000000000000000000000000000000000000", KeyError::SmallOrder),
        ("0000000000000000000000000000000000000000000000000000000000000080", KeyError::SmallOrder),
        ("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", KeyError::SmallOrder),
        ("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", KeyError::SmallOrder),
        ("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", KeyError::SmallOrder),
        ("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", KeyError::SmallOrder),
        // The identity with y = 1 + p, and with the sign of x = 0 set.
        (
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            KeyError::NotCanonical,
        ),
        (
            "0100000000000000000000000000000000000000000000000000000000000080",
            KeyError::NotCanonical,
        ),
        // y = 3 + p, of large order.
        (
            "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            KeyError::NotCanonical,
        ),
        ("0200000000000000000000000000000000000000000000000000000000000000", KeyError::NotOnCurve),
    ];
    for (key, error) in cases {
        assert_eq!(PublicKey::from_bytes(Algorithm::Ed25519, &unhex(key)), Err(error), "{key}");
    }
}

#[test]
fn honest_key_plus_a_torsion_point_is_not_registered() {
    // A + (0, -1) = (-x, -y) for A = (x, y): flip the sign of y, which is p - y, and keep x.
    for seed in 0..4 {
        let mut key: [u8; 32] = key_of(seed).public_key().as_bytes().try_into().unwrap();
        let sign = key[31] & 0x80;
        key[31] &= 0x7f;
        let mut borrow = 0_i16;
        let mut prime = [0xff_u8; 32];
        prime[0] = 0xed;
        prime[31] = 0x7f;
        for (byte, p) in key.iter_mut().zip(prime) {
            let difference = i16::from(p) - i16::from(*byte) - borrow;
            borrow = i16::from(difference < 0);
            *byte = difference.to_le_bytes()[0];
        }
        key[31] |= sign;
        assert_eq!(PublicKey::from_bytes(Algorithm::Ed25519, &key), Err(KeyError::MixedOrder));
    }
}

#[test]
fn key_of_another_length_is_not_registered() {
    for found in [0, 31, 33] {
        assert_eq!(
            PublicKey::from_bytes(Algorithm::Ed25519, &vec![1; found]),
            Err(KeyError::WrongLength { expected: 32, found })
        );
    }
}

#[test]
fn thumbprint_hashes_the_deterministic_key_map() {
    let key = key_of(1);
    // {1: 1, -1: 6, -2: x}, encoded by another implementation.
    let map = coset::cbor::Value::Map(vec![
        (1.into(), 1.into()),
        ((-1).into(), 6.into()),
        ((-2).into(), coset::cbor::Value::Bytes(key.public_key().as_bytes().to_vec())),
    ]);
    let mut bytes = Vec::new();
    coset::cbor::into_writer(&map, &mut bytes).unwrap();
    let digest: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(&bytes).into();
    let thumbprint = key.public_key().thumbprint();
    assert_eq!(thumbprint, Thumbprint(digest));
    assert_eq!(thumbprint.to_string().parse(), Ok(thumbprint));
    assert!(thumbprint.to_string().to_uppercase().parse::<Thumbprint>().is_err());
}

#[test]
fn debug_output_shows_the_thumbprint_and_no_secret() {
    let key = key_of(0x5e);
    let shown = format!("{key:?}");
    assert_eq!(shown, format!("SigningKey({})", key.public_key().thumbprint()));
    assert!(!shown.contains("5e5e") && !shown.contains("94, 94"));
}

/// What is written of a value in an error or a log is the value.
#[test]
fn public_value_is_not_shown() {
    let key = key_of(1);
    let public = key.public_key();
    assert_eq!(format!("{public:?}"), format!("PublicKey({})", public.thumbprint()));
    let signature = key.sign(b"message").unwrap();
    let hex: String = signature.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!([signature.to_string(), format!("{signature:?}")], [hex.clone(), hex]);
    let party = PartyId::organisation(public.thumbprint());
    assert_eq!(format!("{party:?}"), party.to_string());
    let origin: Origin = "custody.example.org/00112233445566778899aabbccddeeff".parse().unwrap();
    assert_eq!(format!("{origin:?}"), origin.to_string());
    assert_eq!(
        (Algorithm::Ed25519.to_string(), Algorithm::Ed25519.cose()),
        ("Ed25519".into(), -19)
    );
    assert_eq!(Algorithm::from_cose(-19), Some(Algorithm::Ed25519));
}

#[test]
fn two_keys_are_one() {
    let [one, same, other] = [1, 1, 2].map(|seed| key_of(seed).public_key().clone());
    assert_eq!(one, same);
    assert_ne!(one, other);
    assert_eq!(HashSet::from([one, same, other]).len(), 2);
}

#[test]
fn pinned_name_is_forgotten() {
    let [named, plain] = [1, 2].map(|seed| key_of(seed).public_key().thumbprint());
    let trust = Trust::new().root(plain).named(named, "Example Police", "EX");
    assert_eq!(trust.roots().collect::<HashSet<_>>(), HashSet::from([named, plain]));
    assert_eq!(trust.pinned(plain), None);
    let pinned = trust.pinned(named).unwrap();
    assert_eq!((pinned.name.as_str(), pinned.jurisdiction.as_str()), ("Example Police", "EX"));
}

#[test]
fn operating_system_gives_the_same_bytes_twice() {
    let mut buffers = [[0; 32]; 2];
    buffers.iter_mut().for_each(|buffer| OsEntropy.fill(buffer).unwrap());
    assert_ne!(buffers[0], buffers[1]);
    assert_ne!(buffers[0], [0; 32]);
}

#[test]
fn source_without_randomness_makes_no_key() {
    struct Empty;
    impl Entropy for Empty {
        fn fill(&mut self, _buffer: &mut [u8]) -> Result<(), EntropyError> {
            Err(EntropyError::new("nothing left"))
        }
    }
    let error = SigningKey::generate(&mut Empty).unwrap_err();
    assert_eq!(error.to_string(), "no random bytes from their source");
}
