//! A vector is judged by the public functions of the library, and compared with what it says.

use handseal::identity::Trust;
use handseal::law::Catalogue;
use handseal::ledger::SignedCheckpoint;
use handseal::verify::{Code, ContentSource, ItemName, Limits, Verifier};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A finding as a vector has it: what may change, its message, is left out.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct FindingJson {
    code: String,
    severity: String,
    entry: Option<u64>,
    hash: Option<String>,
    bytes: Option<[u64; 2]>,
    subject: Option<String>,
    field: Option<String>,
    provision: Option<Provision>,
    because_of: Option<u64>,
}

/// The rule of the catalogue that a finding rests on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Provision {
    instrument: String,
    paragraph: String,
    certainty: String,
}

/// What the vector says that its file shows.
#[derive(Deserialize)]
struct Expected {
    ok: bool,
    code: Option<String>,
    #[serde(default)]
    verdict: String,
    entry: Option<u64>,
    bytes: Option<[u64; 2]>,
    #[serde(default)]
    findings: Vec<FindingJson>,
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(pair).collect()
}

/// The letter, section and number of a requirement.
pub(crate) fn number(text: &str) -> (char, u32, u32) {
    let letter = text.chars().next().unwrap();
    assert!("CFRV".contains(letter), "{text}");
    let (section, number) = text[1..].split_once('.').unwrap();
    (letter, section.parse().unwrap(), number.parse().unwrap())
}

fn texts<'a>(question: &'a Value, field: &str) -> Vec<&'a str> {
    let list = question[field].as_array().into_iter().flatten();
    list.map(|text| text.as_str().unwrap()).collect()
}

fn named(question: &Value, field: &str) -> Vec<(ItemName, Vec<u8>)> {
    let map = question[field].as_object().into_iter().flatten();
    map.map(|(name, bytes)| (name.parse().unwrap(), from_hex(bytes.as_str().unwrap()))).collect()
}

fn catalogue(question: &Value) -> Option<Catalogue> {
    let texts = texts(question, "catalogue");
    let (first, rest) = texts.split_first()?;
    let first = Catalogue::parse("0.toml", first).unwrap();
    let all = rest.iter().fold(first, |all, more| all.extended("more.toml", more).unwrap());
    Some(all)
}

/// Verifies the file of a question: the verdict, and all that is found.
pub(crate) fn findings_of(question: &Value) -> Result<(String, Vec<FindingJson>), String> {
    let trust = texts(question, "roots")
        .into_iter()
        .fold(Trust::new(), |trust, root| trust.root(root.parse().unwrap()));
    let now = question["now"].as_str().unwrap().parse().unwrap();
    let (contents, parts) = (named(question, "contents"), named(question, "parts"));
    let catalogue = catalogue(question);
    let mut verifier = Verifier::new(&trust, now);
    for head in texts(question, "heads") {
        let head = SignedCheckpoint::parse(&from_hex(head)).map_err(|error| error.to_string())?;
        verifier = verifier.anchor(head);
    }
    for (name, bytes) in &contents {
        let source = ContentSource::Reader(Box::new(bytes.as_slice()));
        verifier = verifier.content(name.clone(), source);
    }
    for (name, digests) in parts {
        verifier = verifier.parts(name, digests);
    }
    if let Some(catalogue) = &catalogue {
        verifier = verifier.catalogue(catalogue);
    }
    if let Some(findings) = question["limit"].as_u64() {
        verifier = verifier.limits(Limits { findings: findings as usize });
    }
    let file = from_hex(question["file"].as_str().unwrap());
    let report = verifier.verify_bytes(&file).map_err(|error| error.to_string())?;
    let findings = serde_json::to_value(&report.findings).unwrap();
    Ok((report.verdict.code().to_owned(), serde_json::from_value(findings).unwrap()))
}

/// Says what is wrong with a vector.
pub(crate) fn judge(folder: &str, name: &str, vector: &Value) -> Result<(), String> {
    if vector["name"].as_str() != Some(name) {
        return Err(format!("is called {}", vector["name"]));
    }
    let expected: Expected = serde_json::from_value(vector["expected"].clone()).unwrap();
    let question = &vector["question"];
    if question["op"].as_str() == Some("verify") {
        return judge_file(folder, question, &expected);
    }
    let line = serde_json::to_vec(question).unwrap();
    let (_, verdict) = crate::question::answer(&line);
    let found = (verdict.is_ok(), verdict.err());
    if found != (expected.ok, expected.code.as_deref()) {
        return Err(format!("the answer is {found:?}"));
    }
    let allowed = if expected.ok { "accept" } else { "reject" };
    if folder == allowed { Ok(()) } else { Err(format!("belongs to {allowed}")) }
}

fn judge_file(folder: &str, question: &Value, expected: &Expected) -> Result<(), String> {
    let (verdict, findings) = findings_of(question)?;
    let shown = |finding: &FindingJson| {
        let FindingJson { code, entry, bytes, subject, field, because_of, .. } = finding;
        format!("{code} {entry:?} {bytes:?} {subject:?} {field:?} {because_of:?}")
    };
    let all: Vec<_> = findings.iter().map(shown).collect();
    if verdict != expected.verdict || expected.ok != (verdict == "Consistent") {
        return Err(format!("{verdict}: {all:#?}"));
    }
    if findings != expected.findings {
        return Err(format!("other findings: {all:#?}"));
    }
    let is_the_one = |finding: &&FindingJson| {
        Some(&finding.code) == expected.code.as_ref()
            && finding.entry == expected.entry
            && finding.bytes == expected.bytes
    };
    if expected.code.is_some() && !findings.iter().any(|finding| is_the_one(&finding)) {
        let (code, entry, bytes) = (&expected.code, expected.entry, expected.bytes);
        return Err(format!("no {code:?} at {entry:?} {bytes:?}: {all:#?}"));
    }
    let refused = |finding: &FindingJson| {
        let code = Code::ALL.iter().find(|code| code.name() == finding.code).unwrap();
        code.class().code() == finding.severity
            && ["failure", "irregularity"].contains(&finding.severity.as_str())
    };
    let allowed = if findings.iter().any(refused) { "reject" } else { "accept" };
    if folder == allowed { Ok(()) } else { Err(format!("belongs to {allowed}: {all:#?}")) }
}
