//! The seed case: made anew in every process, always of the same bytes.

use std::sync::OnceLock;

use handseal::Timestamp;
use handseal::event::{PartyKind, Subject};
use handseal::evidence::{ItemHasher, Measurement, Options};
use handseal::identity::{Entropy, EntropyError, PartyId, PublicKey, Signer, SigningKey, Trust};
use handseal::ledger::{KeyName, RecordKind, RecordReader, SignedCheckpoint, VerifierKey};
use handseal::store::{Actor, CaseFile, Enrolment, Inspection, MemoryStore, Opening, TransferTerms};

/// The seed case and all that is known of it.
pub struct Seed {
    /// The file.
    pub file: Vec<u8>,
    /// An extract of one item's chain.
    pub extract: Vec<u8>,
    /// The ends of its records.
    pub ends: Vec<usize>,
    /// Its entries, each with its disclosures record.
    pub entries: Vec<(Vec<u8>, Vec<u8>)>,
    /// Every head that the checkpoint key signed.
    pub heads: Vec<SignedCheckpoint>,
    /// The keys of the parties.
    pub keys: Vec<PublicKey>,
    /// The key of the heads.
    pub checkpoint_key: VerifierKey,
    /// The one root.
    pub trust: Trust,
    /// After everything in it.
    pub now: Timestamp,
}

/// The seed case.
pub fn seed() -> &'static Seed {
    static SEED: OnceLock<Seed> = OnceLock::new();
    SEED.get_or_init(make)
}

/// Bytes that are the same in every process.
struct Fixed(u64);

impl Entropy for Fixed {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        for byte in buffer {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            *byte = self.0.to_le_bytes()[0];
        }
        Ok(())
    }
}

fn at(minute: u32) -> Timestamp {
    let text = format!(
        "2041-06-01T{:02}:{:02}:00+02:00",
        8 + minute / 60,
        minute % 60
    );
    text.parse().expect("a valid instant")
}

fn make() -> Seed {
    let mut entropy = Fixed(0x9e37_79b9_7f4a_7c15);
    // Not those of the published vectors: what they signed would be taken for forgeries.
    let [root, ledger, ana, ben] = [101, 102, 103, 104].map(|seed| SigningKey::from_seed(&[seed; 32]));
    let opening = Opening {
        organisation: "Example Police",
        jurisdiction: "EX",
        origin: "custody.example.org",
        root: &root,
        checkpoint_key: &ledger,
        successors: &[],
        at: at(0),
    };
    let mut case =
        CaseFile::create_in(MemoryStore::new(), &opening, &mut entropy).expect("created");
    let chief = Actor::organisation(&root);
    let unit = enrol(
        &mut case,
        &chief,
        "Digital Unit",
        PartyKind::Unit,
        &[],
        None,
        &mut entropy,
    );
    let ana_id = enrol(
        &mut case,
        &chief,
        "Ana",
        PartyKind::Person,
        &[],
        Some(&ana),
        &mut entropy,
    );
    let ben_id = enrol(
        &mut case,
        &chief,
        "Ben",
        PartyKind::Person,
        &[unit],
        Some(&ben),
        &mut entropy,
    );
    let mut heads = vec![case.checkpoint(&ledger).expect("signed")];
    acts(
        &mut case,
        &Actor::new(ana_id, &ana),
        &Actor::new(ben_id, &ben).acting_for(unit),
        &mut entropy,
    );
    heads.push(case.checkpoint(&ledger).expect("signed"));
    let item = case.register().items()[0];
    let mut extract = Vec::new();
    case.extract(&[Subject::Item(item)], &ledger, &mut extract)
        .expect("extracted");
    let name =
        KeyName::parse(case.origin().expect("opened").as_str()).expect("an origin is a name");
    let (ends, entries) = records(case.store().as_bytes());
    Seed {
        file: case.store().as_bytes().to_vec(),
        extract,
        ends,
        entries,
        heads,
        keys: [&root, &ana, &ben, &ledger]
            .map(|key| key.public_key().clone())
            .to_vec(),
        checkpoint_key: VerifierKey::new(name, ledger.public_key().clone()).expect("an Ed25519 key"),
        trust: Trust::new().root(case.keeper()),
        now: at(600),
    }
}

fn enrol(
    case: &mut CaseFile<MemoryStore>,
    chief: &Actor<'_>,
    name: &str,
    kind: PartyKind,
    units: &[PartyId],
    key: Option<&dyn Signer>,
    entropy: &mut Fixed,
) -> PartyId {
    let enrolment = Enrolment {
        kind,
        name,
        roles: &[],
        units,
        key,
    };
    case.enrol(&enrolment, chief, at(1), entropy)
        .expect("enrolled")
}

/// Things and data, labelled, handed over, refused, withdrawn, and offered once more.
fn acts(case: &mut CaseFile<MemoryStore>, ana: &Actor<'_>, ben: &Actor<'_>, entropy: &mut Fixed) {
    let id = case
        .open_case("2041/26", ana, at(2), entropy)
        .expect("opened");
    let measured = measure(&[7; 3000]);
    let data = case
        .acquire(id, &[("disk.img", &measured)], ana, at(3), entropy)
        .expect("acquired");
    let things = [("Laptop, lid cracked", Some("S-20411")), ("Notebook", None)];
    let things = case
        .collect(id, &things, ana, at(4), entropy)
        .expect("collected");
    case.label(
        &[(data[0], "EX-1"), (things[0], "EX-2")],
        ana,
        at(5),
        entropy,
    )
    .expect("labelled");
    let all = [data.clone(), things.clone()].concat();
    let holder = ben.holder();
    let offer = case
        .offer(&all, &TransferTerms::new(holder, "examination", at(90)), ana, at(6), entropy)
        .expect("offered");
    let inspect = |item| match item {
        item if item == data[0] => Inspection::Measured(&measured),
        item if item == things[0] => Inspection::Seal("S-20411"),
        _ => Inspection::Nothing("wrapped"),
    };
    case.accept(offer, &inspect, ben, at(7), entropy)
        .expect("accepted");
    let offer = case
        .offer(&things, &TransferTerms::new(ana.id, "storage", at(90)), ben, at(8), entropy)
        .expect("offered");
    case.refuse(
        offer,
        &|_| Inspection::Nothing("shelf full"),
        "shelf full",
        ana,
        at(9),
        entropy,
    )
    .expect("refused");
    let offer = case
        .offer(&things, &TransferTerms::new(ana.id, "storage", at(20)), ben, at(10), entropy)
        .expect("offered");
    case.withdraw(offer, "not needed", ben, at(30), entropy)
        .expect("withdrawn");
}

fn measure(bytes: &[u8]) -> Measurement {
    let mut hasher = ItemHasher::new(Options::default());
    hasher.update(bytes);
    hasher.finish()
}

type Entries = Vec<(Vec<u8>, Vec<u8>)>;

fn records(file: &[u8]) -> (Vec<usize>, Entries) {
    let (mut ends, mut entries) = (Vec::new(), Entries::new());
    let mut reader = RecordReader::new(file);
    while let Some(record) = reader.next_record().expect("the seed case is whole") {
        ends.push(record.range.end as usize);
        match record.kind {
            RecordKind::Entry => entries.push((record.content().to_vec(), Vec::new())),
            RecordKind::Disclosures => {
                entries.last_mut().expect("behind its entry").1 = record.bytes
            }
            _ => {}
        }
    }
    (ends, entries)
}
