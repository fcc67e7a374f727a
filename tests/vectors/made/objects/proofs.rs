//! Paths in a tree: F8.1 to F8.5, F9.4.

use handseal::evidence::{Options, PartSize, measure_reader};
use handseal::merkle::{Hash, Tree, empty_root, leaf_hash, node_hash};
use serde_json::Value;

use crate::hex::hex;
use crate::vector::{Question, Vector, object, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = inclusions();
    all.extend(consistencies());
    all.extend(parts());
    all
}

fn leaf(number: u8) -> Hash {
    leaf_hash(&[number; 32])
}

fn tree(size: u8) -> Tree {
    let mut tree = Tree::new();
    for number in 0..size {
        tree.append(leaf(number));
    }
    tree
}

fn hashes(path: &[Hash]) -> Value {
    path.iter().map(|hash| Value::from(hex(&hash.0))).collect()
}

fn inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash], root: Hash) -> Question {
    object(
        "inclusion",
        &[
            ("leaf_hash", hex(&leaf.0).into()),
            ("index", index.into()),
            ("size", size.into()),
            ("path", hashes(path)),
            ("root", hex(&root.0).into()),
        ],
    )
}

fn inclusions() -> Vec<Vector> {
    let tree = tree(7);
    let (root, path) = (tree.root(), tree.inclusion_proof(4, 7).unwrap().path);
    let right = |index, size| inclusion(leaf(4), index, size, &path, root);
    let longer = [path.as_slice(), &[leaf(0)]].concat();
    let mut swapped = path.clone();
    swapped.swap(0, 1);
    // Nobody is to take the two leaves of a tree for a leaf of a smaller one.
    let pair = node_hash(leaf(0), leaf(1));
    vec![
        right(4, 7).accepted(tells(
            "inclusion_of_a_leaf",
            &["F8.1", "F8.2", "F8.3"],
            "Leaf 4 in a tree of seven.",
        )),
        inclusion(leaf(0), 0, 1, &[], leaf(0)).accepted(tells(
            "inclusion_in_a_tree_of_one",
            &["F8.2", "F8.3", "F8.5"],
            "The only leaf is the root.",
        )),
        right(5, 7).refused(
            tells("inclusion_at_another_index", &["F8.3"], "The index is one too great."),
            "proof.root",
        ),
        right(7, 7).refused(
            tells("inclusion_at_an_index_outside", &["F8.3"], "The index is the size."),
            "proof.index",
        ),
        inclusion(leaf(3), 4, 7, &path, root).refused(
            tells("inclusion_of_another_leaf", &["F8.1", "F8.3"], "The leaf is another one."),
            "proof.root",
        ),
        inclusion(leaf(4), 4, 7, &path[..path.len() - 1], root).refused(
            tells(
                "inclusion_path_too_short",
                &["F8.5"],
                "The path has one hash less than index and size need.",
            ),
            "proof.path_too_short",
        ),
        inclusion(leaf(4), 4, 7, &longer, root).refused(
            tells(
                "inclusion_path_too_long",
                &["F8.5"],
                "The path has one hash more than index and size need.",
            ),
            "proof.path_too_long",
        ),
        inclusion(leaf(4), 4, 7, &swapped, root).refused(
            tells(
                "inclusion_path_in_another_order",
                &["F8.3"],
                "Two hashes of the path are swapped.",
            ),
            "proof.root",
        ),
        inclusion(Hash([0; 32]), 0, 0, &[], empty_root()).refused(
            tells(
                "inclusion_in_a_tree_of_none",
                &["F8.2", "F8.3"],
                "A tree of no leaves has none.",
            ),
            "proof.index",
        ),
        inclusion(leaf(4), 4, (1 << 63) + 1, &path, root).refused(
            tells("inclusion_in_a_tree_too_large", &["F8.5"], "The size is 2⁶³ + 1."),
            "proof.size_too_large",
        ),
        inclusion(pair, 0, 4, &[node_hash(leaf(2), leaf(3))], self::tree(4).root()).refused(
            tells(
                "inclusion_of_a_node_as_a_leaf",
                &["F8.2", "F8.5"],
                "The hash of an inner node is shown as that of a leaf, with a path that leads from \
                 there.",
            ),
            "proof.path_too_short",
        ),
    ]
}

fn consistency(from: u64, to: u64, roots: [Hash; 2], path: &[Hash]) -> Question {
    object(
        "consistency",
        &[
            ("size1", from.into()),
            ("size2", to.into()),
            ("root1", hex(&roots[0].0).into()),
            ("root2", hex(&roots[1].0).into()),
            ("path", hashes(path)),
        ],
    )
}

fn consistencies() -> Vec<Vector> {
    let tree = tree(7);
    let root = |size| tree.root_at(size).unwrap();
    let path = tree.consistency_proof(3, 7).unwrap().path;
    let roots = [root(3), root(7)];
    let longer = [path.as_slice(), &[leaf(0)]].concat();
    vec![
        consistency(3, 7, roots, &path).accepted(tells(
            "consistency_of_two_sizes",
            &["F8.4"],
            "A tree of three and the same with four more.",
        )),
        consistency(4, 7, [root(4), root(7)], &tree.consistency_proof(4, 7).unwrap().path)
            .accepted(tells(
                "consistency_from_a_power_of_two",
                &["F8.4"],
                "A tree of four, which is whole in the larger one.",
            )),
        consistency(7, 7, [root(7); 2], &[]).accepted(tells(
            "consistency_of_equal_sizes",
            &["F8.4"],
            "The same size and the same root, and an empty path.",
        )),
        consistency(7, 7, [root(7), root(3)], &[]).refused(
            tells(
                "consistency_of_equal_sizes_with_two_roots",
                &["F8.4"],
                "The same size and two roots.",
            ),
            "proof.root",
        ),
        consistency(7, 7, [root(7); 2], &path).refused(
            tells(
                "consistency_of_equal_sizes_with_a_path",
                &["F8.4"],
                "The same size and a path that is not empty.",
            ),
            "proof.path_too_long",
        ),
        consistency(0, 7, [empty_root(), root(7)], &[]).refused(
            tells("consistency_from_nothing", &["F8.4"], "There is no proof from size 0."),
            "proof.size_zero",
        ),
        consistency(7, 3, [root(7), root(3)], &path).refused(
            tells("consistency_backwards", &["F8.4"], "The first size is the greater."),
            "proof.sizes_reversed",
        ),
        consistency(3, 7, [root(4), root(7)], &path).refused(
            tells(
                "consistency_from_another_root",
                &["F8.4"],
                "The first root is that of another size.",
            ),
            "proof.old_root",
        ),
        consistency(3, 7, [root(3), root(4)], &path).refused(
            tells(
                "consistency_to_another_root",
                &["F8.4"],
                "The second root is that of another size.",
            ),
            "proof.root",
        ),
        consistency(3, 7, roots, &path[1..]).refused(
            tells("consistency_path_too_short", &["F8.5"], "The path has one hash less."),
            "proof.path_too_short",
        ),
        consistency(3, 7, roots, &longer).refused(
            tells("consistency_path_too_long", &["F8.5"], "The path has one hash more."),
            "proof.path_too_long",
        ),
    ]
}

/// One part of a content of three: its leaf is the hash of its digest.
fn parts() -> Vec<Vector> {
    let content: Vec<u8> = (0..9000_u32).map(|at| (at / 4096) as u8).collect();
    let options = Options { part_size: PartSize::new(4096).unwrap(), ..Options::default() };
    let measured = measure_reader(content.as_slice(), options).unwrap();
    let digests = measured.parts.as_ref().unwrap().digests();
    let mut tree = Tree::new();
    for digest in digests {
        tree.append(leaf_hash(&digest.0));
    }
    assert_eq!(tree.root(), measured.part_root);
    let path = tree.inclusion_proof(2, 3).unwrap().path;
    let part = |digest: &[u8]| inclusion(leaf_hash(digest), 2, 3, &path, tree.root());
    vec![
        part(&digests[2].0).accepted(tells(
            "part_of_a_content",
            &["F9.4", "F9.1", "F9.2"],
            "The last part of a content of three, proven under the root of its descriptor.",
        )),
        part(&digests[1].0).refused(
            tells(
                "part_of_a_content_at_another_index",
                &["F9.4"],
                "Another part of the same content, at the index of the last.",
            ),
            "proof.root",
        ),
    ]
}
