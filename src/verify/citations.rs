//! Entries that an event names without using a pen: V3.4, V3.6, V3.9, V5.1.

use std::borrow::Cow;

use crate::custody::Register;
use crate::encoding::Timestamp;
use crate::event::{Body, Citation, EntryHash, Event, Subject, Terms};
use crate::verify::code::Code;
use crate::verify::finding::{Detail, Finding, Location};

/// A citation that the tips of the chains do not settle.
#[derive(Clone, Debug)]
pub(crate) struct Cited {
    pub(crate) subject: Subject,
    pub(crate) seq: u64,
    pub(crate) entry: EntryHash,
    /// The index of the entry that cites.
    pub(crate) index: u64,
    /// The entry that cites.
    pub(crate) citing: EntryHash,
    /// When the citing act happened at the latest.
    pub(crate) latest: Option<Timestamp>,
    pub(crate) field: Cow<'static, str>,
}

/// The citations of an event that a second read must settle.
pub(crate) fn of(event: &Event, index: u64, citing: EntryHash, register: &Register) -> Vec<Cited> {
    let latest = event.at.time.latest();
    named(&event.body)
        .into_iter()
        .filter(|(_, citation)| !is_tip(citation, register))
        .map(|(field, citation)| Cited {
            subject: citation.subject.clone(),
            seq: citation.seq,
            entry: citation.entry,
            index,
            citing,
            latest,
            field,
        })
        .collect()
}

/// V5.1 for a cited entry that is a tip, which no second read looks for. A link that follows the
/// entry compares the same two times.
pub(crate) fn regressed(event: &Event, place: &Location, register: &Register) -> Vec<Finding> {
    let follows = |subject: &Subject| event.links.iter().any(|link| link.subject == *subject);
    let Some(found) = event.at.time.latest() else {
        return Vec::new();
    };
    let tips = named(&event.body)
        .into_iter()
        .filter(|(_, citation)| is_tip(citation, register) && !follows(&citation.subject));
    tips.filter_map(|(field, citation)| {
        let bound = register.tip(&citation.subject)?.earliest?;
        let location = Location {
            subject: Some(citation.subject.clone()),
            field: Some(field.into_owned()),
            ..place.clone()
        };
        let detail = Detail::Times { bound, found };
        (bound.is_after(&found)).then(|| Finding::new(Code::TimeRegressed, location, detail))
    })
    .collect()
}

fn is_tip(citation: &Citation, register: &Register) -> bool {
    register
        .tip(&citation.subject)
        .is_some_and(|tip| tip.hash == citation.entry && tip.seq == citation.seq)
}

/// The citations in a body, with their field. That of a registrar's right is V2's to judge.
fn named(body: &Body) -> Vec<(Cow<'static, str>, &Citation)> {
    let entry = |entry| vec![(Cow::Borrowed("body.entry"), entry)];
    let entry_if = |cited: Option<_>| cited.into_iter().flat_map(entry).collect();
    let authorisation = |cited: Option<_>| {
        cited.into_iter().map(|cited| (Cow::Borrowed("body.authorisation"), cited)).collect()
    };
    #[expect(clippy::wildcard_enum_match_arm, reason = "most acts cite nothing")]
    match body {
        Body::Acknowledged(body) => entry(&body.entry),
        Body::Annulled(body) => entry(&body.entry),
        Body::Clarified(body) => entry(&body.entry),
        Body::Corrected(body) => entry(&body.entry),
        Body::Disclosed(body) => authorisation(body.authorisation.as_ref()),
        Body::Incident(body) => entry_if(body.entry.as_ref()),
        Body::Noted(body) => entry_if(body.entry.as_ref()),
        Body::Offered(body) => authorisation(body.authorisation.as_ref()),
        Body::Received(body) => entry(&body.entry),
        Body::Registered(body) => related(&body.terms),
        Body::Requested(body) => related(&body.terms),
        Body::Transmitted(body) => entry_if(body.entry.as_ref()),
        Body::Used(body) => authorisation(body.authorisation.as_ref()),
        Body::Validated(body) => entry_if(body.entry.as_ref()),
        Body::Witnessed(body) => entry(&body.entry),
        Body::Yielded(body) => {
            let other = (Cow::Borrowed("body.other"), &body.other);
            vec![(Cow::Borrowed("body.entry"), &body.entry), other]
        }
        _ => Vec::new(),
    }
}

/// The entries of other requests that a request rests on.
fn related(terms: &Terms) -> Vec<(Cow<'static, str>, &Citation)> {
    let relations = terms.relates.iter().enumerate();
    let cited = relations.filter_map(|(place, relation)| Some((place, relation.entry.as_ref()?)));
    let field = |place| Cow::Owned(format!("body.terms.relates[{place}].entry"));
    cited.map(|(place, entry)| (field(place), entry)).collect()
}
