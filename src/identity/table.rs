//! Signatures checked with tables of their signers' keys: faster, and the same ones are accepted.

use std::ops::Neg as _;

use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION},
    edwards::CompressedEdwardsY,
    traits::Identity as _,
};
use sha2::{Digest as _, Sha512};

use super::{
    comb::{Comb, TableWidth},
    error::KeyError,
    signer::Signature,
    thumbprint::Thumbprint,
};

/// Multiples of the base point, for all checks with tables.
///
/// It takes as much memory and time to make as a [`KeyTable`] of that width.
pub struct BaseTable {
    width: TableWidth,
    multiples: Comb,
    /// The encodings of the eight points of small order.
    small: [[u8; 32]; 8],
}

impl BaseTable {
    /// Computes the multiples.
    #[must_use]
    pub fn new(width: TableWidth) -> Self {
        Self {
            width,
            multiples: Comb::new(ED25519_BASEPOINT_POINT, width),
            small: EdwardsPoint::compress_batch(&EIGHT_TORSION).map(|encoded| encoded.0),
        }
    }

    /// How wide its windows are.
    #[must_use]
    pub const fn width(&self) -> TableWidth {
        self.width
    }
}

/// Multiples of one Ed25519 key: worth their memory where one key signed tens of messages.
pub struct KeyTable {
    key: [u8; 32],
    thumbprint: Thumbprint,
    width: TableWidth,
    /// Of -A.
    multiples: Comb,
}

impl KeyTable {
    /// Computes the multiples of a key, given as the 32 bytes of RFC 8032 §5.1.5.
    ///
    /// The key need not be one that [`PublicKey`](super::PublicKey) registers: under any other that has
    /// a table, too, [`TableChecks`] accepts exactly what the strict check accepts.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the bytes are no point of the curve, or one of small order: the strict check
    /// accepts nothing under these.
    pub fn new(key: &[u8; 32], width: TableWidth) -> Result<Self, KeyError> {
        let point = CompressedEdwardsY(*key).decompress().ok_or(KeyError::NotOnCurve)?;
        if point.is_small_order() {
            return Err(KeyError::SmallOrder);
        }
        let (thumbprint, multiples) = (Thumbprint::of_ed25519(key), Comb::new(point.neg(), width));
        Ok(Self { key: *key, thumbprint, width, multiples })
    }

    /// The key, as it was given.
    #[must_use]
    pub const fn key(&self) -> &[u8; 32] {
        &self.key
    }

    /// The name of the key.
    #[must_use]
    pub const fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// How wide its windows are.
    #[must_use]
    pub const fn width(&self) -> TableWidth {
        self.width
    }
}

/// What a check with tables shows of a signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TableCheck {
    /// [`PublicKey::verify`](super::PublicKey::verify) accepts it.
    Accepted,
    /// It is to be refused, and [`PublicKey::verify`](super::PublicKey::verify) says why.
    Refused,
}

/// Signatures by any keys that have tables, checked together.
///
/// # What this proves
///
/// [`TableCheck::Accepted`]: what [`PublicKey::verify`](super::PublicKey::verify) proves, since exactly the
/// same signatures are accepted, one by one: no signature rests on another one. RFC 8032's verification of
/// many at once by a random combination is another thing, and accepts others.
///
/// # Why the same signatures are accepted
///
/// `verify_strict` of ed25519-dalek accepts R ‖ s over M under the bytes A when
///
/// 1. s < L,
/// 2. R decodes to a point, and that point is not of small order,
/// 3. A decodes to a point, and that point is not of small order,
/// 4. the encoding of sB - kA is R, byte for byte, with k = SHA-512(R ‖ A ‖ M) mod L over R and A as they were given.
///
/// 3 is checked by [`KeyTable::new`], 1 by [`push`](Self::push), 4 by [`finish`](Self::finish). Both sums are over
/// the same integers s and k, in which the windows of a table are only another way of writing them: so sB - kA is the
/// same point, also where A has a part of small order.
///
/// 2 needs no decoding where 4 holds. R is then what encoding made of a point P of the curve. That has y below p,
/// and the sign of x is 0 where x is: decoding finds the same y, of it x up to its sign, and the sign: it is P.
/// So R decodes, and it is of small order exactly if it is the encoding of one of the eight points of small order. Where R is any
/// other encoding, that of no point or a second one of a point, 4 does not hold.
///
/// # Examples
///
/// ```
/// use handseal::identity::{
///     BaseTable, KeyTable, Signer, SigningKey, TableCheck, TableChecks, TableWidth,
/// };
///
/// let signer = SigningKey::from_seed(&[1; 32]);
/// let key = signer.public_key().as_bytes().try_into()?;
/// let (base, table) = (BaseTable::new(TableWidth::Wide), KeyTable::new(key, TableWidth::Narrow)?);
/// let mut checks = TableChecks::new(&base);
/// let signature = signer.sign(b"a")?;
/// checks.push(&table, b"a", signature.as_bytes());
/// checks.push(&table, b"b", signature.as_bytes());
/// assert_eq!(checks.finish(), [TableCheck::Accepted, TableCheck::Refused]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
///
/// RFC 8032 §5.1.7 as narrowed by F3.11 of `spec::format`.
pub struct TableChecks<'b> {
    base: &'b BaseTable,
    /// What R must encode.
    expected: Vec<EdwardsPoint>,
    /// R as given, where s is in its range.
    given: Vec<Option<[u8; 32]>>,
}

impl<'b> TableChecks<'b> {
    /// Nothing to check yet.
    #[must_use]
    pub const fn new(base: &'b BaseTable) -> Self {
        Self { base, expected: Vec::new(), given: Vec::new() }
    }

    /// Takes a signature of a message. Some 64 together are enough: by then nearly nothing is left of what
    /// encoding costs.
    pub fn push(&mut self, table: &KeyTable, message: &[u8], signature: &[u8; Signature::LEN]) {
        let (r, s) = halves(signature);
        let Some(s) = Scalar::from_canonical_bytes(s).into_option() else {
            self.expected.push(EdwardsPoint::identity());
            self.given.push(None);
            return;
        };
        let digest =
            Sha512::new().chain_update(r).chain_update(table.key).chain_update(message).finalize();
        let k = Scalar::from_bytes_mod_order_wide(&digest.into());
        let mut expected = EdwardsPoint::identity();
        self.base.multiples.add_product(&mut expected, &s);
        table.multiples.add_product(&mut expected, &k);
        self.expected.push(expected);
        self.given.push(Some(r));
    }

    /// The answers, in the order in which the signatures were taken.
    #[must_use]
    pub fn finish(self) -> Vec<TableCheck> {
        let encoded = EdwardsPoint::compress_batch_alloc(&self.expected);
        let pairs = encoded.into_iter().zip(self.given);
        pairs
            .map(|(expected, given)| {
                if given == Some(expected.0) && !self.base.small.contains(&expected.0) {
                    TableCheck::Accepted
                } else {
                    TableCheck::Refused
                }
            })
            .collect()
    }
}

/// R and s.
fn halves(signature: &[u8; Signature::LEN]) -> ([u8; 32], [u8; 32]) {
    let (mut r, mut s) = ([0; 32], [0; 32]);
    let (first, second) = signature.split_at(32);
    r.copy_from_slice(first);
    s.copy_from_slice(second);
    (r, s)
}
