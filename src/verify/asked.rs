//! What the caller asked for beside the verdict: use logs and data for certificates.

use std::collections::HashMap;

use crate::identity::ItemId;
use crate::verify::certificate::{Certificate, certificate};
use crate::verify::fold::Fold;
use crate::verify::report::ContentResult;
use crate::verify::use_log::UseLog;
use crate::verify::verifier::{Verifier, VerifierError, resolve};

/// The logs, with what each party is called.
pub(crate) fn use_logs(fold: &Fold, verifier: &Verifier<'_>) -> Vec<UseLog> {
    let Some(journal) = &fold.journal else {
        return Vec::new();
    };
    let log = |of: &crate::law::UseLogOf| {
        let (items, mut entries) = journal.uses(of, &fold.requests);
        for entry in &mut entries {
            entry.name = fold.directory.name(entry.by).map(ToOwned::to_owned);
        }
        UseLog { of: of.clone(), items, entries }
    };
    verifier.use_logs.iter().map(log).collect()
}

/// The data for each certificate. A name that no item bears is an error.
pub(crate) fn certificates(
    fold: &Fold,
    verifier: &Verifier<'_>,
    results: &HashMap<ItemId, ContentResult>,
) -> Result<Vec<Certificate>, VerifierError> {
    let Some(journal) = &fold.journal else {
        return Ok(Vec::new());
    };
    let of = |name| {
        let item = resolve(name, &fold.register)?;
        let result = results.get(&item).copied().unwrap_or(ContentResult::NoContent);
        Ok(certificate(fold, journal, item, result))
    };
    verifier.certificates.iter().map(of).collect()
}
