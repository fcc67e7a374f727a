//! The last entry of a case, signed again with one property changed; and what that property is
//! refused for.
//!
//! Everything else is right: the key is the signer's, and the remembered head is over the changed
//! entry, so nothing but the property can be what is found.

use handseal::ledger::RecordKind;

use super::base::{Base, Entry};
use super::cbor::Node;
use crate::asked::Question;

/// A changed property and the code of its refusal.
pub(crate) struct Variant {
    pub(crate) property: &'static str,
    pub(crate) code: &'static str,
    /// The index of the entry.
    pub(crate) entry: u64,
    pub(crate) question: Question,
}

const MALFORMED: &str = "entry.malformed";
const DISORDERED: &str = "entry.nondeterministic";
const NOT_UNDERSTOOD: &str = "entry.not_understood";
const MISMATCH: &str = "signature.mismatch";

/// How a property is changed, before the entry is signed.
type Change = (&'static str, &'static str, fn(&mut Entry));

/// How an envelope is changed, behind its signature.
type Rewrite = (&'static str, &'static str, fn(&mut Node));

const CHANGES: [Change; 44] = [
    ("algorithm -8", MALFORMED, |e| *e.label(1) = Node::Negative(7)),
    ("algorithm -7", MALFORMED, |e| *e.label(1) = Node::Negative(6)),
    ("algorithm as a text", MALFORMED, |e| *e.label(1) = Node::text("EdDSA")),
    ("no algorithm", MALFORMED, |e| drop(e.protected.pairs().remove(0))),
    ("algorithm in both maps", MALFORMED, |e| unprotected(e, 1, Node::Negative(18))),
    ("key id in both maps", MALFORMED, |e| {
        let kid = e.label(4).clone();
        unprotected(e, 4, kid);
    }),
    ("a parameter outside the protected header", MALFORMED, |e| unprotected(e, 33, Node::null())),
    ("a critical parameter", MALFORMED, |e| {
        let critical = Node::Array(vec![Node::Unsigned(1)]);
        e.protected.pairs().insert(1, (Node::Unsigned(2), critical));
    }),
    ("an unknown parameter", MALFORMED, |e| {
        e.protected.pairs().push((Node::Unsigned(23), Node::null()));
    }),
    ("labels out of order", DISORDERED, |e| e.protected.pairs().swap(0, 1)),
    ("a label twice", DISORDERED, |e| {
        let pair = e.protected.pairs()[0].clone();
        e.protected.pairs().insert(0, pair);
    }),
    ("no content type", MALFORMED, |e| drop(e.protected.pairs().remove(1))),
    ("content type of another format", MALFORMED, |e| *e.label(3) = Node::text("text/plain")),
    ("version 0", MALFORMED, |e| version(e, "0")),
    ("version with a leading zero", MALFORMED, |e| version(e, "01")),
    ("version 2", NOT_UNDERSTOOD, |e| version(e, "2")),
    ("key id too short", MALFORMED, |e| {
        let Node::Bytes(kid) = e.label(4) else { panic!("no bytes") };
        kid.pop();
    }),
    ("key id of nobody", "key.unregistered", |e| *e.label(4) = Node::Bytes(vec![7; 32])),
    ("signer another than the key's", "key.foreign", |e| {
        // The organisation itself, which did not sign.
        let Node::Text(iss) = e.claim(1) else { panic!("no text") };
        iss.truncate(64);
    }),
    ("subject another than the first link's", MALFORMED, |e| {
        *e.claim(2) = Node::text("item:00000000000000000000000000000000");
    }),
    ("a claim more", MALFORMED, |e| {
        e.label(15).pairs().push((Node::Unsigned(7), Node::Bytes(vec![1])));
    }),
    ("a time of signing that is no number", MALFORMED, |e| {
        e.label(15).pairs().push((Node::Unsigned(6), Node::text("now")));
    }),
    ("keys out of order", DISORDERED, |e| e.payload.pairs().swap(0, 1)),
    ("a key twice", DISORDERED, |e| {
        let pair = e.payload.pairs()[0].clone();
        e.payload.pairs().insert(0, pair);
    }),
    ("number not in its shortest form", DISORDERED, |e| {
        let seq = e.links()[0].field("seq");
        *seq = Node::Long(4, Box::new(seq.clone()));
    }),
    ("length not in its shortest form", DISORDERED, |e| {
        let links = e.payload.field("links");
        *links = Node::Long(1, Box::new(links.clone()));
    }),
    ("array of indefinite length", DISORDERED, |e| {
        let links = e.payload.field("links");
        *links = Node::Indefinite(Box::new(links.clone()));
    }),
    ("text of indefinite length", DISORDERED, |e| {
        let code = e.payload.field("type");
        *code = Node::Indefinite(Box::new(code.clone()));
    }),
    ("a floating-point number", MALFORMED, |e| {
        *e.links()[0].field("seq") = Node::Simple(vec![0xf9, 0x3c, 0x00]);
    }),
    ("a tag", MALFORMED, |e| {
        let at = e.payload.field("at");
        *at = Node::Tag(0, Box::new(at.clone()));
    }),
    ("undefined", MALFORMED, |e| *e.payload.field("at") = Node::Simple(vec![0xf7])),
    ("a field more", MALFORMED, |e| {
        e.payload.pairs().push((Node::text("surplus"), Node::null()));
    }),
    ("a field less", MALFORMED, |e| drop(e.payload.pairs().remove(0))),
    ("a field that is null", MALFORMED, |e| *e.payload.field("at") = Node::null()),
    ("an unknown type", NOT_UNDERSTOOD, |e| *e.payload.field("type") = Node::text("of tomorrow")),
    ("a leap second", MALFORMED, |e| time(e, "2041-06-01T23:59:60Z")),
    ("an offset of zero in digits", MALFORMED, |e| time(e, "2041-06-01T12:00:00+00:00")),
    ("an instant after now", "time.future", |e| time(e, "2099-01-01T00:00:00Z")),
    ("no link", MALFORMED, |e| e.links().clear()),
    ("a link twice", DISORDERED, |e| {
        let link = e.links()[0].clone();
        e.links().insert(0, link);
    }),
    ("links out of order", DISORDERED, |e| {
        e.links().swap(0, 1);
        let first = e.links()[0].field("id").clone();
        *e.claim(2) = first;
    }),
    ("another previous entry", "link.mismatch", |e| {
        *e.links()[0].field("prev") = Node::Bytes(vec![7; 32]);
    }),
    ("a later place", "link.mismatch", |e| {
        let Node::Unsigned(seq) = e.links()[0].field("seq") else { panic!("no number") };
        *seq += 1;
    }),
    ("no previous entry", MALFORMED, |e| *e.links()[0].field("prev") = Node::null()),
];

const REWRITES: [Rewrite; 13] = [
    ("no tag", MALFORMED, |node| {
        let Node::Tag(_, inner) = node else { panic!("no tag") };
        *node = (**inner).clone();
    }),
    ("another tag", MALFORMED, |node| {
        let Node::Tag(tag, _) = node else { panic!("no tag") };
        *tag = 98;
    }),
    ("detached payload", MALFORMED, |node| elements(node)[2] = Node::null()),
    ("payload not in a byte string", MALFORMED, |node| {
        let Node::Bytes(payload) = &elements(node)[2] else { panic!("no bytes") };
        elements(node)[2] = Node::read(&payload.clone());
    }),
    ("an empty protected header", MALFORMED, |node| elements(node)[0] = Node::Bytes(Vec::new())),
    ("unprotected header not a map", MALFORMED, |node| elements(node)[1] = Node::Array(Vec::new())),
    ("an element less", MALFORMED, |node| drop(elements(node).pop())),
    ("an element more", MALFORMED, |node| elements(node).push(Node::null())),
    ("signature a byte short", MALFORMED, |node| signature(node).truncate(63)),
    ("signature a byte long", MALFORMED, |node| signature(node).push(0)),
    ("signature of zeros", MISMATCH, |node| signature(node).fill(0)),
    ("signature with S not below the order", MISMATCH, |node| {
        add_order(&mut signature(node)[32..])
    }),
    ("signature with another R", MISMATCH, |node| signature(node)[0] ^= 1),
];

/// Every variant of the last entry of a case.
pub(crate) fn variants(base: &Base) -> Vec<Variant> {
    let place = *base.places(RecordKind::Entry).last().unwrap();
    let entry = Entry::read(&base.records[place].1);
    let changed = CHANGES.iter().map(|(property, code, change)| {
        let mut entry = entry.clone();
        change(&mut entry);
        (*property, *code, entry.to_record())
    });
    let rewritten = REWRITES.iter().map(|(property, code, change)| {
        let mut envelope = entry.envelope();
        change(&mut envelope);
        (*property, *code, Node::Bytes(envelope.to_bytes()).to_bytes())
    });
    let by_another = Entry { key: 20, ..entry.clone() }.to_record();
    let trailing = {
        let mut bytes = entry.envelope().to_bytes();
        bytes.push(0xf6);
        Node::Bytes(bytes).to_bytes()
    };
    changed
        .chain(rewritten)
        .chain([("signed by another", MISMATCH, by_another)])
        .chain([("a byte behind", MALFORMED, trailing)])
        .map(|(property, code, record)| {
            let mut records = base.records.clone();
            records[place].1 = record;
            // A checkpoint behind the entry is over the entry as it was.
            records.truncate(place + 2);
            records.retain(|(kind, _)| *kind != RecordKind::Checkpoint);
            let head = base.head_over(&records);
            let question = Question { heads: vec![head], ..base.ask(&records) };
            let entry = u64::try_from(base.places(RecordKind::Entry).len()).unwrap() - 1;
            Variant { property, code, entry, question }
        })
        .collect()
}

fn unprotected(entry: &mut Entry, label: u64, value: Node) {
    entry.unprotected = Node::Map(vec![(Node::Unsigned(label), value)]);
}

fn version(entry: &mut Entry, number: &str) {
    *entry.label(3) = Node::text(&format!("application/vnd.handseal.event.v{number}+cbor"));
}

fn time(entry: &mut Entry, instant: &str) {
    *entry.payload.field("at").field("time") = Node::text(instant);
}

fn elements(envelope: &mut Node) -> &mut Vec<Node> {
    let Node::Tag(_, array) = envelope else { panic!("no tag") };
    array.elements()
}

fn signature(envelope: &mut Node) -> &mut Vec<u8> {
    let Node::Bytes(signature) = &mut elements(envelope)[3] else { panic!("no bytes") };
    signature
}

/// S + L, of the same value modulo the order L of the group (RFC 8032 §5.1).
fn add_order(scalar: &mut [u8]) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (byte, order) in scalar.iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
}
