//! Deeper than the system has paths for, and deeper than a stack.

use std::os::unix::fs::symlink;

use handseal::evidence::directory::{DirectoryError, DirectoryPass, EntryType, MAX_ENTRY_PATH};
use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};

use crate::tree::{RECORD, Scratch, entries, entry, secret};

/// Makes directories inside each other, and a file in every hundredth.
fn dig(scratch: &Scratch, name: &str, levels: usize) {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY;
    let mut folder = openat(CWD, &scratch.0, flags, Mode::empty()).unwrap();
    for level in 0..levels {
        if level % 100 == 0 {
            let flags = OFlags::CREATE | OFlags::WRONLY;
            openat(&folder, "file", flags, Mode::RWXU).unwrap();
        }
        mkdirat(&folder, name, Mode::RWXU).unwrap();
        folder = openat(&folder, name, flags, Mode::empty()).unwrap();
    }
}

#[test]
fn directory_deeper_than_any_path_of_the_system_is_not_measured() {
    let scratch = Scratch::new("deep");
    // 3,000 levels and 15,000 bytes: four times what the system takes.
    dig(&scratch, "deep", 3000);
    let records = entries(&scratch.0);
    assert_eq!(records.len(), 3000 + 30);
    let deepest = vec!["deep"; 3000].join("/");
    assert_eq!(entry(&records, &deepest).entry_type, EntryType::Directory);
    let file = format!("{}/file", vec!["deep"; 2900].join("/"));
    assert_eq!(entry(&records, &file).size, Some(0));
}

#[test]
fn path_too_long_for_a_record_is_cut_short() {
    let scratch = Scratch::new("too-long");
    let name = "n".repeat(255);
    let levels = MAX_ENTRY_PATH / 256;
    dig(&scratch, &name, levels);
    // 65,535 bytes.
    let last = entries(&scratch.0).pop().unwrap();
    assert!(last.entry.path.as_bytes().len() <= MAX_ENTRY_PATH);
    let scratch = Scratch::new("too-long");
    dig(&scratch, &name, levels + 1);
    let error = DirectoryPass::new().measure(&scratch.0, RECORD, &secret()).unwrap_err();
    let message = error.to_string();
    assert!(matches!(error, DirectoryError::PathTooLong { .. }), "{message}");
    assert!(message.len() < 10_000);
}

#[test]
fn wide_tree_takes_more_handles_than_a_process_has() {
    let scratch = Scratch::new("wide");
    for folder in 0..1500 {
        scratch.file(format!("{folder}/inner/file"), b"content");
        symlink("..", scratch.path(format!("{folder}/up"))).unwrap();
    }
    assert_eq!(entries(&scratch.0).len(), 1500 * 4);
}
