//! What a side of a story does with requests.

use handseal::event::{
    At, Authentication, AuthenticationResult, Body, Condition, Subject, Terms, Why,
};
use handseal::evidence::{Options, measure_file};
use handseal::identity::{OsEntropy, PartyId, RequestId};
use handseal::store::{Actor, Inspection, Production, TransferTerms, Under};
use handseal::verify::{Class, Report, Verdict};

use super::side::{Exhibit, Side, copy, tell_verdict};
use super::{Failure, ensure, say, untold};

impl Side {
    /// Makes a request.
    pub(crate) fn make_request(&mut self, terms: Terms) -> Result<RequestId, Failure> {
        let (at, instrument) = (self.clock.now()?, terms.instrument.clone());
        let actor = Actor::new(self.person, &self.person_key);
        let id = self.case.make_request(terms, &actor, at, &mut OsEntropy)?;
        say(format_args!("  {} makes {id}\n  under {instrument}.\n", self.name))?;
        Ok(id)
    }

    /// Receives a request. Forged ones are a plague: who asks is authenticated on another way first.
    pub(crate) fn receive_request(&mut self, id: RequestId) -> Result<(), Failure> {
        let (at, actor) = (self.clock.now()?, Actor::new(self.person, &self.person_key));
        let method = Why::code("call_back_to_published_number");
        let authentication = Authentication { method, result: AuthenticationResult::Confirmed };
        self.case.receive_request(id, authentication, Why::code("portal"), &actor, at)?;
        say(format_args!("  {} has called back and receives the request.\n", self.name))
    }

    /// Records a further act on its own side of a request.
    pub(crate) fn on_request(
        &mut self,
        id: RequestId,
        body: impl Into<Body>,
    ) -> Result<(), Failure> {
        let (at, body) = (self.clock.now()?, body.into());
        let actor = Actor::new(self.person, &self.person_key);
        say(format_args!("  {}: {}\n", self.name, body.event_type().code()))?;
        self.case.on_request(id, body, &actor, at)?;
        Ok(())
    }

    /// Records an act on an item.
    pub(crate) fn on_item(
        &mut self,
        exhibit: &Exhibit,
        body: impl Into<Body>,
    ) -> Result<(), Failure> {
        let (at, body) = (At::device(self.clock.now()?), body.into());
        let actor = Actor::new(self.person, &self.person_key);
        say(format_args!("  {}: {}\n", self.name, body.event_type().code()))?;
        self.case.act(body, &[Subject::Item(exhibit.id)], &actor, at)?;
        Ok(())
    }

    /// Acquires a file under a request, produces it as the whole answer, and offers it.
    pub(crate) fn answer(
        &mut self,
        request: RequestId,
        (label, category, about, text): (&'static str, &str, &str, &str),
        conditions: &[Condition],
        to: PartyId,
    ) -> Result<Exhibit, Failure> {
        let path = self.directory.join(format!("{label}.csv"));
        std::fs::write(&path, text).map_err(|error| Failure::in_file(&path, error))?;
        let measured = measure_file(&path, Options::default())?;
        let (at, entropy) = (self.clock.now()?, &mut OsEntropy);
        let actor = Actor::new(self.person, &self.person_key);
        let case = self.case.open_case(label, &actor, at, entropy)?;
        let under = Under { case, request: Some(request) };
        let ids = self.case.acquire(under, &[(label, &measured)], &actor, at, entropy)?;
        let [id] = ids.as_slice() else {
            return Err(untold("one file is one item"));
        };
        self.case.label(&[(*id, label)], &actor, at, entropy)?;

        let about = [about];
        let complete = Production::complete().item(*id, category, &about);
        let production = conditions.iter().cloned().fold(complete, Production::condition);
        self.case.produce(request, &production, &actor, self.clock.now()?, entropy)?;
        let at = self.clock.now()?;
        let answer_by =
            handseal::Timestamp::from_unix(at.unix_seconds().saturating_add(WEEK), 0, 0)?;
        let terms = TransferTerms::new(to, "answer to the request", answer_by).under(request);
        let terms = conditions.iter().cloned().fold(terms, TransferTerms::condition);
        let offer = self.case.offer(&[*id], &terms, &actor, at, entropy)?;
        // From here on the offer is a state of the ledgers: another process may answer it.
        let entry = offer.entry();
        say(format_args!("  {} produces and offers {label},\n  entry {entry}.\n", self.name))?;
        Ok(Exhibit { id: *id, label, path, holder: self.person })
    }

    /// Takes an answer with its content: verifies it, measures again, accepts, and sends that back.
    pub(crate) fn take_answer(
        &mut self,
        from: &mut Self,
        answer: &Exhibit,
    ) -> Result<Exhibit, Failure> {
        let (subjects, label) = ([Subject::Item(answer.id)], answer.label);
        let offer = from.extract(&subjects, &format!("answer-{label}.custody"))?.to(self)?;
        let path = self.directory.join(format!("{label}.csv"));
        copy(&answer.path, &path)?;
        let held = Exhibit { path, holder: self.person, ..*answer };
        let report = self.verify_carried(&offer, &[&held])?;
        tell_verdict(self.name, "the answer and the bytes that came with it", &report)?;
        let good = report.findings.iter().all(|found| found.code.class() == Class::Note);
        ensure(good, "nothing in the answer is wrong")?;
        self.import(&offer)?;
        let open = self.case.open_offers().into_iter().find(|open| open.items() == [answer.id]);
        let open = open.ok_or_else(|| untold("the offer is open in this ledger"))?;
        let measured = measure_file(&held.path, Options::default())?;
        let (at, actor) = (self.clock.now()?, Actor::new(self.person, &self.person_key));
        let inspect = |_| Inspection::Measured(&measured);
        self.case.accept(open, &inspect, &actor, at, &mut OsEntropy)?;
        say(format_args!("  {} measures again and accepts. Custody has moved.\n", self.name))?;
        let name = format!("acceptance-{label}.custody");
        let back = self.extract(&subjects, &name)?.to(from)?;
        from.import(&back)?;
        Ok(held)
    }
}

const WEEK: i64 = 7 * 24 * 3600;

/// Each gives the other its card: who it is and who acts for it. Each learns the other's root
/// fingerprint over a channel of their own.
pub(crate) fn exchange_cards(one: &mut Side, other: &mut Side) -> Result<(), Failure> {
    one.trust_root(other.case.keeper());
    other.trust_root(one.case.keeper());
    give_card(one, other)?;
    give_card(other, one)
}

fn give_card(giver: &mut Side, receiver: &mut Side) -> Result<(), Failure> {
    let organisation = PartyId::organisation(giver.case.keeper());
    let subjects = [Subject::Party(organisation), Subject::Party(giver.person)];
    let name = format!("card of {}.custody", giver.name).replace(' ', "-").to_lowercase();
    let card = giver.extract(&subjects, &name)?.to(receiver)?;
    receiver.import(&card)
}

/// Carries a side's chain of a request to the other side, which verifies it and records it.
pub(crate) fn carry(
    from: &mut Side,
    to: &mut Side,
    request: RequestId,
    name: &str,
) -> Result<(), Failure> {
    let side = Subject::Request(request, from.person);
    let carried = from.extract(&[side], name)?.to(to)?;
    let report = to.verify_carried(&carried, &[])?;
    tell_verdict(to.name, name, &report)?;
    ensure(report.verdict == Verdict::Consistent, "what was carried is consistent")?;
    to.import(&carried)
}

/// The page of the verifier over a side's own ledger.
pub(crate) fn tell_page(side: &Side, report: &Report) -> Result<(), Failure> {
    say(format_args!("\n--- {} verifies its own ledger ---\n\n{report}", side.name))
}
