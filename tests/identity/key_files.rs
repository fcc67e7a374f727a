//! Keys as text and as files.

use std::{fs, path::PathBuf, process::Command};

use handseal::identity::{
    KeyFile, KeyFileError, OsEntropy, PemError, PublicKey, Signer as _, SigningKey,
};

/// A directory of its own for each test, removed at the end.
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("handseal-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

// Made by openssl 3.0.19: genpkey -algorithm ed25519, then pkey -pubout.
const SECRET_PEM: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIPIMZG06KWLNaK1WaQkWnbwTZMcnTd4JQD8R5hP8hkur
-----END PRIVATE KEY-----
";

// RFC 8410 §10.3: the version 2 form, with an attribute and the public key.
const RFC_8410_PEM: &str = "-----BEGIN PRIVATE KEY-----
MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
Z9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PRIVATE KEY-----
";

// RFC 8410 §10.1: the public key of the same.
const RFC_8410_PUBLIC_PEM: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";

#[test]
fn pem_of_openssl_is_read_and_written_byte_for_byte() {
    let key = SigningKey::from_pem(SECRET_PEM).unwrap();
    assert_eq!(key.to_pem().unwrap().as_str(), SECRET_PEM);
}

#[test]
fn examples_of_rfc_8410_are_read() {
    let key = SigningKey::from_pem(RFC_8410_PEM).unwrap();
    let public = PublicKey::from_pem(RFC_8410_PUBLIC_PEM).unwrap();
    assert_eq!(key.public_key(), &public);
    assert_eq!(public.to_pem().unwrap(), RFC_8410_PUBLIC_PEM);
}

#[test]
fn pem_of_another_kind_is_refused_by_its_kind() {
    let refused = |text: &str| SigningKey::from_pem(text).unwrap_err();
    assert_eq!(refused(""), PemError::NotPem);
    assert_eq!(refused(RFC_8410_PUBLIC_PEM), PemError::OtherLabel { expected: "PRIVATE KEY" });
    assert_eq!(
        PublicKey::from_pem(SECRET_PEM),
        Err(PemError::OtherLabel { expected: "PUBLIC KEY" })
    );
    // The object identifier of X25519 (1.3.101.110) in place of Ed25519 (1.3.101.112).
    assert_eq!(refused(&SECRET_PEM.replace("K2Vw", "K2Vu")), PemError::OtherAlgorithm);
    // One bit of the public half of the version 2 form.
    assert_eq!(refused(&RFC_8410_PEM.replace("ZuE=", "ZuI=")), PemError::MalformedKey);
    let cut = SECRET_PEM.replace("MC4C", "MC8C");
    assert!(matches!(refused(&cut), PemError::NotDer { .. }), "{:?}", refused(&cut));
}

#[test]
fn key_file_reads_back_and_is_never_overwritten() {
    let directory = Directory::new("create");
    let path = directory.file("root.pem");
    let key = SigningKey::generate(&mut OsEntropy).unwrap();
    KeyFile::create(&path, &key).unwrap();
    assert_eq!(KeyFile::read(&path).unwrap().public_key(), key.public_key());
    let other = SigningKey::generate(&mut OsEntropy).unwrap();
    assert!(matches!(KeyFile::create(&path, &other), Err(KeyFileError::Exists { .. })));
    assert_eq!(KeyFile::read(&path).unwrap().public_key(), key.public_key());
}

#[test]
fn key_file_of_another_kind_is_refused() {
    let directory = Directory::new("kind");
    let path = directory.file("absent.pem");
    assert!(matches!(KeyFile::read(&path), Err(KeyFileError::Io { .. })));
    assert!(matches!(KeyFile::read(&directory.0), Err(KeyFileError::NotRegular { .. })));
    #[cfg(unix)]
    assert!(matches!(KeyFile::read("/dev/null"), Err(KeyFileError::NotRegular { .. })));
}

#[cfg(unix)]
mod permissions {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, process::Command};

    use handseal::identity::{KeyFile, KeyFileError, PemError, SigningKey};

    use super::{Directory, SECRET_PEM};

    fn file_with_mode(directory: &Directory, mode: u32, content: &[u8]) -> PathBuf {
        let path = directory.file(&format!("{mode:o}.pem"));
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn new_key_file_is_for_its_owner_alone() {
        let directory = Directory::new("mode");
        let path = directory.file("root.pem");
        KeyFile::create(&path, &SigningKey::from_seed(&[7; 32])).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    }

    #[test]
    fn key_file_open_to_group_or_others_is_refused() {
        let directory = Directory::new("wide");
        for wide in [0o640, 0o604, 0o610, 0o601, 0o620, 0o602, 0o644, 0o777] {
            let path = file_with_mode(&directory, wide, SECRET_PEM.as_bytes());
            let error = KeyFile::read(&path).unwrap_err();
            assert_eq!(error.to_string(), format!("{path:?} has mode {wide:04o}, expected 0600"));
            assert!(matches!(
                error,
                KeyFileError::WidePermissions { expected: 0o600, found, .. } if found == wide
            ));
        }
        for narrow in [0o600, 0o400] {
            KeyFile::read(file_with_mode(&directory, narrow, SECRET_PEM.as_bytes())).unwrap();
        }
    }

    #[test]
    fn key_file_that_is_too_long_is_refused() {
        let directory = Directory::new("long");
        let path = file_with_mode(&directory, 0o600, &vec![b'\n'; 16 * 1024 + 1]);
        assert!(matches!(KeyFile::read(&path), Err(KeyFileError::TooLong { limit: 16_384, .. })));
        let path = file_with_mode(&directory, 0o600, &vec![b'\n'; 16 * 1024]);
        assert!(matches!(KeyFile::read(&path), Err(KeyFileError::Pem { .. })));
    }

    #[test]
    fn key_file_that_is_not_text_is_refused() {
        let directory = Directory::new("binary");
        let path = file_with_mode(&directory, 0o600, &[0xff; 64]);
        assert!(matches!(
            KeyFile::read(&path),
            Err(KeyFileError::Pem { source: PemError::NotPem, .. })
        ));
    }

    #[test]
    fn pipe_in_place_of_a_key_file_does_not_block() {
        let directory = Directory::new("pipe");
        let path = directory.file("pipe");
        match Command::new("mkfifo").arg(&path).status() {
            Ok(status) if status.success() => {}
            other => return eprintln!("skipped: no pipe could be made: {other:?}"),
        }
        assert!(matches!(KeyFile::read(&path), Err(KeyFileError::NotRegular { .. })));
    }
}

#[test]
fn openssl_and_this_crate_read_each_other() {
    let directory = Directory::new("openssl");
    let openssl = |arguments: &[&str]| {
        Command::new("openssl").args(arguments).current_dir(&directory.0).output()
    };
    match openssl(&["genpkey", "-algorithm", "ed25519", "-out", "theirs.pem"]) {
        Ok(output) if output.status.success() => {}
        other => return eprintln!("skipped: openssl makes no Ed25519 key here: {other:?}"),
    }
    let text = fs::read_to_string(directory.file("theirs.pem")).unwrap();
    let key = SigningKey::from_pem(&text).unwrap();
    assert_eq!(key.to_pem().unwrap().as_str(), text);

    let ours = SigningKey::generate(&mut OsEntropy).unwrap();
    KeyFile::create(directory.file("ours.pem"), &ours).unwrap();
    let output = openssl(&["pkey", "-in", "ours.pem", "-pubout"]).unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), ours.public_key().to_pem().unwrap());
}
