//! Who exists and which keys they have, folded from directory events: V2.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use crate::encoding::{Timestamp, persist};
use crate::event::{Body, EntryHash, Event, KeyRecord, PartyKind, Subject};
use crate::identity::{KeyError, OrgId, Origin, PartyId, PublicKey, Thumbprint, Trust};
use crate::verify::code::Code;
use crate::verify::finding::Detail;

/// A refusal of V2: what, and expected and found.
pub(crate) type Refusal = Box<(Code, Detail)>;

pub(crate) fn refusal(code: Code, detail: Detail) -> Refusal {
    Box::new((code, detail))
}

/// The role that may enrol and revoke.
pub const REGISTRAR: &str = "registrar";

/// A party as it was enrolled.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) kind: Option<PartyKind>,
    pub(crate) name: Option<String>,
    pub(crate) roles: BTreeSet<String>,
    pub(crate) units: Vec<PartyId>,
    /// The entry that founded or enrolled it.
    pub(crate) enrolled: EntryHash,
    /// The place of that entry in the party's chain.
    pub(crate) place: u64,
}

/// How a key ended in what was folded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// Its party gave it up or lost it by this entry.
    By(EntryHash),
    /// An entry says that somebody else had it: no order of entries tells who signed.
    Stolen,
}

/// A key, and how it ended.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) public: PublicKey,
    pub(crate) ended: Option<End>,
}

/// What a directory event changes.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    CheckpointKey(Origin, PublicKey),
    /// Somebody else had the key: since then, or nobody says since when.
    Compromised(PartyId, Thumbprint, Option<Timestamp>),
    Ended(PartyId, Thumbprint),
    Key(PartyId, PublicKey),
    Party(PartyId, Party),
    Successors(OrgId, Vec<Thumbprint>),
}

/// All organisations, parties and keys that the entries so far register.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directory {
    parties: HashMap<PartyId, Party>,
    keys: HashMap<(PartyId, Thumbprint), Key>,
    /// One key can be that of parties of several organisations.
    owners: HashMap<Thumbprint, Vec<Owner>>,
    successors: HashMap<OrgId, Vec<Thumbprint>>,
    /// The keys of a party that have not ended.
    good: HashMap<PartyId, BTreeSet<Thumbprint>>,
    /// Those enrolled as registrars that have a key that has not ended.
    registrars: HashMap<OrgId, BTreeSet<PartyId>>,
}

persist!(struct Directory { parties, keys, owners, successors, good, registrars });

/// Whose a key is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Owner {
    Checkpoints,
    Party(PartyId),
}

impl Directory {
    pub(crate) fn party(&self, party: PartyId) -> Option<&Party> {
        self.parties.get(&party)
    }

    pub(crate) fn key(&self, party: PartyId, kid: Thumbprint) -> Option<&Key> {
        self.keys.get(&(party, kid))
    }

    pub(crate) fn owners(&self, kid: Thumbprint) -> &[Owner] {
        self.owners.get(&kid).map_or(&[], Vec::as_slice)
    }

    /// The keys that may follow an organisation's root key.
    pub(crate) fn successors(&self, org: OrgId) -> &[Thumbprint] {
        self.successors.get(&org).map_or(&[], Vec::as_slice)
    }

    /// The organisation whose registrar the party is, or which it is itself.
    pub(crate) fn registrar_of(&self, party: PartyId) -> Option<OrgId> {
        let enrolled = self.parties.get(&party)?;
        let registers = party.is_organisation() || enrolled.roles.contains(REGISTRAR);
        registers.then(|| party.org())
    }

    /// The keys of a party that have not ended.
    pub(crate) fn good_keys(&self, party: PartyId) -> impl Iterator<Item = Thumbprint> + '_ {
        self.good.get(&party).into_iter().flatten().copied()
    }

    /// Whether nobody else but the organisation itself registers parties.
    pub(crate) fn is_only_registrar(&self, party: PartyId) -> bool {
        self.registrars.get(&party.org()).is_some_and(|all| all.iter().eq([&party]))
    }

    /// Whether an entry brings the key of an organisation that signs it. V2.3
    pub(crate) fn founds(&self, event: &Event, signer: PartyId, kid: Thumbprint) -> Founds {
        if matches!(event.body, Body::Founded(_)) {
            Founds::Organisation
        } else if self.succeeds(event, signer, kid) {
            Founds::Succession
        } else {
            Founds::Nothing
        }
    }

    /// Whether the entry puts a successor in the place of its signer's root key, on its chain, under
    /// the one key that it carries. V2.3
    pub(crate) fn succeeds(&self, event: &Event, signer: PartyId, kid: Thumbprint) -> bool {
        let Body::Succeeded(body) = &event.body else {
            return false;
        };
        let own = event.links.iter().all(|link| link.subject == Subject::Party(signer));
        let carried = signer.is_organisation() && body.key.thumbprint() == kid;
        own && carried && self.successors(signer.org()).contains(&kid)
    }

    /// What to call a party.
    pub(crate) fn name(&self, party: PartyId) -> Option<&str> {
        self.parties.get(&party)?.name.as_deref()
    }

    /// Takes what an entry changes.
    pub(crate) fn apply(&mut self, changes: Vec<Change>, entry: EntryHash) {
        for change in changes {
            match change {
                Change::CheckpointKey(_, key) => {
                    let owners = self.owners.entry(key.thumbprint()).or_default();
                    owners.push(Owner::Checkpoints);
                }
                Change::Compromised(party, kid, _) => {
                    if let Some(key) = self.keys.get_mut(&(party, kid)) {
                        key.ended = Some(End::Stolen);
                    }
                }
                Change::Ended(party, kid) => {
                    if let Some(key) = self.keys.get_mut(&(party, kid)) {
                        key.ended.get_or_insert(End::By(entry));
                        self.good.entry(party).or_default().remove(&kid);
                        self.note_registrar(party);
                    }
                }
                Change::Key(party, public) => self.note_key(party, public),
                Change::Party(id, party) => {
                    self.parties.insert(id, party);
                    self.note_registrar(id);
                }
                Change::Successors(org, thumbprints) => {
                    self.successors.insert(org, thumbprints);
                }
            }
        }
    }
}

impl Directory {
    fn note_key(&mut self, party: PartyId, public: PublicKey) {
        let kid = public.thumbprint();
        self.owners.entry(kid).or_default().push(Owner::Party(party));
        if let Entry::Vacant(free) = self.keys.entry((party, kid)) {
            free.insert(Key { public, ended: None });
            self.good.entry(party).or_default().insert(kid);
            self.note_registrar(party);
        }
    }

    fn note_registrar(&mut self, party: PartyId) {
        let registers = !party.is_organisation() && self.registrar_of(party).is_some();
        let registrars = self.registrars.entry(party.org()).or_default();
        if registers && self.good.get(&party).is_some_and(|good| !good.is_empty()) {
            registrars.insert(party);
        } else {
            registrars.remove(&party);
        }
    }
}

/// The key under which V2.1 checks an entry, and what V2 says of its place.
pub(crate) enum Standing {
    /// The key of another organisation's party ended before, in the order of this ledger.
    Ended(End),
    /// The key is the party's, and it was good here.
    Good,
    /// It may not speak here; the signature is checked all the same.
    Refused(Refusal),
    /// It speaks for a party that leads to no root given.
    Untrusted,
}

impl Directory {
    /// The key that signs an entry, wherever a directory event carries it.
    ///
    /// # Errors
    /// [`KeyError`] of the key that the entry carries and is signed with: under one that is not
    /// acceptable anyone may be able to sign.
    pub(crate) fn signing_key(
        &self,
        body: Option<&Body>,
        signer: PartyId,
        kid: Thumbprint,
    ) -> Result<Option<PublicKey>, KeyError> {
        if let Some(key) = self.key(signer, kid) {
            return Ok(Some(key.public.clone()));
        }
        let another = self.owners(kid).iter().find_map(|owner| match owner {
            Owner::Checkpoints => None,
            Owner::Party(party) => self.key(*party, kid),
        });
        if let Some(key) = another {
            return Ok(Some(key.public.clone()));
        }
        let carried = match body {
            Some(Body::Founded(body)) => Some(&body.key),
            Some(Body::Succeeded(body)) => Some(&body.key),
            Some(Body::Enrolled(body)) => body.key.as_ref(),
            _ => None,
        };
        let carried = carried.filter(|record| record.thumbprint() == kid);
        carried.map(KeyRecord::public_key).transpose()
    }

    /// V2.2 to V2.5, V2.11: whether the key may speak for the party at this place.
    pub(crate) fn standing(
        &self,
        founds: Founds,
        signer: PartyId,
        kid: &Thumbprint,
        keeper: Option<OrgId>,
        trust: &Trust,
    ) -> Standing {
        let own = keeper == Some(signer.org());
        let found = Detail::Keys { expected: None, found: *kid };
        match (self.key(signer, *kid), self.owners(*kid), founds) {
            (None, [_, ..], _) => Standing::Refused(refusal(Code::KeyForeign, found)),
            (None, [], Founds::Nothing) if own && trust.covers(signer) => {
                Standing::Refused(refusal(Code::KeyUnregistered, found))
            }
            (None, [], Founds::Nothing) => Standing::Untrusted,
            _ if !trust.covers(signer) => Standing::Untrusted,
            (Some(Key { ended: Some(_), .. }), _, _) if own => {
                Standing::Refused(refusal(Code::KeyRevoked, found))
            }
            (Some(Key { ended: Some(end), .. }), _, _) => Standing::Ended(*end),
            (Some(_), _, _) | (None, [], Founds::Organisation | Founds::Succession) => {
                Standing::Good
            }
        }
    }
}

/// Whether the entry founds its signer's organisation, or puts a successor in its root's place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Founds {
    Nothing,
    Organisation,
    Succession,
}
