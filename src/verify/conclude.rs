//! The end of a verification: what the state of each item shows, the content, and the report.

use std::collections::HashMap;

use crate::custody::{CustodyState, Holding, ItemFacts};
use crate::encoding::Hex;
use crate::event::{Disclosable, Subject};
use crate::evidence::{Conclusion, ContentReport};
use crate::identity::ItemId;
use crate::merkle::Hash;
use crate::verify::code::{Class, Code};
use crate::verify::contents;
use crate::verify::coverage::{Coverage, Step};
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::fold::{Assessment, Fold, Stage};
use crate::verify::report::{ContentResult, Head, ItemReport, Report, Scope, Stretch, Verdict};
use crate::verify::verifier::{Compared, Given, ItemName, Verifier, VerifierError};
use crate::verify::walk::Walk;

/// How many things each step was done on.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) entries: u64,
    pub(crate) well_formed: u64,
    pub(crate) withheld: u64,
    pub(crate) included: u64,
    pub(crate) last_proven: Option<u64>,
    signed: u64,
    linked: u64,
    unsettled: u64,
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

    pub(crate) fn settled(&mut self, findings: &[Finding]) {
        let open = findings
            .iter()
            .filter(|finding| finding.code.class() == Class::NotChecked);
        self.unsettled = u64::try_from(open.count()).unwrap_or(u64::MAX);
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
        check_items(&mut walk, verifier);
    }
    let damaged = walk.findings.has_failure() || walk.damage().is_some();
    let compared = given.compare(&walk.fold.register, damaged)?;
    let results = check_contents(&mut walk, &compared, &scope);
    // V8.13
    if matches!(scope, Scope::Extract(_)) {
        let finding = Finding::new(Code::ExtractScope, Location::default(), Detail::None);
        walk.findings.push(finding);
    }
    let items = walk.fold.register.items();
    let items: Vec<_> = items
        .into_iter()
        .map(|item| item_report(&walk.fold, item, &results))
        .collect();
    let coverage = coverage(&walk, &items, &scope);
    let head = head(&walk, &scope);
    let keeper = walk.fold.keeper.map(|org| {
        let party = crate::identity::PartyId::organisation(org);
        (org, walk.fold.directory.name(party).map(ToOwned::to_owned))
    });
    let origin = walk.fold.origin.as_ref().map(ToString::to_string);
    let entries = walk.counts.entries;
    let findings = walk.findings.into_sorted();
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
    })
}

fn head(walk: &Walk, scope: &Scope) -> Option<Head> {
    match scope {
        Scope::Ledger => Some(Head {
            size: walk.fold.tree.size(),
            root: walk.fold.tree.root(),
        }),
        Scope::Extract(_) => walk.extract_head().map(|head| {
            let head = head.unverified();
            Head {
                size: head.size(),
                root: Hash(*head.root()),
            }
        }),
        Scope::Unreadable => None,
    }
}

/// V4.1, V10.1
fn check_beginning(walk: &mut Walk) {
    if walk.counts.entries == 0 {
        let finding = Finding::new(Code::LedgerEmpty, Location::default(), Detail::None);
        walk.findings.push(finding);
    } else if walk.fold.stage != Stage::Opened && !walk.findings.holds(Code::LedgerGenesisMissing) {
        let finding = Finding::new(
            Code::LedgerGenesisMissing,
            Location::default(),
            Detail::None,
        );
        let finding = finding.caused_by(walk.damage());
        walk.findings.push(finding);
    }
}

/// V4.3, V4.4, V6.1, V6.7, V6.8: what the end of the chains shows.
fn check_items(walk: &mut Walk, verifier: &Verifier<'_>) {
    let mut findings = Vec::new();
    let register = &walk.fold.register;
    for item in register.items() {
        let Some(facts) = register.facts(item) else {
            continue;
        };
        let subject = Subject::Item(item);
        let location = Location {
            subject: Some(subject.clone()),
            ..Location::default()
        };
        let rests_on = register.rests_on(&subject);
        if let Some(index) = rests_on {
            let finding = Finding::new(Code::CustodyNotShown, location.clone(), Detail::None);
            findings.push(finding.caused_by(Some(Cause::Entry(index))));
        }
        findings.extend(check_cases(facts, &walk.fold, &location, rests_on));
        if let Some(CustodyState::Offered {
            answer_by, offer, ..
        }) = register.state(item)
            && verifier.now.is_after(&answer_by)
        {
            let entry = facts.timeline.last().map(|stretch| stretch.entry);
            let location = Location {
                entry,
                hash: Some(offer),
                ..location.clone()
            };
            let detail = Detail::Times {
                bound: answer_by,
                found: verifier.now,
            };
            findings.push(Finding::new(
                Code::CustodyTransferUnanswered,
                location,
                detail,
            ));
        }
        if let Some(entry) = facts.one_sided {
            let location = Location {
                hash: Some(entry),
                ..location
            };
            findings.push(Finding::new(
                Code::CustodyTransferOneSided,
                location,
                Detail::None,
            ));
        }
    }
    walk.findings.extend(findings);
}

fn check_cases(
    facts: &ItemFacts,
    fold: &Fold,
    location: &Location,
    rests_on: Option<u64>,
) -> Vec<Finding> {
    // V4.4: an item whose beginning could not be read has its cases there.
    let unknown = rests_on.or(facts.not_checked).is_some();
    if facts.cases.is_empty() && !unknown {
        return vec![Finding::new(
            Code::ItemNoCase,
            location.clone(),
            Detail::None,
        )];
    }
    let missing = facts
        .cases
        .iter()
        .filter(|case| !fold.register.holds(&Subject::Case(**case)));
    missing
        .map(|case| {
            let detail = Detail::Texts {
                expected: case.to_string(),
                found: String::new(),
            };
            Finding::new(Code::CaseNotHeld, location.clone(), detail)
                .caused_by(fold.first_damage.map(Cause::Entry))
        })
        .collect()
}

/// V9.1 to V9.4: the content of every data item that the ledger's own parties hold now.
fn check_contents(
    walk: &mut Walk,
    compared: &Compared,
    scope: &Scope,
) -> HashMap<ItemId, ContentResult> {
    let mut results = HashMap::new();
    let mut findings = Vec::new();
    for item in walk.fold.register.items() {
        let result = content_result(&walk.fold, item, &compared.reports);
        let held = is_held_here(&walk.fold, item);
        let location = Location {
            subject: Some(Subject::Item(item)),
            ..Location::default()
        };
        match result {
            ContentResult::Differs => {
                if let Some(Some(report)) = compared.reports.get(&item) {
                    findings.extend(contents::findings(item, report));
                }
            }
            ContentResult::NotSupplied if held => {
                findings.push(Finding::new(
                    Code::ContentNotSupplied,
                    location,
                    Detail::None,
                ));
            }
            ContentResult::NotKnown if held => {
                findings.push(Finding::new(Code::ContentNotKnown, location, Detail::None));
            }
            ContentResult::Matches
            | ContentResult::NoContent
            | ContentResult::NotKnown
            | ContentResult::NotSupplied => {}
        }
        results.insert(item, result);
    }
    for name in &compared.unassigned {
        let found = match name {
            ItemName::Id(id) => id.to_string(),
            ItemName::Label(label) => label.clone(),
        };
        let detail = Detail::Texts {
            expected: "an item of the case".to_owned(),
            found,
        };
        let finding = Finding::new(Code::ContentNotSupplied, Location::default(), detail);
        findings.push(finding.caused_by(walk.damage()));
    }
    if *scope != Scope::Unreadable {
        walk.findings.extend(findings);
    }
    results
}

/// Whether one of the ledger's own parties is recorded as holding the item now.
fn is_held_here(fold: &Fold, item: ItemId) -> bool {
    match fold.register.state(item) {
        Some(CustodyState::Held { by } | CustodyState::Offered { from: by, .. }) => {
            fold.keeper == Some(by.org())
        }
        Some(
            CustodyState::Ended { .. }
            | CustodyState::Lost { .. }
            | CustodyState::Outside { .. }
            | CustodyState::Unknown,
        ) => false,
        // Contested or not shown: it may be held here.
        None => true,
    }
}

fn content_result(
    fold: &Fold,
    item: ItemId,
    compared: &HashMap<ItemId, Option<ContentReport>>,
) -> ContentResult {
    let content = fold
        .register
        .facts(item)
        .and_then(|facts| facts.content.as_ref());
    match (compared.get(&item), content) {
        (Some(Some(report)), _) => match report.conclusion() {
            Conclusion::Match => ContentResult::Matches,
            Conclusion::Differs => ContentResult::Differs,
        },
        (_, None) => ContentResult::NoContent,
        (Some(None), Some(_)) => ContentResult::NotKnown,
        (None, Some(content)) if content.descriptor.value().is_none() => ContentResult::NotKnown,
        (None, Some(_)) => ContentResult::NotSupplied,
    }
}

fn item_report(fold: &Fold, item: ItemId, results: &HashMap<ItemId, ContentResult>) -> ItemReport {
    let empty = ItemFacts::default();
    let facts = fold.register.facts(item).unwrap_or(&empty);
    let state = fold.register.state(item);
    let descriptor = facts
        .content
        .as_ref()
        .and_then(|content| content.descriptor.value());
    let labels = facts
        .labels
        .iter()
        .filter_map(|(_, label)| label.value().cloned());
    ItemReport {
        id: item,
        labels: labels.collect(),
        description: facts
            .description
            .as_ref()
            .and_then(Disclosable::value)
            .cloned(),
        state: state.map(|state| state.kind()),
        contested: fold.register.contested(item),
        holder: state.and_then(|state| state.holder()),
        cases: facts.cases.clone(),
        seal: facts.seal.as_ref().and_then(Disclosable::value).cloned(),
        size: descriptor.map(|descriptor| descriptor.size),
        sha256: descriptor.map(|descriptor| Hex(&descriptor.sha256).to_string()),
        content: results
            .get(&item)
            .copied()
            .unwrap_or(ContentResult::NoContent),
        timeline: timeline(&facts.timeline, fold),
    }
}

fn timeline(holdings: &[Holding], fold: &Fold) -> Vec<Stretch> {
    let ends = holdings.iter().skip(1).map(|next| next.since).chain([None]);
    let stretch = |(holding, until): (&Holding, _)| Stretch {
        state: holding.state,
        by: holding.by,
        name: holding
            .by
            .and_then(|by| fold.directory.name(by))
            .map(ToOwned::to_owned),
        entry: holding.entry,
        since: holding.since,
        until,
    };
    holdings.iter().zip(ends).map(stretch).collect()
}

fn coverage(walk: &Walk, items: &[ItemReport], scope: &Scope) -> Vec<Coverage> {
    let counts = &walk.counts;
    let entries = counts.entries;
    let line = |step, over, checked: u64, all: u64, why| Coverage {
        step,
        over,
        checked,
        not_checked: all.saturating_sub(checked),
        why,
    };
    let count = |found: usize| u64::try_from(found).unwrap_or(u64::MAX);
    let shown = items.iter().filter(|item| item.state.is_some()).count();
    let data = items
        .iter()
        .filter(|item| item.content != ContentResult::NoContent)
        .count();
    let compared = items.iter().filter(|item| {
        matches!(
            item.content,
            ContentResult::Matches | ContentResult::Differs
        )
    });
    let withheld = (counts.withheld > 0).then_some("values are withheld");
    let (over, placed) = match scope {
        Scope::Extract(_) => ("inclusion proofs", counts.included),
        Scope::Ledger | Scope::Unreadable => ("entries in the tree", entries),
    };
    let heads = match (walk.heads.has_anchor(), walk.heads.checked) {
        (false, _) => Some("no remembered head was given"),
        (true, 0) => Some("no head could be compared"),
        (true, _) => None,
    };
    vec![
        line(
            Step::Encoding,
            "entries",
            counts.well_formed,
            entries,
            withheld,
        ),
        line(Step::Signature, "entries", counts.signed, entries, None),
        line(Step::Links, "entries", counts.linked, entries, None),
        line(
            Step::Belonging,
            "items",
            count(items.len()),
            count(items.len()),
            None,
        ),
        line(
            Step::Time,
            "entries",
            counts.signed,
            entries,
            Some("times are as stated; nothing outside attests them"),
        ),
        line(
            Step::Custody,
            "items",
            count(shown),
            count(items.len()),
            None,
        ),
        line(
            Step::Requests,
            "requests",
            0,
            0,
            Some("this version checks no requests"),
        ),
        line(Step::Ledger, over, placed, entries, heads),
        line(
            Step::Content,
            "data items",
            count(compared.count()),
            count(data),
            None,
        ),
    ]
}
