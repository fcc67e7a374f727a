//! `collect` and `verify` on a medium with bad sectors, as the C library tells of them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::{Ran, Scratch, assert_refused, printed_command};

const BLOCK: usize = 4096;

/// What makes reads fail; none where there is no C compiler, which has been said.
fn shim() -> Option<&'static Path> {
    static SHIM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = || {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("failing_read.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/failing_read.c");
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&out)
            .arg(source)
            .output();
        let made = made.is_ok_and(|made| made.status.success());
        if !made {
            crate::field::skipped("no C compiler makes reads fail");
        }
        made.then_some(out)
    };
    SHIM.get_or_init(made).as_deref()
}

/// Runs an example to which these blocks of `disk.dd` cannot be read.
fn run(name: &str, arguments: &[impl AsRef<std::ffi::OsStr>], blocks: &[usize]) -> Option<Ran> {
    let blocks: Vec<_> = blocks.iter().map(ToString::to_string).collect();
    let output = Command::new(crate::program(name))
        .args(arguments)
        .env("LD_PRELOAD", shim()?)
        .env("FAILING_FILE", "disk.dd")
        .env("FAILING_BLOCKS", blocks.join(" "))
        .output()
        .unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
    Some(Ran { code: output.status.code().unwrap(), out, err })
}

/// Three parts, of which the last is shorter.
fn content() -> Vec<u8> {
    (0..600 * BLOCK + 100).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn collected(scratch: &Scratch, blocks: &[usize]) -> Option<Ran> {
    let disk = scratch.file("disk.dd", &content());
    let (case, key, item) = (scratch.path("c.custody"), scratch.path("k"), format!("EX-1={disk}"));
    let arguments = ["--out", &case, "--key", &key, "--past-read-errors", "--item", &item];
    run("collect", &arguments, blocks)
}

#[test]
fn readable_block_beside_a_bad_one_is_recorded_as_bad() {
    let scratch = Scratch::new("bad-blocks");
    let Some(ran) = collected(&scratch, &[7, 8, 300, 600]) else { return };
    assert_eq!(ran.code, 0, "{}", ran.err);
    for range in ["28672 to 36864", "1228800 to 1232896", "2457600 to 2457700"] {
        assert!(ran.out.contains(&format!("bytes {range}\n")), "{range}: {}", ran.out);
    }
    assert!(
        ran.out.contains("ranges that could not be read, zeros stand in their place: 3"),
        "{}",
        ran.out
    );
    // On its own medium it is as recorded.
    let command = printed_command(&ran.out);
    let verified = run("verify", &command, &[7, 8, 300, 600]).unwrap();
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    // That it can be read now is no damage; what stands there nobody recorded.
    let verified = run("verify", &command, &[300]).unwrap();
    assert_eq!(verified.code, 3, "{}{}", verified.out, verified.err);
    for words in [
        "content.not_recorded, field content bytes 28672 to 36864",
        "content.not_recorded, field content bytes 2457600 to 2457700",
        "the bytes given are the ones recorded, but for those that could not be read then",
    ] {
        assert!(verified.out.contains(words), "{words}: {}", verified.out);
    }
    for words in ["content.mismatch", "content.part.mismatch", "1228800 to 1232896, "] {
        assert!(!verified.out.contains(words), "{words}: {}", verified.out);
    }
    // So it is on a copy with zeros there.
    let mut copy = content();
    for (from, to) in [(28_672, 36_864), (1_228_800, 1_232_896), (2_457_600, 2_457_700)] {
        copy[from..to].fill(0);
    }
    scratch.file("disk.dd", &copy);
    let verified = run("verify", &command, &[]).unwrap();
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}

#[test]
fn bad_block_that_was_not_recorded_stops_the_report_or_passes() {
    let scratch = Scratch::new("new-bad-blocks");
    let Some(ran) = collected(&scratch, &[7]) else { return };
    assert_eq!(ran.code, 0, "{}", ran.err);
    let command = printed_command(&ran.out);
    let verified = run("verify", &command, &[7, 8, 599]).unwrap();
    assert_eq!(verified.code, 3, "{}{}", verified.out, verified.err);
    for words in [
        "content.not_read, field content bytes 32768 to 36864",
        "content.not_read, field content bytes 2453504 to 2457600",
        "1 parts, 1048576 bytes, are as recorded, 0 differ",
        "could not be read, or not all of it",
    ] {
        assert!(verified.out.contains(words), "{words}: {}", verified.out);
    }
    // What is not read hides nothing in what is.
    let mut altered = content();
    altered[300 * BLOCK] ^= 1;
    fs::write(scratch.path("disk.dd"), altered).unwrap();
    let verified = run("verify", &command, &[7, 599]).unwrap();
    assert_eq!(verified.code, 1, "{}{}", verified.out, verified.err);
    assert!(
        verified.out.contains("field part 1, content bytes 1048576 to 2097152"),
        "{}",
        verified.out
    );
}

#[test]
fn more_bad_blocks_than_a_record_can_name_lose_the_acquisition() {
    let scratch = Scratch::new("many-bad-blocks");
    let disk = scratch.file("disk.dd", &vec![7; 2100 * BLOCK]);
    let (case, key, item) = (scratch.path("c.custody"), scratch.path("k"), format!("EX-1={disk}"));
    let every_other: Vec<_> = (0..1005).map(|at| 2 * at).collect();
    let arguments = ["--out", &case, "--key", &key, "--item", &item];
    let Some(refused) = run("collect", &arguments, &every_other) else { return };
    assert_refused(&refused, &["disk.dd", "at byte 0"]);
    let arguments = [&arguments[..], &["--past-read-errors"]].concat();
    let ran = run("collect", &arguments, &every_other).unwrap();
    assert_eq!(ran.code, 0, "{}", ran.err);
    let words = "more than 1000, so the nearest are named as one; 20480 bytes in them were read";
    assert!(ran.out.contains(words), "{}", ran.out);
    let verified = run("verify", &printed_command(&ran.out), &every_other).unwrap();
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}
