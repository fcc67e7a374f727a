//! The deterministic writer (RFC 8949 §4.2.1).

/// Writes items one after the other, each in its only form.
///
/// It does not count: who opens a container writes as many items as its head says, and map keys in
/// order. [`record!`](crate::encoding::record!) does both by construction.
#[derive(Clone, Debug, Default)]
#[expect(unnameable_types, reason = "argument of the sealed trait `Wire`")]
pub struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    /// The bytes of the longest head.
    pub(crate) const LONGEST_HEAD: usize = 9;

    pub(crate) const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    /// How many bytes are written so far.
    pub(crate) fn written(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn uint(&mut self, value: u64) {
        self.head(0, value);
    }

    pub(crate) fn int(&mut self, value: i64) {
        match u64::try_from(value) {
            Ok(value) => self.head(0, value),
            // RFC 8949 §3.1: the argument of a negative integer is -1 - n, which is its complement.
            Err(_) => self.head(1, (!value).unsigned_abs()),
        }
    }

    pub(crate) fn bytes(&mut self, content: &[u8]) {
        self.counted_head(2, content.len());
        self.bytes.extend_from_slice(content);
    }

    pub(crate) fn text(&mut self, content: &str) {
        self.counted_head(3, content.len());
        self.bytes.extend_from_slice(content.as_bytes());
    }

    /// Opens a list; `count` items must follow.
    pub(crate) fn array(&mut self, count: usize) {
        self.counted_head(4, count);
    }

    /// Opens a map; `count` pairs must follow, in the bytewise order of their encoded keys.
    pub(crate) fn map(&mut self, count: usize) {
        self.counted_head(5, count);
    }

    /// Opens a tag; one item must follow.
    pub(crate) fn tag(&mut self, tag: u64) {
        self.head(6, tag);
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.bytes.push(if value { 0xf5 } else { 0xf4 });
    }

    pub(crate) fn null(&mut self) {
        self.bytes.push(0xf6);
    }

    /// Takes over items that are already encoded.
    pub(crate) fn raw(&mut self, encoded: &[u8]) {
        self.bytes.extend_from_slice(encoded);
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn counted_head(&mut self, major: u8, count: usize) {
        // No target has more than 64 bits of address.
        self.head(major, u64::try_from(count).unwrap_or(u64::MAX));
    }

    fn head(&mut self, major: u8, argument: u64) {
        let initial = major << 5;
        if let Ok(short) = u8::try_from(argument) {
            if short < 24 {
                self.bytes.push(initial | short);
            } else {
                self.bytes.extend_from_slice(&[initial | 24, short]);
            }
        } else if let Ok(argument) = u16::try_from(argument) {
            self.bytes.push(initial | 25);
            self.bytes.extend_from_slice(&argument.to_be_bytes());
        } else if let Ok(argument) = u32::try_from(argument) {
            self.bytes.push(initial | 26);
            self.bytes.extend_from_slice(&argument.to_be_bytes());
        } else {
            self.bytes.push(initial | 27);
            self.bytes.extend_from_slice(&argument.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Encoder)) -> Vec<u8> {
        let mut out = Encoder::new();
        write(&mut out);
        out.into_bytes()
    }

    #[test]
    fn every_number_has_its_shortest_head() {
        for (value, expected) in [
            (0, &b"\x00"[..]),
            (23, b"\x17"),
            (24, b"\x18\x18"),
            (255, b"\x18\xff"),
            (256, b"\x19\x01\x00"),
            (65_535, b"\x19\xff\xff"),
            (65_536, b"\x1a\x00\x01\x00\x00"),
            (4_294_967_295, b"\x1a\xff\xff\xff\xff"),
            (4_294_967_296, b"\x1b\x00\x00\x00\x01\x00\x00\x00\x00"),
            (u64::MAX, b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff"),
        ] {
            assert_eq!(written(|out| out.uint(value)), expected);
        }
        for (value, expected) in [
            (0, &b"\x00"[..]),
            (-1, b"\x20"),
            (-24, b"\x37"),
            (-25, b"\x38\x18"),
            (-257, b"\x39\x01\x00"),
            (i64::MAX, b"\x1b\x7f\xff\xff\xff\xff\xff\xff\xff"),
            (i64::MIN, b"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"),
        ] {
            assert_eq!(written(|out| out.int(value)), expected);
        }
    }

    #[test]
    fn each_type_has_its_major_type() {
        assert_eq!(written(|out| out.bytes(&[1, 2])), b"\x42\x01\x02");
        assert_eq!(written(|out| out.text("ä")), b"\x62\xc3\xa4");
        assert_eq!(written(|out| out.array(2)), b"\x82");
        assert_eq!(written(|out| out.map(2)), b"\xa2");
        assert_eq!(written(|out| out.tag(18)), b"\xd2");
        assert_eq!(written(|out| out.tag(55_799)), b"\xd9\xd9\xf7");
        assert_eq!(written(|out| out.bool(false)), b"\xf4");
        assert_eq!(written(|out| out.bool(true)), b"\xf5");
        assert_eq!(written(Encoder::null), b"\xf6");
        assert_eq!(written(|out| out.raw(b"\x80")), b"\x80");
    }
}
