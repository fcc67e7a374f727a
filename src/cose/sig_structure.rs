//! What a signature of an event is over.

use crate::encoding::Encoder;

/// The bytes to sign, of a protected header and a payload.
///
/// Whoever holds the key signs these bytes and nothing else; the first element keeps the signature
/// from passing as one of another kind.
///
/// ```cddl
/// Sig_structure = [
///   context: "Signature1",
///   body_protected: bstr,
///   external_aad: h'',
///   payload: bstr
/// ]
/// ```
///
/// # Specification
///
/// RFC 9052 §4.4. F3.10
#[must_use]
pub fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let content = protected.len().saturating_add(payload.len());
    let mut out = Encoder::with_capacity(content.saturating_add(32));
    out.array(4);
    out.text("Signature1");
    out.bytes(protected);
    out.bytes(&[]);
    out.bytes(payload);
    out.into_bytes()
}
