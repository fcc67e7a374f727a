//! One side of the hand-over: a directory, keys, a ledger.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use handseal::Timestamp;
use handseal::custody::TransferOffer;
use handseal::event::{EntryHash, PartyKind, Subject};
use handseal::evidence::{Measurement, Options, measure_file};
use handseal::identity::{Entropy, ItemId, KeyFile, OrgId, OsEntropy, PartyId, SigningKey, Trust};
use handseal::ledger::{RecordReader, SignedCheckpoint};
use handseal::store::{Actor, CaseFile, Enrolment, Inspection, Opening, TransferTerms};
use handseal::verify::{ContentSource, ItemName, Report, Verifier};

use crate::common::{Failure, say};
use crate::untold;

/// One organisation: its directory, its keys, its ledger, and the one person who acts for it.
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) directory: PathBuf,
    pub(crate) checkpoint_key: SigningKey,
    pub(crate) person_key: SigningKey,
    pub(crate) person: PartyId,
    pub(crate) case: CaseFile,
    pub(crate) trusted: Vec<OrgId>,
    pub(crate) clock: Clock,
}

/// The time in the story: each look at it is ten minutes later, on both sides.
#[derive(Clone)]
pub(crate) struct Clock(Rc<Cell<i64>>);

impl Clock {
    /// The story begins a day before it is told.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self(Rc::new(Cell::new(now.unix_seconds().saturating_sub(86_400))))
    }

    fn now(&self) -> Result<Timestamp, Failure> {
        self.0.set(self.0.get().saturating_add(600));
        Ok(Timestamp::from_unix(self.0.get(), 0, 0)?)
    }
}

/// An item, and where its content lies with the one that holds it.
pub(crate) struct Exhibit {
    pub(crate) id: ItemId,
    pub(crate) label: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) holder: PartyId,
}

impl Side {
    /// Founds the organisation in a directory of its own.
    pub(crate) fn found(
        parent: &Path,
        name: &'static str,
        person_name: &str,
        clock: &Clock,
    ) -> Result<Self, Failure> {
        let directory = parent.join(name.replace(' ', "-").to_lowercase());
        fs::create_dir(&directory).map_err(|error| Failure::in_file(&directory, error))?;
        let mut entropy = OsEntropy;
        let root = new_key(&directory.join("root.pem"), &mut entropy)?;
        let checkpoint_key = new_key(&directory.join("checkpoint.pem"), &mut entropy)?;
        let person_key = new_key(&directory.join("person.pem"), &mut entropy)?;
        let opening = Opening {
            organisation: name,
            jurisdiction: "ZZ",
            origin: "custody.example.org",
            root: &root,
            checkpoint_key: &checkpoint_key,
            successors: &[],
            at: clock.now()?,
        };
        let mut case = CaseFile::create(directory.join("ledger.custody"), &opening, &mut entropy)?;
        let enrolment = Enrolment {
            kind: PartyKind::Person,
            name: person_name,
            roles: &[],
            units: &[],
            key: Some(&person_key),
        };
        let chief = Actor::organisation(&root);
        let person = case.enrol(&enrolment, &chief, clock.now()?, &mut entropy)?;
        let trusted = vec![case.keeper()];
        Ok(Self {
            name,
            directory,
            checkpoint_key,
            person_key,
            person,
            case,
            trusted,
            clock: clock.clone(),
        })
    }

    pub(crate) fn introduced(&self) -> String {
        format!("{}, root fingerprint {}", self.name, self.case.keeper())
    }

    pub(crate) fn trust(&self) -> Trust {
        self.trusted.iter().fold(Trust::new(), |trust, root| trust.root(*root))
    }

    /// Trusts the root of another organisation, learnt by telephone, on paper, at a meeting.
    pub(crate) fn trust_root(&mut self, root: OrgId) {
        self.trusted.push(root);
        self.case.trust(root);
    }

    /// Writes an extract about some subjects to a file, and the head that its proofs lead to.
    pub(crate) fn extract(&mut self, subjects: &[Subject], name: &str) -> Result<Carried, Failure> {
        let path = self.directory.join(name);
        let mut file = File::create_new(&path).map_err(|error| Failure::in_file(&path, error))?;
        let extract = self.case.extract(subjects, &self.checkpoint_key, &mut file)?;
        file.sync_all()?;
        say(format_args!(
            "  {} writes {name}: {} entries about {} subjects.\n",
            self.name,
            extract.entries,
            extract.subjects.len()
        ))?;
        Ok(Carried { path, head: extract.head })
    }

    /// Verifies what was carried here, before anything of it is believed.
    pub(crate) fn verify_carried(
        &self,
        carried: &Carried,
        contents: &[&Exhibit],
    ) -> Result<Report, Failure> {
        let verifier = Verifier::new(&self.trust(), self.clock.now()?).anchor(carried.head.clone());
        Ok(with_contents(verifier, contents).verify_file(&carried.path)?)
    }

    /// Imports what was carried here.
    pub(crate) fn import(&mut self, carried: &Carried) -> Result<(), Failure> {
        let path = &carried.path;
        let file = File::open(path).map_err(|error| Failure::in_file(path, error))?;
        let imported = self.case.import(file)?;
        say(format_args!(
            "  {} records {} entries of it; {} stood in its ledger already.\n",
            self.name,
            imported.recorded.len(),
            imported.held
        ))
    }

    pub(crate) fn acquire_two(&mut self) -> Result<[Exhibit; 2], Failure> {
        let (actor, mut entropy) = (Actor::new(self.person, &self.person_key), OsEntropy);
        let at = self.clock.now()?;
        let case = self.case.open_case("2041/7", &actor, at, &mut entropy)?;
        let mut exhibit = |label: &'static str, name: &str, text: &str| {
            let path = self.directory.join(name);
            fs::write(&path, text).map_err(|error| Failure::in_file(&path, error))?;
            let measured = measure_file(&path, Options::default())?;
            let ids = self.case.acquire(case, &[(name, &measured)], &actor, at, &mut entropy)?;
            let [id] = ids.as_slice() else {
                return Err(untold("one item has one id"));
            };
            self.case.label(&[(*id, label)], &actor, at, &mut entropy)?;
            Ok::<_, Failure>(Exhibit { id: *id, label, path, holder: actor.id })
        };
        let first = exhibit("EX-1", "chat.txt", "Meet me at the lighthouse at nine.\n")?;
        let second = exhibit("EX-2", "photo.raw", "pretend that this is a photograph\n")?;
        Ok([first, second])
    }

    pub(crate) fn offer(&mut self, exhibit: &Exhibit, to: &Self) -> Result<EntryHash, Failure> {
        const WEEK: i64 = 7 * 24 * 3600;
        let at = self.clock.now()?;
        let due = at.unix_seconds().saturating_add(WEEK);
        let answer_by = Timestamp::from_unix(due, 0, 0)?;
        let actor = Actor::new(self.person, &self.person_key);
        let offer = self.case.offer(
            &[exhibit.id],
            &TransferTerms::new(to.person, "examination", answer_by),
            &actor,
            at,
            &mut OsEntropy,
        )?;
        say(format_args!(
            "  {} offers {} to {}. Custody has not moved.\n",
            self.name, exhibit.label, to.name
        ))?;
        // From here on the offer is a state of both ledgers: another process may answer it.
        Ok(offer.entry())
    }

    /// The offer, found again in this side's own ledger.
    pub(crate) fn open_offer(&self, entry: EntryHash) -> Result<TransferOffer, Failure> {
        let mut offers = self.case.open_offers().into_iter();
        let offer = offers.find(|offer| offer.entry() == entry);
        offer.ok_or_else(|| untold("the offer is open in the receiver's ledger"))
    }

    /// Takes the content that came with an offer.
    pub(crate) fn receive(&self, exhibit: &Exhibit) -> Result<Exhibit, Failure> {
        let name = exhibit.path.file_name().unwrap_or_default();
        let path = self.directory.join(name);
        copy(&exhibit.path, &path)?;
        Ok(Exhibit { path, holder: self.person, ..*exhibit })
    }

    /// Accepts what was offered, measured again.
    pub(crate) fn accept(
        &mut self,
        entry: EntryHash,
        measured: &Measurement,
    ) -> Result<EntryHash, Failure> {
        let (offer, at) = (self.open_offer(entry)?, self.clock.now()?);
        let actor = Actor::new(self.person, &self.person_key);
        let inspect = |_| Inspection::Measured(measured);
        let recorded = self.case.accept(offer, &inspect, &actor, at, &mut OsEntropy)?;
        Ok(recorded.entry)
    }

    /// Refuses what was offered, and says what was measured.
    pub(crate) fn refuse(
        &mut self,
        entry: EntryHash,
        measured: &Measurement,
    ) -> Result<EntryHash, Failure> {
        let (offer, at) = (self.open_offer(entry)?, self.clock.now()?);
        let actor = Actor::new(self.person, &self.person_key);
        let inspect = |_| Inspection::Measured(measured);
        let reason = "these are not the bytes that were offered";
        let entropy = &mut OsEntropy;
        let recorded = self.case.refuse(offer, &inspect, reason, &actor, at, entropy)?;
        Ok(recorded.entry)
    }

    /// Verifies this side's own ledger under a head that it has kept.
    pub(crate) fn verify_own(&mut self, contents: &[&Exhibit]) -> Result<Report, Failure> {
        let head = self.case.checkpoint(&self.checkpoint_key)?;
        let trust = self.trust();
        let verifier = Verifier::new(&trust, self.clock.now()?).anchor(head);
        Ok(with_contents(verifier, contents).verify_file(self.directory.join("ledger.custody"))?)
    }

    /// The bytes of an entry as they stand in this side's file.
    pub(crate) fn entry_bytes(&self, entry: EntryHash) -> Result<Vec<u8>, Failure> {
        let path = self.directory.join("ledger.custody");
        let file = File::open(&path).map_err(|error| Failure::in_file(&path, error))?;
        let mut records = RecordReader::new(file);
        while let Some(record) = records.next_record()? {
            if EntryHash::of(record.content()) == entry {
                return Ok(record.content().to_vec());
            }
        }
        Err(untold("the entry stands in both ledgers"))
    }
}

/// A file on its way, and the head that its sender gives over another channel.
pub(crate) struct Carried {
    pub(crate) path: PathBuf,
    pub(crate) head: SignedCheckpoint,
}

impl Carried {
    /// Carries a file into the other side's directory.
    pub(crate) fn to(mut self, receiver: &Side) -> Result<Self, Failure> {
        let name = self.path.file_name().unwrap_or_default();
        let arrived = receiver.directory.join(name);
        copy(&self.path, &arrived)?;
        self.path = arrived;
        Ok(self)
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map_err(|error| Failure::in_file(from, error))?;
    Ok(())
}

fn new_key(path: &Path, entropy: &mut impl Entropy) -> Result<SigningKey, Failure> {
    let key = SigningKey::generate(entropy)?;
    KeyFile::create(path, &key)?;
    Ok(key)
}

fn with_contents<'a>(verifier: Verifier<'a>, contents: &[&Exhibit]) -> Verifier<'a> {
    contents.iter().fold(verifier, |verifier, exhibit| {
        let source = ContentSource::File(exhibit.path.clone());
        verifier.content(ItemName::Id(exhibit.id), source)
    })
}
