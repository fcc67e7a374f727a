//! Checkpoints: the head of a ledger, signed.

use std::fmt;

use base64ct::{Base64, Encoding as _};

use super::{
    error::{
        CheckpointError, CheckpointErrorKind, CheckpointSignError, NoteError, OpenError,
        SignedCheckpointError,
    },
    note::{NoteSignature, NoteText, OpenedNote, SignedNote},
    vkey::{KeyName, VerifierKey},
};
use crate::identity::Signer;

/// Bytes of a root.
const ROOT_LEN: usize = 32;

/// The head of a ledger: which one, how many entries, and the root of their tree.
///
/// ```text
/// ledger.example/3f0c…      origin
/// 64                        size
/// CsUYapGGPo4dkMgIAUqo…     root
/// ```
///
/// # Specification
///
/// C2SP tlog-checkpoint, "Note text".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    // Not empty, one line.
    origin: String,
    size: u64,
    root: [u8; ROOT_LEN],
    // Each not empty, one line.
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A head without extensions: we write none, because no witness can check them.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`] when the origin is empty or has a control character.
    pub fn new(origin: &str, size: u64, root: [u8; ROOT_LEN]) -> Result<Self, CheckpointError> {
        check_line(origin, 1)?;
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// Reads the body of a checkpoint: the text of its note.
    ///
    /// What is accepted is exactly what [`Display`](fmt::Display) writes, byte for byte.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`], with the first line that departs from the form.
    ///
    /// # Specification
    ///
    /// C2SP tlog-checkpoint, "Note text". Stricter in that the root must be canonical Base64 of a
    /// SHA-256 hash and the size must fit 64 bits. F8.7
    pub fn parse(body: &str) -> Result<Self, CheckpointError> {
        let mut lines = Lines::new(body);
        let origin = lines.line()?.to_owned();
        let size = lines.line()?;
        let size = parse_size(size).map_err(|kind| kind.on(lines.number))?;
        let root = lines.line()?;
        let root = parse_root(root).map_err(|kind| kind.on(lines.number))?;
        let mut extensions = Vec::new();
        while !lines.rest.is_empty() {
            extensions.push(lines.line()?.to_owned());
        }
        Ok(Self { origin, size, root, extensions })
    }

    /// Which ledger this is the head of.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries the ledger had.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree of those entries.
    #[must_use]
    pub const fn root(&self) -> &[u8; ROOT_LEN] {
        &self.root
    }

    /// Lines of others that mean nothing here; signed all the same.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, Base64::encode_string(&self.root))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint as it was received, in its note: read, not verified.
///
/// # Examples
///
/// ```
/// use handseal::{
///     identity::{OsEntropy, Signer, SigningKey},
///     ledger::{Checkpoint, KeyName, SignedCheckpoint, VerifierKey},
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::generate(&mut OsEntropy)?;
/// let head = Checkpoint::new("ledger.example/1", 64, [7; 32])?;
/// let signed = SignedCheckpoint::sign(head, &key)?;
///
/// let received = SignedCheckpoint::parse(signed.to_string().as_bytes())?;
/// let known = VerifierKey::new(KeyName::parse("ledger.example/1")?, key.public_key().clone())?;
/// assert_eq!(received.open(&[known])?.checkpoint().size(), 64);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    // Always what the text of `note` says.
    checkpoint: Checkpoint,
    note: SignedNote,
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint.
    ///
    /// # Errors
    ///
    /// [`SignedCheckpointError`] when the bytes are no note or the note's text is no checkpoint.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignedCheckpointError> {
        let note = SignedNote::parse(bytes)?;
        let checkpoint = Checkpoint::parse(note.unverified_text().as_str())?;
        Ok(Self { checkpoint, note })
    }

    /// Signs a head with the ledger's key, under the ledger's origin as the key's name.
    ///
    /// # Errors
    ///
    /// [`CheckpointSignError`] when the origin cannot name a key or the signer gives no signature.
    ///
    /// # Specification
    ///
    /// C2SP tlog-checkpoint, "Signatures".
    pub fn sign(checkpoint: Checkpoint, signer: &dyn Signer) -> Result<Self, CheckpointSignError> {
        let name = KeyName::parse(checkpoint.origin())?;
        let text = NoteText::new(checkpoint.to_string()).map_err(super::NoteSignError::from)?;
        let note = SignedNote::sign(text, name, signer)?;
        Ok(Self { checkpoint, note })
    }

    /// What the checkpoint says; nothing is known about it before it is [opened](Self::open).
    #[must_use]
    pub const fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note that the checkpoint stands in.
    #[must_use]
    pub const fn note(&self) -> &SignedNote {
        &self.note
    }

    /// The head with one more signature behind the others.
    pub(super) fn with(self, signature: NoteSignature) -> Result<Self, NoteError> {
        Ok(Self { note: self.note.with(signature)?, ..self })
    }

    /// Verifies that the ledger's own key signed this head.
    ///
    /// # What this proves
    ///
    /// A known key whose name is the checkpoint's origin signed exactly this head.
    ///
    /// # What this does not prove
    ///
    /// That the entries at hand make this root, that no other head of the ledger contradicts it,
    /// or when it was signed.
    ///
    /// # Errors
    ///
    /// [`OpenError`] as for any note, and when none of the verified signatures bears the origin's
    /// name: another ledger's key cannot speak for this one.
    pub fn open(&self, known: &[VerifierKey]) -> Result<OpenedCheckpoint<'_>, OpenError> {
        let note = self.note.open(known)?;
        let by_origin = |name: &KeyName| -> bool { name.as_str() == self.checkpoint.origin };
        if note.verified().iter().any(|signature| by_origin(signature.name())) {
            Ok(OpenedCheckpoint { checkpoint: &self.checkpoint, note })
        } else {
            Err(OpenError::NotByOrigin { origin: self.checkpoint.origin.clone() })
        }
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// A checkpoint that its ledger's key signed. Only [`SignedCheckpoint::open`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCheckpoint<'a> {
    checkpoint: &'a Checkpoint,
    note: OpenedNote<'a>,
}

impl<'a> OpenedCheckpoint<'a> {
    /// The head that was signed.
    #[must_use]
    pub const fn checkpoint(&self) -> &'a Checkpoint {
        self.checkpoint
    }

    /// The note, with the signatures that verified and those that were not checked.
    #[must_use]
    pub const fn note(&self) -> &OpenedNote<'a> {
        &self.note
    }
}

/// The lines of a body, counted from 1.
struct Lines<'a> {
    rest: &'a str,
    number: usize,
}

impl<'a> Lines<'a> {
    const fn new(body: &'a str) -> Self {
        Self { rest: body, number: 0 }
    }

    /// The next line without its line feed: not empty, without control characters.
    fn line(&mut self) -> Result<&'a str, CheckpointError> {
        self.number = self.number.saturating_add(1);
        if self.rest.is_empty() {
            return Err(CheckpointErrorKind::MissingLine.on(self.number));
        }
        let (line, rest) = self
            .rest
            .split_once('\n')
            .ok_or(CheckpointErrorKind::NoFinalNewline.on(self.number))?;
        self.rest = rest;
        check_line(line, self.number)?;
        Ok(line)
    }
}

fn check_line(line: &str, number: usize) -> Result<(), CheckpointError> {
    if line.is_empty() {
        return Err(CheckpointErrorKind::EmptyLine.on(number));
    }
    match line.bytes().find(|byte| *byte < b' ') {
        Some(found) => Err(CheckpointErrorKind::ControlCharacter { found }.on(number)),
        None => Ok(()),
    }
}

fn parse_size(text: &str) -> Result<u64, CheckpointErrorKind> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CheckpointErrorKind::SizeNotDecimal);
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err(CheckpointErrorKind::SizeLeadingZero);
    }
    text.parse().map_err(|_| CheckpointErrorKind::SizeOverflow)
}

fn parse_root(text: &str) -> Result<[u8; ROOT_LEN], CheckpointErrorKind> {
    let bytes = Base64::decode_vec(text).map_err(|_| CheckpointErrorKind::RootBase64)?;
    bytes
        .as_slice()
        .try_into()
        .map_err(|_| CheckpointErrorKind::RootLength { expected: ROOT_LEN, found: bytes.len() })
}
