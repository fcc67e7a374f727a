//! Lanes: each makes one digest of all of a content, or the digests of its parts.

use std::io::{self, Write};

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use crate::evidence::hasher::{PartHasher, length, split_at_most};
use crate::evidence::parts::part_leaf;
use crate::evidence::{
    DigestAlgorithm, DigestSet, Md5Digest, PartSize, Sha1Digest, Sha256Digest, Sha512Digest,
};
use crate::merkle::{Frontier, Hash};

/// What takes all bytes of a content in their order. Lanes know nothing of each other, so each can be
/// on another thread.
pub(crate) trait Lane: Send {
    fn update(&mut self, bytes: &[u8]);
}

fn as_lane(lane: &mut impl Lane) -> &mut dyn Lane {
    lane
}

impl Lane for Md5 {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }
}

impl Lane for Sha1 {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }
}

impl Lane for Sha256 {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }
}

impl Lane for Sha512 {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }
}

impl<L: Lane> Lane for Option<L> {
    fn update(&mut self, bytes: &[u8]) {
        if let Some(lane) = self {
            lane.update(bytes);
        }
    }
}

/// The lanes of one content: the digests of the whole, and what becomes of the parts.
pub(crate) struct Lanes<P> {
    sha256: Sha256,
    sha512: Option<Sha512>,
    sha1: Option<Sha1>,
    md5: Option<Md5>,
    pub(crate) parts: P,
}

/// The digests of the whole.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) sha256: Sha256Digest,
    pub(crate) sha512: Option<Sha512Digest>,
    pub(crate) sha1: Option<Sha1Digest>,
    pub(crate) md5: Option<Md5Digest>,
}

impl<P: Lane> Lanes<P> {
    pub(crate) fn new(digests: DigestSet, parts: P) -> Self {
        let asked = |algorithm| digests.has(algorithm);
        Self {
            sha256: Sha256::new(),
            sha512: asked(DigestAlgorithm::Sha512).then(Sha512::new),
            sha1: asked(DigestAlgorithm::Sha1).then(Sha1::new),
            md5: asked(DigestAlgorithm::Md5).then(Md5::new),
            parts,
        }
    }

    /// Each of them, for as many threads; the slower ones first.
    pub(crate) fn each(&mut self) -> Vec<&mut dyn Lane> {
        let Self { sha256, sha512, sha1, md5, parts } = self;
        let mut each: Vec<&mut dyn Lane> = Vec::new();
        each.extend(md5.as_mut().map(as_lane));
        each.extend(sha512.as_mut().map(as_lane));
        each.extend([as_lane(sha256), parts]);
        each.extend(sha1.as_mut().map(as_lane));
        each
    }

    pub(crate) fn finish(self) -> (Whole, P) {
        let whole = Whole {
            sha256: Sha256Digest(self.sha256.finalize().into()),
            sha512: self.sha512.map(|lane| Sha512Digest(lane.finalize().into())),
            sha1: self.sha1.map(|lane| Sha1Digest(lane.finalize().into())),
            md5: self.md5.map(|lane| Md5Digest(lane.finalize().into())),
        };
        (whole, self.parts)
    }
}

/// Takes the digest of each part when it ends.
pub(crate) trait PartSink: Send {
    fn part_ended(&mut self, digest: Sha256Digest);
}

/// The digest of every part.
pub(crate) struct PartsLane<S> {
    hasher: PartHasher,
    /// Bytes that belong to parts; what follows the signed end belongs to none, else an intact last
    /// part would be called damaged because something was appended.
    left: u64,
    pub(crate) sink: S,
}

impl<S: PartSink> PartsLane<S> {
    pub(crate) fn new(part_size: PartSize, left: u64, sink: S) -> Self {
        Self { hasher: PartHasher::new(part_size), left, sink }
    }

    pub(crate) fn finish(self) -> S {
        let mut sink = self.sink;
        if let Some(digest) = self.hasher.finish() {
            sink.part_ended(digest);
        }
        sink
    }
}

impl<S: PartSink> Lane for PartsLane<S> {
    fn update(&mut self, bytes: &[u8]) {
        let (within, _) = split_at_most(bytes, self.left);
        self.left = self.left.saturating_sub(length(within));
        self.hasher.update(within, |digest| self.sink.part_ended(digest));
    }
}

/// The root over all parts, their digests as far as they are kept, and where they are written.
pub(crate) struct MeasuredParts<'d> {
    frontier: Frontier,
    kept: Vec<Sha256Digest>,
    most: usize,
    written_to: Option<&'d mut (dyn Write + Send)>,
    fault: Option<io::Error>,
}

impl<'d> MeasuredParts<'d> {
    pub(crate) fn new(most: usize, written_to: Option<&'d mut (dyn Write + Send)>) -> Self {
        Self { frontier: Frontier::new(), kept: Vec::new(), most, written_to, fault: None }
    }

    /// Why the digests could not be written.
    pub(crate) fn take_fault(&mut self) -> Option<io::Error> {
        self.fault.take()
    }

    /// The root, and the digests when all of them were kept.
    pub(crate) fn finish(self) -> (Hash, Option<Vec<Sha256Digest>>) {
        let all = u64::try_from(self.kept.len()) == Ok(self.frontier.size());
        (self.frontier.root(), all.then_some(self.kept))
    }
}

impl PartSink for MeasuredParts<'_> {
    fn part_ended(&mut self, digest: Sha256Digest) {
        self.frontier.append(part_leaf(&digest));
        if self.kept.len() < self.most {
            self.kept.push(digest);
        }
        if let (Some(out), None) = (&mut self.written_to, &self.fault) {
            self.fault = out.write_all(digest.as_bytes()).err();
        }
    }
}
