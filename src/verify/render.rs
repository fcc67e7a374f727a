//! The report as a page for people.
//!
//! Every text that comes from the evidence goes through [`shown`], so no line of the page can be
//! made by anyone but the verifier.

use std::collections::HashMap;
use std::fmt;

use crate::verify::code::{Class, Code};
use crate::verify::escape::{is_invisible, shown, visible};
use crate::verify::finding::{Detail, EntryDifference, Finding};
use crate::verify::render_content::write_content;
use crate::verify::render_requests::write_request;
use crate::verify::report::{ItemReport, Report, Scope, Stretch, Verdict};

/// How many findings of one kind are written out; the rest are counted.
const SHOWN_PER_KIND: u64 = 10;

/// What findings are counted by: many entries that changed do not hide the one that is missing.
type Kind = (Code, Option<EntryDifference>);

const fn kind(finding: &Finding) -> Kind {
    if let Detail::DirectoryEntry(difference) = finding.detail {
        (finding.code, Some(difference))
    } else {
        (finding.code, None)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = self.verdict.code().to_uppercase();
        write!(f, "{verdict} — {}", self.verdict.text())?;
        let stated = |finding: &&Finding| finding.code.class() == Class::Irregularity;
        match self.findings.iter().filter(stated).count() {
            stated @ 1.. if self.verdict == Verdict::Incomplete => {
                writeln!(f, " Irregularities stated: {stated}.")?;
            }
            _ => writeln!(f)?,
        }
        writeln!(f)?;
        self.write_ledger(f)?;
        self.write_attested(f)?;
        self.write_items(f)?;
        self.write_requests(f)?;
        self.write_findings(f)?;
        self.write_coverage(f)?;
        self.write_limits(f)
    }
}

impl Report {
    fn write_ledger(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scope {
            Scope::Ledger => writeln!(f, "Judged    a whole ledger of {} entries", self.entries)?,
            Scope::Extract(subjects) => writeln!(
                f,
                "Judged    an extract: {} entries on {} subjects; the rest of the ledger is not shown",
                self.entries,
                subjects.len(),
            )?,
            Scope::Unreadable => writeln!(f, "Judged    nothing: the file could not be read")?,
        }
        if let Some(origin) = &self.origin {
            writeln!(f, "Ledger    {}", shown(origin))?;
        }
        if let Some((keeper, name)) = &self.keeper {
            let name = name.as_deref().map_or_else(|| "(name withheld)".to_owned(), shown);
            writeln!(f, "Kept by   {name}, as it calls itself, root {keeper}")?;
        }
        if let Some(head) = &self.head {
            writeln!(f, "Head      size {}, root {}", head.size, head.root)?;
        }
        if let Some(earlier) = &self.earlier {
            writeln!(f, "Rests on  {earlier}")?;
        }
        for head in &self.cosigned {
            write!(f, "{head}")?;
        }
        for root in &self.trusted {
            writeln!(f, "Trusted   root {root}")?;
        }
        let used = &self.policy;
        writeln!(f, "Policy    {}, SHA-256 {}", shown(&used.name), used.sha256)?;
        for own in &self.policies {
            let (name, whose) = (shown(&own.name), own.organisation);
            writeln!(f, "  for     the people of {whose}: {name}, SHA-256 {}", own.sha256)?;
        }
        if let Some(used) = &self.catalogue {
            writeln!(
                f,
                "Rules     by the catalogue {}, SHA-256 {}",
                shown(&used.name),
                used.sha256
            )?;
        }
        for (number, beside) in (1_u64..).zip(&self.beside) {
            writeln!(f, "Beside    file {number}, {beside}")?;
        }
        writeln!(f, "Now       {}", self.now)
    }

    fn write_attested(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attested.is_empty() {
            return Ok(());
        }
        writeln!(f)?;
        writeln!(f, "Attested")?;
        for head in &self.attested {
            write!(
                f,
                "  entries below {} were there, not later than {}",
                head.size, head.not_later_than
            )?;
            writeln!(f, "; the head is {}", head.root)?;
            write!(
                f,
                "    by {}, under {} (SHA-256 {})",
                shown(&head.authority),
                shown(&head.anchor.name),
                head.anchor.sha256
            )?;
            write!(f, ", policy {}, at {}", shown(&head.policy), head.at)?;
            match head.accuracy {
                Some(accuracy) => writeln!(f, ", to {accuracy} microseconds")?,
                None => writeln!(f, ", to what accuracy is not told")?,
            }
            write!(
                f,
                "    in entry {}; its certificates are good until {}",
                head.entry, head.until
            )?;
            match head.renewed_by {
                Some(entry) => writeln!(f, ", and entry {entry} has a token over this one")?,
                None => writeln!(f)?,
            }
        }
        Ok(())
    }

    fn write_items(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            writeln!(f)?;
            write_item(item, f)?;
        }
        Ok(())
    }

    fn write_requests(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for request in &self.requests {
            writeln!(f)?;
            write_request(request, f)?;
        }
        for log in &self.use_logs {
            write!(f, "\n{log}")?;
        }
        for certificate in &self.certificates {
            write!(f, "\n{certificate}")?;
        }
        Ok(())
    }

    fn write_findings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        if self.findings.is_empty() {
            return writeln!(f, "Findings  none");
        }
        writeln!(f, "Findings")?;
        let mut of_kind = HashMap::<_, (u64, u64)>::new();
        for finding in &self.findings {
            let (listed, _) = of_kind.entry(kind(finding)).or_default();
            *listed = listed.saturating_add(1);
        }
        for (number, finding) in self.findings.iter().enumerate() {
            let (listed, seen) = of_kind.entry(kind(finding)).or_default();
            *seen = seen.saturating_add(1);
            if *seen <= SHOWN_PER_KIND {
                write_finding(number, finding, f)?;
            } else if *seen == SHOWN_PER_KIND.saturating_add(1) {
                let all = self.count(kind(finding)).max(*listed);
                let more = all.saturating_sub(SHOWN_PER_KIND);
                write!(f, "        … and {more} more {}", finding.code)?;
                if let (_, Some(difference)) = kind(finding) {
                    write!(f, ", {difference}")?;
                }
                if all > *listed {
                    write!(f, ": {all} in all, of which {listed} are listed")?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }

    /// How many there are of what is listed up to a limit; 0 of anything else.
    fn count(&self, (code, difference): Kind) -> u64 {
        if code != Code::ContentPartMismatch {
            return 0;
        }
        let of_item = |item: &ItemReport| {
            let compared = item.directory.and_then(|directory| directory.compared);
            match difference {
                None => item.parts.map_or(0, |parts| parts.differing),
                Some(EntryDifference::Added) => compared.map_or(0, |compared| compared.added),
                Some(EntryDifference::Changed) => compared.map_or(0, |compared| compared.changed),
                Some(EntryDifference::Missing) => compared.map_or(0, |compared| compared.missing),
                Some(EntryDifference::Renamed) => compared.map_or(0, |compared| compared.renamed),
            }
        };
        self.items.iter().map(of_item).fold(0, u64::saturating_add)
    }

    fn write_coverage(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        writeln!(f, "Checked")?;
        for line in &self.coverage {
            let all = line.checked.saturating_add(line.not_checked);
            write!(f, "  {:<13} {} of {all} {}", line.step.code(), line.checked, line.over)?;
            match line.why {
                Some(why) => writeln!(f, "; {why}")?,
                None => writeln!(f)?,
            }
        }
        Ok(())
    }
}

fn write_item(item: &ItemReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "Item      ")?;
    for label in &item.labels {
        write!(f, "{} ", shown(label))?;
    }
    writeln!(f, "{}", item.id)?;
    if let Some(description) = &item.description {
        writeln!(f, "  what    {}", shown(description))?;
    }
    for stretch in &item.timeline {
        write_stretch(stretch, f)?;
    }
    match (&item.state, &item.contested) {
        (_, Some([one, other])) => writeln!(f, "  now     contested: {one} or {other}")?,
        (Some(state), None) => writeln!(f, "  now     {state}; nothing later is shown")?,
        (None, None) => writeln!(f, "  now     not shown")?,
    }
    if let Some(seal) = &item.seal {
        writeln!(f, "  seal    {}", shown(seal))?;
    }
    write_content(item, f)
}

fn write_stretch(stretch: &Stretch, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let time = |at: &Option<crate::encoding::Timestamp>| {
        at.map_or_else(|| "time unknown".to_owned(), |at| at.to_string())
    };
    write!(f, "  {:<7} ", stretch.state.code())?;
    match (&stretch.name, stretch.by) {
        (Some(name), _) => write!(f, "{}", shown(name))?,
        (None, Some(by)) => write!(f, "{by}")?,
        (None, None) => write!(f, "nobody")?,
    }
    write!(f, " from {} (entry {})", time(&stretch.since), stretch.entry)?;
    match stretch.until {
        Some(until) => writeln!(f, " to {until}"),
        None => writeln!(f),
    }
}

pub(super) fn write_finding(
    number: usize,
    finding: &Finding,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let class = match finding.code.class() {
        Class::Failure => "FAILURE",
        Class::Irregularity => "irregularity",
        Class::NotChecked => "not checked",
        Class::Note => "note",
    };
    write!(f, "  [{number}] {class}: {}", finding.code)?;
    let location = &finding.location;
    if let Some(entry) = location.entry {
        write!(f, ", entry {entry}")?;
    }
    if let Some(range) = &location.bytes {
        write!(f, ", bytes {} to {}", range.start, range.end)?;
    }
    if let Some(field) = &location.field {
        write!(f, ", field {}", visible(field))?;
    }
    if let Some(cause) = finding.because_of {
        write!(f, ", because of [{cause}]")?;
    }
    writeln!(f)?;
    if let Some(subject) = &location.subject {
        writeln!(f, "        {subject}")?;
    }
    writeln!(f, "        {}", one_line(&finding.message()))
}

/// Messages are made of our sentences and escaped or typed values; a line break in one would be a
/// fault of ours, and still must not start a line.
fn one_line(message: &str) -> String {
    message.chars().map(|c| if is_invisible(c) { '\u{fffd}' } else { c }).collect()
}

impl Report {
    fn write_limits(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        writeln!(f, "What this page does not say")?;
        writeln!(f, "  - that what the parties stated is true, or that the acts were lawful;")?;
        writeln!(f, "  - that nothing happened which nobody recorded;")?;
        if matches!(self.scope, Scope::Extract(_)) {
            writeln!(
                f,
                "  - that the extract has all: a later entry of its chains, or the revocation of a"
            )?;
            writeln!(f, "    key, may be in the ledger and not here;")?;
        }
        if let Some(earlier) = self.earlier.as_ref().filter(|earlier| !earlier.read_again) {
            writeln!(
                f,
                "  - that the first {} entries are still whole here: they were verified then, and",
                earlier.size
            )?;
            writeln!(f, "    not read again;")?;
        }
        if self.attested.is_empty() {
            writeln!(f, "  - when anything happened, beyond what the signers stated.")
        } else {
            writeln!(
                f,
                "  - when anything happened, beyond what the signers stated, and what is attested above."
            )
        }
    }
}
