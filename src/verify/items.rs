//! What the end of the chains shows of each item, and its content: V4, V6, V9.

use std::collections::HashMap;

use crate::custody::{CustodyState, HandedOut, Holding, ItemFacts};
use crate::encoding::Hex;
use crate::event::{Descriptor, Disclosable, Subject};
use crate::identity::ItemId;
use crate::verify::code::Code;
use crate::verify::contents::Outcome;
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::fold::Fold;
use crate::verify::given::Compared;
use crate::verify::metadata::metadata;
use crate::verify::report::{ContentResult, DirectoryReported, ItemReport, Scope, Stretch};
use crate::verify::unread::{not_entered, unread};
use crate::verify::verifier::Verifier;
use crate::verify::walk::Walk;

/// V4.3, V4.4, V6.1, V6.7, V6.8: what the end of the chains shows. C8.3
pub(crate) fn check_items(walk: &mut Walk, verifier: &Verifier<'_>) {
    let mut findings = Vec::new();
    let register = &walk.fold.register;
    for item in register.items() {
        let Some(facts) = register.facts(item) else {
            continue;
        };
        let subject = Subject::Item(item);
        let location = Location { subject: Some(subject.clone()), ..Location::default() };
        let rests_on = register.rests_on(&subject);
        if let Some(index) = rests_on {
            let finding = Finding::new(Code::CustodyNotShown, location.clone(), Detail::None);
            findings.push(finding.caused_by(Some(Cause::Entry(index))));
        }
        findings.extend(check_cases(item, facts, &walk.fold, &location));
        if let Some(CustodyState::Offered { answer_by, offer, .. }) = register.state(item)
            && verifier.now.is_after(&answer_by)
        {
            let entry = facts.offered_at;
            let location = Location { entry, hash: Some(offer), ..location.clone() };
            let detail = Detail::Times { bound: answer_by, found: verifier.now };
            findings.push(Finding::new(Code::CustodyTransferUnanswered, location, detail));
        }
        if let Some(HandedOut { entry, .. }) = facts.one_sided {
            let location = Location { hash: Some(entry), ..location };
            findings.push(Finding::new(Code::CustodyTransferOneSided, location, Detail::None));
        }
    }
    walk.findings.extend(findings);
}

fn check_cases(item: ItemId, facts: &ItemFacts, fold: &Fold, location: &Location) -> Vec<Finding> {
    // V4.4
    if facts.cases.is_empty() && fold.register.has_all_cases(item) {
        return vec![Finding::new(Code::ItemNoCase, location.clone(), Detail::None)];
    }
    let missing = facts.cases.iter().filter(|case| !fold.register.holds(&Subject::Case(**case)));
    missing
        .map(|case| {
            let detail = Detail::Texts { expected: case.to_string(), found: String::new() };
            Finding::new(Code::CaseNotHeld, location.clone(), detail)
                .caused_by(fold.first_damage.map(Cause::Entry))
        })
        .collect()
}

/// V9.1 to V9.7: the content of every data item that the ledger's own parties hold now.
pub(crate) fn check_contents(
    walk: &mut Walk,
    compared: &Compared,
    scope: &Scope,
) -> HashMap<ItemId, ContentResult> {
    let mut results = HashMap::new();
    let mut findings = Vec::new();
    for item in walk.fold.register.items() {
        let result = content_result(&walk.fold, item, &compared.outcomes);
        let held = walk.fold.may_be_held_here(item);
        let location = Location { subject: Some(Subject::Item(item)), ..Location::default() };
        match result {
            ContentResult::Differs | ContentResult::NotRead | ContentResult::NotRecorded => {
                if let Some(outcome) = compared.outcomes.get(&item) {
                    findings.extend(outcome.findings(item));
                }
            }
            ContentResult::NotSupplied if held => {
                findings.push(Finding::new(Code::ContentNotSupplied, location, Detail::None));
            }
            ContentResult::NotKnown if held => {
                let entries = compared.outcomes.get(&item).and_then(Outcome::entries);
                let detail = entries.map_or(Detail::None, |report| Detail::NotCompared {
                    entries: report.not_compared.count,
                });
                findings.push(Finding::new(Code::ContentNotKnown, location, detail));
            }
            ContentResult::Matches
            | ContentResult::NoContent
            | ContentResult::NotKnown
            | ContentResult::NotSupplied => {}
        }
        results.insert(item, result);
    }
    findings.extend(compared.lists.iter().map(|(item, detail)| {
        let (subject, field) = (Some(Subject::Item(*item)), Some("parts".to_owned()));
        let location = Location { subject, field, ..Location::default() };
        Finding::new(Code::ContentListRefused, location, detail.clone())
    }));
    for name in &compared.unassigned {
        let found = name.to_string();
        let detail = Detail::Texts { expected: "an item of the case".to_owned(), found };
        let finding = Finding::new(Code::ContentNotSupplied, Location::default(), detail);
        findings.push(finding.caused_by(walk.damage()));
    }
    if *scope != Scope::Unreadable {
        walk.findings.extend(findings);
    }
    results
}

fn content_result(fold: &Fold, item: ItemId, compared: &HashMap<ItemId, Outcome>) -> ContentResult {
    let content = fold.register.facts(item).and_then(|facts| facts.content.as_ref());
    match (compared.get(&item), content) {
        (Some(outcome), Some(_)) => outcome.result(),
        (_, None) => ContentResult::NoContent,
        (None, Some(content)) if content.descriptor.value().is_none() => ContentResult::NotKnown,
        (None, Some(_)) => ContentResult::NotSupplied,
    }
}

pub(crate) fn item_report(
    fold: &Fold,
    item: ItemId,
    results: &HashMap<ItemId, ContentResult>,
    compared: &Compared,
) -> ItemReport {
    let empty = ItemFacts::default();
    let facts = fold.register.facts(item).unwrap_or(&empty);
    let state = fold.register.state(item);
    let descriptor = facts.content.as_ref().and_then(|content| content.descriptor.value());
    let directory = descriptor.and_then(|descriptor| descriptor.directory.as_ref());
    let entries = compared.outcomes.get(&item).and_then(Outcome::entries);
    let labels = facts.labels.iter().filter_map(|(_, label)| label.value().cloned());
    ItemReport {
        id: item,
        labels: labels.collect(),
        description: facts.description.as_ref().and_then(Disclosable::value).cloned(),
        state: state.map(|state| state.kind()),
        contested: fold.register.contested(item),
        holder: state.and_then(|state| state.holder()),
        cases: facts.cases.clone(),
        seal: facts.seal.as_ref().and_then(Disclosable::value).cloned(),
        size: descriptor.map(|descriptor| descriptor.size),
        sha256: descriptor.map(|descriptor| Hex(&descriptor.sha256).to_string()),
        unreadable: descriptor.map(Descriptor::unreadable_bytes),
        unreadable_ranges: descriptor.map(|known| known.unreadable.clone().unwrap_or_default()),
        parts: compared.outcomes.get(&item).and_then(Outcome::parts),
        directory: directory.map(|directory| DirectoryReported {
            entries: directory.entries,
            size: directory.size,
            compared: compared.outcomes.get(&item).and_then(Outcome::directory),
        }),
        unread: entries.map(unread),
        not_entered: entries.map(not_entered),
        metadata: entries.map(metadata),
        content: results.get(&item).copied().unwrap_or(ContentResult::NoContent),
        timeline: timeline(&facts.timeline, fold),
    }
}

fn timeline(holdings: &[Holding], fold: &Fold) -> Vec<Stretch> {
    let ends = holdings.iter().skip(1).map(|next| next.since).chain([None]);
    let stretch = |(holding, until): (&Holding, _)| Stretch {
        state: holding.state,
        by: holding.by,
        name: holding.by.and_then(|by| fold.directory.name(by)).map(ToOwned::to_owned),
        entry: holding.entry,
        since: holding.since,
        until,
    };
    holdings.iter().zip(ends).map(stretch).collect()
}
