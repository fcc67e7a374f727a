//! The closed catalogue of findings: each code owns its class and its requirement.

use crate::encoding::codes;

codes! {
    /// What a finding means for the verdict.
    pub enum Class {
        /// Altered bytes, or an act by one without the right to it.
        Failure => "failure",
        /// The record is whole and states a discrepancy or a missed rule.
        Irregularity => "irregularity",
        /// Something that could not be told from what was given.
        NotChecked => "not_checked",
        /// Something to know.
        Note => "note",
    }
}

macro_rules! catalogue {
    ($($variant:ident => $name:literal, $class:ident, $spec:literal, $text:literal;)*) => {
        /// What was found. Codes are stable: never renamed, never used again for something else.
        ///
        /// # Specification
        ///
        /// `spec::verification` has the requirement of each.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $text] $variant,)*
        }

        impl Code {
            /// Every code, by requirement.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The dotted name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means for the verdict.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)* }
            }

            /// The number of the requirement in `spec::verification`.
            #[must_use]
            pub const fn requirement(self) -> &'static str {
                match self { $(Self::$variant => $spec,)* }
            }

            /// What it says, in one sentence without its place.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

catalogue! {
    FileHeader => "file.header", Failure, "V1.1", "The file does not begin with the header of this format.";
    FileTorn => "file.torn", Failure, "V1.2", "The file ends inside a record: it was cut, lost its end in a power cut, or a length was altered.";
    RecordUnframed => "record.unframed", Failure, "V1.3", "No record begins here, so nothing behind it can be told apart.";
    EntryOversized => "entry.oversized", Failure, "V1.4", "A record is larger than the format allows.";
    EntryMalformed => "entry.malformed", Failure, "V1.5", "An entry is not one well-formed event.";
    EntryNondeterministic => "entry.nondeterministic", Failure, "V1.6", "An entry is not encoded in the one way that the format allows.";
    DisclosureMalformed => "disclosure.malformed", Failure, "V1.7", "A disclosures record is not one.";
    DisclosureMismatch => "disclosure.mismatch", Failure, "V1.8", "A disclosed value is not the one that the entry commits to.";
    DisclosureMisplaced => "disclosure.misplaced", Failure, "V1.9", "A disclosures record stands where none can.";
    FieldWithheld => "field.withheld", NotChecked, "V1.10", "A value was withheld; what rests on it is not checked.";
    EntryNotShown => "entry.not_shown", NotChecked, "V1.11", "Only the hash of an entry is here.";
    EntryPruned => "entry.pruned", NotChecked, "V1.12", "Only the hash of an entry is here; a later entry says that it was pruned.";
    SignatureMismatch => "signature.mismatch", Failure, "V2.1", "The signature is not one over these bytes by the key that the entry names.";
    KeyUnknown => "key.unknown", NotChecked, "V2.2", "The key leads to no root that was given.";
    KeyForeign => "key.foreign", Failure, "V2.3", "The entry is signed with a key of another party.";
    KeyRevoked => "key.revoked", Failure, "V2.4", "The key was no longer good at this place of the ledger.";
    KeyUnproven => "key.unproven", NotChecked, "V2.5", "Nothing shows that the entry was made before the key was revoked.";
    RoleForbidden => "role.forbidden", Failure, "V2.6", "The signer has no right to this act.";
    KeyUnacceptable => "key.unacceptable", Failure, "V2.7", "An entry registers a key that must not be registered.";
    PossessionMismatch => "possession.mismatch", Failure, "V2.8", "Nothing shows that the party possesses the key that is registered for it.";
    KeyRepeated => "key.repeated", Failure, "V2.9", "One key is registered twice.";
    KeyUnregistered => "key.unregistered", Failure, "V2.11", "The ledger's own organisation has not registered this key for this party.";
    RoleOutsidePolicy => "role.outside_policy", Irregularity, "V2.12", "The policy gives this act to other roles than the signer's.";
    EntryNotUnderstood => "entry.not_understood", NotChecked, "V2.10", "A well-signed entry of a type or version that this verifier does not know.";
    EntryRepeated => "entry.repeated", Failure, "V3.1", "One entry stands twice.";
    LinkGenesisMissing => "link.genesis.missing", Failure, "V3.2", "The chain of a subject begins without its first entry.";
    LinkGap => "link.gap", Failure, "V3.3", "An entry of the chain is missing that this ledger must hold.";
    LinkNotHeld => "link.not_held", NotChecked, "V3.4", "A stretch of the chain, or an entry cited, is kept by another organisation and is not here.";
    LinkMismatch => "link.mismatch", Failure, "V3.5", "The entry names another previous entry than the one at that place.";
    LinkReordered => "link.reordered", Failure, "V3.6", "An entry stands before one that it follows or cites.";
    LinkForked => "link.forked", Failure, "V3.7", "Two entries by one party stand at one place of a chain.";
    LinkNoPen => "link.no_pen", Failure, "V3.8", "The party may not extend this chain at this place.";
    CitationMismatch => "citation.mismatch", Failure, "V3.9", "The entry cited does not stand where the citation says.";
    LedgerGenesisMissing => "ledger.genesis.missing", Failure, "V4.1", "The ledger does not begin with the founding of its organisation and its opening.";
    LedgerGenesisMisplaced => "ledger.genesis.misplaced", Failure, "V4.2", "An entry stands before the opening of the ledger that cannot stand there.";
    CaseNotHeld => "case.not_held", NotChecked, "V4.3", "The case of an item is kept by another organisation and is not here.";
    ItemNoCase => "item.no_case", Failure, "V4.4", "An item belongs to no case.";
    TimeRegressed => "time.regressed", Irregularity, "V5.1", "The act is stated to have happened before the one that it follows or cites.";
    TimeFuture => "time.future", Irregularity, "V5.2", "The act is stated to have happened after now.";
    TimeUnattested => "time.unattested", NotChecked, "V5.4", "Whether an authority attests the time of a head is not shown.";
    TimeTokenMalformed => "time.token.malformed", Failure, "V5.5", "A time-stamp token is not one.";
    TimeTokenMismatch => "time.token.mismatch", Failure, "V5.6", "A time-stamp token is not one over this head, or what signs it does not hold.";
    TimeAuthorityRefused => "time.authority.refused", Failure, "V5.7", "The certificate of a time-stamp token is not that of an authority that could make it then.";
    TimeAuthorityEnded => "time.authority.ended", NotChecked, "V5.8", "The certificate of a time-stamp token has ended, and no later token that stands covers it.";
    TimeRecordedLate => "time.recorded_late", Irregularity, "V5.3", "The act was recorded later than it happened, and says so.";
    CustodyNotShown => "custody.not_shown", NotChecked, "V6.1", "The state rests on an entry that could not be checked.";
    CustodyActorNotHolder => "custody.actor.not_holder", Failure, "V6.2", "The act is another party's to do.";
    CustodyMoveForbidden => "custody.move.forbidden", Irregularity, "V6.3", "The act is not possible in this state and has no effect.";
    CustodyTransferCrossed => "custody.transfer.crossed", Irregularity, "V6.4", "Two entries crossed: the item is contested until one of them is given up.";
    CustodyTransferLate => "custody.transfer.late", Irregularity, "V6.5", "The answer came after it was due.";
    CustodyTransferEarly => "custody.transfer.early", Irregularity, "V6.6", "The offer was withdrawn before the answer was due.";
    CustodyTransferUnanswered => "custody.transfer.unanswered", Irregularity, "V6.7", "The answer is overdue.";
    CustodyTransferOneSided => "custody.transfer.one_sided", Irregularity, "V6.8", "The item went to someone without keys, who has not acknowledged it.";
    CustodyDigestMismatch => "custody.digest.mismatch", Irregularity, "V6.9", "The content measured is not the one recorded.";
    CustodySealMismatch => "custody.seal.mismatch", Irregularity, "V6.10", "The seal seen is not the one recorded.";
    CustodyReceiverUnknown => "custody.receiver.unknown", NotChecked, "V6.11", "The party that the item is offered to is not enrolled here.";
    RequestNotShown => "request.not_shown", NotChecked, "V7.1", "What is said of the request rests on an entry that could not be checked.";
    RequestNotHeld => "request.not_held", NotChecked, "V7.2", "A request is named here, and what it says is not here.";
    RequestMakerUnsigned => "request.maker.unsigned", Irregularity, "V7.3", "The request came from someone without keys: only the addressee states what it said.";
    RequestMakerNotAuthenticated => "request.maker.not_authenticated", Irregularity, "V7.4", "The requester was not shown to be who it says.";
    RequestMoveForbidden => "request.move.forbidden", Irregularity, "V7.5", "The act is not possible in this state of the side, and has no effect.";
    RequestPartyUnnamed => "request.party.unnamed", Irregularity, "V7.6", "A party acts on a request that does not name it.";
    RequestCrossed => "request.crossed", Note, "V7.7", "Two sides acted without either knowing of the other's act, as far as their citations show.";
    RequestInstrumentUnknown => "request.instrument.unknown", NotChecked, "V7.8", "The catalogue does not have the instrument, so its rules are not checked.";
    RequestInstrumentNotInForce => "request.instrument.not_in_force", Note, "V7.9", "The instrument is not shown in force.";
    RequestFieldMissing => "request.field.missing", Irregularity, "V7.10", "A field that the instrument asks for is missing.";
    RequestIssuerOutside => "request.issuer.outside", Irregularity, "V7.11", "The issuer may not issue this alone, and no validation is recorded.";
    RequestIssuerNotTold => "request.issuer.not_told", NotChecked, "V7.12", "The request does not say what its issuer is, so the rule on issuers is not checked.";
    RequestDataOutsideScope => "request.data.outside_scope", Irregularity, "V7.13", "The instrument does not cover data of this category.";
    RequestDataNotAsked => "request.data.not_asked", Irregularity, "V7.14", "Data of this category was not asked for.";
    RequestEarly => "request.early", Irregularity, "V7.15", "The request was made before the way was open.";
    RequestConfirmationMissing => "request.confirmation.missing", Irregularity, "V7.16", "What was owed a confirmation was not confirmed.";
    RequestOpen => "request.open", Note, "V7.17", "Nobody has answered the request.";
    RequestPartial => "request.partial", Note, "V7.18", "The answer is partial.";
    RequestItemNotHeld => "request.item.not_held", NotChecked, "V7.19", "An item said to answer the request has no chain here.";
    RequestItemNotOffered => "request.item.not_offered", Note, "V7.20", "An item was produced, and no offer hands it over under the request.";
    RequestPreservationNotLinked => "request.preservation.not_linked", Note, "V7.21", "The request says that preservation was sought, and names no request for it.";
    RequestItemUnasked => "request.item.unasked", Irregularity, "V7.22", "An item is handed over under a request that it was neither collected nor produced under.";
    RequestPreservationShort => "request.preservation.short", Irregularity, "V7.23", "Preservation ends before it may.";
    RequestPreservationGap => "request.preservation.gap", Irregularity, "V7.24", "Preservation had ended when the data was produced.";
    RequestConditionDropped => "request.condition.dropped", Irregularity, "V7.25", "A condition that binds the item was not carried on.";
    RequestConditionWidened => "request.condition.widened", Irregularity, "V7.26", "A condition that binds the item was carried on and allows more.";
    RequestConditionNotTold => "request.condition.not_told", NotChecked, "V7.27", "Words are withheld, so it cannot be told whether a condition was carried on.";
    RequestUseOutsidePurpose => "request.use.outside_purpose", Irregularity, "V7.28", "The item was used for a purpose that its conditions do not allow.";
    RequestUseNotTold => "request.use.not_told", NotChecked, "V7.29", "The purpose of a use is not stated as a code, so it is not compared with the conditions.";
    RequestDisclosureUnauthorised => "request.disclosure.unauthorised", Irregularity, "V7.30", "Confidential evidence was disclosed without an authorisation.";
    RequestOnwardUnauthorised => "request.onward.unauthorised", Irregularity, "V7.31", "The item went on to another State without a prior authorisation.";
    RequestOnwardNotTold => "request.onward.not_told", NotChecked, "V7.32", "It cannot be told whether the item went on to another State.";
    RequestRetentionAbsent => "request.retention.absent", Irregularity, "V7.33", "Neither a retention nor a review date is set.";
    RequestRetentionPassed => "request.retention.passed", Irregularity, "V7.34", "The retention of the item passed, and no disposal is recorded.";
    RequestReviewOverdue => "request.review.overdue", Irregularity, "V7.35", "The review of the item is overdue.";
    RequestIncidentNotNotified => "request.incident.not_notified", Irregularity, "V7.36", "No record shows that anyone was told of the incident.";
    RequestLate => "request.late", Irregularity, "V7.37", "The act came after the period had ended.";
    RequestOverdue => "request.overdue", Irregularity, "V7.38", "The period has ended, and the act is not recorded.";
    RequestLapsed => "request.lapsed", Note, "V7.39", "A period ran out, and what rested on it ended.";
    RequestClockNotTold => "request.clock.not_told", NotChecked, "V7.40", "A period cannot be evaluated.";
    RequestExtensionRefused => "request.extension.refused", Irregularity, "V7.41", "An extension does not count.";
    RequestNoticeOverdue => "request.notice.overdue", Irregularity, "V7.42", "A notice was delayed until a day that has passed, and it is not recorded as given.";
    CheckpointMalformed => "checkpoint.malformed", Failure, "V8.1", "A checkpoint record is not a signed head.";
    CheckpointMisplaced => "checkpoint.misplaced", Failure, "V8.2", "A checkpoint is for another ledger, for another number of entries, or repeats one.";
    CheckpointSignature => "checkpoint.signature", Failure, "V8.3", "A checkpoint is not signed by the key of this ledger alone.";
    CheckpointRootMismatch => "checkpoint.root.mismatch", Failure, "V8.4", "The entries do not make the root of a checkpoint.";
    AnchorAbsent => "anchor.absent", NotChecked, "V8.5", "No remembered head was given: nothing shows that the end was not cut or all of it rewritten.";
    AnchorUnusable => "anchor.unusable", NotChecked, "V8.6", "The remembered head is not one of this ledger, signed by its key.";
    AnchorTruncated => "anchor.truncated", Failure, "V8.7", "The ledger is shorter than the remembered head.";
    AnchorForked => "anchor.forked", Failure, "V8.8", "Two signed heads of one size differ.";
    AnchorRootMismatch => "anchor.root.mismatch", Failure, "V8.9", "The entries do not make the root of the remembered head.";
    AnchorUncovered => "anchor.uncovered", NotChecked, "V8.10", "Entries stand above the greatest remembered head.";
    ProofMalformed => "proof.malformed", Failure, "V8.11", "A record of a proof is not one.";
    ProofMismatch => "proof.mismatch", Failure, "V8.12", "A proof does not lead to the signed root.";
    ProofNotUnderstood => "proof.not_understood", NotChecked, "V8.14", "A record proves something that this verifier does not know.";
    AnchorUncosigned => "anchor.uncosigned", NotChecked, "V8.15", "No remembered head bears the cosignatures that are asked for.";
    ExtractScope => "extract.scope", Note, "V8.13", "This is an extract: what else the ledger has is not shown, be it a later entry of these chains or the revocation of a key.";
    ContentMismatch => "content.mismatch", Failure, "V9.1", "The content is not the one recorded.";
    ContentPartMismatch => "content.part.mismatch", Failure, "V9.2", "A part of the content is not the one recorded.";
    ContentNotSupplied => "content.not_supplied", NotChecked, "V9.3", "The content was not given.";
    ContentNotKnown => "content.not_known", NotChecked, "V9.4", "The digests of the content are withheld, or not all of it could be compared.";
    ContentNotRead => "content.not_read", NotChecked, "V9.5", "What was given as the content could not be read, or not all of it.";
    ContentNotRecorded => "content.not_recorded", NotChecked, "V9.6", "These bytes could not be read when the content was recorded, and could be read now: nothing recorded says what they ought to be, and with zeros in their place, as they were recorded, nothing differs there.";
    ContentListRefused => "content.list_refused", Note, "V9.7", "The part list that was given is not the one that was signed, so nothing rests on it.";
    LedgerEmpty => "ledger.empty", NotChecked, "V10.1", "There is no entry.";
    LimitsReached => "limits.reached", NotChecked, "V10.2", "A limit of the verifier was reached; what lies beyond was not looked at.";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
