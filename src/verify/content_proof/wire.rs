//! The bytes of a content proof.

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, MapReader, Slot, Wire, record, scan_within,
};
use crate::event::SignedEvent;
use crate::evidence::{PartsProof, Sha256Digest};
use crate::identity::ItemId;
use crate::merkle::{Hash, MAX_RANGE_PATH};
use crate::verify::content_proof::{ContentProof, ContentProofError, content_of, tree_of};

/// The most bytes that a content proof may have: 1 MiB, for an entry and a disclosure of 256 KiB each and
/// the longest path, more than twice over.
pub const MAX_CONTENT_PROOF: usize = 1 << 20;

/// The tag that marks CBOR itself (RFC 8949 §3.4.6), as in the header of a case file.
const SELF_DESCRIBED: u64 = 55_799;
const VERSION: u64 = 1;
const PARTS: &str = "parts";

/// What a content proof shows of the content.
///
/// ```cddl
/// shown = shown-parts
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Shown {
    /// Parts that follow each other.
    Parts(PartsProof),
}

record! {
    /// Parts that follow each other.
    ///
    /// ```cddl
    /// shown-parts = { "last": uint, "path": [0*124 bstr .size 32], "first": uint, "shows": "parts" }
    /// ```
    struct ShownParts {
        /// Index of the last part.
        "last" => last: u64,
        /// The hashes around them, from left to right.
        "path" => path: Vec<[u8; 32]>,
        /// Index of the first part.
        "first" => first: u64,
        /// Always `parts`.
        "shows" => shows: String,
    }
}

impl Wire for Shown {
    fn write(&self, out: &mut Encoder) {
        let Self::Parts(parts) = self;
        let path = parts.path.iter().map(|hash| hash.0).collect();
        let (first, last) = (parts.first, parts.last);
        ShownParts { last, path, first, shows: PARTS.to_owned() }.write(out);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let (kind, offset) = kind(input.clone())?;
        // Of another kind nothing is known, so nothing can be shown by it.
        if kind != PARTS {
            let kind = DecodeErrorKind::UnknownCode { found: kind.into() };
            return Err(DecodeError::new(kind, offset).within("shows"));
        }
        let start = input.offset();
        let ShownParts { last, path, first, shows: _ } = ShownParts::read(input)?;
        if path.len() > MAX_RANGE_PATH {
            let [limit, found] =
                [MAX_RANGE_PATH, path.len()].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
            let kind = DecodeErrorKind::LimitExceeded { limit, found };
            return Err(DecodeError::new(kind, start).within("path"));
        }
        let path = path.into_iter().map(Hash).collect();
        Ok(Self::Parts(PartsProof { first, last, path }))
    }
}

/// The text at `shows` and where it stands, wherever that is among the keys.
fn kind(mut input: Decoder<'_>) -> Result<(&str, usize), DecodeError> {
    let start = input.offset();
    for _ in 0..input.map()? {
        if input.text()? == "shows" {
            let offset = input.offset();
            return Ok((input.text().map_err(|error| error.within("shows"))?, offset));
        }
        input.raw()?;
    }
    Err(DecodeError::new(DecodeErrorKind::MissingField { name: "shows" }, start))
}

/// The file:
///
/// ```cddl
/// content-proof = #6.55799(["handseal", 1, "content_proof", {
///   "item": item, "entry": bstr .cbor entry, "shows": shown, "descriptor": disclosure
/// }])
/// ```
impl ContentProof {
    /// Reads a content proof that fits together.
    ///
    /// # Errors
    /// [`ContentProofError`]: what is not of the format, with its place; an entry that states no content
    /// of the item, or no parts of it; a descriptor that the entry does not commit to; parts that the
    /// content does not have, or a path of another length than they need.
    pub fn parse(bytes: &[u8]) -> Result<Self, ContentProofError> {
        scan_within(bytes, MAX_CONTENT_PROOF)?;
        let mut input = Decoder::new(bytes);
        read_header(&mut input)?;
        let mut map = MapReader::new(&mut input)?;
        let item: ItemId = map.field("item")?;
        let entry: Enclosed = map.field("entry")?;
        let shows: Shown = map.field("shows")?;
        let mut descriptor = map.item("descriptor")?;
        map.end()?;
        input.end()?;

        let Enclosed { bytes, offset } = entry;
        let entry = SignedEvent::parse(bytes)
            .map_err(|source| ContentProofError::Entry { offset, source })?;
        let offset = descriptor.offset();
        let descriptor = descriptor.raw().map_err(|error| error.within("descriptor"))?.to_vec();
        let content = content_of(&entry, item)?;
        let mut stated = content.descriptor.clone();
        let (expected, found) = (stated.commitment(), Sha256Digest::of(&descriptor).0);
        if found != expected {
            return Err(ContentProofError::OtherDescriptor { expected, found });
        }
        stated.open(&descriptor).map_err(|error| error.rebased(offset).within("descriptor"))?;
        // What was opened just now is not withheld.
        let value = stated.value().ok_or(ContentProofError::NotDisclosed { item })?;
        let tree = tree_of(item, content, value)?;
        Self::fit(item, entry, descriptor, shows, tree)
    }

    /// Returns the bytes of the file. What was parsed is written as it was.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        out.tag(SELF_DESCRIBED);
        out.array(4);
        out.text("handseal");
        out.uint(VERSION);
        out.text("content_proof");
        out.map(4);
        out.text("item");
        self.item.write(&mut out);
        out.text("entry");
        out.bytes(self.entry.as_bytes());
        out.text("shows");
        self.shows.write(&mut out);
        out.text("descriptor");
        out.raw(&self.descriptor);
        out.into_bytes()
    }
}

/// A record inside a byte string, and where it begins. Its own reader scans it: with the head of the string
/// it may be longer than a record.
struct Enclosed {
    bytes: Vec<u8>,
    offset: usize,
}

impl Wire for Enclosed {
    fn write(&self, out: &mut Encoder) {
        out.bytes(&self.bytes);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let bytes = input.bytes()?;
        let offset = input.offset().saturating_sub(bytes.len());
        Ok(Self { bytes: bytes.to_vec(), offset })
    }
}

fn read_header(input: &mut Decoder<'_>) -> Result<(), DecodeError> {
    let expect = |is_so: bool, expected, offset| {
        let refused = DecodeError::new(DecodeErrorKind::Identifier { expected }, offset);
        if is_so { Ok(()) } else { Err(refused) }
    };
    expect(input.tag()? == SELF_DESCRIBED, "the tag 55799", 0)?;
    let offset = input.offset();
    let found = input.array()?;
    if found != 4 {
        return Err(DecodeError::new(DecodeErrorKind::WrongLength { expected: 4, found }, offset));
    }
    let offset = input.offset();
    expect(input.text()? == "handseal", "the text handseal", offset)?;
    let offset = input.offset();
    expect(input.uint()? == VERSION, "version 1", offset)?;
    let offset = input.offset();
    expect(input.text()? == "content_proof", "the text content_proof", offset)
}
