//! Key files under a passphrase.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use handseal::identity::{KeyFile, KeyFileError, Signer as _, SigningKey};

use crate::key_files::Directory;

const WORDS: &str = "correct horse battery staple";

#[test]
fn protected_key_is_read_without_its_passphrase_or_another_key_with_it() {
    let directory = Directory::new("protected");
    let keys = [SigningKey::from_seed(&[7; 32]), SigningKey::from_scalar(&[7; 32]).unwrap()];
    for (number, key) in keys.iter().enumerate() {
        let path = directory.file(&format!("{number}.age"));
        KeyFile::create_protected(&path, key, WORDS).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"), "{text}");
        assert!(!text.contains("PRIVATE KEY"));
        let again = KeyFile::read_protected(&path, WORDS).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        assert!(matches!(KeyFile::read(&path), Err(KeyFileError::Protected { .. })));
    }
    let path = directory.file("0.age");
    for wrong in ["", "correct horse battery stapl", "correct horse battery staple "] {
        let error = KeyFile::read_protected(&path, wrong).unwrap_err();
        assert!(matches!(error, KeyFileError::WrongPassphrase { .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("horse"));
    }
    // Nothing is overwritten.
    let before = fs::read(&path).unwrap();
    let error = KeyFile::create_protected(&path, &keys[1], WORDS).unwrap_err();
    assert!(matches!(error, KeyFileError::Exists { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn altered_file_of_a_protected_key_is_read_or_called_a_wrong_passphrase() {
    let directory = Directory::new("altered");
    let path = directory.file("a.age");
    KeyFile::create_protected(&path, &SigningKey::from_seed(&[7; 32]), WORDS).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let inside = |at: usize| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let line = lines.get_mut(at).unwrap();
        let flipped = if line.ends_with('A') { "B" } else { "A" };
        line.replace_range(line.len() - 1.., flipped);
        lines.join("\n") + "\n"
    };
    // The last whole line is of the content.
    let last = text.lines().count() - 3;
    for (name, changed) in [("content", inside(last)), ("cut", text[..text.len() / 2].to_owned())] {
        fs::write(&path, &changed).unwrap();
        let error = KeyFile::read_protected(&path, WORDS).unwrap_err();
        assert!(matches!(error, KeyFileError::Protection { .. }), "{name}: {error:?}");
    }
}

#[test]
fn work_without_end_is_done_for_a_file() {
    let directory = Directory::new("work");
    let path = directory.file("a.age");
    KeyFile::create_protected(&path, &SigningKey::from_seed(&[7; 32]), WORDS).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    use base64ct::{Base64, Encoding as _};
    let mut bytes = Base64::decode_vec(&body).unwrap();
    // `-> scrypt <salt> 18`
    let place = bytes.windows(4).position(|four| four == b" 18\n").unwrap();
    bytes[place + 1..place + 3].copy_from_slice(b"40");
    let encoded = Base64::encode_string(&bytes);
    let lines: Vec<_> =
        encoded.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    let armor = ["-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"];
    fs::write(&path, format!("{}\n{}\n{}\n", armor[0], lines.join("\n"), armor[1])).unwrap();
    let error = KeyFile::read_protected(&path, WORDS).unwrap_err();
    assert!(matches!(error, KeyFileError::Protection { .. }), "{error:?}");
}

#[test]
fn plain_or_open_file_is_read_as_a_protected_one() {
    let directory = Directory::new("plain");
    let path = directory.file("a.pem");
    KeyFile::create(&path, &SigningKey::from_seed(&[7; 32])).unwrap();
    let error = KeyFile::read_protected(&path, WORDS).unwrap_err();
    assert!(matches!(error, KeyFileError::NotProtected { .. }), "{error:?}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let error = KeyFile::read_protected(&path, WORDS).unwrap_err();
    assert!(matches!(error, KeyFileError::WidePermissions { .. }), "{error:?}");
}
