//! Proofs of entries of a directory.

use ciborium::Value;
use handseal::verify::MetadataShown;

use crate::edit::{Parts, edited};
use crate::made::content_proofs::{Desk, MAIL, refused, shown};
use crate::vector::{Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let desk = Desk::new();
    let (alone, told) =
        (desk.entry(MAIL, MetadataShown::None), desk.entry(MAIL, MetadataShown::All));
    let link = desk.entry(b"shortcut", MetadataShown::None);
    let other = Parts::of(&desk.entry(b"mail", MetadataShown::All)).shown("metadata").clone();
    let salted = edited(&told, |file| {
        let Value::Map(fields) = file.shown("metadata") else { panic!("no map") };
        fields[1].1 = Value::Bytes(vec![0; 16]);
    });
    vec![
        shown(
            &alone,
            None,
            tells(
                "content_proof_of_a_file_of_a_directory",
                &["F10.7", "F10.10", "F11.8", "F11.9"],
                "One file of a directory is shown: its path, length and digests, and nothing of the others.",
            ),
        ),
        shown(
            &told,
            Some(b"From: a"),
            tells(
                "content_proof_of_a_file_with_its_metadata_and_bytes",
                &["F10.8", "F10.9", "F11.9"],
                "The metadata of the file are shown, too, and the bytes that are given are its bytes.",
            ),
        ),
        shown(
            &link,
            None,
            tells("content_proof_of_a_link", &["F10.7"], "A link and its target are shown."),
        ),
        refused(
            &edited(&alone, |file| *file.shown("index") = Value::from(3)),
            None,
            tells(
                "content_proof_of_an_entry_at_another_place",
                &["F10.7"],
                "The index is that of the next entry.",
            ),
            "content_proof.root",
        ),
        refused(
            &edited(&alone, |file| *file.shown("salt") = Value::Bytes(vec![0; 16])),
            None,
            tells(
                "content_proof_of_an_entry_with_another_salt",
                &["F10.7", "F11.8"],
                "The salt is another one.",
            ),
            "content_proof.root",
        ),
        refused(
            &edited(&alone, |file| *file.shown("index") = Value::from(8)),
            None,
            tells(
                "content_proof_of_an_entry_that_is_not_there",
                &["F10.7"],
                "The directory has eight entries, and the index is 8.",
            ),
            "content_proof.place",
        ),
        refused(
            &edited(&alone, |file| file.path().push(Value::Bytes(vec![1; 32]))),
            None,
            tells(
                "content_proof_of_an_entry_with_a_path_too_long",
                &["F10.7"],
                "The path has a hash more than eight entries need.",
            ),
            "content_proof.place",
        ),
        refused(
            &edited(&told, |file| *file.shown("metadata") = other),
            None,
            tells(
                "content_proof_with_metadata_of_another_entry",
                &["F10.8"],
                "The metadata are of another path.",
            ),
            "content_proof.place",
        ),
        refused(
            &salted,
            None,
            tells(
                "content_proof_with_other_metadata",
                &["F10.8"],
                "The metadata do not lead to their root: their salt is another one.",
            ),
            "content_proof.metadata",
        ),
        refused(
            &link,
            Some(b"From: a"),
            tells(
                "content_proof_of_a_link_with_bytes",
                &["F10.9"],
                "Bytes are held against an entry that is no file.",
            ),
            "content_proof.no_file",
        ),
        refused(
            &alone,
            Some(b"From: ab"),
            tells(
                "content_proof_of_a_file_that_is_longer",
                &["F10.9"],
                "The bytes that are given are one more than the file has.",
            ),
            "content_proof.length",
        ),
        refused(
            &alone,
            Some(b"From: b"),
            tells(
                "content_proof_of_another_file",
                &["F10.9"],
                "The bytes that are given are others of the same length.",
            ),
            "content_proof.digest",
        ),
    ]
}
