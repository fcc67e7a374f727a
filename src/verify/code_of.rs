//! The code of each error that a verifier meets.

use crate::custody::Violation;
use crate::encoding::{DecodeErrorKind, MAX_RECORD};
use crate::event::{DisclosureError, EntryError, ShapeError};
use crate::identity::KeyError;
use crate::ledger::RecordError;
use crate::verify::code::Code;

/// The code for an entry that the reader refuses. Every kind is named: a new one breaks the build
/// here.
pub(crate) fn code_of_entry(error: &EntryError) -> Code {
    match error {
        // V1.6: lists that the format sorts, out of order or with something twice.
        EntryError::Shape(ShapeError::ItemTwice { .. } | ShapeError::LinkOrder { .. }) => {
            Code::EntryNondeterministic
        }
        EntryError::Cose(_)
        | EntryError::Decode(_)
        | EntryError::Issuer(_)
        | EntryError::Shape(_)
        | EntryError::Subject => error.decode().map_or(Code::EntryMalformed, code_of_decode),
    }
}

fn code_of_decode(kind: &DecodeErrorKind) -> Code {
    match kind {
        DecodeErrorKind::DuplicateKey
        | DecodeErrorKind::IndefiniteLength
        | DecodeErrorKind::NonShortestHead
        | DecodeErrorKind::OutOfOrder
        | DecodeErrorKind::Repeated
        | DecodeErrorKind::UnsortedKeys => Code::EntryNondeterministic,
        DecodeErrorKind::DepthExceeded { .. } => Code::EntryOversized,
        // V1.4 is about the size of F1.8; a number out of its range is V1.5's.
        DecodeErrorKind::LimitExceeded { limit, .. } if u64::try_from(MAX_RECORD) == Ok(*limit) => {
            Code::EntryOversized
        }
        DecodeErrorKind::FloatForbidden
        | DecodeErrorKind::Identifier { .. }
        | DecodeErrorKind::KeyTypeForbidden { .. }
        | DecodeErrorKind::LimitExceeded { .. }
        | DecodeErrorKind::MissingField { .. }
        | DecodeErrorKind::NegativeForbidden
        | DecodeErrorKind::PublicKey
        | DecodeErrorKind::ReservedHead { .. }
        | DecodeErrorKind::SimpleForbidden
        | DecodeErrorKind::TagForbidden { .. }
        | DecodeErrorKind::Timestamp(_)
        | DecodeErrorKind::TooFew { .. }
        | DecodeErrorKind::TrailingBytes { .. }
        | DecodeErrorKind::Truncated { .. }
        | DecodeErrorKind::UnexpectedInteger { .. }
        | DecodeErrorKind::UnexpectedText { .. }
        | DecodeErrorKind::UnexpectedType { .. }
        | DecodeErrorKind::UnknownCode { .. }
        | DecodeErrorKind::UnknownField { .. }
        | DecodeErrorKind::UnknownNumber { .. }
        | DecodeErrorKind::Utf8
        | DecodeErrorKind::WrongLength { .. } => Code::EntryMalformed,
    }
}

/// The code for a key that is not taken. What this build cannot judge is not called unacceptable:
/// V2.7, V2.10
pub(crate) const fn code_of_key(error: KeyError) -> Code {
    match error {
        KeyError::NotBuiltIn { .. } => Code::EntryNotUnderstood,
        KeyError::MixedOrder
        | KeyError::NotCanonical
        | KeyError::NotOnCurve
        | KeyError::SecretOutOfRange
        | KeyError::SmallOrder
        | KeyError::WrongLength { .. } => Code::KeyUnacceptable,
    }
}

/// The code for a disclosures record that does not belong to its entry.
pub(crate) const fn code_of_disclosure(error: &DisclosureError) -> Code {
    match error {
        DisclosureError::Decode(_) => Code::DisclosureMalformed,
        DisclosureError::Unmatched { .. } => Code::DisclosureMismatch,
    }
}

/// The code for what stands where a record should; `None` when the file could not be read.
pub(crate) const fn code_of_record(error: &RecordError) -> Option<Code> {
    match error {
        RecordError::Io { .. } => None,
        RecordError::Oversized { .. } => Some(Code::EntryOversized),
        RecordError::Torn { .. } => Some(Code::FileTorn),
        RecordError::Unframed { .. } => Some(Code::RecordUnframed),
    }
}

/// The code for an act against the rules of custody: V3.8, V6.2, V6.3.
pub(crate) const fn code_of_violation(violation: &Violation) -> Code {
    match violation {
        Violation::NoPen { .. } => Code::LinkNoPen,
        Violation::NotHolder { .. } => Code::CustodyActorNotHolder,
        Violation::NotAnnullable | Violation::WrongState { .. } => Code::CustodyMoveForbidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_out_of_its_range_is_called_too_large_or_a_record_too_large_is_not() {
        let found = u64::MAX;
        let of = |limit| code_of_decode(&DecodeErrorKind::LimitExceeded { limit, found });
        assert_eq!(of(u64::try_from(MAX_RECORD).unwrap_or_default()), Code::EntryOversized);
        assert_eq!(of(16), Code::EntryMalformed);
    }
}
