//! Lanes: each makes one digest of all of a content, or the digests of its parts.

use std::io::{self, Write};

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use crate::evidence::hasher::{PartHasher, length, split_at_most};
use crate::evidence::parts::part_leaf;
use crate::evidence::refill::{Place, Recorded, Refill, Twin, are_zeros, zeros};
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
    sha256: Twin<Sha256>,
    sha512: Option<Twin<Sha512>>,
    sha1: Option<Twin<Sha1>>,
    md5: Option<Twin<Md5>>,
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
        Self::refilled(digests, &None, parts)
    }

    /// Of a content with zeros in these ranges, too, where it has other bytes there.
    pub(crate) fn refilled(digests: DigestSet, ranges: &Recorded, parts: P) -> Self {
        let asked = |algorithm| digests.has(algorithm).then(|| ranges.clone());
        Self {
            sha256: Twin::new(Sha256::new(), ranges.clone()),
            sha512: asked(DigestAlgorithm::Sha512).map(|ranges| Twin::new(Sha512::new(), ranges)),
            sha1: asked(DigestAlgorithm::Sha1).map(|ranges| Twin::new(Sha1::new(), ranges)),
            md5: asked(DigestAlgorithm::Md5).map(|ranges| Twin::new(Md5::new(), ranges)),
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
        let (given, _, parts) = self.finish_both();
        (given, parts)
    }

    /// The digests of the content as it is given, and with zeros in its ranges where that is another.
    pub(crate) fn finish_both(self) -> (Whole, Option<Whole>, P) {
        let (sha256, zeroed) = self.sha256.finish();
        let (sha512, zeroed_sha512) = both(self.sha512);
        let (sha1, zeroed_sha1) = both(self.sha1);
        let (md5, zeroed_md5) = both(self.md5);
        let zeroed = zeroed.map(|sha256| Whole::of(sha256, zeroed_sha512, zeroed_sha1, zeroed_md5));
        (Whole::of(sha256, sha512, sha1, md5), zeroed, self.parts)
    }
}

fn both<L>(twin: Option<Twin<L>>) -> (Option<L>, Option<L>) {
    let (given, zeroed) = twin.map(Twin::finish).unzip();
    (given, zeroed.flatten())
}

impl Whole {
    fn of(sha256: Sha256, sha512: Option<Sha512>, sha1: Option<Sha1>, md5: Option<Md5>) -> Self {
        Self {
            sha256: Sha256Digest(sha256.finalize().into()),
            sha512: sha512.map(|lane| Sha512Digest(lane.finalize().into())),
            sha1: sha1.map(|lane| Sha1Digest(lane.finalize().into())),
            md5: md5.map(|lane| Md5Digest(lane.finalize().into())),
        }
    }
}

/// Takes the digest of each part when it ends.
pub(crate) trait PartSink: Send {
    fn part_ended(&mut self, digest: PartDigest);
}

/// The digest of a part as it is given and, where that is another, with zeros in the recorded ranges.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PartDigest {
    pub(crate) given: Sha256Digest,
    pub(crate) zeroed: Option<Sha256Digest>,
}

/// The digest of every part.
pub(crate) struct PartsLane<S> {
    hasher: PartHasher,
    zeroed: Option<PartHasher>,
    refill: Refill,
    /// Bytes that belong to parts; what follows the signed end belongs to none, else an intact last
    /// part would be called damaged because something was appended.
    left: u64,
    pub(crate) sink: S,
}

impl<S: PartSink> PartsLane<S> {
    pub(crate) fn new(part_size: PartSize, left: u64, sink: S) -> Self {
        Self::refilled(part_size, left, &None, sink)
    }

    pub(crate) fn refilled(part_size: PartSize, left: u64, ranges: &Recorded, sink: S) -> Self {
        let (hasher, refill) = (PartHasher::new(part_size), Refill::new(ranges.clone()));
        Self { hasher, zeroed: None, refill, left, sink }
    }

    pub(crate) fn finish(self) -> S {
        let mut sink = self.sink;
        if let Some(given) = self.hasher.finish() {
            sink.part_ended(PartDigest { given, zeroed: self.zeroed.and_then(PartHasher::finish) });
        }
        sink
    }

    /// Bytes of one part.
    fn within_part(&mut self, bytes: &[u8], place: Place) {
        let is_read = place != Place::Outside;
        if is_read && self.zeroed.is_none() && !are_zeros(bytes) {
            self.zeroed = Some(self.hasher.clone());
        }
        let mut zeroed = None;
        match &mut self.zeroed {
            Some(twin) if is_read => zeros(length(bytes), |zeros| zeroed = twin.within(zeros)),
            Some(twin) => zeroed = twin.within(bytes),
            None => {}
        }
        if let Some(given) = self.hasher.within(bytes) {
            self.zeroed = None;
            self.sink.part_ended(PartDigest { given, zeroed });
        }
    }
}

impl<S: PartSink> Lane for PartsLane<S> {
    fn update(&mut self, bytes: &[u8]) {
        let (mut rest, _) = split_at_most(bytes, self.left);
        self.left = self.left.saturating_sub(length(rest));
        while !rest.is_empty() {
            let (part, behind) = split_at_most(rest, self.hasher.room());
            rest = behind;
            let mut part = part;
            while !part.is_empty() {
                let (piece, place, after) = self.refill.cut(part);
                self.within_part(piece, place);
                part = after;
            }
        }
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
    fn part_ended(&mut self, PartDigest { given: digest, .. }: PartDigest) {
        self.frontier.append(part_leaf(&digest));
        if self.kept.len() < self.most {
            self.kept.push(digest);
        }
        if let (Some(out), None) = (&mut self.written_to, &self.fault) {
            self.fault = out.write_all(digest.as_bytes()).err();
        }
    }
}
