//! The tag files of a new bag.

use crate::encoding::Hex;
use crate::evidence::{ItemHasher, Options};
use crate::interop::bag::manifest::Manifest;
use crate::interop::bag::oxum::Oxum;
use crate::interop::bag::path::{PAYLOAD, check_within, encode};
use crate::interop::bag::tags::declaration;
use crate::interop::bag::{BagInfo, WriteBagError};
use crate::interop::lists::{
    FileList, Inexpressible, ListAlgorithm, ListColumn, Listed, ListedPath, MAX_LINE,
    WriteListError, inexpressible, name_is_there, size_of_line,
};

/// A tag file: what to write at the top of a bag.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TagFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// Returns the tag files of a bag with this payload: `bagit.txt`, `bag-info.txt` with the
/// `Payload-Oxum`, and a manifest and a tag manifest for each digest.
///
/// The names of the payload begin with `data/`; the files must be there, or be put there, by the
/// caller. RFC 8493 asks for `%` in a name to be written as `%25`; bagit.py up to 1.9.0 does not
/// read that and says that such a file is missing.
///
/// # Errors
/// [`WriteBagError`]: a name that is not UTF-8 or leads out of the bag, a file without a size or a digest, a
/// label or value that is not one line.
///
/// # Examples
/// ```
/// use handseal::interop::bag::{BagInfo, write_bag};
/// use handseal::interop::lists::{FileList, ListAlgorithm, Listed};
///
/// let mail = handseal::measure_reader(&b"abc"[..], handseal::Options::default())?;
/// let mut payload = FileList::new();
/// payload.insert("data/mail.eml".into(), Listed::from(&mail))?;
/// let case = BagInfo { label: "External-Identifier".into(), value: "2041/26".into() };
///
/// let files = write_bag(&payload, &[ListAlgorithm::Sha256], &[case])?;
/// let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
/// let expected = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"];
/// assert_eq!(names, expected);
/// assert!(files[1].content.ends_with(b"Payload-Oxum: 3.1\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// RFC 8493 §2.
pub fn write_bag(
    payload: &FileList,
    digests: &[ListAlgorithm],
    info: &[BagInfo],
) -> Result<Vec<TagFile>, WriteBagError> {
    check_digests(digests)?;
    let mut sizes = Vec::with_capacity(payload.len());
    for (path, listed) in payload.iter() {
        check_name(path)?;
        let missing = || WriteListError::Missing { path: path.clone(), column: ListColumn::Size };
        sizes.push(listed.size.ok_or_else(missing)?);
    }

    let mut files = vec![
        TagFile { name: "bagit.txt".to_owned(), content: declaration() },
        TagFile { name: "bag-info.txt".to_owned(), content: written_info(info, Oxum::of(sizes))? },
    ];
    for algorithm in digests {
        files.push(written_manifest(Manifest::Payload, *algorithm, payload)?);
    }

    let mut tags = FileList::new();
    for TagFile { name, content } in &files {
        let digests = digests.iter().copied().filter_map(ListAlgorithm::measured_as).collect();
        let mut hasher = ItemHasher::new(Options { digests, ..Options::default() });
        hasher.update(content);
        // Each name is another: nothing can conflict.
        let _ = tags.insert(name.as_str().into(), Listed::from(&hasher.finish()));
    }
    for algorithm in digests {
        files.push(written_manifest(Manifest::Tag, *algorithm, &tags)?);
    }
    Ok(files)
}

/// Each once, and each made here.
fn check_digests(digests: &[ListAlgorithm]) -> Result<(), WriteListError> {
    for (at, algorithm) in digests.iter().copied().enumerate() {
        if !ListAlgorithm::COMPARED.contains(&algorithm) {
            return Err(WriteListError::NotOfThisFormat { algorithm });
        }
        if digests.iter().take(at).any(|before| *before == algorithm) {
            return Err(WriteListError::Columns);
        }
    }
    if digests.is_empty() { Err(WriteListError::Columns) } else { Ok(()) }
}

fn check_name(path: &ListedPath) -> Result<(), WriteBagError> {
    name_is_there(path)?;
    if !path.as_bytes().starts_with(PAYLOAD) {
        return Err(WriteBagError::NotPayload { path: path.clone() });
    }
    if str::from_utf8(path.as_bytes()).is_err() {
        return Err(inexpressible(path, Inexpressible::NotUtf8).into());
    }
    if check_within(path).is_err() {
        return Err(inexpressible(path, Inexpressible::Unsafe).into());
    }
    Ok(())
}

const OXUM: &str = "Payload-Oxum";

fn written_info(info: &[BagInfo], oxum: Oxum) -> Result<Vec<u8>, WriteBagError> {
    let mut text = String::new();
    for BagInfo { label, value } in info {
        let one_line = [label, value]
            .iter()
            .all(|part| part.trim() == part.as_str() && !part.contains(['\n', '\r', '\0']));
        // A second one would say something else of the payload.
        let is_second = label.eq_ignore_ascii_case(OXUM);
        if !one_line || label.is_empty() || label.contains(':') || is_second {
            return Err(WriteBagError::Info { label: label.as_str().into() });
        }
        text.push_str(&format!("{label}: {value}\n"));
    }
    text.push_str(&format!("{OXUM}: {oxum}\n"));
    Ok(text.into_bytes())
}

fn written_manifest(
    manifest: Manifest,
    algorithm: ListAlgorithm,
    list: &FileList,
) -> Result<TagFile, WriteListError> {
    let mut content = Vec::new();
    for (path, listed) in list.iter() {
        let column = ListColumn::Digest(algorithm);
        let digest = listed.digest(algorithm);
        let digest =
            digest.ok_or_else(|| WriteListError::Missing { path: path.clone(), column })?;
        let mut line = format!("{}  ", Hex(digest)).into_bytes();
        line.extend(encode(path));
        size_of_line(path, line.len(), MAX_LINE)?;
        content.extend(line);
        content.push(b'\n');
    }
    Ok(TagFile { name: manifest.name(algorithm), content })
}
