//! Proofs against the recursive definitions of RFC 9162 §2.1.

use handseal::merkle::{
    Hash, MAX_SIZE, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion,
};

/// Reads the input as sizes, a path and roots, and asks both what it comes to; then makes a proof
/// in a real tree and alters it as the rest of the input says.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    match input.byte() % 3 {
        0 => any_inclusion(&mut input),
        1 => any_consistency(&mut input),
        _ => made(&mut input),
    }
}

fn any_inclusion(input: &mut Input<'_>) {
    let (size, index, leaf) = (input.number(), input.number(), input.hash());
    let path = input.path();
    let expected = inclusion(leaf, index, size, &path);
    let root = if input.byte() & 1 == 0 {
        expected.unwrap_or(leaf)
    } else {
        input.hash()
    };
    let accepted = verify_inclusion(leaf, index, size, &path, root).is_ok();
    assert_eq!(accepted, expected == Some(root), "leaf {index} of {size}");
}

fn any_consistency(input: &mut Input<'_>) {
    let (from, to, given) = (input.number(), input.number(), input.hash());
    let path = input.path();
    let led = consistency(given, from, to, &path);
    let (old, new) = match (led, input.byte() & 3) {
        (Some(roots), 0 | 1) => roots,
        (Some((old, _)), 2) => (old, input.hash()),
        _ => (given, input.hash()),
    };
    let expected = match consistency(old, from, to, &path) {
        Some((leads_old, leads_new)) => leads_old == old && leads_new == new,
        None => false,
    };
    let accepted = verify_consistency(from, old, to, new, &path).is_ok();
    assert_eq!(accepted, expected, "{from} to {to}");
}

fn made(input: &mut Input<'_>) {
    let size = u64::from(input.byte()) + 1;
    let mut tree = Tree::new();
    let leaves: Vec<_> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
    leaves.iter().for_each(|leaf| {
        tree.append(*leaf);
    });
    assert_eq!(tree.root(), root_of(&leaves));
    let index = u64::from(input.byte()) % size;
    let leaf = leaves[index as usize];
    let mut proof = tree
        .inclusion_proof(index, size)
        .expect("within the tree")
        .path;
    assert_eq!(inclusion(leaf, index, size, &proof), Some(tree.root()));
    verify_inclusion(leaf, index, size, &proof, tree.root()).expect("as it was made");
    let (at_index, at_size) = (
        index ^ u64::from(input.byte()),
        size ^ u64::from(input.byte()),
    );
    input.alter(&mut proof);
    assert_eq!(
        verify_inclusion(leaf, at_index, at_size, &proof, tree.root()).is_ok(),
        inclusion(leaf, at_index, at_size, &proof) == Some(tree.root())
    );
    let from = u64::from(input.byte()) % size + 1;
    let old = root_of(&leaves[..from as usize]);
    let mut proof = tree
        .consistency_proof(from, size)
        .expect("within the tree")
        .path;
    assert_eq!(
        consistency(old, from, size, &proof),
        Some((old, tree.root()))
    );
    verify_consistency(from, old, size, tree.root(), &proof).expect("as it was made");
    let (from, to) = (
        from ^ u64::from(input.byte()),
        size ^ u64::from(input.byte()),
    );
    input.alter(&mut proof);
    assert_eq!(
        verify_consistency(from, old, to, tree.root(), &proof).is_ok(),
        consistency(old, from, to, &proof) == Some((old, tree.root()))
    );
}

/// RFC 9162 §2.1.1: MTH.
fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => handseal::merkle::empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
            node_hash(root_of(left), root_of(right))
        }
    }
}

/// RFC 9162 §2.1.3.1, PATH read backwards: the last hash of the path is the other subtree's.
fn inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size || size > MAX_SIZE {
        return None;
    }
    if size == 1 {
        return path.is_empty().then_some(leaf);
    }
    let (other, path) = path.split_last()?;
    let k = split(size);
    if index < k {
        Some(node_hash(inclusion(leaf, index, k, path)?, *other))
    } else {
        Some(node_hash(
            *other,
            inclusion(leaf, index - k, size - k, path)?,
        ))
    }
}

/// RFC 9162 §2.1.4.1, PROOF read backwards: the older and the newer root that the path makes.
fn consistency(old: Hash, from: u64, to: u64, path: &[Hash]) -> Option<(Hash, Hash)> {
    if from == 0 || from > to || to > MAX_SIZE {
        return None;
    }
    subproof(old, from, to, path, true)
}

fn subproof(old: Hash, from: u64, to: u64, path: &[Hash], whole: bool) -> Option<(Hash, Hash)> {
    if from == to {
        return match (whole, path) {
            (true, []) => Some((old, old)),
            (false, [root]) => Some((*root, *root)),
            _ => None,
        };
    }
    let (other, path) = path.split_last()?;
    let k = split(to);
    if from <= k {
        let (older, newer) = subproof(old, from, k, path, whole)?;
        Some((older, node_hash(newer, *other)))
    } else {
        let (older, newer) = subproof(old, from - k, to - k, path, false)?;
        Some((node_hash(*other, older), node_hash(*other, newer)))
    }
}

/// The largest power of two smaller than `size`, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

/// The input, read from the front; zeros behind its end.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// Small numbers, numbers about powers of two, and any.
    fn number(&mut self) -> u64 {
        let (form, value) = (self.byte(), self.byte());
        match form % 4 {
            0 => u64::from(value),
            1 => (1_u64 << (value % 64)).wrapping_add(u64::from(self.byte())),
            2 => (1_u64 << (value % 64)).wrapping_sub(u64::from(self.byte())),
            _ => u64::from_be_bytes([(); 8].map(|()| self.byte())),
        }
    }

    fn hash(&mut self) -> Hash {
        Hash([self.byte(); 32])
    }

    fn path(&mut self) -> Vec<Hash> {
        let length = self.byte() % 80;
        (0..length).map(|_| self.hash()).collect()
    }

    fn alter(&mut self, path: &mut Vec<Hash>) {
        let (what, at) = (self.byte(), usize::from(self.byte()));
        match what % 5 {
            0 => path.truncate(at),
            1 => path.push(self.hash()),
            2 => path.insert(at.min(path.len()), Hash([self.byte(); 32])),
            3 if at < path.len() => path[at].0[0] ^= self.byte(),
            _ => {}
        }
    }
}
