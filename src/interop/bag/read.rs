//! The tag files of a bag.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

use crate::interop::bag::manifest::{Manifest, read_fetch, read_manifest};
use crate::interop::bag::tags::{read_declaration, read_info};
use crate::interop::bag::{BagError, BagInfo, BagVersion, Fetch};
use crate::interop::lists::{FileList, ListAlgorithm, ListedPath};

/// What the tag files of a bag say.
///
/// Paths are those within the bag: payload files begin with `data/`.
///
/// # Examples
/// ```no_run
/// use handseal::interop::bag::Bag;
///
/// let bag = Bag::read("received/bag")?;
/// println!("{} payload files, and {} elsewhere", bag.payload.len(), bag.fetches.len());
/// # Ok::<(), handseal::interop::bag::BagError>(())
/// ```
///
/// # Specification
/// RFC 8493; 0.96 and 0.97, the drafts before it, are read too.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Bag {
    /// The version that it is said to follow.
    pub version: BagVersion,
    /// What is said of the bag.
    pub info: Vec<BagInfo>,
    /// The payload files, with their digests in all manifests.
    pub payload: FileList,
    /// The algorithms of the payload manifests.
    pub payload_manifests: Vec<ListAlgorithm>,
    /// The tag files that tag manifests list.
    pub tags: FileList,
    /// The algorithms of the tag manifests.
    pub tag_manifests: Vec<ListAlgorithm>,
    /// Payload files that may not be in the bag.
    pub fetches: Vec<Fetch>,
    /// Manifests of algorithms that are not known here.
    pub not_read: Vec<ListedPath>,
    /// Files whose names have a `%` that RFC 8493 asks to be encoded; it stands for itself.
    pub bare_percents: Vec<ListedPath>,
}

impl Bag {
    /// Reads the tag files at the top of a folder. Payload and other tag files are not opened.
    ///
    /// # Errors
    /// [`BagError`]; a name that leads out of the bag is one, in [`BagError::Tag`].
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, BagError> {
        let folder = folder.as_ref();
        let cannot_open = |path: &Path| {
            let path = path.to_path_buf();
            move |source| BagError::Open { path, source }
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(cannot_open(folder))? {
            let name = entry.map_err(cannot_open(folder))?.file_name();
            // No tag file that is read here has a name that is not Unicode.
            if let Some(name) = name.to_str().filter(|name| is_read(name)) {
                names.push(name.to_owned());
            }
        }
        let payload = folder.join("data");
        let is_folder = fs::symlink_metadata(&payload).is_ok_and(|found| found.is_dir());
        if !is_folder {
            return Err(BagError::NoPayload { path: payload });
        }
        Self::from_tag_files(names, |name| {
            let path = folder.join(name);
            let found = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                found => found.map_err(cannot_open(&path))?,
            };
            if !found.is_file() {
                return Err(BagError::NotRegular { path });
            }
            let file = File::open(&path).map_err(cannot_open(&path))?;
            Ok(Some(BufReader::new(file)))
        })
    }

    /// Reads tag files from anywhere: `names` are the files at the top of the bag, and `open` gives
    /// one of them, or `None` where there is no such file.
    ///
    /// # Errors
    /// [`BagError`], and whatever `open` says.
    ///
    /// # Examples
    /// ```
    /// use handseal::interop::bag::Bag;
    ///
    /// let bag = Bag::from_tag_files(["manifest-md5.txt".to_owned()], |name| {
    ///     Ok(match name {
    ///         "bagit.txt" => Some(&b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"[..]),
    ///         "manifest-md5.txt" => Some(b"d41d8cd98f00b204e9800998ecf8427e  data/a%25b\n"),
    ///         _ => None,
    ///     })
    /// })?;
    /// assert!(bag.payload.get(&"data/a%b".into()).is_some());
    /// # Ok::<(), handseal::interop::bag::BagError>(())
    /// ```
    pub fn from_tag_files<R: BufRead>(
        names: impl IntoIterator<Item = String>,
        mut open: impl FnMut(&str) -> Result<Option<R>, BagError>,
    ) -> Result<Self, BagError> {
        let version = read_declaration(open("bagit.txt")?.ok_or(BagError::NoDeclaration)?)?;
        let mut bag = Self {
            version,
            info: Vec::new(),
            payload: FileList::new(),
            payload_manifests: Vec::new(),
            tags: FileList::new(),
            tag_manifests: Vec::new(),
            fetches: Vec::new(),
            not_read: Vec::new(),
            bare_percents: Vec::new(),
        };
        if let Some(info) = open("bag-info.txt")? {
            bag.info = read_info(info)?;
        }
        if let Some(fetches) = open("fetch.txt")? {
            bag.fetches = read_fetch(version, fetches)?;
        }
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let Some((manifest, algorithm)) = Manifest::named(&name) else { continue };
            let Some(algorithm) = ListAlgorithm::from_code(algorithm) else {
                bag.not_read.push(name.as_str().into());
                continue;
            };
            let Some(input) = open(&name)? else { continue };
            let (list, manifests) = match manifest {
                Manifest::Payload => (&mut bag.payload, &mut bag.payload_manifests),
                Manifest::Tag => (&mut bag.tags, &mut bag.tag_manifests),
            };
            manifests.push(algorithm);
            let bare = read_manifest(manifest, algorithm, version, input, list)?;
            bag.bare_percents.extend(bare);
        }
        if bag.payload_manifests.is_empty() {
            return Err(BagError::NoManifest);
        }
        bag.bare_percents.sort_unstable();
        bag.bare_percents.dedup();
        Ok(bag)
    }

    /// The value of the first line with this label, if there is one.
    #[must_use]
    pub fn said(&self, label: &str) -> Option<&str> {
        let mut info = self.info.iter();
        let found = info.find(|line| line.label.eq_ignore_ascii_case(label));
        found.map(|line| line.value.as_str())
    }
}

fn is_read(name: &str) -> bool {
    matches!(name, "bagit.txt" | "bag-info.txt" | "fetch.txt") || Manifest::named(name).is_some()
}
