//! What outside authorities attest of the heads of this ledger: V5.4 to V5.8.
//!
//! A token is verified where it stands, against the head that its entry names. Whether the entries make that head is told at a
//! checkpoint record of its size, or else by the second read. Which tokens stand, now that some certificates have ended, is told
//! at the end, from the last to the first.

use std::collections::{BTreeMap, BTreeSet};

use crate::encoding::Timestamp;
use crate::event::{Body, EntryHash, Event, Subject};
use crate::identity::PartyId;
use crate::ledger::Checkpoint;
use crate::merkle::{Frontier, Hash, leaf_hash};
use crate::verify::code::Code;
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::fold::Fold;
use crate::verify::walk::Walk;

#[cfg(feature = "timestamp")]
pub(crate) use crate::timestamp::Authorities;

/// No authority can be believed without the feature `timestamp`.
#[cfg(not(feature = "timestamp"))]
#[derive(Clone, Debug, Default)]
pub(crate) struct Authorities {}

/// An anchor that somebody gave, as the report names it.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct AttestingAnchor {
    /// The name in its certificate (RFC 4514).
    pub name: String,
    /// SHA-256 of its certificate, in hexadecimal.
    pub sha256: String,
}

/// A head whose time an outside authority attests: every entry below its size was there, not later than this.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct AttestedHead {
    /// The index of the entry that has the token.
    pub entry: u64,
    /// The number of entries of the head.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The time of the token.
    pub at: Timestamp,
    /// By how many microseconds it can be off, where the authority says so.
    pub accuracy: Option<u64>,
    /// The time and the accuracy together.
    pub not_later_than: Timestamp,
    /// The name in the authority's certificate (RFC 4514).
    pub authority: String,
    /// The policy that it followed, an object identifier.
    pub policy: String,
    /// The serial number of the token, in hexadecimal.
    pub serial: String,
    /// The anchor that its certificate leads to.
    pub anchor: AttestingAnchor,
    /// Until when its certificates are good.
    pub until: Timestamp,
    /// The entry with a later token that covers this one, made while its certificates were good.
    pub renewed_by: Option<u64>,
}

/// A `timestamped` entry of this ledger that takes its effect.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "timestamp"), allow(dead_code, reason = "no token is read"))]
pub(crate) struct Stamp {
    pub(super) size: u64,
    pub(super) root: Hash,
    pub(super) message: Vec<u8>,
    pub(super) token: Vec<u8>,
}

/// The head of this ledger whose time an entry says is attested. What is said of another ledger's heads says nothing here.
pub(crate) fn stamp(fold: &Fold, event: &Event, signer: PartyId) -> Option<Stamp> {
    let Body::Timestamped(body) = &event.body else {
        return None;
    };
    let Subject::Ledger(origin) = &event.links.first()?.subject else {
        return None;
    };
    // An extract does not judge the chain of the ledger, so the right is asked for here.
    let keeper = fold.keeper.filter(|keeper| *keeper == signer.org())?;
    let stands =
        fold.origin.as_ref() == Some(origin) && fold.directory.registrar_of(signer) == Some(keeper);
    let message = head_text(origin.as_str(), body.size, body.root)?;
    let (size, root) = (body.size, Hash(body.root));
    stands.then(|| Stamp { size, root, message, token: body.token.0.clone() })
}

/// What a token of a head is over: the text of its checkpoint.
pub(crate) fn head_text(origin: &str, size: u64, root: [u8; 32]) -> Option<Vec<u8>> {
    Some(Checkpoint::new(origin, size, root).ok()?.to_string().into_bytes())
}

/// A token that holds, until it is known whether the entries make its head.
#[derive(Debug)]
struct Held {
    place: Location,
    head: AttestedHead,
}

/// All tokens of one verification.
#[derive(Debug, Default)]
pub(crate) struct Stamps {
    held: Vec<Held>,
    /// The tokens themselves, where a snapshot is asked for.
    pub(super) taken: Option<Vec<(Stamp, Location)>>,
    /// How many entries have a token.
    pub(crate) found: u64,
    /// The roots that the entries make at the sizes of checkpoint records, and at those that the second read was asked for.
    pub(super) made: BTreeMap<u64, Hash>,
    /// The sizes that the second read is asked for, and how far it has come.
    wanted: BTreeSet<u64>,
    again: Frontier,
}

impl Stamps {
    /// Notes the root that the entries make so far.
    pub(crate) fn made(&mut self, tree: &Frontier) {
        self.made.insert(tree.size(), tree.root());
    }

    /// V5.4 to V5.7: a token where it stands.
    pub(crate) fn take(
        &mut self,
        stamp: &Stamp,
        authorities: &Authorities,
        now: Timestamp,
        place: &Location,
    ) -> Option<Finding> {
        self.found = self.found.saturating_add(1);
        if let Some(taken) = &mut self.taken {
            taken.push((stamp.clone(), place.clone()));
        }
        let entry = place.entry.unwrap_or_default();
        // V5.6: no head has the entry that tells of it.
        if stamp.size > entry {
            let detail = Detail::Sizes { expected: entry, found: stamp.size };
            let location = Location { field: Some("body.size".to_owned()), ..place.clone() };
            return Some(Finding::new(Code::TimeTokenMismatch, location, detail));
        }
        match verified(stamp, entry, authorities, now) {
            Ok(head) => {
                self.held.push(Held { place: place.clone(), head });
                None
            }
            Err(refused) => {
                let (code, detail) = *refused;
                let location = Location { field: Some("body.token".to_owned()), ..place.clone() };
                Some(Finding::new(code, location, detail))
            }
        }
    }

    /// Whether the second read must tell a root that no checkpoint record stands at.
    pub(crate) fn asks_again(&mut self) -> bool {
        let sizes = self.held.iter().map(|held| held.head.size);
        self.wanted = sizes.filter(|size| !self.made.contains_key(size)).collect();
        !self.wanted.is_empty()
    }

    /// An entry, as the second read sees it.
    pub(crate) fn see(&mut self, hash: &EntryHash) {
        if self.wanted.is_empty() {
            return;
        }
        self.again.append(leaf_hash(hash.as_bytes()));
        let size = self.again.size();
        if self.wanted.remove(&size) {
            self.made.insert(size, self.again.root());
        }
    }

    /// V5.6: the entries make the head. `prove` tells it of an extract, which has not all of them.
    pub(crate) fn check_heads(
        &mut self,
        damage: Option<Cause>,
        prove: impl Fn(u64, Hash) -> Proven,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let made = &self.made;
        self.held.retain(|held| {
            let AttestedHead { size, root, .. } = held.head;
            let found = made.get(&size).map_or_else(
                || prove(size, root),
                |found| {
                    if *found == root { Proven::Yes } else { Proven::No(*found) }
                },
            );
            let at = |field: &str| Location { field: Some(field.to_owned()), ..held.place.clone() };
            match found {
                Proven::Yes => return true,
                Proven::No(found) => {
                    let detail = Detail::Roots { expected: root, found };
                    let finding = Finding::new(Code::TimeTokenMismatch, at("body.root"), detail);
                    findings.push(finding.caused_by(damage));
                }
                // V5.4
                Proven::NotShown => {
                    let detail = Detail::None;
                    findings.push(Finding::new(Code::TimeUnattested, at("body.root"), detail));
                }
            }
            false
        });
        findings
    }

    /// V5.8: a token stands as long as its certificates are good, and beyond when one that stands was made over it before.
    pub(crate) fn conclude(&mut self, now: Timestamp) -> (Vec<AttestedHead>, Vec<Finding>) {
        let (mut stands, mut findings) = (Vec::<AttestedHead>::new(), Vec::new());
        self.held.sort_by_key(|held| held.head.entry);
        for Held { place, mut head } in std::mem::take(&mut self.held).into_iter().rev() {
            let covers = |later: &&AttestedHead| {
                later.size > head.entry && !later.not_later_than.is_after(&head.until)
            };
            head.renewed_by = stands.iter().filter(covers).map(|later| later.entry).min();
            if head.renewed_by.is_some() || !now.is_after(&head.until) {
                stands.push(head);
            } else {
                let location = Location { field: Some("body.token".to_owned()), ..place };
                let detail = Detail::Times { bound: head.until, found: head.at };
                findings.push(Finding::new(Code::TimeAuthorityEnded, location, detail));
            }
        }
        stands.reverse();
        (stands, findings)
    }
}

impl Walk {
    /// V5.6: the heads whose time is attested are those of this ledger.
    pub(super) fn stamped_heads(&mut self) {
        let damage = self.damage();
        let findings = match &self.extract {
            None => self.stamps.check_heads(damage, |_, _| Proven::NotShown),
            Some(extract) => {
                self.stamps.check_heads(damage, |size, root| extract.shows(size, root))
            }
        };
        self.findings.extend(findings);
    }
}

/// Whether a head is shown to be one of this ledger.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Proven {
    /// Another root stands there.
    No(Hash),
    /// Nothing here tells.
    NotShown,
    /// It is.
    Yes,
}

#[cfg(feature = "timestamp")]
fn verified(
    stamp: &Stamp,
    entry: u64,
    authorities: &Authorities,
    now: Timestamp,
) -> Result<AttestedHead, Box<(Code, Detail)>> {
    let token = crate::timestamp::TimeStampToken::from_der(&stamp.token);
    let attested = token.and_then(|token| token.verify(&stamp.message, authorities, now));
    let attested = attested.map_err(|error| Box::new((code_of(&error), Detail::Token(error))))?;
    let not_later_than = attested.latest();
    Ok(AttestedHead {
        entry,
        size: stamp.size,
        root: stamp.root,
        at: attested.at,
        accuracy: attested.accuracy,
        not_later_than,
        authority: attested.authority,
        policy: attested.policy,
        serial: attested.serial,
        anchor: AttestingAnchor { name: attested.anchor.name, sha256: attested.anchor.sha256 },
        until: attested.until,
        renewed_by: None,
    })
}

/// V5.4: nothing here can read tokens.
#[cfg(not(feature = "timestamp"))]
fn verified(
    _: &Stamp,
    _: u64,
    _: &Authorities,
    _: Timestamp,
) -> Result<AttestedHead, Box<(Code, Detail)>> {
    Err(Box::new((Code::TimeUnattested, Detail::None)))
}

/// V5.4 to V5.7
#[cfg(feature = "timestamp")]
const fn code_of(error: &crate::timestamp::TokenError) -> Code {
    use crate::timestamp::{PathFault, TokenError};
    match error {
        TokenError::Accuracy
        | TokenError::Attribute { .. }
        | TokenError::ContentType { .. }
        | TokenError::Malformed { .. }
        | TokenError::Signers { .. }
        | TokenError::Time { .. }
        | TokenError::TooLarge { .. }
        | TokenError::Version { .. } => Code::TimeTokenMalformed,
        TokenError::Imprint { .. }
        | TokenError::MessageDigest
        | TokenError::Nonce
        | TokenError::Signature
        | TokenError::SigningCertificate => Code::TimeTokenMismatch,
        // What could not be judged is no fault of whoever recorded the token.
        TokenError::Path {
            fault: PathFault::Algorithm | PathFault::CriticalExtension | PathFault::Limits,
        } => Code::TimeUnattested,
        TokenError::CertificateUsage { .. }
        | TokenError::Expired { .. }
        | TokenError::NotYetValid { .. }
        | TokenError::Path { .. } => Code::TimeAuthorityRefused,
        TokenError::Algorithm { .. }
        | TokenError::AlgorithmMismatch
        | TokenError::CertificateAbsent
        | TokenError::CriticalExtension { .. }
        | TokenError::Future { .. }
        | TokenError::Key
        | TokenError::NotAnchored { .. }
        | TokenError::Policy { .. } => Code::TimeUnattested,
    }
}
