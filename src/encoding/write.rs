//! The deterministic writer (RFC 8949 §4.2.1).

/// Writes items one after the other, each in its only form.
///
/// It does not count: who opens a container writes as many items as its head says, and map keys in
/// order. [`record!`](crate::encoding::record) does both by construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    pub(crate) const fn new() -> Self {
        Self { bytes: Vec::new() }
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

    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
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
