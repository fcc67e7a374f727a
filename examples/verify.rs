//! Verifies a case: what do these files show?
//!
//! ```text
//! cargo run --example verify
//! cargo run --example verify -- CASE --root FINGERPRINT --head FILE --content ITEM=PATH
//! ```
//!
//! Exit status: 0 consistent, 1 contradicted, 3 incomplete, 4 irregular, 2 cannot do what was asked.

mod common;

use std::process::ExitCode;

use common::Failure;
use common::asked::{Asked, CUSTODY, Output};

const USAGE: &str = "\
usage: verify [CASE] [--root FINGERPRINT]... [--head FILE]... [--content ITEM=PATH]...
              [--cosigner VKEY]... [--threshold K] [--manifest ITEM=PATH]... [--segments ITEM=PATH]... [--parts ITEM=PATH]... [--now RFC3339]
              [--catalogue FILE] [--extend-catalogue FILE]... [--policy [ROOT=]FILE]...
              [--head-since RFC3339=FILE]... [--beside FILE]...
              [--use-log ITEM|REQUEST|person=NAME]... [--certificate ITEM]... [--authority PEM]... [--enter-mounts] [--follow-links] [--json]
              [--snapshot FILE --snapshot-key FILE]
ITEM is an id, or a disclosed label that is unique in the case. A content is a file, a block device or, as
-, standard input; of a content in segments, name the first (image.001 or .000). A directory needs the manifest that
was made when it was collected, and --enter-mounts if that was used then. Of an E01 image the medium is compared.
A content that cannot be read is reported as not read. A link is no content, unless --follow-links is given.
An authority is the certificate of a time-stamping authority's root: without one no time is attested.
A head with the instant since which it is kept tells what a key signed before it was stolen; a file of another
organisation's ledger beside the case, in which order that organisation has what was imported.
With cosigners, a head counts only if K of them, or all, have signed it.
A catalogue, or a policy of roles, replaces the embedded one; an extension is laid over the catalogue. A policy
with the fingerprint of a root is for the people of that organisation alone.
With a snapshot, only what follows the head that it was made at is read: give that head, too. The first time, and after each, one is
written; the key is made where there is none, and is nobody else's. Without both, all is read.
Without CASE, the sample case under examples/sample is verified.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<u8, Failure> {
    let asked = Asked::from_env(USAGE)?.or_sample(&CUSTODY)?;
    let output = asked.output;
    let report = asked.verify(USAGE)?;
    match output {
        Output::Page => common::say(&report)?,
        Output::Json => common::say(common::json(&report)? + "\n")?,
    }
    Ok(report.verdict.exit_code())
}
