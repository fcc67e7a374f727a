//! What the segments of an image are called.

use std::path::{Path, PathBuf};

/// How many segments have two digits: 1 to 99.
const NUMBERED: u32 = 99;
const LETTERS: u32 = 26;

/// The names of a set, found from that of its first segment.
///
/// `.E01` to `.E99`, then `.EAA` to `.EZZ`, `.FAA` and so on to `.ZZZ`; or all of it in small letters.
pub(super) struct SegmentNames {
    first: PathBuf,
    letter: u8,
    a: u8,
}

impl SegmentNames {
    /// `None` if it is not the name of a first segment.
    pub(super) fn of(first: &Path) -> Option<Self> {
        let (letter, a) = match first.extension()?.to_str()? {
            "E01" => (b'E', b'A'),
            "e01" => (b'e', b'a'),
            _ => return None,
        };
        Some(Self { first: first.to_path_buf(), letter, a })
    }

    /// The name of a segment, counted from 1. `None` where no name is left.
    pub(super) fn name(&self, number: u32) -> Option<PathBuf> {
        let ending = if number <= NUMBERED {
            format!("{}{number:02}", char::from(self.letter))
        } else {
            let number = number.checked_sub(NUMBERED)?.checked_sub(1)?;
            let third = number.checked_rem(LETTERS)?;
            let second = number.checked_div(LETTERS)?.checked_rem(LETTERS)?;
            let first = number.checked_div(LETTERS.checked_mul(LETTERS)?)?;
            let letters = [
                self.letter_after(self.letter, first)?,
                self.letter_after(self.a, second)?,
                self.letter_after(self.a, third)?,
            ];
            letters.iter().collect()
        };
        Some(self.first.with_extension(ending))
    }

    fn letter_after(&self, letter: u8, count: u32) -> Option<char> {
        let last = self.a.checked_add(25)?;
        let letter = letter.checked_add(u8::try_from(count).ok()?)?;
        (letter <= last).then_some(char::from(letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(first: &str, number: u32) -> Option<String> {
        let name = SegmentNames::of(Path::new(first)).unwrap().name(number)?;
        Some(name.extension().unwrap().to_str().unwrap().to_owned())
    }

    #[test]
    fn segment_after_the_ninety_ninth_has_another_name() {
        let names = [
            (1, "E01"),
            (99, "E99"),
            (100, "EAA"),
            (125, "EAZ"),
            (126, "EBA"),
            (775, "EZZ"),
            (776, "FAA"),
            (14_971, "ZZZ"),
        ];
        for (number, name) in names {
            assert_eq!(ending("x.E01", number).as_deref(), Some(name));
            assert_eq!(ending("x.e01", number).as_deref(), Some(&*name.to_lowercase()));
        }
        assert_eq!((ending("x.E01", 14_972), ending("x.e01", u32::MAX)), (None, None));
    }

    #[test]
    fn name_of_no_first_segment_is_taken_for_one() {
        for name in ["x", "x.E02", "x.dd", "E01", "x.L01", "x.Ex01"] {
            assert!(SegmentNames::of(Path::new(name)).is_none(), "{name}");
        }
    }
}
