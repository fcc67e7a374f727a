//! The same proofs judged by the second verifier, which was written from the description of the file.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use handseal::evidence::RangeError;
use handseal::identity::{PublicKey, Signer as _};
use handseal::merkle::ProofError;
use handseal::verify::{
    BytesProof, ContentProof, ContentProofError, DirectoryEntryProof, EntryUnderKey, NotShown,
};
use serde_json::{Value, json};

use crate::cases::{self, LAB};
use crate::edit::edited;
use crate::environment::{folder, interpreter};
use crate::hex::hex;
use crate::made::{Made, PART};
use crate::second_entries::{bad_entries, good_entries};

/// A file, the bytes given with it, and a key.
pub(crate) struct Question {
    pub(crate) said: String,
    pub(crate) file: Vec<u8>,
    /// None where an entry of a directory is shown without its file.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) key: [u8; 32],
}

/// What the library answers, in the words of the other.
fn ours(question: &Question) -> Value {
    let refused = |code: &str| json!({ "refused": code });
    let proof = match ContentProof::parse(&question.file) {
        Ok(proof) => proof,
        Err(error) => {
            return refused(match error {
                ContentProofError::Decode(_) | ContentProofError::Entry { .. } => "format",
                ContentProofError::NoContent { .. } => "no_content",
                ContentProofError::NoDirectory { .. } => "no_directory",
                ContentProofError::NoPartTree { .. } => "no_parts",
                ContentProofError::OtherDescriptor { .. } => "descriptor",
                ContentProofError::OtherMetadata { .. } | ContentProofError::Place(_) => "place",
                ContentProofError::Range(RangeError::Proof(_)) => "parts",
                other => panic!("{other}"),
            });
        }
    };
    let rests_on = match &proof {
        ContentProof::Bytes(proof) => (proof.item(), proof.entry_hash()),
        ContentProof::DirectoryEntry(proof) => (proof.item(), proof.entry_hash()),
    };
    assert_eq!((proof.item(), proof.entry_hash()), rests_on);
    let key = handseal::identity::PublicKey::from_bytes(
        handseal::identity::Algorithm::Ed25519,
        &question.key,
    )
    .unwrap();
    let judged = match &proof {
        ContentProof::Bytes(proof) => bytes_shown(proof, &key, question.bytes.as_deref()),
        ContentProof::DirectoryEntry(proof) => entry_shown(proof, &key, question.bytes.as_deref()),
    };
    match judged {
        Ok(shown) => json!({ "shown": shown }),
        Err(NotShown::Signature(_)) => refused("signature"),
        Err(NotShown::Bytes(RangeError::Missing { .. } | RangeError::LeftOver { .. })) => {
            refused("length")
        }
        Err(
            NotShown::Bytes(RangeError::Proof(ProofError::RootMismatch { .. }))
            | NotShown::Entry(ProofError::RootMismatch { .. }),
        ) => refused("root"),
        Err(NotShown::Metadata(ProofError::RootMismatch { .. })) => refused("metadata"),
        Err(NotShown::NoFile { .. }) => refused("no_file"),
        Err(NotShown::OtherFile(_)) => refused("digest"),
        Err(other) => panic!("{other}"),
    }
}

fn bytes_shown(
    proof: &BytesProof,
    key: &PublicKey,
    bytes: Option<&[u8]>,
) -> Result<Value, NotShown> {
    let shown = proof.verify_under_key(key, bytes.unwrap_or_default())?;
    Ok(json!({
        "item": shown.item.to_string(),
        "bytes": [shown.bytes.start, shown.bytes.end],
        "unread": shown.unread.iter().map(|range| [range.start, range.end]).collect::<Vec<_>>(),
        "size": shown.size,
        "entry": shown.entry.to_string(),
        "signer": proof.entry().claims().iss.to_string(),
    }))
}

fn entry_shown(
    proof: &DirectoryEntryProof,
    key: &PublicKey,
    bytes: Option<&[u8]>,
) -> Result<Value, NotShown> {
    let EntryUnderKey { item, shown, entry, .. } = proof.verify_under_key(key)?;
    bytes.map_or(Ok(()), |bytes| shown.verify_file(bytes))?;
    let mut said = json!({
        "item": item.to_string(),
        "entry": entry.to_string(),
        "signer": proof.entry().claims().iss.to_string(),
        "place": [shown.index, shown.count],
        "directory_entry": hex(&shown.entry.to_bytes()),
    });
    if let Some(metadata) = &shown.metadata {
        said["metadata"] = hex(&metadata.to_bytes()).into();
    }
    Ok(said)
}

/// What the other answers to each; none where there is no Python for it.
fn theirs(questions: &[Question]) -> Option<Vec<Value>> {
    let mut child = Command::new(interpreter()?)
        .arg(folder().join("prove.py"))
        .arg("--questions")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut output = BufReader::new(output).lines();
    let answers = questions.iter().map(|question| {
        let mut line = json!({ "proof": hex(&question.file), "key": hex(&question.key) });
        if let Some(bytes) = &question.bytes {
            line["bytes"] = hex(bytes).into();
        }
        writeln!(input, "{line}").unwrap();
        let answer = output.next().unwrap_or_else(|| panic!("no answer to {}", question.said));
        serde_json::from_str(&answer.unwrap()).unwrap()
    });
    let answers = answers.collect();
    drop(input);
    assert!(child.wait().unwrap().success());
    Some(answers)
}

fn assert_agreed(questions: &[Question]) -> Vec<Value> {
    let ours: Vec<_> = questions.iter().map(ours).collect();
    if let Some(theirs) = theirs(questions) {
        for ((question, ours), theirs) in questions.iter().zip(&ours).zip(&theirs) {
            let (said, file) = (&question.said, hex(&question.file));
            assert_eq!(ours, theirs, "{said}: library left, second verifier right: {file}");
        }
    }
    ours
}

/// Numbers that look random and are the same in every run (Steele, Lea and Flood's SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

fn good() -> Vec<Question> {
    let mut questions = Vec::new();
    for length in [1, PART - 1, PART, PART + 1, 5 * PART + 7, 8 * PART, 19 * PART + 4095] {
        let made = Made::of(length, 2 * PART);
        let (one, key) = (&made.one, made.key().as_bytes().try_into().unwrap());
        for (from, to) in [(0, 1), (0, length), (length - 1, length), (length / 3, length / 2 + 1)]
        {
            for entry in [&made.acquired, &made.checked] {
                let asked = from as u64..to as u64;
                let proof = BytesProof::of(entry, one.id, asked, &one.list).unwrap();
                let covered = proof.bytes();
                let bytes = Some(one.bytes[covered.start as usize..covered.end as usize].to_vec());
                let said = format!("{from} to {to} of {length}");
                questions.push(Question { said, file: proof.to_bytes(), bytes, key });
            }
        }
    }
    let mut made = Made::new();
    let key = made.key().as_bytes().try_into().unwrap();
    for (entry, item) in made.stating() {
        let file = BytesProof::of(&entry, item, 0..1, &made.one.list).unwrap().to_bytes();
        let said = format!("entry {}", entry.hash());
        let bytes = Some(made.one.bytes[..PART].to_vec());
        questions.push(Question { said, file, bytes, key });
    }
    questions.extend(good_entries());
    questions
}

#[test]
fn good_proof_is_judged_otherwise_by_the_second_verifier() {
    for answer in assert_agreed(&good()) {
        assert!(answer.get("shown").is_some(), "{answer}");
    }
}

#[test]
fn bytes_that_were_never_read_pass_for_bytes_that_were() {
    let unread = [10..20, 4000..5000, 8000..8010, 12_280..13_000, 20_000..20_001];
    let made = Made::with_unread(5 * PART + 7, PART, &unread);
    let proof = made.proof();
    let shown = proof.verify_under_key(&made.key(), made.shown()).unwrap();
    assert_eq!(shown.unread, [4096..5000, 8000..8010, 12_280..12_288]);
    let in_case = proof.verify_in_case(&made.report(&proof), made.shown()).unwrap();
    assert_eq!(in_case.unread, shown.unread);
    let question = Question {
        said: "zeros in the place of what was not read".to_owned(),
        file: proof.to_bytes(),
        bytes: Some(made.shown().to_vec()),
        key: made.key().as_bytes().try_into().unwrap(),
    };
    assert_agreed(&[question]);
    let whole = BytesProof::of(&made.acquired, made.one.id, 14_000..15_000, &made.one.list);
    assert_eq!(whole.unwrap().unread().first(), Some(&(12_288..13_000)));
}

/// What is wrong is put there with intent, so that each reason comes up.
fn bad() -> Vec<Question> {
    let made = Made::new();
    let file = made.proof().to_bytes();
    let two = BytesProof::of(&made.acquired, made.two.id, 0..1, &made.two.list).unwrap();
    let key = made.key().as_bytes().try_into().unwrap();
    let shown = made.shown().to_vec();
    let number = |value: u64| ciborium::Value::from(value);
    let mut questions = vec![
        ("bytes too few", file.clone(), shown[1..].to_vec(), key),
        ("bytes too many", file.clone(), [&shown[..], b"x"].concat(), key),
        ("no bytes", file.clone(), Vec::new(), key),
        ("other bytes", file.clone(), made.one.bytes[..2 * PART].to_vec(), key),
        (
            "other key",
            file.clone(),
            shown.clone(),
            cases::key(LAB).public_key().as_bytes().try_into().unwrap(),
        ),
    ];
    let mut changed = |said, change: &dyn Fn(&mut crate::edit::Parts)| {
        questions.push((said, edited(&file, |parts| change(parts)), shown.clone(), key));
    };
    changed("range moved", &|parts| {
        *parts.shown("first") = number(2);
        *parts.shown("last") = number(3);
    });
    changed("range reversed", &|parts| *parts.shown("first") = number(3));
    changed("range outside", &|parts| *parts.shown("last") = number(6));
    changed("range far outside", &|parts| *parts.shown("last") = number(u64::MAX));
    changed("path too long", &|parts| {
        let hash = parts.path()[0].clone();
        parts.path().push(hash);
    });
    changed("path longer than any", &|parts| {
        let hash = parts.path()[0].clone();
        *parts.path() = vec![hash; 125];
    });
    changed("path swapped", &|parts| parts.path().swap(0, 1));
    changed("hash too short", &|parts| parts.path()[0] = ciborium::Value::Bytes(vec![1; 31]));
    changed("another kind", &|parts| *parts.shown("shows") = "directory_entry".into());
    changed("other item", &|parts| *parts.get("item") = made.two.id.to_string().into());
    changed("no item", &|parts| *parts.get("item") = "item:1".into());
    changed("other descriptor", &|parts| {
        *parts.get("descriptor") =
            crate::edit::Parts::of(&two.to_bytes()).get("descriptor").clone();
    });
    changed("other entry", &|parts| {
        *parts.get("entry") = ciborium::Value::Bytes(made.checked.as_bytes().to_vec());
    });
    changed("entry that is none", &|parts| {
        *parts.get("entry") = ciborium::Value::Bytes(vec![0xa0])
    });
    changed("descriptor withheld", &|parts| parts.remove("descriptor"));
    changed("version 2", &|parts| parts.header()[1] = number(2));
    changed("true for 1", &|parts| parts.header()[1] = ciborium::Value::Bool(true));
    let question = |(said, file, bytes, key): (&str, _, _, _)| Question {
        said: said.to_owned(),
        file,
        bytes: Some(bytes),
        key,
    };
    let mut questions: Vec<_> = questions.into_iter().map(question).collect();
    questions.extend(bad_entries());
    questions
}

#[test]
fn bad_proof_is_judged_otherwise_by_the_second_verifier() {
    let answers = assert_agreed(&bad());
    let mut reasons: Vec<_> =
        answers.iter().map(|answer| answer["refused"].as_str().unwrap()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let all = [
        "descriptor",
        "digest",
        "format",
        "length",
        "metadata",
        "no_directory",
        "no_file",
        "no_parts",
        "parts",
        "place",
        "root",
        "signature",
    ];
    assert_eq!(reasons, all);
}

/// Bytes changed without regard to what they are.
#[test]
fn mutant_is_judged_otherwise_by_the_second_verifier() {
    let mut numbers = Numbers(1);
    let good = good();
    let mut questions = Vec::new();
    for turn in 0..500 {
        let from = &good[numbers.below(good.len())];
        let (mut file, mut bytes) = (from.file.clone(), from.bytes.clone());
        for _ in 0..=numbers.below(2) {
            let at = numbers.below(file.len());
            match numbers.below(6) {
                0 => file[at] ^= 1 << numbers.below(8),
                1 => file.insert(at, numbers.below(256) as u8),
                2 => drop(file.remove(at)),
                3 => file.truncate(at.max(1)),
                4 => file[at] = file[at].wrapping_add(1),
                _ => {
                    let Some(bytes) = &mut bytes else { continue };
                    let at = numbers.below(bytes.len());
                    bytes[at] ^= 1 << numbers.below(8);
                }
            }
        }
        questions.push(Question { said: format!("mutant {turn}"), file, bytes, key: from.key });
    }
    let answers = assert_agreed(&questions);
    let changed = |question: &&Question| {
        !good.iter().any(|good| good.file == question.file && good.bytes == question.bytes)
    };
    for (question, answer) in questions.iter().zip(&answers).filter(|(one, _)| changed(one)) {
        assert!(answer.get("refused").is_some(), "{}: {answer}", question.said);
    }
}
