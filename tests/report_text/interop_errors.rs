//! One of every error of lists, bags and images.

use std::error::Error;
use std::io;

use handseal::evidence::EvidenceError;
use handseal::interop::bag::{Bag, BagError, OxumError, TagError, TagErrorKind, WriteBagError};
use handseal::interop::ewf::{Damage, EwfError, MediaRange, Place, SectionKind, Unsupported};
use handseal::interop::lists::{
    Conflict, Inexpressible, LineEnd, ListAlgorithm, ListColumn, ListError, ListErrorKind,
    ListedPath, NotBelow, WriteListError, read_checksums,
};

use crate::errors::{path, said};

/// A name that would break the line, colour the terminal and turn what follows around, and that is
/// in no encoding.
fn name() -> ListedPath {
    let name = ["a\n\u{1b}[31m\"\u{202e}b".as_bytes(), b"\xff"].concat();
    ListedPath::from(name)
}

fn source() -> io::Error {
    io::Error::from(io::ErrorKind::UnexpectedEof)
}

fn conflict() -> Conflict {
    Conflict { path: name(), column: ListColumn::Digest(ListAlgorithm::Sha256) }
}

/// What is wrong with a list that names an algorithm that nobody has.
fn list_error() -> ListError {
    read_checksums(&b"SHA\x1b[31m (a) = 00\n"[..], LineEnd::Newline).unwrap_err()
}

/// What is wrong with a bag of a version that nobody has.
fn tag_error() -> TagError {
    let text = b"BagIt-Version: 9\x1b[31m\nTag-File-Character-Encoding: UTF-8\n";
    let bag = Bag::from_tag_files([], |name| Ok((name == "bagit.txt").then_some(&text[..])));
    match bag {
        Err(BagError::Tag(error)) => error,
        Err(error) => panic!("{error}"),
        Ok(bag) => panic!("{bag:?}"),
    }
}

pub(crate) fn lists() -> Vec<(&'static str, Box<dyn Error>)> {
    let sha256 = ListAlgorithm::Sha256;
    let refused = |why| WriteListError::Inexpressible { path: name(), why };
    let mut all = Vec::from(said![
        Conflict { path: name(), column: ListColumn::Size },
        NotBelow { path: name(), folder: name() },
        ListErrorKind::ByteOrderMark,
        ListErrorKind::Conflict(conflict()),
        ListErrorKind::DigestLength { algorithm: sha256, expected: 64, found: 62 },
        ListErrorKind::EmptyName,
        ListErrorKind::HashdeepColumns,
        ListErrorKind::HashdeepHeader { expected: "%%%% HASHDEEP-1.0" },
        ListErrorKind::LineTooLong { limit: 131_072 },
        ListErrorKind::MissingField { expected: "a size and a comma" },
        ListErrorKind::MixedLineEnds,
        ListErrorKind::NotASize,
        ListErrorKind::NotHexadecimal { found: 0x1b },
        ListErrorKind::Nul,
        ListErrorKind::OddDigits { found: 63 },
        ListErrorKind::Read { source: source() },
        ListErrorKind::RepeatedColumn { column: ListColumn::Size },
        ListErrorKind::RepeatedColumn { column: ListColumn::Digest(sha256) },
        ListErrorKind::UnknownAlgorithm { name: name() },
        ListErrorKind::UnknownDigestLength { found: 34 },
        ListErrorKind::UnknownEscape,
        WriteListError::Columns,
        WriteListError::Comment,
        WriteListError::Missing { path: name(), column: ListColumn::Size },
        WriteListError::NotOfThisFormat { algorithm: ListAlgorithm::Tiger },
        WriteListError::Write(source()),
    ]);
    all.push(("ListError", Box::new(list_error())));
    all.extend(
        [
            Inexpressible::EmptyName,
            Inexpressible::LineTooLong,
            Inexpressible::Newline,
            Inexpressible::NotUtf8,
            Inexpressible::Nul,
            Inexpressible::TrailingCarriageReturn,
            Inexpressible::Unsafe,
        ]
        .map(|why| ("WriteListError::Inexpressible", Box::new(refused(why)) as Box<dyn Error>)),
    );
    all
}

pub(crate) fn bags() -> Vec<(&'static str, Box<dyn Error>)> {
    let mut all = Vec::from(said![
        BagError::NoDeclaration,
        BagError::NoManifest,
        BagError::NoPayload { path: path() },
        BagError::NotRegular { path: path() },
        BagError::Open { path: path(), source: source() },
        BagError::Tag(tag_error()),
        OxumError,
        TagErrorKind::Declaration { expected: "BagIt-Version: " },
        TagErrorKind::Label,
        TagErrorKind::List(ListErrorKind::EmptyName),
        TagErrorKind::NotATagFile { path: name() },
        TagErrorKind::NotPayload { path: name() },
        TagErrorKind::NotUtf8,
        TagErrorKind::Repeated { path: name() },
        TagErrorKind::TrailingLine,
        TagErrorKind::UnsafePath { path: name() },
        TagErrorKind::UnsupportedEncoding { found: name() },
        TagErrorKind::UnsupportedVersion { found: name() },
        WriteBagError::Info { label: name() },
        WriteBagError::List(WriteListError::Columns),
        WriteBagError::NotPayload { path: name() },
    ]);
    all.push(("TagError", Box::new(tag_error())));
    all
}

pub(crate) fn images() -> Vec<(&'static str, Box<dyn Error>)> {
    let place = |section, chunk, media| {
        Box::new(Place { segment: path(), offset: 1425, section, chunk, media })
    };
    let volume = || place(Some(SectionKind::Volume), None, None);
    let media = MediaRange { offset: 98_304, length: 32_768 };
    let chunk = || place(None, Some(3), Some(media));
    let checksum = Damage::Checksum { stored: 0x0102_0304, computed: 0x0a0b_0c0d };
    Vec::from(said![
        Damage::Chain { next: 13 },
        Damage::Checksum { stored: 0x0102_0304, computed: 0x0a0b_0c0d },
        Damage::ChunkCount { expected: 4, found: 3 },
        Damage::Compressed,
        Damage::CopyDiffers,
        Damage::DigestsDisagree,
        Damage::Ends { size: 1500 },
        Damage::Geometry,
        Damage::Length { expected: 1052, found: 94 },
        Damage::Limit { limit: 16 },
        Damage::NoPlace { start: 90, end: 80 },
        Damage::OutsideMedia,
        Damage::Trailing { count: 5 },
        EwfError::Damaged { place: volume(), damage: Damage::Geometry },
        EwfError::Damaged { place: chunk(), damage: checksum },
        EwfError::Evidence(Box::new(EvidenceError::Open { path: path(), source: source() })),
        EwfError::MissingSection { path: path(), section: SectionKind::Volume },
        EwfError::MissingSegment { number: 2, path: path() },
        EwfError::Name { path: path() },
        EwfError::NoName { number: 14_972 },
        EwfError::NotEwf { path: path() },
        EwfError::OtherImage { place: volume() },
        EwfError::SegmentNumber { path: path(), expected: 2, found: 3 },
        EwfError::SegmentTooMany { path: path() },
        EwfError::Unsupported { path: path(), found: Unsupported::Smart },
        Unsupported::EnCase1,
        Unsupported::Logical,
        Unsupported::Smart,
        Unsupported::Version2,
    ])
}
