//! Published vectors: one file for each defect, and for each thing that is allowed.
//!
//! `tests/vectors/README.md` says what a file means. The files are made by the functions under
//! `made`, from fixed seeds, and checked in. A change that is meant is written there by running
//! this test with `HANDSEAL_WRITE_VECTORS=1`, and read in the diff.

#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::cloned_ref_to_slice_refs,
    clippy::duplicate_mod,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/authority.rs"]
mod authority;
#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../semantics/cast.rs"]
mod cast;
#[path = "../../examples/conformance/codes.rs"]
mod codes;
mod coverage;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../ranges/edit.rs"]
mod edit;
#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../common/events.rs"]
mod events;
#[path = "../../examples/conformance/evidence.rs"]
mod evidence;
#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../event/forge.rs"]
mod forge;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/forks.rs"]
mod forks;
#[path = "../../examples/conformance/heads.rs"]
mod heads;
#[path = "../common/hex.rs"]
mod hex;
#[path = "../../examples/conformance/json_line.rs"]
mod json_line;
#[allow(dead_code, reason = "each test crate uses a part of it")]
mod judge;
mod made;
#[allow(dead_code, reason = "the program reads lines, too")]
#[path = "../../examples/conformance/question.rs"]
mod question;
#[path = "../common/requirements.rs"]
mod requirements;
mod threads;
mod vector;
#[path = "../../examples/conformance/verification.rs"]
mod verification;
#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../requests/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use vector::Vector;

const FOLDERS: [&str; 2] = ["accept", "reject"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

/// Every file of both folders: the folder, the name without its ending, the text.
fn files() -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for entry in std::fs::read_dir(root().join(folder)).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let stem = name.strip_suffix(".json");
            let stem = stem.unwrap_or_else(|| panic!("{folder}/{name} is no vector")).to_owned();
            found.push((folder, stem, std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Every file, as its reader sees it.
fn published() -> Vec<(&'static str, String, Value)> {
    let files = files().into_iter();
    files.map(|(folder, name, text)| (folder, name, serde_json::from_str(&text).unwrap())).collect()
}

/// Writes all files anew.
fn write(vectors: &[Vector]) {
    for folder in FOLDERS {
        let folder = root().join(folder);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        std::fs::create_dir_all(&folder).unwrap();
    }
    for vector in vectors {
        let path = root().join(vector.folder).join(format!("{}.json", vector.name));
        std::fs::write(path, vector.to_json()).unwrap();
    }
}

#[test]
fn a_vector_differs_from_what_its_generator_makes() {
    let vectors = made::all();
    let mut expected = BTreeMap::new();
    for vector in &vectors {
        let place = (vector.folder, vector.name.to_owned());
        assert!(expected.insert(place, vector.to_json()).is_none(), "{} twice", vector.name);
    }
    if std::env::var_os("HANDSEAL_WRITE_VECTORS").is_some() {
        write(&vectors);
    }
    let found: BTreeMap<_, _> =
        files().into_iter().map(|(folder, name, text)| ((folder, name), text)).collect();
    let mut wrong = Vec::new();
    for (place, text) in &expected {
        match found.get(place) {
            None => wrong.push(format!("{place:?} is not in its folder")),
            Some(there) if there != text => wrong.push(format!("{place:?} differs")),
            Some(_) => {}
        }
    }
    let unmade = found.keys().filter(|place| !expected.contains_key(*place));
    wrong.extend(unmade.map(|place| format!("nothing makes {place:?}")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The directory is the list; this is what it may weigh in a repository.
#[test]
fn vectors_outgrow_their_directory() {
    let all: usize = files().iter().map(|(.., text)| text.len()).sum();
    assert!(all < 15_000_000, "{all} bytes");
    // These have to be as large as a record, and as the target of a link, can be.
    let must = ["record_of_one_byte_too_many", "manifest_with_a_target_that_is_too_long"];
    let large: Vec<_> = files()
        .iter()
        .filter(|(_, name, text)| text.len() > 64_000 && !must.contains(&name.as_str()))
        .map(|(_, name, text)| format!("{name}: {}", text.len()))
        .collect();
    assert!(large.is_empty(), "{large:?}");
}
