//! The acts of custody, one method each.

use crate::custody::{CustodyState, TransferOffer};
use crate::encoding::{MAX_RECORD, Timestamp};
use crate::event::{
    Accepted, Acquired, AcquiredItem, At, Checked, Citation, Collected, CollectedItem, Content,
    Enrolled, EntryHash, Event, EventDraft, Founded, KeyRecord, Labelled, LabelledItem, Link,
    Offered, Opened, PartDigests, PartyKind, Refused, Salts, SignedEvent, Subject, Why, Withdrawn,
    prove_possession,
};
use crate::evidence::Measurement;
use crate::identity::{CaseId, Entropy, EntropyError, ItemId, Origin, PartyId, SignError, Signer};
use crate::store::case_file::{CaseFile, Opening, Recorded, Store};
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
        Self {
            id,
            signed_for: None,
            signer,
        }
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
    /// What it may do, such as [`REGISTRAR`](crate::verify::REGISTRAR).
    pub roles: &'a [&'a str],
    /// The units that it may sign for.
    pub units: &'a [PartyId],
    /// Its key; a unit has none.
    pub key: Option<&'a dyn Signer>,
}

fn unsigned(error: SignError) -> CaseError {
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
    let by = Citation {
        subject,
        seq: 0,
        entry: founded.hash(),
    };
    let key = opening.checkpoint_key;
    let opened = Opened {
        by,
        key: KeyRecord::of(key.public_key()),
        possession: prove_possession(key, org.id).map_err(unsigned)?,
    };
    let opened = sign(
        opened,
        Link::genesis(Subject::Ledger(origin)),
        &org,
        opening.at,
    )?;
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

/// What the receiver of an item looked at.
#[derive(Clone, Debug)]
pub enum Inspection<'a> {
    /// The content, measured again.
    Measured(&'a Measurement),
    /// Nothing, for this reason.
    Nothing(&'a str),
    /// The number of the seal.
    Seal(&'a str),
}

impl Inspection<'_> {
    fn checked(&self, id: ItemId, salts: &mut Salts) -> Checked {
        let mut checked = Checked {
            id,
            seal: None,
            content: None,
            unchecked: None,
            appearance: None,
        };
        match self {
            // What is recorded has the part digests; what is compared with it needs none.
            Self::Measured(measured) => {
                checked.content = Some(Content::measured(measured, PartDigests::Omitted, salts));
            }
            Self::Nothing(why) => checked.unchecked = Some(Why::words(salts.commit(*why))),
            Self::Seal(number) => checked.seal = Some(salts.commit(*number)),
        }
        checked
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
        Ok(Citation {
            subject: Subject::Party(party),
            seq,
            entry,
        })
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
        let mut salts = Salts::new(entropy)?;
        let possession = match enrolment.key {
            Some(key) => Some(prove_possession(key, party).map_err(unsigned)?),
            None => None,
        };
        let body = Enrolled {
            by: self.enrolment(registrar.id)?,
            key: enrolment.key.map(|key| KeyRecord::of(key.public_key())),
            possession,
            kind: enrolment.kind,
            name: salts.commit(enrolment.name),
            roles: enrolment
                .roles
                .iter()
                .map(|role| (*role).to_owned())
                .collect(),
            units: enrolment.units.to_vec(),
        };
        self.act(body, &[Subject::Party(party)], registrar, At::device(at))?;
        Ok(party)
    }

    /// Acquires data: each with the name of its file and what was measured. Gives the ids, in the
    /// same order.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn acquire(
        &mut self,
        case: CaseId,
        contents: &[(&str, &Measurement)],
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<ItemId>, CaseError> {
        // The digests of all parts together take at most half of the record.
        let parts = contents
            .iter()
            .map(|(_, measured)| measured.parts.digests().len())
            .sum::<usize>();
        let parts = if parts <= MAX_RECORD / 64 {
            PartDigests::Inline
        } else {
            PartDigests::Omitted
        };
        let ids = generate(contents.len(), entropy)?;
        let mut salts = Salts::new(entropy)?;
        let mut items: Vec<_> = ids
            .iter()
            .zip(contents)
            .map(|(id, (name, measured))| AcquiredItem {
                id: *id,
                name: Some(salts.commit(*name)),
                source: None,
                content: Content::measured(measured, parts, &mut salts),
                description: None,
            })
            .collect();
        items.sort_by_key(|item| item.id);
        let body = Acquired {
            case,
            tool: None,
            items,
            place: None,
            ground: None,
            method: None,
            clock_offset: None,
        };
        self.act(body, &subjects(&ids), actor, At::device(at))?;
        Ok(ids)
    }

    /// Collects things: each with what it is and the seal put on it. Gives the ids, in the same
    /// order.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn collect(
        &mut self,
        case: CaseId,
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
                id: *id,
                seal: seal.map(|seal| salts.commit(seal)),
                condition: None,
                description: Some(salts.commit(*description)),
            })
            .collect();
        items.sort_by_key(|item| item.id);
        let body = Collected {
            case,
            items,
            place: None,
            ground: None,
            method: None,
        };
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
            .map(|(id, label)| LabelledItem {
                id: *id,
                label: salts.commit(*label),
            })
            .collect();
        items.sort_by_key(|item| item.id);
        let ids: Vec<_> = labels.iter().map(|(id, _)| *id).collect();
        self.act(Labelled { items }, &subjects(&ids), actor, At::device(at))
    }

    /// Offers items to one party. Custody has not moved.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`]; [`CaseError::NotEnrolled`] when the receiver is not enrolled in this
    /// ledger: import the entries that enrol it first.
    pub fn offer(
        &mut self,
        items: &[ItemId],
        to: PartyId,
        purpose: &str,
        answer_by: Timestamp,
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<TransferOffer, CaseError> {
        self.enrolment(to)?;
        let mut salts = Salts::new(entropy)?;
        let body = Offered {
            to,
            keeps: Vec::new(),
            carrier: None,
            purpose: Why::words(salts.commit(purpose)),
            request: None,
            answer_by,
            conditions: Vec::new(),
        };
        let recorded = self.act(body, &subjects(items), actor, At::device(at))?;
        let mut items = items.to_vec();
        items.sort_unstable();
        let from = actor.holder();
        Ok(TransferOffer {
            entry: recorded.entry,
            items,
            from,
            to,
            answer_by,
        })
    }

    /// Every offer that waits for an answer, from or to anyone.
    #[must_use]
    pub fn open_offers(&self) -> Vec<TransferOffer> {
        let mut offers: Vec<TransferOffer> = Vec::new();
        for (item, state) in self.fold.register.open_offers() {
            let CustodyState::Offered {
                answer_by,
                from,
                offer,
                to,
            } = state
            else {
                continue;
            };
            match offers.iter_mut().find(|known| known.entry == offer) {
                Some(known) => known.items.push(item),
                None => offers.push(TransferOffer {
                    entry: offer,
                    items: vec![item],
                    from,
                    to,
                    answer_by,
                }),
            }
        }
        offers
    }

    /// Accepts every item of an offer, each with what was looked at. Now custody has moved.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`]; [`CaseError::OfferNotOpen`] when the offer was answered meanwhile.
    pub fn accept<'i>(
        &mut self,
        offer: TransferOffer,
        inspect: &dyn Fn(ItemId) -> Inspection<'i>,
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Recorded, CaseError> {
        let items = self.answered(&offer, inspect, entropy)?;
        let body = Accepted {
            items,
            reservations: None,
        };
        self.act(body, &subjects(&offer.items), actor, At::device(at))
    }

    /// Refuses every item of an offer. The giver holds them as before.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::accept`].
    pub fn refuse<'i>(
        &mut self,
        offer: TransferOffer,
        inspect: &dyn Fn(ItemId) -> Inspection<'i>,
        reason: &str,
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Recorded, CaseError> {
        let items = self.answered(&offer, inspect, entropy)?;
        let reason = Why::words(Salts::new(entropy)?.commit(reason));
        self.act(
            Refused { items, reason },
            &subjects(&offer.items),
            actor,
            At::device(at),
        )
    }

    /// Takes an offer back. The giver holds the items as before.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::accept`].
    pub fn withdraw(
        &mut self,
        offer: TransferOffer,
        reason: &str,
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Recorded, CaseError> {
        self.check_open(&offer)?;
        let by = if actor.holder() == offer.from {
            None
        } else {
            Some(self.enrolment(actor.id)?)
        };
        let reason = Why::words(Salts::new(entropy)?.commit(reason));
        self.act(
            Withdrawn { by, reason },
            &subjects(&offer.items),
            actor,
            At::device(at),
        )
    }

    fn answered<'i>(
        &self,
        offer: &TransferOffer,
        inspect: &dyn Fn(ItemId) -> Inspection<'i>,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<Checked>, CaseError> {
        self.check_open(offer)?;
        let mut salts = Salts::new(entropy)?;
        Ok(offer
            .items
            .iter()
            .map(|id| inspect(*id).checked(*id, &mut salts))
            .collect())
    }

    fn check_open(&self, offer: &TransferOffer) -> Result<(), CaseError> {
        let open = |item: &ItemId| {
            matches!(
                self.fold.register.state(*item),
                Some(CustodyState::Offered { offer: entry, .. }) if entry == offer.entry
            )
        };
        if offer.items.iter().all(open) {
            Ok(())
        } else {
            let offer: EntryHash = offer.entry;
            Err(CaseError::OfferNotOpen { offer })
        }
    }
}

fn generate(count: usize, entropy: &mut dyn Entropy) -> Result<Vec<ItemId>, EntropyError> {
    (0..count).map(|_| ItemId::generate(entropy)).collect()
}

fn subjects(items: &[ItemId]) -> Vec<Subject> {
    items.iter().copied().map(Subject::Item).collect()
}
