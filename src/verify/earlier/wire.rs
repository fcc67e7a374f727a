//! The bytes of a snapshot, and the secret they are known by.
//!
//! ```text
//! offset  bytes  what
//! 0       16     "handseal snapsh", a line feed
//! 16      32     HMAC-SHA-256 (RFC 2104, FIPS 198-1) under the key, of the 16 bytes before and everything behind
//! 48             the shape of the state, the version of this crate; then what `resume` reads
//! ```

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::encoding::{Persist, STATE_FORMAT, StateReader, StateWriter};
use crate::verify::earlier::{SnapshotError, SnapshotKey};

const MAGIC: &[u8; 16] = b"handseal snapsh\n";
const TAG: usize = 32;

/// What a snapshot says, by one who has the key.
#[derive(Debug)]
pub(crate) struct Tagged(Vec<u8>);

impl Tagged {
    /// The text of a snapshot, once its tag is compared.
    pub(super) fn open(bytes: &[u8], key: &SnapshotKey) -> Result<Self, SnapshotError> {
        let (magic, rest) = bytes.split_first_chunk().ok_or(SnapshotError::Altered)?;
        let (tag, text) = rest.split_first_chunk::<TAG>().ok_or(SnapshotError::Altered)?;
        if magic != MAGIC {
            return Err(SnapshotError::Altered);
        }
        // Compared in constant time.
        let same = mac(key, text).ok_or(SnapshotError::Altered)?.verify_slice(tag);
        same.map_err(|_| SnapshotError::Altered)?;
        Ok(Self(text.to_vec()))
    }

    /// The same snapshot once more.
    pub(super) fn again(&self, key: &SnapshotKey) -> Option<Vec<u8>> {
        tagged(key, &self.0)
    }

    /// What stands behind the version, which is this one.
    pub(super) fn reader(&self) -> Result<StateReader<'_>, SnapshotError> {
        let mut input = StateReader::new(&self.0);
        let format = u64::restore(&mut input).map_err(|_| SnapshotError::Malformed)?;
        let version = input.text().map_err(|_| SnapshotError::Malformed)?;
        if (format, version) == (STATE_FORMAT, env!("CARGO_PKG_VERSION")) {
            Ok(input)
        } else {
            Err(SnapshotError::OtherVersion)
        }
    }
}

/// Begins a snapshot.
pub(super) fn begin() -> StateWriter {
    let mut out = StateWriter::new();
    STATE_FORMAT.persist(&mut out);
    env!("CARGO_PKG_VERSION").to_owned().persist(&mut out);
    out
}

/// A snapshot that says this.
pub(super) fn tagged(key: &SnapshotKey, text: &[u8]) -> Option<Vec<u8>> {
    let tag = mac(key, text)?.finalize().into_bytes();
    Some([MAGIC.as_slice(), tag.as_slice(), text].concat())
}

/// Any length of key is taken, so there is always one.
fn mac(key: &SnapshotKey, text: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(MAGIC);
    mac.update(text);
    Some(mac)
}
