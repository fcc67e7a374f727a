//! Which role may do which act: shows a policy of roles, and writes the embedded one to begin an own one with.
//!
//! ```text
//! cargo run --example policy -- --out MINE
//! cargo run --example policy -- MINE
//! cargo run --example verify -- CASE --root FINGERPRINT --policy MINE
//! ```
//!
//! Exit status: 0; 2 cannot do what was asked, such as a file that is no policy: its line is named.

mod common;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use handseal::event::EventType;
use handseal::law::Policy;
use handseal::verify::escaped;

use common::draft::publish;
use common::opening::check_absent;
use common::{Arguments, Failure};

const USAGE: &str = "\
usage: policy [FILE]
       policy --out FILE
Shows which role may do which act, by the policy in FILE or by the embedded one. --out writes the text of the
embedded one into a new file, to be changed: nothing of the embedded one holds where an own one is given.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut file, mut out) = (None, None::<PathBuf>);
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--out" => arguments.once("--out", &mut out)?,
            path if file.is_none() && !path.starts_with("--") => file = Some(PathBuf::from(path)),
            more => return Err(arguments.unknown(more)),
        }
    }
    match (file, out) {
        (None, None) => common::say(page(Policy::embedded())?),
        (Some(path), None) => {
            let text = common::read(&path)?;
            common::say(page(&Policy::parse_bytes(&path.to_string_lossy(), &text)?)?)
        }
        (None, Some(out)) => {
            check_absent(&out)?;
            publish(&out, Policy::EMBEDDED_TEXT.as_bytes())?;
            let shown = escaped(&out.to_string_lossy());
            common::say(format!("Written to {shown}: give it a name of its own.\n"))
        }
        (Some(_), Some(_)) => Err(Failure::usage("name a file to show, or --out", USAGE)),
    }
}

fn page(policy: &Policy) -> Result<String, Failure> {
    let mut page = String::new();
    writeln!(page, "{}\nSHA-256 {}\n", shown(policy.name()), policy.digest())?;
    for role in policy.roles() {
        writeln!(page, "{:<22} {}", shown(role.id()), shown(role.about().unwrap_or_default()))?;
    }
    writeln!(page)?;
    for act in EventType::ALL.iter().copied().filter(|act| Policy::covers(*act)) {
        writeln!(page, "{:<22} {}", act.code(), who_may(policy, act))?;
    }
    Ok(page)
}

fn who_may(policy: &Policy, act: EventType) -> String {
    if policy.everyone().any(|given| given == act) {
        return "everyone".to_owned();
    }
    let without =
        policy.without_role().any(|given| given == act).then(|| "who has no role".to_owned());
    let who: Vec<_> = policy.who_may(act).map(shown).chain(without).collect();
    if who.is_empty() { "the organisation itself alone".to_owned() } else { who.join(", ") }
}

/// As it stands, where it is only letters that stay what they are.
fn shown(text: &str) -> String {
    let plain = text.chars().all(|character| character == ' ' || character.is_ascii_graphic());
    if plain { text.to_owned() } else { escaped(text) }
}
