//! The bytes of a proof of misbehaviour.

use crate::encoding::{
    Blob, DecodeError, DecodeErrorKind, Decoder, Encoder, MapReader, Wire, record, scan_within,
};
use crate::event::{EntryHash, SignedEvent};
use crate::ledger::SignedCheckpoint;
use crate::merkle::{Hash, MAX_PATH};
use crate::verify::document::DocumentKind;
use crate::verify::misbehaviour::{Contradiction, Misbehaviour, MisbehaviourError};

/// The most bytes that a proof of misbehaviour may have: 4 MiB, for two signed notes of a million bytes each, the
/// longest paths, and the entries that register the keys.
pub const MAX_MISBEHAVIOUR: usize = 4 << 20;

const KIND: DocumentKind = DocumentKind { text: "misbehaviour", expected: "the text misbehaviour" };
const LEAVES: &str = "leaves";
const PREFIX: &str = "prefix";
const ROOTS: &str = "roots";

record! {
    /// Two leaves at one place.
    struct Leaves {
        "index" => index: u64,
        "paths" => paths: Vec<Vec<[u8; 32]>>,
        "shows" => shows: String,
        "entries" => entries: Vec<EntryHash>,
    }
}

record! {
    /// Another beginning.
    struct Prefix {
        "path" => path: Vec<[u8; 32]>,
        "root" => root: [u8; 32],
        "shows" => shows: String,
    }
}

record! {
    /// Nothing beside the heads.
    struct Roots {
        "shows" => shows: String,
    }
}

/// ```cddl
/// contradiction = shown-leaves / shown-prefix / shown-roots
/// ```
impl Wire for Contradiction {
    fn write(&self, out: &mut Encoder) {
        let plain = |path: &Vec<Hash>| path.iter().map(|hash| hash.0).collect();
        match self {
            Self::Leaves { index, entries, paths } => Leaves {
                index: *index,
                paths: paths.iter().map(plain).collect(),
                shows: LEAVES.to_owned(),
                entries: entries.to_vec(),
            }
            .write(out),
            Self::Prefix { root, path } => {
                Prefix { path: plain(path), root: root.0, shows: PREFIX.to_owned() }.write(out);
            }
            Self::Roots => Roots { shows: ROOTS.to_owned() }.write(out),
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let start = input.offset();
        let (kind, offset) = kind(input.clone())?;
        match kind {
            LEAVES => {
                let Leaves { index, paths, shows: _, entries } = Leaves::read(input)?;
                let paths: Result<Vec<_>, _> =
                    paths.into_iter().map(|path| hashes(path, start)).collect();
                Ok(Self::Leaves {
                    index,
                    entries: pair(entries, start).map_err(|error| error.within("entries"))?,
                    paths: pair(paths?, start).map_err(|error| error.within("paths"))?,
                })
            }
            PREFIX => {
                let Prefix { path, root, shows: _ } = Prefix::read(input)?;
                Ok(Self::Prefix { root: Hash(root), path: hashes(path, start)? })
            }
            ROOTS => Roots::read(input).map(|_| Self::Roots),
            // Of another kind nothing is known, so nothing can be shown by it.
            other => {
                let kind = DecodeErrorKind::UnknownCode { found: other.into() };
                Err(DecodeError::new(kind, offset).within("shows"))
            }
        }
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

fn hashes(path: Vec<[u8; 32]>, start: usize) -> Result<Vec<Hash>, DecodeError> {
    if path.len() > MAX_PATH {
        let [limit, found] =
            [MAX_PATH, path.len()].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        return Err(DecodeError::new(DecodeErrorKind::LimitExceeded { limit, found }, start));
    }
    Ok(path.into_iter().map(Hash).collect())
}

fn pair<T>(values: Vec<T>, start: usize) -> Result<[T; 2], DecodeError> {
    let found = values.len();
    let kind = DecodeErrorKind::WrongLength { expected: 2, found };
    values.try_into().map_err(|_| DecodeError::new(kind, start))
}

/// The file:
///
/// ```cddl
/// misbehaviour = #6.55799(["handseal", 1, "misbehaviour", {
///   "heads": [tstr, tstr], "shows": contradiction, "entries": [* bstr .cbor entry]
/// }])
/// ```
impl Misbehaviour {
    /// Reads a proof whose two heads contradict each other, whoever signed them.
    ///
    /// # Errors
    /// [`MisbehaviourError`]: what is not of the format, with its place; heads of two ledgers, or that do not
    /// contradict each other by what is shown.
    pub fn parse(bytes: &[u8]) -> Result<Self, MisbehaviourError> {
        // F13.1
        scan_within(bytes, MAX_MISBEHAVIOUR)?;
        let mut input = Decoder::new(bytes);
        KIND.read(&mut input)?;
        let mut map = MapReader::new(&mut input)?;
        let heads: Vec<String> = map.field("heads")?;
        let shows: Contradiction = map.field("shows")?;
        let entries: Vec<Blob> = map.field("entries")?;
        map.end()?;
        input.end()?;
        let heads = pair(heads, 0).map_err(|error| error.within("heads"))?;
        let [one, other] = heads.map(|note| SignedCheckpoint::parse(note.as_bytes()));
        let heads = [
            one.map_err(|source| MisbehaviourError::Head { number: 0, source })?,
            other.map_err(|source| MisbehaviourError::Head { number: 1, source })?,
        ];
        let entries: Result<Vec<_>, _> = entries
            .into_iter()
            .enumerate()
            .map(|(number, Blob(bytes))| {
                SignedEvent::parse(bytes)
                    .map_err(|source| MisbehaviourError::Entry { number, source })
            })
            .collect();
        Self::fit(heads, shows, entries?)
    }

    /// Returns the bytes of the file. What was parsed is written as it was.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        KIND.write(&mut out);
        out.map(3);
        out.text("heads");
        out.array(self.heads.len());
        self.heads.iter().for_each(|head| out.text(&head.to_string()));
        out.text("shows");
        self.shows.write(&mut out);
        out.text("entries");
        out.array(self.entries.len());
        self.entries.iter().for_each(|entry| out.bytes(entry.as_bytes()));
        out.into_bytes()
    }
}
