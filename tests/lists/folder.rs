//! A folder of files with all the names that lists get wrong, and what is measured of it.

use std::fs;
use std::path::{Path, PathBuf};

use handseal::evidence::{DigestAlgorithm, Options, measure_file};
use handseal::interop::lists::{FileList, Listed, ListedPath};

/// Names that every list can say, and every system has.
pub(crate) const PLAIN: [&[u8]; 13] = [
    b"# no comment",
    b"%%%% HASHDEEP-1.0",
    b"-dash",
    b"SHA256 (a) = b",
    b"a (1)",
    b"caf\xc3\xa9",
    b"com,ma, and another",
    b"empty",
    b"folder/below",
    b"folder/deep/er",
    b"plain",
    b"two  spaces",
    b" before",
];

/// Names that other systems do not have, or have to be escaped somewhere. macOS takes the first for
/// one of those above, and has only UTF-8.
#[cfg(target_os = "linux")]
pub(crate) const ODD: [&[u8]; 9] = [
    b"cafe\xcc\x81",
    b"*asterisk",
    b"quo\"te",
    b"tab\there",
    b"back\\slash",
    b"cr\rwithin",
    b"bidi\xe2\x80\xaename",
    b"not\xffutf-8\xc3",
    b"behind ",
];

/// Names with a line break, which hashdeep cannot say.
#[cfg(target_os = "linux")]
pub(crate) const BREAKING: [&[u8]; 3] = [b"new\nline", b"a\\nb\nc", b"ends in cr\r"];

/// A folder of its own, removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lists-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// A folder `name` with a file for each name; the content tells them apart.
    pub(crate) fn with(name: &str, names: &[&[u8]]) -> Self {
        let folder = Self::new(name);
        for name in names {
            let content = [b"content of ", *name].concat();
            folder.file(name, if *name == b"empty" { b"" } else { &content });
        }
        folder
    }

    pub(crate) fn file(&self, name: &[u8], content: &[u8]) {
        let path = self.0.join(ListedPath::from(name).to_path().unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Every file below, measured, with names as from within the folder.
    pub(crate) fn measured(&self) -> Vec<(ListedPath, Listed)> {
        let digests = DigestAlgorithm::ALL.iter().copied().collect();
        let options = Options { digests, ..Options::default() };
        let mut folders = vec![self.0.clone()];
        let mut measured = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = ListedPath::of(path.strip_prefix(&self.0).unwrap()).unwrap();
                    measured.push((name, Listed::from(&measure_file(&path, options).unwrap())));
                }
            }
        }
        measured
    }

    /// The same as a list, with `before` before each name.
    pub(crate) fn list(&self, before: &str) -> FileList {
        let mut list = FileList::new();
        for (path, listed) in self.measured() {
            let name = [before.as_bytes(), path.as_bytes()].concat();
            list.insert(name.into(), listed).unwrap();
        }
        list
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
