//! Two states of a directory.

use handseal::event::{Acquired, AcquiredItem, Content, Subject};
use handseal::evidence::directory::{EntryType, Unread};
use handseal::verify::Code;

use crate::cases::Ledger;
use crate::made::Case;
use crate::made::directories::lines::{Line, entry, file, link, manifest, measured, unread};
use crate::vector::{Place, Vector, tells};

/// A case in which these were acquired as a directory, which is given as `now`.
fn given(before: &[Line], now: &[Line]) -> Case {
    with_manifests(before, &manifest(before), &manifest(now))
}

/// The same, with the bytes of the two manifests that are given.
fn with_manifests(signed: &[Line], before: &[u8], now: &[u8]) -> Case {
    let signed = manifest(signed);
    let mut ledger = Ledger::new();
    let (id, chief) = (ledger.item(), ledger.chief.clone());
    let content = Content::directory(&measured(&signed), &mut ledger.salts);
    let body = Acquired::of(ledger.case, vec![AcquiredItem::of(id, content)]);
    let item = Subject::Item(id);
    ledger.act(body, &[item.clone()], &chief);
    Case::of(&ledger).directory(&item, before, now)
}

fn without(lines: Vec<Line>, path: &[u8]) -> Vec<Line> {
    lines.into_iter().filter(|(entry, _)| entry.path.as_bytes() != path).collect()
}

pub(crate) fn all() -> Vec<Vector> {
    let differs = |case: Case, tells| case.refused(tells, Code::ContentPartMismatch, Place::end());
    let simple = || vec![file(b"a", b"one"), file(b"b", b"two"), link(b"c", b"a")];
    let mut told = simple();
    told[0].1.mode = Some(0o600);
    let mut changed = simple();
    changed[0] = file(b"a", b"three");
    changed[2] = link(b"c", b"b");
    let mut types = simple();
    types[2] = entry(b"c", EntryType::Directory);
    let mut closed = simple();
    closed.push(entry(b"d", EntryType::Loop));
    closed.push(entry(b"e", EntryType::Mount));
    let mut moved = vec![simple().swap_remove(1), link(b"c", b"a"), file(b"z", b"one")];
    moved.sort_by(|one, other| one.0.path.cmp(&other.0.path));
    let mut empty = simple();
    empty[0] = file(b"a", b"");
    let mut empty_moved = without(empty.clone(), b"a");
    empty_moved.push(file(b"z", b""));
    let mut hidden = simple();
    hidden[0] = unread(b"a");
    let folders = vec![
        file(b"a", b"one"),
        entry(b"d", EntryType::Directory),
        file(b"d.x", b"two"),
        file(b"d/x", b"three"),
        entry(b"m", EntryType::Directory),
        file(b"m/x", b"four"),
    ];
    let mut shut = without(without(folders.clone(), b"d/x"), b"m/x");
    shut[1].0.unread = Some(Unread::Denied);
    shut[3] = entry(b"m", EntryType::Mount);
    let strange = vec![file(b"new\n\"x\"", b"1"), file(b"\xd0\x96", b"2"), file(b"\xff", b"3")];
    vec![
        given(&simple(), &simple()).allowed(tells(
            "directory_that_is_what_it_was",
            &["F11.10", "F11.7", "V9.2"],
            "The directory has the entries that were signed, and no others.",
        )),
        given(&simple(), &told).allowed(tells(
            "directory_of_which_only_metadata_differ",
            &["F11.12"],
            "The mode of a file is another one. That is counted, and is no finding.",
        )),
        given(&simple(), &hidden).allowed_with(
            tells(
                "directory_of_which_a_file_cannot_be_read_any_more",
                &["F11.10", "V9.4"],
                "A file is there under its path and could not be read, so it was not compared.",
            ),
            Code::ContentNotKnown,
            Place::end(),
        ),
        given(&folders, &shut).allowed_with(
            tells(
                "directory_of_which_folders_are_not_looked_into_any_more",
                &["F11.10", "V9.4"],
                "Of two folders one could not be read, and one was not entered since another file system is mounted \
                 there: what was recorded below them is not compared, and not missing.",
            ),
            Code::ContentNotKnown,
            Place::end(),
        ),
        given(&shut, &folders).allowed_with(
            tells(
                "directory_of_which_folders_were_not_looked_into",
                &["F11.10", "V9.4"],
                "The same the other way round: what is below them now is not compared, and was not added.",
            ),
            Code::ContentNotKnown,
            Place::end(),
        ),
        given(&closed, &closed).allowed(tells(
            "directory_with_a_mount_and_a_loop",
            &["F11.6", "V9.2"],
            "One directory is where another file system is mounted, and one leads back to a directory above: \
             both are recorded, neither was entered, and the report names them.",
        )),
        with_manifests(&simple(), &manifest(&types), &manifest(&simple())).allowed_with(
            tells(
                "directory_given_with_a_manifest_that_was_not_signed",
                &["V9.5", "F11.7"],
                "The manifest given makes other roots than were signed: it is not believed, and nothing is compared.",
            ),
            Code::ContentNotRead,
            Place::end(),
        ),
        with_manifests(&simple(), &manifest(&simple()), &manifest(&simple())[..40]).allowed_with(
            tells(
                "directory_told_of_by_a_damaged_manifest",
                &["V9.5"],
                "The manifest of what the directory is now ends too early: nothing is compared.",
            ),
            Code::ContentNotRead,
            Place::end(),
        ),
        differs(
            given(&simple(), &without(simple(), b"b")),
            tells("directory_that_lacks_a_file", &["F11.10", "V9.2"], "A file is missing."),
        ),
        differs(
            given(&without(simple(), b"b"), &simple()),
            tells("directory_that_has_a_file_more", &["F11.10", "V9.2"], "A file was added."),
        ),
        differs(
            given(&simple(), &changed),
            tells(
                "directory_with_a_changed_file_and_a_changed_link",
                &["F11.10", "V9.2"],
                "A file has another length and digest, a link another target.",
            ),
        ),
        differs(
            given(&simple(), &types),
            tells(
                "directory_in_the_place_of_a_link",
                &["F11.10"],
                "What was a link is a directory: only that is said of it.",
            ),
        ),
        differs(
            given(&simple(), &moved),
            tells(
                "directory_with_a_renamed_file",
                &["F11.11"],
                "A file is missing under one path, and one with its size and digests was added under another.",
            ),
        ),
        differs(
            given(&empty, &empty_moved),
            tells(
                "directory_with_an_empty_file_under_another_name",
                &["F11.11"],
                "An empty file is missing and another was added: nothing says that it is the same.",
            ),
        ),
        differs(
            given(&[], &strange),
            tells(
                "directory_with_names_that_are_hard_to_write",
                &["V9.2"],
                "Files were added whose names hold a line feed and quotation marks, letters that are not ASCII, \
                 and bytes that are not UTF-8.",
            ),
        ),
    ]
}
