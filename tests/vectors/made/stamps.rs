//! What an authority attests of the heads of a ledger: V5.4 to V5.8.

use handseal::encoding::Blob;
use handseal::event::{EntryHash, Subject, Timestamped};
use handseal::ledger::{RecordKind, RecordReader};
use handseal::store::CaseFile;
use handseal::verify::Code;

use crate::authority::{CODE_SIGNING, Certificate, Token};
use crate::cases::{HEADS, Ledger, key};
use crate::cast::{Cast, cast};
use crate::made::Case;
use crate::vector::{Place, Tells, Vector, tells};

/// What the tests stand in, and so the authority: June 2041.
const AT: &str = "20410601003000Z";
const LATER: &str = "20410605120000Z";
const NOW: u32 = 60;
const WEEKS: u32 = 20 * 1440;

pub(crate) fn all() -> Vec<Vector> {
    [attested(), unattested(), refused(), renewed(), extracts()].into_iter().flatten().collect()
}

fn middle() -> Certificate {
    Certificate { to: "450101000000Z", ..Certificate::middle() }
}

fn signer() -> Certificate {
    Certificate { from: "400101000000Z", to: "430101000000Z", ..Certificate::signer() }
}

/// A signer whose certificate ends on 3 June 2041.
fn ending() -> Certificate {
    Certificate { to: "410603000000Z", ..signer() }
}

/// The text that the head of a size is.
fn head(ledger: &Ledger, size: u64) -> (Vec<u8>, [u8; 32]) {
    let head = ledger.head_at(size).unverified().clone();
    (head.to_string().into_bytes(), *head.root())
}

/// A token over the head of a size, as it should be.
fn over(ledger: &Ledger, size: u64) -> Token {
    let certificates = vec![middle().to_der()];
    let (message, _) = head(ledger, size);
    Token { time: AT, signer: signer(), certificates, ..Token::over(&message) }
}

fn says(ledger: &Ledger, size: u64, token: &[u8]) -> Timestamped {
    Timestamped { root: head(ledger, size).1, size, token: Blob(token.to_vec()) }
}

/// Records what the chief says of a head of the ledger.
fn record(ledger: &mut Ledger, says: Timestamped) -> u64 {
    let (chief, subject) = (ledger.chief.clone(), Subject::Ledger(ledger.origin.clone()));
    ledger.act(says, &[subject], &chief)
}

/// A ledger of eight entries and their head.
fn ledger() -> Ledger {
    let Cast { mut ledger, .. } = cast();
    ledger.checkpoint();
    ledger
}

fn judged(ledger: &Ledger) -> Case {
    Case::of(ledger).now(NOW).believes(&Certificate::root().to_der())
}

/// A ledger in which a token is recorded for the head of eight entries.
fn stamped(token: impl FnOnce(&Ledger) -> Vec<u8>) -> (Ledger, u64) {
    let mut ledger = ledger();
    let token = token(&ledger);
    let says = says(&ledger, 8, &token);
    let index = record(&mut ledger, says);
    (ledger, index)
}

fn attested() -> Vec<Vector> {
    let (ledger, _) = stamped(|ledger| over(ledger, 8).to_der());
    let mut without = cast().ledger;
    let says = says(&without, 6, &over(&without, 6).to_der());
    record(&mut without, says);
    vec![
        judged(&ledger).allowed(tells(
            "head_whose_time_is_attested",
            &["F12.5"],
            "A token of an authority that is believed, over the head before it: eight entries were there, not later than half past twelve.",
        )),
        judged(&without).allowed(tells(
            "head_without_a_checkpoint_whose_time_is_attested",
            &["V5.6"],
            "No checkpoint of that size stands in the file: the entries themselves make the head.",
        )),
    ]
}

fn unattested() -> Vec<Vector> {
    let (ledger, index) = stamped(|ledger| over(ledger, 8).to_der());
    let place = Place::of(&ledger, index);
    vec![Case::of(&ledger).now(NOW).allowed_with(
        tells(
            "head_whose_authority_is_not_believed",
            &[],
            "No anchor was given, so nothing is attested.",
        ),
        Code::TimeUnattested,
        place,
    )]
}

fn wrong(code: Code, tells: Tells, token: impl FnOnce(&Ledger) -> Vec<u8>) -> Vector {
    let (ledger, index) = stamped(token);
    let place = Place::of(&ledger, index);
    judged(&ledger).refused(tells, code, place)
}

fn refused() -> Vec<Vector> {
    let mut moved = ledger();
    let token = over(&moved, 7).to_der();
    let other = says(&moved, 8, &token);
    let moved_at = record(&mut moved, other);
    let mut early = ledger();
    let (size, root) = (early.size() + 1, [7; 32]);
    let token = Blob(over(&early, 8).to_der());
    let early_at = record(&mut early, Timestamped { root, size, token });
    let mut foreign = ledger();
    let root = [7; 32];
    let message = foreign.head_of(foreign.origin.as_str(), 8, root, HEADS);
    let message = message.unverified().to_string().into_bytes();
    let token = Token { message, ..over(&foreign, 8) }.to_der();
    let foreign_at = record(&mut foreign, Timestamped { root, size: 8, token: Blob(token) });
    vec![
        wrong(
            Code::TimeTokenMalformed,
            tells("stamp_that_is_no_token", &["F12.1"], "The token lacks its last byte."),
            |ledger| {
                let mut token = over(ledger, 8).to_der();
                token.pop();
                token
            },
        ),
        judged(&moved).refused(
            tells("stamp_of_another_head", &[], "The token is over the head of seven entries, and recorded for that of eight."),
            Code::TimeTokenMismatch,
            Place::of(&moved, moved_at),
        ),
        judged(&early).refused(
            tells("stamp_of_a_head_that_was_not_there", &[], "The head is said to have the entry that tells of it."),
            Code::TimeTokenMismatch,
            Place::of(&early, early_at),
        ),
        judged(&foreign).refused(
            tells("stamp_of_a_head_that_the_entries_do_not_make", &[], "The token is good, over a head of this size with another root: somebody had another past stamped."),
            Code::TimeTokenMismatch,
            Place::of(&foreign, foreign_at),
        ),
        wrong(
            Code::TimeTokenMismatch,
            tells("stamp_that_was_altered", &["F12.7"], "A byte of the signature is another."),
            |ledger| {
                let mut token = over(ledger, 8).to_der();
                *token.last_mut().unwrap() ^= 1;
                token
            },
        ),
        wrong(
            Code::TimeAuthorityRefused,
            tells("stamp_by_a_signer_of_code", &["F12.8"], "The certificate is for signing code."),
            |ledger| {
                let signer = Certificate { usages: vec![CODE_SIGNING], ..signer() };
                Token { signer, ..over(ledger, 8) }.to_der()
            },
        ),
        wrong(
            Code::TimeAuthorityRefused,
            tells("stamp_by_an_authority_that_had_ended", &["F12.9"], "The certificate had ended on the day before."),
            |ledger| {
                let signer = Certificate { to: "410531000000Z", ..signer() };
                Token { signer, ..over(ledger, 8) }.to_der()
            },
        ),
    ]
}

/// A ledger whose first token is by a signer that ends, and whose second covers it.
fn twice(time: &'static str) -> (Ledger, u64) {
    let (mut ledger, first) =
        stamped(|ledger| Token { signer: ending(), ..over(ledger, 8) }.to_der());
    ledger.checkpoint();
    let size = ledger.size();
    let token = Token { time, ..over(&ledger, size) }.to_der();
    let says = says(&ledger, size, &token);
    record(&mut ledger, says);
    (ledger, first)
}

fn renewed() -> Vec<Vector> {
    let (alone, index) = stamped(|ledger| Token { signer: ending(), ..over(ledger, 8) }.to_der());
    let (in_time, _) = twice(AT);
    let (too_late, first) = twice(LATER);
    vec![
        judged(&alone).allowed(tells(
            "stamp_by_an_authority_that_will_end",
            &[],
            "The certificate is still good.",
        )),
        judged(&alone).now(WEEKS).allowed_with(
            tells(
                "stamp_by_an_authority_that_has_ended",
                &[],
                "The certificate has ended since, and nothing covers the token: whoever has the key could have made it later.",
            ),
            Code::TimeAuthorityEnded,
            Place::of(&alone, index),
        ),
        judged(&in_time).now(WEEKS).allowed(tells(
            "stamp_that_a_later_one_covers",
            &["V5.8"],
            "The certificate has ended since. A token over a head with the first one in it was made before that, and stands.",
        )),
        judged(&too_late).now(WEEKS).allowed_with(
            tells(
                "stamp_that_a_later_one_covers_too_late",
                &[],
                "The second token was made when the first authority had ended.",
            ),
            Code::TimeAuthorityEnded,
            Place::of(&too_late, first),
        ),
    ]
}

/// An extract of the case, with or without what joins the attested head to its own.
fn extracts() -> Vec<Vector> {
    let (ledger, index) = stamped(|ledger| over(ledger, 8).to_der());
    let mut file = CaseFile::open_bytes(ledger.bytes.clone(), &ledger.trust()).unwrap();
    let mut bytes = Vec::new();
    file.extract(&[Subject::Case(ledger.case)], &key(HEADS), &mut bytes).unwrap();
    let mut reader = RecordReader::new(bytes.as_slice());
    let (mut apart, mut at, mut joints) = (Vec::new(), 0..0, 0);
    while let Some(record) = reader.next_record().unwrap() {
        if record.bytes.windows(11).any(|word| word == b"consistency") {
            joints += 1;
            continue;
        }
        if record.kind == RecordKind::Entry && EntryHash::of(record.content()) == ledger.hash(index)
        {
            at = apart.len()..apart.len() + record.bytes.len();
        }
        apart.extend(record.bytes);
    }
    assert_eq!(joints, 1);
    vec![
        judged(&ledger).file(bytes).allowed_with(
            tells(
                "extract_with_an_attested_head",
                &["F7.15", "V5.6"],
                "A consistency record joins the head that is attested to that of the extract.",
            ),
            Code::ExtractScope,
            Place::end(),
        ),
        judged(&ledger).file(apart).allowed_with(
            tells(
                "extract_without_what_joins_an_attested_head",
                &["V5.4"],
                "Nothing shows that the head that is attested is one of this ledger.",
            ),
            Code::TimeUnattested,
            Place::entry(index, at),
        ),
    ]
}
