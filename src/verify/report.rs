//! The answer: verdict, findings, coverage, and each item's timeline.

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::custody::StateKind;
use crate::encoding::{Timestamp, codes};
use crate::event::{ByteRange, EntryHash, Subject};
use crate::identity::{CaseId, ItemId, OrgId, PartyId};
use crate::law::RequestView;
use crate::ledger::VerifierKey;
use crate::merkle::Hash;
use crate::verify::attested::AttestedHead;
use crate::verify::certificate::Certificate;
use crate::verify::code::Class;
use crate::verify::content_proof::EntryStanding;
use crate::verify::cosigned::CosignedHead;
use crate::verify::coverage::Coverage;
use crate::verify::earlier::{Earlier, NoSnapshot};
use crate::verify::elsewhere::BesideLedger;
use crate::verify::finding::Finding;
use crate::verify::metadata::MetadataNamed;
use crate::verify::unread::{Named, NotEnteredNamed, UnreadNamed};
use crate::verify::use_log::UseLog;
use crate::verify::used::{CatalogueUsed, PolicyOf, PolicyUsed};

codes! {
    /// What it all comes to.
    pub enum Verdict {
        /// Every check in scope was done, and nothing departs.
        Consistent => "Consistent",
        /// A failure: altered bytes, or an act by one without the right to it.
        Contradicted => "Contradicted",
        /// No failure, but something in scope was not checked.
        Incomplete => "Incomplete",
        /// Everything was checked; the record is whole and states a discrepancy.
        Irregular => "Irregular",
    }
}

impl Verdict {
    /// The verdict over findings of these classes.
    pub(crate) fn over(findings: &[Finding]) -> Self {
        let holds = |class| findings.iter().any(|finding| finding.code.class() == class);
        if holds(Class::Failure) {
            Self::Contradicted
        } else if holds(Class::NotChecked) {
            Self::Incomplete
        } else if holds(Class::Irregularity) {
            Self::Irregular
        } else {
            Self::Consistent
        }
    }

    /// The exit status of a program that answers with this verdict.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Consistent => 0,
            Self::Contradicted => 1,
            Self::Incomplete => 3,
            Self::Irregular => 4,
        }
    }

    /// What it means, in one sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Consistent => "every check in scope was done, and nothing departs.",
            Self::Contradicted => "bytes were altered, or somebody acted without the right to it.",
            Self::Incomplete => "nothing failed, but not everything in scope could be checked.",
            Self::Irregular => "the record is whole, and states a discrepancy or a missed rule.",
        }
    }
}

/// What was judged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// The chains of these subjects, out of a ledger.
    Extract(Vec<Subject>),
    /// A whole ledger.
    Ledger,
    /// A file whose header could not be read.
    Unreadable,
}

/// The head that the entries make, or that an extract bears.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Head {
    /// The number of entries.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

/// One stretch of an item's timeline.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Stretch {
    /// The state.
    pub state: StateKind,
    /// The party that is recorded as holding it, or as the last that did.
    pub by: Option<PartyId>,
    /// Its name, as its organisation disclosed it.
    pub name: Option<String>,
    /// The index of the entry with which the stretch begins.
    pub entry: u64,
    /// When it began, as stated.
    pub since: Option<Timestamp>,
    /// When it ended, as stated; none for the last stretch: nothing later is shown.
    pub until: Option<Timestamp>,
}

codes! {
    /// What became of an item's content in V9.
    pub enum ContentResult {
        /// The bytes given are not the ones recorded.
        Differs => "differs",
        /// The bytes given are the ones recorded.
        Matches => "matches",
        /// The item is a thing, or its content was never recorded.
        NoContent => "no_content",
        /// The recorded digests are withheld.
        NotKnown => "not_known",
        /// Something was given, and could not be read, or not all of it; what could be read does not differ.
        NotRead => "not_read",
        /// The bytes given are the ones recorded, but for some that could not be read when it was recorded, and are others
        /// now than the zeros that stand in their place.
        NotRecorded => "not_recorded",
        /// Nothing was given.
        NotSupplied => "not_supplied",
    }
}

/// What is shown of one item.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ItemReport {
    /// The item.
    pub id: ItemId,
    /// Its labels as far as they are disclosed.
    pub labels: Vec<String>,
    /// What it is, as far as that is disclosed.
    pub description: Option<String>,
    /// Its state after the last entry held; none when it cannot be shown.
    pub state: Option<StateKind>,
    /// Its two states while it is contested.
    pub contested: Option<[StateKind; 2]>,
    /// The party that is recorded as holding it, or as the last that did.
    pub holder: Option<PartyId>,
    /// The cases that it belongs to.
    pub cases: Vec<CaseId>,
    /// The number of the seal on it, as far as that is disclosed.
    pub seal: Option<String>,
    /// The size of its content in bytes, as far as that is disclosed.
    pub size: Option<u64>,
    /// SHA-256 of its content in hexadecimal, as far as that is disclosed.
    pub sha256: Option<String>,
    /// How many of its bytes could not be read when it was measured, and are zeros in it, as far as that is
    /// disclosed.
    pub unreadable: Option<u64>,
    /// Where these are, as far as that is disclosed.
    #[serde(serialize_with = "as_pairs")]
    pub unreadable_ranges: Option<Vec<ByteRange>>,
    /// How much of its content is as it was recorded, where parts could be compared one by one.
    pub parts: Option<PartsCompared>,
    /// What it has, where it is a directory, as far as that is disclosed.
    pub directory: Option<DirectoryReported>,
    /// The entries that were not read, then or now, where it is a directory and one was given.
    pub unread: Option<Named<UnreadNamed>>,
    /// The entries that were recorded and not entered, likewise.
    pub not_entered: Option<Named<NotEnteredNamed>>,
    /// The entries whose times, mode, owner or the like differ, likewise. On a copy they always do.
    pub metadata: Option<Named<MetadataNamed>>,
    /// What became of its content.
    pub content: ContentResult,
    /// Who had it, in order.
    pub timeline: Vec<Stretch>,
}

fn as_pairs<S: Serializer>(
    ranges: &Option<Vec<ByteRange>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let pair = |range: &ByteRange| [range.from, range.to];
    ranges.as_ref().map(|all| all.iter().map(pair).collect::<Vec<_>>()).serialize(serializer)
}

/// The parts of a content that was given, compared with a part list.
///
/// Those that differ are findings. What is whole is whole, whatever became of the rest.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct PartsCompared {
    /// Parts that are as they were recorded.
    pub whole: u64,
    /// The bytes that they have together.
    pub whole_bytes: u64,
    /// Parts that differ, of which the first thousand are findings.
    pub differing: u64,
    /// Parts that the content has no byte of, as it ends before them.
    pub missing: u64,
}

/// An item that is a directory.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct DirectoryReported {
    /// How many entries it has.
    pub entries: u64,
    /// The length of all its files together, in bytes.
    pub size: u64,
    /// What became of them, where one was given.
    pub compared: Option<DirectoryCompared>,
}

/// How a directory that was given compares with the manifest that was signed.
///
/// The entries that differ are findings, the first thousand of each kind. Metadata are counted apart: times and owners change when files are
/// copied.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct DirectoryCompared {
    /// Entries that are what they were.
    pub whole: u64,
    /// Entries that are not there.
    pub missing: u64,
    /// Entries that are not what they were.
    pub changed: u64,
    /// Files that are there under another path.
    pub renamed: u64,
    /// Entries that were not there.
    pub added: u64,
    /// Entries that were not read or not entered, then or now.
    pub not_compared: u64,
    /// Entries whose times, mode or owner differ.
    pub metadata_differing: u64,
}

/// What the files show.
///
/// `Display` writes a page for people; `Serialize` gives the shape that `spec::verification` §4
/// describes, for JSON or any other format of serde.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it all comes to.
    pub verdict: Verdict,
    /// What was judged.
    pub scope: Scope,
    /// The number of entries read.
    pub entries: u64,
    /// The head.
    pub head: Option<Head>,
    /// The ledger's origin.
    pub origin: Option<String>,
    /// The organisation that keeps the ledger, and what it is called.
    pub keeper: Option<(OrgId, Option<String>)>,
    /// The roots that were trusted.
    pub trusted: Vec<OrgId>,
    /// The instant that was taken for now.
    pub now: Timestamp,
    /// What was found, by entry and requirement.
    pub findings: Vec<Finding>,
    /// What was checked.
    pub coverage: Vec<Coverage>,
    /// Each item.
    pub items: Vec<ItemReport>,
    /// The heads whose time an outside authority attests, by the entry that has its token.
    pub attested: Vec<AttestedHead>,
    /// By which policy acts were judged, but for those of the next field.
    pub policy: PolicyUsed,
    /// By which policies the acts of single organisations were judged, by their ids.
    pub policies: Vec<PolicyOf>,
    /// By which catalogue requests were judged, where there are any.
    pub catalogue: Option<CatalogueUsed>,
    /// Each request.
    pub requests: Vec<RequestView>,
    /// The logs that were asked for.
    pub use_logs: Vec<UseLog>,
    /// The certificates that were asked for.
    pub certificates: Vec<Certificate>,
    /// Who attested which remembered head, where cosigners are asked for.
    pub cosigned: Vec<CosignedHead>,
    /// What was taken from each file that was given to lie beside, in the order given, or why it was laid aside.
    pub beside: Vec<BesideLedger>,
    /// The earlier verification that this one rests on.
    pub earlier: Option<Earlier>,
    /// The snapshot that was asked for, or why there is none; not serialized.
    pub snapshot: Option<Result<Vec<u8>, NoSnapshot>>,
    /// The entries that were asked about; not serialized.
    pub standings: Vec<(EntryHash, EntryStanding)>,
    /// The keys that sign the heads of this ledger, each with the entry that registers it.
    pub(crate) head_keys: Vec<(u64, VerifierKey)>,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = if self.earlier.is_some() { 22 } else { 21 };
        let mut out = serializer.serialize_struct("Report", fields)?;
        out.serialize_field("verdict", &self.verdict)?;
        out.serialize_field("scope", &self.scope)?;
        out.serialize_field("entries", &self.entries)?;
        out.serialize_field("head", &self.head)?;
        out.serialize_field("origin", &self.origin)?;
        let keeper = self.keeper.as_ref().map(|(root, name)| Keeper { root, name });
        out.serialize_field("keeper", &keeper)?;
        out.serialize_field("trusted", &self.trusted)?;
        out.serialize_field("now", &self.now)?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("coverage", &self.coverage)?;
        out.serialize_field("items", &self.items)?;
        out.serialize_field("attested", &self.attested)?;
        out.serialize_field("policy", &self.policy)?;
        out.serialize_field("policies", &self.policies)?;
        out.serialize_field("catalogue", &self.catalogue)?;
        out.serialize_field("requests", &self.requests)?;
        out.serialize_field("use_logs", &self.use_logs)?;
        out.serialize_field("certificates", &self.certificates)?;
        out.serialize_field("cosigned", &self.cosigned)?;
        out.serialize_field("beside", &self.beside)?;
        out.serialize_field("warnings", &self.warnings())?;
        match &self.earlier {
            Some(earlier) => out.serialize_field("earlier", earlier)?,
            None => out.skip_field("earlier")?,
        }
        out.end()
    }
}

/// The organisation that keeps the ledger, as it is serialized.
#[derive(Serialize)]
struct Keeper<'r> {
    root: &'r OrgId,
    name: &'r Option<String>,
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Extract(subjects) => {
                let mut out = serializer.serialize_map(Some(1))?;
                let subjects: Vec<_> = subjects.iter().map(ToString::to_string).collect();
                out.serialize_entry("extract", &subjects)?;
                out.end()
            }
            Self::Ledger => serializer.serialize_str("ledger"),
            Self::Unreadable => serializer.serialize_str("unreadable"),
        }
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 10)?;
        out.serialize_field("code", &self.code)?;
        out.serialize_field("severity", &self.code.class())?;
        out.serialize_field("message", &self.message())?;
        out.serialize_field("entry", &self.location.entry)?;
        out.serialize_field("hash", &self.location.hash)?;
        let bytes = self.location.bytes.as_ref().map(|range| [range.start, range.end]);
        out.serialize_field("bytes", &bytes)?;
        let subject = self.location.subject.as_ref().map(ToString::to_string);
        out.serialize_field("subject", &subject)?;
        out.serialize_field("field", &self.location.field)?;
        out.serialize_field("provision", &self.provision())?;
        out.serialize_field("because_of", &self.because_of)?;
        out.end()
    }
}
