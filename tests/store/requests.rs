//! Two organisations that share nothing but files: an order, its answer, and what each may record.

use std::io::Cursor;

use handseal::event::{
    Answer, Asked, At, Authentication, AuthenticationResult, Authorisation, AuthorisedAct,
    Clarified, Condition, ConditionKind, EventType, Fields, Noted, Received, Salts, Subject, Terms,
    Why,
};
use handseal::evidence::{ItemHasher, Measurement, Options};
use handseal::identity::{ItemId, OsEntropy, PartyId, RequestId, SigningKey, Trust};
use handseal::law::{Catalogue, RequestDraft, RequestStatus};
use handseal::ledger::SignedCheckpoint;
use handseal::store::{
    Actor, CaseError, CaseFile, Inspection, MemoryStore, Opening, Production, TransferTerms, Under,
};
use handseal::verify::{Class, Code, Report, Verdict, Verifier};
use handseal::{CaseId, Timestamp};

const INSTRUMENT: &str = "test";

/// An organisation with a ledger, whose root signs everything.
struct Org {
    root: SigningKey,
    heads: SigningKey,
    file: CaseFile<MemoryStore>,
    trust: Trust,
}

fn minute(minute: u32) -> Timestamp {
    format!("2041-06-01T{:02}:{:02}:00Z", 9 + minute / 60, minute % 60).parse().unwrap()
}

impl Org {
    fn found(seed: u8, jurisdiction: &str) -> Self {
        let (root, heads) =
            (SigningKey::from_seed(&[seed; 32]), SigningKey::from_seed(&[seed + 1; 32]));
        let opening = Opening {
            organisation: "An organisation",
            jurisdiction,
            origin: "custody.example",
            root: &root,
            checkpoint_key: &heads,
            successors: &[],
            at: minute(0),
        };
        let file = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
        let trust = Trust::new().root(file.keeper());
        Self { root, heads, file, trust }
    }

    fn party(&self) -> PartyId {
        PartyId::organisation(self.file.keeper())
    }

    fn knows(&mut self, other: &mut Self) {
        self.file.trust(other.file.keeper());
        self.trust = std::mem::take(&mut self.trust).root(other.file.keeper());
        self.import(&other.extract(&[Subject::Party(other.party())]));
    }

    fn extract(&mut self, subjects: &[Subject]) -> (Vec<u8>, SignedCheckpoint) {
        let mut bytes = Vec::new();
        let extract = self.file.extract(subjects, &self.heads, &mut bytes).unwrap();
        let case = self.file.store().as_bytes();
        crate::by_index::makes_the_same_extracts(case, &self.trust, &self.heads, &[subjects]);
        (bytes, extract.head)
    }

    fn import(&mut self, (bytes, _): &(Vec<u8>, SignedCheckpoint)) -> usize {
        self.file.import(Cursor::new(bytes)).unwrap().recorded.len()
    }

    fn judge(&self, (bytes, head): &(Vec<u8>, SignedCheckpoint)) -> Report {
        let catalogue = catalogue();
        let verifier = Verifier::new(&self.trust, minute(600)).catalogue(&catalogue);
        verifier.anchor(head.clone()).verify_bytes(bytes).unwrap()
    }

    fn report(&mut self) -> Report {
        let head = self.file.checkpoint(&self.heads).unwrap();
        self.judge(&(self.file.store().as_bytes().to_vec(), head))
    }

    fn ask(&mut self, terms: Terms, at: u32) -> RequestId {
        let actor = Actor::organisation(&self.root);
        self.file.make_request(terms, &actor, minute(at), &mut OsEntropy).unwrap()
    }

    fn receive(&mut self, id: RequestId, at: u32) -> Result<handseal::store::Recorded, CaseError> {
        let actor = Actor::organisation(&self.root);
        let result = AuthenticationResult::Confirmed;
        let authentication = Authentication { method: Why::code("call_back"), result };
        self.file.receive_request(id, authentication, Why::code("portal"), &actor, minute(at))
    }

    fn open_case(&mut self, at: u32) -> CaseId {
        let actor = Actor::organisation(&self.root);
        self.file.open_case("1/41", &actor, minute(at), &mut OsEntropy).unwrap()
    }

    fn acquire(&mut self, under: Under, at: u32) -> ItemId {
        let (actor, measured) = (Actor::organisation(&self.root), measured());
        let contents = [("mailbox.csv", &measured)];
        self.file.acquire(under, &contents, &actor, minute(at), &mut OsEntropy).unwrap()[0]
    }

    fn produce(&mut self, id: RequestId, production: &Production<'_>, at: u32) {
        let actor = Actor::organisation(&self.root);
        self.file.produce(id, production, &actor, minute(at), &mut OsEntropy).unwrap();
    }

    fn offer(&mut self, item: ItemId, terms: &TransferTerms<'_>, at: u32) {
        let actor = Actor::organisation(&self.root);
        // It is answered in another ledger.
        let _ = self.file.offer(&[item], terms, &actor, minute(at), &mut OsEntropy).unwrap();
    }

    fn accept(&mut self, at: u32) {
        let (actor, measured) = (Actor::organisation(&self.root), measured());
        let offer = self.file.open_offers().pop().unwrap();
        let inspect = |_| Inspection::Measured(&measured);
        self.file.accept(offer, &inspect, &actor, minute(at), &mut OsEntropy).unwrap();
    }
}

fn measured() -> Measurement {
    let mut hasher = ItemHasher::new(Options::default());
    hasher.update(b"a@b.example, A. Example, 1 Cable Street\n");
    hasher.finish()
}

/// One instrument, with one field and two periods.
fn catalogue() -> Catalogue {
    Catalogue::parse("test.toml", include_str!("requests.toml")).unwrap()
}

fn terms(to: PartyId) -> Terms {
    let salts = &mut Salts::new(&mut OsEntropy).unwrap();
    RequestDraft::new(&catalogue(), INSTRUMENT)
        .unwrap()
        .to(to)
        .issuer("prosecutor")
        .category("subscriber")
        .field("offences", "illegal access", salts)
        .build()
        .unwrap()
}

/// What is found, beside notes and that the content is not looked at here.
fn failing(report: &Report) -> Vec<&'static str> {
    let found = report.findings.iter().filter(|finding| {
        finding.code.class() != Class::Note && finding.code != Code::ContentNotSupplied
    });
    found.map(|finding| finding.code.name()).collect()
}

/// The police and a provider abroad that know each other.
fn two() -> (Org, Org) {
    let (mut police, mut provider) = (Org::found(1, "ZZ"), Org::found(11, "YY"));
    police.knows(&mut provider);
    provider.knows(&mut police);
    (police, provider)
}

/// An order, received.
fn ordered() -> (Org, Org, RequestId) {
    let (mut police, mut provider) = two();
    let id = police.ask(terms(provider.party()), 10);
    let order = police.extract(&[Subject::Request(id, police.party())]);
    assert_eq!(provider.judge(&order).verdict, Verdict::Consistent);
    provider.import(&order);
    provider.receive(id, 20).unwrap();
    (police, provider, id)
}

/// An order and its answer, offered, carried, and accepted by the police.
fn answered() -> (Org, Org, RequestId, ItemId) {
    let (mut police, mut provider, id) = ordered();
    let case = provider.open_case(30);
    let item = provider.acquire(Under { case, request: Some(id) }, 31);
    let bound = Condition::new(ConditionKind::OnwardTransfer);
    let production =
        Production::complete().item(item, "subscriber", &["a@b.example"]).condition(bound.clone());
    provider.produce(id, &production, 40);
    let offer = TransferTerms::new(police.party(), "answer", minute(700));
    provider.offer(item, &offer.under(id).condition(bound), 41);
    let answer = provider.extract(&[Subject::Item(item)]);
    assert_eq!(failing(&police.judge(&answer)), [""; 0]);
    police.import(&answer);
    police.accept(50);
    (police, provider, id, item)
}

#[test]
fn order_and_answer_travel_as_files_and_both_ledgers_show_them() {
    let (mut police, mut provider, id, item) = answered();
    let back = police.extract(&[Subject::Item(item)]);
    assert_eq!(failing(&provider.judge(&back)), [""; 0]);
    // Only the acceptance is new.
    assert_eq!(provider.import(&back), 1);
    for side in [&mut police, &mut provider] {
        let report = side.report();
        assert_eq!(failing(&report), [""; 0], "{report}");
        let views = side.file.requests(&catalogue(), minute(600));
        assert_eq!(views, report.requests);
        let [view] = &views[..] else { panic!("{views:?}") };
        assert_eq!((view.id, view.status), (id, RequestStatus::Produced));
        assert_eq!((view.answers.len(), view.sides.len()), (1, 2));
    }
}

#[test]
fn extract_of_an_item_shows_every_side_of_its_request_and_who_they_are() {
    let (mut police, provider, id, item) = answered();
    let extract = police.extract(&[Subject::Item(item)]);
    let stranger = Trust::new().root(police.file.keeper()).root(provider.file.keeper());
    let verifier = Verifier::new(&stranger, minute(600)).anchor(extract.1.clone());
    let catalogue = catalogue();
    let report = verifier.catalogue(&catalogue).verify_bytes(&extract.0).unwrap();
    assert_eq!(failing(&report), [""; 0]);
    let view = &report.requests[0];
    assert_eq!((view.id, view.status), (id, RequestStatus::Produced));
    let sides: Vec<_> = view.sides.iter().map(|side| side.party).collect();
    assert_eq!(sides, [police.party(), provider.party()]);
    assert_eq!(view.clocks[0].clock.started.unwrap().entry, view.sides[1].last - 3);
}

#[test]
fn extract_of_one_side_shows_what_was_asked_and_no_other_side() {
    let (mut police, mut provider) = two();
    let mut other = Org::found(21, "YY");
    police.knows(&mut other);
    other.knows(&mut police);
    let mut both = terms(provider.party());
    both.parties.push(handseal::event::NamedParty::new("addressee", other.party()));
    let id = police.ask(both, 10);
    for side in [&mut provider, &mut other] {
        let order = police.extract(&[Subject::Request(id, police.party())]);
        side.import(&order);
        side.receive(id, 20).unwrap();
        let own = side.extract(&[Subject::Request(id, side.party())]);
        // The order is held already, and stands in the extract all the same.
        assert_eq!(police.import(&own), 1);
        assert_eq!(failing(&police.judge(&own)), [""; 0]);
    }
    let own = provider.extract(&[Subject::Request(id, provider.party())]);
    let sides = provider.judge(&own).requests[0].sides.len();
    assert_eq!(sides, 2);
    assert_eq!(police.report().requests[0].sides.len(), 3);
}

#[test]
fn extract_takes_the_authorisation_that_an_onward_transfer_rests_on() {
    let (mut police, mut provider, id, item) = answered();
    let mut court = Org::found(21, "XX");
    police.knows(&mut court);
    court.knows(&mut police);
    court.knows(&mut provider);
    let actor = Actor::organisation(&provider.root);
    let granted = Authorisation {
        act: AuthorisedAct::OnwardTransfer,
        items: Vec::new(),
        answer: Answer::Granted,
        ground: Why::code("agreed"),
        purposes: Vec::new(),
        jurisdictions: vec!["XX".to_owned()],
    };
    provider.file.authorise(id, granted, &actor, minute(60)).unwrap();
    let consent = provider.extract(&[Subject::Request(id, provider.party())]);
    police.import(&consent);
    let cited = police.file.cite_last(id, EventType::Authorisation).unwrap();
    let bound = Condition::new(ConditionKind::OnwardTransfer);
    let onward = TransferTerms::new(court.party(), "trial", minute(700));
    police.offer(item, &onward.condition(bound).authorised_by(cited), 70);
    let carried = police.extract(&[Subject::Item(item)]);
    assert_eq!(failing(&court.judge(&carried)), [""; 0]);
    court.import(&carried);
    court.accept(80);
    let report = court.report();
    assert_eq!(failing(&report), [""; 0], "{report}");
}

#[test]
fn onward_transfer_without_an_authorisation_shows_in_the_extract_alone() {
    let (mut police, provider, _, item) = answered();
    let mut court = Org::found(21, "XX");
    police.knows(&mut court);
    let bound = Condition::new(ConditionKind::OnwardTransfer);
    let onward = TransferTerms::new(court.party(), "trial", minute(700)).condition(bound);
    police.offer(item, &onward, 70);
    let carried = police.extract(&[Subject::Item(item)]);
    court.trust = court.trust.root(police.file.keeper()).root(provider.file.keeper());
    assert_eq!(failing(&court.judge(&carried)), ["request.onward.unauthorised"]);
}

#[test]
fn extract_takes_the_preservation_that_an_order_follows() {
    let (mut police, mut provider) = two();
    let first = police.ask(terms(provider.party()), 10);
    let mut second = terms(provider.party());
    second.relates.push(handseal::event::Relation {
        kind: handseal::event::RelationKind::FollowsPreservation,
        entry: Some(police.file.cite_request(first).unwrap()),
        request: first,
    });
    let second = police.ask(second, 11);
    let order = police.extract(&[Subject::Request(second, police.party())]);
    let report = provider.judge(&order);
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    assert_eq!(report.requests.len(), 2);
    provider.import(&order);
    provider.receive(second, 20).unwrap();
    assert_eq!(failing(&provider.report()), [""; 0]);
}

#[test]
fn act_that_the_side_does_not_allow_is_refused_and_imported_all_the_same() {
    let (mut police, mut provider, id) = ordered();
    let Err(CaseError::Refused { finding }) = provider.receive(id, 21) else {
        panic!("received twice");
    };
    assert_eq!(finding.code, Code::RequestMoveForbidden);
    // By a program that does not ask the rules.
    let entry = provider.file.cite_request(id).unwrap();
    let result = AuthenticationResult::Confirmed;
    let authentication = Authentication { method: Why::code("none"), result };
    let body = Received { entry, channel: Why::code("portal"), authentication };
    let subjects = [Subject::Request(id, provider.party())];
    let at = At::device(minute(22));
    let actor = Actor::organisation(&provider.root);
    let second = provider.file.signed(body, &subjects, &actor, at).unwrap();
    let order = provider.extract(&subjects);
    police.import(&order);
    let with = [order.0.as_slice(), &handseal::ledger::entry_record(second.as_bytes())].concat();
    assert_eq!(police.import(&(with, order.1)), 1);
    assert_eq!(failing(&police.report()), ["request.move.forbidden"]);
}

#[test]
fn what_is_no_act_on_a_request_or_about_one_not_held_is_refused() {
    let (mut police, mut provider, id) = ordered();
    let actor = Actor::organisation(&police.root);
    let text = Salts::new(&mut OsEntropy).unwrap().commit("a remark");
    let noted = police.file.on_request(id, Noted { text, entry: None }, &actor, minute(30));
    assert!(matches!(noted, Err(CaseError::NotARequestAct { event_type: EventType::Noted })));
    let unknown = RequestId::generate(&mut OsEntropy).unwrap();
    let received = provider.receive(unknown, 30);
    assert!(matches!(received, Err(CaseError::RequestNotHeld { request }) if request == unknown));
    let nothing = ItemId::generate(&mut OsEntropy).unwrap();
    let production = Production::complete().item(nothing, "subscriber", &[]);
    let actor = Actor::organisation(&provider.root);
    let produced = provider.file.produce(id, &production, &actor, minute(30), &mut OsEntropy);
    assert!(matches!(produced, Err(CaseError::UnknownSubject { .. })));
    assert_eq!(failing(&provider.report()), [""; 0]);
}

#[test]
fn entry_that_is_not_the_last_of_its_chain_is_found_to_be_cited() {
    let (mut police, mut provider, id) = ordered();
    let actor = Actor::organisation(&provider.root);
    let salts = &mut Salts::new(&mut OsEntropy).unwrap();
    let text = salts.commit("which mailbox");
    let asked = Asked { form: None, text, fields: vec!["offences".to_owned()] };
    let asked = provider.file.on_request(id, asked, &actor, minute(30)).unwrap();
    let side = Subject::Request(id, provider.party());
    let question = provider.extract(std::slice::from_ref(&side));
    police.import(&question);
    let entry = police.file.cite_last(id, EventType::Asked).unwrap();
    assert_eq!((&entry.subject, entry.seq, entry.entry), (&side, 1, asked.entry));
    let clarified = Clarified { text: salts.commit("a@b"), entry, fields: Fields::new() };
    let maker = Actor::organisation(&police.root);
    let clarified = police.file.on_request(id, clarified, &maker, minute(40)).unwrap();
    let own = Subject::Request(id, police.party());
    assert_eq!(police.file.citation_of(&clarified, &own).unwrap().seq, 1);
    let first = police.file.cite_request(id).unwrap();
    let recorded = handseal::store::Recorded { index: 0, entry: first.entry };
    assert_eq!(police.file.citation_of(&recorded, &own).unwrap(), first);
    let elsewhere = police.file.citation_of(&clarified, &side);
    assert!(matches!(elsewhere, Err(CaseError::NotOnChain { .. })));
    let never = police.file.cite_last(id, EventType::Declined);
    assert!(matches!(never, Err(CaseError::ActNotHeld { .. })));
    assert_eq!(failing(&police.report()), [""; 0]);
}

#[test]
fn answer_that_cites_another_entry_than_the_order_is_a_failure() {
    let (mut police, mut provider) = two();
    let id = police.ask(terms(provider.party()), 10);
    let order = police.extract(&[Subject::Request(id, police.party())]);
    provider.import(&order);
    let mut entry = provider.file.cite_request(id).unwrap();
    entry.seq = 3;
    let result = AuthenticationResult::Confirmed;
    let authentication = Authentication { method: Why::code("none"), result };
    let body = Received { entry, channel: Why::code("portal"), authentication };
    let actor = Actor::organisation(&provider.root);
    provider.file.on_request(id, body, &actor, minute(20)).unwrap();
    assert_eq!(failing(&provider.report()), ["citation.mismatch"]);
}
