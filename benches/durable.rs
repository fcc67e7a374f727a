//! An event made durable beside the same bytes in a database, and beside a signed commit.
//!
//! SQLite (its write-ahead log, `synchronous=FULL`) inserts the same bytes in transactions of the same size; git
//! signs empty commits with an SSH key. All lie in one folder on the disk. SQLite runs in a Python
//! process that is told each round: what the pipe costs is a few microseconds a round. What is not
//! installed is left out, and that is said.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use common::disk::{Place, append, records, round};
use common::ledger::Maker;
use common::ratio;
use handseal::event::SignedEvent;
use handseal::store::{CaseFile, FileStore, MemoryStore};

const PAIRS: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    for group in [1, 10, 100] {
        beside_database(group)?;
    }
    already_signed(100)?;
    beside_commits()
}

fn beside_database(group: usize) -> Result<(), Box<dyn Error>> {
    let place = Place::new("database")?;
    let mut maker = Maker::new(FileStore::create(place.file("ours"))?)?;
    let event = maker.next_event()?;
    let length = records(std::slice::from_ref(&event)).len();
    maker.case.record([event])?;
    let Some(mut database) = Database::begin(&place, length)? else { return Ok(()) };
    let events = round(group);
    ratio::print(
        &format!("sign, check, append durably, groups of {group} / SQLite inserts"),
        PAIRS,
        || append(&mut maker, events, group),
        || database.insert(events, group),
    );
    Ok(())
}

fn already_signed(group: usize) -> Result<(), Box<dyn Error>> {
    let place = Place::new("database-signed")?;
    let mut twin = Maker::new(MemoryStore::new())?;
    let path = place.file("ours");
    fs::write(&path, twin.case.store().as_bytes())?;
    let (mut case, _) = CaseFile::open(&path, &twin.trust())?;
    let mut rounds: Vec<Vec<Vec<SignedEvent>>> = Vec::new();
    let mut length = 0;
    for _ in 0..=PAIRS {
        let mut groups = Vec::new();
        for _ in 0..round(group) / group {
            let mut events = Vec::new();
            for _ in 0..group {
                let event = twin.next_event()?;
                twin.case.stage(event.clone())?;
                length = records(std::slice::from_ref(&event)).len();
                events.push(event);
            }
            groups.push(events);
        }
        rounds.push(groups);
    }
    let Some(mut database) = Database::begin(&place, length)? else { return Ok(()) };
    let mut rounds = rounds.into_iter();
    ratio::print(
        &format!("check, append durably, groups of {group}, already signed / SQLite inserts"),
        PAIRS,
        || {
            for events in rounds.next().expect("a round for each pair") {
                case.record(events).expect("the twin took them");
            }
        },
        || database.insert(round(group), group),
    );
    Ok(())
}

fn beside_commits() -> Result<(), Box<dyn Error>> {
    const COMMITS: usize = 5;
    let place = Place::new("commits")?;
    let mut maker = Maker::new(FileStore::create(place.file("ours"))?)?;
    let Some(repository) = Repository::begin(&place) else {
        println!("git or ssh-keygen: not installed, or does not sign");
        return Ok(());
    };
    ratio::print(
        "sign, check, append durably, one by one / git commit -S",
        PAIRS,
        || append(&mut maker, COMMITS, 1),
        || (0..COMMITS).for_each(|_| assert!(repository.commit(), "git signs")),
    );
    Ok(())
}

/// Inserts rows when it is told how many, in which groups, and answers when they are durable.
const INSERTS: &str = r#"
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=FULL")
database.execute("CREATE TABLE events (number INTEGER PRIMARY KEY, bytes BLOB)")
row = (bytes(int(sys.argv[2])),)
for line in sys.stdin:
    events, group = map(int, line.split())
    for _ in range(events // group):
        database.execute("BEGIN")
        for _ in range(group):
            database.execute("INSERT INTO events (bytes) VALUES (?)", row)
        database.execute("COMMIT")
    print("done", flush=True)
"#;

/// A database in a process of its own.
struct Database {
    child: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Database {
    /// A table of rows of this length; none where there is no Python with SQLite.
    fn begin(place: &Place, length: usize) -> Result<Option<Self>, Box<dyn Error>> {
        let there = Command::new("python3").args(["-c", "import sqlite3"]).output();
        if !there.is_ok_and(|ran| ran.status.success()) {
            println!("python3 with sqlite3: not installed");
            return Ok(None);
        }
        let mut child = Command::new("python3")
            .args(["-c", INSERTS])
            .arg(place.file("database"))
            .arg(length.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let asked = child.stdin.take().ok_or("no way in")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no way out")?);
        Ok(Some(Self { child, asked, answers }))
    }

    fn insert(&mut self, events: usize, group: usize) {
        writeln!(self.asked, "{events} {group}").expect("it is asked");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        assert_eq!(answer, "done\n");
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A repository whose commits are signed with an SSH key.
struct Repository(PathBuf);

impl Repository {
    fn begin(place: &Place) -> Option<Self> {
        let (folder, key) = (place.file("repository"), place.file("key"));
        let made = |command: &mut Command| command.output().is_ok_and(|ran| ran.status.success());
        let key_made = made(
            Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key),
        );
        let repository = Self(folder);
        let begun = made(Command::new("git").args(["init", "-q"]).arg(&repository.0));
        (key_made && begun && repository.configure(&key) && repository.commit())
            .then_some(repository)
    }

    fn configure(&self, key: &Path) -> bool {
        let key = key.to_string_lossy();
        let settings = [
            ("user.name", "A. Example"),
            ("user.email", "a@example.org"),
            ("gpg.format", "ssh"),
            ("user.signingkey", &*key),
            ("core.fsync", "all"),
            ("gc.auto", "0"),
        ];
        settings.iter().all(|(name, value)| self.git(&["config", name, value]))
    }

    fn commit(&self) -> bool {
        self.git(&["commit", "-q", "-S", "--allow-empty", "-m", "Evidence store, room 2"])
    }

    fn git(&self, words: &[&str]) -> bool {
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.0).args(words);
        git.output().is_ok_and(|ran| ran.status.success())
    }
}
