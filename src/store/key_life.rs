//! The life of parties and their keys, one method each: enrolled again, rotated, revoked, replaced,
//! retired, and a root followed by its successor.

use crate::encoding::Timestamp;
use crate::event::{
    At, Body, CheckpointKeyChanged, Enrolled, Event, EventDraft, KeyRecord, Link, RevocationReason,
    Revoked, Rotated, Salts, SignedEvent, Subject, Succeeded, prove_possession,
};
use crate::identity::{Entropy, OrgId, PartyId, Signer, Thumbprint};
use crate::store::actor::{Actor, Enrolment, unsigned};
use crate::store::append::Recorded;
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::error::CaseError;

/// Why a key ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyEnd {
    /// Somebody else has it, or may.
    Compromised {
        /// From when on it is not trusted. What it signed before stays good as far as a head covers
        /// it that somebody outside had before then.
        since: Timestamp,
    },
    /// Its holder left the organisation.
    Left,
    /// Nobody has it any more.
    Lost,
    /// Its time was over.
    Retired,
    /// Another key took its place.
    Superseded,
}

impl KeyEnd {
    const fn reason(self) -> RevocationReason {
        match self {
            Self::Compromised { .. } => RevocationReason::Compromised,
            Self::Left => RevocationReason::Left,
            Self::Lost => RevocationReason::Lost,
            Self::Retired => RevocationReason::Retired,
            Self::Superseded => RevocationReason::Superseded,
        }
    }

    const fn since(self) -> Option<Timestamp> {
        match self {
            Self::Compromised { since } => Some(since),
            Self::Left | Self::Lost | Self::Retired | Self::Superseded => None,
        }
    }
}

/// What became of a party whose key was replaced.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "other keys of the party stay good, and a thief may have planted one"]
pub struct Replaced {
    /// The enrolment with the new key, and the end of the old one.
    pub recorded: Vec<Recorded>,
    /// The party's keys that are good beside the new one, sorted.
    pub others: Vec<Thumbprint>,
}

impl<S: Store> CaseFile<S> {
    /// The keys of a party that are good at this point of the ledger, sorted.
    #[must_use]
    pub fn good_keys(&self, party: PartyId) -> Vec<Thumbprint> {
        self.fold.directory.good_keys(party).collect()
    }

    /// Enrols a party anew: from here on it has these roles and units, and a further key if one is
    /// given. Its other keys stay.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::enrol`]; [`CaseError::NotEnrolled`] when the party is not enrolled here.
    pub fn enrol_again(
        &mut self,
        party: PartyId,
        enrolment: &Enrolment<'_>,
        registrar: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Recorded, CaseError> {
        self.enrolment(party)?;
        let body = self.enrolled(party, enrolment, registrar, entropy)?;
        self.act(body, &[Subject::Party(party)], registrar, At::device(at))
    }

    pub(crate) fn enrolled(
        &self,
        party: PartyId,
        enrolment: &Enrolment<'_>,
        registrar: &Actor<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<Enrolled, CaseError> {
        let mut salts = Salts::new(entropy)?;
        let possession = match enrolment.key {
            Some(key) => Some(prove_possession(key, party).map_err(unsigned)?),
            None => None,
        };
        Ok(Enrolled {
            by: self.enrolment(registrar.id)?,
            key: enrolment.key.map(|key| KeyRecord::of(key.public_key())),
            possession,
            kind: enrolment.kind,
            name: salts.commit(enrolment.name),
            roles: enrolment.roles.iter().map(|role| (*role).to_owned()).collect(),
            units: enrolment.units.to_vec(),
        })
    }

    /// Takes a new key in the place of the one that the actor signs with, which ends. An
    /// organisation takes one of the successors that it named.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`], and [`CaseError::Draft`] when the new key does not sign.
    pub fn rotate(
        &mut self,
        actor: &Actor<'_>,
        new: &dyn Signer,
        at: Timestamp,
    ) -> Result<Recorded, CaseError> {
        let possession = prove_possession(new, actor.id).map_err(unsigned)?;
        let body = Rotated { key: KeyRecord::of(new.public_key()), possession };
        let own = Subject::Own(actor.id, self.origin()?.clone());
        self.act(body, &[own], actor, At::device(at))
    }

    /// Ends a key of a party.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`]; [`CaseError::Refused`] when the actor is no registrar, the party has no
    /// such key, or nobody but the organisation could register anyone without it.
    pub fn revoke(
        &mut self,
        party: PartyId,
        kid: Thumbprint,
        end: KeyEnd,
        registrar: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Recorded, CaseError> {
        let body = self.revoked(kid, end, registrar)?;
        self.act(body, &[Subject::Party(party)], registrar, At::device(at))
    }

    fn revoked(
        &self,
        kid: Thumbprint,
        end: KeyEnd,
        registrar: &Actor<'_>,
    ) -> Result<Revoked, CaseError> {
        let by = self.enrolment(registrar.id)?;
        Ok(Revoked { by, kid, why: None, since: end.since(), reason: end.reason() })
    }

    /// Gives a party a key in the place of one that it lost or that was stolen: both entries with
    /// one sync. The enrolment says what the party is from here on, and has the new key.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::enrol_again`] and [`CaseFile::revoke`]; [`CaseError::NoSuchKey`] when the key
    /// that is to end is none of the party's. Nothing is recorded unless both are signed.
    ///
    /// Any other key of the party stays good, and is in what this gives: whoever had the stolen key may have got one
    /// registered, too. End those that the party does not know.
    pub fn replace_key(
        &mut self,
        party: PartyId,
        (old, end): (Thumbprint, KeyEnd),
        enrolment: &Enrolment<'_>,
        registrar: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Replaced, CaseError> {
        self.enrolment(party)?;
        if !self.good_keys(party).contains(&old) {
            return Err(CaseError::NoSuchKey { party, kid: old });
        }
        let enrolled = self.enrolled(party, enrolment, registrar, entropy)?;
        let revoked = self.revoked(old, end, registrar)?;
        let bodies = [enrolled.into(), revoked.into()];
        let recorded = self.act_in_turn(bodies, Subject::Party(party), registrar, at)?;
        let new = enrolment.key.map(|key| key.public_key().thumbprint());
        let mut others = self.good_keys(party);
        others.retain(|kid| Some(*kid) != new);
        Ok(Replaced { recorded, others })
    }

    /// Ends every key that a party has, with one sync: it signs nothing more.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::revoke`]; [`CaseError::NotEnrolled`] when the party has no key that is good;
    /// [`CaseError::LastRegistrar`]. Nothing is recorded then.
    pub fn retire(
        &mut self,
        party: PartyId,
        end: KeyEnd,
        registrar: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Vec<Recorded>, CaseError> {
        let keys = self.good_keys(party);
        if keys.is_empty() {
            return Err(CaseError::NotEnrolled { party });
        }
        if self.fold.is_last_registrar(party, registrar.id) {
            return Err(CaseError::LastRegistrar { party });
        }
        let revoked: Result<Vec<Body>, _> =
            keys.into_iter().map(|kid| self.revoked(kid, end, registrar).map(Body::from)).collect();
        self.act_in_turn(revoked?, Subject::Party(party), registrar, at)
    }

    /// Puts a successor in the place of an organisation's root key, signed by the successor: for a
    /// root that was lost or stolen. Every key that the organisation itself has ends; those of its
    /// parties stay. The organisation's founding, or the succession before, names the successor.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`]; [`CaseError::Refused`] when the key is no successor.
    pub fn succeed(
        &mut self,
        org: OrgId,
        successor: &dyn Signer,
        end: KeyEnd,
        successors: &[Thumbprint],
        at: Timestamp,
    ) -> Result<Recorded, CaseError> {
        let actor = Actor::new(PartyId::organisation(org), successor);
        let body = Succeeded {
            key: KeyRecord::of(successor.public_key()),
            why: None,
            since: end.since(),
            reason: end.reason(),
            successors: successors.to_vec(),
        };
        self.act(body, &[Subject::Party(actor.id)], &actor, At::device(at))
    }

    /// From here on another key signs this ledger's heads. The old one signs none that covers this.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`], and [`CaseError::Draft`] when the new key does not sign.
    pub fn change_checkpoint_key(
        &mut self,
        new: &dyn Signer,
        registrar: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Recorded, CaseError> {
        let keeper = PartyId::organisation(self.keeper());
        let body = CheckpointKeyChanged {
            by: self.enrolment(registrar.id)?,
            key: KeyRecord::of(new.public_key()),
            possession: prove_possession(new, keeper).map_err(unsigned)?,
        };
        let ledger = Subject::Ledger(self.origin()?.clone());
        self.act(body, &[ledger], registrar, At::device(at))
    }

    /// Several acts on one chain, each behind the one before. All are signed before any is recorded:
    /// a card that is pulled in between leaves the case as it was.
    fn act_in_turn(
        &mut self,
        bodies: impl IntoIterator<Item = Body>,
        subject: Subject,
        actor: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Vec<Recorded>, CaseError> {
        self.read_back_tips(std::slice::from_ref(&subject))?;
        let mut link = self.fold.register.next_link(&subject);
        let mut signed: Vec<SignedEvent> = Vec::new();
        for body in bodies {
            let next = link.seq.saturating_add(1);
            let mut event = Event::new(At::device(at), body, vec![link]);
            event.signed_for = actor.signed_for;
            let draft = EventDraft::new(event, actor.id, actor.signer.public_key(), Some(at))?;
            let event = draft.sign(actor.signer)?;
            link = Link::after(subject.clone(), next, event.hash());
            signed.push(event);
        }
        self.record(signed)
    }
}
