//! A story of several organisations: where it is told, and what passes between them.

#![allow(dead_code, reason = "each story uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::event::{Recipient, Subject};
use handseal::identity::{ItemId, OsEntropy, PartyId};
use handseal::store::TransferTerms;
use handseal::verify::{Finding, Report, Verdict, escaped};

use crate::common::{Arguments, Failure, refuse, say};
use crate::organisation::Organisation;

/// Tells a story in a directory of its own: the one that the command line names, which is kept, or
/// a new one, which is not. The story answers whether it came out as expected.
pub(crate) fn in_directory(
    name: &str,
    usage: &'static str,
    tell: &dyn Fn(&Path) -> Result<bool, Failure>,
) -> ExitCode {
    match told(name, usage, tell) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => refuse(&failure),
    }
}

fn told(
    name: &str,
    usage: &'static str,
    tell: &dyn Fn(&Path) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    let mut arguments = Arguments::from_env(usage);
    let mut directory = None;
    while let Some(argument) = arguments.next_word()? {
        if argument.starts_with("--") || directory.is_some() {
            return Err(arguments.unknown(&argument));
        }
        directory = Some(PathBuf::from(argument));
    }
    let make = |path: &Path| fs::create_dir(path).map_err(|error| Failure::in_file(path, error));
    if let Some(directory) = directory {
        make(&directory)?;
        return tell(&directory);
    }
    let unique = format!("{name}-{}", ItemId::generate(&mut OsEntropy)?).replace(':', "-");
    let directory = std::env::temp_dir().join(unique);
    make(&directory)?;
    let told = tell(&directory);
    let removed = fs::remove_dir_all(&directory);
    let as_expected = told?;
    removed.map_err(|error| Failure::in_file(&directory, error))?;
    Ok(as_expected)
}

/// Everyone learns everyone's root over a channel of their own, and gets everyone's card as a file.
pub(crate) fn introduce(all: &mut [&mut Organisation]) -> Result<(), Failure> {
    let roots: Vec<_> = all.iter().map(|each| each.root()).collect();
    for each in all.iter_mut() {
        roots.iter().for_each(|root| each.trust_root(*root));
    }
    for at in 1..=all.len() {
        let (before, rest) = all.split_at_mut(at);
        let Some(one) = before.last_mut() else {
            continue;
        };
        for other in rest {
            let (cards, theirs) = (one.card(), other.card());
            carry(one, other, &cards)?;
            carry(other, one, &theirs)?;
        }
    }
    Ok(())
}

/// Carries an extract about some subjects, which the receiver verifies and then imports.
pub(crate) fn share(
    from: &mut Organisation,
    to: &mut Organisation,
    what: &str,
    subjects: &[Subject],
) -> Result<(), Failure> {
    let (entries, new) = carry(from, to, subjects)?;
    say(format_args!(
        "  {} sends {} {what}: {entries} entries, {new} of them new.\n",
        from.name, to.name
    ))
}

fn carry(
    from: &mut Organisation,
    to: &mut Organisation,
    subjects: &[Subject],
) -> Result<(u64, usize), Failure> {
    let sent = from.send(subjects)?;
    Ok((sent.entries, to.take(&sent)?))
}

/// Offers an item and lets the receiver measure and accept it: an extract there, and one back.
pub(crate) fn hand_over(
    from: &mut Organisation,
    to: &mut Organisation,
    item: ItemId,
    terms: &TransferTerms<'_>,
) -> Result<(), Failure> {
    from.offer(item, terms)?;
    let kinds: Vec<_> = terms.conditions.iter().map(|bound| bound.kind.to_string()).collect();
    say(format_args!("  {} offers it to {}: {}.\n", from.name, to.name, kinds.join(", ")))?;
    share(from, to, "the offer", &[Subject::Item(item)])?;
    to.take_content(item, from.path_of(item)?)?;
    to.accept(item)?;
    say(format_args!("  {} measures it again and accepts: the conditions bind it.\n", to.name))?;
    share(to, from, "the acceptance", &[Subject::Item(item)])
}

/// The findings that are about requests and their evidence, one a line.
pub(crate) fn tell_requests(report: &Report) -> Result<(), Failure> {
    let of_requests = |finding: &&Finding| finding.code.requirement().starts_with("V7.");
    for finding in report.findings.iter().filter(of_requests) {
        let (code, message) = (finding.code, escaped(&finding.message()));
        say(format_args!("    {code}: {message}\n"))?;
    }
    Ok(())
}

pub(crate) fn tell_verdict(name: &str, report: &Report) -> Result<(), Failure> {
    let (verdict, text) = (report.verdict, report.verdict.text());
    say(format_args!("  {name} verifies its ledger: {verdict}, {text}\n"))
}

/// Says on standard error when a verdict is another than the expected one.
pub(crate) fn tell_expected(name: &str, report: &Report, expected: Verdict) -> bool {
    let found = report.verdict;
    if found != expected {
        crate::common::warn(format_args!("{name}: expected the verdict {expected}, found {found}"));
    }
    found == expected
}

pub(crate) fn recipient(party: PartyId) -> Recipient {
    Recipient { party: Some(party), described: None }
}

/// What the story says has not come true.
pub(crate) fn untold(expected: &str) -> Failure {
    Failure::said(format!("the story went otherwise, expected: {expected}"))
}

pub(crate) fn ensure(holds: bool, expected: &str) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(untold(expected)) }
}
