//! Mutual assistance from the first call to a third State, between organisations that share files.
//!
//! ```text
//! cargo run --example mutual_assistance -- [DIRECTORY]
//! ```
//!
//! A point of contact has data preserved abroad (ETS 185 Article 29), the central authority then
//! asks for it (Article 31), the data comes through two central authorities to the prosecutor, and a
//! third State asks for a copy. Six organisations, each with a directory, keys and a ledger of its
//! own; what one wants another to have is an extract, carried. `preservation`, `assistance` and
//! `onward` tell the three parts. Works in a new directory below the system's temporary one, which is
//! removed at the end, or in DIRECTORY, which must not be there and is kept to be looked at.
//!
//! Exit status: 0 the verdicts are the expected ones, 1 they are not, 2 something could not be done.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/organisation.rs"]
mod organisation;

mod assistance;
mod onward;
mod preservation;

use std::path::Path;
use std::process::ExitCode;

use handseal::verify::Verdict;

use common::{Failure, say};
use organisation::{
    Charter, Clock, Organisation, in_directory, introduce, tell_expected, tell_requests,
    tell_verdict,
};

const USAGE: &str = "\
usage: mutual_assistance [DIRECTORY]
Preservation, mutual assistance and an onward transfer. DIRECTORY must not be there yet and is kept.";

fn main() -> ExitCode {
    in_directory("mutual-assistance", USAGE, &tell)
}

/// Everyone in the story. XA, XB and XC are no States: ISO 3166-1 leaves such codes to its users.
struct World {
    clock: Clock,
    /// Fabula's prosecutor, who is its 24/7 point of contact too.
    prosecution: Organisation,
    /// Fabula's central authority.
    fabula: Organisation,
    /// Inventia's 24/7 point of contact.
    police: Organisation,
    /// Inventia's central authority.
    inventia: Organisation,
    /// The provider, in Inventia.
    provider: Organisation,
    /// The central authority of the third State.
    elsewhere: Organisation,
}

fn tell(directory: &Path) -> Result<bool, Failure> {
    let mut world = World::found(directory)?;
    let preserved = preservation::tell(&mut world)?;
    let supplied = assistance::tell(&mut world, &preserved)?;
    onward::tell(&mut world, &supplied)?;
    preservation::end(&mut world, &preserved)?;
    conclude(&mut world)
}

impl World {
    fn found(directory: &Path) -> Result<Self, Failure> {
        let clock = Clock::starting("2026-05-04T07:00:00Z")?;
        let found = |name, jurisdiction, unit, person| {
            let charter = Charter { name, jurisdiction, unit, person };
            Organisation::found(directory, &charter, &clock)
        };
        let mut world = Self {
            prosecution: found(
                "Fabula Prosecution Office",
                "XA",
                "Fabula Cybercrime Section, 24/7 point of contact",
                "Petra Invented, prosecutor",
            )?,
            fabula: found(
                "Fabula Ministry of Justice",
                "XA",
                "Fabula Central Authority",
                "Felix Madeup",
            )?,
            police: found(
                "Inventia Police",
                "XB",
                "Inventia 24/7 point of contact",
                "Ida Imagined, duty officer",
            )?,
            inventia: found(
                "Inventia Ministry of Justice",
                "XB",
                "Inventia Central Authority",
                "Ivo Fictive",
            )?,
            provider: found("Pretend Mail", "XB", "Pretend Mail Legal Desk", "Paul Pretend")?,
            elsewhere: found(
                "Elsewhere Ministry of Justice",
                "XC",
                "Elsewhere Central Authority",
                "Elsa Nobody",
            )?,
            clock: clock.clone(),
        };
        say("0. EVERYONE LEARNS EVERYONE'S ROOT FINGERPRINT, AND GETS EVERYONE'S CARD\n\n")?;
        for each in world.all() {
            say(format_args!("  {}, {}\n", each.name, each.root()))?;
        }
        introduce(&mut world.all())?;
        Ok(world)
    }

    fn all(&mut self) -> [&mut Organisation; 6] {
        let Self { clock: _, prosecution, fabula, police, inventia, provider, elsewhere } = self;
        [fabula, prosecution, police, inventia, provider, elsewhere]
    }
}

/// What each ledger shows at the end. Answers whether that is what is expected.
fn conclude(world: &mut World) -> Result<bool, Failure> {
    say("\n5. WHAT EACH LEDGER SHOWS\n\n")?;
    let page = world.fabula.verify()?;
    say(format_args!("{page}\n{}\n", page.docket()))?;
    let mut as_expected = true;
    for each in world.all() {
        let expected = expected_of(each.name);
        let report = each.verify()?;
        tell_verdict(each.name, &report)?;
        tell_requests(&report)?;
        as_expected &= tell_expected(each.name, &report, expected);
    }
    say(
        "\n  Expected: Irregular where the offer without an authorisation is known. It was withdrawn, \
         earlier than\n  the answer was due, and stays on record: a record that forgot it would be \
         worth less. Who was never\n  shown it is Consistent.\n",
    )?;
    Ok(as_expected)
}

fn expected_of(name: &str) -> Verdict {
    match name {
        "Fabula Ministry of Justice" | "Elsewhere Ministry of Justice" => Verdict::Irregular,
        _ => Verdict::Consistent,
    }
}
