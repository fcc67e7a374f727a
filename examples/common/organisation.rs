//! One organisation of a story: a directory, keys, a ledger, and one unit that somebody signs for.

#![allow(dead_code, reason = "each story uses a part of it")]

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use handseal::Timestamp;
use handseal::event::{
    At, Authentication, AuthenticationResult, Body, Citation, Condition, EventType, PartyKind,
    Registered, Salts, Subject, Terms, Why,
};
use handseal::evidence::{Options, measure_file};
use handseal::identity::{
    ItemId, KeyFile, OrgId, OsEntropy, PartyId, RequestId, SigningKey, Trust,
};
use handseal::law::Catalogue;
use handseal::ledger::SignedCheckpoint;
use handseal::store::{
    Actor, CaseFile, Enrolment, Inspection, Opening, Production, TransferTerms, Under,
};
use handseal::verify::{ContentSource, ItemName, Report, Verdict, Verifier};

use crate::common::{Failure, parse};
use crate::exchange::untold;

/// The time in a story: each look at it is ten minutes later, for everyone.
#[derive(Clone)]
pub(crate) struct Clock(Rc<Cell<i64>>);

impl Clock {
    /// A story that begins then.
    pub(crate) fn starting(at: &str) -> Result<Self, Failure> {
        let clock = Self(Rc::new(Cell::new(0)));
        clock.set(at)?;
        Ok(clock)
    }

    /// Lets time pass until then.
    pub(crate) fn set(&self, at: &str) -> Result<(), Failure> {
        self.0.set(time(at)?.unix_seconds());
        Ok(())
    }

    pub(crate) fn now(&self) -> Result<Timestamp, Failure> {
        self.0.set(self.0.get().saturating_add(600));
        Ok(Timestamp::from_unix(self.0.get(), 0, 0)?)
    }
}

pub(crate) fn time(text: &str) -> Result<Timestamp, Failure> {
    parse("the story", text)
}

/// How an organisation is called, where it belongs, and who acts for it.
pub(crate) struct Charter {
    pub(crate) name: &'static str,
    pub(crate) jurisdiction: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) person: &'static str,
}

/// The person that signs, for the unit that is asked, answers and holds.
struct Pen {
    person: PartyId,
    unit: PartyId,
    key: SigningKey,
}

impl Pen {
    fn actor(&self) -> Actor<'_> {
        Actor::new(self.person, &self.key).acting_for(self.unit)
    }
}

pub(crate) struct Organisation {
    pub(crate) name: &'static str,
    /// The party that stands on requests, holds items and is offered them.
    pub(crate) unit: PartyId,
    pub(crate) case: CaseFile,
    pub(crate) salts: Salts,
    directory: PathBuf,
    checkpoint_key: SigningKey,
    pen: Pen,
    trust: Trust,
    clock: Clock,
    /// Where the content of items lies here.
    contents: Vec<(ItemId, PathBuf)>,
    sent: u32,
}

impl Organisation {
    /// Founds the organisation in a directory of its own.
    pub(crate) fn found(parent: &Path, charter: &Charter, clock: &Clock) -> Result<Self, Failure> {
        let Charter { name, jurisdiction, unit, person } = *charter;
        let directory = parent.join(slug(name));
        fs::create_dir(&directory).map_err(|error| Failure::in_file(&directory, error))?;
        let root = new_key(&directory.join("root.pem"))?;
        let checkpoint_key = new_key(&directory.join("checkpoint.pem"))?;
        let key = new_key(&directory.join("person.pem"))?;
        let opening = Opening {
            organisation: name,
            jurisdiction,
            origin: "custody.example.org",
            root: &root,
            checkpoint_key: &checkpoint_key,
            successors: &[],
            at: clock.now()?,
        };
        let mut case =
            CaseFile::create(directory.join("ledger.custody"), &opening, &mut OsEntropy)?;
        let chief = Actor::organisation(&root);
        let of_unit =
            Enrolment { kind: PartyKind::Unit, name: unit, roles: &[], units: &[], key: None };
        let unit = case.enrol(&of_unit, &chief, clock.now()?, &mut OsEntropy)?;
        let of_person = Enrolment {
            kind: PartyKind::Person,
            name: person,
            roles: &[],
            units: &[unit],
            key: Some(&key),
        };
        let person = case.enrol(&of_person, &chief, clock.now()?, &mut OsEntropy)?;
        Ok(Self {
            name,
            unit,
            salts: Salts::new(&mut OsEntropy)?,
            directory,
            checkpoint_key,
            pen: Pen { person, unit, key },
            trust: Trust::new().root(case.keeper()),
            case,
            clock: clock.clone(),
            contents: Vec::new(),
            sent: 0,
        })
    }

    pub(crate) fn root(&self) -> OrgId {
        self.case.keeper()
    }

    /// Trusts the root of another organisation, learnt from a directory that both believe.
    pub(crate) fn trust_root(&mut self, root: OrgId) {
        self.trust = std::mem::take(&mut self.trust).root(root);
        self.case.trust(root);
    }

    /// Who it is and who acts for it.
    pub(crate) fn card(&self) -> Vec<Subject> {
        let organisation = PartyId::organisation(self.root());
        [organisation, self.unit, self.pen.person].map(Subject::Party).to_vec()
    }

    /// Every side of a request that is on record here.
    pub(crate) fn sides(&self, id: RequestId) -> Result<Vec<Subject>, Failure> {
        let now = self.clock.now()?;
        let views = self.case.requests(Catalogue::embedded(), now);
        let sides = views.into_iter().filter(|view| view.id == id).flat_map(|view| view.sides);
        Ok(sides.map(|side| Subject::Request(id, side.party)).collect())
    }

    /// Reasons in a code and in words.
    pub(crate) fn why(&mut self, code: &str, words: &str) -> Why {
        Why { code: Some(code.to_owned()), words: Some(self.salts.commit(words)) }
    }

    pub(crate) fn request(&mut self, terms: Terms) -> Result<RequestId, Failure> {
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        Ok(self.case.make_request(terms, &actor, at, &mut OsEntropy)?)
    }

    /// Records that a request has arrived, and how its maker was called back.
    pub(crate) fn receive(
        &mut self,
        id: RequestId,
        channel: &str,
        called_back: &str,
    ) -> Result<(), Failure> {
        let method = self.why("call_back", called_back);
        let authentication = Authentication { method, result: AuthenticationResult::Confirmed };
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        self.case.receive_request(id, authentication, Why::code(channel), &actor, at)?;
        Ok(())
    }

    /// Records an act on this unit's own side of a request.
    pub(crate) fn on_request(
        &mut self,
        id: RequestId,
        body: impl Into<Body>,
    ) -> Result<(), Failure> {
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        self.case.on_request(id, body, &actor, at)?;
        Ok(())
    }

    /// Opens a request from someone without keys.
    pub(crate) fn register(&mut self, registered: Registered) -> Result<RequestId, Failure> {
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        Ok(self.case.register_request(registered, &actor, at, &mut OsEntropy)?)
    }

    /// Records an act on an item.
    pub(crate) fn on_items(
        &mut self,
        items: &[ItemId],
        body: impl Into<Body>,
    ) -> Result<(), Failure> {
        let subjects: Vec<_> = items.iter().copied().map(Subject::Item).collect();
        let at = At::device(self.clock.now()?);
        self.case.act(body, &subjects, &self.pen.actor(), at)?;
        Ok(())
    }

    /// Writes a file of the story.
    pub(crate) fn keep(&mut self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.directory.join(name);
        fs::write(&path, text).map_err(|error| Failure::in_file(&path, error))?;
        Ok(path)
    }

    /// Acquires a file in a case of its own, under a request where there is one.
    pub(crate) fn acquire(
        &mut self,
        label: &str,
        name: &str,
        text: &str,
        request: Option<RequestId>,
    ) -> Result<ItemId, Failure> {
        let path = self.keep(name, text)?;
        let measured = measure_file(&path, Options::default())?;
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        let case = self.case.open_case(label, &actor, at, &mut OsEntropy)?;
        let under = Under { case, request };
        let ids = self.case.acquire(under, &[(name, &measured)], &actor, at, &mut OsEntropy)?;
        let [id] = ids.as_slice() else {
            return Err(untold("one item has one id"));
        };
        self.case.label(&[(*id, label)], &actor, at, &mut OsEntropy)?;
        self.contents.push((*id, path));
        Ok(*id)
    }

    /// Notes where the content of an item lies.
    pub(crate) fn lies_at(&mut self, item: ItemId, path: PathBuf) {
        self.contents.push((item, path));
    }

    pub(crate) fn path_of(&self, item: ItemId) -> Result<&Path, Failure> {
        let found = self.contents.iter().find(|(known, _)| *known == item);
        found.map(|(_, path)| path.as_path()).ok_or_else(|| untold("the content lies here"))
    }

    pub(crate) fn produce(
        &mut self,
        id: RequestId,
        production: &Production<'_>,
    ) -> Result<(), Failure> {
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        self.case.produce(id, production, &actor, at, &mut OsEntropy)?;
        Ok(())
    }

    /// What this one is offered, in a week's time to answer, under the conditions given.
    pub(crate) fn terms<'a>(
        &self,
        purpose: &'a str,
        conditions: Vec<Condition>,
    ) -> Result<TransferTerms<'a>, Failure> {
        const WEEK: i64 = 7 * 24 * 3600;
        let due = self.clock.now()?.unix_seconds().saturating_add(WEEK);
        let mut terms = TransferTerms::new(self.unit, purpose, Timestamp::from_unix(due, 0, 0)?);
        terms.conditions = conditions;
        Ok(terms)
    }

    pub(crate) fn offer(&mut self, item: ItemId, terms: &TransferTerms<'_>) -> Result<(), Failure> {
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        // It is a state of the ledger: whoever answers or withdraws it finds it there.
        let _ = self.case.offer(&[item], terms, &actor, at, &mut OsEntropy)?;
        Ok(())
    }

    pub(crate) fn withdraw(&mut self, item: ItemId, reason: &str) -> Result<(), Failure> {
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        let mut offers = self.case.open_offers().into_iter();
        let offer = offers.find(|offer| offer.items().contains(&item));
        let offer = offer.ok_or_else(|| untold("the offer is open"))?;
        self.case.withdraw(offer, reason, &actor, at, &mut OsEntropy)?;
        Ok(())
    }

    /// Accepts what is offered, with the content measured again.
    pub(crate) fn accept(&mut self, item: ItemId) -> Result<(), Failure> {
        let measured = measure_file(self.path_of(item)?, Options::default())?;
        let (actor, at) = (self.pen.actor(), self.clock.now()?);
        let mut offers = self.case.open_offers().into_iter();
        let offer = offers.find(|offer| offer.items().contains(&item));
        let offer = offer.ok_or_else(|| untold("the offer is open"))?;
        let inspect = |_| Inspection::Measured(&measured);
        self.case.accept(offer, &inspect, &actor, at, &mut OsEntropy)?;
        Ok(())
    }

    /// The citation of the last act of a type on a request.
    pub(crate) fn cite_last(
        &mut self,
        id: RequestId,
        event_type: EventType,
    ) -> Result<Citation, Failure> {
        Ok(self.case.cite_last(id, event_type)?)
    }

    /// Writes an extract about some subjects to a file.
    pub(crate) fn send(&mut self, subjects: &[Subject]) -> Result<Sent, Failure> {
        self.sent = self.sent.saturating_add(1);
        let path = self.directory.join(format!("from-{}-{}.custody", slug(self.name), self.sent));
        let mut file = File::create_new(&path).map_err(|error| Failure::in_file(&path, error))?;
        let extract = self.case.extract(subjects, &self.checkpoint_key, &mut file)?;
        Ok(Sent { path, head: extract.head, entries: extract.entries })
    }

    /// Takes what was carried here: it is verified before anything of it is recorded. Answers how
    /// many entries are new.
    pub(crate) fn take(&mut self, sent: &Sent) -> Result<usize, Failure> {
        let path = self.copy_here(&sent.path)?;
        let verifier = Verifier::new(&self.trust, self.clock.now()?).anchor(sent.head.clone());
        let report = verifier.verify_file(&path)?;
        if report.verdict == Verdict::Contradicted {
            return Err(Failure::in_file(&path, report.to_string()));
        }
        let file = File::open(&path).map_err(|error| Failure::in_file(&path, error))?;
        Ok(self.case.import(file)?.recorded.len())
    }

    /// Takes the content of an item that is offered.
    pub(crate) fn take_content(&mut self, item: ItemId, from: &Path) -> Result<(), Failure> {
        let path = self.copy_here(from)?;
        self.lies_at(item, path);
        Ok(())
    }

    fn copy_here(&self, from: &Path) -> Result<PathBuf, Failure> {
        let path = self.directory.join(from.file_name().unwrap_or_default());
        fs::copy(from, &path).map_err(|error| Failure::in_file(from, error))?;
        Ok(path)
    }

    /// Verifies this ledger under a head that was kept, with everything that lies here.
    pub(crate) fn verify(&mut self) -> Result<Report, Failure> {
        let head = self.case.checkpoint(&self.checkpoint_key)?;
        let mut verifier = Verifier::new(&self.trust, self.clock.now()?).anchor(head);
        for (item, path) in &self.contents {
            verifier = verifier.content(ItemName::Id(*item), ContentSource::File(path.clone()));
        }
        Ok(verifier.verify_file(self.directory.join("ledger.custody"))?)
    }
}

/// A file on its way, and the head that its sender gives over another channel.
pub(crate) struct Sent {
    path: PathBuf,
    head: SignedCheckpoint,
    pub(crate) entries: u64,
}

fn slug(name: &str) -> String {
    name.replace(' ', "-").to_lowercase()
}

fn new_key(path: &Path) -> Result<SigningKey, Failure> {
    let key = SigningKey::generate(&mut OsEntropy)?;
    KeyFile::create(path, &key)?;
    Ok(key)
}
