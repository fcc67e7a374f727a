//! What is a file of evidence and what is not.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::error::Error;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use handseal::evidence::{
    Conclusion, EvidenceError, Expected, FileKind, Options, check_file, measure_file,
    measure_reader,
};

/// An empty directory for one test.
fn directory(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

fn refused(path: &Path) -> FileKind {
    let error = measure_file(path, Options::default()).unwrap_err();
    let EvidenceError::NotRegular { path: named, found } = error else { panic!("{error}") };
    assert_eq!(named, path);
    found
}

#[test]
fn file_and_reader_give_the_same_measurement() {
    let path = directory("same").join("ex1.dd");
    fs::write(&path, b"the content").unwrap();
    let measured = measure_file(&path, Options::default()).unwrap();
    assert_eq!(measured, measure_reader(&b"the content"[..], Options::default()).unwrap());

    let expected = Expected::from(&measured);
    assert_eq!(check_file(&path, &expected).unwrap().conclusion(), Conclusion::Match);
    fs::write(&path, b"the c0ntent").unwrap();
    assert_eq!(check_file(&path, &expected).unwrap().conclusion(), Conclusion::Differs);
    fs::write(&path, b"the content, and more").unwrap();
    assert_eq!(check_file(&path, &expected).unwrap().extra(), Some(11..21));
}

#[test]
fn directory_is_refused() {
    assert_eq!(refused(&directory("directory")), FileKind::Directory);
}

#[test]
fn symbolic_link_is_refused_even_to_a_regular_file() {
    let directory = directory("link");
    fs::write(directory.join("real"), b"content").unwrap();
    symlink(directory.join("real"), directory.join("link")).unwrap();
    symlink(directory.join("nothing"), directory.join("dangling")).unwrap();
    assert_eq!(refused(&directory.join("link")), FileKind::Symlink);
    assert_eq!(refused(&directory.join("dangling")), FileKind::Symlink);
}

#[test]
fn fifo_is_refused_without_waiting_for_a_writer() {
    let path = directory("fifo").join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(refused(&path), FileKind::Fifo);
}

#[test]
fn socket_is_refused() {
    // Bound by a short name: the path of a socket has little room.
    let path = std::env::temp_dir().join(format!("handseal-{}.sock", std::process::id()));
    let listener = UnixListener::bind(&path).unwrap();
    assert_eq!(refused(&path), FileKind::Socket);
    drop(listener);
    fs::remove_file(path).unwrap();
}

#[test]
fn endless_device_is_refused() {
    assert_eq!(refused(Path::new("/dev/zero")), FileKind::CharDevice);
}

#[test]
fn absent_file_is_an_error_that_names_it() {
    let path = directory("absent").join("no\u{1b}[31msuch");
    let error = measure_file(&path, Options::default()).unwrap_err();
    assert!(matches!(&error, EvidenceError::Open { path: named, .. } if *named == path));
    let text = error.to_string();
    assert!(text.starts_with("cannot open ") && text.contains("such"), "{text}");
    assert!(!text.contains('\u{1b}'), "a terminal escape in {text:?}");
    assert!(error.source().is_some());
}

#[cfg(target_os = "linux")]
#[test]
fn file_with_more_bytes_than_its_size_is_refused() {
    let error = measure_file("/proc/version", Options::default()).unwrap_err();
    assert!(matches!(error, EvidenceError::Changed { .. }), "{error}");
}
