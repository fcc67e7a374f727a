//! `conformance`: one answer to each line, in order, whatever the line is.

use std::fs;

use handseal::event::{Body, SignedEvent, Statement};
use handseal::identity::{Signer, SigningKey};
use handseal::ledger::{
    Checkpoint, KeyName, RecordKind, RecordReader, SignedCheckpoint, VerifierKey,
};
use handseal::merkle::{Hash, Tree, leaf_hash};
use serde_json::{Value, json};

use crate::hex::hex;
use crate::lines::{Asked, lines, longest};
use crate::{assert_refused, run, run_with, sample};

/// Asks the lines and gives the answers, one to each.
fn ask_lines(lines: &[Vec<u8>]) -> Vec<Value> {
    let mut input = lines.join(&b'\n');
    input.push(b'\n');
    let ran = run_with::<&str>("conformance", &[], &input);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let answers: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), lines.len());
    for answer in &answers {
        let fields: Vec<_> = answer.as_object().unwrap().keys().collect();
        if answer.get("report").is_none() {
            assert_eq!(fields, ["code", "id", "ok"]);
            assert_eq!(answer["ok"].as_bool().unwrap(), answer["code"].is_null());
        }
    }
    answers
}

/// Asks questions with the code that each is to be answered with, null for yes.
fn ask(questions: &[(Value, Value)]) {
    let lines: Vec<_> = questions
        .iter()
        .enumerate()
        .map(|(id, (question, _))| {
            let mut question = question.clone();
            question["id"] = json!(id);
            question.to_string().into_bytes()
        })
        .collect();
    for (id, (answer, (question, code))) in ask_lines(&lines).iter().zip(questions).enumerate() {
        assert_eq!(answer["id"], id);
        assert_eq!(answer["code"], *code, "{question}");
    }
}

#[test]
fn cbor_is_one_item_of_the_profile() {
    let cbor = |hex: &str, code| (json!({"op": "cbor", "hex": hex}), code);
    ask(&[
        cbor("a0", Value::Null),
        cbor("82f6f5", Value::Null),
        cbor("", json!("cbor.truncated")),
        cbor("1817", json!("cbor.shortest_head")),
        cbor("9fff", json!("cbor.indefinite_length")),
        cbor("a0a0", json!("cbor.trailing_bytes")),
        cbor("f97c00", json!("cbor.float")),
        cbor("f7", json!("cbor.simple")),
        cbor("c100", json!("cbor.tag")),
        cbor("1c", json!("cbor.reserved_head")),
        cbor("61ff", json!("cbor.utf8")),
        cbor("a2616100616100", json!("cbor.duplicate_key")),
        cbor("a2616200616100", json!("cbor.unsorted_keys")),
        cbor("818181818181818180", json!("cbor.depth")),
        cbor("A0", json!("line.field.hex")),
        cbor("a", json!("line.field.hex")),
    ]);
}

#[test]
fn keys_and_signatures_are_judged_strictly() {
    let key = SigningKey::from_seed(&[7; 32]);
    let public = hex(key.public_key().as_bytes());
    let signature = key.sign(b"message").unwrap();
    let signature = hex(signature.as_bytes());
    let ed25519 = |key: &str, message: &[u8], signature: &str, code| {
        let message = hex(message);
        let question =
            json!({"op": "ed25519", "key": key, "message": message, "signature": signature});
        (question, code)
    };
    let weak = format!("01{}", "00".repeat(31));
    let not_canonical = format!("ee{}7f", "ff".repeat(30));
    ask(&[
        (json!({"op": "key", "key": public}), Value::Null),
        (json!({"op": "key", "key": weak}), json!("key.small_order")),
        (json!({"op": "key", "key": not_canonical}), json!("key.not_canonical")),
        (json!({"op": "key", "key": "00"}), json!("key.length")),
        ed25519(&public, b"message", &signature, Value::Null),
        ed25519(&public, b"massage", &signature, json!("signature.mismatch")),
        ed25519(&public, b"message", &signature[2..], json!("signature.length")),
        ed25519(&weak, b"message", &signature, json!("key.small_order")),
        ed25519(
            &public,
            b"message",
            &format!("{}{}", &signature[..64], "ff".repeat(32)),
            json!("signature.s_not_canonical"),
        ),
    ]);
}

#[test]
fn an_event_is_one_of_ours_under_the_key_that_it_names() {
    let bytes = fs::read(sample("sample.custody")).unwrap();
    let mut reader = RecordReader::new(bytes.as_slice());
    let mut entries = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        if record.kind == RecordKind::Entry {
            entries.push(record.content().to_vec());
        }
    }
    let founded = SignedEvent::parse(entries[0].clone()).unwrap();
    let Statement::Known(known) = founded.statement() else {
        unreachable!("the sample begins with a known event");
    };
    let Body::Founded(body) = &known.body else {
        unreachable!("the sample begins with its founding");
    };
    let key = hex(body.key.as_bytes());
    let event = |bytes: &[u8], key: &str, code| {
        (json!({"op": "event", "hex": hex(bytes), "key": key}), code)
    };
    let mut altered = entries[0].clone();
    *altered.last_mut().unwrap() ^= 0x01;
    let other = hex(SigningKey::from_seed(&[7; 32]).public_key().as_bytes());
    ask(&[
        event(&entries[0], &key, Value::Null),
        event(&entries[0], &other, json!("signature.other_key")),
        event(&altered, &key, json!("signature.mismatch")),
        event(&entries[0][1..], &key, json!("cbor.type")),
        event(b"\xa0", &key, json!("cbor.type")),
        event(b"", &key, json!("cbor.truncated")),
        event(&entries[0], "00", json!("key.length")),
    ]);
}

#[test]
fn proofs_are_verified_under_the_sizes_and_roots_given() {
    let mut tree = Tree::new();
    let mut roots = vec![tree.root()];
    for leaf in 0..7_u8 {
        tree.append(leaf_hash(&[leaf]));
        roots.push(tree.root());
    }
    let path = |path: &[Hash]| path.iter().map(ToString::to_string).collect::<Vec<_>>();
    let proof = path(&tree.inclusion_proof(2, 7).unwrap().path);
    let inclusion = |index: Value, size: Value, path: &[String], code| {
        let leaf = leaf_hash(&[2]).to_string();
        let root = roots[7].to_string();
        let question = json!({"op": "inclusion", "leaf_hash": leaf, "index": index,
            "size": size, "path": path, "root": root});
        (question, code)
    };
    let joined = path(&tree.consistency_proof(3, 7).unwrap().path);
    let consistency = |from: u64, to: u64, code| {
        let (old, new) = (roots[3].to_string(), roots[7].to_string());
        let question = json!({"op": "consistency", "size1": from, "size2": to,
            "root1": old, "root2": new, "path": joined});
        (question, code)
    };
    let largest = 1_u64 << 63;
    ask(&[
        inclusion(json!(2), json!(7), &proof, Value::Null),
        inclusion(json!(3), json!(7), &proof, json!("proof.root")),
        inclusion(json!(7), json!(7), &proof, json!("proof.index")),
        inclusion(json!(2), json!(7), &proof[1..], json!("proof.path_too_short")),
        inclusion(json!(2), json!(largest), &proof, json!("proof.path_too_short")),
        inclusion(json!(2), json!(largest + 1), &proof, json!("proof.size_too_large")),
        inclusion(json!("2"), json!(7), &proof, json!("line.field.type")),
        inclusion(json!(2), json!(7), &["00".to_owned()], json!("line.field.length")),
        consistency(3, 7, Value::Null),
        consistency(7, 3, json!("proof.sizes_reversed")),
        consistency(0, 7, json!("proof.size_zero")),
        consistency(4, 7, json!("proof.path_too_long")),
    ]);
}

#[test]
fn notes_and_checkpoints_are_read_as_c2sp_has_them() {
    let key = SigningKey::from_seed(&[7; 32]);
    let name = "ledger.example.org/00";
    let head = Checkpoint::new(name, 5, [9; 32]).unwrap();
    let body = head.to_string();
    let note = SignedCheckpoint::sign(head, &key).unwrap().to_string();
    let known = VerifierKey::new(KeyName::parse(name).unwrap(), key.public_key().clone()).unwrap();
    let known = known.to_string();
    let other = KeyName::parse("another").unwrap();
    let other = VerifierKey::new(other, key.public_key().clone()).unwrap().to_string();
    let signed = |note: &[u8], vkeys: &[&str], code| {
        (json!({"op": "note", "note_hex": hex(note), "vkeys": vkeys}), code)
    };
    let checkpoint = |body: &str, code| (json!({"op": "checkpoint", "body": body}), code);
    let changed = note.replacen("\n5\n", "\n6\n", 1);
    ask(&[
        signed(note.as_bytes(), &[&known], Value::Null),
        signed(note.as_bytes(), &[&other, &known], Value::Null),
        signed(note.as_bytes(), &[&other], json!("note.no_known_key")),
        signed(note.as_bytes(), &[], json!("note.no_known_key")),
        signed(note.as_bytes(), &[&known, &known], json!("note.ambiguous_keys")),
        signed(changed.as_bytes(), &[&known], json!("note.bad_signature")),
        signed(note.as_bytes(), &["nonsense"], json!("vkey.shape")),
        signed(b"\xff", &[&known], json!("note.utf8")),
        signed(b"text\n", &[&known], json!("note.no_empty_line")),
        checkpoint(&body, Value::Null),
        checkpoint(&body.replacen("\n5\n", "\n05\n", 1), json!("checkpoint.size_leading_zero")),
        checkpoint(&body.replacen("\n5\n", "\n-5\n", 1), json!("checkpoint.size_not_decimal")),
        checkpoint(&body[..body.len() - 1], json!("checkpoint.no_final_newline")),
        checkpoint("", json!("checkpoint.missing_line")),
    ]);
}

/// The sample and all that is known of it, as a question.
fn whole_sample() -> Value {
    let bytes = |name: &str| hex(&fs::read(sample(name)).unwrap());
    let roots = fs::read_to_string(sample("root.txt")).unwrap();
    let mut contents = serde_json::Map::new();
    contents.insert("EX-1".to_owned(), json!(bytes("content/mailbox.eml")));
    contents.insert("EX-2".to_owned(), json!(bytes("content/access.log")));
    json!({"op": "verify", "file": bytes("sample.custody"), "roots": [roots.trim()],
        "heads": [bytes("sample.head")], "contents": contents, "now": "2026-11-22T12:00:00+01:00"})
}

/// The question with another value in one field.
fn with(field: &str, value: Value) -> Value {
    let mut question = whole_sample();
    question[field] = value;
    question
}

#[test]
fn a_whole_file_is_answered_with_its_report() {
    let mut altered = whole_sample();
    let file = altered["file"].as_str().unwrap().to_owned();
    // Inside the signature of the first entry.
    let place = 2 * 570;
    let digit = if file[place..].starts_with('0') { "1" } else { "0" };
    altered["file"] = json!([&file[..place], digit, &file[place + 1..]].concat());
    let questions = [whole_sample(), with("heads", json!([])), altered];
    let lines: Vec<_> = questions.iter().map(|line| line.to_string().into_bytes()).collect();
    let answers = ask_lines(&lines);
    let verdicts: Vec<_> = answers.iter().map(|answer| &answer["report"]["verdict"]).collect();
    assert_eq!(verdicts, ["Consistent", "Incomplete", "Contradicted"]);
    assert_eq!(answers[0]["ok"], true);
    assert_eq!(answers[0]["code"], Value::Null);
    assert_eq!(answers[0]["report"]["entries"], 34);
    assert_eq!(answers[0]["report"]["items"][0]["content"], "matches");
    assert_eq!(answers[1]["ok"], false);
    assert_eq!(answers[1]["code"], "anchor.absent");
    assert_eq!(answers[2]["code"], "signature.mismatch");
    let finding = answers[2]["report"]["findings"][0].as_object().unwrap();
    let fields: Vec<_> = finding.keys().map(String::as_str).collect();
    let expected = [
        "because_of",
        "bytes",
        "code",
        "entry",
        "field",
        "hash",
        "provision",
        "severity",
        "subject",
    ];
    assert_eq!(fields, expected);
    for left_out in ["certificates", "coverage", "use_logs"] {
        assert_eq!(answers[0]["report"].get(left_out), None, "{left_out}");
    }
}

#[test]
fn a_file_that_nothing_can_be_asked_about_has_no_report() {
    let answers = ask_lines(&[whole_sample().to_string().into_bytes()]);
    let items = answers[0]["report"]["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["labels"][0] == "EX-1").unwrap();
    let item = item["id"].as_str().unwrap();
    ask(&[
        (with("roots", json!(["DD"])), json!("verify.root")),
        (with("now", json!("yesterday")), json!("verify.now")),
        (with("heads", json!(["00"])), json!("verify.head")),
        (with("kept", json!(["yesterday"])), json!("verify.kept")),
        (with("kept", json!(["", ""])), json!("verify.kept")),
        (with("policy", json!("format = 2\nname = \"x\"\n")), json!("verify.policy")),
        (with("catalogue", json!(["format = 2"])), json!("verify.catalogue")),
        (with("contents", json!({"EX-9": "00"})), json!("verify.content")),
        (with("contents", json!({"EX-1": "00", item: "00"})), json!("verify.content")),
        (with("parts", json!({"EX-1": "00", item: "00"})), json!("verify.content")),
        (with("file", json!("0")), json!("line.field.hex")),
        (with("heads", json!("00")), json!("line.field.type")),
        (with("contents", json!(["00"])), json!("line.field.type")),
        (with("parts", json!({"EX-1": 7})), json!("line.field.type")),
        (json!({"op": "verify", "file": "00", "roots": []}), json!("line.field.missing")),
    ]);
}

#[test]
fn every_code_that_is_answered_stands_in_the_specification() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("src/spec/conformance.md")).unwrap();
    let mut told = std::collections::BTreeSet::new();
    for file in ["codes.rs", "main.rs", "question.rs", "verification.rs"] {
        let text = fs::read_to_string(root.join("examples/conformance").join(file)).unwrap();
        let quoted = text.split('"').skip(1).step_by(2);
        let codes = quoted.filter(|code| {
            code.contains('.') && code.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c))
        });
        told.extend(codes.filter(|code| !code.ends_with(".rs")).map(ToOwned::to_owned));
    }
    assert!(told.len() > 80, "{told:?}");
    let missing: Vec<_> = told.iter().filter(|code| !page.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "not in conformance.md: {missing:?}");
}

/// Asks the lines and compares the ids and codes.
fn ask_raw(asked: &[Asked]) {
    let lines: Vec<_> = asked.iter().map(|(line, _, _)| line.clone()).collect();
    for (answer, (line, id, code)) in ask_lines(&lines).iter().zip(asked) {
        let line = String::from_utf8_lossy(&line[..line.len().min(200)]);
        assert_eq!((&answer["id"], &answer["code"]), (id, code), "{line}");
    }
}

#[test]
fn a_line_that_is_hardly_a_question_is_answered_and_the_next_one_too() {
    ask_raw(&lines());
}

#[test]
fn a_line_is_as_long_as_it_may_be_or_is_skipped_and_answered() {
    ask_raw(&longest());
    // Where the input ends behind it, no line feed says that the line does.
    for (line, id, code) in longest() {
        let ran = run_with::<&str>("conformance", &[], &line);
        let answer: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((&answer["id"], &answer["code"]), (&id, &code), "{} bytes", line.len());
    }
}

#[test]
fn a_last_line_without_its_end_is_answered() {
    let ran = run_with::<&str>("conformance", &[], b"{\"id\":1,\"op\":\"cbor\",\"hex\":\"00\"}");
    assert_eq!(ran.out, "{\"id\":1,\"ok\":true,\"code\":null}\n");
    assert_eq!(run_with::<&str>("conformance", &[], b"").out, "");
    assert_refused(&run("conformance", &["file"]), &["\"file\" is not understood"]);
}
