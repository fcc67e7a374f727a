//! Everything that was found below a directory, and in which order it is signed.

use std::cmp::Ordering;
use std::ops::Range;

use crate::encoding::Blob;
use crate::evidence::FileId;
use crate::evidence::directory::system::Seen;
use crate::evidence::directory::{DirectoryEntry, EntryMetadata, EntryPath, EntryType, Unread};
use crate::evidence::lane::Whole;

/// The place of something in a [`Table`]; the directory that is measured is at 0.
pub(crate) type Place = usize;

/// What is signed about an entry, and what the file system said of it.
pub(crate) type Pair = (DirectoryEntry, EntryMetadata);

/// What is entered, and has as many names as it has directories in it.
const FOLDERS: [EntryType; 3] = [EntryType::Directory, EntryType::Loop, EntryType::Mount];

/// Something below the directory.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parent: Place,
    pub(crate) name: Box<[u8]>,
    pub(crate) found: Found,
    /// Where the entries of a directory are, once it was listed.
    pub(crate) below: Option<Range<Place>>,
}

/// What was found at a name.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) entry_type: EntryType,
    /// What was seen before it was opened; `None` if not even that could be.
    pub(crate) seen: Option<Box<Seen>>,
    pub(crate) content: Content,
}

/// What was read.
#[derive(Debug)]
pub(crate) enum Content {
    File(Box<FileContent>),
    /// What another name of the same file has.
    SameAs(Place),
    Target(Box<[u8]>),
    /// There is nothing that would be read.
    Nothing,
    Unread(Unread),
}

/// All bytes of a file.
#[derive(Clone, Debug)]
pub(crate) struct FileContent {
    pub(crate) size: u64,
    pub(crate) digests: Whole,
}

/// Everything below a directory.
///
/// About 350 bytes for each entry and the bytes of its name, but not those of the directories above it.
#[derive(Debug)]
pub(crate) struct Table {
    nodes: Vec<Node>,
}

impl Table {
    /// A table of the directory alone.
    pub(crate) fn new(root: Seen) -> Self {
        let found = Found {
            entry_type: EntryType::Directory,
            seen: Some(Box::new(root)),
            content: Content::Nothing,
        };
        let root = Node { parent: ROOT, name: Box::default(), found, below: None };
        Self { nodes: vec![root] }
    }

    /// Makes room for the entries of a directory.
    pub(crate) fn list(&mut self, parent: Place, entries: usize) -> Range<Place> {
        let start = self.nodes.len();
        self.nodes.extend((0..entries).map(|_| Node {
            parent,
            name: Box::default(),
            found: Found {
                entry_type: EntryType::Other,
                seen: None,
                content: Content::Unread(Unread::Failed),
            },
            below: None,
        }));
        let below = start..self.nodes.len();
        if let Some(node) = self.nodes.get_mut(parent) {
            node.below = Some(below.clone());
        }
        below
    }

    pub(crate) fn node(&self, place: Place) -> Option<&Node> {
        self.nodes.get(place)
    }

    pub(crate) fn node_mut(&mut self, place: Place) -> Option<&mut Node> {
        self.nodes.get_mut(place)
    }

    pub(crate) const fn places(&self) -> Range<Place> {
        FIRST..self.nodes.len()
    }

    /// The number of what stands at a place.
    pub(crate) fn id(&self, place: Place) -> Option<FileId> {
        self.node(place)?.found.seen.as_ref()?.id
    }

    /// From something up to the directory that is measured, which comes last.
    pub(crate) fn upwards(&self, place: Place) -> impl Iterator<Item = (Place, &Node)> {
        let at = |place: Place| self.node(place).map(|node| (place, node));
        std::iter::successors(
            at(place),
            move |(place, node)| {
                if *place == ROOT { None } else { at(node.parent) }
            },
        )
    }

    /// The bytes of a path, without checking them; empty for the directory itself.
    pub(crate) fn path_bytes(&self, place: Place) -> Vec<u8> {
        let mut names: Vec<&[u8]> = self.upwards(place).map(|(_, node)| &*node.name).collect();
        names.pop();
        names.reverse();
        names.join(&b'/')
    }

    /// Every place in the order of the paths' bytes, which is not that of a walk: `a-b` and `a.txt`
    /// come between `a` and `a/b`.
    pub(crate) fn in_order(&self) -> Vec<(Place, &Node)> {
        let mut order = Vec::with_capacity(self.nodes.len());
        // Of each directory on the way down, what is still to come, the next one last.
        let mut stack = vec![self.steps(ROOT)];
        while let Some(steps) = stack.last_mut() {
            match steps.pop() {
                Some(Step { node, place, which: Which::Itself }) => order.push((place, node)),
                Some(Step { place, which: Which::Below, .. }) => stack.push(self.steps(place)),
                None => drop(stack.pop()),
            }
        }
        order
    }

    /// What a directory contributes, in reverse order. The entries below `a` sort where `a/` would.
    fn steps(&self, place: Place) -> Vec<Step<'_>> {
        let below = self.node(place).and_then(|node| node.below.clone()).unwrap_or_default();
        let mut steps = Vec::with_capacity(below.len());
        for place in below {
            let Some(node) = self.node(place) else { continue };
            steps.push(Step { node, place, which: Which::Itself });
            if node.below.is_some() {
                steps.push(Step { node, place, which: Which::Below });
            }
        }
        steps.sort_unstable_by(|left, right| right.compare(left));
        steps
    }
}

impl Node {
    /// The number of a file that has several names.
    pub(crate) fn shared_id(&self) -> Option<FileId> {
        let seen = self.found.seen.as_ref()?;
        let folder = self.below.is_some() || FOLDERS.contains(&self.found.entry_type);
        seen.owner.filter(|owner| owner.links > 1 && !folder).and(seen.id)
    }

    /// What is signed about the entry.
    pub(crate) fn entry(&self, path: EntryPath) -> DirectoryEntry {
        let found = &self.found;
        let mut entry = DirectoryEntry {
            md5: None,
            path,
            sha1: None,
            size: None,
            entry_type: found.entry_type,
            sha256: None,
            sha512: None,
            target: None,
            unread: None,
        };
        match &found.content {
            Content::File(file) => {
                entry.size = Some(file.size);
                entry.sha256 = Some(file.digests.sha256.0);
                entry.sha512 = file.digests.sha512.map(|digest| digest.0);
                entry.sha1 = file.digests.sha1.map(|digest| digest.0);
                entry.md5 = file.digests.md5.map(|digest| digest.0);
            }
            Content::Target(target) => entry.target = Some(Blob(target.to_vec())),
            Content::Unread(why) => entry.unread = Some(*why),
            // The walk ends with every name having its content.
            Content::SameAs(_) => entry.unread = Some(Unread::Failed),
            Content::Nothing => {}
        }
        entry
    }

    /// What the file system said about the entry.
    pub(crate) fn metadata(&self, path: EntryPath, same_as: Option<EntryPath>) -> EntryMetadata {
        let found = &self.found;
        let seen = found.seen.as_deref();
        let owner = seen.and_then(|seen| seen.owner);
        let file = found.entry_type == EntryType::File;
        EntryMetadata {
            gid: owner.map(|owner| owner.gid.into()),
            uid: owner.map(|owner| owner.uid.into()),
            mode: owner.map(|owner| owner.mode.into()),
            path,
            links: owner.map(|owner| owner.links),
            device: seen.and_then(|seen| seen.device),
            changed: seen.and_then(|seen| seen.changed),
            created: seen.and_then(|seen| seen.created),
            same_as,
            accessed: seen.and_then(|seen| seen.accessed),
            modified: seen.and_then(|seen| seen.modified),
            allocated: owner.filter(|_| file).map(|owner| owner.allocated),
        }
    }
}

/// The directory that is measured.
pub(crate) const ROOT: Place = 0;

/// The first entry.
const FIRST: Place = 1;

/// An entry, or everything below it.
struct Step<'t> {
    node: &'t Node,
    place: Place,
    which: Which,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Which {
    Below,
    Itself,
}

impl Step<'_> {
    /// Compares `name`, or `name/` for what is below.
    fn compare(&self, other: &Self) -> Ordering {
        let (left, right) = (&*self.node.name, &*other.node.name);
        let common = left.len().min(right.len());
        let (left, left_rest) = left.split_at_checked(common).unwrap_or((left, &[]));
        let (right, right_rest) = right.split_at_checked(common).unwrap_or((right, &[]));
        let next = |rest: &[u8], which| match (rest.first(), which) {
            (Some(byte), _) => Some(*byte),
            (None, Which::Below) => Some(b'/'),
            (None, Which::Itself) => None,
        };
        // A name holds no `/`: one byte after what is common decides, where there is one.
        left.cmp(right)
            .then_with(|| next(left_rest, self.which).cmp(&next(right_rest, other.which)))
    }
}
