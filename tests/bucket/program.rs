//! The program `bucket`, against the emulator.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use handseal::store::{FileStore, Store};

use crate::emulated::prefix_of_its_own;
use crate::moved::Directory;
use crate::programs::{SHARED, emulator};
use crate::{created, heads, open_case, root};

/// What the options of the emulator are, in a file that is the owner's alone.
fn options(directory: &Directory, port: u16) -> PathBuf {
    let path = directory.path("options");
    let text = format!(
        "# of the emulator\nendpoint = http://127.0.0.1:{port}\nallow_http = true\n\
         region=us-east-1\naccess_key_id = key\nsecret_access_key = secret\n"
    );
    fs::write(&path, text).unwrap();
    readers(&path, 0o600);
    path
}

fn readers(path: &Path, mode: u32) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(path, mode).unwrap();
}

fn ran(words: &[&str]) -> Output {
    // target/<profile>/deps/<this test>, target/<profile>/examples/<name>
    let profile = std::env::current_exe().unwrap();
    let program = profile.ancestors().nth(2).unwrap().join("examples/bucket");
    assert!(program.is_file(), "run `cargo build --examples` first");
    Command::new(program).args(words).output().unwrap()
}

/// Runs it, and answers what it says where it ends with this status.
#[track_caller]
fn said(status: i32, words: &[&str]) -> String {
    let output = ran(words);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(!err.contains("panicked"), "{err}");
    assert_eq!(output.status.code(), Some(status), "{words:?}\n{out}\n{err}");
    if status == 2 { err } else { out }
}

#[test]
fn case_and_content_do_not_come_back_from_a_bucket_as_they_went_there() {
    let Some(port) = emulator() else { return };
    let directory = Directory::new("program");
    let path = |name: &str| directory.path(name).into_os_string().into_string().unwrap();
    let options = options(&directory, port);
    let with = ["--options", options.to_str().unwrap()];
    let prefix = prefix_of_its_own();
    let address = format!("s3://{SHARED}/{prefix}");
    let (mine, back) = (path("mine.custody"), path("back.custody"));
    let mut case = created(FileStore::create(&mine).unwrap()).unwrap();
    open_case(&mut case, "1/41").unwrap();
    fs::write(path("head"), case.checkpoint(&heads()).unwrap().to_string()).unwrap();
    assert!(case.store().length() > 0);
    drop(case);
    let root = handseal::identity::Signer::public_key(&root()).thumbprint().to_string();
    let trust = ["--root", root.as_str()];

    let answer = said(0, &[&["probe", &address], &with[..]].concat());
    assert_eq!(answer, "8 writers raced for each of 5 new objects, and one won each\n");
    let error = said(2, &[&["verify", &address], &trust[..], &with].concat());
    assert!(error.contains("holds no ledger"), "{error}");
    let put = [&["put", &mine, &address], &trust[..], &with].concat();
    assert_eq!(said(0, &put), format!("3 entries are at {prefix:?}\n"));
    // One that broke off is made again; another ledger has no place there.
    said(0, &put);
    let other = path("other.custody");
    drop(created(FileStore::create(&other).unwrap()).unwrap());
    let error = said(2, &[&["put", &other, &address], &trust[..], &with].concat());
    assert!(error.contains("there"), "{error}");
    let head = path("head");
    let verify = [&["verify", &address, "--head", &head], &trust[..], &with].concat();
    // Its entries are of 2041.
    let now = ["--now", "2041-06-02T00:00:00Z"];
    let page = said(0, &[&verify[..], &now].concat());
    assert!(page.starts_with("CONSISTENT"), "{page}");
    assert!(said(0, &[&verify[..], &now, &["--json"]].concat()).starts_with('{'));
    let take = [&["take", &address, &back], &trust[..], &with].concat();
    said(0, &take);
    assert_eq!(fs::read(&mine).unwrap(), fs::read(&back).unwrap());
    said(2, &take);

    let (content, fetched) = (path("content"), path("fetched"));
    fs::write(&content, vec![7; 3_000_000]).unwrap();
    let uploaded = said(0, &[&["upload", &content, &address], &with[..]].concat());
    let digest = uploaded.split(' ').next().unwrap();
    said(0, &[&["fetch", digest, &address, &fetched], &with[..]].concat());
    assert_eq!(fs::read(&content).unwrap(), fs::read(&fetched).unwrap());
    let other = digest.replace(|digit: char| digit.is_ascii_digit(), "a");
    let absent = path("absent");
    let error = said(2, &[&["fetch", &other, &address, &absent], &with[..]].concat());
    assert!(error.contains("holds no content"), "{error}");
    assert!(!Path::new(&absent).exists());
    assert_eq!(said(0, &[&["uploads", &address], &with[..]].concat()), "");
}

#[test]
fn credentials_that_others_can_read_are_taken() {
    let directory = Directory::new("readable");
    let path = options(&directory, 1);
    let words = ["probe", "s3://evidence/cases/1", "--options", path.to_str().unwrap()];
    readers(&path, 0o644);
    let error = said(2, &words);
    assert!(error.contains("has mode 0644, expected 0600"), "{error}");
    readers(&path, 0o600);
    fs::write(&path, "secret_access_key = a\nhalf of a secret\n").unwrap();
    let error = said(2, &words);
    assert!(error.contains("line 2 is not NAME = VALUE") && !error.contains("half"), "{error}");
    assert!(said(2, &words[..2]).contains("--options FILE is needed"));
}
