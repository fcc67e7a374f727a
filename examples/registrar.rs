//! A registrar's year: keys that are given, changed, lost and stolen, and a root that is followed.
//!
//! ```text
//! cargo run --example registrar
//! ```
//!
//! One organisation in memory. Its registrar enrols people, replaces a key that was lost, ends those of
//! one who leaves, and learns in November that a key was stolen in September. A colleague outside kept
//! the head of August, so what stands under it stays good; what the key signed between is said to be
//! unproven. In December the root key is lost, and the successor that was put in a safe in January takes
//! its place. Nothing is written to a disk.
//!
//! Exit status: 0 the verdicts are the expected ones, 1 they are not, 2 something could not be done.

mod common;

use std::process::ExitCode;

use handseal::Timestamp;
use handseal::event::{At, Noted, PartyKind, Salts, Subject};
use handseal::identity::{OsEntropy, PartyId, Signer, SigningKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::store::{
    Actor, CaseError, CaseFile, Enrolment, KeyEnd, MemoryStore, Opening, Recorded,
};
use handseal::verify::{Code, REGISTRAR, Report, Verdict, Verifier};

use common::{Failure, ensure, say};

fn main() -> ExitCode {
    match year() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => common::refuse(&failure),
    }
}

type Case = CaseFile<MemoryStore>;

/// The keys of this year. In an agency each lies on a card, and the successor in a safe.
struct Keys {
    root: SigningKey,
    successor: SigningKey,
    heads: SigningKey,
    registrar: SigningKey,
    ana: SigningKey,
    ana_next: SigningKey,
    ben: SigningKey,
    ben_next: SigningKey,
    carl: SigningKey,
}

impl Keys {
    fn generate() -> Result<Self, Failure> {
        let key = || SigningKey::generate(&mut OsEntropy);
        Ok(Self {
            root: key()?,
            successor: key()?,
            heads: key()?,
            registrar: key()?,
            ana: key()?,
            ana_next: key()?,
            ben: key()?,
            ben_next: key()?,
            carl: key()?,
        })
    }
}

/// The people who have keys.
struct People {
    registrar: PartyId,
    ana: PartyId,
    ben: PartyId,
    carl: PartyId,
}

fn time(text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| Failure::said(format!("{text} is no instant")))
}

fn year() -> Result<bool, Failure> {
    let keys = Keys::generate()?;
    let (mut case, people) = january(&keys)?;
    march(&mut case, &keys, &people)?;
    let august = august(&mut case, &keys, &people)?;
    november(&mut case, &keys, &people)?;
    let first = judge(&mut case, &keys, Some(&august))?;
    let unproven = found(&first, Code::KeyUnproven);
    say(format_args!("  with the head of August: {}, {unproven} entry unproven\n", first.verdict))?;
    let alone = judge(&mut case, &keys, None)?;
    let all = found(&alone, Code::KeyUnproven);
    say(format_args!("  without it: {}, {all} entries unproven\n\n", alone.verdict))?;
    december(&mut case, &keys)?;
    let last = judge(&mut case, &keys, Some(&august))?;
    say(format_args!(
        "  {}: {} entries, and nothing but what was stolen is in doubt\n",
        last.verdict, last.entries
    ))?;
    let expected = [(unproven, 1), (all, 2), (found(&last, Code::KeyUnproven), 1)];
    let verdicts = [&first, &alone, &last].map(|report| report.verdict);
    Ok(verdicts == [Verdict::Incomplete; 3]
        && expected.iter().all(|(found, expected)| found == expected))
}

/// The organisation begins: a root, a successor in a safe, a registrar, three people.
fn january(keys: &Keys) -> Result<(Case, People), Failure> {
    let at = time("2026-01-05T09:00:00Z")?;
    let opening = Opening {
        organisation: "Fabula Police",
        jurisdiction: "XA",
        origin: "custody.fabula.example",
        root: &keys.root,
        checkpoint_key: &keys.heads,
        successors: &[keys.successor.public_key().thumbprint()],
        at,
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy)?;
    let root = Actor::organisation(&keys.root);
    let registrar = enrol(&mut case, ("Rita Invented", &[REGISTRAR]), &keys.registrar, &root, at)?;
    let by = Actor::new(registrar, &keys.registrar);
    let ana = enrol(&mut case, ("Ana Invented", &["examiner"]), &keys.ana, &by, at)?;
    let ben = enrol(&mut case, ("Ben Madeup", &["custodian"]), &keys.ben, &by, at)?;
    let carl = enrol(&mut case, ("Carl Fiction", &["collector"]), &keys.carl, &by, at)?;
    say("JANUARY    a registrar and three people are enrolled\n")?;
    Ok((case, People { registrar, ana, ben, carl }))
}

fn enrol(
    case: &mut Case,
    (name, roles): (&str, &[&str]),
    key: &SigningKey,
    by: &Actor<'_>,
    at: Timestamp,
) -> Result<PartyId, Failure> {
    let key: &dyn Signer = key;
    let enrolment = Enrolment { kind: PartyKind::Person, name, roles, units: &[], key: Some(key) };
    Ok(case.enrol(&enrolment, by, at, &mut OsEntropy)?)
}

/// Ben loses his key, and Carl leaves.
fn march(case: &mut Case, keys: &Keys, people: &People) -> Result<(), Failure> {
    let at = time("2026-03-02T10:00:00Z")?;
    let registrar = Actor::new(people.registrar, &keys.registrar);
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: "Ben Madeup",
        roles: &["custodian"],
        units: &[],
        key: Some(&keys.ben_next),
    };
    let lost = (keys.ben.public_key().thumbprint(), KeyEnd::Lost);
    let replaced =
        case.replace_key(people.ben, lost, &enrolment, &registrar, at, &mut OsEntropy)?;
    ensure(replaced.others.is_empty(), "Ben has no other key")?;
    case.retire(people.carl, KeyEnd::Left, &registrar, at)?;
    say("MARCH      Ben has a key in the place of the one that he lost; Carl's is ended\n")?;
    let carl = Actor::new(people.carl, &keys.carl);
    expect_refused(remark(case, &carl, at), Code::KeyRevoked)?;
    say("           what Carl's key signs now is refused\n")?;
    // A slip of the hand: the last registrar ends itself.
    let own = keys.registrar.public_key().thumbprint();
    let slip = case.revoke(people.registrar, own, KeyEnd::Retired, &registrar, at);
    expect_refused(slip, Code::RoleForbidden)?;
    say("           and the last registrar cannot end its own key\n")
}

/// Ana acts, and the head over it goes to a colleague outside.
fn august(
    case: &mut Case,
    keys: &Keys,
    people: &People,
) -> Result<(SignedCheckpoint, Timestamp), Failure> {
    remark(case, &Actor::new(people.ana, &keys.ana), time("2026-08-10T11:00:00Z")?)?;
    let head = case.checkpoint(&keys.heads)?;
    say("AUGUST     Ana makes a remark, and a colleague outside keeps the head over it\n")?;
    Ok((head, time("2026-08-31T00:00:00Z")?))
}

/// In November it comes out that Ana's key was in other hands since September.
fn november(case: &mut Case, keys: &Keys, people: &People) -> Result<(), Failure> {
    remark(case, &Actor::new(people.ana, &keys.ana), time("2026-10-01T03:00:00Z")?)?;
    let at = time("2026-11-09T08:00:00Z")?;
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: "Ana Invented",
        roles: &["examiner"],
        units: &[],
        key: Some(&keys.ana_next),
    };
    let stolen = KeyEnd::Compromised { since: time("2026-09-15T00:00:00Z")? };
    let registrar = Actor::new(people.registrar, &keys.registrar);
    let old = (keys.ana.public_key().thumbprint(), stolen);
    let replaced = case.replace_key(people.ana, old, &enrolment, &registrar, at, &mut OsEntropy)?;
    // A thief may have got another key registered: it would stay good.
    ensure(replaced.others.is_empty(), "Ana has no other key")?;
    remark(case, &Actor::new(people.ana, &keys.ana_next), at)?;
    say("NOVEMBER   Ana's key was stolen in September, and signed something in October\n")
}

/// The root is lost, and the key in the safe takes its place.
fn december(case: &mut Case, keys: &Keys) -> Result<(), Failure> {
    let at = time("2026-12-14T15:00:00Z")?;
    case.succeed(case.keeper(), &keys.successor, KeyEnd::Lost, &[], at)?;
    say("DECEMBER   the root key is lost; the one in the safe takes its place\n")?;
    expect_refused(remark(case, &Actor::organisation(&keys.root), at), Code::KeyRevoked)?;
    let organisation = Actor::new(PartyId::organisation(case.keeper()), &keys.successor);
    let next = SigningKey::generate(&mut OsEntropy)?;
    enrol(case, ("Dora Imagined", &[REGISTRAR]), &next, &organisation, at)?;
    Ok(())
}

fn remark(case: &mut Case, actor: &Actor<'_>, at: Timestamp) -> Result<Recorded, CaseError> {
    let text = Salts::new(&mut OsEntropy)?.commit("a remark");
    let own = Subject::Own(actor.id, case.origin()?.clone());
    case.act(Noted { text, entry: None }, &[own], actor, At::device(at))
}

/// The rules do not allow it, and the writer says which.
fn expect_refused<T>(done: Result<T, CaseError>, expected: Code) -> Result<(), Failure> {
    match done {
        Err(CaseError::Refused { finding }) if finding.code == expected => Ok(()),
        Err(other) => Err(Failure::from(other)),
        Ok(_) => Err(Failure::said(format!("it was recorded, and {expected} was expected"))),
    }
}

/// What a reader sees who has a fresh head, and perhaps that of August with the day since which it is kept.
fn judge(
    case: &mut Case,
    keys: &Keys,
    kept: Option<&(SignedCheckpoint, Timestamp)>,
) -> Result<Report, Failure> {
    let trust = Trust::new().root(case.keeper());
    let now = time("2027-01-01T00:00:00Z")?;
    let mut verifier = Verifier::new(&trust, now).anchor(case.checkpoint(&keys.heads)?);
    if let Some((head, since)) = kept {
        verifier = verifier.anchor_kept_since(head.clone(), *since);
    }
    Ok(verifier.verify_bytes(case.store().as_bytes())?)
}

fn found(report: &Report, code: Code) -> usize {
    report.findings.iter().filter(|finding| finding.code == code).count()
}
