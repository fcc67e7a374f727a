//! Names of note keys, and verifier keys as people pass them on.

use std::{fmt, str::FromStr};

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

use super::error::{KeyNameError, VerifierKeyError};
use crate::encoding::{hex_array, persist_text, write_hex};
use crate::identity::{Algorithm, PublicKey};

/// The signature type of Ed25519 over the note text.
// C2SP signed-note, "Signature types".
const ED25519: u8 = 0x01;

/// The name of a key in a signed note; for a ledger's key, the ledger's origin.
///
/// # Specification
///
/// C2SP signed-note, "Format": not empty, no Unicode space, no `+`. Stricter in that control
/// characters are refused here and not only in the note, where they cannot stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyName(String);

impl KeyName {
    /// Reads a name.
    ///
    /// # Errors
    ///
    /// [`KeyNameError`] when the name is empty or has a character that names do not have.
    pub fn parse(text: &str) -> Result<Self, KeyNameError> {
        if text.is_empty() {
            return Err(KeyNameError::Empty);
        }
        let refused = |c: &char| c.is_whitespace() || *c == '+' || *c < ' ';
        match text.char_indices().find(|(_, c)| refused(c)) {
            Some((offset, found)) => Err(KeyNameError::Character { found, offset }),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for KeyName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The short id that, with its name, finds a note key; no cryptographic strength is meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    /// The id of an Ed25519 key under a name.
    ///
    /// # Specification
    ///
    /// C2SP signed-note, "Ed25519 signatures":
    /// `SHA-256(name || 0x0A || 0x01 || public key)[:4]`. F8.9
    #[must_use]
    pub fn of_ed25519(name: &KeyName, key: &PublicKey) -> Self {
        Self::of(name, ED25519, key)
    }

    /// The id of a key of any signature type under a name.
    pub(super) fn of(name: &KeyName, signature_type: u8, key: &PublicKey) -> Self {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(name.as_str())
            .chain_update([b'\n', signature_type])
            .chain_update(key.as_bytes())
            .finalize()
            .into();
        let [a, b, c, d, ..] = digest;
        Self([a, b, c, d])
    }
}

impl serde::Serialize for KeyId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key that notes are opened under: name, id and public key.
///
/// Its text, `<name>+<id>+<key>`, is what witnesses and other implementations are configured with.
///
/// # Examples
///
/// ```
/// use handseal::ledger::VerifierKey;
///
/// # fn main() -> Result<(), handseal::ledger::VerifierKeyError> {
/// let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
/// let key: VerifierKey = text.parse()?;
/// assert_eq!(key.name().as_str(), "PeterNeumann");
/// assert_eq!(key.to_string(), text);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    name: KeyName,
    // Always the id of `key` under `name`: a note is matched by it.
    id: KeyId,
    key: PublicKey,
}

impl VerifierKey {
    /// A public key under a name.
    ///
    /// # Errors
    ///
    /// [`VerifierKeyError::Algorithm`] for another than an Ed25519 key.
    ///
    /// # Specification
    ///
    /// F8.12. C2SP signed-note has a type for ECDSA, 0x02, but no text of its own for it, and asks
    /// for one type rather than several.
    pub fn new(name: KeyName, key: PublicKey) -> Result<Self, VerifierKeyError> {
        check_algorithm(&key)?;
        let id = KeyId::of_ed25519(&name, &key);
        Ok(Self { name, id, key })
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The public key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }
}

impl FromStr for VerifierKey {
    type Err = VerifierKeyError;

    /// Reads the text form; the id must be the key's, in lower case. F8.11
    fn from_str(text: &str) -> Result<Self, VerifierKeyError> {
        let (name, id, key) = read_key(text, ED25519)?;
        Ok(Self { name, id, key })
    }
}

/// Refuses a key that notes are not signed with. F8.12
pub(super) fn check_algorithm(key: &PublicKey) -> Result<(), VerifierKeyError> {
    let (expected, found) = (Algorithm::Ed25519, key.algorithm());
    if expected == found { Ok(()) } else { Err(VerifierKeyError::Algorithm { expected, found }) }
}

/// Reads the text of a key of a signature type.
pub(super) fn read_key(
    text: &str,
    expected: u8,
) -> Result<(KeyName, KeyId, PublicKey), VerifierKeyError> {
    let (name, rest) = text.split_once('+').ok_or(VerifierKeyError::Shape)?;
    // Base64 has `+` among its digits: only the first two divide.
    let (id, key) = rest.split_once('+').ok_or(VerifierKeyError::Shape)?;
    let name = KeyName::parse(name)?;
    let found = KeyId(hex_array(id).ok_or(VerifierKeyError::Id)?);
    let key = Base64::decode_vec(key).map_err(|_| VerifierKeyError::Base64)?;
    let key = match key.split_first() {
        Some((kind, key)) if *kind == expected => PublicKey::from_bytes(Algorithm::Ed25519, key)?,
        Some((&found, _)) => return Err(VerifierKeyError::SignatureType { expected, found }),
        None => return Err(VerifierKeyError::Shape),
    };
    let id = KeyId::of(&name, expected, &key);
    if id == found {
        Ok((name, id, key))
    } else {
        Err(VerifierKeyError::OtherId { expected: id, found })
    }
}

/// Writes the text of a key of a signature type.
pub(super) fn write_key(
    name: &KeyName,
    id: KeyId,
    signature_type: u8,
    key: &PublicKey,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let typed: Vec<u8> = [&[signature_type], key.as_bytes()].concat();
    write!(f, "{name}+{id}+{}", Base64::encode_string(&typed))
}

persist_text!(VerifierKey);

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(&self.name, self.id, ED25519, &self.key, f)
    }
}
