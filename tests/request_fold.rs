//! What the fold of requests makes of acts, one after the other, and what it says of them at the end.

#![allow(clippy::unwrap_used, reason = "functions that only tests call")]

use handseal::custody::Register;
use handseal::event::{
    Accepted, Answer, At, Authentication, AuthenticationResult, Authorisation, AuthorisedAct, Body,
    Checked, Citation, Condition, ConditionKind, EntryHash, Event, EventType, Extent as Answered,
    Fields, Link, NamedParty, Offered, Produced, ProducedItem, Received, RequestForm, Requested,
    Subject, Terms, Urgency, Used, Why,
};
use handseal::identity::{ItemId, OrgId, OsEntropy, PartyId, RequestId};
use handseal::law::{
    Catalogue, Extent, Lack, Mark, Matter, Noticed, Question, RequestRegister, Side, SideState,
    StatedAct,
};

const AT: &str = "2041-06-01T09:30:00Z";
/// An instrument with a rule on onward transfer.
const ORDER: &str = "CETS224-ART7";

fn party(number: u8) -> PartyId {
    format!("{number:064x}").parse().unwrap()
}

fn unit(number: u8) -> PartyId {
    format!("{number:064x}/{number:032x}").parse().unwrap()
}

fn item() -> ItemId {
    ItemId::generate(&mut OsEntropy).unwrap()
}

fn until(text: &str) -> Condition {
    Condition::new(ConditionKind::Retention).until(text.parse().unwrap())
}

/// A register, and the number of acts that it took.
struct Fold {
    register: RequestRegister,
    acts: u64,
    request: RequestId,
}

impl Fold {
    fn new() -> Self {
        let request = RequestId::generate(&mut OsEntropy).unwrap();
        Self { register: RequestRegister::new(), acts: 0, request }
    }

    fn act(&mut self, actor: PartyId, subject: Subject, body: impl Into<Body>) -> Vec<Noticed> {
        let at = At::device(AT.parse().unwrap());
        let event = Event::new(at, body, vec![Link::genesis(subject)]);
        let mark = Mark { index: self.acts, entry: EntryHash::of(&self.acts.to_be_bytes()) };
        let act = StatedAct { event: &event, mark, actor };
        let noticed = self.register.judge(&act);
        self.register.apply(&act);
        self.acts = self.acts.saturating_add(1);
        noticed
    }

    /// On a party's own side.
    fn say(&mut self, actor: PartyId, body: impl Into<Body>) -> Vec<Noticed> {
        self.act(actor, Subject::Request(self.request, actor), body)
    }

    fn receive(&mut self, by: PartyId, result: AuthenticationResult) -> Vec<Noticed> {
        let body = receipt(self.request, result);
        self.say(by, body)
    }

    fn requested(&mut self, maker: PartyId, instrument: &str, parties: &[NamedParty]) {
        let terms = terms(instrument, parties);
        self.say(maker, Requested { terms });
    }

    fn offer(
        &mut self,
        item: ItemId,
        [from, to]: [PartyId; 2],
        request: Option<RequestId>,
        conditions: &[Condition],
    ) -> Vec<Noticed> {
        let body = Offered {
            to,
            keeps: Vec::new(),
            carrier: None,
            purpose: Why::code("transfer"),
            request,
            answer_by: AT.parse().unwrap(),
            conditions: conditions.to_vec(),
            authorisation: None,
        };
        self.act(from, Subject::Item(item), body)
    }

    fn hand_over(
        &mut self,
        item: ItemId,
        parties: [PartyId; 2],
        conditions: &[Condition],
    ) -> Vec<Noticed> {
        let noticed = self.offer(item, parties, None, conditions);
        let checked =
            Checked { id: item, seal: None, content: None, unchecked: None, appearance: None };
        let [_, to] = parties;
        self.act(to, Subject::Item(item), Accepted { items: vec![checked], reservations: None });
        noticed
    }

    fn produced(&mut self, by: PartyId, item: ItemId, conditions: &[Condition]) -> Vec<Noticed> {
        let listed = ProducedItem { id: item, about: Vec::new(), category: "subscriber".into() };
        let body = Produced {
            open: None,
            items: vec![listed],
            extent: Answered::Complete,
            conditions: conditions.to_vec(),
        };
        self.say(by, body)
    }

    fn conclude(&self, jurisdiction: &dyn Fn(OrgId) -> Option<String>) -> Vec<Noticed> {
        let question = Question {
            requests: &self.register,
            custody: &Register::new(),
            catalogue: Catalogue::embedded(),
            now: AT.parse().unwrap(),
            jurisdiction,
            extent: Extent::Part,
            keeper: None,
        };
        question.conclude()
    }
}

fn terms(instrument: &str, parties: &[NamedParty]) -> Terms {
    Terms {
        case: None,
        form: RequestForm::Electronic,
        fields: Fields::new(),
        issuer: None,
        annexes: Vec::new(),
        parties: parties.to_vec(),
        relates: Vec::new(),
        urgency: Urgency::Ordinary,
        categories: Vec::new(),
        conditions: Vec::new(),
        instrument: instrument.to_owned(),
        time_frame: None,
    }
}

fn matters(noticed: Vec<Noticed>) -> Vec<Matter> {
    noticed.into_iter().map(|noticed| noticed.matter).collect()
}

fn receipt(request: RequestId, result: AuthenticationResult) -> Received {
    let authentication = Authentication { method: Why::code("secure_channel"), result };
    let entry = Citation { subject: Subject::Request(request, party(1)), ..citation(0) };
    Received { entry, channel: Why::code("portal"), authentication }
}

/// The entry that the act with this number is.
fn citation(number: u64) -> Citation {
    let subject = Subject::Item(item());
    Citation { seq: 0, entry: EntryHash::of(&number.to_be_bytes()), subject }
}

// R3.2
#[test]
fn second_party_that_signs_a_request_does_not_take_it_over() {
    let (maker, addressee) = (party(1), party(2));
    let mut fold = Fold::new();
    fold.requested(maker, ORDER, &[NamedParty::new("addressee", addressee)]);
    let other = Requested { terms: terms("OTHER", &[]) };
    let found = matters(fold.say(addressee, other));
    let state = SideState::Made;
    let event_type = EventType::Requested;
    assert_eq!(found, [Matter::MoveForbidden { event_type, state }]);
    let request = fold.register.request(fold.request).unwrap();
    assert_eq!(request.terms.as_ref().unwrap().0.instrument, ORDER);
    assert_eq!(request.state_of(addressee), SideState::Unopened);
}

// R3.3
#[test]
fn production_on_a_side_that_received_nothing_binds_nothing() {
    let (maker, addressee, evidence) = (party(1), party(2), item());
    let mut fold = Fold::new();
    fold.requested(maker, ORDER, &[NamedParty::new("addressee", addressee)]);
    let found = fold.produced(addressee, evidence, &[until(AT)]);
    assert!(matches!(found.as_slice(), [Noticed { matter: Matter::MoveForbidden { .. }, .. }]));
    assert!(fold.register.item(evidence).is_none());
}

// R1.6
#[test]
fn unit_of_an_organisation_that_is_named_as_addressee_is_one() {
    let mut fold = Fold::new();
    fold.requested(party(1), ORDER, &[NamedParty::new("addressee", party(2))]);
    let request = fold.register.request(fold.request).unwrap();
    assert_eq!(request.side_of(unit(2)), Side::Addressee);
    assert_eq!(request.side_of(unit(3)), Side::Other);
}

// R5.1
#[test]
fn condition_that_asks_more_than_the_one_that_binds_binds_too() {
    let (evidence, wide, narrow) = (item(), until("2050-01-01T00:00:00Z"), until(AT));
    let mut fold = Fold::new();
    fold.hand_over(evidence, [party(1), party(2)], std::slice::from_ref(&wide));
    assert!(
        fold.hand_over(evidence, [party(2), party(3)], std::slice::from_ref(&narrow)).is_empty()
    );
    let found = matters(fold.hand_over(evidence, [party(3), party(4)], &[wide]));
    let kind = ConditionKind::Retention;
    assert_eq!(found, [Matter::ConditionWidened { item: evidence, kind }]);
    let found = fold.hand_over(evidence, [party(4), party(5)], &[narrow]);
    assert!(found.is_empty(), "{found:?}");
}

// R5.6
#[test]
fn supplier_is_not_bound_by_its_own_condition() {
    let evidence = item();
    let used = || Used { result: None, purpose: Why::code("tax"), authorisation: None };
    let purpose = Condition::new(ConditionKind::Purpose).for_purposes(&["fraud"]);
    let mut fold = Fold::new();
    fold.hand_over(evidence, [party(1), party(2)], &[purpose]);
    assert!(fold.act(party(1), Subject::Item(evidence), used()).is_empty());
    let found = matters(fold.act(party(2), Subject::Item(evidence), used()));
    assert!(matches!(found.as_slice(), [Matter::UseOutside { .. }]), "{found:?}");
}

// R9.10
#[test]
fn item_that_nothing_was_said_of_is_unasked_where_an_offer_names_a_request() {
    let (maker, addressee, evidence) = (party(1), party(2), item());
    let mut fold = Fold::new();
    fold.requested(maker, ORDER, &[NamedParty::new("addressee", addressee)]);
    let request = fold.request;
    let found = matters(fold.offer(evidence, [addressee, maker], Some(request), &[]));
    assert_eq!(found, [Matter::ItemUnasked { item: evidence, request }]);
}

/// A provider produces to an authority, which hands on to another; whose jurisdictions are these.
fn onward(jurisdictions: [&str; 3]) -> Vec<Matter> {
    let [maker, provider, authority, third] = [1, 2, 3, 4].map(party);
    let evidence = item();
    let mut fold = Fold::new();
    fold.requested(maker, ORDER, &[NamedParty::new("addressee", provider)]);
    fold.receive(provider, AuthenticationResult::Confirmed);
    fold.produced(provider, evidence, &[]);
    fold.hand_over(evidence, [provider, authority], &[]);
    fold.hand_over(evidence, [authority, third], &[]);
    let of = |org: OrgId| {
        let place = [provider, authority, third].iter().position(|party| party.org() == org)?;
        jurisdictions.get(place).map(|known| (*known).to_owned())
    };
    let found = matters(fold.conclude(&of));
    found
        .into_iter()
        .filter(|matter| matches!(matter, Matter::Onward { .. } | Matter::OnwardNotTold { .. }))
        .collect()
}

// R7.2
#[test]
fn rule_on_onward_transfer_binds_where_evidence_came_from_another_state() {
    assert_eq!(onward(["AA", "AA", "BB"]), []);
    assert_eq!(onward(["AA", "BB", "AA"]), []);
    assert_eq!(onward(["AA", "BB", "BB"]), []);
    let found = onward(["AA", "BB", "CC"]);
    assert!(matches!(found.as_slice(), [Matter::Onward { provision: Some(_), .. }]), "{found:?}");
}

// V7.4
#[test]
fn requester_whom_nobody_authenticated_is_named() {
    let (maker, addressee) = (party(1), party(2));
    for result in [AuthenticationResult::Failed, AuthenticationResult::NotDone] {
        let mut fold = Fold::new();
        fold.requested(maker, ORDER, &[NamedParty::new("addressee", addressee)]);
        let found = matters(fold.receive(addressee, result));
        assert_eq!(found, [Matter::MakerNotAuthenticated { result }]);
    }
}

// R4.5, V7.1
#[test]
fn item_with_an_entry_that_could_not_be_checked_is_said_not_to_be_shown() {
    let evidence = item();
    let mut fold = Fold::new();
    fold.hand_over(evidence, [party(1), party(2)], &[until(AT)]);
    let link = Link::genesis(Subject::Item(evidence));
    fold.register.doubt(&[link], 2);
    assert!(fold.hand_over(evidence, [party(2), party(3)], &[]).is_empty());
    assert_eq!(matters(fold.conclude(&|_| None)), [Matter::NotShown { request: None, because: 2 }]);
}

// R6.1
#[test]
fn authorisation_for_something_else_covers_nothing() {
    let says = |act, items: &[ItemId], answer, purpose: &str| Authorisation {
        act,
        items: items.to_vec(),
        answer,
        ground: Why::code("consent"),
        purposes: vec![purpose.to_owned()],
        jurisdictions: Vec::new(),
    };
    let [maker, provider] = [1, 2].map(party);
    let (evidence, other) = (item(), item());
    let lack = |by: PartyId, says: Authorisation| {
        let purpose = Condition::new(ConditionKind::Purpose).for_purposes(&["fraud"]);
        let mut fold = Fold::new();
        fold.requested(maker, ORDER, &[NamedParty::new("addressee", provider)]);
        fold.receive(provider, AuthenticationResult::Confirmed);
        fold.produced(provider, evidence, &[purpose]);
        let authorisation = Some(citation(fold.acts));
        fold.say(by, says);
        let purpose = Why::code("tax");
        let used = Used { result: None, purpose, authorisation };
        match matters(fold.act(maker, Subject::Item(evidence), used)).as_slice() {
            [Matter::UseOutside { lack, .. }] => Some(*lack),
            _ => None,
        }
    };
    let (uses, granted) = (AuthorisedAct::Use, Answer::Granted);
    assert_eq!(lack(provider, says(uses, &[evidence], granted, "tax")), None);
    assert_eq!(lack(provider, says(uses, &[], granted, "tax")), None);
    // The maker's own side knows no such act: what it says there is not an authorisation.
    assert_eq!(lack(maker, says(uses, &[evidence], granted, "tax")), Some(Lack::NotHeld));
    assert_eq!(lack(party(3), says(uses, &[evidence], granted, "tax")), Some(Lack::OtherAuthority));
    assert_eq!(lack(provider, says(uses, &[other], Answer::Refused, "")), Some(Lack::Refused));
    let onward = says(AuthorisedAct::OnwardTransfer, &[other], granted, "");
    assert_eq!(lack(provider, onward), Some(Lack::OtherAct));
    assert_eq!(lack(provider, says(uses, &[other], granted, "")), Some(Lack::OtherItem));
    assert_eq!(lack(provider, says(uses, &[evidence], granted, "aid")), Some(Lack::OtherPurpose));
}
