//! The acts of custody, one method each.

use crate::encoding::Timestamp;
use crate::event::{
    At, Citation, Collected, CollectedItem, Labelled, LabelledItem, Measured, Salts, Subject,
};
use crate::identity::{CaseId, Entropy, EntropyError, ItemId, PartyId, RequestId};
use crate::store::acquisition::{Acquisition, ToAcquire};
use crate::store::actor::{Actor, Enrolment};
use crate::store::append::Recorded;
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::error::CaseError;

/// In which case items are collected, and under which request where there is one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Under {
    /// The case.
    pub case: CaseId,
    /// The request.
    pub request: Option<RequestId>,
}

impl From<CaseId> for Under {
    fn from(case: CaseId) -> Self {
        Self { case, request: None }
    }
}

impl<S: Store> CaseFile<S> {
    /// The citation of the entry that gave a party its rights.
    ///
    /// # Errors
    ///
    /// [`CaseError::NotEnrolled`] when the party is not enrolled in this ledger.
    pub fn enrolment(&self, party: PartyId) -> Result<Citation, CaseError> {
        let enrolled = self.fold.directory.party(party);
        let enrolled = enrolled.ok_or(CaseError::NotEnrolled { party })?;
        let (seq, entry) = (enrolled.place, enrolled.enrolled);
        Ok(Citation { subject: Subject::Party(party), seq, entry })
    }

    /// Enrols a party of the registrar's organisation and gives its id.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`]; [`CaseError::Refused`] when the actor is no registrar.
    pub fn enrol(
        &mut self,
        enrolment: &Enrolment<'_>,
        registrar: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<PartyId, CaseError> {
        let party = PartyId::generate(registrar.id.org(), entropy)?;
        self.enrol_as(party, enrolment, registrar, at, entropy)?;
        Ok(party)
    }

    /// As [`enrol`](Self::enrol), under an id that was generated before: of somebody whose key is elsewhere, who proved
    /// for that id that they possess it ([`ProvenKey`](crate::event::ProvenKey)).
    ///
    /// # Errors
    ///
    /// As [`enrol`](Self::enrol); [`CaseError::Draft`] when a key was proven for another party;
    /// [`CaseError::Refused`] when the party is of another organisation.
    pub fn enrol_as(
        &mut self,
        party: PartyId,
        enrolment: &Enrolment<'_>,
        registrar: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Recorded, CaseError> {
        let body = self.enrolled(party, enrolment, registrar, entropy)?;
        self.act(body, &[Subject::Party(party)], registrar, At::device(at))
    }

    /// Acquires data: each with the name of its file and what was measured. Gives the ids, in the
    /// same order. [`acquire_as`](Self::acquire_as) also says with what and how.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn acquire<'m>(
        &mut self,
        under: impl Into<Under>,
        contents: &[(&str, impl Into<Measured<'m>> + Copy)],
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<ItemId>, CaseError> {
        let contents: Vec<_> = contents
            .iter()
            .map(|(name, measured)| ToAcquire { name, measured: (*measured).into(), origin: None })
            .collect();
        self.acquire_as(under, &Acquisition::default(), &contents, actor, at, entropy)
    }

    /// Collects things: each with what it is and the seal put on it. Gives the ids, in the same
    /// order.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn collect(
        &mut self,
        under: impl Into<Under>,
        things: &[(&str, Option<&str>)],
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<ItemId>, CaseError> {
        let ids = generate(things.len(), entropy)?;
        let mut salts = Salts::new(entropy)?;
        let mut items: Vec<_> = ids
            .iter()
            .zip(things)
            .map(|(id, (description, seal))| CollectedItem {
                seal: seal.map(|seal| salts.commit(seal)),
                description: Some(salts.commit(*description)),
                ..CollectedItem::of(*id)
            })
            .collect();
        items.sort_by_key(|item| item.id);
        let Under { case, request } = under.into();
        let body = Collected { request, ..Collected::of(case, items) };
        self.act(body, &subjects(&ids), actor, At::device(at))?;
        Ok(ids)
    }

    /// Gives items the labels by which the actor's organisation knows them.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn label(
        &mut self,
        labels: &[(ItemId, &str)],
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Recorded, CaseError> {
        let mut salts = Salts::new(entropy)?;
        let mut items: Vec<_> = labels
            .iter()
            .map(|(id, label)| LabelledItem { id: *id, label: salts.commit(*label) })
            .collect();
        items.sort_by_key(|item| item.id);
        let ids: Vec<_> = labels.iter().map(|(id, _)| *id).collect();
        self.act(Labelled { items }, &subjects(&ids), actor, At::device(at))
    }
}

pub(crate) fn generate(
    count: usize,
    entropy: &mut dyn Entropy,
) -> Result<Vec<ItemId>, EntropyError> {
    (0..count).map(|_| ItemId::generate(entropy)).collect()
}

pub(crate) fn subjects(items: &[ItemId]) -> Vec<Subject> {
    items.iter().copied().map(Subject::Item).collect()
}
