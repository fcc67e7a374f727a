//! Who acts, and the first two acts of a ledger.

use crate::encoding::Timestamp;
use crate::event::{
    At, Citation, Event, EventDraft, Founded, KeyRecord, Link, Opened, PartyKind, Salts,
    SignedEvent, Subject, prove_possession,
};
use crate::identity::{Entropy, Origin, PartyId, SignError, Signer};
use crate::store::case_file::Opening;
use crate::store::error::CaseError;

/// Who acts, and how it signs.
#[derive(Clone, Copy)]
pub struct Actor<'a> {
    /// The party.
    pub id: PartyId,
    /// The unit that it acts for.
    pub signed_for: Option<PartyId>,
    /// How it signs.
    pub signer: &'a dyn Signer,
}

impl<'a> Actor<'a> {
    /// A party that signs for itself.
    #[must_use]
    pub const fn new(id: PartyId, signer: &'a dyn Signer) -> Self {
        Self { id, signed_for: None, signer }
    }

    /// An organisation that signs with its root key.
    #[must_use]
    pub fn organisation(root: &'a dyn Signer) -> Self {
        Self::new(PartyId::organisation(root.public_key().thumbprint()), root)
    }

    /// The same party, acting for a unit.
    #[must_use]
    pub const fn acting_for(mut self, unit: PartyId) -> Self {
        self.signed_for = Some(unit);
        self
    }

    /// The party that holds what this one takes over.
    #[must_use]
    pub fn holder(&self) -> PartyId {
        self.signed_for.unwrap_or(self.id)
    }
}

/// A party to be enrolled.
pub struct Enrolment<'a> {
    /// Person, unit or device.
    pub kind: PartyKind,
    /// What it is called.
    pub name: &'a str,
    /// What it may do, such as [`REGISTRAR`](crate::verify::REGISTRAR), by the words of a
    /// [policy](crate::law::Policy). With none it may do what the policy gives to those without.
    pub roles: &'a [&'a str],
    /// The units that it may sign for.
    pub units: &'a [PartyId],
    /// Its key, or the proof that somebody elsewhere possesses it ([`ProvenKey`](crate::event::ProvenKey)); a unit has none.
    pub key: Option<&'a dyn Signer>,
}

pub(crate) fn unsigned(error: SignError) -> CaseError {
    CaseError::from(crate::event::DraftError::Sign(error))
}

/// The first two entries of a ledger.
pub(crate) fn genesis(
    opening: &Opening<'_>,
    entropy: &mut dyn Entropy,
) -> Result<[SignedEvent; 2], CaseError> {
    let org = Actor::organisation(opening.root);
    let mut salts = Salts::new(entropy)?;
    let origin = Origin::generate(opening.origin, entropy).map_err(CaseError::Origin)?;
    let founded = Founded {
        key: KeyRecord::of(opening.root.public_key()),
        name: salts.commit(opening.organisation),
        successors: opening.successors.to_vec(),
        jurisdiction: opening.jurisdiction.to_owned(),
    };
    let subject = Subject::Party(org.id);
    let founded = sign(founded, Link::genesis(subject.clone()), &org, opening.at)?;
    let by = Citation { subject, seq: 0, entry: founded.hash() };
    let key = opening.checkpoint_key;
    let opened = Opened {
        by,
        key: KeyRecord::of(key.public_key()),
        possession: prove_possession(key, org.id).map_err(unsigned)?,
    };
    let opened = sign(opened, Link::genesis(Subject::Ledger(origin)), &org, opening.at)?;
    Ok([founded, opened])
}

fn sign(
    body: impl Into<crate::event::Body>,
    link: Link,
    actor: &Actor<'_>,
    at: Timestamp,
) -> Result<SignedEvent, CaseError> {
    let event = Event::new(At::device(at), body, vec![link]);
    EventDraft::new(event, actor.id, actor.signer.public_key(), Some(at))
        .and_then(|draft| draft.sign(actor.signer))
        .map_err(CaseError::from)
}
