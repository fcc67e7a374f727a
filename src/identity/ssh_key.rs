//! Public keys as OpenSSH writes them.

use base64ct::{Base64, Encoding as _};

use super::{algorithm::Algorithm, error::SshError, key::PublicKey, ssh_wire::SshReader};

// RFC 8709 §4, RFC 5656 §3.1 and §10.1.
const ED25519: &str = "ssh-ed25519";
const ESP256: &str = "ecdsa-sha2-nistp256";
const CURVE: &[u8] = b"nistp256";

/// What stands before x and y of a point: SEC 1 §2.3.3.
const UNCOMPRESSED: u8 = 4;

impl PublicKey {
    /// Reads and registers a key from a line of OpenSSH: what stands in `id_ed25519.pub`, and what
    /// `ssh-add -L` prints.
    ///
    /// It is the type, a space, the key in Base64, and optionally a space and a comment, which means
    /// nothing. A line feed at the end is passed over. Options before the type, as some files of
    /// authorized keys have them, are not read: they are not about the key.
    ///
    /// # Errors
    ///
    /// [`SshError`], with what is wrong and where: in the line, or in the key inside.
    ///
    /// # Examples
    ///
    /// ```
    /// use handseal::identity::PublicKey;
    ///
    /// let line = "ssh-ed25519 \
    ///     AAAAC3NzaC1lZDI1NTE5AAAAIJCDv5XdGB3mvij9BwYAABq4LHZ33+Uo2LbKkXD4Gpo1 ana@example.org";
    /// let key = PublicKey::from_openssh(line)?;
    /// assert_eq!(key.to_openssh(), line.trim_end_matches(" ana@example.org"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Specification
    ///
    /// RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4. Stricter in that the Base64 is canonical, and a
    /// point is not compressed.
    pub fn from_openssh(line: &str) -> Result<Self, SshError> {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some(offset) = line.find(['\n', '\r']) {
            return Err(SshError::SecondLine { offset });
        }
        let (named, rest) = line.split_once(' ').ok_or(SshError::NoKey)?;
        known(named)?;
        let (key, _comment) = rest.split_once(' ').unwrap_or((rest, ""));
        let offset = named.len().saturating_add(1);
        let blob = Base64::decode_vec(key).map_err(|_| SshError::Base64 { offset })?;
        let found = SshReader::new(&blob).string()?;
        if found != named.as_bytes() {
            return Err(SshError::TypesDiffer);
        }
        Self::from_ssh_blob(&blob)
    }

    /// Writes the type and the key in Base64, without a comment or a line feed.
    #[must_use]
    pub fn to_openssh(&self) -> String {
        let name = match self.algorithm() {
            Algorithm::Ed25519 => ED25519,
            Algorithm::Esp256 => ESP256,
        };
        format!("{name} {}", Base64::encode_string(&self.to_ssh_blob()))
    }

    /// Reads a key as it stands in messages: its type, and its parts.
    pub(super) fn from_ssh_blob(blob: &[u8]) -> Result<Self, SshError> {
        let mut input = SshReader::new(blob);
        let algorithm = match input.string()? {
            name if name == ED25519.as_bytes() => Algorithm::Ed25519,
            name if name == ESP256.as_bytes() => Algorithm::Esp256,
            other => return Err(SshError::OtherType { found: shown(other) }),
        };
        if algorithm == Algorithm::Esp256 {
            let found = input.string()?;
            if found != CURVE {
                return Err(SshError::OtherType { found: shown(found) });
            }
        }
        let point = input.string()?;
        input.end()?;
        match (algorithm, point) {
            (Algorithm::Esp256, [UNCOMPRESSED, point @ ..]) | (Algorithm::Ed25519, point) => {
                Ok(Self::from_bytes(algorithm, point)?)
            }
            (Algorithm::Esp256, _) => Err(SshError::Form),
        }
    }

    pub(super) fn to_ssh_blob(&self) -> Vec<u8> {
        let mut blob = Vec::new();
        match self.algorithm() {
            Algorithm::Ed25519 => {
                push(&mut blob, ED25519.as_bytes());
                push(&mut blob, self.as_bytes());
            }
            Algorithm::Esp256 => {
                push(&mut blob, ESP256.as_bytes());
                push(&mut blob, CURVE);
                push(&mut blob, &[&[UNCOMPRESSED], self.as_bytes()].concat());
            }
        }
        blob
    }
}

fn known(name: &str) -> Result<(), SshError> {
    if name == ED25519 || name == ESP256 {
        Ok(())
    } else {
        Err(SshError::OtherType { found: shown(name.as_bytes()) })
    }
}

/// A name as an error shows it: no longer than names are.
fn shown(name: &[u8]) -> Box<str> {
    // RFC 4251 §6: a name has at most 64 characters.
    let name = name.get(..64).unwrap_or(name);
    String::from_utf8_lossy(name).into()
}

/// Writes a string of RFC 4251 §5.
pub(super) fn push(out: &mut Vec<u8>, string: &[u8]) {
    // Keys and messages are far below 4 GiB; a longer one would be refused by its reader.
    let length = u32::try_from(string.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    out.extend(string);
}
