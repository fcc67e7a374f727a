//! Manifests with a record or a header that the format does not allow.

use crate::made::directories::lines::{HEADER, SECRET, file, manifest, record};
use crate::made::directories::refused;
use crate::vector::{Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = refused_records();
    all.extend(refused_headers());
    all
}

/// A manifest of two files, the second record made of these halves.
fn second(entry: &[u8], metadata: &[u8]) -> Vec<u8> {
    [manifest(&[file(b"a", b"one")]), record(entry, metadata)].concat()
}

/// A map of CBOR, written as it is.
fn map(fields: &[(&str, ciborium::Value)]) -> Vec<u8> {
    let fields = fields.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
    let mut bytes = Vec::new();
    ciborium::into_writer(&ciborium::Value::Map(fields), &mut bytes).unwrap();
    bytes
}

fn octets(bytes: &[u8]) -> ciborium::Value {
    ciborium::Value::Bytes(bytes.to_vec())
}

fn refused_records() -> Vec<Vector> {
    let (b, told) = file(b"b", b"two");
    let (a, _) = file(b"a", b"one");
    let (_, other) = file(b"c", b"");
    let (b_bytes, told_bytes) = (b.to_bytes(), told.to_bytes());
    let of_path = |path: &[u8]| {
        let path = ("path", octets(path));
        second(&map(&[path.clone(), ("type", "directory".into())]), &map(&[path]))
    };
    let typed = |fields: &[(&str, ciborium::Value)]| second(&map(fields), &told_bytes);
    let (path, sha256) = (("path", octets(b"b")), ("sha256", octets(&[1; 32])));
    let (size, a_file) = (("size", 3.into()), ("type", "file".into()));
    let same_as = map(&[("path", octets(b"b")), ("same_as", octets(b"c"))]);
    vec![
        refused(
            &manifest(&[file(b"b", b""), file(b"a", b"")]),
            tells(
                "manifest_out_of_order",
                &["F11.2"],
                "The second path stands before the first in the order of their bytes.",
            ),
            "manifest.order",
        ),
        refused(
            &second(&a.to_bytes(), &file(b"a", b"").1.to_bytes()),
            tells("manifest_with_a_path_twice", &["F11.2"], "Two entries have one path."),
            "manifest.order",
        ),
        refused(
            &second(&b_bytes, &other.to_bytes()),
            tells(
                "manifest_with_metadata_of_another_path",
                &["F11.6"],
                "The two halves of a record are about two paths.",
            ),
            "manifest.metadata",
        ),
        refused(
            &second(&b_bytes, &same_as),
            tells(
                "manifest_with_a_first_path_that_comes_later",
                &["F11.6"],
                "The path in same_as stands behind the entry.",
            ),
            "manifest.format",
        ),
        refused(
            &typed(&[path.clone(), size.clone(), a_file.clone()]),
            tells(
                "manifest_with_a_file_without_a_digest",
                &["F11.4"],
                "A file that was read has no SHA-256.",
            ),
            "manifest.format",
        ),
        refused(
            &typed(&[path.clone(), size.clone(), ("type", "link".into()), sha256.clone()]),
            tells(
                "manifest_with_a_link_that_has_a_size",
                &["F11.4"],
                "A link has size and SHA-256, and no target.",
            ),
            "manifest.format",
        ),
        refused(
            &typed(&[path.clone(), size, a_file, sha256, ("unread", "failed".into())]),
            tells(
                "manifest_with_an_unread_file_that_has_a_digest",
                &["F11.4"],
                "A file that was not read has a size and a SHA-256.",
            ),
            "manifest.format",
        ),
        refused(
            &typed(&[path, ("type", "link".into()), ("target", octets(&[b'x'; 32_769]))]),
            tells(
                "manifest_with_a_target_that_is_too_long",
                &["F11.4"],
                "The target of a link has 32 769 bytes.",
            ),
            "manifest.format",
        ),
        refused(
            &of_path(b"b/../c"),
            tells(
                "manifest_with_a_path_that_leads_out",
                &["F11.5"],
                "A name in a path is two dots.",
            ),
            "manifest.format",
        ),
        refused(
            &of_path(b"b//c"),
            tells("manifest_with_an_empty_name", &["F11.5"], "A name in a path is empty."),
            "manifest.format",
        ),
        refused(
            &of_path(b"b\0c"),
            tells(
                "manifest_with_a_zero_byte_in_a_path",
                &["F11.5"],
                "A name in a path holds a zero byte.",
            ),
            "manifest.format",
        ),
        refused(
            &[second(&b_bytes, &told_bytes), vec![0x82]].concat(),
            tells(
                "manifest_that_ends_in_a_record",
                &["F11.6"],
                "The manifest ends inside its last record.",
            ),
            "manifest.format",
        ),
    ]
}

fn refused_headers() -> Vec<Vector> {
    let good = manifest(&[]);
    let listing = good.iter().enumerate().map(|(at, byte)| match at {
        14..22 => b"listing\0"[at - 14],
        _ => *byte,
    });
    let listing: Vec<u8> = listing.collect();
    let short = [&HEADER[..HEADER.len() - 1], &[0x1f], &SECRET[1..]].concat();
    let mut second = good.clone();
    second[13] = 2;
    vec![
        refused(
            &listing,
            tells("manifest_of_another_kind", &["F11.6"], "The header does not say manifest."),
            "manifest.format",
        ),
        refused(
            &short,
            tells("manifest_with_a_short_secret", &["F11.3", "F11.6"], "The secret has 31 bytes."),
            "manifest.format",
        ),
        refused(
            &second,
            tells("manifest_of_version_two", &["F11.6"], "The number in the header is 2."),
            "manifest.format",
        ),
        refused(
            &good[3..],
            tells("manifest_without_its_tag", &["F11.6"], "The header has no tag 55799."),
            "manifest.format",
        ),
    ]
}
