//! The published vectors: the files and objects that a corpus begins with.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

/// What the questions of one operation hold under one name, as bytes.
pub fn inputs(operation: &str, name: &str) -> io::Result<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    for folder in ["accept", "reject"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(folder);
        let mut files: Vec<_> = fs::read_dir(folder)?
            .map(|file| file.map(|file| file.path()))
            .collect::<Result<_, _>>()?;
        files.sort_unstable();
        for file in files {
            let vector: Value = serde_json::from_slice(&fs::read(file)?)?;
            let question = &vector["question"];
            if question["op"] == operation {
                found.extend(question[name].as_str().map(bytes));
            }
        }
    }
    Ok(found)
}

/// Hexadecimal digits as bytes; another text, such as the body of a checkpoint, as it is.
fn bytes(text: &str) -> Vec<u8> {
    let digits: Option<Vec<_>> = text.bytes().map(|byte| char::from(byte).to_digit(16)).collect();
    match digits {
        Some(digits) => {
            let (pairs, _) = digits.as_chunks::<2>();
            pairs.iter().map(|[high, low]| (high << 4 | low) as u8).collect()
        }
        None => text.as_bytes().to_vec(),
    }
}
