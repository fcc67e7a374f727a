//! Writes a corpus for each target from the seed case and the published vectors, under `fuzz/corpus/`,
//! in place of the old one: the entries of an earlier seed case are signed too, and would be taken for
//! forgeries.

use std::fs;
use std::io;
use std::path::Path;

use handseal::ledger::{RecordKind, RecordReader};
use handseal_fuzz::{case, content_proof, keys, ledger_bytes, signatures, vectors};

fn main() -> io::Result<()> {
    let case = case::seed();
    let mut records = Vec::new();
    let mut start = 0;
    for end in &case.ends {
        records.push(case.file[start..*end].to_vec());
        start = *end;
    }
    let entries: Vec<_> = case
        .entries
        .iter()
        .map(|(entry, known)| [&entry[..], known].concat())
        .collect();
    let payloads = case.entries.iter().filter_map(|(entry, _)| {
        let sign1 = handseal::cose::Sign1::parse(entry).ok()?;
        Some(sign1.payload().to_vec())
    });
    let published = vectors::inputs("verify", "file")?;
    write(
        "cbor",
        records
            .iter()
            .cloned()
            .chain(entries.iter().cloned())
            .chain(payloads)
            .chain(vectors::inputs("cbor", "hex")?),
    )?;
    write(
        "event",
        entries
            .iter()
            .cloned()
            .chain(published.iter().flat_map(|file| groups(file)))
            .chain(vectors::inputs("event", "hex")?),
    )?;
    write("content_proof", content_proof::seeds())?;
    let heads = case.heads.iter();
    let mut notes: Vec<_> = heads.map(|head| head.to_string().into_bytes()).collect();
    notes.push(case.checkpoint_key.to_string().into_bytes());
    notes.push(case.heads[0].unverified().to_string().into_bytes());
    notes.extend(vectors::inputs("note", "note_hex")?);
    notes.extend(vectors::inputs("checkpoint", "body")?);
    write("note", notes)?;
    write("keys", keys::seeds())?;
    write("signatures", signatures::seeds())?;
    // Files whole, and one record behind each beginning of the seed case.
    let mut files = vec![
        [&[0], &case.file[..]].concat(),
        [&[0], &case.extract[..]].concat(),
    ];
    for (number, record) in records.iter().enumerate() {
        let kept = u8::try_from(number).unwrap_or(u8::MAX);
        files.push([&[kept], &record[..]].concat());
        files.push([&[kept], &case.file[case.ends[number]..]].concat());
    }
    for file in &published {
        files.push([&[ledger_bytes::STRANGERS], &file[..]].concat());
        files.push([&[ledger_bytes::SIGNED_AGAIN], &file[..]].concat());
    }
    write("ledger_bytes", files)?;
    // Acts that the state expects: small numbers, and one wild one.
    let steps = (0..=255_u8).map(|start| {
        let step = |n: u8| n.wrapping_mul(start).wrapping_add(n / 9) % 120;
        (0..180).map(step).collect()
    });
    write("custody", steps)?;
    write("catalogue", catalogues()?)?;
    write("lists", lists())?;
    write("proof", (0..=255).map(|byte| vec![byte; 64]))
}

/// The entries of a file, each with its disclosures.
fn groups(file: &[u8]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut reader = RecordReader::new(file);
    while let Ok(Some(record)) = reader.next_record() {
        match record.kind {
            RecordKind::Entry => found.push(record.content().to_vec()),
            RecordKind::Disclosures => {
                if let Some(entry) = found.last_mut() {
                    entry.extend(&record.bytes);
                }
            }
            _ => {}
        }
    }
    found
}

/// A list of each kind, and the tag files of a bag as the target takes them.
fn lists() -> Vec<Vec<u8>> {
    let md5 = "d41d8cd98f00b204e9800998ecf8427e";
    let texts = [
        format!("{md5}  a\n\\{md5} *b\\n\\\\c\nMD5 (d (1)) = {md5}\n# e\n"),
        format!("{md5}  a\0{md5}  b\n\0"),
        format!("{md5} a\r\n{md5} *b\r\n"),
        format!("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n## a\n0,{md5},b, c\n"),
        format!(
            "{md5}  data/a%0Ab%25\n\x1c{md5} bagit.txt\n\x1chttps://example.org/ - data/c\n\x1cA: b\n c\n"
        ),
    ];
    texts.map(String::into_bytes).to_vec()
}

/// The embedded policy, the files of the embedded catalogue, and each of their tables as a file that stands alone.
fn catalogues() -> io::Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/law/catalogue/data");
    let mut files: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort_unstable();
    let mut inputs = vec![handseal::law::Policy::EMBEDDED_TEXT.as_bytes().to_vec()];
    for file in files {
        let text = fs::read_to_string(file)?;
        let head = "format = 1\nname = \"seed\"\nas_of = 2041-06-01\n\n[[";
        let tables = text.split("\n[[").skip(1);
        // A table of an entry, such as `[[instrument.field]]`, stands with its entry.
        let mut entry = String::new();
        for table in tables {
            let name = table.split(']').next().unwrap_or_default();
            if !name.contains('.') && !entry.is_empty() {
                inputs.push(format!("{head}{entry}\n").into_bytes());
                entry.clear();
            }
            if !entry.is_empty() {
                entry.push_str("\n[[");
            }
            entry.push_str(table);
        }
        inputs.push(format!("{head}{entry}\n").into_bytes());
        inputs.push(text.into_bytes());
    }
    Ok(inputs)
}

fn write(target: &str, inputs: impl IntoIterator<Item = Vec<u8>>) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for (number, input) in inputs.into_iter().enumerate() {
        fs::write(folder.join(format!("seed-{number:03}")), input)?;
    }
    Ok(())
}
