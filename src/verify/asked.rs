//! What the caller asked for beside the verdict: use logs and data for certificates.

use std::collections::HashMap;

use crate::identity::ItemId;
use crate::law::UseLogOf;
use crate::verify::certificate::{Certificate, NoCertificate, certificate};
use crate::verify::error::VerifierError;
use crate::verify::given::resolve;
use crate::verify::report::ContentResult;
use crate::verify::use_log::UseLog;
use crate::verify::verifier::{ItemName, Verifier};
use crate::verify::walk::Walk;

/// The logs, with what each party is called. To ask about what an undamaged case does not have is an
/// error: an empty log would be read as "nothing was done".
pub(crate) fn use_logs(
    walk: &Walk,
    verifier: &Verifier<'_>,
    damaged: bool,
) -> Result<Vec<UseLog>, VerifierError> {
    let fold = &walk.fold;
    let Some(journal) = &fold.journal else {
        return Ok(Vec::new());
    };
    let left_out = walk.counts.entries.saturating_sub(fold.heard);
    let withheld = u64::try_from(fold.requests.withheld_about()).unwrap_or(u64::MAX);
    let log = |of: &UseLogOf| {
        if !damaged && left_out == 0 {
            check_known(walk, of)?;
        }
        let (items, mut entries) = journal.uses(of, &fold.requests);
        for entry in &mut entries {
            entry.name = fold.directory.name(entry.by).map(ToOwned::to_owned);
        }
        let withheld = if matches!(of, UseLogOf::Person(_)) { withheld } else { 0 };
        Ok(UseLog { of: of.clone(), items, entries, left_out, withheld })
    };
    verifier.use_logs.iter().map(log).collect()
}

fn check_known(walk: &Walk, of: &UseLogOf) -> Result<(), VerifierError> {
    match of {
        UseLogOf::Item(item) => resolve(&ItemName::Id(*item), &walk.fold.register).map(|_| ()),
        UseLogOf::Request(request) if walk.fold.requests.request(*request).is_none() => {
            Err(VerifierError::UnknownRequest { request: *request })
        }
        UseLogOf::Person(_) | UseLogOf::Request(_) => Ok(()),
    }
}

/// The data for each certificate. A name that no item bears is an error only in a case without
/// damage: an altered label must not hide the alteration.
pub(crate) fn certificates(
    walk: &Walk,
    verifier: &Verifier<'_>,
    results: &HashMap<ItemId, ContentResult>,
    damaged: bool,
) -> Result<Vec<Certificate>, VerifierError> {
    let fold = &walk.fold;
    let Some(journal) = &fold.journal else {
        return Ok(Vec::new());
    };
    let of = |name: &ItemName| match resolve(name, &fold.register) {
        Ok(item) => {
            let result = results.get(&item).copied().unwrap_or(ContentResult::NoContent);
            Ok(certificate(fold, journal, item, result))
        }
        Err(_) if damaged => {
            Ok(Certificate::Refused { item: name.to_string(), why: NoCertificate::NotFound })
        }
        Err(error) => Err(error),
    };
    verifier.certificates.iter().map(of).collect()
}
