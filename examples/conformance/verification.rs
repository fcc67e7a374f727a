//! The question `verify`: a whole verification, answered with its report.

use std::borrow::Cow;
use std::io::Cursor;
use std::num::NonZeroUsize;

use handseal::Timestamp;
use handseal::identity::{Thumbprint, Trust};
use handseal::law::{Catalogue, Policy};
use handseal::ledger::{CosignerKey, CosignerPolicy, SignedCheckpoint};
use handseal::timestamp::Authorities;
use handseal::verify::{ContentSource, ItemName, Limits, Report, Verdict, Verifier, VerifierError};
use serde_json::{Value, json};

use crate::heads;
use crate::question::{Fields, NamedRanges};

/// What of a report is not answered: what is for people, and what a second verifier need not make.
const LEFT_OUT: [&str; 4] = ["certificates", "coverage", "use_logs", "warnings"];

/// What a line gives to a verifier.
struct Given {
    file: Vec<u8>,
    roots: Vec<String>,
    heads: Vec<Vec<u8>>,
    kept: Vec<String>,
    beside: Vec<Vec<u8>>,
    contents: Vec<(String, Vec<u8>)>,
    unreadable: NamedRanges,
    parts: Vec<(String, Vec<u8>)>,
    directories: Vec<GivenDirectory>,
    now: String,
    catalogue: Vec<String>,
    policy: Option<String>,
    policies: Vec<(String, String)>,
    cosigners: Option<(Vec<String>, u64)>,
    limits: Limits,
    authorities: Vec<Vec<u8>>,
}

/// The manifest of an item that is a directory, and that of what it is now.
pub(crate) struct GivenDirectory {
    pub(crate) name: String,
    pub(crate) manifest: Vec<u8>,
    pub(crate) found: Vec<u8>,
}

impl Given {
    fn read(fields: &Fields) -> Result<Self, &'static str> {
        Ok(Self {
            file: fields.bytes("file")?,
            roots: owned(fields.texts("roots")?),
            heads: fields.list_of_bytes("heads")?,
            kept: owned(fields.texts_or_none("kept")?),
            beside: fields.list_of_bytes("beside")?,
            contents: fields.named_bytes("contents")?,
            unreadable: fields.named_ranges("unreadable")?,
            parts: fields.named_bytes("parts")?,
            directories: fields.directories("directories")?,
            now: fields.text("now")?.to_owned(),
            catalogue: owned(fields.texts_or_none("catalogue")?),
            policy: fields.text_or_none("policy")?.map(ToOwned::to_owned),
            policies: fields.named_texts("policies")?,
            cosigners: cosigners(fields)?,
            limits: match fields.number_or_none("limit")? {
                // More than can be counted is no limit.
                Some(findings) => Limits {
                    findings: findings.try_into().unwrap_or(usize::MAX),
                    ..Limits::default()
                },
                None => Limits::default(),
            },
            authorities: fields.list_of_bytes("authorities")?,
        })
    }
}

/// The texts of cosigners and a threshold: both, or neither.
fn cosigners(fields: &Fields) -> Result<Option<(Vec<String>, u64)>, &'static str> {
    let texts = fields.texts_if("cosigners")?;
    match (texts, fields.number_or_none("threshold")?) {
        (Some(texts), Some(threshold)) => Ok(Some((owned(texts), threshold))),
        (None, None) => Ok(None),
        // Said where it is judged: nothing is left aside.
        (Some(_), None) | (None, Some(_)) => Ok(Some((Vec::new(), 0))),
    }
}

/// The policy of cosigners that is asked for.
fn cosigner_policy(given: &(Vec<String>, u64)) -> Result<CosignerPolicy, &'static str> {
    let (texts, threshold) = given;
    let known: Result<Vec<CosignerKey>, _> = texts.iter().map(|text| text.parse()).collect();
    let policy = known.ok().and_then(|known| heads::policy(known, *threshold));
    policy.ok_or("verify.cosigners")
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(ToOwned::to_owned).collect()
}

/// The report and the code of its first finding, or why there is none.
pub(crate) fn verify(fields: &Fields) -> Result<Report, &'static str> {
    verify_on(fields, NonZeroUsize::MIN)
}

/// The same report, whatever the number of threads.
pub(crate) fn verify_on(fields: &Fields, threads: NonZeroUsize) -> Result<Report, &'static str> {
    let given = Given::read(fields)?;
    let mut trust = Trust::new();
    for root in &given.roots {
        trust = trust.root(root.parse::<Thumbprint>().map_err(|_| "verify.root")?);
    }
    let now: Timestamp = given.now.parse().map_err(|_| "verify.now")?;
    let heads: Result<Vec<_>, _> =
        given.heads.iter().map(|head| SignedCheckpoint::parse(head)).collect();
    let heads = heads.map_err(|_| "verify.head")?;
    let kept = kept(&given.kept, heads.len())?;
    let catalogue = catalogue(&given.catalogue)?;
    let default = policy(given.policy.as_deref())?;
    let mut verifier = Verifier::new(&trust, now).catalogue(&catalogue).policy(&default);
    for (organisation, text) in &given.policies {
        let organisation = organisation.parse::<Thumbprint>().map_err(|_| "verify.policy")?;
        verifier = verifier.policy_of(organisation, &policy(Some(text))?);
    }
    let mut authorities = Authorities::none();
    for anchor in &given.authorities {
        authorities = authorities.anchor_der(anchor).map_err(|_| "verify.authority")?;
    }
    verifier = verifier.limits(given.limits).threads(threads).authorities(&authorities);
    if let Some(given) = &given.cosigners {
        verifier = verifier.cosigners(cosigner_policy(given)?);
    }
    for (head, since) in heads.into_iter().zip(kept) {
        verifier = match since {
            None => verifier.anchor(head),
            Some(since) => verifier.anchor_kept_since(head, since),
        };
    }
    for file in given.beside {
        verifier = verifier.beside(Cursor::new(file));
    }
    let mut unreadable = given.unreadable;
    for (name, bytes) in given.contents {
        let (reader, ranges) = (Box::new(Cursor::new(bytes)), unreadable.remove(&name));
        let source = match ranges {
            Some(unreadable) => ContentSource::Rescued { reader, unreadable },
            None => ContentSource::Reader(reader),
        };
        verifier = verifier.content(item_name(&name), source);
    }
    for GivenDirectory { name, manifest, found } in given.directories {
        let (manifest, found) = (Cursor::new(manifest), Cursor::new(found));
        verifier = verifier.measured_directory(item_name(&name), manifest, found);
    }
    for (name, digests) in given.parts {
        verifier = verifier.parts(item_name(&name), digests);
    }
    verifier.verify_bytes(&given.file).map_err(|error| of_error(&error))
}

/// Since when each head is kept, where that is given.
fn kept(texts: &[String], heads: usize) -> Result<Vec<Option<Timestamp>>, &'static str> {
    let read = |text: &String| (!text.is_empty()).then(|| text.parse()).transpose();
    let mut kept: Vec<_> =
        texts.iter().map(read).collect::<Result<_, _>>().map_err(|_| "verify.kept")?;
    if kept.len() > heads {
        return Err("verify.kept");
    }
    kept.resize(heads, None);
    Ok(kept)
}

fn item_name(name: &str) -> ItemName {
    name.parse().unwrap_or_else(|never| match never {})
}

/// The first text stands alone, the others are laid over it.
fn catalogue(texts: &[String]) -> Result<Cow<'static, Catalogue>, &'static str> {
    let Some((first, others)) = texts.split_first() else {
        return Ok(Cow::Borrowed(Catalogue::embedded()));
    };
    let mut catalogue = Catalogue::parse("catalogue", first).map_err(|_| "verify.catalogue")?;
    for text in others {
        catalogue = catalogue.extended("catalogue", text).map_err(|_| "verify.catalogue")?;
    }
    Ok(Cow::Owned(catalogue))
}

/// The policy of roles: the embedded one where none is given.
fn policy(text: Option<&str>) -> Result<Policy, &'static str> {
    let read = text.map(|text| Policy::parse("policy", text).map_err(|_| "verify.policy"));
    read.unwrap_or_else(|| Ok(Policy::embedded().clone()))
}

const fn of_error(error: &VerifierError) -> &'static str {
    match error {
        VerifierError::AmbiguousLabel { .. }
        | VerifierError::NamedTwice { .. }
        | VerifierError::UnknownItem { .. } => "verify.content",
        VerifierError::NoDirectory { .. } => "verify.directory",
        VerifierError::Cancelled { .. }
        | VerifierError::Open { .. }
        | VerifierError::Read { .. }
        | _ => "verify",
    }
}

/// The code of an answer with this report: that of the first finding, where it is not consistent.
pub(crate) fn code(report: &Report) -> Option<&'static str> {
    report.findings.first().map(|finding| finding.code.name())
}

/// Whether the answer is yes.
pub(crate) fn is_consistent(report: &Report) -> bool {
    report.verdict == Verdict::Consistent
}

/// The report as it is answered.
pub(crate) fn value(report: &Report) -> Value {
    shared(json!(report))
}

/// What of a report every verifier answers alike.
pub(crate) fn shared(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        for name in LEFT_OUT {
            fields.remove(name);
        }
        // A time is attested in few files.
        if fields.get("attested").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            fields.remove("attested");
        }
        for name in ["beside", "cosigned", "policies"] {
            if fields.get(name) == Some(&json!([])) {
                fields.remove(name);
            }
        }
        let embedded = Policy::embedded().digest().to_string();
        if fields.get("policy").is_some_and(|policy| policy["sha256"] == embedded) {
            fields.remove("policy");
        }
        if let Some(items) = fields.get_mut("items").and_then(Value::as_array_mut) {
            for item in items.iter_mut().filter_map(Value::as_object_mut) {
                item.remove("metadata");
            }
        }
        if let Some(findings) = fields.get_mut("findings").and_then(Value::as_array_mut) {
            for finding in findings.iter_mut().filter_map(Value::as_object_mut) {
                finding.remove("message");
            }
        }
    }
    value
}
