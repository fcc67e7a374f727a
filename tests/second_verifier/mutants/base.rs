//! The cases that mutants are made of, with every key in hand.

use std::collections::BTreeMap;

use handseal::cose::{Sign1, to_be_signed};
use handseal::event::{EntryHash, Subject};
use handseal::identity::{Signer as _, Trust};
use handseal::ledger::{Checkpoint, RecordKind, RecordReader, SignedCheckpoint};
use handseal::merkle::{Tree, leaf_hash};
use handseal::store::CaseFile;

use super::cbor::Node;
use crate::asked::Question;
use crate::cases::{HEADS, Ledger, NOW, at, key};
use crate::world::{CATALOGUE, World, world};

/// A record, and what kind it was before anything was changed.
pub(crate) type Record = (RecordKind, Vec<u8>);

/// A consistent case, taken apart.
pub(crate) struct Base {
    pub(crate) name: &'static str,
    pub(crate) header: Vec<u8>,
    pub(crate) records: Vec<Record>,
    /// What is asked of the case as it is.
    pub(crate) question: Question,
    origin: String,
}

impl Base {
    fn new(name: &'static str, origin: &str, question: Question) -> Self {
        let mut reader = RecordReader::new(question.file.as_slice());
        let header = reader.next_record().unwrap().unwrap().bytes;
        let mut records = Vec::new();
        while let Some(record) = reader.next_record().unwrap() {
            records.push((record.kind, record.bytes));
        }
        Self { name, header, records, question, origin: origin.to_owned() }
    }

    /// The same question of other records.
    pub(crate) fn ask(&self, records: &[Record]) -> Question {
        let records = records.iter().flat_map(|(_, bytes)| bytes);
        let file = self.header.iter().chain(records).copied().collect();
        Question { file, ..self.question.clone() }
    }

    /// The places of the records of one kind.
    pub(crate) fn places(&self, kind: RecordKind) -> Vec<usize> {
        (0..self.records.len()).filter(|place| self.records[*place].0 == kind).collect()
    }

    /// A head over all entries of these records, by the key of the ledger.
    pub(crate) fn head_over(&self, records: &[Record]) -> Vec<u8> {
        let mut tree = Tree::new();
        for (kind, bytes) in records {
            if *kind == RecordKind::Entry {
                let Node::Bytes(entry) = Node::read(bytes) else { panic!("no entry") };
                tree.append(leaf_hash(EntryHash::of(&entry).as_bytes()));
            }
        }
        self.head(tree.size(), tree.root().0)
    }

    /// A head of this ledger, by its key.
    pub(crate) fn head(&self, size: u64, root: [u8; 32]) -> Vec<u8> {
        let checkpoint = Checkpoint::new(&self.origin, size, root).unwrap();
        SignedCheckpoint::sign(checkpoint, &key(HEADS)).unwrap().to_string().into_bytes()
    }
}

/// An entry taken apart, so that it can be signed again.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) protected: Node,
    pub(crate) unprotected: Node,
    pub(crate) payload: Node,
    /// The number of the key that signs it.
    pub(crate) key: u8,
}

impl Entry {
    /// Reads an entry record whose signer's key is in hand.
    pub(crate) fn read(record: &[u8]) -> Self {
        let Node::Bytes(entry) = Node::read(record) else { panic!("no entry") };
        let read = Sign1::parse(&entry).unwrap();
        let kid = read.header().kid;
        let mut numbers = 1..=20;
        Self {
            protected: Node::read(read.protected()),
            unprotected: Node::Map(Vec::new()),
            payload: Node::read(read.payload()),
            key: numbers.find(|number| key(*number).public_key().thumbprint() == kid).unwrap(),
        }
    }

    /// The envelope, signed over what it holds now.
    pub(crate) fn envelope(&self) -> Node {
        let [protected, payload] = [&self.protected, &self.payload].map(Node::to_bytes);
        let signature = key(self.key).sign(&to_be_signed(&protected, &payload)).unwrap();
        let elements = vec![
            Node::Bytes(protected),
            self.unprotected.clone(),
            Node::Bytes(payload),
            Node::Bytes(signature.as_bytes().to_vec()),
        ];
        Node::Tag(18, Box::new(Node::Array(elements)))
    }

    pub(crate) fn to_record(&self) -> Vec<u8> {
        Node::Bytes(self.envelope().to_bytes()).to_bytes()
    }

    /// A parameter of the protected header, or a claim in it.
    pub(crate) fn label(&mut self, label: u64) -> &mut Node {
        labelled(&mut self.protected, label)
    }

    pub(crate) fn claim(&mut self, claim: u64) -> &mut Node {
        labelled(self.label(15), claim)
    }

    pub(crate) fn links(&mut self) -> &mut Vec<Node> {
        self.payload.field("links").elements()
    }
}

fn labelled(map: &mut Node, label: u64) -> &mut Node {
    let mut pairs = map.pairs().iter_mut();
    &mut pairs.find(|(key, _)| *key == Node::Unsigned(label)).unwrap().1
}

/// Everything that mutants are made of.
pub(crate) fn bases() -> Vec<Base> {
    vec![custody(), extract(), requests()]
}

const CONTENT: &[u8] = b"what the only item that is data holds";

fn question(ledger: &Ledger, trust: &Trust, file: Vec<u8>) -> Question {
    Question {
        file,
        roots: trust.roots().map(|root| root.to_string()).collect(),
        heads: vec![ledger.head().to_string().into_bytes()],
        contents: BTreeMap::new(),
        now: at(NOW).to_string(),
        catalogue: None,
        cosigners: None,
    }
}

/// A ledger in which two organisations hand over a thing and data.
fn case() -> (Ledger, Subject) {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let ana = ledger.enrol(10, &chief, &[]);
    let ben = ledger.enrol(11, &chief, &["registrar", "custodian", "collector", "examiner"]);
    ledger.import_lab();
    let lab = ledger.lab.clone();
    let carl = ledger.enrol(12, &lab, &[]);
    let things = ledger.collect_all(2, &ana);
    let data = ledger.item();
    let body = ledger.acquired(data, CONTENT);
    let data = Subject::Item(data);
    ledger.act(body, std::slice::from_ref(&data), &ana);
    ledger.checkpoint();
    for (from, to) in [(&ana, &carl), (&carl, &ben)] {
        let body = ledger.offered(to);
        ledger.act(body, &things, from);
        let body = ledger.accepted(&things);
        ledger.act(body, &things, to);
    }
    let cited = ledger.cite(&things[0]);
    let own = ledger.own(&ben);
    let body = ledger.noted_of(Some(cited));
    ledger.act(body, &[own], &ben);
    let body = ledger.stored();
    ledger.act(body, &things, &ben);
    ledger.checkpoint();
    (ledger, data)
}

fn custody() -> Base {
    let (ledger, data) = case();
    let mut question = question(&ledger, &ledger.trust(), ledger.bytes.clone());
    question.contents.insert(data.to_string(), CONTENT.to_vec());
    Base::new("custody", ledger.origin.as_str(), question)
}

/// The chain of one item of the same ledger.
fn extract() -> Base {
    let (ledger, data) = case();
    let mut case = CaseFile::open_bytes(ledger.bytes.clone(), &ledger.trust()).unwrap();
    let mut file = Vec::new();
    case.extract(std::slice::from_ref(&data), &key(HEADS), &mut file).unwrap();
    let mut question = question(&ledger, &ledger.trust(), file);
    question.contents.insert(data.to_string(), CONTENT.to_vec());
    Base::new("extract", ledger.origin.as_str(), question)
}

/// A request across a border, what answers it, and how that is used.
fn requests() -> Base {
    let mut world: World = world();
    let (_, _) = world.delivered("FREE", &[]);
    world.ledger.checkpoint();
    let mut question = question(&world.ledger, &world.trust, world.ledger.bytes.clone());
    question.catalogue = Some(vec![CATALOGUE.to_owned()]);
    Base::new("requests", world.ledger.origin.as_str(), question)
}
