//! The items, recorded in a case of their own.

use std::path::Path;

use handseal::identity::{ItemId, OsEntropy};
use handseal::store::{Actor, CaseFile, MemoryStore, Origin, ToAcquire, Under};

use crate::acquisition::Described;
use crate::common::{self, Failure, opening::Keys};
use crate::measure::Collected;

/// As many as fit into one event with the digests of their parts.
const GROUP: usize = 16;

/// Opens the case and records the items. Gives their ids, in the same order.
pub(crate) fn record(
    case: &mut CaseFile<MemoryStore>,
    out: &Path,
    keys: &Keys,
    collected: &[Collected<'_>],
    described: &Described,
) -> Result<Vec<ItemId>, Failure> {
    let (at, mut entropy) = (common::now()?, OsEntropy);
    let actor = Actor::organisation(keys.root.as_ref());
    let id = case.open_case(&file_name(out), &actor, at, &mut entropy)?;
    let under = Under { case: id, request: described.request };
    let mut known: Vec<Option<ItemId>> = vec![None; collected.len()];
    // What is a photograph of others is there before them.
    let shown = |label: &str| !described.photographs(label).is_empty();
    let (later, first): (Vec<_>, Vec<_>) =
        (0..collected.len()).partition(|at| collected.get(*at).is_some_and(|c| shown(c.label)));
    for group in first.chunks(GROUP).chain(later.chunks(GROUP)) {
        let group: Vec<_> =
            group.iter().filter_map(|at| Some((*at, collected.get(*at)?))).collect();
        let names: Vec<_> = group.iter().map(|(_, item)| file_name(item.path)).collect();
        let origins: Vec<_> = group
            .iter()
            .map(|(_, item)| origin(item, collected, &known, described))
            .collect::<Result<_, _>>()?;
        let contents: Vec<_> = names
            .iter()
            .zip(&group)
            .zip(&origins)
            .map(|((name, (_, item)), origin)| ToAcquire {
                name,
                measured: item.found.measured(),
                origin: origin.as_ref(),
            })
            .collect();
        let ids =
            case.acquire_as(under, &described.acquisition, &contents, &actor, at, &mut entropy)?;
        let labels: Vec<_> =
            ids.iter().zip(&group).map(|(id, (_, item))| (*id, item.label)).collect();
        case.label(&labels, &actor, at, &mut entropy)?;
        for (id, (at, _)) in ids.into_iter().zip(group) {
            if let Some(place) = known.get_mut(at) {
                *place = Some(id);
            }
        }
    }
    Ok(known.into_iter().flatten().collect())
}

/// What is said of an item, with the ids of its photographs.
fn origin(
    item: &Collected<'_>,
    collected: &[Collected<'_>],
    known: &[Option<ItemId>],
    described: &Described,
) -> Result<Option<Origin>, Failure> {
    let Some(mut origin) = described.items.get(item.label).map(|item| item.origin.clone()) else {
        return Ok(None);
    };
    for label in described.photographs(item.label) {
        let at = collected.iter().position(|other| other.label == label);
        let id = at.and_then(|at| known.get(at).copied().flatten());
        let message =
            || format!("no photograph is collected as {label:?}, or it has photographs of its own");
        origin.photographs.push(id.ok_or_else(|| Failure::said(message()))?);
    }
    Ok(Some(origin))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
