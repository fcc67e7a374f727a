//! The two-sided hand-over: offer, accept, refuse, withdraw.

use crate::custody::{CustodyState, TransferOffer};
use crate::encoding::Timestamp;
use crate::event::{
    Accepted, At, Checked, Citation, Condition, Content, EntryHash, Offered, PartDigests, Refused,
    Salts, Why, Withdrawn,
};
use crate::evidence::Measurement;
use crate::identity::{Entropy, ItemId, PartyId, RequestId};
use crate::store::actor::Actor;
use crate::store::acts::subjects;
use crate::store::append::Recorded;
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::error::CaseError;

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
        let mut checked =
            Checked { id, seal: None, content: None, unchecked: None, appearance: None };
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

/// On what terms items are offered.
///
/// # Examples
///
/// ```
/// use handseal::TransferTerms;
/// use handseal::event::{Condition, ConditionKind};
/// # use handseal::{KeyFile, OsEntropy, PartyId, SigningKey, Signer};
/// # let key = SigningKey::generate(&mut OsEntropy)?;
/// # let court = PartyId::organisation(key.public_key().thumbprint());
/// let answer_by = "2041-07-01T12:00:00Z".parse()?;
/// let terms = TransferTerms::new(court, "trial", answer_by)
///     .purpose_code("case_2041")
///     .condition(Condition::new(ConditionKind::Confidential));
/// assert_eq!(terms.conditions.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TransferTerms<'a> {
    /// The only party that can accept or refuse.
    pub to: PartyId,
    /// What for, in words.
    pub purpose: &'a str,
    /// What for, as a code that rules on purposes compare.
    pub purpose_code: Option<&'a str>,
    /// Until when an answer is expected.
    pub answer_by: Timestamp,
    /// The request that this answers.
    pub request: Option<RequestId>,
    /// Conditions of use.
    pub conditions: Vec<Condition>,
    /// The `authorisation` that a transfer to another State rests on.
    pub authorisation: Option<Citation>,
}

impl<'a> TransferTerms<'a> {
    /// To this party, for this purpose, to be answered by then.
    #[must_use]
    pub const fn new(to: PartyId, purpose: &'a str, answer_by: Timestamp) -> Self {
        Self {
            to,
            purpose,
            purpose_code: None,
            answer_by,
            request: None,
            conditions: Vec::new(),
            authorisation: None,
        }
    }

    /// With the purpose as a code, too.
    #[must_use]
    pub const fn purpose_code(mut self, code: &'a str) -> Self {
        self.purpose_code = Some(code);
        self
    }

    /// In answer to a request.
    #[must_use]
    pub const fn under(mut self, request: RequestId) -> Self {
        self.request = Some(request);
        self
    }

    /// With a further condition of use.
    #[must_use]
    pub fn condition(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// With the `authorisation` that it rests on.
    #[must_use]
    pub fn authorised_by(mut self, authorisation: Citation) -> Self {
        self.authorisation = Some(authorisation);
        self
    }
}

impl<S: Store> CaseFile<S> {
    /// Offers items to one party. Custody has not moved.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`]; [`CaseError::NotEnrolled`] when the receiver is not enrolled in this
    /// ledger: import the entries that enrol it first.
    pub fn offer(
        &mut self,
        items: &[ItemId],
        terms: &TransferTerms<'_>,
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<TransferOffer, CaseError> {
        let (to, answer_by) = (terms.to, terms.answer_by);
        self.enrolment(to)?;
        let mut salts = Salts::new(entropy)?;
        let body = Offered {
            to,
            keeps: Vec::new(),
            carrier: None,
            purpose: Why {
                code: terms.purpose_code.map(ToOwned::to_owned),
                words: Some(salts.commit(terms.purpose)),
            },
            request: terms.request,
            answer_by,
            conditions: terms.conditions.clone(),
            authorisation: terms.authorisation.clone(),
        };
        let recorded = self.act(body, &subjects(items), actor, At::device(at))?;
        let mut items = items.to_vec();
        items.sort_unstable();
        let from = actor.holder();
        Ok(TransferOffer { entry: recorded.entry, items, from, to, answer_by })
    }

    /// The conditions that bind an item, as whoever hands it on states them again.
    #[must_use]
    pub fn conditions_on(&self, item: ItemId) -> Vec<Condition> {
        let terms = self.fold.requests.item(item);
        terms.map(|terms| terms.conditions().cloned().collect()).unwrap_or_default()
    }

    /// Every offer that waits for an answer, from or to anyone.
    #[must_use]
    pub fn open_offers(&self) -> Vec<TransferOffer> {
        let mut offers: Vec<TransferOffer> = Vec::new();
        for (item, state) in self.fold.register.open_offers() {
            let CustodyState::Offered { answer_by, from, offer, to } = state else {
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
        let body = Accepted { items, reservations: None };
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
        self.act(Refused { items, reason }, &subjects(&offer.items), actor, At::device(at))
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
        let by = if actor.holder() == offer.from { None } else { Some(self.enrolment(actor.id)?) };
        let reason = Why::words(Salts::new(entropy)?.commit(reason));
        self.act(Withdrawn { by, reason }, &subjects(&offer.items), actor, At::device(at))
    }

    fn answered<'i>(
        &self,
        offer: &TransferOffer,
        inspect: &dyn Fn(ItemId) -> Inspection<'i>,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<Checked>, CaseError> {
        self.check_open(offer)?;
        let mut salts = Salts::new(entropy)?;
        Ok(offer.items.iter().map(|id| inspect(*id).checked(*id, &mut salts)).collect())
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
