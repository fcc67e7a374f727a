//! Proofs whose fields do not fit each other.

use ciborium::Value;
use handseal::verify::MetadataShown;

use crate::edit::{Parts, edited};
use crate::made::content_proofs::{Desk, MAIL, refused};
use crate::vector::{Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let desk = Desk::new();
    let (file, alone) = (desk.bytes(0, 1), desk.entry(MAIL, MetadataShown::None));
    let descriptor = Parts::of(&alone).get("descriptor").clone();
    let shows = |file: &[u8]| Parts::of(file).get("shows").clone();
    let (parts, entry) = (shows(&file), shows(&alone));
    let imported = {
        let disclosed: Value = ciborium::from_reader(desk.entry.disclosures()).unwrap();
        disclosed.as_array().unwrap()[2].clone()
    };
    vec![
        refused(
            &[file.as_slice(), b"\0"].concat(),
            None,
            tells(
                "content_proof_with_a_byte_behind_it",
                &["F10.1"],
                "A byte stands behind the proof.",
            ),
            "content_proof.format",
        ),
        refused(
            &edited(&file, |file| *file.shown("shows") = Value::from("fragment")),
            None,
            tells(
                "content_proof_that_shows_something_else",
                &["F10.1"],
                "What is shown is of a kind that the grammar does not have.",
            ),
            "content_proof.format",
        ),
        refused(
            &edited(&file, |file| *file.get("entry") = Value::Bytes(vec![0xa0])),
            None,
            tells(
                "content_proof_without_an_entry",
                &["F10.2"],
                "In the place of the entry is an empty map.",
            ),
            "content_proof.format",
        ),
        refused(
            &edited(&file, |file| {
                *file.get("item") = Value::from("item:00000000000000000000000000000000");
            }),
            None,
            tells(
                "content_proof_of_an_item_that_the_entry_does_not_have",
                &["F10.2"],
                "The entry states no content of the item.",
            ),
            "content_proof.no_content",
        ),
        refused(
            &edited(&file, |file| *file.get("descriptor") = descriptor),
            None,
            tells(
                "content_proof_with_the_descriptor_of_another_item",
                &["F10.3"],
                "The disclosure opens another commitment of the entry.",
            ),
            "content_proof.descriptor",
        ),
        refused(
            &edited(&alone, |file| *file.get("shows") = parts),
            None,
            tells("content_proof_of_parts_of_a_directory", &["F10.4"], "A directory has no parts."),
            "content_proof.no_parts",
        ),
        refused(
            &edited(&file, |file| {
                *file.get("item") = Value::from(desk.imported.to_string());
                *file.get("descriptor") = imported;
            }),
            None,
            tells(
                "content_proof_of_an_imported_digest",
                &["F10.4"],
                "The digest of the content was imported, so it has no parts.",
            ),
            "content_proof.no_parts",
        ),
        refused(
            &edited(&file, |file| *file.get("shows") = entry),
            None,
            tells(
                "content_proof_of_an_entry_of_what_is_no_directory",
                &["F10.7"],
                "The content is not that of a directory.",
            ),
            "content_proof.no_directory",
        ),
    ]
}
