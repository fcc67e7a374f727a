//! What every error says.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use handseal::verify::{NotCompared, is_invisible};

use crate::bucket_errors::buckets;
use crate::case_errors::{cases, files, ledgers};
use crate::catalogue_errors::catalogues;
use crate::directory_errors::directories;
use crate::draft_errors::drafts;
use crate::errors::{decode_kinds, events, keys};
use crate::head_errors::heads;
use crate::interop_errors::{bags, images, lists};
use crate::range_errors::ranges;
use crate::timestamp_errors::tokens;

fn all() -> Vec<(String, Box<dyn Error>)> {
    let laws = [catalogues(), drafts()];
    let interop = [lists(), bags(), images(), tokens()];
    [
        decode_kinds(),
        keys(),
        events(),
        ledgers(),
        files(),
        cases(),
        ranges(),
        heads(),
        directories(),
        buckets(),
    ]
    .into_iter()
    .chain(laws)
    .chain(interop)
    .flatten()
    .map(|(made, error)| {
        let name: String = made.chars().take_while(|c| c.is_alphanumeric() || *c == ':').collect();
        (name, error)
    })
    .collect()
}

/// What `compare` says where it shows nothing.
#[test]
fn reason_for_no_comparison_is_as_written() {
    let mut text = String::new();
    for why in NotCompared::ALL {
        let said = why.text();
        assert!(said.ends_with('.') && !said.contains('\n'), "{said}");
        writeln!(text, "{why}: {said}").unwrap();
    }
    crate::snapshots::compare("comparisons.txt", &text);
}

#[test]
fn message_of_each_error_is_as_written() {
    let mut text = String::new();
    for (name, error) in all() {
        let message = error.to_string();
        writeln!(text, "{name}: {message}").unwrap();
        // What is wrong with a draft is listed, one line each.
        let mut lines = message.lines();
        assert!(name == "RequestDraftError::Lacking" || message.lines().count() == 1, "{name}");
        assert!(lines.all(|line| !line.contains(is_invisible)), "{name}: {message:?}");
        assert!(!message.ends_with('.'), "{name}: {message}");
        let first = message.chars().next().unwrap_or(' ');
        let ours = message.split(' ').next().unwrap_or_default();
        let acronym = ours.len() > 1 && ours.chars().all(|c| !c.is_lowercase());
        assert!(!first.is_uppercase() || acronym, "{name}: {message}");
        // What lies beneath is in `source`, not said twice.
        if let Some(source) = error.source() {
            let beneath = source.to_string();
            assert!(message == beneath || !message.contains(&beneath), "{name}: {message}");
        }
    }
    crate::snapshots::compare("errors.txt", &text);
}

/// The variants of the public enums of the library whose names are wanted, as `Name::Variant`.
pub(crate) fn variants_of(wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    texts.iter().flat_map(|text| variants(text, wanted)).collect()
}

fn variants(source: &str, wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut within: Option<&str> = None;
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("pub enum ") {
            within = Some(rest.trim_end_matches(" {")).filter(|name| wanted(name));
        } else if line.starts_with('}') {
            within = None;
        } else if let (Some(name), Some(rest)) = (within, line.strip_prefix("    "))
            && rest.starts_with(|c: char| c.is_ascii_uppercase())
        {
            let variant: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            found.push(format!("{name}::{variant}"));
        }
    }
    found
}

/// The public types of the library that are errors, by what they derive.
fn error_types() -> BTreeSet<String> {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let mut found = BTreeSet::new();
    for text in &texts {
        let mut derives = false;
        for line in text.lines() {
            if let Some(derived) = line.strip_prefix("#[derive(") {
                derives = derived.split([',', ')', ' ']).any(|one| one.ends_with("Error"));
            } else if let Some(name) =
                line.strip_prefix("pub enum ").or_else(|| line.strip_prefix("pub struct "))
                && std::mem::take(&mut derives)
            {
                found.insert(name.chars().take_while(|c| c.is_alphanumeric()).collect());
            }
        }
    }
    found
}

fn sources(directory: &Path, out: &mut Vec<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn list_of_errors_is_complete() {
    let types = error_types();
    let mut declared: BTreeSet<_> = variants_of(&|name| types.contains(name)).into_iter().collect();
    // A struct has no variants, and stands for itself.
    let has_variants =
        |name: &&String| declared.iter().any(|variant| variant.starts_with(&format!("{name}::")));
    let structs: Vec<_> = types.iter().filter(|name| !has_variants(name)).cloned().collect();
    declared.extend(structs);
    let listed: BTreeSet<_> = all().into_iter().map(|(name, _)| name).collect();
    let missing: Vec<_> = declared.difference(&listed).collect();
    assert!(missing.is_empty(), "not in this list: {missing:?}");
    assert!(types.len() > 40 && declared.len() > 200, "{} {}", types.len(), declared.len());
}
