//! What `collect` and `verify` read besides one file: directories, segments, standard input.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::process::Command;

use crate::built::{self, error2};
use crate::{Scratch, assert_refused, printed_command, run, run_with};

/// Collects one item and answers the arguments of `verify` that were printed.
fn collected(scratch: &Scratch, more: &[&str]) -> Vec<String> {
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let arguments = [&["--out", &case, "--key", &key], more].concat();
    let ran = run("collect", &arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    printed_command(&ran.out)
}

fn with_directory(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    fs::create_dir_all(scratch.path("phone/mail")).unwrap();
    scratch.file("phone/mail/one.eml", b"From: a\n");
    scratch.file("phone/notes.txt", b"as collected\n");
    scratch
}

#[test]
fn a_directory_is_collected_and_verified() {
    let scratch = with_directory("directory");
    let item = format!("EX-1={}", scratch.path("phone"));
    let command = collected(&scratch, &["--item", &item, "--digest", "sha512"]);
    let ran = run("verify", &command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("a directory of 3 entries, 21 bytes in its files"), "{}", ran.out);
    assert_eq!(
        scratch.names(),
        ["c.custody", "c.custody.1.manifest", "c.custody.head", "k", "k.checkpoint", "phone"]
    );
}

#[test]
fn a_directory_that_differs_is_told_by_its_entries() {
    let scratch = with_directory("directory-differs");
    let item = format!("EX-1={}", scratch.path("phone"));
    let command = collected(&scratch, &["--item", &item]);
    scratch.file("phone/notes.txt", b"as c0llected\n");
    scratch.file("phone/new.txt", b"new\n");
    let ran = run("verify", &command);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(r#"field entry "notes.txt" changed: digests"#), "{}", ran.out);
    assert!(ran.out.contains(r#"field entry "new.txt" added"#), "{}", ran.out);
    assert!(ran.out.contains("2 entries are as recorded"), "{}", ran.out);
}

#[test]
fn a_directory_without_its_manifest_is_refused_and_a_manifest_without_its_directory() {
    let scratch = with_directory("directory-alone");
    let item = format!("EX-1={}", scratch.path("phone"));
    let command = collected(&scratch, &["--item", &item]);
    let without = &command[..command.len() - 2];
    assert_refused(&run("verify", without), &["a directory"]);
    let at = command.iter().position(|word| word == "--content").unwrap();
    let alone = [&command[..at], &command[at + 2..]].concat();
    assert_refused(
        &run("verify", &alone),
        &[r#"--manifest "EX-1" needs --content "EX-1"=DIRECTORY"#],
    );
}

#[test]
fn segments_are_one_content_in_their_order() {
    let scratch = Scratch::new("segments");
    let first = scratch.file("image.001", b"one ");
    scratch.file("image.002", b"two ");
    scratch.file("image.003", b"three");
    let item = format!("EX-1={first}");
    let command = collected(&scratch, &["--segments", &item]);
    assert_eq!(run("verify", &command).code, 0);
    let whole = scratch.file("whole.bin", b"one two three");
    let at = command.iter().position(|word| word == "--segments").unwrap();
    let mut joined = command.clone();
    joined[at] = "--content".to_owned();
    joined[at + 1] = format!("EX-1={whole}");
    assert_eq!(run("verify", &joined).code, 0);
}

#[test]
fn a_missing_segment_is_named() {
    let scratch = Scratch::new("gap");
    let first = scratch.file("image.001", b"one ");
    scratch.file("image.003", b"three");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={first}");
    let ran = run("collect", &["--out", &case, "--key", &key, "--segments", &item]);
    assert_refused(&ran, &["a segment before it is missing: .002"]);
    assert_eq!(scratch.names(), ["image.001", "image.003"]);
}

#[test]
fn standard_input_is_a_content() {
    let scratch = Scratch::new("input");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let arguments = ["--out", &case, "--key", &key, "--item", "EX-1=-"];
    let ran = run_with("collect", &arguments, b"from a pipe");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let command = printed_command(&ran.out);
    assert_eq!(run_with("verify", &command, b"from a pipe").code, 0);
    assert_eq!(run_with("verify", &command, b"from a pipE").code, 1);
}

#[test]
fn damage_in_a_content_of_many_parts_is_located_with_the_list_that_was_written() {
    let scratch = Scratch::new("parts");
    let path = scratch.file("disk.dd", b"");
    let mut disk = File::options().write(true).open(&path).unwrap();
    disk.set_len(257 << 20).unwrap();
    let command = collected(&scratch, &["--item", &format!("EX-1={path}")]);
    assert!(scratch.names().contains(&"c.custody.1.parts".to_owned()));
    assert_eq!(run("verify", &command).code, 0);
    disk.seek(SeekFrom::Start((200 << 20) + 7)).unwrap();
    disk.write_all(b"x").unwrap();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let part = "part 200, content bytes 209715200 to 210763776";
    assert!(ran.out.contains(part), "{}", ran.out);
}

#[test]
fn an_unknown_digest_is_refused() {
    let scratch = Scratch::new("digest");
    let content = scratch.file("a.txt", b"x");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={content}");
    let arguments = ["--out", &case, "--key", &key, "--item", &item, "--digest", "crc32"];
    assert_refused(&run("collect", &arguments), &[r#""crc32" is no digest that is made here"#]);
}

/// An E01 image of some bytes; none where there is no tool to make one, unless there must be.
fn image(scratch: &Scratch, bytes: &[u8]) -> Option<String> {
    let raw = scratch.file("raw.dd", bytes);
    let made = Command::new("ewfacquirestream")
        .args(["-q", "-t", &scratch.path("image")])
        .stdin(File::open(raw).unwrap())
        .output();
    let Ok(made) = made else {
        let required = std::env::var_os("HANDSEAL_FIELD_TOOLS");
        assert!(required.is_none_or(|word| word != "required"), "there is no ewfacquirestream");
        return None;
    };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(scratch.path("image.E01"))
}

fn damaged_at(path: &str, byte: usize) {
    let mut damaged = fs::read(path).unwrap();
    damaged[byte] ^= 1;
    fs::write(path, damaged).unwrap();
}

#[test]
fn content_that_is_not_there_suppresses_the_report() {
    let scratch = Scratch::new("not-there");
    let parts: Vec<_> = [b"one", b"two"]
        .iter()
        .zip(1..)
        .map(|(bytes, number)| scratch.file(&format!("s.00{number}"), *bytes))
        .collect();
    let command = collected(&scratch, &["--segments", &format!("EX-1={}", parts[0])]);
    fs::remove_file(&parts[0]).unwrap();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("content.not_read, field content"), "{}", ran.out);
    let at = command.iter().position(|word| word == "--segments").unwrap();
    let mut other = command.clone();
    other[at] = "--content".to_owned();
    other[at + 1] = format!("EX-1={}", scratch.path("no such file"));
    let ran = run("verify", &other);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    for words in ["Item      \"EX-1\"", "no such file", "could not be read, or not all of it"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn the_medium_of_an_image_is_the_content_and_damage_to_it_is_located() {
    let scratch = Scratch::new("image");
    let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let sectors = &bytes[..bytes.len() / 512 * 512];
    let Some(image) = image(&scratch, sectors) else { return };
    let command = collected(&scratch, &["--item", &format!("EX-1={image}")]);
    let ran = run("verify", &command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // The same bytes outside of the container.
    let raw = command.iter().map(|word| word.replace("image.E01", "raw.dd")).collect::<Vec<_>>();
    assert_eq!(run("verify", &raw).code, 0);
    damaged_at(&image, usize::try_from(fs::metadata(&image).unwrap().len() / 2).unwrap());
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    for words in ["INCOMPLETE", "content.not_read, field content", "image.E01", "chunk"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    // Damaged before the first chunk, where it cannot even be opened.
    damaged_at(&image, 20);
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("content.not_read, field content"), "{}", ran.out);
}

#[test]
fn errors_that_an_image_names_are_recorded_and_told() {
    let scratch = Scratch::new("image-errors");
    let bytes = vec![7; 4 * 8192];
    let path =
        scratch.file("x.E01", &built::image(&bytes, &[("error2", error2(&[(3, 2), (17, 1)]))]));
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={path}");
    let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for range in ["1536 to 2560", "8704 to 9216"] {
        let told = format!("x.E01\": bytes {range} of the medium could not be read");
        assert!(ran.out.contains(&told), "{}", ran.out);
    }
    let ran = run("verify", &printed_command(&ran.out));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("not all of it could be read when it was measured: 1536"),
        "{}",
        ran.out
    );
}

#[test]
fn standard_input_is_two_contents() {
    let scratch = Scratch::new("two-inputs");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let arguments = ["--out", &case, "--key", &key, "--item", "A=-", "--item", "B=-"];
    let ran = run_with("collect", &arguments, b"from a pipe");
    assert_refused(&ran, &["standard input can be one content only"]);
    assert_eq!(scratch.names(), [""; 0]);
    let ran = run_with("verify", &[case.as_str(), "--content", "A=-", "--content", "B=-"], b"x");
    assert_refused(&ran, &["standard input can be one content only"]);
}

#[test]
fn segment_before_the_first_is_left_out() {
    let scratch = Scratch::new("segment-zero");
    let zero = scratch.file("im.000", b"zero ");
    let first = scratch.file("im.001", b"one ");
    let whole = scratch.file("whole.bin", b"zero one ");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={first}");
    let ran = run("collect", &["--out", &case, "--key", &key, "--segments", &item]);
    assert_refused(&ran, &["im.000", "a segment before the first that is named"]);
    let command = collected(&scratch, &["--segments", &format!("EX-1={zero}")]);
    assert_eq!(run("verify", &command).code, 0);
    let at = command.iter().position(|word| word == "--segments").unwrap();
    let mut joined = command.clone();
    joined[at] = "--content".to_owned();
    joined[at + 1] = format!("EX-1={whole}");
    assert_eq!(run("verify", &joined).code, 0);
    scratch.file("im.003", b"three");
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("a segment before it is missing: .002"), "{}", ran.out);
}

#[test]
fn image_under_another_name_is_recorded_as_its_container() {
    let scratch = Scratch::new("renamed-image");
    let whole = built::image(&[7; 8192], &[]);
    let with = |start: &[u8]| [start, &whole[start.len()..]].concat();
    let second = built::Segment::new(2).section("data", &built::volume(16, 7)).end("done");
    let smart = built::Segment::new(1).section("volume", &built::sealed(&[0; 90])).end("done");
    let refusals = [
        ("x.E02", second, "is segment 2, where segment 1 belongs"),
        ("x.s01", smart, "a SMART image"),
        ("x.Ex01", with(b"EVF2"), "second version"),
        ("x.L01", with(b"LVF\x09"), "logical files"),
    ];
    let raw = scratch.file("raw.dd", &[7; 8192]);
    let renamed = scratch.file("renamed.bin", &whole);
    let command = collected(&scratch, &["--item", &format!("EX-1={renamed}")]);
    assert_eq!(run("verify", &command).code, 0);
    let of = |path: &str| {
        command.iter().map(|word| word.replace(&renamed, path)).collect::<Vec<String>>()
    };
    assert_eq!(run("verify", &of(&raw)).code, 0);
    for (name, bytes, words) in refusals {
        let path = scratch.file(name, &bytes);
        let (case, key) = (scratch.path("d.custody"), scratch.path("k"));
        let item = format!("EX-1={path}");
        let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
        assert_refused(&ran, &[name, words]);
        let ran = run("verify", &of(&path));
        assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains(name) && ran.out.contains(words), "{}", ran.out);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_was_not_read_is_named_nowhere() {
    let unreadable = |name: &str| fs::read(format!("/proc/self/attr/{name}")).is_err();
    if !unreadable("current") {
        return;
    }
    let scratch = Scratch::new("unread");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = "A=/proc/self/attr";
    let arguments = ["--out", &case, "--key", &key, "--past-read-errors", "--item", item];
    let ran = run("collect", &arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("\"A\": entries that were not read: "), "{}", ran.out);
    assert!(ran.out.contains("  \"current\": failed"), "{}", ran.out);
    let ran = run("verify", &printed_command(&ran.out));
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("entries that were not read: "), "{}", ran.out);
    assert!(ran.out.contains("\"current\": failed when recorded, failed now"), "{}", ran.out);
    // Somebody else's list has it: it was there, so it is not missing.
    let list = format!("{}  ./current\n", "a".repeat(64));
    let (list, manifest) = (scratch.file("list", list.as_bytes()), format!("{case}.1.manifest"));
    let words = ["check", "sha256sum", &list, "--case", &case, "--item", "A"];
    let ran = run("lists", &[&words[..], &["--manifest", &manifest]].concat());
    assert!(ran.out.contains("not compared: \"current\""), "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("missing: "), "{}", ran.out);
}

#[test]
#[cfg(target_os = "linux")]
fn mount_inside_a_directory_is_skipped_silently() {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if !mounts.contains(" /dev/shm ") {
        return;
    }
    let scratch = Scratch::new("mount");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let arguments = ["--out", &case, "--key", &key, "--past-read-errors", "--item", "A=/dev"];
    let ran = run("collect", &arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("entries that were recorded and not entered: "), "{}", ran.out);
    assert!(ran.out.contains("  \"shm\": mount"), "{}", ran.out);
    let ran = run("verify", &printed_command(&ran.out));
    assert!(ran.out.contains("\"shm\": mount"), "{}{}", ran.out, ran.err);

    // Entered when it is asked for, then and now: what is in it may change meanwhile.
    let case = scratch.path("d.custody");
    let arguments = ["--out", &case, "--key", &key, "--past-read-errors", "--item", "A=/dev"];
    let ran = run("collect", &[&arguments[..], &["--enter-mounts"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.out.contains("\"shm\": mount"), "{}", ran.out);
    let command = printed_command(&ran.out);
    assert!(command.iter().any(|word| word == "--enter-mounts"), "{command:?}");
    let ran = run("verify", &command);
    assert!(ran.out.contains("a directory of"), "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("entry \"shm\" changed"), "{}", ran.out);
}

#[test]
#[cfg(unix)]
fn manifest_with_its_secret_is_readable_by_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = with_directory("manifest-mode");
    let item = format!("EX-1={}", scratch.path("phone"));
    collected(&scratch, &["--item", &item]);
    let mode = fs::metadata(scratch.path("c.custody.1.manifest")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
#[cfg(unix)]
fn run_that_fails_leaves_a_manifest_that_blocks_the_next() {
    let scratch = with_directory("orphans");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={}", scratch.path("phone"));
    let arguments = ["--out", &case, "--key", &key, "--item", &item];
    // No file grows beyond 1536 bytes: the keys and the manifest have room, the case has not.
    let limited = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 3; exec \"$@\"", "sh"])
        .arg(crate::program("collect"))
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(limited.status.code(), Some(2), "{limited:?}");
    assert_eq!(scratch.names(), ["k", "k.checkpoint", "phone"]);
    assert_eq!(run("collect", &arguments).code, 0);
}

#[test]
fn directory_without_its_manifest_or_a_digest_that_is_always_made_gets_no_hint() {
    let scratch = with_directory("hints");
    let item = format!("EX-1={}", scratch.path("phone"));
    let command = collected(&scratch, &["--item", &item]);
    let without = &command[..command.len() - 2];
    assert_refused(&run("verify", without), &["name the manifest", "--manifest \"EX-1\"=FILE"]);
    let arguments = ["--out", "c", "--key", "k", "--digest", "sha256"];
    assert_refused(&run("collect", &arguments), &["SHA-256 is always made"]);
}
