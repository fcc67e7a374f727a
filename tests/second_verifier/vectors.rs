//! The published vectors, asked of the second verifier.

use std::path::Path;

use serde_json::Value;

use crate::agreement::difference;
use crate::process::Second;

#[test]
fn second_verifier_judges_a_vector_in_another_way() {
    let Some(mut second) = Second::start() else { return };
    let mut wrong = Vec::new();
    let mut asked = 0;
    for folder in ["accept", "reject"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let vector: Value = serde_json::from_str(&text).unwrap();
            let answer = second.ask(&vector["question"].to_string());
            asked += 1;
            // Of a file the code expected is what the vector is about, and stands among others.
            let part = if answer["report"].is_object() { "report" } else { "code" };
            if let Some(difference) = difference(&vector["expected"][part], &answer[part]) {
                wrong.push(format!("{}: {part}.{difference}", vector["name"]));
            }
        }
    }
    assert!(asked > 0, "there are no vectors");
    let shown = wrong.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {asked}:\n{shown}", wrong.len());
}
