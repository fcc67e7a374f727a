//! What the file system says about one entry of a directory.

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire, codes, record};
use crate::evidence::directory::EntryPath;

record! {
    /// What the file system said about one entry, before it was opened.
    ///
    /// ```cddl
    /// entry-metadata = { ? "gid": uint, ? "uid": uint, ? "mode": uint, "path": bstr, ? "links": uint,
    ///                    ? "device": [uint .size 4, uint .size 4], ? "changed": file-time, ? "created": file-time,
    ///                    ? "same_as": bstr, ? "accessed": file-time, ? "modified": file-time,
    ///                    ? "allocated": uint }
    /// file-time = [int, uint .size 4]    ; seconds since 1970 in UTC, and nanoseconds below 1,000,000,000
    /// ```
    ///
    /// A field is absent where the system does not tell.
    pub struct EntryMetadata {
        /// Number of the group that owns it.
        "gid" => pub gid: Option<u64>,
        /// Number of the user who owns it.
        "uid" => pub uid: Option<u64>,
        /// The twelve bits of permission, without the type.
        "mode" => pub mode: Option<u64>,
        /// Where it is.
        "path" => pub path: EntryPath,
        /// How many names it has, inside the directory and outside.
        "links" => pub links: Option<u64>,
        /// Which device a device node stands for.
        "device" => pub device: Option<DeviceNumber>,
        /// When its metadata were last changed.
        "changed" => pub changed: Option<EntryTime>,
        /// When it was made.
        "created" => pub created: Option<EntryTime>,
        /// The first name, in the order of the entries, of the file that this is another name of.
        "same_as" => pub same_as: Option<EntryPath>,
        /// When it was last read.
        "accessed" => pub accessed: Option<EntryTime>,
        /// When its content was last written.
        "modified" => pub modified: Option<EntryTime>,
        /// Bytes that a file takes on the medium: fewer than its size where it has holes.
        "allocated" => pub allocated: Option<u64>,
    }
    needs check_same_as
}

/// The first name comes first.
fn check_same_as(metadata: &EntryMetadata) -> Result<(), DecodeErrorKind> {
    match &metadata.same_as {
        Some(first) if *first >= metadata.path => Err(DecodeErrorKind::OutOfOrder),
        Some(_) | None => Ok(()),
    }
}

/// An instant as a file system keeps it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryTime {
    /// Seconds since 1970-01-01T00:00:00Z, negative before.
    pub seconds: i64,
    /// Nanoseconds after that second, below 1,000,000,000.
    pub nanoseconds: u32,
}

const NANOSECONDS: u32 = 1_000_000_000;

impl Wire for EntryTime {
    fn write(&self, out: &mut Encoder) {
        out.array(2);
        out.int(self.seconds);
        out.uint(self.nanoseconds.into());
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        check_pair(input)?;
        let seconds = input.int().map_err(|error| error.within(0))?;
        let start = input.offset();
        let nanoseconds = u32::read(input).map_err(|error| error.within(1))?;
        if nanoseconds >= NANOSECONDS {
            let (limit, found) = (u64::from(NANOSECONDS).saturating_sub(1), nanoseconds.into());
            let kind = DecodeErrorKind::LimitExceeded { limit, found };
            return Err(DecodeError::new(kind, start).within(1));
        }
        Ok(Self { seconds, nanoseconds })
    }
}

/// The number of a device.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DeviceNumber {
    /// Which driver.
    pub major: u32,
    /// Which of its devices.
    pub minor: u32,
}

impl Wire for DeviceNumber {
    fn write(&self, out: &mut Encoder) {
        out.array(2);
        out.uint(self.major.into());
        out.uint(self.minor.into());
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        check_pair(input)?;
        let major = u32::read(input).map_err(|error| error.within(0))?;
        let minor = u32::read(input).map_err(|error| error.within(1))?;
        Ok(Self { major, minor })
    }
}

fn check_pair(input: &mut Decoder<'_>) -> Result<(), DecodeError> {
    let start = input.offset();
    match input.array()? {
        2 => Ok(()),
        found => Err(DecodeError::new(DecodeErrorKind::WrongLength { expected: 2, found }, start)),
    }
}

codes! {
    /// A field of [`EntryMetadata`] in which two states of an entry can differ.
    #[non_exhaustive]
    pub enum MetadataField {
        /// When it was last read.
        Accessed => "accessed",
        /// Bytes on the medium.
        Allocated => "allocated",
        /// When its metadata were last changed.
        Changed => "changed",
        /// When it was made.
        Created => "created",
        /// Which device.
        Device => "device",
        /// The group that owns it.
        Gid => "gid",
        /// How many names it has.
        Links => "links",
        /// The bits of permission.
        Mode => "mode",
        /// When its content was last written.
        Modified => "modified",
        /// Which other name it has.
        SameAs => "same_as",
        /// The user who owns it.
        Uid => "uid",
    }
}

impl EntryMetadata {
    /// Returns the fields in which two states of an entry differ.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<MetadataField> {
        let differs = |field: &MetadataField| match field {
            MetadataField::Accessed => self.accessed != other.accessed,
            MetadataField::Allocated => self.allocated != other.allocated,
            MetadataField::Changed => self.changed != other.changed,
            MetadataField::Created => self.created != other.created,
            MetadataField::Device => self.device != other.device,
            MetadataField::Gid => self.gid != other.gid,
            MetadataField::Links => self.links != other.links,
            MetadataField::Mode => self.mode != other.mode,
            MetadataField::Modified => self.modified != other.modified,
            MetadataField::SameAs => self.same_as != other.same_as,
            MetadataField::Uid => self.uid != other.uid,
        };
        MetadataField::ALL.iter().copied().filter(differs).collect()
    }

    /// Returns the metadata as they stand on the wire.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        Wire::to_bytes(self)
    }

    /// Reads metadata off the wire, strictly.
    ///
    /// # Errors
    /// [`DecodeError`]: the first thing that the format does not allow.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        Wire::from_bytes(bytes)
    }
}
