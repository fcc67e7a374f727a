//! Files become a report: what they show, where, and what was not checked.
//!
//! `walk` is the whole of it on one page, step by step V1 to V9. `window` reads and decodes ahead of the
//! fold, on many threads, `ahead` checks signatures there, and `tables` says which keys that is faster for. `fold` judges one entry against
//! all before it, `directory` says whose keys were good, `heads` compares with signed and
//! remembered heads, `settle` reads a second time for links that are not the next, `contents`
//! compares the content, `content_proof` shows some of it without the rest, `compare` holds two files against each other, `misbehaviour` is the proof of a fork, `earlier` rests on what was verified before, `requests` says what is noticed about requests. `code` is the closed catalogue of findings, `report` the answer and
//! `render` its page for people; `letters` says which texts can be taken for others. The requirements are `spec::verification`.

mod ahead;
mod asked;
mod attested;
mod beginning;
mod certificate;
mod citations;
mod code;
mod code_of;
mod compare;
mod compromise;
mod conclude;
mod content_proof;
mod contents;
mod cosigned;
mod coverage;
mod directory;
mod document;
mod earlier;
mod elsewhere;
mod entry;
mod error;
mod escape;
mod extract_head;
mod finding;
mod findings;
mod fold;
mod given;
mod heads;
mod heard;
mod items;
mod letters;
mod metadata;
mod misbehaviour;
mod observe;
mod persist;
mod proof;
mod pruned;
mod registration;
mod render;
mod render_content;
mod render_requests;
mod report;
mod requests;
mod rules;
mod settle;
mod standing_file;
mod tables;
mod unread;
mod use_log;
mod used;
mod verifier;
mod walk;
mod warnings;
mod window;
mod writer;

pub use crate::evidence::ContentSource;
pub use attested::{AttestedHead, AttestingAnchor};
pub use certificate::{
    CERTIFICATE_RULE, Certificate, CertificateData, NoCertificate, TO_BE_STATED,
};
pub use code::{Class, Code};
pub use compare::{
    Compared, Comparison, Fork, Joint, NotCompared, Relation, SideKind, Which, compare_cases,
    compare_with_head,
};
pub use content_proof::{
    BytesInCase, BytesProof, BytesUnderKey, ContentProof, ContentProofError, DirectoryEntryProof,
    EntryInCase, EntryStanding, EntryUnderKey, Kind, MAX_CONTENT_PROOF, MetadataShown, NotShown,
    ShownEntry, VerifiedEntry,
};
pub use cosigned::{CosignedHead, UnknownCosigner};
pub use coverage::{Coverage, Step};
pub use directory::REGISTRAR;
pub use earlier::{Earlier, NoSnapshot, SnapshotError, SnapshotKey};
pub use elsewhere::{BesideLedger, LaidAside};
pub use error::VerifierError;
pub use escape::{escaped, is_invisible};
pub use finding::{Detail, EntryDifference, Finding, Location};
pub(crate) use finding::{code_of_disclosure, code_of_entry, code_of_record};
pub(crate) use fold::{Assessment, Fold};
pub use letters::{Letters, Oddity};
pub use metadata::{FieldNamed, MetadataNamed};
pub use misbehaviour::{
    Contradiction, MAX_MISBEHAVIOUR, Misbehaviour, MisbehaviourError, NotProven, ProvenMisbehaviour,
};
pub use proof::{ConsistencyRecord, InclusionRecord, ProofRecord};
pub(crate) use pruned::listed;
pub use render_requests::Docket;
pub use report::{
    ContentResult, DirectoryCompared, DirectoryReported, Head, ItemReport, PartsCompared, Report,
    Scope, Stretch, Verdict,
};
pub(crate) use requests::request_views;
pub use standing_file::StandingFile;
pub use unread::{Named, NotEnteredNamed, UnreadNamed};
pub use use_log::UseLog;
pub use used::{CatalogueUsed, PolicyOf, PolicyUsed};
pub use verifier::{ItemName, Limits, Verifier};
pub use warnings::TextWarning;
pub use writer::Writer;
pub(crate) use writer::writer_of;
