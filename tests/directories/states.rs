//! Nothing is taken for one state that was two.

use std::fs::{self, File};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use handseal::evidence::Progress;
use handseal::evidence::directory::{
    DirectoryError, DirectoryOptions, DirectoryPass, EntryType, ManifestRecord, Unread,
};

use crate::tree::{RECORD, Scratch, at, entry, records, secret, skipped};

const MIB: u64 = 1 << 20;

/// Measures on one thread, and does something when so many bytes were read.
fn changed_at(
    path: &Path,
    bytes: u64,
    options: DirectoryOptions,
    change: impl FnOnce(),
) -> Result<Vec<ManifestRecord>, DirectoryError> {
    let mut change = Some(change);
    let mut told = |progress: Progress| {
        if progress.done >= bytes
            && let Some(change) = change.take()
        {
            change();
        }
        ControlFlow::Continue(())
    };
    let mut manifest = Vec::new();
    let pass = DirectoryPass::new().told(&mut told).manifest(&mut manifest);
    pass.measure(path, options, &secret())?;
    Ok(records(&manifest))
}

/// A large file in a folder, changed when two mebibytes of it were read.
fn changed(name: &str, change: impl Fn(&Path)) -> (Unread, Option<Unread>) {
    let scratch = Scratch::new(name);
    let path = scratch.file("folder/large", &vec![7; 4 << 20]);
    scratch.file("folder/other", b"content");
    let records = changed_at(&scratch.0, 2 * MIB, RECORD, || change(&path)).unwrap();
    let large = entry(&records, "folder/large");
    assert_eq!((large.entry_type, large.size, large.sha256), (EntryType::File, None, None));
    assert!(entry(&records, "folder/other").sha256.is_some());

    let scratch = Scratch::new(name);
    let path = scratch.file("folder/large", &vec![7; 4 << 20]);
    let refused = changed_at(&scratch.0, 2 * MIB, DirectoryOptions::default(), || change(&path));
    let DirectoryError::Unread { path, why, .. } = refused.unwrap_err() else { panic!() };
    assert_eq!((path.as_slice(), Some(why)), (&b"folder/large"[..], large.unread));
    (large.unread.unwrap(), entry(&records, "folder").unread)
}

#[test]
fn file_that_grows_while_read_is_taken() {
    let grow = |path: &Path| {
        let mut file = File::options().append(true).open(path).unwrap();
        file.write_all(b"and more").unwrap();
    };
    assert_eq!(changed("grows", grow), (Unread::Changed, None));
}

#[test]
fn file_that_shrinks_while_read_is_taken() {
    let shrink = |path: &Path| File::options().write(true).open(path).unwrap().set_len(9).unwrap();
    assert_eq!(changed("shrinks", shrink), (Unread::Changed, None));
}

#[test]
fn file_overwritten_at_the_same_size_while_read_is_taken() {
    let overwrite = |path: &Path| {
        let mut file = File::options().write(true).open(path).unwrap();
        file.write_all(b"something else").unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(2)).unwrap();
    };
    assert_eq!(changed("overwritten", overwrite), (Unread::Changed, None));
}

#[test]
fn file_removed_while_read_is_taken() {
    let remove = |path: &Path| fs::remove_file(path).unwrap();
    assert_eq!(changed("removed", remove), (Unread::Vanished, Some(Unread::Changed)));
}

#[test]
fn file_replaced_while_read_is_taken() {
    let replace = |path: &Path| {
        let other = path.with_file_name("replacement");
        fs::write(&other, vec![7; 4 << 20]).unwrap();
        fs::rename(other, path).unwrap();
    };
    assert_eq!(changed("replaced", replace), (Unread::Changed, Some(Unread::Changed)));
}

/// Changed after it was listed, before it is looked at or opened.
#[test]
fn what_is_put_in_the_place_of_a_file_is_waited_for_or_followed() {
    let scratch = Scratch::new("swapped");
    let folder = scratch.folder("folder");
    let names = ["gone", "now-fifo", "now-link", "now-folder"];
    for name in names {
        scratch.file(format!("folder/{name}"), b"content");
    }
    let mut calls = 0;
    let mut told = |_| {
        calls += 1;
        // The root is listed, its names are read, the folder is listed.
        if calls == 3 {
            names.iter().for_each(|name| fs::remove_file(folder.join(name)).unwrap());
            let fifo = Command::new("mkfifo").arg(folder.join("now-fifo")).status().unwrap();
            assert!(fifo.success());
            symlink("/etc/passwd", folder.join("now-link")).unwrap();
            fs::create_dir(folder.join("now-folder")).unwrap();
        }
        ControlFlow::Continue(())
    };
    let mut manifest = Vec::new();
    let pass = DirectoryPass::new().told(&mut told).manifest(&mut manifest);
    pass.measure(&scratch.0, RECORD, &secret()).unwrap();
    let records = records(&manifest);
    assert_eq!(entry(&records, "folder").unread, Some(Unread::Changed));
    let gone = at(&records, "folder/gone");
    assert_eq!(
        (gone.entry.entry_type, gone.entry.unread),
        (EntryType::File, Some(Unread::Vanished))
    );
    assert_eq!(gone.metadata.mode, None);
    assert_eq!(entry(&records, "folder/now-fifo").entry_type, EntryType::Fifo);
    assert_eq!(entry(&records, "folder/now-link").entry_type, EntryType::Link);
    assert_eq!(entry(&records, "folder/now-folder").entry_type, EntryType::Directory);
}

#[test]
fn entry_that_appears_while_others_are_read_is_missed() {
    let scratch = Scratch::new("appears");
    scratch.file("early/file", b"content");
    scratch.file("late/large", &vec![7; 4 << 20]);
    let added = scratch.path("early/new");
    let add = || fs::write(&added, b"new").unwrap();
    let records = changed_at(&scratch.0, 3 * MIB, RECORD, add).unwrap();
    assert_eq!(entry(&records, "early").unread, Some(Unread::Changed));
    assert_eq!(entry(&records, "late").unread, None);
    fs::remove_file(&added).unwrap();
    let refused = changed_at(&scratch.0, 3 * MIB, DirectoryOptions::default(), add).unwrap_err();
    assert_eq!(refused.to_string(), "\"early\" was not read: changed");
}

#[test]
fn change_of_the_directory_itself_is_recorded_nowhere() {
    let scratch = Scratch::new("itself");
    scratch.file("large", &vec![7; 4 << 20]);
    let added = scratch.path("new");
    let refused = changed_at(&scratch.0, MIB, RECORD, || fs::write(&added, b"").unwrap());
    assert_eq!(refused.unwrap_err().to_string(), "the directory itself was not read: changed");
}

#[test]
fn directory_replaced_while_it_is_walked_is_taken() {
    let scratch = Scratch::new("folder-replaced");
    scratch.file("a/inner/file", b"content");
    scratch.file("b/large", &vec![7; 4 << 20]);
    let (inner, other) = (scratch.path("a/inner"), scratch.path("a/outer"));
    let replace = || {
        fs::rename(&inner, &other).unwrap();
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("file"), b"c0ntent").unwrap();
    };
    let records = changed_at(&scratch.0, MIB, RECORD, replace).unwrap();
    assert_eq!(entry(&records, "a").unread, Some(Unread::Changed));
    assert_eq!(entry(&records, "a/inner").unread, Some(Unread::Changed));
}

#[test]
fn name_of_a_file_that_changed_under_its_other_name_is_called_whole() {
    let scratch = Scratch::new("two-names");
    let path = scratch.file("large", &vec![7; 4 << 20]);
    fs::hard_link(&path, scratch.path("other")).unwrap();
    let grow = || {
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(b"and more").unwrap();
    };
    let records = changed_at(&scratch.0, MIB, RECORD, grow).unwrap();
    for name in ["large", "other"] {
        assert_eq!(entry(&records, name).unread, Some(Unread::Changed), "{name}");
    }
}

#[test]
fn what_this_user_may_not_read_is_called_read() {
    let scratch = Scratch::new("denied");
    for name in ["secret", "folder/inside", "blind/inside"] {
        let path = scratch.file(name, b"content");
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    }
    let folder = |name: &str, mode| {
        fs::set_permissions(scratch.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    folder("folder", 0o000);
    folder("blind", 0o444);
    if File::open(scratch.path("secret")).is_ok() {
        skipped("this user may read everything");
    } else {
        let records = crate::tree::entries(&scratch.0);
        assert_eq!(entry(&records, "secret").unread, Some(Unread::Denied));
        assert_eq!(entry(&records, "folder").unread, Some(Unread::Denied));
        let inside = entry(&records, "blind/inside");
        assert_eq!((inside.entry_type, inside.unread), (EntryType::File, Some(Unread::Denied)));
    }
    folder("folder", 0o755);
    folder("blind", 0o755);
}
