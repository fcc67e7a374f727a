//! One organisation of a story: a directory, keys, a ledger, and one unit that somebody signs for.

#![allow(dead_code, reason = "each story uses a part of it")]

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use handseal::Timestamp;
use handseal::event::{
    At, Authentication, AuthenticationResult, Body, Citation, Condition, EventType, PartyKind,
    Recipient, Registered, Salts, Subject, Terms, Why,
};
use handseal::evidence::{Options, measure_file};
use handseal::identity::{
    ItemId, KeyFile, OrgId, OsEntropy, PartyId, RequestId, SigningKey, Trust,
};
use handseal::law::Catalogue;
use handseal::store::{
    Actor, CaseFile, Enrolment, Inspection, Opening, Production, TransferTerms, Under,
};
use handseal::verify::{ContentSource, Finding, ItemName, Report, Verdict, Verifier, escaped};

use crate::common::{Arguments, Failure, parse, refuse, say};

/// Tells a story in a directory of its own: the one that the command line names, which is kept, or
/// a new one, which is not. The story answers whether it came out as expected.
pub(crate) fn in_directory(
    name: &str,
    usage: &'static str,
    tell: &dyn Fn(&Path) -> Result<bool, Failure>,
) -> ExitCode {
    match told(name, usage, tell) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => refuse(&failure),
    }
}

fn told(
    name: &str,
    usage: &'static str,
    tell: &dyn Fn(&Path) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    let mut arguments = Arguments::from_env(usage);
    let mut directory = None;
    while let Some(argument) = arguments.next_word()? {
        if argument.starts_with("--") || directory.is_some() {
            return Err(arguments.unknown(&argument));
        }
        directory = Some(PathBuf::from(argument));
    }
    let make = |path: &Path| fs::create_dir(path).map_err(|error| Failure::in_file(path, error));
    if let Some(directory) = directory {
        make(&directory)?;
        return tell(&directory);
    }
    let unique = format!("{name}-{}", ItemId::generate(&mut OsEntropy)?).replace(':', "-");
    let directory = std::env::temp_dir().join(unique);
    make(&directory)?;
    let told = tell(&directory);
    let removed = fs::remove_dir_all(&directory);
    let as_expected = told?;
    removed.map_err(|error| Failure::in_file(&directory, error))?;
    Ok(as_expected)
}

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
    fn accept(&mut self, item: ItemId) -> Result<(), Failure> {
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

/// Everyone learns everyone's root over a channel of their own, and gets everyone's card as a file.
pub(crate) fn introduce(all: &mut [&mut Organisation]) -> Result<(), Failure> {
    let roots: Vec<_> = all.iter().map(|each| each.root()).collect();
    for each in all.iter_mut() {
        roots.iter().for_each(|root| each.trust_root(*root));
    }
    for at in 1..=all.len() {
        let (before, rest) = all.split_at_mut(at);
        let Some(one) = before.last_mut() else {
            continue;
        };
        for other in rest {
            let (cards, theirs) = (one.card(), other.card());
            carry(one, other, &cards)?;
            carry(other, one, &theirs)?;
        }
    }
    Ok(())
}

/// Carries an extract about some subjects, which the receiver verifies and then imports.
pub(crate) fn share(
    from: &mut Organisation,
    to: &mut Organisation,
    what: &str,
    subjects: &[Subject],
) -> Result<(), Failure> {
    let (entries, new) = carry(from, to, subjects)?;
    say(format_args!(
        "  {} sends {} {what}: {entries} entries, {new} of them new.\n",
        from.name, to.name
    ))
}

fn carry(
    from: &mut Organisation,
    to: &mut Organisation,
    subjects: &[Subject],
) -> Result<(u64, usize), Failure> {
    from.sent = from.sent.saturating_add(1);
    let name = format!("from-{}-{}.custody", slug(from.name), from.sent);
    let (sent, arrived) = (from.directory.join(&name), to.directory.join(&name));
    let mut file = File::create_new(&sent).map_err(|error| Failure::in_file(&sent, error))?;
    let extract = from.case.extract(subjects, &from.checkpoint_key, &mut file)?;
    copy(&sent, &arrived)?;
    let verifier = Verifier::new(&to.trust, to.clock.now()?).anchor(extract.head);
    let report = verifier.verify_file(&arrived)?;
    if report.verdict == Verdict::Contradicted {
        return Err(Failure::in_file(&arrived, report.to_string()));
    }
    let file = File::open(&arrived).map_err(|error| Failure::in_file(&arrived, error))?;
    let imported = to.case.import(file)?;
    Ok((extract.entries, imported.recorded.len()))
}

/// Offers an item and lets the receiver measure and accept it: an extract there, and one back.
pub(crate) fn hand_over(
    from: &mut Organisation,
    to: &mut Organisation,
    item: ItemId,
    terms: &TransferTerms<'_>,
) -> Result<(), Failure> {
    from.offer(item, terms)?;
    let kinds: Vec<_> = terms.conditions.iter().map(|bound| bound.kind.to_string()).collect();
    say(format_args!("  {} offers it to {}: {}.\n", from.name, to.name, kinds.join(", ")))?;
    share(from, to, "the offer", &[Subject::Item(item)])?;
    let content = from.path_of(item)?;
    let path = to.directory.join(content.file_name().unwrap_or_default());
    copy(content, &path)?;
    to.lies_at(item, path);
    to.accept(item)?;
    say(format_args!("  {} measures it again and accepts: the conditions bind it.\n", to.name))?;
    share(to, from, "the acceptance", &[Subject::Item(item)])
}

/// The findings that are about requests and their evidence, one a line.
pub(crate) fn tell_requests(report: &Report) -> Result<(), Failure> {
    let of_requests = |finding: &&Finding| finding.code.requirement().starts_with("V7.");
    for finding in report.findings.iter().filter(of_requests) {
        let (code, message) = (finding.code, escaped(&finding.message()));
        say(format_args!("    {code}: {message}\n"))?;
    }
    Ok(())
}

pub(crate) fn tell_verdict(name: &str, report: &Report) -> Result<(), Failure> {
    let (verdict, text) = (report.verdict, report.verdict.text());
    say(format_args!("  {name} verifies its ledger: {verdict}, {text}\n"))
}

/// Says on standard error when a verdict is another than the expected one.
pub(crate) fn tell_expected(name: &str, report: &Report, expected: Verdict) -> bool {
    let found = report.verdict;
    if found != expected {
        eprintln!("{name}: expected the verdict {expected}, found {found}");
    }
    found == expected
}

pub(crate) fn recipient(party: PartyId) -> Recipient {
    Recipient { party: Some(party), described: None }
}

/// What the story says has not come true.
pub(crate) fn untold(expected: &str) -> Failure {
    Failure::said(format!("the story went otherwise, expected: {expected}"))
}

pub(crate) fn ensure(holds: bool, expected: &str) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(untold(expected)) }
}

fn slug(name: &str) -> String {
    name.replace(' ', "-").to_lowercase()
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map_err(|error| Failure::in_file(from, error))?;
    Ok(())
}

fn new_key(path: &Path) -> Result<SigningKey, Failure> {
    let key = SigningKey::generate(&mut OsEntropy)?;
    KeyFile::create(path, &key)?;
    Ok(key)
}
