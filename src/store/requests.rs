//! The acts on requests, each on the actor's own side.

use crate::encoding::Timestamp;
use crate::event::{
    At, Authentication, Authorisation, Body, Citation, Condition, EntryHash, EventType, Extent,
    Produced, ProducedItem, Received, Registered, Requested, Salts, Subject, Terms, Why,
};
use crate::identity::{Entropy, ItemId, RequestId};
use crate::law::{Catalogue, RequestView, side_rule};
use crate::store::actor::Actor;
use crate::store::append::Recorded;
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::error::CaseError;
use crate::verify::request_views;

/// What answers a request: items with the category of their data, and the conditions of their use.
///
/// # Examples
///
/// ```
/// use handseal::event::{Condition, ConditionKind};
/// use handseal::store::Production;
/// # use handseal::identity::{ItemId, OsEntropy};
/// # let item = ItemId::generate(&mut OsEntropy)?;
/// let production = Production::partial("traffic of June: it is being retrieved")
///     .item(item, "subscriber", &["mailbox a@b.example"])
///     .condition(Condition::new(ConditionKind::Purpose).for_purposes(&["case_2041"]));
/// # let _ = production;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Production<'a> {
    items: Vec<(ItemId, &'a str, &'a [&'a str])>,
    open: Option<&'a str>,
    conditions: Vec<Condition>,
}

impl<'a> Production<'a> {
    /// All the answer there will be.
    #[must_use]
    pub fn complete() -> Self {
        Self::default()
    }

    /// A part of the answer, and what is still open, in words.
    #[must_use]
    pub fn partial(open: &'a str) -> Self {
        Self { open: Some(open), ..Self::default() }
    }

    /// With an item, the category of its data by its id in the catalogue, and the persons or
    /// accounts that it is about.
    #[must_use]
    pub fn item(mut self, item: ItemId, category: &'a str, about: &'a [&'a str]) -> Self {
        self.items.push((item, category, about));
        self
    }

    /// Under a condition of use.
    #[must_use]
    pub fn condition(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    fn body(&self, salts: &mut Salts) -> Produced {
        let items = self.items.iter().map(|(id, category, about)| ProducedItem {
            id: *id,
            about: about.iter().map(|about| salts.commit(*about)).collect(),
            category: (*category).to_owned(),
        });
        let items = items.collect();
        Produced {
            open: self.open.map(|open| salts.commit(open)),
            items,
            extent: if self.open.is_some() { Extent::Partial } else { Extent::Complete },
            conditions: self.conditions.clone(),
        }
    }
}

impl<S: Store> CaseFile<S> {
    /// Makes a request, on the maker's own side, and gives its id. What it says is best built with
    /// [`RequestDraft`](crate::law::RequestDraft).
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn make_request(
        &mut self,
        terms: Terms,
        maker: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<RequestId, CaseError> {
        let id = RequestId::generate(entropy)?;
        self.on_request(id, Requested { terms }, maker, at)?;
        Ok(id)
    }

    /// Puts a request from someone without keys on record, as the one who received the letter reads
    /// it, and gives it an id.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn register_request(
        &mut self,
        registered: Registered,
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<RequestId, CaseError> {
        let id = RequestId::generate(entropy)?;
        self.on_request(id, registered, actor, at)?;
        Ok(id)
    }

    /// Records an act on the actor's own side of a request: what it asks, answers, confirms.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`]; [`CaseError::NotARequestAct`] for an act about something else;
    /// [`CaseError::RequestNotHeld`] when nothing about the request is held here;
    /// [`CaseError::Refused`] when the act is not possible in the state of the side.
    pub fn on_request(
        &mut self,
        id: RequestId,
        body: impl Into<Body>,
        actor: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Recorded, CaseError> {
        let body = body.into();
        let event_type = body.event_type();
        if side_rule(event_type).is_none() {
            return Err(CaseError::NotARequestAct { event_type });
        }
        let begins = matches!(event_type, EventType::Registered | EventType::Requested);
        if !begins && self.fold.requests.request(id).is_none() {
            return Err(CaseError::RequestNotHeld { request: id });
        }
        self.act(body, &[Subject::Request(id, actor.holder())], actor, At::device(at))
    }

    /// Receives a request that its maker signed and that was imported here. Most periods start with
    /// this entry. It cites what was received.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::on_request`]; [`CaseError::RequestNotHeld`] when what it says is not held.
    pub fn receive_request(
        &mut self,
        id: RequestId,
        authentication: Authentication,
        channel: Why,
        actor: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Recorded, CaseError> {
        let entry = self.cite_request(id)?;
        self.on_request(id, Received { entry, channel, authentication }, actor, at)
    }

    /// Produces items in answer to a request. Custody moves with the offer that names the request.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::on_request`]; [`CaseError::UnknownSubject`] for an item that is not held here.
    pub fn produce(
        &mut self,
        id: RequestId,
        production: &Production<'_>,
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Recorded, CaseError> {
        for (item, _, _) in &production.items {
            let subject = Subject::Item(*item);
            if !self.fold.register.holds(&subject) {
                return Err(CaseError::UnknownSubject { subject: Box::new(subject) });
            }
        }
        let body = production.body(&mut Salts::new(entropy)?);
        self.on_request(id, body, actor, at)
    }

    /// Says what else may be done with what was produced under a request, and gives the citation that
    /// the hand-over, disclosure or use then names.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::on_request`].
    pub fn authorise(
        &mut self,
        id: RequestId,
        authorisation: Authorisation,
        actor: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Citation, CaseError> {
        let recorded = self.on_request(id, authorisation, actor, at)?;
        self.citation_of(&recorded, &Subject::Request(id, actor.holder()))
    }

    /// The citation of the entry that says what is asked for.
    ///
    /// # Errors
    ///
    /// [`CaseError::RequestNotHeld`].
    pub fn cite_request(&self, id: RequestId) -> Result<Citation, CaseError> {
        let request = self.fold.requests.request(id);
        let cited = request.and_then(|request| request.cited_as.clone());
        cited.ok_or(CaseError::RequestNotHeld { request: id })
    }

    /// The citation of the last act of a type on any side of a request: of the question that is
    /// answered, of the authorisation that an offer rests on. Reads the file.
    ///
    /// # Errors
    ///
    /// [`CaseError::ActNotHeld`], and what [`CaseFile::citation_of`] answers.
    pub fn cite_last(
        &mut self,
        id: RequestId,
        event_type: EventType,
    ) -> Result<Citation, CaseError> {
        let acts = self.fold.requests.request(id).map(|request| request.acts.iter());
        let last = acts.and_then(|mut acts| acts.rfind(|act| act.dated.event_type == event_type));
        let last = last.map(|act| (Subject::Request(id, act.party), act.dated.entry));
        let (subject, index) = last.ok_or(CaseError::ActNotHeld { request: id, event_type })?;
        self.find_citation(&subject, &|at, _| at == index)?
            .ok_or(CaseError::ActNotHeld { request: id, event_type })
    }

    /// How another entry names this one: by its place on the chain of a subject. Reads the file,
    /// unless the entry is the last one of the chain.
    ///
    /// # Errors
    ///
    /// [`CaseError::NotOnChain`] when the entry is not about the subject, or not in this ledger;
    /// [`CaseError::Store`] and [`CaseError::NotReadBack`] when the file cannot be read.
    pub fn citation_of(
        &mut self,
        recorded: &Recorded,
        subject: &Subject,
    ) -> Result<Citation, CaseError> {
        let entry = recorded.entry;
        let tip = self.fold.register.tip(subject).filter(|tip| tip.hash == entry);
        if let Some(tip) = tip {
            return Ok(Citation { subject: subject.clone(), seq: tip.seq, entry });
        }
        self.find_citation(subject, &|_, found| found == entry)?
            .ok_or_else(|| CaseError::NotOnChain { entry, subject: Box::new(subject.clone()) })
    }

    fn find_citation(
        &mut self,
        subject: &Subject,
        is_it: &dyn Fn(u64, EntryHash) -> bool,
    ) -> Result<Option<Citation>, CaseError> {
        let mut found = None;
        self.each_entry(&mut |index, event| {
            let entry = event.hash();
            if found.is_none() && is_it(index, entry) {
                let link = event.links().iter().find(|link| link.subject == *subject);
                found =
                    link.map(|link| Citation { subject: subject.clone(), seq: link.seq, entry });
            }
        })?;
        Ok(found)
    }

    /// Every request as a person reads it at an instant, by id: what is open, due next, produced.
    #[must_use]
    pub fn requests(&self, catalogue: &Catalogue, now: Timestamp) -> Vec<RequestView> {
        request_views(&self.fold, catalogue, now)
    }
}
