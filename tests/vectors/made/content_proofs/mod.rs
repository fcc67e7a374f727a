//! Content proofs, under a key. F10

mod entries;
mod unfit;

use ciborium::Value;
use handseal::event::{Acquired, AcquiredItem, Content, PartDigests, SignedEvent, Subject};
use handseal::evidence::directory::{EntryPath, ManifestReader};
use handseal::evidence::{KeptParts, Measurement, Options, PartSize, Sha256Digest, measure_reader};
use handseal::identity::{ItemId, Signer as _};
use handseal::verify::{BytesProof, DirectoryEntryProof, MetadataShown};

use crate::cases::{CHIEF, LAB, Ledger, key};
use crate::edit::edited;
use crate::hex::hex;
use crate::made::directories::lines::{Line, manifest, measured, phone};
use crate::vector::{Question, Tells, Vector, object, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = of_bytes();
    all.extend(entries::all());
    all.extend(unfit::all());
    all
}

const PART: usize = 4096;

/// Three parts, of which the last is shorter.
fn content() -> Vec<u8> {
    (0..2 * PART + 100).map(|at| (at % 251) as u8).collect()
}

/// A content of three parts, a directory and an imported digest, acquired in one act.
struct Desk {
    entry: SignedEvent,
    image: ItemId,
    phone: ItemId,
    imported: ItemId,
    measured: Measurement,
    manifest: Vec<u8>,
}

impl Desk {
    fn new() -> Self {
        let mut ledger = Ledger::new();
        let mut ids = [ledger.item(), ledger.item(), ledger.item()];
        ids.sort_unstable();
        let [image, phone_id, imported] = ids;
        let part_size = PartSize::new(PART as u64).unwrap();
        let options = Options { part_size, parts: KeptParts::All, ..Options::default() };
        let measured_image = measure_reader(content().as_slice(), options).unwrap();
        let manifest = manifest(&readable());
        let salts = &mut ledger.salts;
        let contents = [
            Content::measured(&measured_image, PartDigests::Omitted, salts),
            Content::directory(&measured(&manifest), salts),
            Content::imported(1, Sha256Digest::of(b"x"), None, "an earlier tool", salts),
        ];
        let items =
            ids.into_iter().zip(contents).map(|(id, content)| AcquiredItem::of(id, content));
        let body = Acquired::of(ledger.case, items.collect());
        let chief = ledger.chief.clone();
        let entry = ledger.signed(body, &ids.map(Subject::Item), &chief);
        Self { entry, image, phone: phone_id, imported, measured: measured_image, manifest }
    }

    /// The proof of these bytes.
    fn bytes(&self, from: u64, to: u64) -> Vec<u8> {
        let list = self.measured.parts.as_ref().unwrap();
        BytesProof::of(&self.entry, self.image, from..to, list).unwrap().to_bytes()
    }

    /// The proof of an entry.
    fn entry(&self, path: &[u8], metadata: MetadataShown) -> Vec<u8> {
        let reader = ManifestReader::new(self.manifest.as_slice()).unwrap();
        let path = EntryPath::new(path).unwrap();
        let proof = DirectoryEntryProof::of(&self.entry, self.phone, &path, reader, metadata);
        proof.unwrap().to_bytes()
    }
}

const MAIL: &[u8] = b"mail/one.eml";

/// The directory, its mail with its real digests.
fn readable() -> Vec<Line> {
    let mut lines = phone();
    for (entry, _) in &mut lines {
        if entry.path.as_bytes() == MAIL {
            (entry.sha512, entry.sha1, entry.md5) = (None, None, None);
        }
    }
    lines
}

/// Is this shown under the key of the chief?
fn under(proof: &[u8], given: Option<&[u8]>, number: u8) -> Question {
    let mut fields = vec![
        ("proof", hex(proof).into()),
        ("key", hex(key(number).public_key().as_bytes()).into()),
    ];
    fields.extend(given.map(|given| ("bytes", hex(given).into())));
    object("content_proof", &fields)
}

fn shown(proof: &[u8], given: Option<&[u8]>, tells: Tells) -> Vector {
    under(proof, given, CHIEF).accepted(tells)
}

fn refused(proof: &[u8], given: Option<&[u8]>, tells: Tells, code: &'static str) -> Vector {
    under(proof, given, CHIEF).refused(tells, code)
}

fn of_bytes() -> Vec<Vector> {
    let (desk, content) = (Desk::new(), content());
    let middle = desk.bytes(PART as u64, PART as u64 + 1);
    let part = &content[PART..2 * PART];
    vec![
        shown(
            &middle,
            Some(part),
            tells(
                "content_proof_of_one_part",
                &["F10.1", "F10.2", "F10.3", "F10.4", "F10.5", "F10.6", "F10.10"],
                "One byte was asked for, and the whole part that has it is shown.",
            ),
        ),
        shown(
            &desk.bytes(0, 2 * PART as u64 + 100),
            Some(&content),
            tells(
                "content_proof_of_a_whole_content",
                &["F10.5", "F10.6"],
                "All parts are shown, so the path is empty. The last part is shorter.",
            ),
        ),
        shown(
            &desk.bytes(PART as u64, 2 * PART as u64 + 1),
            Some(&content[PART..]),
            tells(
                "content_proof_of_two_parts",
                &["F10.5", "F10.6"],
                "The last two parts of three are shown.",
            ),
        ),
        refused(
            &middle,
            Some(&part[1..]),
            tells(
                "content_proof_with_a_byte_too_few",
                &["F10.5"],
                "The first byte of the part is not given.",
            ),
            "content_proof.length",
        ),
        refused(
            &middle,
            None,
            tells("content_proof_without_its_bytes", &["F10.5"], "No bytes are given."),
            "content_proof.length",
        ),
        refused(
            &middle,
            Some(&content[..PART]),
            tells(
                "content_proof_with_other_bytes",
                &["F10.6"],
                "The bytes given are those of another part.",
            ),
            "content_proof.root",
        ),
        refused(
            &edited(&middle, |file| file.path().swap(0, 1)),
            Some(part),
            tells(
                "content_proof_with_its_path_swapped",
                &["F10.6"],
                "The hashes around the part stand in another order.",
            ),
            "content_proof.root",
        ),
        refused(
            &edited(&middle, |file| *file.shown("last") = Value::from(3)),
            Some(part),
            tells(
                "content_proof_of_a_part_that_is_not_there",
                &["F10.5"],
                "The last part shown is one behind the content.",
            ),
            "content_proof.parts",
        ),
        refused(
            &edited(&middle, |file| *file.shown("first") = Value::from(2)),
            Some(part),
            tells(
                "content_proof_of_a_range_that_is_reversed",
                &["F10.5"],
                "The first part shown stands behind the last.",
            ),
            "content_proof.parts",
        ),
        refused(
            &edited(&middle, |file| drop(file.path().pop())),
            Some(part),
            tells(
                "content_proof_with_a_path_too_short",
                &["F10.6"],
                "One hash around the part is missing.",
            ),
            "content_proof.parts",
        ),
        under(&middle, Some(part), LAB).refused(
            tells(
                "content_proof_under_another_key",
                &["F10.10"],
                "The entry is signed by another key than the one given.",
            ),
            "content_proof.signature",
        ),
    ]
}
