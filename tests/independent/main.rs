//! Programs that nobody here wrote check what we sign: entries, a library of COSE and CWT that knows the algorithm -19;
//! heads and proofs, the libraries of Go's checksum database.

#![allow(
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "one of several tests that use it")]
#[path = "../lists/field.rs"]
mod field;

use std::path::{Path, PathBuf};
use std::process::Command;

use ciborium::Value;
use handseal::event::{At, Noted, Salts, SignedEvent, Subject};
use handseal::identity::{OsEntropy, Signer, SigningKey};
use handseal::ledger::{KeyName, RecordKind, RecordReader, VerifierKey};
use handseal::merkle::{Tree, leaf_hash};
use handseal::store::{Actor, CaseFile, MemoryStore, Opening};
use serde_json::{Value as Json, json};

use field::{python, said, skipped};

fn root() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn heads() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

/// A ledger of so many remarks behind its beginning.
fn case(remarks: usize) -> CaseFile<MemoryStore> {
    let (root, heads) = (root(), heads());
    let at = "2026-11-22T09:00:00Z".parse().unwrap();
    let opening = Opening {
        organisation: "Example Police",
        jurisdiction: "EX",
        origin: "custody.example.org",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at,
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let chief = Actor::organisation(&root);
    let id = Subject::Case(case.open_case("2041/26", &chief, at, &mut OsEntropy).unwrap());
    for number in 0..remarks {
        let text = Salts::new(&mut OsEntropy).unwrap().commit(format!("remark {number}"));
        let remark = Noted { text, entry: None };
        case.act(remark, std::slice::from_ref(&id), &chief, At::device(at)).unwrap();
    }
    case
}

/// The contents of the records of a kind.
fn records(file: &[u8], kind: RecordKind) -> Vec<Vec<u8>> {
    let mut reader = RecordReader::new(file);
    let mut found = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        if record.kind == kind {
            let whole = [RecordKind::Proof, RecordKind::Disclosures].contains(&kind);
            found.push(if whole { record.bytes } else { record.content().to_vec() });
        }
    }
    found
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a program answers to each question, or nothing where there is none; that has been said.
fn answers(program: impl AsRef<Path>, options: &[&str], asked: &[Json]) -> Option<Vec<String>> {
    let lines: String = asked.iter().map(|line| format!("{line}\n")).collect();
    let output = field::run_with(program, options, Path::new("."), lines.as_bytes())?;
    assert!(output.status.success(), "{}", said(&output));
    let out = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = out.lines().map(ToOwned::to_owned).collect();
    assert_eq!(answers.len(), asked.len());
    Some(answers)
}

fn with_flipped_bit(bytes: &[u8], place: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place] ^= 1;
    bytes
}

#[test]
fn entry_is_refused_by_a_cwt_library_or_an_altered_one_taken() {
    let prepared = python::environment("python3", "cwt", "independent/requirements.txt");
    let python = match prepared {
        Ok(python) => python,
        Err(why) => return skipped(&format!("the library of CWT was not asked: {why}")),
    };
    let entries = records(case(20).store().as_bytes(), RecordKind::Entry);
    let (key, other) = (root(), heads());
    let kid = hex(key.public_key().thumbprint().as_bytes());
    // The other key is given under the same name: the signature alone tells them apart.
    let ask = |entry: &[u8], key: &SigningKey| json!({"entry": hex(entry), "key": hex(key.public_key().as_bytes()), "kid": kid});
    let good: Vec<_> = entries.iter().map(|entry| ask(entry, &key)).collect();
    // In the protected header, in the payload, in the signature; and by another key.
    let mut altered: Vec<_> = entries
        .iter()
        .flat_map(|entry| [70, entry.len() - 100, entry.len() - 30].map(|at| (entry, at)))
        .map(|(entry, place)| ask(&with_flipped_bit(entry, place), &key))
        .collect();
    altered.extend(entries.iter().map(|entry| ask(entry, &other)));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/entries.py");
    let script = [script.to_str().unwrap()];
    let taken = answers(&python, &script, &good).unwrap();
    assert_eq!(entries.len(), 23);
    assert!(taken.iter().all(|answer| answer.parse::<usize>().is_ok()), "{taken:?}");
    let refused = answers(&python, &script, &altered).unwrap();
    assert!(refused.iter().all(|answer| answer == "refused"), "{refused:?}");
}

/// The program of Go's libraries; none where they are not installed.
fn checker() -> Option<PathBuf> {
    /// Where Debian installs the sources of Go's libraries.
    const SOURCES: &str = "/usr/share/gocode";
    let sources = std::env::var("GOPATH").unwrap_or_else(|_| SOURCES.to_owned());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join("heads");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/heads.go");
    let mut build = Command::new("go");
    build.args(["build", "-o"]).arg(&program).arg(&source);
    build.envs([("GO111MODULE", "off"), ("GOPATH", &sources), ("GOFLAGS", "")]);
    build.env("GOCACHE", folder.join("go-cache"));
    match python::printed(&mut build) {
        Ok(_) => Some(program),
        Err(why) => {
            skipped(&format!("Go's libraries were not asked: {why}"));
            None
        }
    }
}

/// A signed head, and the line that names its key.
fn signed_by(origin: &str, head: &impl ToString) -> Json {
    let name = KeyName::parse(origin).unwrap();
    let vkey = VerifierKey::new(name, heads().public_key().clone()).unwrap();
    json!({"vkey": vkey.to_string(), "head": head.to_string()})
}

fn with(head: &Json, more: Json) -> Json {
    let mut all = head.clone();
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

/// The index and the path of an inclusion proof, as it stands in an extract.
fn path_of(proof: &[u8]) -> (u64, Vec<Vec<u8>>) {
    let fields = ciborium::from_reader::<Value, _>(proof).unwrap().into_map().unwrap();
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key.as_text() == Some(name));
        found.unwrap().1.clone()
    };
    let path = field("path").into_array().unwrap();
    let path = path.into_iter().map(|hash| hash.into_bytes().unwrap()).collect();
    (field("index").into_integer().unwrap().try_into().unwrap(), path)
}

#[test]
fn head_or_proof_is_refused_by_gos_libraries_or_an_altered_one_taken() {
    let Some(program) = checker() else { return };
    let mut case = case(20);
    let (mut extract, origin) = (Vec::new(), case.origin().unwrap().to_string());
    let subject = Subject::Party(Actor::organisation(&root()).id);
    let made = case.extract(&[subject], &heads(), &mut extract).unwrap();
    let head = signed_by(&origin, &made.head);
    let (mut good, mut altered) = (Vec::new(), Vec::new());
    let entries = records(&extract, RecordKind::Entry);
    let proofs = records(&extract, RecordKind::Proof);
    assert_eq!(entries.len(), proofs.len());
    for (entry, proof) in entries.iter().zip(&proofs) {
        let leaf = hex(SignedEvent::parse(entry.clone()).unwrap().hash().as_bytes());
        let (index, path) = path_of(proof);
        let inclusion = |leaf: &str, index: u64, path: &[Vec<u8>]| {
            let path: Vec<_> = path.iter().map(hex).collect();
            with(&head, json!({"leaf": leaf, "index": index, "path": path}))
        };
        good.push(inclusion(&leaf, index, &path));
        altered.push(inclusion(&leaf, index + 1, &path));
        altered.push(inclusion(&hex([7; 32]), index, &path));
        altered.push(inclusion(&leaf, index, &path[1..]));
        for step in 0..path.len() {
            let mut path = path.clone();
            path[step] = with_flipped_bit(&path[step], 31);
            altered.push(inclusion(&leaf, index, &path));
        }
    }
    // Every older head is one that the newest extends.
    let mut tree = Tree::default();
    for entry in records(case.store().as_bytes(), RecordKind::Entry) {
        tree.append(leaf_hash(SignedEvent::parse(entry).unwrap().hash().as_bytes()));
    }
    for size in 2..case.size() {
        let request = case.cosignature_request(size, &heads()).unwrap();
        let older = tree.root_at(size).unwrap();
        let path: Vec<_> = request.proof.iter().map(|hash| hex(hash.0)).collect();
        let head = signed_by(&origin, &request.head);
        let extends = |root: &str| with(&head, json!({"size": size, "root": root, "path": path}));
        good.push(extends(&hex(older.0)));
        altered.push(extends(&hex(with_flipped_bit(&older.0, 0))));
    }
    // Another root under the same signature, and another key.
    let text = made.head.to_string();
    let root_line = text.lines().nth(2).unwrap();
    let changed = text.replacen(root_line, "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=", 1);
    let mut forged = good[0].clone();
    forged["head"] = json!(changed);
    altered.push(forged);
    let mut forged = good[0].clone();
    let name = KeyName::parse(&origin).unwrap();
    forged["vkey"] =
        json!(VerifierKey::new(name, root().public_key().clone()).unwrap().to_string());
    altered.push(forged);
    let taken = answers(&program, &[], &good).unwrap();
    assert!(taken.iter().all(|answer| answer == "taken"), "{taken:?}");
    let refused = answers(&program, &[], &altered).unwrap();
    assert!(refused.iter().all(|answer| answer == "refused"), "{refused:?}");
}
