//! The file of the example, from fixed seeds and times.

use std::ops::Range;

use handseal::evidence::{ItemHasher, Options};
use handseal::identity::{Entropy, EntropyError, PublicKey, Signer, SigningKey};
use handseal::ledger::{Record, RecordKind, RecordReader, SignedCheckpoint};
use handseal::merkle::{Hash, leaf_hash, node_hash};
use handseal::store::{Actor, CaseFile, MemoryStore, Opening};

use crate::dump::{self, Line};
use crate::{hex, sha256, usizes};

/// What was acquired.
pub(crate) const CONTENT: &[u8] = b"From: a\nTo: b\n\nThe parcel is in locker 9.\n";
/// When somebody looks at the file.
pub(crate) const NOW: &str = "2026-11-22T12:00:00+01:00";

const SEEDS: [(&str, u8); 2] = [("root key", 1), ("checkpoint key", 2)];
const NAMES: [&str; 5] = ["founded", "opened", "case_opened", "acquired", "labelled"];

/// Bytes that count upwards. For an example only: real salts and ids are unpredictable.
struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        for byte in buffer {
            *byte = self.0;
            self.0 = self.0.wrapping_add(1);
        }
        Ok(())
    }
}

pub(crate) struct Example {
    pub(crate) bytes: Vec<u8>,
    pub(crate) head: SignedCheckpoint,
    /// Where each entry stands, without the head of its record.
    pub(crate) entries: Vec<Range<u64>>,
    records: Vec<(String, Record)>,
    keys: Vec<PublicKey>,
}

impl Example {
    pub(crate) fn new() -> Self {
        let [root, checkpoint_key] = SEEDS.map(|(_, seed)| SigningKey::from_seed(&[seed; 32]));
        let keys = [&root, &checkpoint_key].map(|key| key.public_key().clone());
        let mut entropy = Counting(0);
        let at = |text: &str| text.parse().unwrap();
        let opening = Opening {
            organisation: "Example Police",
            jurisdiction: "FR",
            origin: "example.org",
            root: &root,
            checkpoint_key: &checkpoint_key,
            successors: &[],
            at: at("2026-11-22T09:00:00+01:00"),
        };
        let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut entropy).unwrap();
        let actor = Actor::organisation(&root);
        let when = at("2026-11-22T09:05:00+01:00");
        let id = case.open_case("2041/26", &actor, when, &mut entropy).unwrap();
        let mut hasher = ItemHasher::new(Options::default());
        hasher.update(CONTENT);
        let measured = hasher.finish();
        let when = at("2026-11-22T09:10:00+01:00");
        let items =
            case.acquire(id, &[("mail.eml", &measured)], &actor, when, &mut entropy).unwrap();
        let when = at("2026-11-22T09:15:00+01:00");
        case.label(&[(items[0], "EX-1")], &actor, when, &mut entropy).unwrap();
        let head = case.checkpoint(&checkpoint_key).unwrap();
        Self::of(case.store().as_bytes().to_vec(), head, keys.to_vec())
    }

    fn of(bytes: Vec<u8>, head: SignedCheckpoint, keys: Vec<PublicKey>) -> Self {
        let mut reader = RecordReader::new(bytes.as_slice());
        let (mut records, mut entries) = (Vec::new(), Vec::new());
        while let Some(record) = reader.next_record().unwrap() {
            let current = entries.len().checked_sub(1).map_or("", |last| NAMES[last]);
            let name = match record.kind {
                RecordKind::Header => "header".to_owned(),
                RecordKind::Entry => NAMES[entries.len()].to_owned(),
                RecordKind::Disclosures => format!("{current} disclosures"),
                RecordKind::Checkpoint => "checkpoint".to_owned(),
                RecordKind::Stub | RecordKind::Proof => panic!("not in this example"),
            };
            if record.kind == RecordKind::Entry {
                let head = record.bytes.len() - record.content().len();
                entries.push(record.range.start + head as u64..record.range.end);
            }
            records.push((name, record));
        }
        Self { bytes, head, entries, records, keys }
    }

    /// The lines of a block.
    pub(crate) fn block(&self, name: &str) -> String {
        match name {
            "keys" => self.keys(),
            "signed" => self.signed(),
            "hashes" => self.hashes(),
            _ => self.record(name.strip_prefix("record ").unwrap_or(name)),
        }
    }

    fn lines(&self, name: &str) -> Vec<Line> {
        let found = self.records.iter().find(|(known, _)| known == name);
        let (_, record) = found.unwrap_or_else(|| panic!("no record {name}"));
        dump::record(&self.bytes, usizes(&record.range), record.kind)
    }

    fn record(&self, name: &str) -> String {
        let lines = self.lines(name);
        lines.iter().map(|line| line.written(&self.bytes)).collect()
    }

    fn keys(&self) -> String {
        let mut out = String::new();
        for ((name, seed), key) in SEEDS.iter().zip(&self.keys) {
            out += &format!("{:19}  {}\n", format!("{name} seed"), hex(&[*seed; 32]));
            out += &format!("{name:19}  {}\n", hex(key.as_bytes()));
        }
        let organisation = self.keys[0].thumbprint();
        out + &format!("{:19}  {organisation}\n", "organisation")
    }

    /// Where the protected header, the payload and the signature of an entry stand.
    pub(crate) fn parts(&self, entry: usize) -> (Range<usize>, Range<usize>, Range<usize>) {
        let lines = self.lines(NAMES[entry]);
        let find = |text: &str| {
            let line = lines.iter().find(|line| line.text.contains(text)).unwrap();
            line.holds.clone().unwrap()
        };
        (find("protected header"), find("the payload"), find("the signature"))
    }

    fn signed(&self) -> String {
        let (protected, payload, _) = self.parts(0);
        let head = |content: &Range<usize>| {
            let length = content.len();
            let bytes = match u8::try_from(length) {
                Ok(length) => vec![0x58, length],
                Err(_) => {
                    [&[0x59], u16::try_from(length).unwrap().to_be_bytes().as_slice()].concat()
                }
            };
            spaced(&bytes)
        };
        let range = |range: &Range<usize>| format!("{:05} to {:05}", range.start, range.end);
        let texts = [
            ("84".to_owned(), "array of 4"),
            ("6a".to_owned(), "text of 10 bytes"),
            ("53 69 67 6e".to_owned(), "\"Sign"),
            ("61 74 75 72 65 31".to_owned(), "ature1\""),
            (head(&protected), "byte string"),
            (range(&protected), "the protected header, as it stands in the file"),
            ("40".to_owned(), "byte string of 0 bytes: no external data"),
            (head(&payload), "byte string"),
            (range(&payload), "the payload, as it stands in the file"),
        ];
        let line = |(bytes, text): &(String, &str)| format!("{bytes:<20}{text}\n");
        texts.iter().map(line).collect()
    }

    fn hashes(&self) -> String {
        let mut out = String::new();
        let mut leaves = Vec::new();
        for (index, range) in self.entries.iter().enumerate() {
            let hash = sha256(&[&self.bytes[usizes(range)]]);
            let of = format!("SHA-256 of bytes {:05} to {:05}", range.start, range.end);
            out += &format!("entry hash {index}  {of:<39}  {}\n", hex(&hash));
            let leaf = leaf_hash(&hash);
            let of = format!("SHA-256(00 ‖ entry hash {index})");
            out += &format!("leaf hash {index}   {of:<39}  {leaf}\n");
            leaves.push(leaf);
        }
        let mut node = |name: &str, of: &str, left: Hash, right: Hash| {
            let hash = node_hash(left, right);
            out += &format!("{name:<12}  {:<39}  {hash}\n", format!("SHA-256(01 ‖ {of})"));
            hash
        };
        let ab = node("node 0, 1", "leaf hash 0 ‖ leaf hash 1", leaves[0], leaves[1]);
        let cd = node("node 2, 3", "leaf hash 2 ‖ leaf hash 3", leaves[2], leaves[3]);
        let abcd = node("node 0 to 3", "node 0, 1 ‖ node 2, 3", ab, cd);
        node("root", "node 0 to 3 ‖ leaf hash 4", abcd, leaves[4]);
        out
    }
}

pub(crate) fn spaced(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}
