//! What a finding says behind the sentence of its code, in every form, and what a clock says.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};
use std::time::Duration;

use handseal::cose::VerifyError;
use handseal::custody::Violation;
use handseal::encoding::DecodeErrorKind;
use handseal::event::{
    AuthenticationResult, ConditionKind, Confirmation, DisclosureError, EntryError, EntryHash,
    EventType, Unit,
};
use handseal::evidence::PartListError;
use handseal::identity::{ItemId, KeyError, RequestId, SignatureError, Thumbprint};
use handseal::law::{
    Certainty, ClockState, ExtensionEffect, ExtensionSeen, Lack, Matter, Provision, SideState,
    Span, Untold,
};
use handseal::ledger::{
    CheckpointError, CheckpointErrorKind, CosignatureError, KeyName, OpenError,
    SignedCheckpointError,
};
use handseal::merkle::{Hash, ProofError};
use handseal::timestamp::TokenError;
use handseal::verify::{Detail, EntryDifference, is_invisible};

use crate::errors::party;
use crate::messages::variants_of;

type Said = (&'static str, Box<dyn Display>);

/// Names each value by the path that makes it, and says what it says.
macro_rules! said {
    ($($made:expr),* $(,)?) => {
        vec![$((stringify!($made), Box::new($made) as Box<dyn Display>)),*]
    };
}

/// Of two scripts, and more than a line.
fn hostile() -> String {
    "Раul\n\u{1b}[1mCONSISTENT\u{202e}\"".to_owned()
}

fn item() -> ItemId {
    ItemId::from([1; 16])
}

fn request() -> RequestId {
    RequestId::from([3; 16])
}

fn details() -> Vec<Said> {
    let (at, later, text) = (crate::at(0), crate::at(1), hostile);
    let [expected, found] = [Thumbprint([1; 32]), Thumbprint([2; 32])];
    let entry = EntryHash::of(b"entry");
    let checkpoint = CheckpointError { kind: CheckpointErrorKind::EmptyLine, line: 2 };
    said![
        Detail::CheckpointOpen(OpenError::NoKnownKey { found: 2 }),
        Detail::CheckpointParse(SignedCheckpointError::Checkpoint(checkpoint)),
        Detail::Cosignature(CosignatureError::Length {
            name: KeyName::parse("a.example").unwrap(),
            expected: 72,
            found: 64,
        }),
        Detail::Decode(DecodeErrorKind::UnknownCode { found: hostile().into() }),
        Detail::Digests { expected: "01".repeat(32), found: "02".repeat(32) },
        Detail::DirectoryEntry(EntryDifference::Missing),
        Detail::Disclosure(DisclosureError::Unmatched { index: 2, range: 10..20 }),
        Detail::Entry(EntryError::Subject),
        Detail::HandOver { from: Some(party()), by: party(), expected: [1; 32], found: [2; 32] },
        Detail::HandOver { from: None, by: party(), expected: [1; 32], found: [2; 32] },
        Detail::Key(KeyError::SmallOrder),
        Detail::Keys { expected: Some(expected), found },
        Detail::Keys { expected: None, found },
        Detail::None,
        Detail::NotRead { why: "cannot open \"a\": no such file".to_owned() },
        Detail::NotCompared { entries: 16 },
        Detail::Other(entry),
        Detail::PartList {
            file: Some("a\nb.parts".to_owned()),
            why: PartListError::WrongCount { expected: 2, found: 3 },
        },
        Detail::PartList { file: None, why: PartListError::NotSigned },
        Detail::PartsMissing,
        Detail::Party(party()),
        Detail::Place { seq: 4, prev: Some(entry) },
        Detail::Place { seq: 0, prev: None },
        Detail::Proof(ProofError::SizeZero),
        Detail::Pruned { entry: 9, by: party(), ground: Some(text()) },
        Detail::Pruned { entry: 9, by: party(), ground: None },
        Detail::Token(TokenError::Time { found: text() }),
        Detail::Token(TokenError::NotAnchored { given: 0 }),
        Detail::Record { range: 10..20 },
        Detail::Request(Box::new(Matter::MakerUnsigned)),
        Detail::Roots { expected: Hash([1; 32]), found: Hash([2; 32]) },
        Detail::Rule(Violation::NotAnnullable),
        Detail::Signature(VerifyError::Signature(SignatureError::Mismatch)),
        Detail::Sizes { expected: 4, found: 5 },
        Detail::Texts { expected: text(), found: "S-1".to_owned() },
        Detail::Times { bound: at, found: later },
    ]
}

fn provision() -> Provision {
    let (instrument, paragraph) = ("CETS224-ART7".to_owned(), "7(7)".to_owned());
    Provision { instrument, paragraph, certainty: Certainty::ToVerify }
}

/// A matter as the detail of a finding, named by itself.
macro_rules! matters {
    ($($made:expr),* $(,)?) => {
        vec![$((
            stringify!($made),
            Box::new(Detail::Request(Box::new($made))) as Box<dyn Display>,
        )),*]
    };
}

fn matters_of_answers() -> Vec<Said> {
    let (item, kind, text) = (item(), ConditionKind::Retention, hostile);
    let (at, event_type, lack) = (crate::at(0), EventType::Produced, Lack::NotCited);
    matters![
        Matter::AnswerPartial { open: Some(text()) },
        Matter::AnswerPartial { open: None },
        Matter::CategoryNotAsked { item, category: text() },
        Matter::CategoryOutside { item: Some(item), category: text(), provision: provision() },
        Matter::CategoryOutside { item: None, category: text(), provision: provision() },
        Matter::ConditionDropped { item, kind },
        Matter::ConditionNotTold { item, kind },
        Matter::ConditionWidened { item, kind },
        Matter::Crossed { event_type, other: SideState::Answered },
        Matter::Disclosure { item, lack },
        Matter::IncidentNotNotified { item, provision: provision() },
        Matter::ItemNotHeld { item },
        Matter::ItemNotOffered { item },
        Matter::ItemUnasked { item, request: request() },
        Matter::Onward { item, to: text(), lack, provision: Some(provision()) },
        Matter::Onward { item, to: text(), lack, provision: None },
        Matter::OnwardNotTold {
            item,
            org: Some(Thumbprint([7; 32])),
            provision: Some(provision())
        },
        Matter::OnwardNotTold { item, org: None, provision: None },
        Matter::RetentionAbsent { item, provision: provision() },
        Matter::RetentionPassed { item, until: at },
        Matter::ReviewOverdue { item, due: at },
        Matter::UseNotTold { item },
        Matter::UseOutside { item, purpose: text(), lack },
    ]
}

fn matters_of_requests() -> Vec<Said> {
    let (at, later, text, by) = (crate::at(0), crate::at(1), hostile, || span().to_string());
    let (why, as_of) = (Untold::NoCalendar.to_string(), "2041-01-01".to_owned());
    let effect = ExtensionEffect::Unclear;
    let extension = ExtensionSeen { entry: 4, amount: 2, unit: Unit::Hours, effect };
    let (state, event_type) = (SideState::Answered, EventType::Produced);
    matters![
        Matter::ClockNotTold { deadline: text(), why, provision: provision() },
        Matter::ConfirmationMissing {
            what: Confirmation::Oral,
            when: Some(text()),
            provision: provision(),
        },
        Matter::ConfirmationMissing {
            what: Confirmation::Emergency,
            when: None,
            provision: provision(),
        },
        Matter::Early { before: request(), when: Some(text()), provision: provision() },
        Matter::Early { before: request(), when: None, provision: provision() },
        Matter::ExtensionRefused {
            deadline: text(),
            why: extension.to_string(),
            provision: provision(),
        },
        Matter::FieldMissing { field: text(), provision: provision() },
        Matter::InstrumentNotInForce { as_of, provision: provision() },
        Matter::InstrumentUnknown { instrument: text() },
        Matter::IssuerNotTold { provision: provision() },
        Matter::IssuerOutside { issuer: text(), provision: provision() },
        Matter::Lapsed { deadline: text(), at, provision: provision() },
        Matter::Late { deadline: text(), by: by(), provision: provision() },
        Matter::MakerNotAuthenticated { result: AuthenticationResult::NotDone },
        Matter::MakerUnsigned,
        Matter::MoveForbidden { event_type, state },
        Matter::NotHeld { request: request() },
        Matter::NotShown { request: Some(request()), because: 3 },
        Matter::NotShown { request: None, because: 3 },
        Matter::NoticeOverdue { capacity: text(), until: at },
        Matter::Open,
        Matter::Overdue { deadline: text(), by: by(), provision: provision() },
        Matter::PartyUnnamed { party: party() },
        Matter::PreservationGap { preserved: request(), ended: at },
        Matter::PreservationNotLinked,
        Matter::PreservationShort { until: at, due: later, provision: provision() },
    ]
}

fn span() -> Span {
    Span::new(Duration::from_secs(90_061))
}

fn clocks() -> Vec<Said> {
    let (at, entry, left, by) = (crate::at(0), 4, span(), span());
    let day = "2041-01-01".parse().unwrap();
    let (amount, unit) = (2, Unit::WorkingDays);
    said![
        ClockState::CannotBeTold(Untold::NoCalendar),
        ClockState::Due { left },
        ClockState::Ended { at },
        ClockState::Escalated { at, late: Some(9) },
        ClockState::Escalated { at, late: None },
        ClockState::Lapsed { at, late: Some(9) },
        ClockState::Lapsed { at, late: None },
        ClockState::Lifted { entry },
        ClockState::Met { entry, at, left },
        ClockState::Missed { by, entry: Some(entry) },
        ClockState::Missed { by, entry: None },
        ClockState::NotStarted,
        ClockState::Suspended { since: entry, left },
        Untold::ActTimeUnknown { entry },
        Untold::CalendarEnds { jurisdiction: "ZZ".to_owned(), day },
        Untold::ExtensionTimeUnknown { entry },
        Untold::NoCalendar,
        Untold::NoStartTime { entry },
        Untold::NotAllShown,
        Untold::OutOfRange,
        Untold::StartUncertain { entry },
        Untold::SuspensionTimeUnknown { entry },
        ExtensionSeen { entry, amount, unit, effect: ExtensionEffect::Counts },
        ExtensionSeen { entry, amount, unit, effect: ExtensionEffect::Late { by } },
        ExtensionSeen { entry, amount, unit, effect: ExtensionEffect::NotAllowed },
        ExtensionSeen { entry, amount, unit, effect: ExtensionEffect::Surplus { times: 1 } },
        ExtensionSeen { entry, amount, unit, effect: ExtensionEffect::TooLong { amount, unit } },
        ExtensionSeen { entry, amount, unit, effect: ExtensionEffect::Unclear },
    ]
}

fn all() -> Vec<Said> {
    let parts = [details(), matters_of_answers(), matters_of_requests(), clocks()];
    parts.into_iter().flatten().collect()
}

/// The part of an expression that names a variant.
fn name(made: &str) -> String {
    made.chars().take_while(|c| c.is_alphanumeric() || *c == ':').collect()
}

#[test]
fn detail_of_each_finding_is_as_written() {
    let mut text = String::new();
    for (made, said) in all() {
        let (name, said) = (name(made), said.to_string());
        writeln!(text, "{name}: {said}").unwrap();
        assert!(!said.contains(is_invisible), "{name}: {said:?}");
        // What is hostile stands in quotation marks and is marked, wherever it is shown.
        if made.contains("text()") {
            assert!(said.contains("\"Раul\\n"), "{name}: {said}");
            assert!(
                said.contains("(letters of several scripts: Cyrillic, Latin)"),
                "{name}: {said}"
            );
        }
    }
    crate::snapshots::compare("details.txt", &text);
}

#[test]
fn list_of_details_is_complete() {
    let of = ["Detail", "Matter", "ClockState", "Untold", "ExtensionEffect"];
    let declared: BTreeSet<_> = variants_of(&|name| of.contains(&name)).into_iter().collect();
    let listed = all().into_iter().map(|(made, _)| made).collect::<Vec<_>>().join("\n");
    let named = |variant: &&String| {
        let behind = listed.split(variant.as_str()).skip(1);
        // `Matter::Late` is not `Matter::Later`.
        behind.into_iter().any(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let missing: Vec<_> = declared.iter().filter(|variant| !named(variant)).collect();
    assert!(missing.is_empty(), "not in this list: {missing:?}");
    assert!(declared.len() > 70, "{}", declared.len());
}
