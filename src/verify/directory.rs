//! Who exists and which keys they have, folded from directory events: V2.

use std::collections::HashMap;

use crate::event::{
    Body, Citation, Enrolled, EntryHash, Event, Founded, KeyRecord, PartyKind, Revoked, Rotated,
    Subject, possession_message,
};
use crate::identity::{KeyError, OrgId, Origin, PartyId, PublicKey, Signature, Thumbprint, Trust};
use crate::verify::code::Code;
use crate::verify::finding::Detail;

/// A refusal of V2: what, and expected and found.
pub(crate) type Refusal = Box<(Code, Detail)>;

fn refusal(code: Code, detail: Detail) -> Refusal {
    Box::new((code, detail))
}

/// The role that may enrol and revoke.
pub const REGISTRAR: &str = "registrar";

/// A party as it was enrolled.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) kind: Option<PartyKind>,
    pub(crate) name: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) units: Vec<PartyId>,
    /// The entry that founded or enrolled it.
    pub(crate) enrolled: EntryHash,
    /// The place of that entry in the party's chain.
    pub(crate) place: u64,
}

/// A key and where it stopped being good.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) public: PublicKey,
    pub(crate) ended: Option<u64>,
}

/// What a directory event changes.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    CheckpointKey(Origin, PublicKey),
    Ended(PartyId, Thumbprint),
    Key(PartyId, PublicKey),
    Party(PartyId, Party),
    Successors(OrgId, Vec<Thumbprint>),
}

/// All organisations, parties and keys that the entries so far register.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    parties: HashMap<PartyId, Party>,
    keys: HashMap<(PartyId, Thumbprint), Key>,
    owners: HashMap<Thumbprint, Owner>,
    successors: HashMap<OrgId, Vec<Thumbprint>>,
}

/// Whose a key is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Owner {
    Checkpoints(Origin),
    Party(PartyId),
}

impl Directory {
    pub(crate) fn party(&self, party: PartyId) -> Option<&Party> {
        self.parties.get(&party)
    }

    pub(crate) fn key(&self, party: PartyId, kid: Thumbprint) -> Option<&Key> {
        self.keys.get(&(party, kid))
    }

    pub(crate) fn owner(&self, kid: Thumbprint) -> Option<&Owner> {
        self.owners.get(&kid)
    }

    /// The organisation whose registrar the party is, or which it is itself.
    pub(crate) fn registrar_of(&self, party: PartyId) -> Option<OrgId> {
        let enrolled = self.parties.get(&party)?;
        let registers =
            party.is_organisation() || enrolled.roles.iter().any(|role| role == REGISTRAR);
        registers.then(|| party.org())
    }

    /// What to call a party.
    pub(crate) fn name(&self, party: PartyId) -> Option<&str> {
        self.parties.get(&party)?.name.as_deref()
    }

    pub(crate) fn apply(&mut self, changes: Vec<Change>, index: u64) {
        for change in changes {
            match change {
                Change::CheckpointKey(origin, key) => {
                    self.owners
                        .insert(key.thumbprint(), Owner::Checkpoints(origin));
                }
                Change::Ended(party, kid) => {
                    if let Some(key) = self.keys.get_mut(&(party, kid)) {
                        key.ended.get_or_insert(index);
                    }
                }
                Change::Key(party, public) => {
                    self.owners.insert(public.thumbprint(), Owner::Party(party));
                    let kid = public.thumbprint();
                    self.keys.entry((party, kid)).or_insert(Key {
                        public,
                        ended: None,
                    });
                }
                Change::Party(id, party) => {
                    self.parties.insert(id, party);
                }
                Change::Successors(org, thumbprints) => {
                    self.successors.insert(org, thumbprints);
                }
            }
        }
    }

    /// V2.6 to V2.9: what a directory or ledger event registers, if its signer may.
    pub(crate) fn judge(
        &self,
        event: &Event,
        entry: EntryHash,
        signer: PartyId,
        kid: Thumbprint,
    ) -> Result<Vec<Change>, Refusal> {
        self.check_unit(event, signer)?;
        let subject = event.links.first().map(|link| &link.subject);
        match (&event.body, subject) {
            (Body::Founded(body), Some(Subject::Party(party))) => {
                founded(body, *party, entry, signer, kid)
            }
            (Body::Enrolled(body), Some(Subject::Party(party))) => {
                let place = event.links.first().map_or(0, |link| link.seq);
                self.enrolled(body, *party, (entry, place), signer)
            }
            (Body::Rotated(body), Some(Subject::Own(party, _))) => {
                self.rotated(body, *party, signer, kid)
            }
            (Body::Revoked(body), Some(Subject::Party(party))) => {
                self.check_registrar(signer, party.org(), &body.by)?;
                self.revoked(body, *party)
            }
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

    /// V2.6: a person signs for a unit only if it was enrolled for that.
    fn check_unit(&self, event: &Event, signer: PartyId) -> Result<(), Refusal> {
        let Some(unit) = event.signed_for else {
            return Ok(());
        };
        let member = self
            .parties
            .get(&signer)
            .is_some_and(|party| party.units.contains(&unit));
        let is_unit = self
            .parties
            .get(&unit)
            .is_some_and(|party| party.kind == Some(PartyKind::Unit));
        if member && is_unit {
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
        let cited = self.parties.get(&signer).map(|party| party.enrolled);
        if !registers {
            return Err(refusal(Code::RoleForbidden, Detail::None));
        }
        match cited {
            Some(enrolled) if enrolled == by.entry && by.subject == Subject::Party(signer) => {
                Ok(())
            }
            Some(enrolled) => Err(refusal(Code::RoleForbidden, Detail::Other(enrolled))),
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
        self.check_registrar(signer, party.org(), &body.by)?;
        let enrolled = Party {
            kind: Some(body.kind),
            name: body.name.value().cloned(),
            roles: body.roles.clone(),
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
        let key = self.registered(&body.key, &body.possession, party)?;
        let named = self.successors.get(&party.org());
        let foreseen = named.is_some_and(|named| named.contains(&key.thumbprint()));
        if party.is_organisation() && !foreseen {
            let detail = Detail::Keys {
                expected: None,
                found: key.thumbprint(),
            };
            return Err(refusal(Code::RoleForbidden, detail));
        }
        Ok(vec![Change::Key(party, key), Change::Ended(party, kid)])
    }

    fn revoked(&self, body: &Revoked, party: PartyId) -> Result<Vec<Change>, Refusal> {
        if self.keys.contains_key(&(party, body.kid)) {
            return Ok(vec![Change::Ended(party, body.kid)]);
        }
        Err(refusal(
            Code::KeyForeign,
            Detail::Keys {
                expected: None,
                found: body.kid,
            },
        ))
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
        match self.owners.get(&key.thumbprint()) {
            None => Ok(vec![Change::CheckpointKey(origin.clone(), key)]),
            Some(_) => Err(refusal(
                Code::KeyRepeated,
                Detail::Keys {
                    expected: None,
                    found: key.thumbprint(),
                },
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
        let detail = Detail::Keys {
            expected: None,
            found: key.thumbprint(),
        };
        match self.owners.get(&key.thumbprint()) {
            None => Ok(key),
            Some(Owner::Party(owner)) if owner.org() != party.org() => Ok(key),
            Some(Owner::Party(_) | Owner::Checkpoints(_)) => {
                Err(refusal(Code::KeyRepeated, detail))
            }
        }
    }
}

/// V2.2 and DESIGN: the root key signs its own founding, and its thumbprint is the id.
fn founded(
    body: &Founded,
    party: PartyId,
    entry: EntryHash,
    signer: PartyId,
    kid: Thumbprint,
) -> Result<Vec<Change>, Refusal> {
    let key = acceptable(&body.key)?;
    let org = signer.org();
    let named = key.thumbprint();
    if !(signer.is_organisation() && party == signer && named == org && kid == org) {
        return Err(refusal(
            Code::KeyForeign,
            Detail::Keys {
                expected: Some(org),
                found: named,
            },
        ));
    }
    let enrolled = Party {
        kind: None,
        name: body.name.value().cloned(),
        roles: Vec::new(),
        units: Vec::new(),
        enrolled: entry,
        place: 0,
    };
    Ok(vec![
        Change::Party(party, enrolled),
        Change::Key(party, key),
        Change::Successors(org, body.successors.clone()),
    ])
}

fn acceptable(record: &KeyRecord) -> Result<PublicKey, Refusal> {
    let refuse = |error: KeyError| refusal(Code::KeyUnacceptable, Detail::Key(error));
    PublicKey::from_bytes(&record.key).map_err(refuse)
}

fn check_possession(
    key: &PublicKey,
    possession: &Signature,
    party: PartyId,
) -> Result<(), Refusal> {
    key.verify(
        &possession_message(&party, key.as_bytes()),
        possession.as_bytes(),
    )
    .map_err(|error| refusal(Code::PossessionMismatch, Detail::Signature(error.into())))
}

/// The key under which V2.1 checks an entry, and what V2 says of its place.
pub(crate) enum Standing {
    /// The key is the party's, and it was good here.
    Good,
    /// It may not speak here; the signature is checked all the same.
    Refused(Refusal),
    /// It speaks for a party that leads to no root given.
    Untrusted,
}

impl Directory {
    /// The key that signs an entry, wherever a directory event carries it.
    pub(crate) fn signing_key(
        &self,
        body: Option<&Body>,
        signer: PartyId,
        kid: Thumbprint,
    ) -> Option<PublicKey> {
        if let Some(key) = self.key(signer, kid) {
            return Some(key.public.clone());
        }
        if let Some(Owner::Party(owner)) = self.owner(kid) {
            return self.key(*owner, kid).map(|key| key.public.clone());
        }
        let carried = match body {
            Some(Body::Founded(body)) => Some(&body.key),
            Some(Body::Enrolled(body)) => body.key.as_ref(),
            _ => None,
        };
        let key = PublicKey::from_bytes(&carried?.key).ok()?;
        (key.thumbprint() == kid).then_some(key)
    }

    /// V2.2 to V2.5, V2.11: whether the key may speak for the party at this place.
    pub(crate) fn standing(
        &self,
        founds: Founds,
        signer: PartyId,
        kid: &Thumbprint,
        index: u64,
        keeper: Option<OrgId>,
        trust: &Trust,
    ) -> Standing {
        let own = keeper == Some(signer.org());
        let found = Detail::Keys {
            expected: None,
            found: *kid,
        };
        match (self.key(signer, *kid), self.owner(*kid), founds) {
            (None, Some(_), _) => Standing::Refused(refusal(Code::KeyForeign, found)),
            (None, None, Founds::Nothing) if own && trust.covers(signer) => {
                Standing::Refused(refusal(Code::KeyUnregistered, found))
            }
            (None, None, Founds::Nothing) => Standing::Untrusted,
            _ if !trust.covers(signer) => Standing::Untrusted,
            (
                Some(Key {
                    ended: Some(ended), ..
                }),
                _,
                _,
            ) if *ended < index => {
                let code = if own {
                    Code::KeyRevoked
                } else {
                    Code::KeyUnproven
                };
                Standing::Refused(refusal(code, found))
            }
            (Some(_), _, _) | (None, None, Founds::Organisation) => Standing::Good,
        }
    }
}

/// Whether the entry founds its signer's organisation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Founds {
    Nothing,
    Organisation,
}
