//! Bytes received become typed records, and records become bytes: deterministic CBOR.
//!
//! Defined by RFC 8949 §4.2.1 (core deterministic encoding), RFC 3339 for instants, and the narrower
//! profile of the format, `spec::format`.
//!
//! Received bytes are first read once by [`scan()`], which believes nothing; then a `Decoder` makes typed
//! values out of the same bytes. A `record!` declares a map, a `codes!` a set of text codes: the
//! declaration is the grammar, for reading and writing alike. What is verified later are the bytes
//! received, never a second encoding of them. An error says what, at which byte, in which field.

mod codes;
mod decode;
mod error;
mod extent;
mod fields;
mod head;
mod hex;
mod limits;
mod map;
mod path;
#[cfg(test)]
mod properties;
mod record;
mod scan;
mod state;
mod timestamp;
mod visit;
mod write;

pub use error::{DecodeError, DecodeErrorKind};
pub use fields::{Blob, Nullable};
pub use head::Kind;
pub use limits::{MAX_DEPTH, MAX_RECORD};
pub use path::{FieldPath, PathSegment};
pub use scan::{scan, scan_prefix};
pub use timestamp::{Timestamp, TimestampError};

pub(crate) use codes::codes;
pub(crate) use decode::Decoder;
pub(crate) use extent::{Extent, ItemWalk, extent};
pub(crate) use fields::Wire;
pub use hex::HexError;
pub(crate) use hex::{Hex, hex_array, impl_hex, parse_hex, write_hex};
pub(crate) use map::{MapReader, write_field};
pub(crate) use record::{keys_ascend, record};
pub(crate) use scan::scan_within;
pub(crate) use state::{
    Persist, STATE_FORMAT, StateError, StateReader, StateWriter, persist, persist_code,
    persist_text,
};
pub(crate) use visit::{Slot, Visitor};
pub(crate) use write::Encoder;
