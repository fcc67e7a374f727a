//! Files that replace the embedded catalogue, or are laid over it.

use handseal::evidence::Sha256Digest;
use handseal::law::{Catalogue, CatalogueErrorKind, EntryKind};

const HEAD: &str = "format = 1\nname = \"Ours\"\nas_of = \"2041-01-01\"\n";

fn file(entries: &str) -> String {
    format!("{HEAD}{entries}")
}

const ACT: &str = r#"
[[act]]
id = "X"
title = { en = "An act" }
certainty = "verified"
source = "a gazette"
status = { force = "in_force", as_of = 2041-01-01, source = "a gazette", certainty = "verified" }
"#;

fn instrument(id: &str, keys: &str) -> String {
    format!(
        "[[instrument]]\nid = \"{id}\"\nact = \"X\"\narticle = \"1\"\ntitle = {{ en = \"One\" }}\n\
         nature = \"order\"\nsource = \"a gazette\"\ncertainty = \"verified\"\n{keys}\n"
    )
}

#[test]
fn replacement_keeps_nothing_of_the_embedded_catalogue() {
    let text = file(&format!("{ACT}{}", instrument("X-1", "")));
    let catalogue = Catalogue::parse("ours.toml", &text).unwrap();
    assert_eq!(catalogue.name(), "Ours");
    assert!(catalogue.instrument("X-1").is_some());
    assert!(catalogue.instrument("ETS185-ART29").is_none());
    assert_eq!(catalogue.digest(), Sha256Digest::of(text.as_bytes()));
}

#[test]
fn replacement_that_names_an_embedded_entry_is_refused() {
    let text = file(&instrument("X-1", "")).replace("\"X\"", "\"ETS185\"");
    let error = Catalogue::parse("ours.toml", &text).unwrap_err();
    let (from, to) = ("X-1".to_owned(), "ETS185".to_owned());
    assert_eq!(error.kind, CatalogueErrorKind::UnknownReference { kind: EntryKind::Act, from, to });
    assert!(Catalogue::embedded().extended("ours.toml", &text).is_ok());
}

#[test]
fn replacement_without_a_name_is_refused() {
    let error = Catalogue::parse("ours.toml", "format = 1\nas_of = 2041-01-01\n").unwrap_err();
    assert_eq!(error.kind, CatalogueErrorKind::MissingKey { key: "name", kind: None, id: None });
}

#[test]
fn extension_takes_the_place_of_an_entry_as_a_whole() {
    let embedded = Catalogue::embedded();
    let text = file(&instrument("ETS185-ART29", "").replace("\"X\"", "\"ETS185\""));
    let extended = embedded.extended("ours.toml", &text).unwrap();
    let place = |of: &Catalogue| of.instruments().position(|known| known.id == "ETS185-ART29");
    assert_eq!(place(&extended), place(embedded));
    assert_eq!(extended.instruments().count(), embedded.instruments().count());
    let replaced = extended.instrument("ETS185-ART29").unwrap();
    assert_eq!(replaced.title.en, "One");
    assert!(replaced.fields.is_empty() && replaced.deadlines.is_empty());
    assert_eq!(embedded.instrument("ETS185-ART29").unwrap().deadlines.len(), 1);
}

#[test]
fn extension_adds_what_was_not_there_and_is_digested_after_the_rest() {
    let embedded = Catalogue::embedded();
    let text = file(&format!("{ACT}{}", instrument("X-1", "data = [\"stored_computer_data\"]")));
    let extended = embedded.extended("ours.toml", &text).unwrap();
    assert_eq!(extended.instruments().count(), embedded.instruments().count() + 1);
    assert!(extended.covers(extended.instrument("X-1").unwrap(), "traffic"));
    assert_eq!(extended.name(), "Embedded catalogue; Ours");
    assert_eq!(extended.as_of().unwrap().to_string(), "2041-01-01");
    assert_ne!(extended.digest(), embedded.digest());
    let again = embedded.extended("another name", &text).unwrap();
    assert_eq!(again.digest(), extended.digest());
}

#[test]
fn extension_that_takes_a_deadline_from_under_a_precondition_is_refused_there() {
    let text = file(&instrument("CETS224-ART7", "").replace("\"X\"", "\"CETS224\""));
    let error = Catalogue::embedded().extended("ours.toml", &text).unwrap_err();
    assert_eq!(error.file, "second_protocol.toml");
    let (from, to) = ("CETS224-ART8".to_owned(), "respond".to_owned());
    assert_eq!(
        error.kind,
        CatalogueErrorKind::UnknownReference { kind: EntryKind::Deadline, from, to }
    );
}

#[test]
fn fields_that_are_taken_over_come_after_those_stated() {
    let stated = |id: &str, need: &str| {
        format!(
            "{{ id = \"{id}\", paragraph = \"{need}\", need = \"{need}\", certainty = \"verified\" }}"
        )
    };
    let (a, b) = (stated("a", "required"), stated("b", "required"));
    let (own_b, c) = (stated("b", "optional"), stated("c", "required"));
    let first = instrument("X-1", &format!("field = [{a}, {b}]"));
    let second = instrument("X-2", &format!("fields_of = \"X-1\"\nfield = [{own_b}, {c}]"));
    let text = file(&format!("{ACT}{first}{second}"));
    let catalogue = Catalogue::parse("ours.toml", &text).unwrap();
    let fields = catalogue.fields(catalogue.instrument("X-2").unwrap());
    let found: Vec<_> = fields.iter().map(|field| (&field.id[..], field.need.code())).collect();
    assert_eq!(found, [("b", "optional"), ("c", "required"), ("a", "required")]);
}

#[test]
fn calendar_that_was_read_last_is_the_one_that_counts() {
    let calendar = |from: &str, weekend: &str| {
        format!(
            "[[calendar]]\njurisdiction = \"ZZ\"\nfrom = {from}\nto = 2041-12-31\n\
             weekend = [\"{weekend}\"]\n"
        )
    };
    let base = Catalogue::parse("a", &file(&calendar("2041-01-01", "sunday"))).unwrap();
    let day = |text: &str| text.parse().unwrap();
    let weekend =
        |of: &Catalogue, on: &str| of.calendar("ZZ", day(on)).map(|known| known.weekend[0].code());
    assert_eq!(weekend(&base, "2041-06-01"), Some("sunday"));
    assert_eq!(weekend(&base, "2040-12-31"), None);
    assert_eq!(base.calendar("YY", day("2041-06-01")), None);
    let later = base.extended("b", &file(&calendar("2041-06-01", "friday"))).unwrap();
    assert_eq!(weekend(&later, "2041-05-31"), Some("sunday"));
    assert_eq!(weekend(&later, "2041-06-01"), Some("friday"));
    let corrected = later.extended("c", &file(&calendar("2041-01-01", "monday"))).unwrap();
    assert_eq!(weekend(&corrected, "2041-05-31"), Some("monday"));
}
