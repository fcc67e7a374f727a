//! Heads in the file and heads that somebody remembers: V8.1 to V8.10, F7.6.

use handseal::event::{CheckpointKeyChanged, Subject};
use handseal::ledger::{KeyName, NoteText, SignedCheckpoint, SignedNote};
use handseal::verify::Code;

use crate::cases::{HEADS, Ledger, key};
use crate::cast::{Cast, SPARE, cast};
use crate::made::Case;
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = remembered();
    all.extend(forked());
    all.extend(recorded());
    all.extend(malformed());
    all.extend(keys());
    all
}

/// Ten entries.
fn ledger() -> Ledger {
    let Cast { mut ledger, ana, .. } = cast();
    let own = [ledger.own(&ana)];
    while ledger.size() < 10 {
        let body = ledger.noted();
        ledger.act(body, &own, &ana);
    }
    ledger
}

fn signed(ledger: &Ledger, size: u64, root: [u8; 32], number: u8) -> SignedCheckpoint {
    ledger.head_of(ledger.origin.as_str(), size, root, number)
}

fn root_of(ledger: &Ledger) -> [u8; 32] {
    *ledger.head().unverified().root()
}

const OTHER: &str = "other.example.org/00112233445566778899aabbccddeeff";

fn remembered() -> Vec<Vector> {
    let ledger = ledger();
    let against = |head: SignedCheckpoint| Case::of(&ledger).heads(&[head]);
    let other = ledger.head_of(OTHER, 10, root_of(&ledger), HEADS);
    let whole = 0..ledger.bytes.len();
    let mut rewritten = cast();
    let own = [rewritten.ledger.own(&rewritten.ana)];
    // Another salt: everything behind it is another entry.
    let _ = rewritten.ledger.words("");
    while rewritten.ledger.size() < 10 {
        let body = rewritten.ledger.noted();
        rewritten.ledger.act(body, &own, &rewritten.ana.clone());
    }
    let rewritten = rewritten.ledger;
    vec![
        Case::of(&ledger).heads(&[]).allowed_with(
            tells(
                "no_head_is_remembered",
                &["V8.5"],
                "Nobody kept a head. A file that was cut at its end would look the same.",
            ),
            Code::AnchorAbsent,
            Place::end(),
        ),
        against(other).allowed_with(
            tells(
                "remembered_head_of_another_ledger",
                &["F8.9"],
                "The head that was kept has another origin. It is left aside.",
            ),
            Code::AnchorUnusable,
            Place::end(),
        ),
        against(signed(&ledger, 10, root_of(&ledger), SPARE)).allowed_with(
            tells(
                "remembered_head_under_another_key",
                &["F8.10"],
                "The head that was kept is signed by a key that is not the ledger's.",
            ),
            Code::AnchorUnusable,
            Place::end(),
        ),
        against(signed(&ledger, 11, [7; 32], HEADS)).refused(
            tells(
                "remembered_head_larger_than_the_ledger",
                &["F8.1"],
                "The head that was kept is over one entry more than the file has: it was cut.",
            ),
            Code::AnchorTruncated,
            Place::bytes(whole.clone()),
        ),
        against(signed(&ledger, 7, [7; 32], HEADS)).refused(
            tells(
                "remembered_head_with_another_root",
                &["F8.1", "F8.2"],
                "The first seven entries do not make the root of the head that was kept.",
            ),
            Code::AnchorRootMismatch,
            Place::bytes(whole.clone()),
        ),
        Case::of(&rewritten).heads(&[ledger.head()]).refused(
            tells(
                "past_that_was_rewritten_with_all_keys",
                &["F8.2", "F8.1"],
                "Every entry is well signed and every chain whole. Only the head that somebody \
                 kept tells that it is another past.",
            ),
            Code::AnchorRootMismatch,
            Place::bytes(0..rewritten.bytes.len()),
        ),
        against(ledger.head_at(9)).allowed_with(
            tells(
                "entry_above_the_remembered_head",
                &["V8.9"],
                "The head that was kept is over all entries but the last.",
            ),
            Code::AnchorUncovered,
            Place::index(9),
        ),
        Case::of(&ledger).heads(&[ledger.head_at(5), ledger.head(), ledger.head_at(8)]).allowed(
            tells(
                "older_heads_beside_the_newest",
                &["V8.9", "V8.10", "F8.2", "F8.1"],
                "Three heads of one ledger were kept, in no order. All of them match.",
            ),
        ),
    ]
}

fn forked() -> Vec<Vector> {
    let ledger = ledger();
    let other = signed(&ledger, 10, [7; 32], HEADS);
    let mut file = self::ledger();
    let at = file.push_checkpoint(&other.to_string());
    vec![
        Case::of(&ledger).heads(&[ledger.head(), other]).refused(
            tells(
                "two_remembered_heads_of_one_size",
                &["F8.1"],
                "Two heads that were kept have the same size and different roots, and both are \
                 signed by the ledger's key.",
            ),
            Code::AnchorForked,
            Place::bytes(0..ledger.bytes.len()),
        ),
        Case::of(&file).refused(
            tells(
                "remembered_head_and_one_in_the_file_of_one_size",
                &["V8.4"],
                "A head that was kept and one in the file have the same size and different roots.",
            ),
            Code::AnchorForked,
            Place::bytes(0..at.end),
        ),
    ]
}

/// The ledger with a note as its last record.
fn noted(tells: Tells, code: Code, note: impl FnOnce(&mut Ledger) -> String) -> Vector {
    let mut ledger = ledger();
    let note = note(&mut ledger);
    let at = ledger.push_checkpoint(&note);
    Case::of(&ledger).refused(tells, code, Place::bytes(at))
}

fn recorded() -> Vec<Vector> {
    let misplaced = Code::CheckpointMisplaced;
    let mut right = ledger();
    right.checkpoint();
    let mut wrong = ledger();
    wrong.checkpoint();
    let note = signed(&wrong, 12, [7; 32], HEADS).to_string();
    let since = wrong.bytes.len();
    let own = [wrong.own(&wrong.chief)];
    for _ in 0..2 {
        let body = wrong.noted();
        wrong.act(body, &own, &wrong.chief.clone());
    }
    let at = wrong.push_checkpoint(&note);
    vec![
        Case::of(&right).allowed(tells(
            "checkpoint_in_its_place",
            &["V8.2", "V8.3", "V8.4", "F7.6", "F8.6", "F8.7", "F8.8", "F8.9"],
            "The file has a signed head over the entries before it.",
        )),
        Case::of(&right).heads(&[]).allowed_with(
            tells(
                "checkpoint_in_the_file_is_no_anchor",
                &["F7.6"],
                "The file has a signed head, and nobody kept one: whoever cuts the file keeps \
                 that.",
            ),
            Code::AnchorAbsent,
            Place::end(),
        ),
        noted(
            tells(
                "checkpoint_of_another_size",
                &["F7.6"],
                "A head over nine entries stands behind ten.",
            ),
            misplaced,
            |ledger| ledger.head_at(9).to_string(),
        ),
        noted(
            tells(
                "checkpoint_of_another_ledger",
                &["F7.6"],
                "A head in the file has the origin of another ledger.",
            ),
            misplaced,
            |ledger| ledger.head_of(OTHER, 10, root_of(ledger), HEADS).to_string(),
        ),
        noted(
            tells(
                "checkpoint_that_stands_twice",
                &["F7.6"],
                "The same head stands twice: the sizes do not rise.",
            ),
            misplaced,
            |ledger| {
                ledger.checkpoint();
                ledger.head().to_string()
            },
        ),
        Case::of(&wrong).heads(&[wrong.head_at(10)]).refused(
            tells(
                "checkpoint_with_another_root",
                &["F8.2"],
                "A head in the file has another root than the entries before it make. The \
                 alteration is behind the last head that was right.",
            ),
            Code::CheckpointRootMismatch,
            Place::bytes(since..at.end),
        ),
    ]
}

fn malformed() -> Vec<Vector> {
    let mut longer = ledger();
    let note = longer.head().to_string();
    let start = longer.bytes.len();
    longer.bytes.push(0x7a);
    longer.bytes.extend(u32::try_from(note.len()).unwrap().to_be_bytes());
    longer.bytes.extend(note.as_bytes());
    let end = longer.bytes.len();
    vec![
        noted(
            tells("text_that_is_no_checkpoint", &["F8.6"], "A text record is no signed note."),
            Code::CheckpointMalformed,
            |_| "a text\n".to_owned(),
        ),
        noted(
            tells(
                "checkpoint_whose_size_has_a_leading_zero",
                &["F8.7"],
                "The size of a signed head is written `010`.",
            ),
            Code::CheckpointMalformed,
            |ledger| {
                let body = ledger.head().unverified().to_string().replacen("\n10\n", "\n010\n", 1);
                let name = KeyName::parse(ledger.origin.as_str()).unwrap();
                SignedNote::sign(NoteText::new(body).unwrap(), name, &key(HEADS))
                    .unwrap()
                    .to_string()
            },
        ),
        Case::of(&longer).refused(
            tells(
                "checkpoint_in_a_record_with_a_longer_head",
                &["F1.1", "F7.8"],
                "The head of the text that holds a checkpoint takes five bytes where two do.",
            ),
            Code::CheckpointMalformed,
            Place::bytes(start..end),
        ),
    ]
}

fn keys() -> Vec<Vector> {
    let mut changed = cast();
    let chief = changed.chief.clone();
    let before = changed.ledger.head();
    let opening = changed.ledger.opening(&chief, SPARE);
    let body =
        CheckpointKeyChanged { by: opening.by, key: opening.key, possession: opening.possession };
    let subject = Subject::Ledger(changed.ledger.origin.clone());
    changed.ledger.act(body, &[subject], &chief);
    let changed = changed.ledger;
    let head = |number| signed(&changed, changed.size(), root_of(&changed), number);
    vec![
        noted(
            tells(
                "checkpoint_under_another_key",
                &["F7.6", "F8.10"],
                "A head in the file is signed by a key that is not the ledger's.",
            ),
            Code::CheckpointSignature,
            |ledger| signed(ledger, 10, root_of(ledger), SPARE).to_string(),
        ),
        noted(
            tells(
                "checkpoint_with_a_line_by_an_unknown_key",
                &["F7.6"],
                "A head in the file has a second signature line, by a key that is not known.",
            ),
            Code::CheckpointSignature,
            |ledger| {
                let head = ledger.head();
                let text = NoteText::new(head.unverified().to_string()).unwrap();
                let name = KeyName::parse("witness.example.org").unwrap();
                let other = SignedNote::sign(text, name, &key(SPARE)).unwrap().to_string();
                format!("{head}{}\n", other.lines().last().unwrap())
            },
        ),
        Case::of(&changed).heads(&[before, head(SPARE)]).allowed(tells(
            "head_under_the_key_in_force_at_its_size",
            &["V8.3", "V8.6"],
            "The key of the heads was changed. A head from before is under the old key, one over \
             all entries under the new.",
        )),
        Case::of(&changed).heads(&[head(HEADS)]).allowed_with(
            tells(
                "head_under_a_key_no_longer_in_force",
                &["V8.6"],
                "A head over all entries is under the key that was in force before the last of \
                 them.",
            ),
            Code::AnchorUnusable,
            Place::end(),
        ),
    ]
}
