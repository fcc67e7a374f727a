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
}

impl TableWidth {
    /// The bytes that the multiples in a table of this width take: 80 KiB or 640 KiB.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.rows().saturating_mul(self.row()).saturating_mul(size_of::<EdwardsPoint>())
    }

    /// The windows of 256 bits.
    const fn rows(self) -> usize {
        match self {
            Self::Narrow => 64,
            Self::Wide => 32,
        }
    }

    /// The multiples in a row: digits are signed, so half of those that a window can have.
    const fn row(self) -> usize {
        match self {
            Self::Narrow => 8,
            Self::Wide => 128,
        }
    }

    /// The value of a window in which a digit becomes negative: the digits go from minus this to one
    /// less than this.
    const fn half(self) -> i16 {
        match self {
            Self::Narrow => 8,
            Self::Wide => 128,
        }
    }
}

/// The rows of the table that has most.
const MOST_ROWS: usize = TableWidth::Narrow.rows();

/// What is done with a multiple.
#[derive(Clone, Copy)]
enum Sign {
    Zero,
    Plus,
    Minus,
}

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
        // All multiples are fetched before any is added. A table is larger than the nearest cache: this way
        // the fetches overlap, and none waits for an addition.
        let mut picked = [(Sign::Zero, EdwardsPoint::default()); MOST_ROWS];
        let rows = self.multiples.chunks_exact(self.width.row());
        for ((digit, row), picked) in self.digits(scalar).zip(rows).zip(&mut picked) {
            // The multiple 0 is not kept.
            let at = usize::from(digit.unsigned_abs()).checked_sub(1);
            if let Some(multiple) = at.and_then(|at| row.get(at)) {
                *picked = (if digit < 0 { Sign::Minus } else { Sign::Plus }, *multiple);
            }
        }
        for (sign, multiple) in &picked {
            match sign {
                Sign::Zero => {}
                Sign::Plus => sum.add_assign(multiple),
                Sign::Minus => sum.sub_assign(multiple),
            }
        }
    }

    /// The signed digits of a scalar, the least first. It is below 2^253, so nothing is carried out of
    /// the last one.
    fn digits(&self, scalar: &Scalar) -> impl Iterator<Item = i16> {
        let half = self.width.half();
        let windows = scalar.as_bytes().iter().flat_map(move |byte| match half {
            8 => [Some(byte & 0xf), Some(byte.wrapping_shr(4))],
            _ => [Some(*byte), None],
        });
        windows.flatten().scan(0, move |carry, window| {
            let value = i16::from(window).saturating_add(*carry);
            let digit =
                if value < half { value } else { value.saturating_sub(half.saturating_mul(2)) };
            *carry = i16::from(value >= half);
            Some(digit)
        })
    }
}
