//! A vector is judged by the public functions of the library, and compared with what it says.

use handseal::verify::{Class, Code};
use serde_json::Value;

use crate::question::answer;

/// What the library answers to the question of a vector.
pub(crate) fn answered(question: &Value) -> Value {
    let line = serde_json::to_vec(question).unwrap();
    serde_json::to_value(answer(&line)).unwrap()
}

/// Says what is wrong with a vector.
pub(crate) fn judge(folder: &str, name: &str, vector: &Value) -> Result<(), String> {
    if vector["name"].as_str() != Some(name) {
        return Err(format!("is called {}", vector["name"]));
    }
    let found = answered(&vector["question"]);
    let expected = &vector["expected"];
    if found["ok"] != expected["ok"] {
        return Err(format!("the answer is {found:#}"));
    }
    let refused = if vector["question"]["op"] == "verify" {
        judge_report(expected, &found["report"])?
    } else if found["code"] == expected["code"] {
        found["ok"] == false
    } else {
        return Err(format!("the answer is {found}"));
    };
    let belongs = if refused { "reject" } else { "accept" };
    if folder == belongs { Ok(()) } else { Err(format!("belongs to {belongs}: {found:#}")) }
}

/// Whether a report as it was expected has a failure or an irregularity.
fn judge_report(expected: &Value, report: &Value) -> Result<bool, String> {
    if expected["report"] != *report {
        return Err(format!("another report: {report:#}"));
    }
    if expected["verdict"] != report["verdict"] {
        return Err(format!("the verdict is {}", report["verdict"]));
    }
    let mut findings = report["findings"].as_array().unwrap().iter();
    let is_the_one = |finding: &Value| {
        ["code", "entry", "bytes"].iter().all(|field| finding[field] == expected[field])
    };
    if !expected["code"].is_null() && !findings.clone().any(is_the_one) {
        return Err(format!("nothing with {} at its place", expected["code"]));
    }
    Ok(findings.any(|finding| {
        let code = Code::ALL.iter().find(|code| code.name() == finding["code"]).unwrap();
        assert_eq!(finding["severity"], code.class().code());
        matches!(code.class(), Class::Failure | Class::Irregularity)
    }))
}
