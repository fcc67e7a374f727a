//! Every type of entry is what it is, and only files are read.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use handseal::evidence::directory::{
    DirectoryError, DirectoryOptions, DirectoryPass, EntryType, Mounts, Unread,
};
use handseal::evidence::{DigestAlgorithm, Sha256Digest};

use crate::tree::{RECORD, Scratch, at, entries, entry, measured, paths, records, secret, skipped};

#[test]
fn type_of_an_entry_is_mistaken_or_waited_for() {
    let scratch = Scratch::new("types");
    scratch.file("file", b"content");
    scratch.file("empty", b"");
    scratch.folder("folder");
    symlink("file", scratch.path("link")).unwrap();
    symlink("nowhere/\u{e9}", scratch.path("dangling")).unwrap();
    symlink("folder", scratch.path("link-to-folder")).unwrap();
    let made = Command::new("mkfifo").arg(scratch.path("pipe")).status().unwrap();
    assert!(made.success());
    // Bound by a short name: the path of a socket has little room.
    let short = std::env::temp_dir().join(format!("hs-{}.sock", std::process::id()));
    let _listener = UnixListener::bind(&short).unwrap();
    let socket = fs::rename(&short, scratch.path("socket")).is_ok();

    let records = entries(&scratch.0);
    let file = entry(&records, "file");
    assert_eq!((file.entry_type, file.size), (EntryType::File, Some(7)));
    assert_eq!(file.sha256(), Some(Sha256Digest::of(b"content")));
    assert_eq!((file.sha512, file.sha1, file.md5), (None, None, None));
    assert_eq!(entry(&records, "empty").sha256(), Some(Sha256Digest::of(b"")));
    assert_eq!(entry(&records, "folder").entry_type, EntryType::Directory);
    for (link, target) in
        [("link", "file"), ("dangling", "nowhere/\u{e9}"), ("link-to-folder", "folder")]
    {
        let link = entry(&records, link);
        assert_eq!(link.entry_type, EntryType::Link);
        assert_eq!(link.target.as_ref().unwrap().0, target.as_bytes());
        assert_eq!((link.size, link.sha256), (None, None));
    }
    assert_eq!(entry(&records, "pipe").entry_type, EntryType::Fifo);
    if socket {
        assert_eq!(entry(&records, "socket").entry_type, EntryType::Socket);
    } else {
        skipped("the socket could not be moved into the directory");
        fs::remove_file(short).unwrap();
    }
    assert!(records.iter().all(|record| record.entry.unread.is_none()));
}

#[test]
fn device_node_is_opened_or_its_number_lost() {
    let scratch = Scratch::new("devices");
    let node = |name: &str, kind: &str| {
        let mut command = Command::new("mknod");
        command.arg(scratch.path(name)).args([kind, "1", "5"]);
        command.output().is_ok_and(|made| made.status.success())
    };
    if !node("zero", "c") || !node("disk", "b") {
        skipped("this user may not make device nodes");
        return;
    }
    let records = entries(&scratch.0);
    for (name, entry_type) in [("zero", EntryType::CharDevice), ("disk", EntryType::BlockDevice)] {
        let record = at(&records, name);
        assert_eq!(record.entry.entry_type, entry_type);
        let device = record.metadata.device.unwrap();
        assert_eq!((device.major, device.minor), (1, 5));
    }
}

#[test]
fn file_system_mounted_inside_is_entered_unasked() {
    // `/dev` is on one device, `/dev/shm` or `/dev/pts` on another.
    let mounted = |name: &str| {
        let inside = fs::metadata(format!("/dev/{name}")).ok()?;
        (inside.dev() != fs::metadata("/dev").ok()?.dev()).then(|| name.to_owned())
    };
    let Some(name) = ["pts", "shm", "mqueue"].into_iter().find_map(mounted) else {
        skipped("nothing is mounted in /dev");
        return;
    };
    // Devices come and go in `/dev` while it is read.
    let Ok(measured) = DirectoryPass::new().measure("/dev", RECORD, &secret()) else {
        skipped("/dev changes");
        return;
    };
    assert!(measured.entries > 0);
    let records = entries("/dev".as_ref());
    assert_eq!(entry(&records, &name).entry_type, EntryType::Mount);
    let inside = format!("{name}/");
    assert!(!paths(&records).iter().any(|path| path.starts_with(&inside)));
}

#[test]
fn mount_is_entered_although_asked_not_to_or_not_although_asked() {
    let scratch = Scratch::new("mounts");
    scratch.file("own", b"own");
    let inner = scratch.folder("inner");
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "tmpfs"]).arg(&inner);
    if !mount.output().is_ok_and(|made| made.status.success()) {
        skipped("this user may not mount");
        return;
    }
    fs::write(inner.join("file"), b"foreign").unwrap();
    let recorded = entries(&scratch.0);
    let entered = DirectoryOptions { mounts: Mounts::Enter, ..RECORD };
    let entered = records(&measured(&scratch.0, entered).1);
    let unmounted = Command::new("umount").arg(&inner).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(paths(&recorded), ["inner", "own"]);
    assert_eq!(entry(&recorded, "inner").entry_type, EntryType::Mount);
    assert_eq!(paths(&entered), ["inner", "inner/file", "own"]);
    assert_eq!(entry(&entered, "inner").entry_type, EntryType::Directory);
}

#[test]
fn directory_within_itself_is_entered_for_ever() {
    let scratch = Scratch::new("loops");
    scratch.file("a/file", b"content");
    let again = scratch.folder("a/b/again");
    let mut mount = Command::new("mount");
    mount.arg("--bind").arg(scratch.path("a")).arg(&again);
    if !mount.output().is_ok_and(|made| made.status.success()) {
        skipped("this user may not mount");
        return;
    }
    let records = entries(&scratch.0);
    let unmounted = Command::new("umount").arg(&again).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(paths(&records), ["a", "a/b", "a/b/again", "a/file"]);
    assert_eq!(entry(&records, "a/b/again").entry_type, EntryType::Loop);
}

#[test]
fn name_that_is_not_unicode_is_lost_or_altered() {
    let scratch = Scratch::new("bytes");
    let names: [&[u8]; 4] = [b"caf\xe9", b"\xff\xfe", b"new\nline", b"esc\x1b[31m"];
    for name in names {
        scratch.file(OsStr::from_bytes(name), name);
    }
    let records = entries(&scratch.0);
    for name in names {
        let found = records.iter().find(|record| record.entry.path.as_bytes() == name).unwrap();
        assert_eq!(found.entry.sha256(), Some(Sha256Digest::of(name)));
        let shown = found.entry.path.to_string();
        assert!(shown.chars().all(|c| !c.is_control()), "{shown:?}");
    }
}

#[test]
fn file_with_several_names_is_read_again_or_loses_one() {
    let scratch = Scratch::new("links");
    let file = scratch.file("m/file", &vec![1; 3 << 20]);
    fs::create_dir(scratch.path("a")).unwrap();
    for name in ["a/other", "z"] {
        fs::hard_link(&file, scratch.path(name)).unwrap();
    }
    let mut last = 0;
    let mut told = |progress: handseal::evidence::Progress| {
        last = progress.done;
        std::ops::ControlFlow::Continue(())
    };
    let mut manifest = Vec::new();
    let pass = DirectoryPass::new().told(&mut told).manifest(&mut manifest);
    let measured = pass.measure(&scratch.0, RECORD, &secret()).unwrap();
    assert_eq!((last, measured.bytes), (3 << 20, 9 << 20));
    let records = records(&manifest);
    let digest = entry(&records, "a/other").sha256().unwrap();
    for (name, same_as) in [("a/other", None), ("m/file", Some("a/other")), ("z", Some("a/other"))]
    {
        let record = at(&records, name);
        assert_eq!(record.entry.sha256(), Some(digest));
        assert_eq!(record.metadata.links, Some(3));
        let first = record.metadata.same_as.as_ref().map(|path| path.as_bytes());
        assert_eq!(first, same_as.map(str::as_bytes), "{name}");
    }
}

#[test]
fn holes_of_a_file_are_not_seen() {
    let scratch = Scratch::new("sparse");
    File::create(scratch.path("holes")).unwrap().set_len(5 << 20).unwrap();
    let records = entries(&scratch.0);
    let holes = at(&records, "holes");
    assert_eq!(holes.entry.size, Some(5 << 20));
    assert!(holes.metadata.allocated.unwrap() < 5 << 20);
    assert_eq!(holes.entry.sha256(), Some(Sha256Digest::of(&vec![0; 5 << 20])));
}

#[test]
fn metadata_are_not_those_of_the_file() {
    let scratch = Scratch::new("metadata");
    let path = scratch.file("file", b"content");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o4640)).unwrap();
    let seen = fs::symlink_metadata(&path).unwrap();
    let records = entries(&scratch.0);
    let metadata = &at(&records, "file").metadata;
    assert_eq!(metadata.mode, Some(0o4640));
    assert_eq!((metadata.uid, metadata.gid), (Some(seen.uid().into()), Some(seen.gid().into())));
    assert_eq!(metadata.links, Some(1));
    assert_eq!(metadata.allocated, Some(seen.blocks() * 512));
    let modified = metadata.modified.unwrap();
    assert_eq!(
        (modified.seconds, i64::from(modified.nanoseconds)),
        (seen.mtime(), seen.mtime_nsec())
    );
    assert_eq!(metadata.changed.unwrap().seconds, seen.ctime());
    assert_eq!(metadata.accessed.unwrap().seconds, seen.atime());
    assert!(metadata.device.is_none() && metadata.same_as.is_none());
}

#[cfg(target_os = "linux")]
#[test]
fn measuring_leaves_a_trace_in_the_time_of_access() {
    use std::time::{Duration, SystemTime};

    let scratch = Scratch::new("trace");
    let path = scratch.file("file", b"content");
    // Older than the modification: the kernel would renew it at the first reading.
    let long_ago = SystemTime::now() - Duration::from_secs(400_000);
    let times = fs::FileTimes::new().set_accessed(long_ago);
    File::options().write(true).open(&path).unwrap().set_times(times).unwrap();
    entries(&scratch.0);
    let after = fs::metadata(&path).unwrap().accessed().unwrap();
    assert_eq!(after, long_ago);
}

#[test]
fn digest_that_was_asked_for_is_not_made() {
    let scratch = Scratch::new("digests");
    scratch.file("small", b"abc");
    let large = vec![9; (3 << 20) + 1];
    scratch.file("large", &large);
    let digests = DigestAlgorithm::ALL.iter().copied().collect();
    let options = DirectoryOptions { digests, ..RECORD };
    for count in [1, 2, 5] {
        let mut manifest = Vec::new();
        let pass = DirectoryPass::new().threads(crate::tree::threads(count));
        let measured = pass.manifest(&mut manifest).measure(&scratch.0, options, &secret());
        assert!(measured.unwrap().sha512.is_some());
        let records = records(&manifest);
        let small = entry(&records, "small");
        assert_eq!(small.md5().unwrap().to_string(), "900150983cd24fb0d6963f7d28e17f72");
        let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
        assert_eq!(small.sha1().unwrap().to_string(), sha1);
        let plain = handseal::evidence::Options { digests, ..Default::default() };
        let plain = handseal::evidence::measure_reader(large.as_slice(), plain).unwrap();
        let found = entry(&records, "large");
        assert_eq!(found.sha256(), Some(plain.sha256));
        assert_eq!((found.sha512(), found.sha1()), (plain.sha512, plain.sha1));
        assert_eq!(found.md5(), plain.md5);
    }
}

#[test]
fn what_is_no_directory_is_measured_as_one() {
    let scratch = Scratch::new("none");
    let file = scratch.file("file", b"content");
    let folder = scratch.folder("folder");
    symlink(&folder, scratch.path("link")).unwrap();
    for (path, kind) in [(file, EntryType::File), (scratch.path("link"), EntryType::Link)] {
        let error = DirectoryPass::new().measure(&path, RECORD, &secret()).unwrap_err();
        let DirectoryError::NotADirectory { path: named, found } = error else { panic!("{error}") };
        assert_eq!((named, found), (path, kind));
    }
    let error = DirectoryPass::new().measure(scratch.path("absent"), RECORD, &secret());
    assert!(matches!(error.unwrap_err(), DirectoryError::Open { .. }));
}

#[test]
fn directory_without_entries_has_no_measurement() {
    let scratch = Scratch::new("empty");
    let (measured, manifest) = measured(&scratch.0, DirectoryOptions::default());
    assert_eq!((measured.entries, measured.bytes, measured.unread), (0, 0, 0));
    assert_eq!(measured.content_root, handseal::merkle::empty_root());
    assert!(records(&manifest).is_empty());
}

/// `/proc` denies its own readers what they ask for, even root.
#[cfg(target_os = "linux")]
#[test]
fn file_that_cannot_be_read_is_called_read() {
    let options = RECORD;
    let path = "/proc/self/attr";
    let Ok(measured) = DirectoryPass::new().measure(path, options, &secret()) else {
        skipped("there is no /proc/self/attr");
        return;
    };
    assert!(measured.unread > 0);
    let why: Vec<_> = entries(path.as_ref()).iter().filter_map(|r| r.entry.unread).collect();
    assert!(why.iter().all(|why| matches!(why, Unread::Changed | Unread::Failed | Unread::Denied)));
    let refused = DirectoryPass::new().measure(path, DirectoryOptions::default(), &secret());
    assert!(matches!(refused.unwrap_err(), DirectoryError::Unread { .. }));
}
