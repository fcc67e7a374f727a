//! Signed notes: a text and signatures that stand below it.

use std::fmt;

use base64ct::{Base64, Encoding as _};

use super::{
    error::{NoteError, NoteErrorKind, NoteSignError, OpenError},
    vkey::{KeyId, KeyName, VerifierKey},
};
use crate::identity::Signer;

/// Bytes of a note that is read. Go's `golang.org/x/mod/sumdb/note` has the same limit.
const MAX_LEN: usize = 1_000_000;

/// Signatures of a note that is read. Go's `golang.org/x/mod/sumdb/note` has the same limit; the
/// specification asks for 16 at least.
const MAX_SIGNATURES: usize = 100;

/// What a signature line begins with: em dash, space.
const MARK: &str = "— ";

/// The bytes of a key id and at least one of a signature.
const MIN_SIGNATURE: usize = 5;

/// The text of a note: what its signatures are over.
///
/// # Specification
///
/// C2SP signed-note, "Format": ends in a line feed, which belongs to it, and has no other ASCII
/// control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteText(String);

impl NoteText {
    /// Takes a text.
    ///
    /// # Errors
    ///
    /// [`NoteError`] when the text has a control character, does not end in a line feed, or is too
    /// long for a note.
    pub fn new(text: String) -> Result<Self, NoteError> {
        check_characters(text.as_bytes())?;
        if text.ends_with('\n') {
            Ok(Self(text))
        } else {
            Err(NoteErrorKind::NoFinalNewline.at(text.len()))
        }
    }

    /// The text, with its final line feed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One signature of a note, not verified by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: KeyName,
    key_id: KeyId,
    // At least one byte: a shorter line would not read back.
    signature: Vec<u8>,
}

impl NoteSignature {
    /// A signature in the form of its own algorithm, which is not empty.
    pub(super) const fn new(name: KeyName, key_id: KeyId, signature: Vec<u8>) -> Self {
        Self { name, key_id, signature }
    }

    /// The name of the key that it says it is by.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key that it says it is by.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The signature itself, in the form of its own algorithm.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.signature
    }

    /// Reads one line without its line feed, which starts at `offset`. F8.8
    fn parse(line: &str, offset: usize) -> Result<Self, NoteError> {
        let malformed = || NoteErrorKind::SignatureLine.at(offset);
        let rest = line.strip_prefix(MARK).ok_or_else(malformed)?;
        let (name, signature) = rest.split_once(' ').ok_or_else(malformed)?;
        let name_at = offset.saturating_add(MARK.len());
        let signature_at = name_at.saturating_add(name.len()).saturating_add(1);
        let name =
            KeyName::parse(name).map_err(|error| NoteErrorKind::KeyName(error).at(name_at))?;
        let bytes =
            Base64::decode_vec(signature).map_err(|_| NoteErrorKind::Base64.at(signature_at))?;
        let too_short = || {
            NoteErrorKind::SignatureTooShort { minimum: MIN_SIGNATURE, found: bytes.len() }
                .at(signature_at)
        };
        match bytes.split_first_chunk::<4>() {
            Some((id, signature)) if !signature.is_empty() => {
                Ok(Self { name, key_id: KeyId(*id), signature: signature.to_vec() })
            }
            Some(_) | None => Err(too_short()),
        }
    }
}

impl fmt::Display for NoteSignature {
    /// Writes the line, without its line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.0.as_slice(), &self.signature].concat();
        write!(f, "{MARK}{} {}", self.name, Base64::encode_string(&bytes))
    }
}

/// A note as it was received: its signatures are read, not verified.
///
/// # Examples
///
/// ```
/// use handseal::{
///     identity::{OsEntropy, Signer, SigningKey},
///     ledger::{KeyName, NoteText, SignedNote, VerifierKey},
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::generate(&mut OsEntropy)?;
/// let name = KeyName::parse("ledger.example/1")?;
/// let note = SignedNote::sign(NoteText::new("seen\n".to_owned())?, name.clone(), &key)?;
///
/// let received = SignedNote::parse(note.to_string().as_bytes())?;
/// let known = [VerifierKey::new(name, key.public_key().clone())?];
/// assert_eq!(received.open(&known)?.text().as_str(), "seen\n");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: NoteText,
    // From 1 to MAX_SIGNATURES.
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// Reads a note.
    ///
    /// What is accepted is exactly what [`Display`](fmt::Display) writes, byte for byte.
    ///
    /// # Errors
    ///
    /// [`NoteError`], at the first byte where the note departs from its form.
    ///
    /// # Specification
    ///
    /// C2SP signed-note, "Format". Stricter in that Base64 must be canonical. F8.6
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        check_length(bytes.len())?;
        let note = std::str::from_utf8(bytes)
            .map_err(|error| NoteErrorKind::Utf8.at(error.valid_up_to()))?;
        check_characters(bytes)?;
        // The last empty line divides: the text may have others.
        let divide = note.rfind("\n\n").ok_or(NoteErrorKind::NoEmptyLine.at(note.len()))?;
        let text_end = divide.saturating_add(1);
        let lines_start = divide.saturating_add(2);
        let (text, _) = note.split_at_checked(text_end).unwrap_or((note, ""));
        let (_, lines) = note.split_at_checked(lines_start).unwrap_or((note, ""));
        let signatures = parse_lines(lines, lines_start)?;
        Ok(Self { text: NoteText(text.to_owned()), signatures })
    }

    /// Signs a text; the note then has this one signature.
    ///
    /// # Errors
    ///
    /// [`NoteSignError`] when the signer's key is not an Ed25519 key, when it gives no signature, or one that its own key does not
    /// verify, or when the note would be too long.
    pub fn sign(text: NoteText, name: KeyName, signer: &dyn Signer) -> Result<Self, NoteSignError> {
        let key = signer.public_key();
        let verifier = VerifierKey::new(name, key.clone())?;
        let signature = signer.sign(text.as_str().as_bytes())?;
        // A faulty device must not let a note out that nobody can open.
        key.verify(text.as_str().as_bytes(), signature.as_bytes())
            .map_err(NoteSignError::Unverifiable)?;
        let signature = NoteSignature {
            name: verifier.name().clone(),
            key_id: verifier.id(),
            signature: signature.as_bytes().to_vec(),
        };
        let note = Self { text, signatures: vec![signature] };
        check_length(note.to_string().len())?;
        Ok(note)
    }

    /// The text, which nothing is known about before the note is [opened](Self::open).
    #[must_use]
    pub const fn unverified_text(&self) -> &NoteText {
        &self.text
    }

    /// The signatures, in the order of their lines.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Verifies the signatures by known keys.
    ///
    /// Signatures by other keys are kept apart and not judged: witnesses add theirs, and a ledger
    /// changes its key.
    ///
    /// # What this proves
    ///
    /// At least one of the keys given signed exactly this text, and every signature that claims to
    /// be by one of them is.
    ///
    /// # What this does not prove
    ///
    /// When it was signed, that the text is true, that no other text was signed as well, and
    /// anything about the signatures by other keys.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when two keys share name and id, a signature by a known key does not verify,
    /// or none is by a known key.
    ///
    /// # Specification
    ///
    /// C2SP signed-note, "Signatures". Every signature by a known key is verified, repeated ones
    /// too, and one that fails refuses the note. F8.10
    pub fn open(&self, known: &[VerifierKey]) -> Result<OpenedNote<'_>, OpenError> {
        check_unambiguous(known)?;
        let mut verified = Vec::new();
        let mut unknown = Vec::new();
        for (index, signature) in self.signatures.iter().enumerate() {
            let key = known
                .iter()
                .find(|key| *key.name() == signature.name && key.id() == signature.key_id);
            let Some(key) = key else {
                unknown.push(signature);
                continue;
            };
            key.public_key().verify(self.text.as_str().as_bytes(), &signature.signature).map_err(
                |source| OpenError::BadSignature {
                    name: signature.name.clone(),
                    id: signature.key_id,
                    offset: self.line_offset(index),
                    source,
                },
            )?;
            verified.push(signature);
        }
        if verified.is_empty() {
            return Err(OpenError::NoKnownKey { found: self.signatures.len() });
        }
        Ok(OpenedNote { text: &self.text, verified, unknown })
    }

    /// The note with one more signature behind the others.
    pub(super) fn with(mut self, signature: NoteSignature) -> Result<Self, NoteError> {
        let end = self.line_offset(self.signatures.len());
        if self.signatures.len() == MAX_SIGNATURES {
            return Err(NoteErrorKind::TooManySignatures { limit: MAX_SIGNATURES }.at(end));
        }
        self.signatures.push(signature);
        check_length(self.to_string().len())?;
        Ok(self)
    }

    /// Where a signature line starts; what was read is what would be written.
    fn line_offset(&self, index: usize) -> usize {
        let start = self.text.as_str().len().saturating_add(1);
        self.signatures
            .iter()
            .take(index)
            .map(|signature| signature.to_string().len().saturating_add(1))
            .fold(start, usize::saturating_add)
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text.as_str())?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// A note that a known key signed. Only [`SignedNote::open`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedNote<'a> {
    text: &'a NoteText,
    // At least one.
    verified: Vec<&'a NoteSignature>,
    unknown: Vec<&'a NoteSignature>,
}

impl<'a> OpenedNote<'a> {
    /// The text that was signed.
    #[must_use]
    pub const fn text(&self) -> &'a NoteText {
        self.text
    }

    /// The signatures that verified, at least one.
    #[must_use]
    pub fn verified(&self) -> &[&'a NoteSignature] {
        &self.verified
    }

    /// The signatures by keys that were not given, not checked.
    #[must_use]
    pub fn unknown(&self) -> &[&'a NoteSignature] {
        &self.unknown
    }
}

fn parse_lines(lines: &str, start: usize) -> Result<Vec<NoteSignature>, NoteError> {
    let mut signatures = Vec::new();
    let mut offset = start;
    for line in lines.split_inclusive('\n') {
        if signatures.len() == MAX_SIGNATURES {
            return Err(NoteErrorKind::TooManySignatures { limit: MAX_SIGNATURES }.at(offset));
        }
        let end = offset.saturating_add(line.len());
        let content = line.strip_suffix('\n').ok_or(NoteErrorKind::NoFinalNewline.at(end))?;
        signatures.push(NoteSignature::parse(content, offset)?);
        offset = end;
    }
    if signatures.is_empty() { Err(NoteErrorKind::SignatureLine.at(start)) } else { Ok(signatures) }
}

fn check_length(length: usize) -> Result<(), NoteError> {
    if length > MAX_LEN {
        Err(NoteErrorKind::TooLong { limit: MAX_LEN }.at(MAX_LEN))
    } else {
        Ok(())
    }
}

fn check_characters(bytes: &[u8]) -> Result<(), NoteError> {
    match bytes.iter().enumerate().find(|(_, byte)| **byte < b' ' && **byte != b'\n') {
        Some((offset, found)) => Err(NoteErrorKind::ControlCharacter { found: *found }.at(offset)),
        None => Ok(()),
    }
}

fn check_unambiguous(known: &[VerifierKey]) -> Result<(), OpenError> {
    for (index, key) in known.iter().enumerate() {
        let same = |other: &VerifierKey| other.name() == key.name() && other.id() == key.id();
        if known.iter().take(index).any(same) {
            return Err(OpenError::AmbiguousKeys { name: key.name().clone(), id: key.id() });
        }
    }
    Ok(())
}
