//! What the embedded catalogue holds.

use std::collections::{BTreeMap, BTreeSet};

use handseal::event::{ConditionKind, EventType};
use handseal::law::{
    Bound, Catalogue, Certainty, Expiry, Force, Instrument, Need, Occasion, RecordKind,
};

fn instrument(id: &str) -> &'static Instrument {
    Catalogue::embedded().instrument(id).unwrap_or_else(|| panic!("{id} is missing"))
}

fn numbered(start: &str, articles: &[u32]) -> Vec<String> {
    articles.iter().map(|article| format!("{start}{article}")).collect()
}

#[test]
fn every_instrument_is_there_and_no_other() {
    let mut expected = BTreeSet::new();
    expected.extend(numbered("CETS224-ART", &[6, 7, 8, 9, 10, 11, 12, 13, 14]));
    let budapest = [14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35];
    expected.extend(numbered("ETS185-ART", &budapest));
    let domestic: Vec<u32> = (23..=30).collect();
    let co_operation: Vec<u32> = (35..=48).collect();
    expected.extend(numbered("UNCC-ART", &domestic));
    expected.extend(numbered("UNCC-ART", &co_operation));
    let others = [
        "EU-2023-1543-ART16",
        "EU-2023-1543-EPOC",
        "EU-2023-1543-EPOC-PR",
        "US-18USC2523",
        "US-18USC2523-ORDER",
        "US-18USC2703F",
        "US-18USC2703H",
        "US-18USC2713",
        "US-FRE902-13",
        "US-FRE902-14",
    ];
    expected.extend(others.map(str::to_owned));
    let found: BTreeSet<_> =
        Catalogue::embedded().instruments().map(|known| known.id.clone()).collect();
    assert_eq!(found, expected);
}

#[test]
fn offences_and_classes_are_as_many_as_their_texts_have() {
    let catalogue = Catalogue::embedded();
    let mut counts = BTreeMap::new();
    for offence in catalogue.offences() {
        *counts.entry(offence.act.as_str()).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([("ETS185", 10), ("UN-DRAFT-2017", 14), ("UNCC", 11)]));
    let classes: Vec<_> = catalogue.incident_classes().map(|class| class.id.as_str()).collect();
    let expected = [
        "malware",
        "availability",
        "information_gathering",
        "intrusion_attempt",
        "intrusion",
        "information_security",
        "fraud",
        "abusive_content",
        "other",
    ];
    assert_eq!(classes, expected);
    assert_eq!(catalogue.offence("ETS185-OFF-08").unwrap().title.en, "Computer-related fraud");
    assert_eq!(catalogue.incident_class("fraud").unwrap().certainty, Certainty::Secondary);
}

#[test]
fn status_of_each_act_is_dated() {
    let found: Vec<_> = Catalogue::embedded()
        .acts()
        .map(|act| {
            let status = &act.status;
            let since = status.since.map_or_else(String::new, |day| day.to_string());
            format!("{} {} {since} {} {}", act.id, status.force, status.as_of, status.certainty)
        })
        .collect();
    let expected = [
        "ETS185 in_force 2004-07-01 2026-04-25 verified",
        "CETS224 not_in_force  2026-09-05 verified (quoted)",
        "UNCC not_in_force  2026-04-30 secondary",
        "UN-DRAFT-2017 draft  2026-04-30 to verify (medium)",
        "UN-DRAFT-2021 draft  2026-04-30 secondary",
        "EU-2023-1543 in_force 2026-08-18 2026-09-05 verified (quoted)",
        "US-18USC in_force  2026-09-05 to verify (high)",
        "US-FRE in_force  2026-09-05 to verify (high)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn periods_are_those_of_the_texts() {
    let mut found = String::new();
    for instrument in Catalogue::embedded().instruments() {
        for period in &instrument.deadlines {
            let (start, met) = (period.starts.code(), period.met_by[0].code());
            found += &format!(
                "{} {} | {} {} {} | {start} on {} ({}) | {met} | {} | {}\n",
                instrument.id,
                period.id,
                period.amount,
                period.unit,
                period.bound,
                period.starts_on,
                period.starts_certainty,
                period.on_expiry,
                period.certainty,
            );
        }
    }
    assert_eq!(found, include_str!("periods.txt"));
}

#[test]
fn periods_can_be_extended_as_often_as_the_texts_say() {
    let extension = |id: &str| {
        let extension = instrument(id).deadline("preserve").unwrap().extension;
        extension.map(|extension| (extension.amount, extension.times, extension.certainty))
    };
    assert_eq!(extension("ETS185-ART16"), Some((Some(90), None, None)));
    assert_eq!(extension("ETS185-ART29"), None);
    assert_eq!(extension("UNCC-ART25"), Some((Some(90), None, None)));
    assert_eq!(extension("UNCC-ART42"), Some((None, None, Some(Certainty::ToVerifyMedium))));
    assert_eq!(extension("EU-2023-1543-EPOC-PR"), Some((Some(30), Some(1), None)));
    assert_eq!(extension("US-18USC2703F"), Some((Some(90), Some(1), None)));
}

#[test]
fn sixty_days_are_a_least_in_budapest_and_a_most_in_the_regulation() {
    let least = instrument("ETS185-ART29").deadline("preserve").unwrap();
    let most = instrument("EU-2023-1543-EPOC-PR").deadline("preserve").unwrap();
    assert_eq!((least.amount, least.bound), (60, Bound::AtLeast));
    assert_eq!((most.amount, most.bound), (60, Bound::AtMost));
    for period in [least, most] {
        assert_eq!(period.on_expiry, Expiry::Lapse);
        assert_eq!(period.met_by, [EventType::PreservationEnded]);
        assert_eq!(period.lifted_by, [EventType::Confirmed]);
    }
}

#[test]
fn fields_of_an_order_stand_with_their_paragraphs() {
    let mut found = String::new();
    for instrument in Catalogue::embedded().instruments() {
        for field in Catalogue::embedded().fields(instrument) {
            let (need, certainty) = (field.need, field.certainty);
            found +=
                &format!("{} {} {} {need} {certainty}\n", instrument.id, field.paragraph, field.id);
        }
    }
    assert_eq!(found, include_str!("fields.txt"));
}

#[test]
fn prosecutor_may_issue_alone_for_subscriber_data_and_not_for_content() {
    let may = |order: &str, category: &str| {
        let mut rules = instrument(order).issuers.iter();
        let named = |known: &String| known == category;
        let rule =
            rules.find(|rule| rule.categories.is_empty() || rule.categories.iter().any(named));
        rule.unwrap().may.iter().any(|issuer| issuer == "prosecutor")
    };
    assert!(may("EU-2023-1543-EPOC", "subscriber"));
    assert!(may("EU-2023-1543-EPOC", "user_identification"));
    assert!(!may("EU-2023-1543-EPOC", "traffic"));
    assert!(!may("EU-2023-1543-EPOC", "content"));
    assert!(may("EU-2023-1543-EPOC-PR", "content"));
}

#[test]
fn covered_data_is_that_of_the_article() {
    let covers = |id: &str, category: &str| Catalogue::embedded().covers(instrument(id), category);
    assert!(covers("CETS224-ART7", "subscriber") && !covers("CETS224-ART7", "traffic"));
    assert!(covers("CETS224-ART8", "traffic") && !covers("CETS224-ART8", "content"));
    assert!(covers("CETS224-ART9", "content"));
    // Through two steps: electronic data, computer data, content.
    assert!(covers("UNCC-ART44", "content") && !covers("UNCC-ART45", "content"));
    // An article that limits no data covers what nobody has named yet.
    assert!(covers("ETS185-ART27", "thoughts") && !covers("ETS185-ART31", "thoughts"));
}

#[test]
fn words_of_treaties_and_forms_mean_one_category() {
    let id = |word: &str| Catalogue::embedded().category_called(word).map(|known| &known.id[..]);
    for word in ["subscriber", "subscriber_info", "Subscriber"] {
        assert_eq!(id(word), Some("subscriber"));
    }
    for word in ["traffic", "traffic_data", "Traffic"] {
        assert_eq!(id(word), Some("traffic"));
    }
    assert_eq!(id("UserIdentification"), Some("user_identification"));
    assert_eq!(id("domain_registration_info"), Some("domain_registration"));
    assert_eq!(id("SUBSCRIBER"), None);
}

#[test]
fn conditions_and_records_of_the_protocol_stand_at_each_article() {
    for article in [6, 7, 8, 9, 10, 11, 12, 14] {
        let known = instrument(&format!("CETS224-ART{article}"));
        let paragraph = |kind| {
            let rule = known.conditions.iter().find(|rule| rule.kind == kind);
            rule.map(|rule| rule.paragraph.as_str())
        };
        assert_eq!(paragraph(ConditionKind::OnwardTransfer), Some("14(10)"), "{article}");
        assert_eq!(paragraph(ConditionKind::Safeguards), Some("14(4)"), "{article}");
        assert_eq!(paragraph(ConditionKind::Retention), Some("14(5)"), "{article}");
        assert!(paragraph(ConditionKind::Purpose).is_some(), "{article}");
        let kept: Vec<_> =
            known.records.iter().map(|duty| (duty.kind, duty.paragraph.as_str())).collect();
        let expected = [(RecordKind::Incident, "14(7)"), (RecordKind::UseLog, "14(8)")];
        assert_eq!(kept, expected, "{article}");
    }
    let retention = &instrument("CETS224-ART7").conditions[2];
    assert_eq!(retention.or, Some(ConditionKind::Review));
    let onward = instrument("UNCC-ART36").conditions.iter().find(|rule| rule.paragraph == "36(3)");
    assert_eq!(onward.unwrap().need, Need::Required);
}

#[test]
fn submission_under_article_8_comes_after_the_order_of_article_7() {
    let before = &instrument("CETS224-ART8").preconditions[0];
    assert_eq!((before.instrument.as_str(), before.deadline.as_str()), ("CETS224-ART7", "respond"));
    let explains = before.unless_field.as_deref().unwrap();
    let fields = &instrument("CETS224-ART8").fields;
    assert!(fields.iter().any(|field| field.id == explains && field.need == Need::Optional));
}

#[test]
fn what_is_oral_or_not_validated_is_to_be_confirmed() {
    let rule = |id: &str| {
        let rule = &instrument(id).confirmations[0];
        (rule.occasion, rule.by, rule.paragraph.as_str(), rule.certainty)
    };
    let oral = (Occasion::Oral, EventType::Confirmed, "9(4)", Certainty::ToVerifyHigh);
    assert_eq!(rule("CETS224-ART9"), oral);
    let emergency = Occasion::EmergencyUnvalidated;
    let validated = (emergency, EventType::Validated, "4(5)", Certainty::Secondary);
    assert_eq!(rule("EU-2023-1543-EPOC"), validated);
    assert_eq!(rule("EU-2023-1543-EPOC-PR"), validated);
}

#[test]
fn forms_of_the_regulation_stand_with_the_acts_that_they_are_for() {
    let forms = |id: &str| -> Vec<_> {
        instrument(id)
            .forms
            .iter()
            .map(|form| (form.paragraph.as_str(), form.id.as_str()))
            .collect()
    };
    let order = [("Annex I", "EPOC-FORM_1"), ("Annex III", "EPOC-FORM-3")];
    assert_eq!(forms("EU-2023-1543-EPOC"), order);
    let preservation = [
        ("Annex II", "EPOC-PR-FORM-2"),
        ("Annex III", "EPOC-FORM-3"),
        ("Annex V", "EPOC-PR-FORM-5"),
        ("Annex VI", "EPOC-PR-FORM-6"),
    ];
    assert_eq!(forms("EU-2023-1543-EPOC-PR"), preservation);
    let extension = &instrument("EU-2023-1543-EPOC-PR").forms[3];
    assert_eq!(extension.of, [EventType::Extended]);
}

#[test]
fn what_was_never_read_is_not_said_to_be_verified() {
    for instrument in Catalogue::embedded().instruments() {
        let fields = instrument.fields.iter().map(|field| field.certainty);
        let periods = instrument.deadlines.iter().map(|period| period.certainty);
        let conditions = instrument.conditions.iter().map(|rule| rule.certainty);
        let mut words = fields.chain(periods).chain(conditions).chain([instrument.certainty]);
        match instrument.act.as_str() {
            "CETS224" | "UNCC" => {
                assert!(words.all(|word| word.is_to_verify()), "{}", instrument.id);
            }
            "ETS185" => {
                assert!(words.all(|word| word == Certainty::Verified), "{}", instrument.id);
            }
            _ => {}
        }
    }
    let force = |id: &str| Catalogue::embedded().act(id).unwrap().status.force;
    assert_eq!(force("UN-DRAFT-2017"), Force::Draft);
}

#[test]
fn titles_are_in_both_languages_where_both_are_recorded() {
    let title = |id: &str| &instrument(id).title;
    let preserved = title("ETS185-ART30");
    assert_eq!(preserved.fr.as_deref(), Some("Divulgation rapide de données conservées"));
    assert_eq!(preserved.fr_certainty, Some(Certainty::Verified));
    assert_eq!(title("ETS185-ART24").fr, None);
    assert!(title("ETS185-ART29").short_label && !title("ETS185-ART16").short_label);
    assert_eq!(title("CETS224-ART8").fr_certainty, Some(Certainty::ToVerifyLow));
}

#[test]
fn catalogue_says_what_it_is_and_as_of_when() {
    let catalogue = Catalogue::embedded();
    assert_eq!(catalogue.name(), "Embedded catalogue");
    assert_eq!(catalogue.as_of().unwrap().to_string(), "2026-09-05");
    assert_eq!(Catalogue::default().instruments().count(), 0);
    assert_eq!(Catalogue::default().as_of(), None);
}
