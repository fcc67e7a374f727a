//! Directories: manifests, what they make, and two states compared. F11.

mod compared;
pub(crate) mod lines;
mod records;

use handseal::evidence::Sha256Digest;
use handseal::evidence::directory::DirectoryMeasurement;

use crate::hex::hex;
use crate::vector::{Question, Tells, Vector, object, tells};
use lines::{Line, file, manifest, measured, phone};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = whole();
    all.extend(records::all());
    all.extend(other_values());
    all.extend(compared::all());
    all
}

/// A question about a manifest: does it make what is said?
fn makes(manifest: &[u8], what: &DirectoryMeasurement) -> Question {
    object(
        "manifest",
        &[
            ("hex", hex(manifest).into()),
            ("entries", what.entries.into()),
            ("bytes", what.bytes.into()),
            ("size", what.size.into()),
            ("sha256", hex(&what.sha256.0).into()),
            ("content_root", hex(&what.content_root.0).into()),
            ("metadata_root", hex(&what.metadata_root.0).into()),
        ],
    )
}

fn allowed(lines: &[Line], tells: Tells) -> Vector {
    let manifest = manifest(lines);
    makes(&manifest, &measured(&manifest)).accepted(tells)
}

/// What an empty directory makes, asked of these bytes: they are refused before that is compared.
fn refused(manifest: &[u8], tells: Tells, code: &'static str) -> Vector {
    makes(manifest, &measured(&self::manifest(&[]))).refused(tells, code)
}

fn whole() -> Vec<Vector> {
    let one = [file(b"a", b"one")];
    vec![
        allowed(
            &[],
            tells(
                "manifest_of_an_empty_directory",
                &["F11.1", "F11.2", "F11.3", "F11.6"],
                "A directory without an entry has a listing all the same, which begins with the secret.",
            ),
        ),
        allowed(
            &one,
            tells(
                "manifest_of_one_file",
                &["F11.1", "F11.6", "F11.8", "F11.9"],
                "The tree over one entry has the entry's leaf as its root.",
            ),
        ),
        allowed(
            &phone(),
            tells(
                "manifest_of_what_a_directory_can_have",
                &["F11.2", "F11.4", "F11.5", "F11.6", "F11.8"],
                "Files with all digests, two names of one file, a directory, a link, a device, a \
                 pipe and a file that was not read. The entries ascend by the bytes of their paths.",
            ),
        ),
    ]
}

/// A manifest that makes something else than what is asked.
fn other_values() -> Vec<Vector> {
    let manifest = manifest(&phone());
    let good = measured(&manifest);
    let other = |tells, code, change: fn(&mut DirectoryMeasurement)| {
        let mut other = good;
        change(&mut other);
        makes(&manifest, &other).refused(tells, code)
    };
    vec![
        other(
            tells(
                "manifest_of_fewer_entries_than_were_signed",
                &["F11.1"],
                "One entry more was signed.",
            ),
            "manifest.entries",
            |signed| signed.entries += 1,
        ),
        other(
            tells(
                "manifest_of_more_bytes_than_were_signed",
                &["F11.1"],
                "A file with two names was counted once; it counts for each.",
            ),
            "manifest.bytes",
            |signed| signed.bytes -= 7,
        ),
        other(
            tells(
                "manifest_whose_listing_has_another_length",
                &["F11.1", "F11.3"],
                "The length is that of a listing without the secret.",
            ),
            "manifest.size",
            |signed| signed.size -= 34,
        ),
        other(
            tells(
                "manifest_whose_listing_has_another_digest",
                &["F11.7", "F11.2"],
                "The SHA-256 is that of another listing.",
            ),
            "manifest.sha256",
            |signed| signed.sha256 = Sha256Digest([0; 32]),
        ),
        other(
            tells(
                "manifest_with_another_content_root",
                &["F11.7", "F11.8", "F11.9"],
                "The content root is that of the metadata, whose leaves have other salts.",
            ),
            "manifest.content_root",
            |signed| signed.content_root = signed.metadata_root,
        ),
        other(
            tells(
                "manifest_with_another_metadata_root",
                &["F11.7", "F11.8"],
                "The metadata root is another one.",
            ),
            "manifest.metadata_root",
            |signed| signed.metadata_root.0[31] ^= 1,
        ),
    ]
}
