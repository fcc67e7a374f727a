//! A request is drafted by the rules of its instrument, and what is wrong is named at once.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

use handseal::event::{NamedParty, Period, RequestForm, Salts, Unit, Urgency};
use handseal::identity::{OsEntropy, PartyId, Thumbprint};
use handseal::law::{ADDRESSEE, Catalogue, DraftLack, RequestDraft, RequestDraftError};

fn salts() -> Salts {
    Salts::new(&mut OsEntropy).unwrap()
}

fn provider() -> PartyId {
    PartyId::organisation(Thumbprint([7; 32]))
}

fn under(instrument: &str) -> RequestDraft<'static> {
    RequestDraft::new(Catalogue::embedded(), instrument).unwrap().to(provider())
}

/// A production order that lacks nothing but what a test takes away.
fn order() -> RequestDraft<'static> {
    under("EU-2023-1543-EPOC")
        .category("subscriber")
        .issuer("prosecutor")
        .field("issuing_authority", "the prosecutor", &mut salts())
        .field("applicable_criminal_law_provisions_of_issuing_state", "section 12", &mut salts())
}

fn lacks(draft: RequestDraft<'_>) -> Vec<DraftLack> {
    match draft.build() {
        Err(RequestDraftError::Lacking { lacks, .. }) => lacks,
        other => panic!("{other:?}"),
    }
}

fn missing(draft: &RequestDraft<'_>) -> Vec<String> {
    draft.missing_fields().into_iter().map(|missing| missing.field).collect()
}

#[test]
fn every_required_field_of_every_instrument_is_named_when_nothing_is_stated() {
    let catalogue = Catalogue::embedded();
    for instrument in catalogue.instruments() {
        let draft = RequestDraft::new(catalogue, &instrument.id).unwrap();
        let named = missing(&draft);
        let required = catalogue.fields(instrument).into_iter();
        let required = required.filter(|field| field.need == handseal::law::Need::Required);
        let required: Vec<_> = required.map(|field| field.id.clone()).collect();
        assert_eq!(named, required, "{}", instrument.id);
    }
}

#[test]
fn every_instrument_takes_a_request_that_states_all_its_fields() {
    let catalogue = Catalogue::embedded();
    for instrument in catalogue.instruments() {
        let mut draft = under(&instrument.id).emergency();
        for field in catalogue.fields(instrument) {
            draft = draft.field(&field.id, "as it is", &mut salts());
        }
        draft = instrument.data.iter().fold(draft, |draft, category| draft.category(category));
        if let Some(rule) = instrument.issuers.last() {
            draft = draft.issuer(&rule.may[0]);
        }
        assert_eq!(draft.build().err(), None, "{}", instrument.id);
    }
}

#[test]
fn field_that_has_a_place_of_its_own_need_not_be_said_twice() {
    let draft = RequestDraft::new(Catalogue::embedded(), "EU-2023-1543-EPOC").unwrap();
    assert!(missing(&draft).contains(&"addressee".to_owned()));
    let without_keys = salts().commit("Example Mail");
    let draft = draft.named(NamedParty::described(ADDRESSEE, without_keys)).category("subscriber");
    assert!(!missing(&draft).iter().any(|field| field == "addressee" || field == "data_category"));
    let draft = under("CETS224-ART7");
    assert!(missing(&draft).contains(&"time_frame".to_owned()));
    let draft = draft.time_frame(Period { unit: Unit::CalendarDays, amount: 30 });
    assert!(!missing(&draft).contains(&"time_frame".to_owned()));
}

#[test]
fn emergency_without_its_reasons_is_lacking_them() {
    assert!(order().build().is_ok());
    let emergency = order().emergency();
    assert_eq!(missing(&emergency), ["emergency_reasons"]);
    let terms = emergency.field("emergency_reasons", "a life", &mut salts()).build().unwrap();
    assert_eq!((terms.urgency, terms.form), (Urgency::Emergency, RequestForm::Electronic));
}

#[test]
fn text_without_a_word_states_nothing() {
    let blank = order().field("issuing_authority", " \n", &mut salts());
    assert_eq!(missing(&blank), ["issuing_authority"]);
}

#[test]
fn misspelt_field_is_named_with_those_that_there_are() {
    let found = lacks(order().field("isuing_authority", "the prosecutor", &mut salts()));
    let [DraftLack::FieldUnknown { field, known }] = &found[..] else { panic!("{found:?}") };
    assert_eq!(field, "isuing_authority");
    assert!(known.iter().any(|id| id == "issuing_authority"));
}

#[test]
fn category_that_the_instrument_does_not_cover_is_lacking() {
    let found = lacks(order().category("testimony"));
    assert!(
        matches!(&found[..], [DraftLack::CategoryOutside { category, .. }] if category == "testimony")
    );
    // An instrument that limits no category.
    let found = lacks(under("US-18USC2703F").category("subsciber"));
    assert!(matches!(&found[..], [DraftLack::CategoryUnknown { .. }]));
    assert!(under("US-18USC2703F").category("subscriber").build().is_ok());
}

#[test]
fn issuer_that_may_not_issue_alone_needs_a_validation_to_follow() {
    let traffic = || order().category("traffic");
    let found = lacks(traffic());
    let [DraftLack::IssuerOutside { issuer, paragraph, .. }] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((issuer.as_str(), paragraph.as_str()), ("prosecutor", "4(2)"));
    assert!(traffic().to_be_validated().build().is_ok());
    assert!(traffic().issuer("judge").build().is_ok());
    // Of the two rules both are named.
    assert_eq!(lacks(traffic().issuer("police")).len(), 2);
}

#[test]
fn validation_to_follow_does_not_stand_for_an_issuer_that_is_not_stated() {
    let draft = under("EU-2023-1543-EPOC")
        .category("subscriber")
        .to_be_validated()
        .field("issuing_authority", "the prosecutor", &mut salts())
        .field("applicable_criminal_law_provisions_of_issuing_state", "section 12", &mut salts());
    assert!(matches!(lacks(draft)[..], [DraftLack::IssuerNotTold { .. }]));
}

#[test]
fn request_to_nobody_is_none() {
    assert_eq!(lacks(RequestDraft::outside("A bilateral treaty")), [DraftLack::Addressee]);
    let draft = RequestDraft::outside("A bilateral treaty").to(provider());
    let terms = draft.category("anything").field("any", "thing", &mut salts()).build().unwrap();
    assert_eq!((terms.instrument.as_str(), terms.fields.len()), ("A bilateral treaty", 1));
}

#[test]
fn instrument_that_the_catalogue_does_not_have_is_refused_by_name() {
    let refused = RequestDraft::new(Catalogue::embedded(), "CETS224-ART77").unwrap_err();
    let instrument = "CETS224-ART77".to_owned();
    assert_eq!(refused, RequestDraftError::UnknownInstrument { instrument });
}
