//! One side of a story that two organisations tell with files: a directory, keys, a ledger.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use handseal::Timestamp;
use handseal::event::{EntryHash, PartyKind, Subject};
use handseal::identity::{Entropy, ItemId, KeyFile, OrgId, OsEntropy, PartyId, SigningKey, Trust};
use handseal::law::UseLogOf;
use handseal::ledger::{RecordReader, SignedCheckpoint};
use handseal::store::{Actor, CaseFile, Enrolment, Opening};
use handseal::verify::{Class, ContentSource, Finding, ItemName, Report, Verifier};

use super::{Failure, say};

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

    /// The story goes on at this instant.
    pub(crate) fn set(&self, at: &str) -> Result<(), Failure> {
        let at: Timestamp = super::parse("time", at)?;
        self.0.set(at.unix_seconds().saturating_sub(600));
        Ok(())
    }

    pub(crate) fn now(&self) -> Result<Timestamp, Failure> {
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

/// Who founds a ledger.
pub(crate) struct Founder {
    pub(crate) name: &'static str,
    /// Where it belongs, ISO 3166-1 alpha-2.
    pub(crate) jurisdiction: &'static str,
    pub(crate) person: &'static str,
}

impl Side {
    /// Founds the organisation in a directory of its own.
    pub(crate) fn found(parent: &Path, founder: &Founder, clock: &Clock) -> Result<Self, Failure> {
        let name = founder.name;
        let directory = parent.join(name.replace(' ', "-").to_lowercase());
        fs::create_dir(&directory).map_err(|error| Failure::in_file(&directory, error))?;
        let mut entropy = OsEntropy;
        let root = new_key(&directory.join("root.pem"), &mut entropy)?;
        let checkpoint_key = new_key(&directory.join("checkpoint.pem"), &mut entropy)?;
        let person_key = new_key(&directory.join("person.pem"), &mut entropy)?;
        let opening = Opening {
            organisation: name,
            jurisdiction: founder.jurisdiction,
            origin: "custody.example.org",
            root: &root,
            checkpoint_key: &checkpoint_key,
            successors: &[],
            at: clock.now()?,
        };
        let mut case = CaseFile::create(directory.join("ledger.custody"), &opening, &mut entropy)?;
        let enrolment = Enrolment {
            kind: PartyKind::Person,
            name: founder.person,
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

    /// Verifies this side's own ledger under a head that it has kept.
    pub(crate) fn verify_own(&mut self, contents: &[&Exhibit]) -> Result<Report, Failure> {
        self.verify_with_logs(contents, &[])
    }

    /// The same, with logs of how evidence was used.
    pub(crate) fn verify_with_logs(
        &mut self,
        contents: &[&Exhibit],
        logs: &[UseLogOf],
    ) -> Result<Report, Failure> {
        let head = self.case.checkpoint(&self.checkpoint_key)?;
        let trust = self.trust();
        let verifier = Verifier::new(&trust, self.clock.now()?).anchor(head);
        let verifier = logs.iter().fold(verifier, |verifier, of| verifier.use_log(of.clone()));
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
        Err(super::untold("the entry stands in both ledgers"))
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

pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
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

/// Works in a directory that must not be there and is kept, or in a new one below the system's
/// temporary one that is removed at the end.
pub(crate) fn in_directory(
    name: &str,
    usage: &'static str,
    tell: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut arguments = super::Arguments::from_env(usage);
    let mut directory = None;
    while let Some(argument) = arguments.next_word()? {
        if argument.starts_with("--") || directory.is_some() {
            return Err(arguments.unknown(&argument));
        }
        directory = Some(PathBuf::from(argument));
    }
    let make = |directory: &Path| {
        fs::create_dir(directory).map_err(|error| Failure::in_file(directory, error))
    };
    if let Some(directory) = directory {
        make(&directory)?;
        return tell(&directory);
    }
    let name = format!("{name}-{}", ItemId::generate(&mut OsEntropy)?);
    let directory = std::env::temp_dir().join(name.replace(':', "-"));
    make(&directory)?;
    let told = tell(&directory);
    let removed = fs::remove_dir_all(&directory);
    told?;
    removed.map_err(|error| Failure::in_file(&directory, error))
}

/// Tells the verdict, and each finding that is more than a note.
pub(crate) fn tell_verdict(name: &str, what: &str, report: &Report) -> Result<(), Failure> {
    let (verdict, text) = (report.verdict, report.verdict.text());
    say(format_args!("  {name} verifies {what}: {verdict}, {text}\n"))?;
    // That an extract is an extract is no news here.
    let news = |found: &&Finding| found.code.class() != Class::Note;
    for found in report.findings.iter().filter(news) {
        say(format_args!("    {}: {}\n", found.code, found.message()))?;
    }
    Ok(())
}
