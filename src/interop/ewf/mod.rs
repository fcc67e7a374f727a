//! Images in the Expert Witness Format (EWF, `.E01`): the medium that was acquired, what the image
//! says about it, and where it is damaged.
//!
//! An image is a set of files, the segments. Each is a chain of sections; the medium is cut into
//! chunks, compressed or not, which tables find. [`EwfImage::open`] walks all sections of all segments and
//! checks what they hold; [`EwfImage::measure`] gives the bytes of the medium, not those of the
//! container, to a [`Pass`](crate::evidence::Pass), and compares the digests that the image stores with
//! those of the same pass.
//!
//! # Never wrong bytes
//!
//! The format protects every structure with an Adler-32 and every chunk with another, or with that of
//! zlib. All that is used is checked against its own before it is used: section descriptors, volume, tables
//! and their copies, chunks, digests, error ranges. What does not fit is an [`EwfError`] that says which
//! file, which byte, which chunk and which bytes of the medium. No byte of the medium is given
//! that did not pass, none is filled in, and none is left out.
//!
//! # Whose code this is
//!
//! Decompression is `flate2`, Adler-32 is `adler2`. The container is read here, since no kept library was found that
//! reads it without giving wrong bytes, or that could be used:
//!
//! * `ewf` 0.4.10 looks at no checksum when it reads. Of 11 005 copies of an image, each with one flipped bit, 4042 gave wrong
//!   bytes and no error; where no chunk is compressed, 7065. It takes the checksum of a table from four bytes before its place, and the
//!   error ranges from 512 bytes before theirs.
//! * `wxtla` 0.3.1 does not always read on to the checksum of a compressed chunk: of the same 11 005, six. Its errors do not
//!   say which chunk or file, and it brings dozens of other formats, C libraries among them.
//! * `ewf-image` asks for a newer compiler than this library does, from 0.1 to 0.6.1.
//! * `exhume_body` 0.7.0 is under the GPL.
//!
//! # What is not read
//!
//! Images of logical files (`.L01`), of the second version (`.Ex01`), of SMART (`.s01`) and of the first
//! EnCase, whose tables hold the chunks, are refused by name ([`Unsupported`]). Chunks that lie further than 2 GiB into a segment
//! that EnCase wrote before 6.7, whose tables ran over there, are [`Damage::NoPlace`]. The sessions of optical discs and the XML
//! sections of EWF-X are passed over.
//!
//! # Specification
//! Expert Witness Compression Format, as the libewf project documents it (`documentation/` of
//! `libyal/libewf`); RFC 1950 for the compression.

mod case;
mod chunk;
mod error;
mod image;
mod layout;
mod lost;
mod media;
mod names;
mod places;
mod salvaged;
mod segment;
mod stored;
mod table;
mod unread;
mod volume;
mod walk;

pub use case::CaseMetadata;
pub use error::{EwfError, Unsupported};
pub use image::{EwfImage, EwfMeasurement, is_ewf};
pub use media::MediaReader;
pub use places::{Damage, MediaRange, Place, SectionKind};
pub use salvaged::SalvagedImage;
pub use stored::{StoredDigest, StoredDigests};
pub use volume::Volume;
