//! The header of a file that stands alone beside a case: what kind of document it is.

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire};

/// The tag that marks CBOR itself (RFC 8949 §3.4.6), as in the header of a case file.
const SELF_DESCRIBED: u64 = 55_799;
const VERSION: u64 = 1;

/// A kind of document, and what an error says was expected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DocumentKind {
    pub(crate) text: &'static str,
    pub(crate) expected: &'static str,
}

impl DocumentKind {
    /// Writes everything but the one item that follows.
    pub(crate) fn write(self, out: &mut Encoder) {
        out.tag(SELF_DESCRIBED);
        out.array(4);
        out.text("handseal");
        out.uint(VERSION);
        out.text(self.text);
    }

    /// Reads up to the one item that follows.
    pub(crate) fn read(self, input: &mut Decoder<'_>) -> Result<(), DecodeError> {
        let expect = |is_so: bool, expected, offset| {
            let refused = DecodeError::new(DecodeErrorKind::Identifier { expected }, offset);
            if is_so { Ok(()) } else { Err(refused) }
        };
        expect(input.tag()? == SELF_DESCRIBED, "the tag 55799", 0)?;
        let offset = input.offset();
        let found = input.array()?;
        if found != 4 {
            let kind = DecodeErrorKind::WrongLength { expected: 4, found };
            return Err(DecodeError::new(kind, offset));
        }
        let offset = input.offset();
        expect(input.text()? == "handseal", "the text handseal", offset)?;
        let offset = input.offset();
        expect(input.uint()? == VERSION, "version 1", offset)?;
        let offset = input.offset();
        expect(input.text()? == self.text, self.expected, offset)
    }
}

/// A record inside a byte string, and where it begins. Its own reader scans it: with the head of the string
/// it may be longer than a record.
pub(crate) struct Enclosed {
    pub(crate) bytes: Vec<u8>,
    pub(crate) offset: usize,
}

impl Wire for Enclosed {
    fn write(&self, out: &mut Encoder) {
        out.bytes(&self.bytes);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let bytes = input.bytes()?;
        let offset = input.offset().saturating_sub(bytes.len());
        Ok(Self { bytes: bytes.to_vec(), offset })
    }
}
