//! Signed notes, checkpoints and the text form of keys: F8.6 to F8.11.

use handseal::identity::Signer as _;
use handseal::ledger::{KeyName, NoteText, SignedNote, VerifierKey};
use serde_json::Value;

use crate::cases::{HEADS, key};
use crate::hex::hex;
use crate::vector::{Question, Tells, Vector, object, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = notes();
    all.extend(lines());
    all.extend(keys());
    all.extend(checkpoints());
    all
}

const ORIGIN: &str = "custody.example.org/00112233445566778899aabbccddeeff";
const ROOT: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

fn body() -> String {
    format!("{ORIGIN}\n5\n{ROOT}\n")
}

fn signed(name: &str, number: u8) -> String {
    let text = NoteText::new(body()).unwrap();
    let name = KeyName::parse(name).unwrap();
    SignedNote::sign(text, name, &key(number)).unwrap().to_string()
}

fn right() -> String {
    signed(ORIGIN, HEADS)
}

fn vkey() -> String {
    let name = KeyName::parse(ORIGIN).unwrap();
    VerifierKey::new(name, key(HEADS).public_key().clone()).unwrap().to_string()
}

fn opened(note: &str, keys: &[String]) -> Question {
    let keys: Vec<Value> = keys.iter().map(|key| key.as_str().into()).collect();
    object("note", &[("note_hex", hex(note.as_bytes()).into()), ("vkeys", keys.into())])
}

fn note(tells: Tells, code: &'static str, change: impl FnOnce(String) -> String) -> Vector {
    opened(&change(right()), &[vkey()]).refused(tells, code)
}

fn notes() -> Vec<Vector> {
    vec![
        opened(&right(), &[vkey()]).accepted(tells(
            "note_as_it_should_be",
            &["F8.6", "F8.8", "F8.9", "F8.10", "F8.11"],
            "A checkpoint, signed by the key whose name is its origin.",
        )),
        note(
            tells("note_without_its_final_line_feed", &["F8.6"], "The last line feed is missing."),
            "note.no_final_newline",
            |note| note.trim_end().to_owned(),
        ),
        note(
            tells(
                "note_without_an_empty_line",
                &["F8.6"],
                "No empty line parts the text from the signatures.",
            ),
            "note.no_empty_line",
            |note| note.replace("\n\n", "\n"),
        ),
        note(
            tells("note_with_a_control_character", &["F8.6"], "A tab stands in the text."),
            "note.control_character",
            |note| note.replacen("\n5\n", "\n5\t\n", 1),
        ),
        note(
            tells("note_without_a_signature", &["F8.6"], "Behind the empty line there is nothing."),
            "note.signature_line",
            |note| note.split_once("\n\n").unwrap().0.to_owned() + "\n\n",
        ),
        note(
            tells(
                "note_of_101_signature_lines",
                &["F8.6"],
                "One signature line more than a note can have.",
            ),
            "note.too_many_signatures",
            |note| {
                let (text, line) = note.split_once("\n\n").unwrap();
                format!("{text}\n\n{}", line.repeat(101))
            },
        ),
        note(
            tells(
                "note_whose_text_was_altered",
                &["F8.6", "F8.10"],
                "The size in the text is another than the one that was signed.",
            ),
            "note.bad_signature",
            |note| note.replacen("\n5\n", "\n6\n", 1),
        ),
        object(
            "note",
            &[
                ("note_hex", hex(&[right().as_bytes(), b"\xff\n"].concat()).into()),
                ("vkeys", vec![Value::from(vkey())].into()),
            ],
        )
        .refused(
            tells("note_that_is_no_utf8", &["F8.6"], "A byte of the note is no UTF-8."),
            "note.utf8",
        ),
    ]
}

fn lines() -> Vec<Vector> {
    let other = signed("witness.example.org", 20);
    let line = other.lines().last().unwrap().to_owned() + "\n";
    let beside = right() + &line;
    vec![
        opened(&beside, &[vkey()]).accepted(tells(
            "note_with_a_line_by_another_key",
            &["F8.10"],
            "A second line is by a key that is not known. It is not judged.",
        )),
        opened(&other, &[vkey()]).refused(
            tells(
                "note_signed_by_nobody_known",
                &["F8.10"],
                "The only line is by a key that is not known.",
            ),
            "note.no_known_key",
        ),
        note(
            tells(
                "signature_line_with_a_hyphen",
                &["F8.8"],
                "A signature line begins with a hyphen and not with an em dash.",
            ),
            "note.signature_line",
            |note| note.replace('\u{2014}', "-"),
        ),
        note(
            tells("signature_line_without_a_name", &["F8.8"], "A signature line has no name."),
            "note.signature_line",
            |note| note.replace(&format!("\u{2014} {ORIGIN} "), "\u{2014} "),
        ),
        note(
            tells(
                "signature_line_whose_name_has_a_plus",
                &["F8.8"],
                "The name of a key has a plus.",
            ),
            "note.key_name",
            |note| note.replace(&format!("\u{2014} {ORIGIN} "), "\u{2014} a+b "),
        ),
        note(
            tells(
                "signature_line_that_is_no_base64",
                &["F8.8"],
                "The signature has a character that is not of Base64.",
            ),
            "note.base64",
            |note| {
                let end = note.len() - 5;
                format!("{}*{}", &note[..end], &note[end + 1..])
            },
        ),
        note(
            tells(
                "signature_line_of_four_bytes",
                &["F8.8"],
                "A signature line has a key id and no signature.",
            ),
            "note.signature_short",
            |note| {
                let start = note.rfind(' ').unwrap() + 1;
                format!("{}AAAAAA==\n", &note[..start])
            },
        ),
        note(
            tells(
                "signature_line_with_another_key_id",
                &["F8.9", "F8.10"],
                "The key id of the only line is of no key.",
            ),
            "note.no_known_key",
            |note| {
                let start = note.rfind(' ').unwrap() + 1;
                format!("{}AAAA{}", &note[..start], &note[start + 4..])
            },
        ),
    ]
}

fn keys() -> Vec<Vector> {
    let of = |tells, code, key: String| opened(&right(), &[key]).refused(tells, code);
    let parts: Vec<String> = vkey().splitn(3, '+').map(str::to_owned).collect();
    let [name, id, x] = parts.as_slice() else { panic!("three parts") };
    vec![
        of(
            tells(
                "verifier_key_with_another_id",
                &["F8.11", "F8.9"],
                "The key id is not that of the name and the key.",
            ),
            "vkey.other_id",
            format!("{name}+00000000+{x}"),
        ),
        of(
            tells(
                "verifier_key_with_an_id_of_seven_digits",
                &["F8.11"],
                "The key id has seven digits.",
            ),
            "vkey.id",
            format!("{name}+{}+{x}", &id[1..]),
        ),
        of(
            tells("verifier_key_of_two_parts", &["F8.11"], "The key itself is missing."),
            "vkey.shape",
            format!("{name}+{id}"),
        ),
        of(
            tells(
                "verifier_key_of_another_signature_type",
                &["F8.11"],
                "The first byte is 4, of a cosignature, and not 1.",
            ),
            "vkey.signature_type",
            format!("{name}+{id}+B{}", &x[1..]),
        ),
        of(
            tells(
                "verifier_key_that_is_no_base64",
                &["F8.11"],
                "The key has a character that is not of Base64.",
            ),
            "vkey.base64",
            format!("{name}+{id}+*{}", &x[1..]),
        ),
        of(
            tells("verifier_key_without_a_name", &["F8.11"], "The name of the key is empty."),
            "vkey.name",
            format!("+{id}+{x}"),
        ),
    ]
}

fn checkpoint(tells: Tells, code: &'static str, body: &str) -> Vector {
    object("checkpoint", &[("body", body.into())]).refused(tells, code)
}

fn checkpoints() -> Vec<Vector> {
    let with = |size: &str, root: &str| format!("{ORIGIN}\n{size}\n{root}\n");
    let ok = |tells, body: String| object("checkpoint", &[("body", body.into())]).accepted(tells);
    vec![
        ok(tells("checkpoint_as_it_should_be", &["F8.7"], "Origin, size and root."), body()),
        ok(tells("checkpoint_of_an_empty_ledger", &["F8.7"], "The size is 0."), with("0", ROOT)),
        ok(
            tells("checkpoint_of_the_greatest_size", &["F8.7"], "The size is 2⁶⁴ - 1."),
            with("18446744073709551615", ROOT),
        ),
        ok(
            tells("checkpoint_with_a_further_line", &["F8.7"], "A fourth line means nothing here."),
            body() + "more\n",
        ),
        checkpoint(
            tells("checkpoint_of_a_size_too_great", &["F8.7"], "The size is 2⁶⁴."),
            "checkpoint.size_overflow",
            &with("18446744073709551616", ROOT),
        ),
        checkpoint(
            tells("checkpoint_size_with_a_leading_zero", &["F8.7"], "The size is 05."),
            "checkpoint.size_leading_zero",
            &with("05", ROOT),
        ),
        checkpoint(
            tells("checkpoint_size_with_a_sign", &["F8.7"], "The size is +5."),
            "checkpoint.size_not_decimal",
            &with("+5", ROOT),
        ),
        checkpoint(
            tells("checkpoint_root_of_31_bytes", &["F8.7"], "The root is one byte short."),
            "checkpoint.root_length",
            &with("5", "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQ=="),
        ),
        checkpoint(
            tells(
                "checkpoint_root_without_padding",
                &["F8.7"],
                "The padding of the root is left out.",
            ),
            "checkpoint.root_base64",
            &with("5", ROOT.trim_end_matches('=')),
        ),
        checkpoint(
            tells(
                "checkpoint_root_that_is_not_canonical",
                &["F8.7"],
                "The bits behind the last byte of the root are not zero.",
            ),
            "checkpoint.root_base64",
            &with("5", &ROOT.replace("k=", "l=")),
        ),
        checkpoint(
            tells("checkpoint_without_a_root", &["F8.7"], "The third line is missing."),
            "checkpoint.missing_line",
            &format!("{ORIGIN}\n5\n"),
        ),
        checkpoint(
            tells("checkpoint_with_an_empty_line", &["F8.7"], "A further line is empty."),
            "checkpoint.empty_line",
            &(body() + "\nmore\n"),
        ),
        checkpoint(
            tells(
                "checkpoint_without_its_final_line_feed",
                &["F8.7"],
                "The last line feed is missing.",
            ),
            "checkpoint.no_final_newline",
            body().trim_end(),
        ),
    ]
}
