//! Where a CBOR item ends, without believing anything in it.

use crate::encoding::MAX_RECORD;

/// Where the first item of some bytes ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Extent {
    /// After so many bytes.
    Ends(u64),
    /// Beyond the bytes given, after at least so many.
    Beyond(u64),
    /// Nowhere: a head that no length follows from, at this offset.
    Unknown(usize),
}

/// Finds where the first item ends by its lengths alone.
///
/// A damaged record is still one record: with its extent known, the records behind it are read and
/// judged. Indefinite lengths and reserved heads have no extent. One loop and one counter: nesting
/// costs nothing.
pub(crate) fn extent(bytes: &[u8]) -> Extent {
    let mut position: u64 = 0;
    let mut items: u64 = 1;
    let limit = u64::try_from(MAX_RECORD)
        .unwrap_or(u64::MAX)
        .saturating_mul(2);
    while items > 0 {
        let offset = usize::try_from(position).unwrap_or(usize::MAX);
        let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) else {
            return Extent::Beyond(position.saturating_add(1));
        };
        let (head, argument, major) = match head(rest) {
            Head::Complete {
                length,
                argument,
                major,
            } => (length, argument, major),
            Head::Short(length) => return Extent::Beyond(position.saturating_add(length)),
            Head::Unknown => return Extent::Unknown(offset),
        };
        items = items.saturating_sub(1);
        position = position.saturating_add(head);
        match major {
            2 | 3 => position = position.saturating_add(argument),
            4 => items = items.saturating_add(argument),
            5 => items = items.saturating_add(argument.saturating_mul(2)),
            6 => items = items.saturating_add(1),
            _ => {}
        }
        // Each item takes a byte at least: a count beyond the limit is a length beyond it.
        if items > limit {
            return Extent::Beyond(position.saturating_add(items));
        }
    }
    let available = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if position <= available {
        Extent::Ends(position)
    } else {
        Extent::Beyond(position)
    }
}

enum Head {
    Complete {
        length: u64,
        argument: u64,
        major: u8,
    },
    Short(u64),
    Unknown,
}

fn head(bytes: &[u8]) -> Head {
    let Some((first, rest)) = bytes.split_first() else {
        return Head::Short(1);
    };
    let (major, info) = (first.wrapping_shr(5), first & 0x1f);
    let width: usize = match info {
        0..=23 => 0,
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return Head::Unknown,
    };
    let length = u64::try_from(width).unwrap_or(0).saturating_add(1);
    if width == 0 {
        return Head::Complete {
            length,
            argument: u64::from(info),
            major,
        };
    }
    match rest.get(..width) {
        Some(bytes) => {
            let fold = |sum: u64, byte: &u8| sum.wrapping_shl(8) | u64::from(*byte);
            Head::Complete {
                length,
                argument: bytes.iter().fold(0, fold),
                major,
            }
        }
        None => Head::Short(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_item_ends_after_its_last_byte() {
        assert_eq!(
            extent(&[0x82, 0x01, 0x81, 0x41, 0xff, 0x00]),
            Extent::Ends(5)
        );
    }

    #[test]
    fn an_item_cut_short_reaches_beyond() {
        assert_eq!(extent(&[0x59, 0x01, 0x00, 0x00]), Extent::Beyond(259));
        assert_eq!(extent(&[]), Extent::Beyond(1));
    }

    #[test]
    fn an_indefinite_length_has_no_extent() {
        assert_eq!(extent(&[0x9f, 0xff]), Extent::Unknown(0));
        assert_eq!(extent(&[0x82, 0x01, 0x1c]), Extent::Unknown(2));
    }

    #[test]
    fn a_huge_count_does_not_loop() {
        let huge = [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert!(matches!(extent(&huge), Extent::Beyond(_)));
    }
}
