//! The end of a verification: what the state of each item shows, the content, and the report.

use crate::merkle::Hash;
use crate::verify::asked;
use crate::verify::code::{Class, Code};
use crate::verify::coverage::coverage;
use crate::verify::elsewhere::BesideLedger;
use crate::verify::error::VerifierError;
use crate::verify::finding::{Detail, Finding, Location};
use crate::verify::fold::{Assessment, Stage};
use crate::verify::given::Given;
use crate::verify::items;
use crate::verify::report::{Head, Report, Scope, Verdict};
use crate::verify::requests;
use crate::verify::used::{CatalogueUsed, PolicyOf, PolicyUsed};
use crate::verify::verifier::Verifier;
use crate::verify::walk::Walk;

/// How many things each step was done on.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) entries: u64,
    pub(crate) well_formed: u64,
    pub(crate) withheld: u64,
    pub(crate) stubs: u64,
    pub(crate) included: u64,
    pub(crate) last_proven: Option<u64>,
    pub(crate) signed: u64,
    pub(crate) linked: u64,
}

impl Counts {
    pub(crate) fn judged(&mut self, assessment: &Assessment) {
        let stopped = assessment.findings.iter().any(|finding| {
            matches!(finding.code.class(), Class::Failure | Class::NotChecked)
                && finding.code.requirement().starts_with("V2.")
        });
        if !stopped {
            self.signed = self.signed.saturating_add(1);
            if assessment.pending.is_empty() {
                self.linked = self.linked.saturating_add(1);
            }
        }
    }

    /// V2.5: signed, and nothing shows when.
    pub(crate) fn unproven(&mut self, findings: &[Finding]) {
        let found = u64::try_from(findings.len()).unwrap_or(u64::MAX);
        self.signed = self.signed.saturating_sub(found);
    }
}

/// Ends a verification.
pub(crate) fn report(
    mut walk: Walk,
    verifier: &Verifier<'_>,
    scope: Scope,
    given: Given<'_>,
) -> Result<Report, VerifierError> {
    if scope != Scope::Unreadable {
        check_beginning(&mut walk);
        check_listed(&mut walk, &scope);
        items::check_items(&mut walk, verifier);
    }
    let requests = requests::conclude(&mut walk, verifier, &scope);
    // Without entries nothing can be named: what was given for an item is then not compared.
    let damaged =
        walk.findings.has_failure() || walk.damage().is_some() || walk.counts.entries == 0;
    let compared = given.compare(&walk.fold.register, damaged)?;
    let results = items::check_contents(&mut walk, &compared, &scope);
    // V8.13
    if matches!(scope, Scope::Extract(_)) {
        let finding = Finding::new(Code::ExtractScope, Location::default(), Detail::None);
        walk.findings.push(finding);
    }
    let use_logs = asked::use_logs(&walk, verifier, damaged)?;
    let certificates = asked::certificates(&walk, verifier, &results, damaged)?;
    let items = walk.fold.register.items();
    let items: Vec<_> = items
        .into_iter()
        .map(|item| items::item_report(&walk.fold, item, &results, &compared))
        .collect();
    let (attested, findings) = walk.stamps.conclude(verifier.now);
    walk.findings.extend(findings);
    let coverage = coverage(&walk, &items, &attested, &requests, &scope);
    let head = head(&walk, &scope);
    let keeper = walk.fold.keeper.map(|org| {
        let party = crate::identity::PartyId::organisation(org);
        (org, walk.fold.directory.name(party).map(ToOwned::to_owned))
    });
    // V2.5: of the keeper's own people its own ledger has the order.
    let own = |beside: &BesideLedger| beside.keeper.is_some() && beside.keeper == walk.fold.keeper;
    for beside in walk.beside.iter_mut().filter(|beside| own(beside)) {
        beside.lay_aside_as_own();
    }
    let origin = walk.fold.origin.as_ref().map(ToString::to_string);
    let entries = walk.counts.entries;
    let findings = walk.findings.into_sorted();
    let standings = walk.standings.finish(&findings);
    Ok(Report {
        verdict: Verdict::over(&findings),
        scope,
        entries,
        head,
        origin,
        keeper,
        trusted: verifier.trust.roots().collect(),
        now: verifier.now,
        findings,
        coverage,
        items,
        attested,
        policy: PolicyUsed::of(verifier.policies.for_others()),
        policies: verifier.policies.own().map(PolicyOf::of).collect(),
        catalogue: (!requests.is_empty()).then(|| CatalogueUsed::of(verifier.instruments())),
        requests,
        use_logs,
        certificates,
        cosigned: walk.heads.cosigned,
        beside: walk.beside,
        standings,
        head_keys: walk.fold.head_keys,
        earlier: walk.snapshots.earlier(),
        snapshot: walk.snapshots.written,
    })
}

fn head(walk: &Walk, scope: &Scope) -> Option<Head> {
    match scope {
        Scope::Ledger => Some(Head { size: walk.fold.tree.size(), root: walk.fold.tree.root() }),
        Scope::Extract(_) => walk.extract_head().map(|head| {
            let head = head.unverified();
            Head { size: head.size(), root: Hash(*head.root()) }
        }),
        Scope::Unreadable => None,
    }
}

/// V4.1, V10.1
fn check_beginning(walk: &mut Walk) {
    if walk.counts.entries == 0 {
        let finding = Finding::new(Code::LedgerEmpty, Location::default(), Detail::None);
        walk.findings.push(finding);
        return;
    }
    let location = match walk.fold.stage {
        Stage::Opened => return,
        Stage::Founded => Location::default(),
        Stage::Start => walk.first.clone(),
    };
    if !walk.findings.holds(Code::LedgerGenesisMissing) {
        let finding = Finding::new(Code::LedgerGenesisMissing, location, Detail::None);
        walk.findings.push(finding.caused_by(walk.damage()));
    }
}

/// V3.2: an extract holds something of every chain that its header lists.
fn check_listed(walk: &mut Walk, scope: &Scope) {
    let Scope::Extract(subjects) = scope else {
        return;
    };
    let missing = subjects.iter().filter(|subject| !walk.fold.register.holds(subject));
    let findings: Vec<_> = missing
        .map(|subject| {
            let location = Location {
                subject: Some(subject.clone()),
                bytes: Some(0..walk.header_end()),
                ..Location::default()
            };
            Finding::new(Code::LinkGenesisMissing, location, Detail::None).caused_by(walk.damage())
        })
        .collect();
    walk.findings.extend(findings);
}
