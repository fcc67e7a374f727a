//! Keys, signatures and key files, as a user meets them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod key_files;

use handseal::identity::{
    Entropy, EntropyError, KeyError, PublicKey, SignatureError, Signer as _, SigningKey, Thumbprint,
};

/// The order of the prime-order group, little endian.
const GROUP_ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn key_of(seed: &str) -> SigningKey {
    SigningKey::from_seed(&unhex(seed).try_into().unwrap())
}

// RFC 8032 §7.1, tests 1 to 3 and SHA(abc).
const RFC_8032: [(&str, &str, &str, &str); 4] = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
];

#[test]
fn vectors_of_rfc_8032_hold() {
    for (seed, public, message, signature) in RFC_8032 {
        let key = key_of(seed);
        assert_eq!(key.public_key().as_bytes().as_slice(), unhex(public));
        let registered = PublicKey::from_bytes(&unhex(public)).unwrap();
        assert_eq!(key.sign(&unhex(message)).unwrap().to_string(), signature);
        assert_eq!(registered.verify(&unhex(message), &unhex(signature)), Ok(()));
    }
}

#[test]
fn changed_message_or_signature_or_key_is_refused() {
    let (seed, _, message, signature) = RFC_8032[2];
    let key = key_of(seed);
    let signature = unhex(signature);
    assert_eq!(key.public_key().verify(b"other", &signature), Err(SignatureError::Mismatch));
    let other = key_of(RFC_8032[0].0);
    assert_eq!(
        other.public_key().verify(&unhex(message), &signature),
        Err(SignatureError::Mismatch)
    );
    for bit in 0..512 {
        let mut changed = signature.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(key.public_key().verify(&unhex(message), &changed).is_err(), "bit {bit}");
    }
}

#[test]
fn signature_of_another_length_is_refused() {
    let key = key_of(RFC_8032[0].0);
    for found in [0, 63, 65] {
        assert_eq!(
            key.public_key().verify(b"", &vec![0; found]),
            Err(SignatureError::WrongLength { expected: 64, found })
        );
    }
}

#[test]
fn signature_with_the_group_order_added_to_s_is_refused() {
    let (seed, _, message, signature) = RFC_8032[1];
    let mut signature = unhex(signature);
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(unhex(GROUP_ORDER)) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(
        key_of(seed).public_key().verify(&unhex(message), &signature),
        Err(SignatureError::NonCanonicalS)
    );
}

#[test]
fn signature_with_a_bad_r_is_refused_by_its_reason() {
    let key = key_of(RFC_8032[0].0);
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
        assert_eq!(PublicKey::from_bytes(&unhex(key)), Err(error), "{key}");
    }
}

#[test]
fn honest_key_plus_a_torsion_point_is_not_registered() {
    // A + (0, -1) = (-x, -y) for A = (x, y): flip the sign of y, which is p - y, and keep x.
    for (_, public, _, _) in RFC_8032 {
        let mut key = unhex(public);
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
        assert_eq!(PublicKey::from_bytes(&key), Err(KeyError::MixedOrder));
    }
}

#[test]
fn key_of_another_length_is_not_registered() {
    for found in [0, 31, 33] {
        assert_eq!(
            PublicKey::from_bytes(&vec![1; found]),
            Err(KeyError::WrongLength { expected: 32, found })
        );
    }
}

#[test]
fn thumbprint_hashes_the_deterministic_key_map() {
    let key = key_of(RFC_8032[0].0);
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
    let (seed, _, _, _) = RFC_8032[0];
    let key = key_of(seed);
    let shown = format!("{key:?}");
    assert_eq!(shown, format!("SigningKey({})", key.public_key().thumbprint()));
    assert!(!shown.contains(&seed[..8]));
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
