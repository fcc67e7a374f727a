//! Organisations of several States in one ledger, and what they do with requests.

use handseal::event::{
    Answer, Authentication, AuthenticationResult, Authorisation, AuthorisedAct, Body, Citation,
    Condition, ConditionKind, Extent, Founded, NamedParty, Offered, Produced, ProducedItem,
    Received, RequestForm, Requested, Subject, Terms, Urgency, Why,
};
use handseal::identity::{RequestId, Trust};
use handseal::law::Catalogue;
use handseal::verify::{Code, Finding, Report, Verdict, Verifier};

use crate::cases::{CHIEF, Ledger, NOW, Party, at, key, root};

pub(crate) const CATALOGUE: &str = include_str!("catalogue.toml");

const PROVIDER: u8 = 3;
const AUTHORITY: u8 = 4;
const THIRD: u8 = 5;
const SECOND: u8 = 6;
const STRANGER: u8 = 7;

pub(crate) fn catalogue() -> Catalogue {
    Catalogue::parse("catalogue.toml", CATALOGUE).unwrap()
}

/// A maker in FR asks a provider in KE. Each party is the root of its organisation.
pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) trust: Trust,
    /// FR. It keeps the ledger.
    pub(crate) maker: Party,
    /// KE.
    pub(crate) provider: Party,
    /// KE, too.
    pub(crate) authority: Party,
    /// DE.
    pub(crate) third: Party,
    /// FR, another organisation than the maker's.
    pub(crate) second: Party,
    /// An organisation that nobody trusts.
    pub(crate) stranger: Party,
    pub(crate) now: u32,
}

pub(crate) fn world() -> World {
    let mut ledger = Ledger::empty();
    let maker = found(&mut ledger, CHIEF, "FR");
    ledger.chief = maker.clone();
    ledger.open();
    let body = ledger.case_opened();
    let case = Subject::Case(ledger.case);
    ledger.act(body, &[case], &maker);
    let provider = found(&mut ledger, PROVIDER, "KE");
    let authority = found(&mut ledger, AUTHORITY, "KE");
    let third = found(&mut ledger, THIRD, "DE");
    let second = found(&mut ledger, SECOND, "FR");
    let trusted = [&maker, &provider, &authority, &third, &second];
    let trust = trusted.into_iter().fold(Trust::new(), |trust, party| trust.root(party.id.org()));
    let stranger = root(STRANGER);
    World { ledger, trust, maker, provider, authority, third, second, stranger, now: NOW }
}

fn found(ledger: &mut Ledger, number: u8, jurisdiction: &str) -> Party {
    let party = root(number);
    let body = Founded { jurisdiction: jurisdiction.to_owned(), ..ledger.founded(number) };
    let index = ledger.act(body, &[Subject::Party(party.id)], &party);
    let entry = ledger.hash(index);
    Party { by: Citation { entry, ..party.by.clone() }, ..party }
}

pub(crate) fn why() -> Why {
    Why::code("test")
}

pub(crate) fn authenticated(result: AuthenticationResult) -> Authentication {
    Authentication { method: why(), result }
}

/// A condition of a kind, as plain as it can be.
pub(crate) fn condition(kind: ConditionKind) -> Condition {
    let plain = Condition::new(kind);
    if kind == ConditionKind::Purpose { plain.for_purposes(&["fraud"]) } else { plain }
}

pub(crate) fn until(kind: ConditionKind, minute: u32) -> Condition {
    Condition::new(kind).until(at(minute))
}

pub(crate) const DAY: u32 = 1440;

impl World {
    /// Lets days pass before the next act.
    pub(crate) fn days(&mut self, days: u32) {
        self.ledger.minute += days * DAY;
    }

    pub(crate) fn id(&mut self) -> RequestId {
        RequestId::generate(&mut self.ledger.entropy).unwrap()
    }

    /// What a judge asks of the provider.
    pub(crate) fn terms(&mut self, instrument: &str) -> Terms {
        Terms {
            case: None,
            form: RequestForm::Electronic,
            fields: [("offence".to_owned(), self.ledger.words("fraud"))].into(),
            issuer: Some("judge".to_owned()),
            annexes: Vec::new(),
            parties: vec![
                NamedParty::new("addressee", self.provider.id),
                NamedParty::new("central_authority", self.authority.id),
            ],
            relates: Vec::new(),
            urgency: Urgency::Ordinary,
            categories: vec!["subscriber".to_owned()],
            conditions: Vec::new(),
            instrument: instrument.to_owned(),
            time_frame: None,
        }
    }

    pub(crate) fn act(&mut self, id: RequestId, by: &Party, body: impl Into<Body>) -> u64 {
        self.ledger.act(body, &[Subject::Request(id, by.id)], by)
    }

    /// The maker makes a request.
    pub(crate) fn ask(&mut self, terms: Terms) -> RequestId {
        let id = self.id();
        self.act(id, &self.maker.clone(), Requested { terms });
        id
    }

    pub(crate) fn received(&self, id: RequestId, result: AuthenticationResult) -> Received {
        let entry = self.ledger.cite(&Subject::Request(id, self.maker.id));
        Received { entry, channel: why(), authentication: authenticated(result) }
    }

    pub(crate) fn receive(&mut self, id: RequestId, by: &Party) -> u64 {
        let body = self.received(id, AuthenticationResult::Confirmed);
        self.act(id, by, body)
    }

    /// A request under an instrument, which the provider has.
    pub(crate) fn asked(&mut self, instrument: &str) -> RequestId {
        let terms = self.terms(instrument);
        self.asked_with(terms)
    }

    pub(crate) fn asked_with(&mut self, terms: Terms) -> RequestId {
        let id = self.ask(terms);
        self.receive(id, &self.provider.clone());
        id
    }

    pub(crate) fn collect(&mut self, request: Option<RequestId>, by: &Party) -> Subject {
        let id = self.ledger.item();
        let mut body = self.ledger.collected(&[id]);
        body.request = request;
        self.ledger.act(body, &[Subject::Item(id)], by);
        Subject::Item(id)
    }

    pub(crate) fn produced(item: &Subject, category: &str, conditions: &[Condition]) -> Produced {
        let id = item.item().unwrap();
        Produced {
            open: None,
            items: vec![ProducedItem { id, about: Vec::new(), category: category.to_owned() }],
            extent: Extent::Complete,
            conditions: conditions.to_vec(),
        }
    }

    /// The provider collects what is asked for and produces it.
    pub(crate) fn answer(
        &mut self,
        id: RequestId,
        category: &str,
        conditions: &[Condition],
    ) -> Subject {
        let provider = self.provider.clone();
        let item = self.collect(Some(id), &provider);
        self.act(id, &provider, Self::produced(&item, category, conditions));
        item
    }

    pub(crate) fn offered(
        &self,
        to: &Party,
        request: Option<RequestId>,
        conditions: &[Condition],
    ) -> Offered {
        let conditions = conditions.to_vec();
        Offered { request, conditions, ..self.ledger.offered(to) }
    }

    /// Hands an item over, and answers where the offer stands.
    pub(crate) fn hand_over(
        &mut self,
        item: &Subject,
        [from, to]: [&Party; 2],
        request: Option<RequestId>,
        conditions: &[Condition],
    ) -> u64 {
        let body = self.offered(to, request, conditions);
        self.hand(item, [from, to], body)
    }

    pub(crate) fn hand(&mut self, item: &Subject, [from, to]: [&Party; 2], body: Offered) -> u64 {
        let item = std::slice::from_ref(item);
        let index = self.ledger.act(body, item, from);
        let body = self.ledger.accepted(item);
        self.ledger.act(body, item, to);
        index
    }

    /// A request that was answered, with its item at the maker's.
    pub(crate) fn delivered(
        &mut self,
        instrument: &str,
        conditions: &[Condition],
    ) -> (RequestId, Subject) {
        let id = self.asked(instrument);
        let item = self.answer(id, "subscriber", conditions);
        let (provider, maker) = (self.provider.clone(), self.maker.clone());
        self.hand_over(&item, [&provider, &maker], Some(id), conditions);
        (id, item)
    }

    /// The provider authorises an act on everything produced under a request.
    pub(crate) fn authorisation(act: AuthorisedAct) -> Authorisation {
        Authorisation {
            act,
            items: Vec::new(),
            answer: Answer::Granted,
            ground: why(),
            purposes: Vec::new(),
            jurisdictions: Vec::new(),
        }
    }

    /// Records an authorisation and cites it.
    pub(crate) fn authorise(&mut self, id: RequestId, by: &Party, says: Authorisation) -> Citation {
        self.act(id, by, says);
        self.ledger.cite(&Subject::Request(id, by.id))
    }

    pub(crate) fn report(&self) -> Report {
        self.report_by(&catalogue())
    }

    pub(crate) fn report_by(&self, catalogue: &Catalogue) -> Report {
        let verifier = Verifier::new(&self.trust, at(self.now)).anchor(self.ledger.head());
        verifier.catalogue(catalogue).verify_bytes(&self.ledger.bytes).unwrap()
    }

    /// What V7 finds, as code and entry, and nothing of another step that departs.
    #[track_caller]
    pub(crate) fn assert_finds(&self, expected: &[(Code, Option<u64>)]) -> Report {
        let report = self.report();
        let found: Vec<_> = requests(&report).map(|f| (f.code, f.location.entry)).collect();
        assert_eq!(found, expected, "{report}");
        assert_ne!(report.verdict, Verdict::Contradicted, "{report}");
        report
    }

    /// The one finding with this code.
    #[track_caller]
    pub(crate) fn found(&self, code: Code) -> Finding {
        one(&self.report(), code)
    }

    /// The code is found, once or more often.
    #[track_caller]
    pub(crate) fn finds(&self, code: Code) -> bool {
        let report = self.report();
        assert_ne!(report.verdict, Verdict::Contradicted, "{report}");
        report.findings.iter().any(|finding| finding.code == code)
    }

    /// Everything was checked and nothing departs, a note at most.
    #[track_caller]
    pub(crate) fn assert_consistent(&self) {
        let report = self.report();
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    }

    pub(crate) fn key_of_heads() -> handseal::SigningKey {
        key(crate::cases::HEADS)
    }
}

pub(crate) fn requests(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| finding.code.requirement().starts_with("V7."))
}

#[track_caller]
pub(crate) fn one(report: &Report, code: Code) -> Finding {
    let found: Vec<_> = report.findings.iter().filter(|f| f.code == code).cloned().collect();
    let [finding] = found.as_slice() else {
        panic!("{code}: {} findings\n{report}", found.len());
    };
    finding.clone()
}
