//! Ids as text: one text for each, and nothing else taken for one.

use std::fmt::Debug;
use std::str::FromStr;

use handseal::event::{EntryHash, Subject};
use handseal::identity::{CaseId, ItemId, Origin, OriginError, PartyId, RequestId, Thumbprint};
use proptest::prelude::*;

use crate::events::{Maker, Seeded};

const ORG: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const RANDOM: &str = "00112233445566778899aabbccddeeff";

fn round_trip<T: Debug + FromStr<Err: Debug> + ToString>(text: &str) {
    assert_eq!(text.parse::<T>().unwrap().to_string(), text);
}

fn refused<T: Debug + FromStr>(text: &str) {
    assert!(text.parse::<T>().is_err(), "{text:?}");
}

fn any_subject() -> impl Strategy<Value = Subject> {
    (any::<u64>(), prop::collection::vec(any::<u16>(), 0..4))
        .prop_map(|(seed, choices)| Maker::new(seed, choices, 0).subject())
}

/// Ids that share most of their text, so that the order is decided late.
fn similar_subject() -> impl Strategy<Value = Subject> {
    let digit = prop::sample::select(vec!["0", "9", "a", "f"]);
    let name = prop::sample::select(vec!["x", "x/y", "x-", "x.", "X", "~", "xx", RANDOM]);
    (0..8_usize, digit, name).prop_map(|(kind, digit, name)| {
        let (random, org) = (digit.repeat(32), digit.repeat(64));
        let name = if name == RANDOM { "0" } else { name };
        let text = match kind {
            0 => format!("item:{random}"),
            1 => format!("case:{random}"),
            2 => format!("ledger:{name}/{random}"),
            3 => format!("own:{org}/{name}/{random}"),
            4 => format!("own:{org}/{random}/{name}/{random}"),
            5 => format!("party:{org}"),
            6 => format!("party:{org}/{random}"),
            _ => format!("request:{random}/{org}"),
        };
        text.parse().unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2048, ..ProptestConfig::default() })]

    #[test]
    fn subject_is_read_as_written(subject in any_subject()) {
        let text = subject.to_string();
        prop_assert_eq!(text.parse::<Subject>().unwrap(), subject);
    }

    #[test]
    fn subjects_stand_in_the_order_of_their_texts(
        a in prop_oneof![any_subject(), similar_subject()],
        b in prop_oneof![any_subject(), similar_subject()],
    ) {
        let (text_a, text_b) = (a.to_string(), b.to_string());
        prop_assert_eq!(a.cmp(&b), text_a.cmp(&text_b));
        prop_assert_eq!(a == b, text_a == text_b);
    }

    #[test]
    fn text_taken_for_a_subject_is_the_text_of_it(
        text in "(own|party|item|ledger|request|case):[0-9a-fA-F/x+ ]{0,3}([0-9a-f]{64}|[0-9a-f]{32})?/?([0-9a-f]{32})?/?x?/?([0-9a-f]{32})?",
    ) {
        if let Ok(subject) = text.parse::<Subject>() {
            prop_assert_eq!(subject.to_string(), text);
        }
    }
}

/// In an error or a log it stands as in the format.
#[test]
fn subject_in_an_error_is_written_otherwise_than_in_the_format() {
    let text = format!("item:{RANDOM}");
    assert_eq!(format!("{:?}", text.parse::<Subject>().unwrap()), text);
}

#[test]
fn ids_are_read_as_written() {
    round_trip::<ItemId>(&format!("item:{RANDOM}"));
    round_trip::<CaseId>(&format!("case:{RANDOM}"));
    round_trip::<RequestId>(&format!("request:{RANDOM}"));
    round_trip::<Thumbprint>(ORG);
    round_trip::<EntryHash>(ORG);
    round_trip::<PartyId>(ORG);
    round_trip::<PartyId>(&format!("{ORG}/{RANDOM}"));
    round_trip::<Origin>(&format!("custody.example.org/{RANDOM}"));
    round_trip::<Origin>(&format!("a/b//{RANDOM}"));
}

#[test]
fn id_in_upper_case_of_another_length_or_kind_is_refused() {
    let upper = RANDOM.to_uppercase();
    for text in [
        format!("item:{upper}"),
        format!("ITEM:{RANDOM}"),
        format!("item: {RANDOM}"),
        format!("item:{RANDOM} "),
        format!("item:{RANDOM}0"),
        format!("item:{}", &RANDOM[1..]),
        format!("case:{RANDOM}"),
        format!("item:0x{}", &RANDOM[2..]),
        format!("item:+{}", &RANDOM[1..]),
        format!("item:{}é", &RANDOM[2..]),
        RANDOM.to_owned(),
        String::new(),
    ] {
        refused::<ItemId>(&text);
    }
    for text in [
        ORG.to_uppercase(),
        format!("{ORG}/{upper}"),
        format!("{ORG}/"),
        format!("{ORG}/{ORG}"),
        format!("{ORG}/{RANDOM}/"),
        format!("/{RANDOM}"),
        RANDOM.to_owned(),
    ] {
        refused::<PartyId>(&text);
        refused::<Subject>(&format!("party:{text}"));
    }
    refused::<Thumbprint>(&ORG.to_uppercase());
    refused::<EntryHash>(&ORG.to_uppercase());
    for text in [
        format!("items:{RANDOM}"),
        format!("item:{upper}"),
        format!("request:{RANDOM}"),
        format!("request:{RANDOM}/"),
        format!("request:/{ORG}"),
        format!("ledger:{RANDOM}"),
        format!("own:{ORG}"),
        "item".to_owned(),
        ":".to_owned(),
    ] {
        refused::<Subject>(&text);
    }
}

#[test]
fn own_chain_names_the_organisation_or_its_member_and_never_both_ways() {
    let origin: Origin = format!("x/{RANDOM}").parse().unwrap();
    let org: PartyId = ORG.parse().unwrap();
    let member: PartyId = format!("{ORG}/{RANDOM}").parse().unwrap();
    for party in [org, member] {
        let subject = Subject::Own(party, origin.clone());
        assert_eq!(subject.to_string(), format!("own:{party}/{origin}"));
        assert_eq!(subject.to_string().parse::<Subject>().unwrap(), subject);
    }
    // The origin of the one would be the member and the origin of the other.
    refused::<Origin>(&format!("{RANDOM}/{RANDOM}"));
    refused::<Origin>(&format!("{RANDOM}/x/{RANDOM}"));
    refused::<Subject>(&format!("own:{ORG}/{RANDOM}/{RANDOM}"));
    let upper = RANDOM.to_uppercase();
    let subject = format!("own:{ORG}/{upper}/{RANDOM}").parse::<Subject>();
    assert_eq!(subject.unwrap(), Subject::Own(org, format!("{upper}/{RANDOM}").parse().unwrap()));
}

#[test]
fn origin_with_plus_space_control_or_no_random_end_is_refused() {
    for name in ["a+b", "a b", "a\nb", "a\u{7f}", "é", ""] {
        refused::<Origin>(&format!("{name}/{RANDOM}"));
        let made = Origin::generate(name, &mut Seeded::new(1));
        assert!(matches!(made, Err(OriginError::Name(_))), "{name:?}");
    }
    refused::<Origin>(RANDOM);
    refused::<Origin>("x");
    refused::<Origin>(&format!("x/{}", &RANDOM[1..]));
    refused::<Origin>(&format!("x/{}", RANDOM.to_uppercase()));
    refused::<Origin>(&format!("x/{RANDOM}/"));
    let longest = "x".repeat(200 - 33);
    round_trip::<Origin>(&format!("{longest}/{RANDOM}"));
    refused::<Origin>(&format!("x{longest}/{RANDOM}"));
}

#[test]
fn generated_ids_differ_and_read_as_written() {
    let mut entropy = Seeded::new(4);
    let (a, b) = (ItemId::generate(&mut entropy).unwrap(), ItemId::generate(&mut entropy).unwrap());
    assert_ne!(a, b);
    round_trip::<ItemId>(&a.to_string());
    let origin = Origin::generate("x", &mut entropy).unwrap();
    round_trip::<Origin>(origin.as_str());
    let party = PartyId::generate(ORG.parse().unwrap(), &mut entropy).unwrap();
    assert!(!party.is_organisation());
    round_trip::<PartyId>(&party.to_string());
}
