//! Where a CBOR item ends, without believing anything in it.

/// Where the first item of some bytes ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Extent {
    /// Beyond the bytes given.
    Beyond,
    /// After so many bytes from its beginning.
    Ends(u64),
    /// Nowhere: there is a head that no length follows from.
    Unknown,
}

/// Finds where the first item ends by its lengths alone.
pub(crate) fn extent(bytes: &[u8]) -> Extent {
    ItemWalk::new().go_on(bytes)
}

/// The way to the end of one item, by its lengths alone, piece by piece.
///
/// A damaged record is still one record: with its extent known, the records behind it are read and
/// judged. Indefinite lengths and reserved heads have no extent. One loop and one counter: nesting
/// costs nothing.
#[derive(Debug)]
pub(crate) struct ItemWalk {
    position: u64,
    items: u64,
}

impl ItemWalk {
    /// At the first byte of the item.
    pub(crate) const fn new() -> Self {
        Self { position: 0, items: 1 }
    }

    /// How far it came from the first byte of the item; this can lie beyond the bytes seen.
    pub(crate) const fn position(&self) -> u64 {
        self.position
    }

    /// Goes on through bytes that begin at its position. F7.8
    pub(crate) fn go_on(&mut self, bytes: &[u8]) -> Extent {
        let origin = self.position;
        let available = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        while self.items > 0 {
            let offset = usize::try_from(self.position.wrapping_sub(origin)).unwrap_or(usize::MAX);
            let (length, argument, major) = match head(bytes.get(offset..).unwrap_or_default()) {
                Head::Complete { length, argument, major } => (length, argument, major),
                Head::Short => return Extent::Beyond,
                Head::Unknown => return Extent::Unknown,
            };
            let (content, inside) = match major {
                2 | 3 => (argument, 0),
                4 => (0, argument),
                5 => (0, argument.saturating_mul(2)),
                6 => (0, 1),
                _ => (0, 0),
            };
            self.position = self.position.saturating_add(length).saturating_add(content);
            self.items = self.items.saturating_sub(1).saturating_add(inside);
        }
        if self.position <= origin.saturating_add(available) {
            Extent::Ends(self.position)
        } else {
            Extent::Beyond
        }
    }
}

enum Head {
    Complete { length: u64, argument: u64, major: u8 },
    Short,
    Unknown,
}

fn head(bytes: &[u8]) -> Head {
    let Some((first, rest)) = bytes.split_first() else {
        return Head::Short;
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
        return Head::Complete { length, argument: u64::from(info), major };
    }
    match rest.get(..width) {
        Some(bytes) => {
            let fold = |sum: u64, byte: &u8| sum.wrapping_shl(8) | u64::from(*byte);
            Head::Complete { length, argument: bytes.iter().fold(0, fold), major }
        }
        None => Head::Short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_item_ends_after_its_last_byte() {
        assert_eq!(extent(&[0x82, 0x01, 0x81, 0x41, 0xff, 0x00]), Extent::Ends(5));
    }

    #[test]
    fn an_item_cut_short_reaches_beyond() {
        assert_eq!(extent(&[0x59, 0x01, 0x00, 0x00]), Extent::Beyond);
        assert_eq!(extent(&[]), Extent::Beyond);
    }

    #[test]
    fn an_indefinite_length_has_no_extent() {
        assert_eq!(extent(&[0x9f, 0xff]), Extent::Unknown);
        assert_eq!(extent(&[0x82, 0x01, 0x1c]), Extent::Unknown);
    }

    #[test]
    fn a_huge_count_does_not_loop() {
        let huge = [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(extent(&huge), Extent::Beyond);
    }

    #[test]
    fn an_item_in_pieces_ends_where_the_whole_one_ends() {
        let item = [0x83, 0x19, 0x01, 0x00, 0x44, 1, 2, 3, 4, 0xa1, 0x01, 0x02];
        for cut in 0..item.len() {
            let mut walk = ItemWalk::new();
            assert_eq!(walk.go_on(&item[..cut]), Extent::Beyond);
            let rest = usize::try_from(walk.position()).unwrap();
            assert_eq!(walk.go_on(item.get(rest..).unwrap()), Extent::Ends(12));
        }
    }
}
