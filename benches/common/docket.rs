//! A ledger full of requests: each asked, received, answered with ten items, handed over, accepted.

use std::collections::BTreeMap;
use std::error::Error;

use handseal::Timestamp;
use handseal::event::{
    Accepted, Acquired, AcquiredItem, At, Authentication, AuthenticationResult, Body, Checked,
    Citation, Condition, ConditionKind, Content, Extent, NamedParty, Offered, PartDigests,
    PartyKind, Period, Produced, ProducedItem, Received, RequestForm, Requested, Salts,
    SignedEvent, Subject, Terms, Unit, Urgency, Why,
};
use handseal::evidence::{Measurement, Options, measure_reader};
use handseal::identity::{
    CaseId, ItemId, OsEntropy, PartyId, PublicKey, RequestId, Signer, SigningKey, Trust,
};
use handseal::law::{Catalogue, Need};
use handseal::ledger::{RecordKind, RecordReader};
use handseal::store::{Actor, CaseFile, Enrolment, MemoryStore, Opening, Recorded};

/// Items that answer one request.
pub const ITEMS: usize = 10;

/// What is asked for: subscriber information, of a provider abroad.
const INSTRUMENT: &str = "CETS224-ART7";

/// How many events are written with one sync.
const GROUP: u64 = 600;

/// 2041-06-01T06:00:00Z
const START: i64 = 2_253_679_200;

/// A ledger under construction, kept by an organisation that asks and answers.
pub struct Docket {
    /// The ledger.
    pub case: CaseFile<MemoryStore>,
    root: SigningKey,
    id: CaseId,
    asks: (PartyId, SigningKey),
    answers: (PartyId, SigningKey),
    measured: Measurement,
    salts: Salts,
    second: i64,
}

impl Docket {
    /// Begins a ledger with one who asks and one who answers.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let mut entropy = OsEntropy;
        let root = SigningKey::generate(&mut entropy)?;
        let checkpoint_key = SigningKey::generate(&mut entropy)?;
        let opening = Opening {
            organisation: "Example Ministry",
            jurisdiction: "EX",
            origin: "requests.example.org",
            root: &root,
            checkpoint_key: &checkpoint_key,
            successors: &[],
            at: at(0)?,
        };
        let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut entropy)?;
        let chief = Actor::organisation(&root);
        let id = case.open_case("2041/26", &chief, at(0)?, &mut entropy)?;
        let mut enrol = |name| -> Result<_, Box<dyn Error>> {
            let key = SigningKey::generate(&mut OsEntropy)?;
            let kind = PartyKind::Person;
            let enrolment = Enrolment { kind, name, roles: &[], units: &[], key: Some(&key) };
            let party = case.enrol(&enrolment, &chief, at(0)?, &mut OsEntropy)?;
            Ok((party, key))
        };
        let (asks, answers) = (enrol("A. Example")?, enrol("B. Example")?);
        let measured = measure_reader(&b"an answer"[..], Options::default())?;
        let salts = Salts::new(&mut entropy)?;
        Ok(Self { case, root, id, asks, answers, measured, salts, second: 0 })
    }

    /// Records this many requests with all that answers them.
    pub fn fill(&mut self, requests: usize) -> Result<(), Box<dyn Error>> {
        for _ in 0..requests {
            self.request()?;
            if self.case.size() % GROUP < 6 {
                self.case.commit()?;
            }
        }
        self.case.commit()?;
        Ok(())
    }

    fn request(&mut self) -> Result<(), Box<dyn Error>> {
        let request = RequestId::generate(&mut OsEntropy)?;
        let mut items = (0..ITEMS).map(|_| ItemId::generate(&mut OsEntropy));
        let mut items: Vec<_> = items.by_ref().collect::<Result<_, _>>()?;
        items.sort_unstable();
        let (asks, answers) = (self.asks.0, self.answers.0);
        let own = Subject::Request(request, asks);
        let theirs = Subject::Request(request, answers);
        let subjects: Vec<_> = items.iter().copied().map(Subject::Item).collect();
        let body = Requested { terms: self.terms() };
        let made = self.stage(body, std::slice::from_ref(&own), Who::Asks)?;
        let received = Received {
            entry: Citation { subject: own, seq: 0, entry: made.entry },
            channel: Why::code("portal"),
            authentication: Authentication {
                method: Why::code("certificate"),
                result: AuthenticationResult::Confirmed,
            },
        };
        self.stage(received, std::slice::from_ref(&theirs), Who::Answers)?;
        let acquired = self.acquired(&items, request);
        self.stage(acquired, &subjects, Who::Answers)?;
        let conditions = vec![
            Condition::new(ConditionKind::Purpose).for_purposes(&["fraud"]),
            Condition::new(ConditionKind::Retention).until(at(i64::from(u32::MAX))?),
        ];
        let produced = Produced {
            open: None,
            items: items.iter().map(|id| produced(*id)).collect(),
            extent: Extent::Complete,
            conditions: conditions.clone(),
        };
        self.stage(produced, &[theirs], Who::Answers)?;
        let offered = Offered {
            to: asks,
            keeps: Vec::new(),
            carrier: None,
            purpose: Why::code("fraud"),
            request: Some(request),
            answer_by: at(i64::from(u32::MAX))?,
            conditions,
            authorisation: None,
        };
        self.stage(offered, &subjects, Who::Answers)?;
        let accepted =
            Accepted { items: items.iter().map(|id| checked(*id)).collect(), reservations: None };
        self.stage(accepted, &subjects, Who::Asks)?;
        Ok(())
    }

    fn stage(
        &mut self,
        body: impl Into<Body>,
        subjects: &[Subject],
        who: Who,
    ) -> Result<Recorded, Box<dyn Error>> {
        self.second += 1;
        let at = At::device(at(self.second)?);
        let (party, key) = match who {
            Who::Answers => &self.answers,
            Who::Asks => &self.asks,
        };
        let event = self.case.signed(body, subjects, &Actor::new(*party, key), at)?;
        Ok(self.case.stage(event)?)
    }

    fn terms(&mut self) -> Terms {
        let catalogue = Catalogue::embedded();
        let fields = catalogue.instrument(INSTRUMENT).map(|order| catalogue.fields(order));
        let owed = fields.into_iter().flatten().filter(|field| field.need == Need::Required);
        let fields: BTreeMap<_, _> =
            owed.map(|field| (field.id.clone(), self.salts.commit("as stated"))).collect();
        Terms {
            case: Some(self.id),
            form: RequestForm::Electronic,
            fields,
            issuer: Some("prosecutor".to_owned()),
            annexes: Vec::new(),
            parties: vec![NamedParty::new("addressee", self.answers.0)],
            relates: Vec::new(),
            urgency: Urgency::Ordinary,
            categories: vec!["subscriber".to_owned()],
            conditions: Vec::new(),
            instrument: INSTRUMENT.to_owned(),
            time_frame: Some(Period { unit: Unit::CalendarDays, amount: 30 }),
        }
    }

    fn acquired(&mut self, items: &[ItemId], request: RequestId) -> Acquired {
        let salts = &mut self.salts;
        let item = |id: &ItemId| {
            let content = Content::measured(&self.measured, PartDigests::Omitted, salts);
            AcquiredItem::of(*id, content)
        };
        let items = items.iter().map(item).collect();
        Acquired { request: Some(request), ..Acquired::of(self.id, items) }
    }

    /// The one root to be trusted.
    pub fn trust(&self) -> Trust {
        Trust::new().root(self.root.public_key().thumbprint())
    }

    /// After everything in it.
    pub fn now(&self) -> Result<Timestamp, Box<dyn Error>> {
        at(self.second + 1)
    }

    /// Every event with the key of the one who signed it, in the order of the ledger.
    pub fn events(&self) -> Result<Vec<(SignedEvent, PublicKey)>, Box<dyn Error>> {
        let keys = [self.root.public_key(), self.asks.1.public_key(), self.answers.1.public_key()];
        let mut reader = RecordReader::new(self.case.store().as_bytes());
        let mut events = Vec::new();
        while let Some(record) = reader.next_record()? {
            match record.kind {
                RecordKind::Entry => {
                    let event = SignedEvent::parse(record.content().to_vec())?;
                    let kid = event.claims().kid;
                    let key = keys.iter().find(|key| key.thumbprint() == kid);
                    events.push((event, (*key.ok_or("a key of another")?).clone()));
                }
                RecordKind::Disclosures => {
                    if let Some((event, _)) = events.last_mut() {
                        event.disclose(&record.bytes)?;
                    }
                }
                RecordKind::Checkpoint
                | RecordKind::Header
                | RecordKind::Proof
                | RecordKind::Stub => {}
            }
        }
        Ok(events)
    }
}

enum Who {
    Answers,
    Asks,
}

fn produced(id: ItemId) -> ProducedItem {
    ProducedItem { id, about: Vec::new(), category: "subscriber".to_owned() }
}

fn checked(id: ItemId) -> Checked {
    let unchecked = Some(Why::code("in_transit"));
    Checked { id, seal: None, content: None, unchecked, appearance: None }
}

fn at(second: i64) -> Result<Timestamp, Box<dyn Error>> {
    Ok(Timestamp::from_unix(START + second, 0, 0)?)
}
