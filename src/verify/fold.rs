//! One entry after the other, V2 to V6: what is found at it, and what it changes.
//!
//! [`Fold::assess`] looks and changes nothing, [`Fold::apply`] takes what it found. The verifier
//! uses both on every entry of a file; the writer asks the first before it appends.

use std::collections::{BTreeMap, HashSet};

use crate::custody::{Judgement, Observation, Register, Rights, Unsettled};
use crate::encoding::Timestamp;
use crate::event::{EntryHash, NotUnderstood, SignedEvent, Statement, Subject, VerifiedEvent};
use crate::identity::{KeyError, OrgId, Origin, PartyId, PublicKey, Trust};
use crate::law::{Journal, Policies, RequestRegister};
use crate::ledger::VerifierKey;
use crate::merkle::{Frontier, leaf_hash};
use crate::verify::attested::{self, Stamp};
use crate::verify::citations::{self, Cited};
use crate::verify::code::Code;
use crate::verify::compromise::{self, Compromise};
use crate::verify::directory::{Change, Directory, End, Founds, Standing};
use crate::verify::elsewhere::Elsewhere;
use crate::verify::finding::{Cause, Detail, Finding, Location, code_of_key};
use crate::verify::heard::{Heard, heard, stated};
use crate::verify::observe;
use crate::verify::pruned::{self, Declaration};
use crate::verify::requests;
use crate::verify::rules::stop_at_first_failure;
use crate::verify::verifier::Verifier;

/// How far the beginning of the ledger has come: V4.1, V4.2.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
    Start,
    Founded,
    Opened,
}

/// Everything that the entries so far amount to.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    pub(crate) directory: Directory,
    pub(crate) register: Register,
    pub(crate) requests: RequestRegister,
    /// Acts on evidence, where a log or a certificate is asked for.
    pub(crate) journal: Option<Journal>,
    /// How many entries took effect and were heard.
    pub(crate) heard: u64,
    pub(crate) tree: Frontier,
    pub(crate) keeper: Option<OrgId>,
    pub(crate) origin: Option<Origin>,
    pub(crate) stage: Stage,
    /// The keys that sign this ledger's heads, each with the entry that registers it.
    pub(crate) head_keys: Vec<(u64, VerifierKey)>,
    /// What ledgers of other organisations show of the order in them.
    pub(crate) elsewhere: Vec<Elsewhere>,
    /// Keys that somebody else had, to be held against the heads at the end.
    pub(crate) compromises: Vec<Compromise>,
    /// The index of the first entry whose effect could not be taken.
    pub(crate) first_damage: Option<u64>,
    /// Of each organisation whose people signed anything, whether it was trusted.
    pub(super) signers: BTreeMap<OrgId, bool>,
    /// Whether that has changed since.
    pub(super) trust_moved: bool,
    pub(super) trust: Trust,
    pub(crate) policies: Policies,
    pub(super) now: Option<Timestamp>,
    /// In an extract, the subjects whose chains are judged.
    pub(super) listed: Option<HashSet<Subject>>,
}

/// What one entry comes to.
pub(crate) struct Assessment {
    pub(crate) findings: Vec<Finding>,
    pub(crate) pending: Vec<Unsettled>,
    pub(crate) cited: Vec<Cited>,
    effect: Effect,
}

impl Assessment {
    /// The event, where its signature and the standing of its key were verified.
    pub(crate) fn verified(&self) -> Option<&VerifiedEvent> {
        match &self.effect {
            Effect::Doubt { .. } => None,
            Effect::Taken { event, .. } => Some(event),
        }
    }

    fn signer(&self) -> OrgId {
        match &self.effect {
            Effect::Doubt { event, .. } => event.claims().iss.org(),
            Effect::Taken { event, .. } => event.signer().org(),
        }
    }
}

enum Effect {
    /// The entry could not be checked: what follows on its chains rests on it.
    Doubt { event: Box<SignedEvent>, changes: Vec<Change> },
    /// The entry is taken.
    Taken { event: Box<VerifiedEvent>, changes: Vec<Change>, judgement: Judgement, heard: Heard },
}

impl Fold {
    pub(crate) fn new(trust: Trust, policies: Policies, now: Option<Timestamp>) -> Self {
        Self {
            directory: Directory::default(),
            register: Register::new(),
            requests: RequestRegister::new(),
            journal: None,
            heard: 0,
            tree: Frontier::new(),
            keeper: None,
            origin: None,
            stage: Stage::Start,
            head_keys: Vec::new(),
            elsewhere: Vec::new(),
            compromises: Vec::new(),
            first_damage: None,
            signers: BTreeMap::new(),
            trust_moved: false,
            trust,
            policies,
            now,
            listed: None,
        }
    }

    /// Judges the chains of these subjects only.
    pub(crate) fn only(&mut self, subjects: &[Subject]) {
        let listed: HashSet<_> = subjects.iter().cloned().collect();
        self.register.only(listed.clone());
        self.listed = Some(listed);
    }

    /// Collects acts on evidence where the verifier is asked for a log or a certificate.
    pub(crate) fn with_journal(mut self, verifier: &Verifier<'_>) -> Self {
        let asked = !verifier.use_logs.is_empty() || !verifier.certificates.is_empty();
        self.journal = asked.then(Journal::new);
        self
    }

    pub(crate) fn trust_also(&mut self, org: OrgId) {
        self.trust = std::mem::take(&mut self.trust).root(org);
    }

    /// The same, under the trust and the policies that another one has now.
    pub(crate) fn believing(self, other: &Self) -> Self {
        Self { trust: other.trust.clone(), policies: other.policies.clone(), ..self }
    }

    pub(crate) const fn trust(&self) -> &Trust {
        &self.trust
    }

    /// V2 to V6 for the entry at `index`, without any effect.
    pub(crate) fn assess(&self, event: SignedEvent, index: u64) -> Assessment {
        let (hash, claims) = (event.hash(), *event.claims());
        let place = Location { entry: Some(index), hash: Some(hash), ..Location::default() };
        let body = match event.statement() {
            Statement::Known(known) => Some(&known.body),
            Statement::NotUnderstood(_) => None,
        };
        // V2.1
        let key = match self.directory.signing_key(body, claims.iss, claims.kid) {
            Ok(key) => key,
            // V2.10: in a build without its algorithm nothing is said of the signature.
            Err(error @ KeyError::NotBuiltIn { .. }) => {
                return self.refused(event, (code_of_key(error), Detail::Key(error)), place);
            }
            Err(error) => return mismatch(event, place, Detail::Key(error)),
        };
        if let Some(key) = &key
            && let Err(error) = event.check_signature(key)
        {
            return mismatch(event, place, Detail::Signature(error));
        }
        // V2.2 to V2.5
        let founds = match event.statement() {
            Statement::Known(known) => self.directory.founds(known, claims.iss, claims.kid),
            Statement::NotUnderstood(_) => Founds::Nothing,
        };
        let standing =
            self.directory.standing(founds, claims.iss, &claims.kid, self.keeper, &self.trust);
        match standing {
            Standing::Good => {}
            Standing::Ended(end) if self.is_shown_before(end, &hash, claims.iss) => {}
            Standing::Ended(_) => {
                let detail = Detail::Keys { expected: None, found: claims.kid };
                return self.refused(event, (Code::KeyUnproven, detail), place);
            }
            Standing::Untrusted => return self.untrusted(event, founds, place),
            Standing::Refused(refusal) => return self.refused(event, *refusal, place),
        }
        let Some(key) = key else {
            let detail = Detail::Keys { expected: None, found: claims.kid };
            // V2.3: it names another root key than the one that signs it.
            let code = match founds {
                Founds::Organisation => Code::KeyForeign,
                Founds::Nothing | Founds::Succession => Code::KeyUnregistered,
            };
            return self.refused(event, (code, detail), place);
        };
        self.assess_known(event, &key, place)
    }

    /// V2.5: whether the signer's own ledger has the entry before the one that ended its key.
    fn is_shown_before(&self, end: End, entry: &EntryHash, signer: PartyId) -> bool {
        let End::By(end) = end else { return false };
        self.elsewhere.iter().any(|ledger| ledger.has_before(signer, entry, &end))
    }

    /// The key leads to no root given: its own organisation's directory is read all the same, so
    /// that its signatures can be checked. Under a key that is not the signer's nothing was shown:
    /// whoever wrote the file could else enrol a key of its own in an organisation that is trusted.
    fn untrusted(&self, event: SignedEvent, founds: Founds, place: Location) -> Assessment {
        let claims = *event.claims();
        let registered = self.directory.key(claims.iss, claims.kid).is_some();
        let may_register = registered || founds != Founds::Nothing;
        let detail = Detail::Keys { expected: None, found: claims.kid };
        let changes = match event.statement() {
            Statement::Known(known) if may_register => self
                .directory
                .judge(known, event.hash(), claims.iss, claims.kid)
                .unwrap_or_default(),
            Statement::Known(_) | Statement::NotUnderstood(_) => Vec::new(),
        };
        let cause = self.first_damage.map(Cause::Entry);
        let cause = if self.trust.covers(claims.iss) { cause } else { None };
        let finding = Finding::new(Code::KeyUnknown, place, detail).caused_by(cause);
        doubtful(event, changes, vec![finding])
    }

    fn refused(&self, event: SignedEvent, refusal: (Code, Detail), place: Location) -> Assessment {
        let (code, detail) = refusal;
        // An entry that registered the key may be the one that could not be read.
        let (code, cause) = match (code, self.first_damage) {
            (Code::KeyUnregistered, Some(index)) => (Code::KeyUnknown, Some(Cause::Entry(index))),
            (code, _) => (code, None),
        };
        doubtful(event, Vec::new(), vec![Finding::new(code, place, detail).caused_by(cause)])
    }

    fn assess_known(&self, event: SignedEvent, key: &PublicKey, place: Location) -> Assessment {
        let index = place.entry.unwrap_or_default();
        if let Statement::NotUnderstood(unknown) = event.statement() {
            // V2.10
            let found = match unknown {
                NotUnderstood::Type { event_type, .. } => event_type.clone(),
                NotUnderstood::Version { version, .. } => format!("version {version}"),
            };
            let detail = Detail::Texts { expected: "a known type".to_owned(), found };
            let finding = Finding::new(Code::EntryNotUnderstood, place, detail);
            return doubtful(event, Vec::new(), vec![finding]);
        }
        let verified = VerifiedEvent::after_check(event, key);
        let (signer, kid) = (verified.signer(), verified.signed().claims().kid);
        let Some(known) = verified.event() else {
            return doubtful(verified.into_signed(), Vec::new(), Vec::new());
        };
        // V2.6 to V2.9
        let judged = self.directory.judge(known, verified.signed().hash(), signer, kid);
        let judged = judged.and_then(|all| self.check_last_registrar(known, signer).map(|()| all));
        let changes = match judged {
            Ok(changes) => changes,
            Err(refusal) => return self.refused(verified.into_signed(), *refusal, place),
        };
        // V3, V6
        let rights = Rights {
            registrar_of: self.directory.registrar_of(signer),
            keeper: self.keeper.unwrap_or_else(|| signer.org()),
        };
        let mut judgement = self.register.judge(&verified, index, rights);
        // V3: what takes no place of its chain registers nothing.
        let placed = |subject| !self.register.covers(subject) || judgement.takes(subject);
        let changes =
            if known.links.iter().all(|link| placed(&link.subject)) { changes } else { Vec::new() };
        let observations = std::mem::take(&mut judgement.observations);
        let mut findings = Vec::new();
        let mut pending = Vec::new();
        for observation in observations {
            if let Observation::Pending(unsettled) = observation {
                pending.push(unsettled);
            } else {
                let hash = verified.signed().hash();
                findings.extend(observe::finding(observation, &place, hash));
            }
        }
        findings.extend(self.check_policy(known, signer, &place));
        findings.extend(self.check_beginning(known, signer, &place));
        findings.extend(self.check_time(known, &place));
        findings.extend(self.check_receiver(known, &place));
        findings.extend(citations::regressed(known, &place, &self.register));
        let heard = heard(known, &findings, &pending);
        if matches!(heard, Heard::Yes) {
            let act = stated(known, index, verified.signed().hash(), signer);
            let noticed = self.requests.judge(&act).into_iter();
            findings.extend(noticed.map(requests::finding));
        }
        stop_at_first_failure(&mut findings);
        let hash = verified.signed().hash();
        let cited = citations::of(known, index, hash, &self.register);
        let effect = Effect::Taken { event: Box::new(verified), changes, judgement, heard };
        Assessment { findings, pending, cited, effect }
    }

    /// A `pruned` entry of this ledger that takes its effect.
    pub(crate) fn declared(&self, assessment: &Assessment, index: u64) -> Option<Declaration> {
        let Effect::Taken { event, heard: Heard::Yes, .. } = &assessment.effect else {
            return None;
        };
        pruned::declaration(self, event.event()?, event.signer(), index)
    }

    /// A `timestamped` entry of this ledger that takes its effect.
    pub(crate) fn stamped(&self, assessment: &Assessment) -> Option<Stamp> {
        let Effect::Taken { event, heard: Heard::Yes, .. } = &assessment.effect else {
            return None;
        };
        attested::stamp(self, event.event()?, event.signer())
    }

    /// Takes the effect of an assessed entry at `index`.
    pub(crate) fn apply(&mut self, assessment: Assessment, index: u64) {
        self.note_signer(assessment.signer());
        match assessment.effect {
            Effect::Doubt { event, changes } => {
                // Under no root that was given, the ledger's key is as claimed: its heads are
                // still compared, and the entries that it rests on are `key.unknown`.
                self.note_head_keys(&changes, &event, index);
                self.directory.apply(changes, event.hash());
                let actor = match event.statement() {
                    Statement::Known(known) => known.actor(event.claims().iss),
                    Statement::NotUnderstood(_) => event.claims().iss,
                };
                self.damage(index);
                self.register.doubt(event.links(), event.hash(), actor, index);
                self.requests.doubt(event.links(), index);
                self.begin(&event, index);
            }
            Effect::Taken { event, changes, judgement, heard } => {
                self.note_head_keys(&changes, event.signed(), index);
                self.compromises.extend(compromise::stated(&changes, event.signed().hash()));
                self.directory.apply(changes, event.signed().hash());
                self.register.apply(judgement, index);
                match (heard, event.event()) {
                    // R4.2
                    (Heard::No { doubted }, _) => self.requests.doubt(&doubted, index),
                    (Heard::Yes, Some(known)) => {
                        let (hash, signer) = (event.signed().hash(), event.signer());
                        let act = stated(known, index, hash, signer);
                        self.requests.apply(&act);
                        self.heard = self.heard.saturating_add(1);
                        if let Some(journal) = &mut self.journal {
                            journal.note(&act);
                        }
                    }
                    (Heard::Yes, None) => {}
                }
                self.begin(event.signed(), index);
            }
        }
    }

    /// Whether an organisation became trusted after its people had signed something.
    pub(crate) const fn trust_moved(&self) -> bool {
        self.trust_moved
    }

    /// Under another trust the entry may amount to something else.
    fn note_signer(&mut self, org: OrgId) {
        let trusted = self.trust.trusts(org);
        self.trust_moved |= *self.signers.entry(org).or_insert(trusted) != trusted;
    }

    /// Remembers the first entry whose effect could not be taken.
    pub(crate) fn damage(&mut self, index: u64) {
        self.first_damage.get_or_insert(index);
    }

    /// Appends an entry's hash to the tree, whatever is said of the entry.
    pub(crate) fn append(&mut self, hash: &crate::event::EntryHash) -> u64 {
        self.tree.append(leaf_hash(hash.as_bytes()))
    }
}

/// V2.1
fn mismatch(event: SignedEvent, place: Location, detail: Detail) -> Assessment {
    let finding = Finding::new(Code::SignatureMismatch, place, detail);
    doubtful(event, Vec::new(), vec![finding])
}

fn doubtful(event: SignedEvent, changes: Vec<Change>, findings: Vec<Finding>) -> Assessment {
    let effect = Effect::Doubt { event: Box::new(event), changes };
    Assessment { findings, pending: Vec::new(), cited: Vec::new(), effect }
}
