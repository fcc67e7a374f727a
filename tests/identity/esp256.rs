//! Keys of ESP256, as a user meets them. The published vectors are in `tests/standard`.

use std::{fs, process::Command};

use base64ct::{Base64, Encoding as _};
use handseal::identity::{
    Algorithm, KeyError, KeyFile, OsEntropy, PemError, PublicKey, Signature, SignatureError,
    Signer as _, SigningKey, Thumbprint,
};

use crate::key_files::Directory;

fn key_of(number: u8) -> SigningKey {
    SigningKey::from_scalar(&[number; 32]).unwrap()
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
    for found in [0, 63, 65, 70] {
        assert_eq!(
            verify(b"message", &vec![1; found]),
            Err(SignatureError::WrongLength { expected: 64, found })
        );
    }
}

#[test]
fn key_signs_one_message_in_two_ways_or_in_the_upper_form() {
    for number in 1..40 {
        let key = key_of(number);
        let signature = key.sign(b"message").unwrap();
        assert_eq!(key.sign(b"message").unwrap(), signature);
        assert!(signature.as_bytes()[32] < 0x80, "{number}");
    }
}

#[test]
fn number_out_of_range_makes_a_key_or_a_signature() {
    for scalar in [[0; 32], [0xff; 32]] {
        assert_eq!(SigningKey::from_scalar(&scalar).unwrap_err(), KeyError::SecretOutOfRange);
    }
    let (one, zero, large) = ([1], [0], [0xff; 32]);
    assert_eq!(Signature::from_ecdsa(&zero, &one), Err(SignatureError::ROutOfRange));
    assert_eq!(Signature::from_ecdsa(&large, &one), Err(SignatureError::ROutOfRange));
    assert_eq!(Signature::from_ecdsa(&one, &[]), Err(SignatureError::SOutOfRange));
    assert_eq!(Signature::from_ecdsa(&one, &large), Err(SignatureError::SOutOfRange));
    assert_eq!(Signature::from_ecdsa(&one, &[1; 33]), Err(SignatureError::SOutOfRange));
}

/// One key in the bytes of one algorithm is no key of the other.
#[test]
fn keys_of_two_algorithms_are_one() {
    let [ed25519, esp256] = [SigningKey::from_seed(&[1; 32]), key_of(1)];
    assert_eq!(ed25519.public_key().algorithm(), Algorithm::Ed25519);
    assert_eq!(esp256.public_key().algorithm(), Algorithm::Esp256);
    assert_ne!(ed25519.public_key(), esp256.public_key());
    for (algorithm, key, expected) in
        [(Algorithm::Esp256, ed25519, 64), (Algorithm::Ed25519, esp256, 32)]
    {
        let bytes = key.public_key().as_bytes();
        let found = bytes.len();
        assert_eq!(
            PublicKey::from_bytes(algorithm, bytes),
            Err(KeyError::WrongLength { expected, found })
        );
    }
}

/// F3.7
#[test]
fn thumbprint_hashes_another_map_than_that_of_the_key() {
    let key = key_of(1);
    let (x, y) = key.public_key().as_bytes().split_at(32);
    // {1: 2, -1: 1, -2: x, -3: y}, encoded by another implementation.
    let value = |bytes: &[u8]| coset::cbor::Value::Bytes(bytes.to_vec());
    let map = coset::cbor::Value::Map(vec![
        (1.into(), 2.into()),
        ((-1).into(), 1.into()),
        ((-2).into(), value(x)),
        ((-3).into(), value(y)),
    ]);
    let mut bytes = Vec::new();
    coset::cbor::into_writer(&map, &mut bytes).unwrap();
    let digest: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(&bytes).into();
    assert_eq!(key.public_key().thumbprint(), Thumbprint(digest));
}

#[test]
fn point_of_another_form_is_refused_by_its_reason() {
    let good = key_of(1).public_key().as_bytes().to_vec();
    let refused = |bytes: &[u8]| PublicKey::from_sec1(bytes).unwrap_err();
    assert_eq!(refused(&[]), KeyError::NotOnCurve);
    assert_eq!(refused(&[0]), KeyError::NotOnCurve);
    assert_eq!(refused(&good), KeyError::NotOnCurve);
    assert_eq!(
        refused(&[&[4], &good[..63]].concat()),
        KeyError::WrongLength { expected: 64, found: 63 }
    );
    assert_eq!(refused(&[&[5], &good[..]].concat()), KeyError::NotOnCurve);
    assert_eq!(refused(&[&[4][..], &[0xff; 64]].concat()), KeyError::NotCanonical);
    assert_eq!(refused(&[&[4][..], &[1; 64]].concat()), KeyError::NotOnCurve);
    assert_eq!(refused(&[&[2][..], &[0xff; 32]].concat()), KeyError::NotOnCurve);
}

#[test]
fn secret_is_shown() {
    let key = key_of(0x5e);
    assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.public_key().thumbprint()));
}

#[test]
fn pem_of_another_curve_or_with_halves_that_disagree_is_read() {
    let key = key_of(1);
    let secret = key.to_pem().unwrap();
    let again = SigningKey::from_pem(&secret).unwrap();
    assert_eq!(again.public_key(), key.public_key());
    let public = key.public_key().to_pem().unwrap();
    assert_eq!(&PublicKey::from_pem(&public).unwrap(), key.public_key());
    assert_eq!(
        PublicKey::from_pem(&secret).unwrap_err(),
        PemError::OtherLabel { expected: "PUBLIC KEY" }
    );
    // The last digit of the object identifier of P-256, 1.2.840.10045.3.1.7.
    let other_curve = |der: &mut Vec<u8>| {
        let curve = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        let place = der.windows(8).position(|bytes| bytes == curve).unwrap();
        der[place + 7] = 6;
    };
    let other = SigningKey::from_pem(&changed(&secret, other_curve)).unwrap_err();
    assert_eq!(other, PemError::OtherAlgorithm);
    let other = PublicKey::from_pem(&changed(&public, other_curve)).unwrap_err();
    assert_eq!(other, PemError::OtherAlgorithm);
    // Both end with y.
    let other_y = |der: &mut Vec<u8>| *der.last_mut().unwrap() ^= 1;
    let refused = SigningKey::from_pem(&changed(&secret, other_y)).unwrap_err();
    assert!(matches!(refused, PemError::MalformedKey | PemError::NotDer { .. }), "{refused:?}");
    let refused = PublicKey::from_pem(&changed(&public, other_y)).unwrap_err();
    assert_eq!(refused, PemError::Key(KeyError::NotOnCurve));
    let cut =
        PublicKey::from_pem(&changed(&public, |der| der.truncate(der.len() - 1))).unwrap_err();
    assert!(matches!(cut, PemError::NotDer { .. }), "{cut:?}");
}

/// The PEM with its content changed.
fn changed(pem: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let lines: Vec<_> = pem.lines().collect();
    let (first, last) = (lines[0], lines[lines.len() - 1]);
    let mut der = Base64::decode_vec(&lines[1..lines.len() - 1].concat()).unwrap();
    change(&mut der);
    let text = Base64::encode_string(&der);
    let wrapped: Vec<_> =
        text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("{first}\n{}\n{last}\n", wrapped.join("\n"))
}

#[test]
fn openssl_and_this_crate_do_not_read_each_other() {
    let directory = Directory::new("openssl-esp256");
    let openssl = |arguments: &[&str]| {
        Command::new("openssl").args(arguments).current_dir(&directory.0).output()
    };
    let curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    match openssl(&[&["genpkey"], &curve[..], &["-out", "theirs.pem"]].concat()) {
        Ok(output) if output.status.success() => {}
        other => return eprintln!("skipped: openssl makes no P-256 key here: {other:?}"),
    }
    let text = fs::read_to_string(directory.file("theirs.pem")).unwrap();
    let key = SigningKey::from_pem(&text).unwrap();
    assert_eq!(key.to_pem().unwrap().as_str(), text);

    let ours = SigningKey::generate_esp256(&mut OsEntropy).unwrap();
    KeyFile::create(directory.file("ours.pem"), &ours).unwrap();
    for form in ["uncompressed", "compressed"] {
        let output =
            openssl(&["pkey", "-in", "ours.pem", "-pubout", "-ec_conv_form", form]).unwrap();
        assert!(output.status.success(), "{output:?}");
        let theirs = String::from_utf8(output.stdout).unwrap();
        assert_eq!(&PublicKey::from_pem(&theirs).unwrap(), ours.public_key(), "{form}");
    }
    assert_eq!(KeyFile::read(directory.file("ours.pem")).unwrap().public_key(), ours.public_key());
}
