//! How keys and signatures stand in an event.

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire};
use crate::identity::{Algorithm, Signature, Thumbprint};

impl Wire for Algorithm {
    fn write(&self, out: &mut Encoder) {
        out.int(self.cose());
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let offset = input.offset();
        let found = input.int()?;
        Self::from_cose(found)
            .ok_or_else(|| DecodeError::new(DecodeErrorKind::UnknownNumber { found }, offset))
    }
}

impl Wire for Signature {
    fn write(&self, out: &mut Encoder) {
        out.bytes(self.as_bytes());
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.byte_array().map(Self)
    }
}

impl Wire for Thumbprint {
    fn write(&self, out: &mut Encoder) {
        out.bytes(self.as_bytes());
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.byte_array().map(Self)
    }
}
