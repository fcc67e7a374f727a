//! The stable code of each thing that the library refuses.
//!
//! Every kind is named. The kinds of the library may become more; a kind from a later version than
//! this example is answered by the code of its group alone.

use handseal::DecodeErrorKind;
use handseal::cose::{CoseErrorKind, VerifyError};
use handseal::event::EntryError;
use handseal::identity::{KeyError, SignatureError};
use handseal::ledger::{CheckpointErrorKind, NoteErrorKind, OpenError, VerifierKeyError};
use handseal::merkle::ProofError;
use handseal::timestamp::{PathFault, TokenError};

pub(crate) const fn of_decode(error: &DecodeErrorKind) -> &'static str {
    match error {
        DecodeErrorKind::DepthExceeded { .. } => "cbor.depth",
        DecodeErrorKind::DuplicateKey => "cbor.duplicate_key",
        DecodeErrorKind::FloatForbidden => "cbor.float",
        DecodeErrorKind::Identifier { .. } => "field.identifier",
        DecodeErrorKind::IndefiniteLength => "cbor.indefinite_length",
        DecodeErrorKind::KeyTypeForbidden { .. } => "cbor.key_type",
        DecodeErrorKind::LimitExceeded { .. } => "cbor.too_long",
        DecodeErrorKind::MissingField { .. } => "field.missing",
        DecodeErrorKind::NegativeForbidden => "cbor.negative",
        DecodeErrorKind::NonShortestHead => "cbor.shortest_head",
        DecodeErrorKind::OutOfOrder => "field.order",
        DecodeErrorKind::PublicKey => "field.key",
        DecodeErrorKind::Repeated => "field.repeated",
        DecodeErrorKind::ReservedHead { .. } => "cbor.reserved_head",
        DecodeErrorKind::SimpleForbidden => "cbor.simple",
        DecodeErrorKind::TagForbidden { .. } => "cbor.tag",
        DecodeErrorKind::Timestamp(_) => "field.timestamp",
        DecodeErrorKind::TooFew { .. } => "field.too_few",
        DecodeErrorKind::TrailingBytes { .. } => "cbor.trailing_bytes",
        DecodeErrorKind::Truncated { .. } => "cbor.truncated",
        DecodeErrorKind::UnexpectedInteger { .. } | DecodeErrorKind::UnknownNumber { .. } => {
            "field.integer"
        }
        DecodeErrorKind::UnexpectedText { .. } => "field.text",
        DecodeErrorKind::UnexpectedType { .. } => "cbor.type",
        DecodeErrorKind::UnknownCode { .. } => "field.code",
        DecodeErrorKind::UnknownField { .. } => "field.unknown",
        DecodeErrorKind::UnsortedKeys => "cbor.unsorted_keys",
        DecodeErrorKind::Utf8 => "cbor.utf8",
        DecodeErrorKind::WrongLength { .. } => "field.length",
        _ => "cbor",
    }
}

pub(crate) const fn of_key(error: KeyError) -> &'static str {
    match error {
        KeyError::MixedOrder => "key.mixed_order",
        KeyError::NotCanonical => "key.not_canonical",
        KeyError::NotOnCurve => "key.not_on_curve",
        KeyError::SmallOrder => "key.small_order",
        KeyError::WrongLength { .. } => "key.length",
        KeyError::NotBuiltIn { .. } | KeyError::SecretOutOfRange | _ => "key",
    }
}

pub(crate) const fn of_signature(error: SignatureError) -> &'static str {
    match error {
        SignatureError::HighS => "signature.s_high",
        SignatureError::Mismatch => "signature.mismatch",
        SignatureError::NonCanonicalR => "signature.r_not_canonical",
        SignatureError::NonCanonicalS => "signature.s_not_canonical",
        SignatureError::ROutOfRange => "signature.r_out_of_range",
        SignatureError::RNotOnCurve => "signature.r_not_on_curve",
        SignatureError::SOutOfRange => "signature.s_out_of_range",
        SignatureError::SmallOrderR => "signature.r_small_order",
        SignatureError::WrongLength { .. } => "signature.length",
        _ => "signature",
    }
}

pub(crate) const fn of_verification(error: VerifyError) -> &'static str {
    match error {
        VerifyError::OtherAlgorithm { .. } => "signature.other_algorithm",
        VerifyError::OtherKey { .. } => "signature.other_key",
        VerifyError::Signature(error) => of_signature(error),
        _ => "signature",
    }
}

pub(crate) const fn of_entry(error: &EntryError) -> &'static str {
    match error {
        EntryError::Cose(error) => of_cose(&error.kind),
        EntryError::Decode(error) => of_decode(&error.kind),
        EntryError::Issuer(_) => "entry.issuer",
        EntryError::Shape(_) => "entry.shape",
        EntryError::Subject => "entry.subject",
        _ => "entry",
    }
}

pub(crate) const fn of_cose(error: &CoseErrorKind) -> &'static str {
    match error {
        CoseErrorKind::ContentType { .. } => "cose.content_type",
        CoseErrorKind::Decode(kind) => of_decode(kind),
        CoseErrorKind::DetachedPayload => "cose.detached",
        CoseErrorKind::Elements { .. } => "cose.elements",
        CoseErrorKind::MissingLabel { .. } => "cose.label.missing",
        CoseErrorKind::OtherTag { .. } => "cose.tag",
        CoseErrorKind::SignatureLength { .. } => "cose.signature_length",
        CoseErrorKind::UnknownAlgorithm { .. } => "cose.algorithm",
        CoseErrorKind::UnknownLabel { .. } => "cose.label.unknown",
        CoseErrorKind::UnprotectedNotEmpty { .. } => "cose.unprotected",
        _ => "cose",
    }
}

pub(crate) const fn of_proof(error: ProofError) -> &'static str {
    match error {
        ProofError::IndexOutside { .. } => "proof.index",
        ProofError::OldRootMismatch { .. } => "proof.old_root",
        ProofError::PathTooLong { .. } => "proof.path_too_long",
        ProofError::PathTooShort { .. } => "proof.path_too_short",
        ProofError::RootMismatch { .. } => "proof.root",
        ProofError::SizeTooLarge { .. } => "proof.size_too_large",
        ProofError::SizeZero => "proof.size_zero",
        ProofError::SizesReversed { .. } => "proof.sizes_reversed",
        // No question is about a range.
        ProofError::RangeEmpty { .. }
        | ProofError::TooFewLeaves { .. }
        | ProofError::TooManyLeaves { .. }
        | _ => "proof",
    }
}

pub(crate) const fn of_note(error: NoteErrorKind) -> &'static str {
    match error {
        NoteErrorKind::Base64 => "note.base64",
        NoteErrorKind::ControlCharacter { .. } => "note.control_character",
        NoteErrorKind::KeyName(_) => "note.key_name",
        NoteErrorKind::NoEmptyLine => "note.no_empty_line",
        NoteErrorKind::NoFinalNewline => "note.no_final_newline",
        NoteErrorKind::SignatureLine => "note.signature_line",
        NoteErrorKind::SignatureTooShort { .. } => "note.signature_short",
        NoteErrorKind::TooLong { .. } => "note.too_long",
        NoteErrorKind::TooManySignatures { .. } => "note.too_many_signatures",
        NoteErrorKind::Utf8 => "note.utf8",
        _ => "note",
    }
}

pub(crate) const fn of_open(error: &OpenError) -> &'static str {
    match error {
        OpenError::AmbiguousKeys { .. } => "note.ambiguous_keys",
        OpenError::BadSignature { .. } => "note.bad_signature",
        OpenError::NoKnownKey { .. } => "note.no_known_key",
        OpenError::NotByOrigin { .. } => "note.not_by_origin",
        _ => "note",
    }
}

pub(crate) const fn of_verifier_key(error: VerifierKeyError) -> &'static str {
    match error {
        VerifierKeyError::Algorithm { .. } => "vkey.signature_type",
        VerifierKeyError::Base64 => "vkey.base64",
        VerifierKeyError::Id => "vkey.id",
        VerifierKeyError::Key(error) => of_key(error),
        VerifierKeyError::Name(_) => "vkey.name",
        VerifierKeyError::OtherId { .. } => "vkey.other_id",
        VerifierKeyError::Shape => "vkey.shape",
        VerifierKeyError::SignatureType { .. } => "vkey.signature_type",
        _ => "vkey",
    }
}

pub(crate) const fn of_checkpoint(error: CheckpointErrorKind) -> &'static str {
    match error {
        CheckpointErrorKind::ControlCharacter { .. } => "checkpoint.control_character",
        CheckpointErrorKind::EmptyLine => "checkpoint.empty_line",
        CheckpointErrorKind::MissingLine => "checkpoint.missing_line",
        CheckpointErrorKind::NoFinalNewline => "checkpoint.no_final_newline",
        CheckpointErrorKind::RootBase64 => "checkpoint.root_base64",
        CheckpointErrorKind::RootLength { .. } => "checkpoint.root_length",
        CheckpointErrorKind::SizeLeadingZero => "checkpoint.size_leading_zero",
        CheckpointErrorKind::SizeNotDecimal => "checkpoint.size_not_decimal",
        CheckpointErrorKind::SizeOverflow => "checkpoint.size_overflow",
        _ => "checkpoint",
    }
}

pub(crate) const fn of_token(error: &TokenError) -> &'static str {
    match error {
        TokenError::Algorithm { .. } | TokenError::AlgorithmMismatch | TokenError::Key => {
            "token.algorithm"
        }
        TokenError::Attribute { .. } => "token.attribute",
        TokenError::CertificateAbsent => "token.certificate_absent",
        TokenError::SigningCertificate => "token.certificate",
        TokenError::CertificateUsage { .. } => "token.usage",
        TokenError::ContentType { .. } => "token.content_type",
        TokenError::CriticalExtension { .. } => "token.extension",
        TokenError::Expired { .. } | TokenError::NotYetValid { .. } => "token.validity",
        TokenError::Future { .. } => "token.future",
        TokenError::Imprint { .. } => "token.imprint",
        TokenError::Accuracy
        | TokenError::Malformed { .. }
        | TokenError::Time { .. }
        | TokenError::Version { .. } => "token.malformed",
        TokenError::MessageDigest => "token.digest",
        TokenError::NotAnchored { .. } => "token.not_anchored",
        TokenError::Path {
            fault: PathFault::Algorithm | PathFault::CriticalExtension | PathFault::Limits,
        } => "token.path_not_understood",
        TokenError::Path { .. } => "token.path",
        TokenError::Signature => "token.signature",
        TokenError::Signers { .. } => "token.signers",
        TokenError::TooLarge { .. } => "token.too_long",
        // No question gives a nonce or a policy.
        TokenError::Nonce | TokenError::Policy { .. } | _ => "token",
    }
}
