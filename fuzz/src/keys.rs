//! Keys that were made elsewhere: a line of OpenSSH, a public or a secret key in PEM.

use handseal::identity::{PublicKey, Signer as _, SigningKey};

/// What is read is written so that the same key is read again; of a line of OpenSSH, what is written
/// is how it begins.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(key) = PublicKey::from_openssh(text) {
        let written = key.to_openssh();
        let rest = text.strip_prefix(&written).expect("another line");
        assert!(rest.is_empty() || rest.starts_with([' ', '\n', '\r']));
        assert_eq!(PublicKey::from_openssh(&written), Ok(key));
    }
    if let Ok(key) = PublicKey::from_pem(text) {
        let written = key.to_pem().expect("written once");
        assert_eq!(PublicKey::from_pem(&written), Ok(key));
    }
    if let Ok(key) = SigningKey::from_pem(text) {
        let written = key.to_pem().expect("written once");
        let again = SigningKey::from_pem(&written).expect("read once");
        assert_eq!(again.public_key(), key.public_key());
    }
}

/// One key in each of its forms.
pub fn seeds() -> Vec<Vec<u8>> {
    let key = SigningKey::from_seed(&[7; 32]);
    let public = key.public_key();
    vec![
        format!("{} ana\n", public.to_openssh()).into_bytes(),
        public.to_pem().expect("written").into_bytes(),
        key.to_pem().expect("written").as_bytes().to_vec(),
    ]
}
