//! Changes to one item of CBOR, each of another kind.

use super::cbor::Node;
use super::chance::Chance;

/// A change that can be made somewhere in a tree, by its name.
type Edit = (&'static str, fn(&mut Node, &mut Chance));

const EDITS: [Edit; 24] = [
    ("head longer than needed", long),
    ("indefinite length", |node, _| *node = Node::Indefinite(Box::new(node.clone()))),
    ("keys or elements out of order", swapped),
    ("a key or an element twice", repeated),
    ("a field or an element left out", left_out),
    ("a field or an element more", |node, _| more(node)),
    ("another number", another_number),
    ("number negative", |node, _| *node = Node::Negative(6)),
    ("number beyond 64 bits with a sign", |node, _| *node = Node::Negative(u64::MAX)),
    ("another letter", another_letter),
    ("text not UTF-8", not_utf8),
    ("letters in the other case", other_case),
    ("text empty", |node, _| *node = Node::text("")),
    ("text where bytes stood, or the reverse", retyped),
    ("null", |node, _| *node = Node::null()),
    ("undefined", |node, _| *node = Node::Simple(vec![0xf7])),
    ("a simple value", |node, _| *node = Node::Simple(vec![0xf8, 0x20])),
    ("a floating-point number", |node, _| *node = Node::Simple(vec![0xf9, 0x3c, 0x00])),
    ("a tag", |node, _| *node = Node::Tag(0, Box::new(node.clone()))),
    ("a tag of the format", |node, _| *node = Node::Tag(18, Box::new(node.clone()))),
    ("deeper", |node, _| *node = Node::Array(vec![node.clone()])),
    ("too deep", |node, _| (0..9).for_each(|_| *node = Node::Array(vec![node.clone()]))),
    ("a reserved head", |node, _| *node = Node::Simple(vec![0x1c])),
    ("a break", |node, _| *node = Node::Simple(vec![0xff])),
];

/// Changes one item somewhere in a tree, and tells how. Not every change can be made everywhere.
pub(crate) fn edit(tree: &mut Node, chance: &mut Chance) -> &'static str {
    let before = tree.to_bytes();
    loop {
        let (name, change) = chance.of(&EDITS);
        let place = chance.below(tree.count());
        change(tree.at(place), chance);
        if tree.to_bytes() != before {
            return name;
        }
    }
}

fn long(node: &mut Node, chance: &mut Chance) {
    let width = *chance.of(&[1, 2, 4, 8]);
    *node = Node::Long(width, Box::new(node.clone()));
}

fn swapped(node: &mut Node, chance: &mut Chance) {
    match node {
        Node::Array(elements) if elements.len() > 1 => {
            let place = chance.below(elements.len() - 1);
            elements.swap(place, place + 1);
        }
        Node::Map(pairs) if pairs.len() > 1 => {
            let place = chance.below(pairs.len() - 1);
            pairs.swap(place, place + 1);
        }
        _ => {}
    }
}

fn repeated(node: &mut Node, chance: &mut Chance) {
    match node {
        Node::Array(elements) if !elements.is_empty() => {
            let place = chance.below(elements.len());
            elements.insert(place, elements[place].clone());
        }
        Node::Map(pairs) if !pairs.is_empty() => {
            let place = chance.below(pairs.len());
            pairs.insert(place, pairs[place].clone());
        }
        _ => {}
    }
}

fn left_out(node: &mut Node, chance: &mut Chance) {
    match node {
        Node::Array(elements) if !elements.is_empty() => {
            elements.remove(chance.below(elements.len()));
        }
        Node::Map(pairs) if !pairs.is_empty() => {
            pairs.remove(chance.below(pairs.len()));
        }
        _ => {}
    }
}

fn more(node: &mut Node) {
    match node {
        Node::Array(elements) => elements.push(Node::text("more")),
        Node::Map(pairs) => pairs.push((Node::text("surplus field"), Node::null())),
        _ => {}
    }
}

fn another_number(node: &mut Node, chance: &mut Chance) {
    if let Node::Unsigned(number) = node {
        let others = [number.wrapping_add(1), number.wrapping_sub(1), 0, u64::MAX, 1 << 63];
        *number = *chance.of(&others);
    }
}

fn another_letter(node: &mut Node, chance: &mut Chance) {
    if let Node::Text(bytes) | Node::Bytes(bytes) = node
        && !bytes.is_empty()
    {
        let place = chance.below(bytes.len());
        bytes[place] ^= 1;
    }
}

fn not_utf8(node: &mut Node, chance: &mut Chance) {
    if let Node::Text(bytes) = node
        && !bytes.is_empty()
    {
        let place = chance.below(bytes.len());
        bytes[place] = 0xc0;
    }
}

fn other_case(node: &mut Node, _: &mut Chance) {
    if let Node::Text(bytes) = node {
        bytes.make_ascii_uppercase();
    }
}

fn retyped(node: &mut Node, _: &mut Chance) {
    let other = match node {
        Node::Text(bytes) => Node::Bytes(bytes.clone()),
        Node::Bytes(bytes) => Node::Text(bytes.clone()),
        _ => return,
    };
    *node = other;
}
