//! Key files under a passphrase: those of age are read here, and age reads ours.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use handseal::identity::{KeyFile, Signer as _, SigningKey};

use crate::folder::{Folder, run, skipped};

const WORDS: &str = "correct horse battery staple";

/// age takes passphrases from a terminal only. This is one: whatever is asked, it answers the same.
const TERMINAL: &str = r"
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
said = b''
while True:
    try:
        chunk = os.read(terminal, 1024)
    except OSError:
        break
    if not chunk:
        break
    said += chunk
    if said.endswith(b': '):
        os.write(terminal, sys.argv[1].encode() + b'\n')
        said = b''
sys.stderr.write(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";

fn age(arguments: &[&str], from: &Path, to: &Path) {
    let mut command = Command::new("python3");
    command.args(["-c", TERMINAL, WORDS, "age"]).args(arguments).arg("-o").arg(to).arg(from);
    run(&mut command);
}

fn is_there() -> bool {
    let known = ["age", "python3"].map(|name| Command::new(name).arg("--version").output().is_ok());
    if known == [true; 2] {
        return true;
    }
    skipped("there is no age, or no python3");
    false
}

fn keys() -> [SigningKey; 2] {
    [SigningKey::from_seed(&[7; 32]), SigningKey::from_scalar(&[7; 32]).unwrap()]
}

/// Where a key is under a passphrase, and where without.
fn files(folder: &Folder, key: &SigningKey) -> [PathBuf; 2] {
    let name = key.public_key().algorithm().to_string();
    ["age", "pem"].map(|end| folder.file(&name).with_extension(end))
}

#[test]
fn age_does_not_open_a_protected_key() {
    if !is_there() {
        return;
    }
    let folder = Folder::new("age-opens");
    for key in keys() {
        let [protected, opened] = files(&folder, &key);
        KeyFile::create_protected(&protected, &key, WORDS).unwrap();
        age(&["-d"], &protected, &opened);
        fs::set_permissions(&opened, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(KeyFile::read(&opened).unwrap().public_key(), key.public_key());
    }
}

#[test]
fn key_that_age_protected_is_not_read() {
    if !is_there() {
        return;
    }
    let folder = Folder::new("age-protects");
    for key in keys() {
        let [protected, plain] = files(&folder, &key);
        KeyFile::create(&plain, &key).unwrap();
        age(&["-p", "-a"], &plain, &protected);
        fs::set_permissions(&protected, Permissions::from_mode(0o600)).unwrap();
        let read = KeyFile::read_protected(&protected, WORDS).unwrap();
        assert_eq!(read.public_key(), key.public_key());
    }
}
