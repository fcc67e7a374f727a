//! The data that a certificate under Federal Rule of Evidence 902(14) needs, when both hashes agree.

use std::fmt;

use crate::encoding::{Hex, codes};
use crate::event::{Disclosable, EntryHash, When};
use crate::identity::{ItemId, PartyId};
use crate::law::{Acquisition, Journal};
use crate::verify::escape::shown;
use crate::verify::fold::Fold;
use crate::verify::report::ContentResult;

/// The entry of the catalogue that the data set follows.
pub const CERTIFICATE_RULE: &str = "US-FRE902-14";

codes! {
    /// Why there is no data for a certificate.
    pub enum NoCertificate {
        /// The bytes given are not the ones recorded.
        Differs => "differs",
        /// Its digests are withheld or were taken over from elsewhere: nobody here measured them.
        NotMeasured => "not_measured",
        /// No acquisition of the item as data could be read.
        NotAcquired => "not_acquired",
        /// No item that could be read is called so.
        NotFound => "not_found",
        /// The copy could not be read, or not all of it.
        NotRead => "not_read",
        /// No copy was given to compare.
        NotSupplied => "not_supplied",
    }
}

impl NoCertificate {
    /// What it means, in one sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Differs => "the bytes given are not the ones recorded",
            Self::NotMeasured => "no digest of the original that was measured here is disclosed",
            Self::NotAcquired => "no acquisition of the item as data could be read",
            Self::NotFound => "no item that could be read is called so",
            Self::NotRead => "the copy given could not be read, or not all of it",
            Self::NotSupplied => "no copy was given, so no hash of one can be stated",
        }
    }
}

/// What must still be stated by a person: no record can.
pub const TO_BE_STATED: [&str; 6] = [
    "name of the certifying person",
    "qualification",
    "role",
    "declaration under penalty of perjury, with its date",
    "signature",
    "date of the notice to the opponent",
];

/// The data set for one item.
///
/// # What this proves
///
/// That the copy given to the verifier has the SHA-256 digest that was recorded when the original was
/// acquired, and what the record says of that acquisition.
///
/// # What this does not prove
///
/// Who certifies, and with what qualification: `TO_BE_STATED` lists what a person must add. Hearsay,
/// relevance and every other objection stay open.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct CertificateData {
    /// The rule, by its id in the catalogue.
    pub rule: &'static str,
    /// The item.
    pub item: ItemId,
    /// The name of the file, as far as that is disclosed.
    pub name: Option<String>,
    /// The device, medium or file that it was read from, as far as that is disclosed.
    pub source: Option<String>,
    /// The tool, as far as that is disclosed.
    pub tool: Option<String>,
    /// Which version of it.
    pub tool_version: Option<String>,
    /// How it was acquired, as far as that is disclosed.
    pub method: Option<String>,
    /// The party that acquired it.
    pub acquired_by: PartyId,
    /// What its organisation calls it.
    pub acquired_by_name: Option<String>,
    /// When, as stated.
    pub acquired_at: Option<String>,
    /// The entry that says so.
    pub entry: u64,
    /// Its name.
    pub entry_hash: EntryHash,
    /// The algorithm of both hashes.
    pub algorithm: &'static str,
    /// The length in bytes.
    pub size: u64,
    /// The hash of the original, in hexadecimal.
    pub original: String,
    /// The hash of the copy, in hexadecimal.
    pub copy: String,
    /// What a person must add.
    pub to_be_stated: [&'static str; 6],
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// The data.
    Data(Box<CertificateData>),
    /// There is none.
    Refused {
        /// For which item, as it was named.
        item: String,
        /// Why.
        why: NoCertificate,
    },
}

/// The data for an item; both hashes must have been measured, and agree.
pub(crate) fn certificate(
    fold: &Fold,
    journal: &Journal,
    item: ItemId,
    result: ContentResult,
) -> Certificate {
    match data(fold, journal, item, result) {
        Ok(data) => Certificate::Data(Box::new(data)),
        Err(why) => Certificate::Refused { item: item.to_string(), why },
    }
}

fn data(
    fold: &Fold,
    journal: &Journal,
    item: ItemId,
    result: ContentResult,
) -> Result<CertificateData, NoCertificate> {
    let acquired = |acquisition: &&Acquisition| {
        acquisition.said.items.iter().any(|acquired| acquired.id == item)
    };
    let acquisition = journal.acquisitions.iter().find(acquired);
    let Acquisition { entry, hash, by, when, said } =
        acquisition.ok_or(NoCertificate::NotAcquired)?;
    match result {
        ContentResult::Matches => {}
        ContentResult::Differs => return Err(NoCertificate::Differs),
        ContentResult::NoContent => return Err(NoCertificate::NotAcquired),
        ContentResult::NotKnown => return Err(NoCertificate::NotMeasured),
        ContentResult::NotRead => return Err(NoCertificate::NotRead),
        ContentResult::NotRecorded => return Err(NoCertificate::NotMeasured),
        ContentResult::NotSupplied => return Err(NoCertificate::NotSupplied),
    }
    let listed = said.items.iter().find(|acquired| acquired.id == item);
    let listed = listed.ok_or(NoCertificate::NotAcquired)?;
    let descriptor = listed.content.descriptor.value().ok_or(NoCertificate::NotMeasured)?;
    if descriptor.imported.is_some() {
        return Err(NoCertificate::NotMeasured);
    }
    let open = |words: Option<&Disclosable<String>>| words.and_then(Disclosable::value).cloned();
    let digest = Hex(&descriptor.sha256).to_string();
    Ok(CertificateData {
        rule: CERTIFICATE_RULE,
        item,
        name: open(listed.name.as_ref()),
        source: open(listed.source.as_ref()),
        tool: open(said.tool.as_ref().map(|tool| &tool.name)),
        tool_version: open(said.tool.as_ref().map(|tool| &tool.version)),
        method: open(said.method.as_ref()),
        acquired_by: *by,
        acquired_by_name: fold.directory.name(*by).map(ToOwned::to_owned),
        acquired_at: stated(when),
        entry: *entry,
        entry_hash: *hash,
        algorithm: "SHA-256",
        size: descriptor.size,
        original: digest.clone(),
        // The comparison found the same digest in the bytes given.
        copy: digest,
        to_be_stated: TO_BE_STATED,
    })
}

fn stated(when: &When) -> Option<String> {
    match when {
        When::Instant(at) => Some(at.to_string()),
        When::Span(from, to) => Some(format!("{from} to {to}")),
        When::Unknown => None,
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(data) => data.fmt(f),
            Self::Refused { item, why } => {
                writeln!(f, "Certificate data for {}: none, {}", shown(item), why.text())
            }
        }
    }
}

impl fmt::Display for CertificateData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_dash = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), shown);
        let by = self.acquired_by_name.as_deref().map_or_else(String::new, shown);
        writeln!(f, "Certificate data for {} (rule {})", self.item, self.rule)?;
        writeln!(f, "  file      {}", or_dash(&self.name))?;
        writeln!(f, "  source    {}", or_dash(&self.source))?;
        writeln!(f, "  tool      {} {}", or_dash(&self.tool), or_dash(&self.tool_version))?;
        writeln!(f, "  method    {}", or_dash(&self.method))?;
        writeln!(f, "  acquired  {} by {by} {}", or_dash(&self.acquired_at), self.acquired_by)?;
        writeln!(f, "  recorded  entry {}, {}", self.entry, self.entry_hash)?;
        writeln!(f, "  {} of the original  {}", self.algorithm, self.original)?;
        writeln!(f, "  {} of the copy      {}", self.algorithm, self.copy)?;
        writeln!(f, "  size      {} bytes; the two hashes are equal", self.size)?;
        writeln!(f, "  To be stated by a person:")?;
        self.to_be_stated.iter().try_for_each(|what| writeln!(f, "    - {what}"))
    }
}
