//! What directory and ledger events register, if their signer may: V2.6 to V2.9.

use std::collections::BTreeSet;

use crate::encoding::Timestamp;
use crate::event::{
    Body, Citation, Enrolled, EntryHash, Event, Founded, KeyRecord, PartyKind, RevocationReason,
    Revoked, Rotated, Subject, Succeeded, possession_message,
};
use crate::identity::{OrgId, Origin, PartyId, PublicKey, Signature, Thumbprint};
use crate::verify::code::Code;
use crate::verify::directory::{Change, Directory, Owner, Party, Refusal, refusal};
use crate::verify::finding::{Detail, code_of_key};

impl Directory {
    /// V2.6 to V2.9: what a directory or ledger event registers, if its signer may.
    pub(crate) fn judge(
        &self,
        event: &Event,
        entry: EntryHash,
        signer: PartyId,
        kid: Thumbprint,
    ) -> Result<Vec<Change>, Refusal> {
        let subject = event.links.first().map(|link| &link.subject);
        // V2.3
        let ended = match (&event.body, subject) {
            (Body::Founded(body), Some(Subject::Party(party))) => {
                check_founding(body, *party, signer, kid)?;
                Vec::new()
            }
            (Body::Revoked(body), Some(Subject::Party(party))) => self.revoked(body, *party)?,
            _ => Vec::new(),
        };
        self.check_unit(event, signer)?;
        match (&event.body, subject) {
            (Body::Founded(body), Some(Subject::Party(party))) => founded(body, *party, entry),
            (Body::Enrolled(body), Some(Subject::Party(party))) => {
                let place = event.links.first().map_or(0, |link| link.seq);
                self.enrolled(body, *party, (entry, place), signer)
            }
            (Body::Rotated(body), Some(Subject::Own(party, _))) => {
                self.rotated(body, *party, signer, kid)
            }
            (Body::Revoked(body), Some(Subject::Party(party))) => {
                self.check_registrar(signer, party.org(), &body.by)?;
                // V2.6: no registrar takes from its organisation the key that it stands on.
                if party.is_organisation() && signer != *party {
                    return Err(refusal(Code::RoleForbidden, Detail::None));
                }
                Ok(ended)
            }
            (Body::Succeeded(body), _) => self.succeeded(event, body, signer, kid),
            (Body::Opened(body), Some(Subject::Ledger(origin))) => {
                self.check_registrar(signer, signer.org(), &body.by)?;
                self.checkpoint_key(&body.key, &body.possession, signer, origin)
            }
            (Body::CheckpointKeyChanged(body), Some(Subject::Ledger(origin))) => {
                self.check_registrar(signer, signer.org(), &body.by)?;
                self.checkpoint_key(&body.key, &body.possession, signer, origin)
            }
            (Body::Reassigned(body), _) => {
                self.check_registrar(signer, signer.org(), &body.by)?;
                Ok(Vec::new())
            }
            (Body::Withdrawn(body), _) => self.check_stead(signer, body.by.as_ref()),
            (Body::Annulled(body), _) => self.check_stead(signer, body.by.as_ref()),
            _ => Ok(Vec::new()),
        }
    }

    /// V2.6: a person signs for a unit of its own organisation only, and if it was enrolled for that.
    fn check_unit(&self, event: &Event, signer: PartyId) -> Result<(), Refusal> {
        // A key of the time before it was called a unit.
        if self.party(signer).is_some_and(|party| party.kind == Some(PartyKind::Unit)) {
            return Err(refusal(Code::RoleForbidden, Detail::None));
        }
        let Some(unit) = event.signed_for else {
            return Ok(());
        };
        let member = self.party(signer).is_some_and(|party| party.units.contains(&unit));
        let is_unit = self.party(unit).is_some_and(|party| party.kind == Some(PartyKind::Unit));
        let own = unit.org() == signer.org();
        if member && is_unit && own {
            Ok(())
        } else {
            Err(refusal(Code::RoleForbidden, Detail::None))
        }
    }

    fn check_stead(&self, signer: PartyId, by: Option<&Citation>) -> Result<Vec<Change>, Refusal> {
        if let Some(by) = by {
            self.check_registrar(signer, signer.org(), by)?;
        }
        Ok(Vec::new())
    }

    /// V2.6: the signer is the organisation or its registrar, and cites the entry that made it so.
    fn check_registrar(&self, signer: PartyId, org: OrgId, by: &Citation) -> Result<(), Refusal> {
        let registers = self.registrar_of(signer) == Some(org);
        let cited = self.party(signer).map(|party| (party.enrolled, party.place));
        if !registers {
            return Err(refusal(Code::RoleForbidden, Detail::None));
        }
        match cited {
            Some(enrolled)
                if enrolled == (by.entry, by.seq) && by.subject == Subject::Party(signer) =>
            {
                Ok(())
            }
            Some((enrolled, _)) => Err(refusal(Code::RoleForbidden, Detail::Other(enrolled))),
            None => Err(refusal(Code::RoleForbidden, Detail::None)),
        }
    }

    fn enrolled(
        &self,
        body: &Enrolled,
        party: PartyId,
        (entry, place): (EntryHash, u64),
        signer: PartyId,
    ) -> Result<Vec<Change>, Refusal> {
        // V2.6: no party enrols itself, whatever its roles.
        if signer == party {
            return Err(refusal(Code::RoleForbidden, Detail::None));
        }
        if body.units.iter().any(|unit| unit.org() != party.org()) {
            return Err(refusal(Code::RoleForbidden, Detail::None));
        }
        self.check_registrar(signer, party.org(), &body.by)?;
        let enrolled = Party {
            kind: Some(body.kind),
            name: body.name.value().cloned(),
            roles: body.roles.iter().cloned().collect(),
            units: body.units.clone(),
            enrolled: entry,
            place,
        };
        let mut changes = vec![Change::Party(party, enrolled)];
        if let (Some(record), Some(possession)) = (&body.key, &body.possession) {
            let key = self.registered(record, possession, party)?;
            changes.push(Change::Key(party, key));
        }
        Ok(changes)
    }

    fn rotated(
        &self,
        body: &Rotated,
        party: PartyId,
        signer: PartyId,
        kid: Thumbprint,
    ) -> Result<Vec<Change>, Refusal> {
        if party != signer {
            return Err(refusal(Code::RoleForbidden, Detail::None));
        }
        let found = body.key.thumbprint();
        if party.is_organisation() && !self.successors(party.org()).contains(&found) {
            let detail = Detail::Keys { expected: None, found };
            return Err(refusal(Code::RoleForbidden, detail));
        }
        let key = self.registered(&body.key, &body.possession, party)?;
        Ok(vec![Change::Key(party, key), Change::Ended(party, kid)])
    }

    /// A successor that was named takes the place of every key that the organisation has. Its own
    /// signature shows that it possesses the key.
    fn succeeded(
        &self,
        event: &Event,
        body: &Succeeded,
        signer: PartyId,
        kid: Thumbprint,
    ) -> Result<Vec<Change>, Refusal> {
        let detail = Detail::Keys { expected: None, found: body.key.thumbprint() };
        if !self.succeeds(event, signer, kid) {
            return Err(refusal(Code::RoleForbidden, detail));
        }
        let key = acceptable(&body.key)?;
        if !self.owners(kid).is_empty() {
            return Err(refusal(Code::KeyRepeated, detail));
        }
        let mut changes = Vec::new();
        for old in self.good_keys(signer) {
            changes.extend(compromised(signer, old, body.reason, body.since));
            changes.push(Change::Ended(signer, old));
        }
        changes.push(Change::Key(signer, key));
        changes.push(Change::Successors(signer.org(), body.successors.clone()));
        Ok(changes)
    }

    fn revoked(&self, body: &Revoked, party: PartyId) -> Result<Vec<Change>, Refusal> {
        if self.key(party, body.kid).is_some() {
            let mut changes = vec![Change::Ended(party, body.kid)];
            changes.extend(compromised(party, body.kid, body.reason, body.since));
            return Ok(changes);
        }
        Err(refusal(Code::KeyForeign, Detail::Keys { expected: None, found: body.kid }))
    }

    fn checkpoint_key(
        &self,
        record: &KeyRecord,
        possession: &Signature,
        signer: PartyId,
        origin: &Origin,
    ) -> Result<Vec<Change>, Refusal> {
        let keeper = PartyId::organisation(signer.org());
        let key = acceptable(record)?;
        check_possession(&key, possession, keeper)?;
        match self.owners(key.thumbprint()) {
            [] => Ok(vec![Change::CheckpointKey(origin.clone(), key)]),
            [_, ..] => Err(refusal(
                Code::KeyRepeated,
                Detail::Keys { expected: None, found: key.thumbprint() },
            )),
        }
    }

    /// V2.7 to V2.9: acceptable, possessed, and nobody else's in the organisation.
    fn registered(
        &self,
        record: &KeyRecord,
        possession: &Signature,
        party: PartyId,
    ) -> Result<PublicKey, Refusal> {
        let key = acceptable(record)?;
        check_possession(&key, possession, party)?;
        let detail = Detail::Keys { expected: None, found: key.thumbprint() };
        let repeats = self.owners(key.thumbprint()).iter().any(|owner| match owner {
            Owner::Checkpoints => true,
            Owner::Party(owner) => owner.org() == party.org(),
        });
        if repeats { Err(refusal(Code::KeyRepeated, detail)) } else { Ok(key) }
    }
}

/// V2.3: the root key signs its own founding, and its thumbprint is the party founded.
fn check_founding(
    body: &Founded,
    party: PartyId,
    signer: PartyId,
    kid: Thumbprint,
) -> Result<(), Refusal> {
    let named = body.key.thumbprint();
    if party == signer && party == PartyId::organisation(named) && kid == named {
        return Ok(());
    }
    let expected = Some(signer.org());
    Err(refusal(Code::KeyForeign, Detail::Keys { expected, found: named }))
}

fn founded(body: &Founded, party: PartyId, entry: EntryHash) -> Result<Vec<Change>, Refusal> {
    let key = acceptable(&body.key)?;
    let enrolled = Party {
        kind: None,
        name: body.name.value().cloned(),
        roles: BTreeSet::new(),
        units: Vec::new(),
        enrolled: entry,
        place: 0,
    };
    Ok(vec![
        Change::Party(party, enrolled),
        Change::Key(party, key),
        Change::Successors(party.org(), body.successors.clone()),
    ])
}

/// V2.5: a compromise of which nobody says since when may be as old as the key.
fn compromised(
    party: PartyId,
    kid: Thumbprint,
    reason: RevocationReason,
    since: Option<Timestamp>,
) -> Option<Change> {
    let stolen = reason == RevocationReason::Compromised || since.is_some();
    stolen.then_some(Change::Compromised(party, kid, since))
}

fn acceptable(record: &KeyRecord) -> Result<PublicKey, Refusal> {
    record.public_key().map_err(|error| refusal(code_of_key(error), Detail::Key(error)))
}

fn check_possession(
    key: &PublicKey,
    possession: &Signature,
    party: PartyId,
) -> Result<(), Refusal> {
    key.verify(&possession_message(&party, key.as_bytes()), possession.as_bytes())
        .map_err(|error| refusal(Code::PossessionMismatch, Detail::Signature(error.into())))
}
