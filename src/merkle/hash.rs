//! The three hashes of a Merkle tree: of nothing, of a leaf, of a node.

use sha2::{Digest, Sha256};

use crate::encoding::impl_hex;

/// A node of a Merkle tree: a leaf hash, an inner node, or a root.
///
/// It is not the SHA-256 of any record or file: leaves and nodes are hashed under different
/// prefixes. The digest of content is a type of its own, so that the two cannot be swapped.
///
/// # Examples
/// ```
/// use handseal::merkle::{Hash, leaf_hash};
///
/// let hash = leaf_hash(b"");
/// let text = hash.to_string();
/// assert_eq!(text, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
/// assert_eq!(text.parse::<Hash>()?, hash);
/// # Ok::<(), handseal::encoding::HexError>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Hash(pub [u8; 32]);

impl_hex!(Hash, 32);

// RFC 9162 §2.1.1: different prefixes for leaves and nodes, against second preimages.
const LEAF_PREFIX: [u8; 1] = [0x00];
const NODE_PREFIX: [u8; 1] = [0x01];

/// Returns the hash of a leaf: `SHA-256(0x00 ‖ data)`.
///
/// # Specification
/// RFC 9162 §2.1.1, `MTH({d[0]})`. F8.1
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update(LEAF_PREFIX).chain_update(data).finalize().into())
}

/// Returns the hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)`.
///
/// # Specification
/// RFC 9162 §2.1.1, `MTH(D_n)` for n > 1. F8.2
#[must_use]
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    let hasher = Sha256::new().chain_update(NODE_PREFIX);
    Hash(hasher.chain_update(left.0).chain_update(right.0).finalize().into())
}

/// Returns the root of the tree without leaves: `SHA-256()`.
///
/// # Specification
/// RFC 9162 §2.1.1, `MTH({})`.
#[must_use]
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::HexError;

    #[test]
    fn text_of_another_length_is_refused() {
        let text = empty_root().to_string();
        for found in [0, 1, 62, 63] {
            let error = text[..found].parse::<Hash>().unwrap_err();
            assert_eq!(error, HexError::WrongLength { expected: 64, found });
        }
        let longer = format!("{text}0").parse::<Hash>().unwrap_err();
        assert_eq!(longer, HexError::WrongLength { expected: 64, found: 65 });
    }

    #[test]
    fn upper_case_and_foreign_characters_are_refused() {
        let text = empty_root().to_string();
        assert_eq!(text.parse::<Hash>().unwrap(), empty_root());
        for found in ['E', 'g', '/', ':', '`', ' ', '\n', 'é'] {
            let spoiled = format!("{found}{}", &text[1..]);
            let error = spoiled.parse::<Hash>().unwrap_err();
            assert_eq!(error, HexError::NotADigit { offset: 0, found });
        }
    }
}
