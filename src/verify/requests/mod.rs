//! What the fold of requests notices becomes findings: one exhaustive match. V7.

mod text;

pub(crate) use text::Told;

use crate::encoding::Timestamp;
use crate::identity::OrgId;
use crate::law::{Catalogue, Extent, Matter, Noticed, Provision, Question, RequestView};
use crate::verify::code::Code;
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::fold::Fold;
use crate::verify::report::Scope;
use crate::verify::verifier::Verifier;
use crate::verify::walk::Walk;

/// V7 at the end: what every request shows, by the catalogue and at the instant of the verifier.
pub(crate) fn conclude(
    walk: &mut Walk,
    verifier: &Verifier<'_>,
    scope: &Scope,
) -> Vec<RequestView> {
    let fold = &walk.fold;
    // Nothing to be asked: the catalogue is not even read.
    if fold.requests.is_empty() {
        return Vec::new();
    }
    let jurisdiction = |org| jurisdiction(fold, org);
    let question = Question {
        requests: &fold.requests,
        custody: &fold.register,
        catalogue: verifier.instruments(),
        now: verifier.now,
        jurisdiction: &jurisdiction,
        extent: match scope {
            // What cannot be read may be what answers a request.
            _ if walk.counts.well_formed < walk.counts.entries => Extent::Gaps,
            Scope::Extract(_) => Extent::Part,
            Scope::Ledger | Scope::Unreadable => Extent::Whole,
        },
        keeper: fold.keeper,
    };
    let findings: Vec<_> = question.conclude().into_iter().map(finding).collect();
    let views = question.views(&|party| fold.directory.name(party).map(ToOwned::to_owned));
    walk.findings.extend(findings);
    views
}

/// Every request as a person reads it, in a ledger that is still being written.
pub(crate) fn request_views(
    fold: &Fold,
    catalogue: &Catalogue,
    now: Timestamp,
) -> Vec<RequestView> {
    let question = Question {
        requests: &fold.requests,
        custody: &fold.register,
        catalogue,
        now,
        jurisdiction: &|org| jurisdiction(fold, org),
        extent: Extent::Whole,
        keeper: fold.keeper,
    };
    question.views(&|party| fold.directory.name(party).map(ToOwned::to_owned))
}

/// Where an organisation belongs: as whoever trusts it knows, or as it says itself. R7.3
fn jurisdiction(fold: &Fold, org: OrgId) -> Option<String> {
    let pinned = fold.trust().pinned(org).map(|pinned| pinned.jurisdiction.clone());
    pinned.or_else(|| fold.requests.jurisdiction(org).map(ToOwned::to_owned))
}

/// The finding for something noticed.
pub(crate) fn finding(noticed: Noticed) -> Finding {
    let location = Location {
        entry: noticed.mark.map(|mark| mark.index),
        hash: noticed.mark.map(|mark| mark.entry),
        subject: noticed.subject,
        field: noticed.field.map(str::to_owned),
        bytes: None,
    };
    let cause = if let Matter::NotShown { because, .. } = noticed.matter {
        Some(Cause::Entry(because))
    } else {
        None
    };
    let code = code_of(&noticed.matter);
    Finding::new(code, location, Detail::Request(Box::new(noticed.matter))).caused_by(cause)
}

/// The code for something noticed. A new kind breaks the build here.
/// R11.8: none of these is a failure.
const fn code_of(matter: &Matter) -> Code {
    match matter {
        Matter::AnswerPartial { .. } => Code::RequestPartial,
        Matter::CategoryNotAsked { .. } => Code::RequestDataNotAsked,
        Matter::CategoryOutside { .. } => Code::RequestDataOutsideScope,
        Matter::ClockNotTold { .. } => Code::RequestClockNotTold,
        Matter::ConditionDropped { .. } => Code::RequestConditionDropped,
        Matter::ConditionNotTold { .. } => Code::RequestConditionNotTold,
        Matter::ConditionWidened { .. } => Code::RequestConditionWidened,
        Matter::ConfirmationMissing { .. } => Code::RequestConfirmationMissing,
        Matter::Crossed { .. } => Code::RequestCrossed,
        Matter::Disclosure { .. } => Code::RequestDisclosureUnauthorised,
        Matter::Early { .. } => Code::RequestEarly,
        Matter::ExtensionRefused { .. } => Code::RequestExtensionRefused,
        Matter::FieldMissing { .. } => Code::RequestFieldMissing,
        Matter::IncidentNotNotified { .. } => Code::RequestIncidentNotNotified,
        Matter::InstrumentNotInForce { .. } => Code::RequestInstrumentNotInForce,
        Matter::InstrumentUnknown { .. } => Code::RequestInstrumentUnknown,
        Matter::IssuerNotTold { .. } => Code::RequestIssuerNotTold,
        Matter::IssuerOutside { .. } => Code::RequestIssuerOutside,
        Matter::ItemNotHeld { .. } => Code::RequestItemNotHeld,
        Matter::ItemNotOffered { .. } => Code::RequestItemNotOffered,
        Matter::ItemUnasked { .. } => Code::RequestItemUnasked,
        Matter::Lapsed { .. } => Code::RequestLapsed,
        Matter::Late { .. } => Code::RequestLate,
        Matter::MakerNotAuthenticated { .. } => Code::RequestMakerNotAuthenticated,
        Matter::MakerUnsigned => Code::RequestMakerUnsigned,
        Matter::MoveForbidden { .. } => Code::RequestMoveForbidden,
        Matter::NotHeld { .. } => Code::RequestNotHeld,
        Matter::NotShown { .. } => Code::RequestNotShown,
        Matter::NoticeOverdue { .. } => Code::RequestNoticeOverdue,
        Matter::Onward { .. } => Code::RequestOnwardUnauthorised,
        Matter::OnwardNotTold { .. } => Code::RequestOnwardNotTold,
        Matter::Open => Code::RequestOpen,
        Matter::Overdue { .. } => Code::RequestOverdue,
        Matter::PartyUnnamed { .. } => Code::RequestPartyUnnamed,
        Matter::PreservationGap { .. } => Code::RequestPreservationGap,
        Matter::PreservationNotLinked => Code::RequestPreservationNotLinked,
        Matter::PreservationShort { .. } => Code::RequestPreservationShort,
        Matter::RetentionAbsent { .. } => Code::RequestRetentionAbsent,
        Matter::RetentionPassed { .. } => Code::RequestRetentionPassed,
        Matter::ReviewOverdue { .. } => Code::RequestReviewOverdue,
        Matter::UseNotTold { .. } => Code::RequestUseNotTold,
        Matter::UseOutside { .. } => Code::RequestUseOutsidePurpose,
    }
}

/// The rule that a matter rests on, where it is one of the catalogue.
#[must_use]
pub(crate) const fn provision_of(matter: &Matter) -> Option<&Provision> {
    match matter {
        Matter::CategoryOutside { provision, .. }
        | Matter::ClockNotTold { provision, .. }
        | Matter::ConfirmationMissing { provision, .. }
        | Matter::Early { provision, .. }
        | Matter::ExtensionRefused { provision, .. }
        | Matter::FieldMissing { provision, .. }
        | Matter::IncidentNotNotified { provision, .. }
        | Matter::InstrumentNotInForce { provision, .. }
        | Matter::IssuerNotTold { provision }
        | Matter::IssuerOutside { provision, .. }
        | Matter::Lapsed { provision, .. }
        | Matter::Late { provision, .. }
        | Matter::Overdue { provision, .. }
        | Matter::PreservationShort { provision, .. }
        | Matter::RetentionAbsent { provision, .. } => Some(provision),
        Matter::Onward { provision, .. } | Matter::OnwardNotTold { provision, .. } => {
            provision.as_ref()
        }
        Matter::AnswerPartial { .. }
        | Matter::CategoryNotAsked { .. }
        | Matter::ConditionDropped { .. }
        | Matter::ConditionNotTold { .. }
        | Matter::ConditionWidened { .. }
        | Matter::Crossed { .. }
        | Matter::Disclosure { .. }
        | Matter::InstrumentUnknown { .. }
        | Matter::ItemNotHeld { .. }
        | Matter::ItemNotOffered { .. }
        | Matter::ItemUnasked { .. }
        | Matter::MakerNotAuthenticated { .. }
        | Matter::MakerUnsigned
        | Matter::MoveForbidden { .. }
        | Matter::NotHeld { .. }
        | Matter::NotShown { .. }
        | Matter::NoticeOverdue { .. }
        | Matter::Open
        | Matter::PartyUnnamed { .. }
        | Matter::PreservationGap { .. }
        | Matter::PreservationNotLinked
        | Matter::RetentionPassed { .. }
        | Matter::ReviewOverdue { .. }
        | Matter::UseNotTold { .. }
        | Matter::UseOutside { .. } => None,
    }
}
