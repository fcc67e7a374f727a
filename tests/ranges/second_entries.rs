//! Questions to the second verifier about entries of directories.

use handseal::identity::Signer as _;
use handseal::verify::MetadataShown;

use crate::cases::{self, LAB};
use crate::edit::edited;
use crate::entries::{Desk, MAIL};
use crate::made::Made;
use crate::second::Question;

/// Entries of directories of several sizes, with metadata and without, with their files and without.
pub(crate) fn good_entries() -> Vec<Question> {
    let mut questions = Vec::new();
    for more in [0, 1, 6] {
        let desk = Desk::new(&format!("second-{more}"), more);
        for (path, file) in [("mail/one.eml", Some(MAIL)), ("mail", None), ("shortcut", None)] {
            for metadata in [MetadataShown::All, MetadataShown::None] {
                let key = desk.key().as_bytes().try_into().unwrap();
                let proof = desk.proof(path, metadata).to_bytes();
                for bytes in [None, file.map(<[u8]>::to_vec)] {
                    let said = format!("{path} and {more} more");
                    questions.push(Question { said, file: proof.clone(), bytes, key });
                }
            }
        }
    }
    questions
}

pub(crate) fn bad_entries() -> Vec<Question> {
    let desk = Desk::new("second-bad", 3);
    let key = desk.key().as_bytes().try_into().unwrap();
    let (file, link) = (desk.mail(), desk.proof("shortcut", MetadataShown::None).to_bytes());
    let told = crate::edit::Parts::of(&desk.proof("mail", MetadataShown::All).to_bytes())
        .shown("metadata")
        .clone();
    let parts = crate::edit::Parts::of(&Made::new().proof().to_bytes()).get("shows").clone();
    let shows = crate::edit::Parts::of(&file).get("shows").clone();
    let mut questions = vec![
        ("file too short", file.clone(), Some(MAIL[1..].to_vec()), key),
        ("other file", file.clone(), Some(b"From: b".to_vec()), key),
        ("bytes of a link", link, Some(MAIL.to_vec()), key),
        (
            "other key",
            file.clone(),
            None,
            cases::key(LAB).public_key().as_bytes().try_into().unwrap(),
        ),
        (
            "entry of what is no directory",
            edited(&Made::new().proof().to_bytes(), |fields| *fields.get("shows") = shows),
            None,
            key,
        ),
    ];
    let mut changed = |said, change: &dyn Fn(&mut crate::edit::Parts)| {
        questions.push((said, edited(&file, |parts| change(parts)), None, key));
    };
    changed("parts of a directory", &|fields| *fields.get("shows") = parts.clone());
    changed("index moved", &|fields| *fields.shown("index") = 0.into());
    changed("index outside", &|fields| *fields.shown("index") = 6.into());
    changed("path too short", &|fields| drop(fields.path().pop()));
    changed("metadata of another", &|fields| *fields.shown("metadata") = told.clone());
    changed("metadata salted otherwise", &|fields| {
        fields.shown("metadata").as_map_mut().unwrap()[1].1 = ciborium::Value::Bytes(vec![0; 16]);
    });
    changed("salt too short", &|fields| {
        *fields.shown("salt") = ciborium::Value::Bytes(vec![0; 15]);
    });
    let mut within = |said, name: &str, value: ciborium::Value| {
        changed(said, &|fields| {
            let entry = fields.shown("entry").as_map_mut().unwrap();
            let field = entry.iter_mut().find(|(key, _)| key.as_text() == Some(name));
            field.unwrap().1 = value.clone();
        });
    };
    within("other size", "size", 8.into());
    within("path that leads out", "path", ciborium::Value::Bytes(b"../one.eml".to_vec()));
    within("link with a size", "type", "link".into());
    within("unknown type", "type", "door".into());
    let question = |(said, file, bytes, key): (&str, _, _, _)| Question {
        said: said.to_owned(),
        file,
        bytes,
        key,
    };
    questions.into_iter().map(question).collect()
}
