//! The requests of a case: overdue, due next, open, answered; and how evidence was used.
//!
//! ```text
//! cargo run --example requests
//! cargo run --example requests -- CASE --root FINGERPRINT --head FILE
//! cargo run --example requests -- CASE --root FINGERPRINT --use-log person=NAME
//! ```
//!
//! Nothing is believed that was not verified: the verdict comes first. Exit status as with `verify`.

mod common;

use std::process::ExitCode;

use common::Failure;
use common::asked::{Asked, Output, REQUESTS};
use handseal::verify::{Report, escaped};

const USAGE: &str = "\
usage: requests [CASE] [--root FINGERPRINT]... [--head FILE]... [--content ITEM=PATH]...
              [--now RFC3339] [--catalogue FILE] [--extend-catalogue FILE]...
              [--use-log ITEM|REQUEST|person=NAME]... [--certificate ITEM]... [--json]
ITEM is an id, or a disclosed label that is unique in the case.
A catalogue replaces the embedded one; an extension is laid over it.
Without CASE, the sample under examples/sample/requests is read.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<u8, Failure> {
    let asked = Asked::from_env(USAGE)?.or_sample(&REQUESTS)?;
    let output = asked.output;
    let report = asked.verify(USAGE)?;
    match output {
        Output::Page => common::say(page(&report))?,
        Output::Json => common::say(json(&report)? + "\n")?,
    }
    Ok(report.verdict.exit_code())
}

fn page(report: &Report) -> String {
    let verdict = report.verdict;
    let mut page =
        format!("{} — {}\n\n{}", verdict.code().to_uppercase(), verdict.text(), report.docket());
    for finding in &report.findings {
        let entry = finding.location.entry;
        let entry = entry.map_or_else(String::new, |entry| format!(", entry {entry}"));
        let (code, class) = (finding.code, finding.code.class());
        page += &format!("  {code} ({class}{entry}): {}\n", one_line(&finding.message()));
        if let Some(subject) = &finding.location.subject {
            page += &format!("        {subject}\n");
        }
    }
    for log in &report.use_logs {
        page += &format!("\n{log}");
    }
    for certificate in &report.certificates {
        page += &format!("\n{certificate}");
    }
    page
}

fn one_line(message: &str) -> String {
    if message.chars().any(char::is_control) { escaped(message) } else { message.to_owned() }
}

/// The part of the report that is about requests, by section.
fn json(report: &Report) -> Result<String, Failure> {
    let sections: serde_json::Map<_, _> = report
        .docket()
        .sections()
        .into_iter()
        .map(|(heading, requests)| Ok((heading.to_owned(), serde_json::to_value(requests)?)))
        .collect::<Result<_, serde_json::Error>>()?;
    common::json(&serde_json::json!({
        "verdict": report.verdict,
        "now": report.now,
        "catalogue": report.catalogue,
        "requests": sections,
        "use_logs": report.use_logs,
        "certificates": report.certificates,
    }))
}
