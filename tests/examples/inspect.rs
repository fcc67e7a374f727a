//! `inspect`: every record with its place, of whole and of damaged files.

use std::fs;

use serde_json::Value;

use crate::{Scratch, assert_refused, run, sample};

fn records(path: &str, status: i32) -> Vec<Value> {
    let ran = run("inspect", &[path, "--json"]);
    assert_eq!(ran.code, status, "{}{}", ran.out, ran.err);
    let listing: Value = serde_json::from_str(&ran.out).unwrap();
    let records = listing["records"].as_array().unwrap().clone();
    for record in &records {
        for field in ["kind", "index", "start", "end", "hash", "type"] {
            assert!(record.get(field).is_some(), "{field} is not in {record}");
        }
    }
    records
}

#[test]
fn the_records_of_the_sample_cover_the_file_in_order() {
    let path = sample("sample.custody");
    let records = records(path.to_str().unwrap(), 0);
    let mut end = 0;
    for record in &records {
        assert_eq!(record["start"], end, "{record}");
        end = record["end"].as_u64().unwrap();
    }
    assert_eq!(end, fs::metadata(path).unwrap().len());
    assert_eq!(records[0]["kind"], "header");
    assert_eq!(records[0]["holds"][0], "ledger");
    let entries: Vec<_> = records.iter().filter(|one| one["kind"] == "entry").collect();
    assert_eq!(entries.len(), 34);
    for (index, entry) in entries.iter().enumerate() {
        assert_eq!(entry["index"], index);
        assert_eq!(entry["hash"].as_str().unwrap().len(), 64);
        assert!(entry["signer"].is_string() && entry["time"].is_string(), "{entry}");
        assert!(!entry["subjects"].as_array().unwrap().is_empty());
    }
    assert_eq!(entries[0]["type"], "founded");
    assert_eq!(entries[1]["type"], "opened");
    assert_eq!(records[2]["kind"], "disclosures");
    assert_eq!(records[2]["count"], 1);
    let last = records.last().unwrap();
    assert_eq!((&last["kind"], &last["size"]), (&"checkpoint".into(), &34.into()));
    assert_eq!(last["root"].as_str().unwrap().len(), 64);
    assert!(last["origin"].as_str().unwrap().starts_with("custody.example.org/"));
}

#[test]
fn the_page_has_a_line_for_each_record() {
    let path = sample("sample.custody");
    let ran = run("inspect", &[path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("\"case_opened\""), "{}", ran.out);
    assert!(ran.out.ends_with(" records\n"), "{}", ran.out);
}

#[test]
fn a_torn_record_is_listed_with_its_place() {
    let scratch = Scratch::new("torn");
    let whole = fs::read(sample("sample.custody")).unwrap();
    let all = records(sample("sample.custody").to_str().unwrap(), 0);
    let path = scratch.file("torn.custody", &whole[..whole.len() - 1]);
    let found = records(&path, 1);
    assert_eq!(found.len(), all.len());
    let last = found.last().unwrap();
    assert_eq!(last["kind"], "error");
    assert_eq!(last["start"], all.last().unwrap()["start"]);
    assert_eq!(last["end"], whole.len() - 1);
    assert!(last["error"].as_str().unwrap().contains("ends inside"), "{last}");
    assert_eq!(found[..found.len() - 1], all[..all.len() - 1]);
}

#[test]
fn an_altered_record_is_listed_and_said_to_be_damaged() {
    let scratch = Scratch::new("damaged");
    let mut bytes = fs::read(sample("sample.custody")).unwrap();
    let all = records(sample("sample.custody").to_str().unwrap(), 0);
    let start = usize::try_from(all[1]["start"].as_u64().unwrap()).unwrap();
    // The tag of the first entry, behind the three bytes that frame it.
    bytes[start + 3] ^= 0x01;
    let found = records(&scratch.file("c.custody", &bytes), 1);
    assert_eq!(found.len(), all.len());
    assert_eq!(found[1]["index"], 0);
    assert_eq!(found[1]["type"], Value::Null);
    assert!(found[1]["error"].as_str().unwrap().contains("tag"), "{}", found[1]);
    assert_ne!(found[1]["hash"], all[1]["hash"]);
}

#[test]
fn what_is_no_case_file_is_listed_as_far_as_it_goes() {
    let scratch = Scratch::new("garbage");
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("text", b"this is no case\n"),
        ("zip", b"PK\x03\x04\x00\x00"),
        ("break", b"\xff"),
    ] {
        let found = records(&scratch.file(name, bytes), 1);
        assert!(found.iter().any(|record| record.get("error").is_some()), "{name}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let scratch = Scratch::new("unread");
    assert_refused(&run("inspect", &[scratch.path("none")]), &["none", "No such file"]);
    assert_refused(&run("inspect", &[scratch.path("")]), &["not a regular file"]);
    assert_refused(&run::<&str>("inspect", &[]), &["name a case", "usage:"]);
    assert_refused(&run("inspect", &["a", "b"]), &["\"b\" is not understood"]);
}
