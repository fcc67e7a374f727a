//! The program `bucket`, against the emulator.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use handseal::store::{FileStore, Store};

use crate::emulated::prefix_of_its_own;
use crate::moved::Directory;
use crate::programs::{SHARED, emulator};
use crate::proxy::{Conditions, Proxy};
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

fn program() -> PathBuf {
    // target/<profile>/deps/<this test>, target/<profile>/examples/<name>
    let profile = std::env::current_exe().unwrap();
    let program = profile.ancestors().nth(2).unwrap().join("examples/bucket");
    assert!(program.is_file(), "run `cargo build --examples` first");
    program
}

fn ran(words: &[&str]) -> Output {
    Command::new(program()).args(words).output().unwrap()
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
    assert!(error.contains("holds no ledger") && error.contains(&address), "{error}");
    let put = [&["put", &mine, &address], &trust[..], &with].concat();
    assert_eq!(said(0, &put), format!("3 entries are at {address:?}\n"));
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
    assert!(page.starts_with("CONSISTENT") && page.contains(&address), "{page}");
    assert!(said(0, &[&verify[..], &now, &["--json"]].concat()).starts_with('{'));
    let take = [&["take", &address, &back], &trust[..], &with].concat();
    assert!(said(0, &take).starts_with(&format!("3 entries of {address:?} are in")));
    assert_eq!(fs::read(&mine).unwrap(), fs::read(&back).unwrap());
    said(2, &take);
    // Nothing is written there, not even to see whether somebody could: this one would be refused.
    let proxy = Proxy::before(port, Conditions::Stripped);
    let unfit = directory.path("unfit");
    let text = fs::read_to_string(&options).unwrap();
    fs::write(&unfit, text.replace(&port.to_string(), &proxy.port.to_string())).unwrap();
    readers(&unfit, 0o600);
    let (again, unfit) = (path("again.custody"), unfit.to_str().unwrap());
    let through = ["--options", unfit];
    said(0, &[&["take", &address, &again], &trust[..], &through].concat());
    assert_eq!(fs::read(&mine).unwrap(), fs::read(&again).unwrap());
    let error = said(2, &[&["put", &mine, &address], &trust[..], &through].concat());
    assert!(error.contains("writers of one new object"), "{error}");

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
fn fetching_onto_a_full_disk_and_uploading_what_changes_are_told() {
    let Some(port) = emulator() else { return };
    let directory = Directory::new("full");
    let path = |name: &str| directory.path(name).into_os_string().into_string().unwrap();
    let options = options(&directory, port);
    let with = ["--options", options.to_str().unwrap()];
    let address = format!("s3://{SHARED}/{}", prefix_of_its_own());
    let (content, fetched) = (path("content"), path("fetched"));
    fs::write(&content, vec![7; 3_000_000]).unwrap();
    let uploaded = said(0, &[&["upload", &content, &address], &with[..]].concat());
    let digest = uploaded.split(' ').next().unwrap();

    // A file can be no larger than one block, as if no more had room.
    let mut full = Command::new("sh");
    full.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""]).arg(program());
    let output = full.args(["fetch", digest, &address, &fetched]).args(with).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("fetched") && error.contains("writing failed"), "{error}");
    assert!(!Path::new(&fetched).exists());

    // It grows from before it is opened until it was uploaded.
    let done = AtomicBool::new(false);
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&content).unwrap();
            while !done.load(Ordering::Relaxed) {
                file.write_all(&[8]).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let output = ran(&[&["upload", &content, &address], &with[..]].concat());
        done.store(true, Ordering::Relaxed);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    });
    assert!(error.contains("changed while it was read"), "{error}");
    let digest = error.split([' ', ',']).find(|word| word.len() == 64).unwrap();
    said(0, &[&["fetch", digest, &address, &fetched], &with[..]].concat());

    let error = said(2, &[&["remove", "..", &address], &with[..]].concat());
    assert!(error.contains("there is no upload"), "{error}");
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
    fs::write(&path, "region = a\n\nregion = b\n").unwrap();
    let error = said(2, &words);
    assert!(error.contains("line 3 gives an option again"), "{error}");
    assert!(said(2, &words[..2]).contains("--options FILE is needed"));
}
