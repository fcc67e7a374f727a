//! Multiples of one point, so that its product with a scalar is a sum of few of them.

use std::ops::{Add as _, AddAssign as _, SubAssign as _};

use curve25519_dalek::{EdwardsPoint, Scalar};

/// How wide the windows of a table are. A wider one costs more to make, and less to use.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum TableWidth {
    /// Windows of four bits.
    Narrow,
    /// Windows of eight bits.
    Wide,
    /// Windows of eleven bits.
    Widest,
}

impl TableWidth {
    /// From the least to the most.
    pub const ALL: [Self; 3] = [Self::Narrow, Self::Wide, Self::Widest];

    /// The bytes that the multiples in a table of this width take: 80 KiB, 640 KiB or 3,840 KiB.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.rows().saturating_mul(self.row()).saturating_mul(size_of::<EdwardsPoint>())
    }

    const fn bits(self) -> u32 {
        match self {
            Self::Narrow => 4,
            Self::Wide => 8,
            Self::Widest => 11,
        }
    }

    /// The windows of 254 bits: those of a scalar, and one to carry into.
    const fn rows(self) -> usize {
        match self {
            Self::Narrow => 64,
            Self::Wide => 32,
            Self::Widest => 24,
        }
    }

    /// The multiples in a row: digits are signed, so half of those that a window can have.
    const fn row(self) -> usize {
        1_usize.wrapping_shl(self.bits().saturating_sub(1))
    }

    /// The value of a window in which a digit becomes negative: the digits go from minus this to one
    /// less than this.
    const fn half(self) -> i16 {
        1_i16.wrapping_shl(self.bits().saturating_sub(1))
    }
}

/// The rows of the table that has most.
const MOST_ROWS: usize = TableWidth::Narrow.rows();

/// A fixed-base comb: in the row i the multiples 1, 2, … of 2^(w·i) times the point.
///
/// Group operations only, so it holds for every point of the curve, of whatever order.
pub(super) struct Comb {
    width: TableWidth,
    multiples: Vec<EdwardsPoint>,
}

impl Comb {
    pub(super) fn new(point: EdwardsPoint, width: TableWidth) -> Self {
        let mut multiples = Vec::with_capacity(width.rows().saturating_mul(width.row()));
        let mut first = point;
        for _ in 0..width.rows() {
            let mut multiple = first;
            multiples.push(multiple);
            for _ in 1..width.row() {
                multiple = multiple.add(&first);
                multiples.push(multiple);
            }
            // The last one is half of a window's range.
            first = multiple.add(&multiple);
        }
        Self { width, multiples }
    }

    /// Adds the product of the scalar and the point to a sum.
    ///
    /// The digits make up the scalar as an integer, not only modulo L: with a point that has a part of
    /// small order that is a difference.
    pub(super) fn add_product(&self, sum: &mut EdwardsPoint, scalar: &Scalar) {
        let mut digits = [0_i16; MOST_ROWS];
        digits.iter_mut().zip(self.digits(scalar)).for_each(|(kept, digit)| *kept = digit);
        // All multiples are fetched before any is added. A table is larger than the nearest cache: this way
        // the fetches overlap, and none waits for an addition.
        let mut picked = [EdwardsPoint::default(); MOST_ROWS];
        let rows = self.multiples.chunks_exact(self.width.row());
        for ((digit, row), picked) in digits.iter().zip(rows).zip(&mut picked) {
            // The multiple 0 is not kept.
            let at = usize::from(digit.unsigned_abs()).checked_sub(1);
            if let Some(multiple) = at.and_then(|at| row.get(at)) {
                *picked = *multiple;
            }
        }
        for (digit, multiple) in digits.iter().zip(&picked) {
            match digit.signum() {
                0 => {}
                1 => sum.add_assign(multiple),
                _ => sum.sub_assign(multiple),
            }
        }
    }

    /// The signed digits of a scalar, the least first. It is below 2^253, so nothing is carried out of
    /// the last one.
    fn digits(&self, scalar: &Scalar) -> impl Iterator<Item = i16> {
        let (bits, half) = (self.width.bits(), self.width.half());
        let whole = half.saturating_mul(2);
        (0..self.width.rows()).scan((0, 0_u32), move |(carry, first), _| {
            let window = bits_from(scalar, *first) & whole.saturating_sub(1);
            *first = first.saturating_add(bits);
            let value = window.saturating_add(*carry);
            *carry = i16::from(value >= half);
            Some(if value < half { value } else { value.saturating_sub(whole) })
        })
    }
}

/// The bits of a scalar from the given one on, eleven of them at least.
fn bits_from(scalar: &Scalar, first: u32) -> i16 {
    let mut within = [0; 4];
    let bytes = scalar.as_bytes().iter().skip(usize::try_from(first.wrapping_div(8)).unwrap_or(32));
    within.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let from_there = u32::from_le_bytes(within).wrapping_shr(first.wrapping_rem(8));
    let [low, high, ..] = from_there.to_le_bytes();
    i16::from_le_bytes([low, high])
}
