//! `collect`, `verify` and `prove` on a block device.

use std::fs;
use std::process::Command;

use crate::{Scratch, printed_command, run};

const MIB: usize = 1 << 20;

/// A loop device over a file, released at the end.
struct Loop(String);

impl Loop {
    /// None where this user may have none, which is said.
    fn over(path: &str) -> Option<Self> {
        let made = Command::new("losetup").args(["--find", "--show", "--read-only", path]).output();
        let made = made.ok().filter(|made| made.status.success());
        if made.is_none() {
            crate::field::skipped("this user may have no loop device");
        }
        let name = String::from_utf8(made?.stdout).unwrap().trim().to_owned();
        Some(Self(name))
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        let _ = Command::new("losetup").args(["--detach", &self.0]).status();
    }
}

#[test]
fn bytes_of_a_block_device_cannot_be_shown() {
    let scratch = Scratch::new("prove-device");
    let content: Vec<u8> = (0..3 * MIB).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let Some(device) = Loop::over(&scratch.file("disk.dd", &content)) else { return };
    let [case, key, proof, bytes] =
        ["c.custody", "k", "proof", "bytes"].map(|name| scratch.path(name));
    let item = format!("EX-1={}", device.0);
    let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let printed = printed_command(&ran.out);
    let verified = run("verify", &printed);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let words = ["make", "--case", &case, "--item", "EX-1", "--from", "1050000", "--to", "1050001"];
    let files = ["--content", &device.0, "--out", &proof, "--bytes", &bytes];
    let ran = run("prove", &[&words[..], &files].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fs::read(&bytes).unwrap(), content[MIB..2 * MIB]);
    let at = printed.iter().position(|word| word == "--content").unwrap();
    let mut arguments = vec!["check", &proof, &bytes, "--case"];
    arguments.extend(printed[..at].iter().map(String::as_str));
    let ran = run("prove", &arguments);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("SHOWN — these are bytes 1048576 to 2097152"), "{}", ran.out);
}
