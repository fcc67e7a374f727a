//! Files that are no catalogue: each is refused with file, line and what was expected.

use handseal::law::{Catalogue, CatalogueErrorKind, MAX_CATALOGUE_FILE};

/// A catalogue that is one, each entry in a line of its own.
pub(crate) const GOOD: &str = r#"format = 1
name = "Ours"
as_of = 2041-01-01

[[act]]
id = "X"
title = { en = "An act" }
certainty = "verified"
source = "a gazette"
status = { force = "in_force", as_of = 2041-01-01, source = "a gazette", certainty = "verified" }

[[category]]
id = "wide"
title = { en = "Wide" }
includes = ["narrow"]
certainty = "verified"

[[category]]
id = "narrow"
title = { en = "Narrow" }
certainty = "verified"

[[instrument]]
id = "X-1"
act = "X"
article = "1"
title = { en = "One" }
nature = "order"
data = ["wide"]
source = "a gazette"
certainty = "verified"
field = [
  { id = "a", paragraph = "1", need = "required", certainty = "verified" },
  { id = "b", paragraph = "1", need = "optional", certainty = "verified" },
]
issuer = [{ paragraph = "1", may = ["judge"], categories = ["narrow"], certainty = "verified" }]

[[instrument.deadline]]
id = "answer"
paragraph = "1"
amount = 10
unit = "calendar_days"
bound = "at_most"
starts = "received"
starts_on = "addressee"
starts_certainty = "verified"
met_by = ["produced"]
met_on = "addressee"
on_expiry = "overdue"
extension = { amount = 5, unit = "calendar_days" }
certainty = "verified"

[[instrument]]
id = "X-2"
act = "X"
article = "2"
title = { en = "Two" }
nature = "request"
fields_of = "X-1"
after = [{ instrument = "X-1", deadline = "answer", paragraph = "2", certainty = "verified" }]
source = "a gazette"
certainty = "verified"

[[offence]]
id = "O"
act = "X"
article = "3"
title = { en = "Three" }
certainty = "verified"

[[incident_class]]
id = "I"
title = { en = "Four" }
offences = ["O"]
source = "a gazette"
certainty = "secondary"

[[calendar]]
jurisdiction = "ZZ"
from = 2041-01-01
to = 2041-12-31
weekend = ["sunday"]
holidays = ["2041-12-25"]
"#;

/// What is said of the good file with one text replaced, and the line of that text.
pub(crate) fn refusal(from: &str, to: &str) -> (String, u64) {
    let at = GOOD.find(from).unwrap_or_else(|| panic!("{from:?} is not in the file"));
    let line = u64::try_from(GOOD[..at].matches('\n').count()).unwrap() + 1;
    let text = GOOD.replacen(from, to, 1);
    let error = Catalogue::parse("ours.toml", &text).unwrap_err();
    assert_eq!(error.file, "ours.toml");
    assert_eq!(Catalogue::default().extended("ours.toml", &text).unwrap_err(), error);
    assert_eq!(error.to_string(), format!("\"ours.toml\", line {}: {}", error.line, error.kind));
    (error.kind.to_string(), error.line.saturating_sub(line))
}

#[track_caller]
pub(crate) fn is_refused(from: &str, to: &str, message: &str) {
    assert_eq!(refusal(from, to), (message.to_owned(), 0));
}

#[test]
fn the_good_file_is_one() {
    let catalogue = Catalogue::parse("ours.toml", GOOD).unwrap();
    assert_eq!(catalogue.instruments().count(), 2);
}

#[test]
fn file_in_another_encoding_than_utf_8() {
    let utf_16: Vec<u8> =
        "\u{feff}format = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cut = &"format = 1\nname = \"M\u{fc}".as_bytes()[..21];
    for (bytes, line, found, offset) in [
        (b"format = 1\nname = \"M\xfcnchen\"\n".as_slice(), 2, 0xfc, 20),
        (&utf_16, 1, 0xff, 0),
        (cut, 2, 0xc3, 20),
    ] {
        let error = Catalogue::parse_bytes("ours.toml", bytes).unwrap_err();
        assert_eq!(
            (error.line, &error.kind),
            (line, &CatalogueErrorKind::NotUtf8 { found, offset })
        );
        let over = Catalogue::embedded().extended_bytes("ours.toml", bytes).unwrap_err();
        assert_eq!(over, error);
    }
    assert!(Catalogue::parse_bytes("ours.toml", GOOD.as_bytes()).is_ok());
}

#[test]
fn key_that_the_format_does_not_have() {
    is_refused(
        "article = \"3\"",
        "artikel = \"3\"",
        "unknown key \"artikel\", expected one of: \
         id, act, article, title, says, certainty, corroborated",
    );
    is_refused(
        "[[incident_class]]",
        "[[incident_klass]]",
        "unknown key \"incident_klass\", expected one of: format, name, as_of, act, instrument, \
         category, offence, incident_class, calendar",
    );
}

#[test]
fn key_that_is_missing() {
    is_refused("[[offence]]\nid = \"O\"", "[[offence]]", "key \"id\" is missing within offence");
    is_refused(
        "{ en = \"Three\" }",
        "{ fr = \"Trois\" }",
        "key \"en\" is missing within offence \"O\"",
    );
    is_refused(
        "need = \"required\"",
        "need = \"conditional\"",
        "key \"when\" is missing within instrument \"X-1\"",
    );
    is_refused(
        "[[calendar]]\njurisdiction = \"ZZ\"\nfrom = 2041-01-01",
        "[[calendar]]\njurisdiction = \"ZZ\"",
        "key \"from\" is missing within calendar \"ZZ\"",
    );
    let error = Catalogue::parse("ours.toml", "").unwrap_err();
    assert_eq!(
        (error.line, error.kind),
        (1, CatalogueErrorKind::MissingKey { key: "format", kind: None, id: None })
    );
}

#[test]
fn word_outside_its_list() {
    let units = "calendar_days, hours, working_days";
    is_refused(
        "unit = \"calendar_days\"",
        "unit = \"days\"",
        &format!("unknown word \"days\", expected one of: {units}"),
    );
    is_refused(
        "certainty = \"secondary\"",
        "certainty = \"sure\"",
        "unknown word \"sure\", expected one of: secondary, to verify, to verify (high), \
         to verify (low), to verify (medium), verified, verified (German), verified (quoted)",
    );
    is_refused(
        "starts_on = \"addressee\"",
        "starts_on = \"Addressee\"",
        "unknown word \"Addressee\", expected one of: addressee, any, enforcing_authority, \
         maker, other",
    );
    let (message, lines) = refusal("[\"produced\"]", "[\"answered\"]");
    assert!(message.starts_with("unknown word \"answered\", expected one of: accepted, "));
    assert_eq!(lines, 0);
}

#[test]
fn day_that_is_none() {
    is_refused(
        "holidays = [\"2041-12-25\"]",
        "holidays = [\"2041-02-30\"]",
        "\"2041-02-30\" is no day, which is written as 2026-09-05",
    );
    is_refused(
        "as_of = 2041-01-01",
        "as_of = 2041-01-01T00:00:00Z",
        "\"2041-01-01T00:00:00Z\" is no day, which is written as 2026-09-05",
    );
    is_refused("as_of = 2041-01-01", "as_of = 2041", "integer where day must stand");
    for year_0 in ["as_of = 0000-12-31", "as_of = \"0000-12-31\""] {
        let message = "\"0000-12-31\" is no day, which is written as 2026-09-05";
        is_refused("as_of = 2041-01-01", year_0, message);
    }
    let first = GOOD.replacen("as_of = 2041-01-01", "as_of = 0001-01-01", 1);
    assert!(Catalogue::parse("ours.toml", &first).is_ok());
    // Without quotation marks the parser of TOML sees it first.
    let (message, lines) = refusal("as_of = 2041-01-01", "as_of = 2041-13-01");
    assert!(message.starts_with("no TOML 1.1: "), "{message}");
    assert_eq!(lines, 0);
}

#[test]
fn id_that_stands_twice() {
    is_refused(
        "[[category]]\nid = \"narrow\"",
        "[[category]]\nid = \"wide\"",
        "category \"wide\" stands already in line 12",
    );
    is_refused("{ id = \"b\"", "{ id = \"a\"", "field \"a\" stands already in line 33");
    let twice = "\n[[calendar]]\njurisdiction = \"ZZ\"\nfrom = 2041-01-01\nto = 2041-12-31\n\
                 weekend = []\n";
    let error = Catalogue::parse("ours.toml", &format!("{GOOD}{twice}")).unwrap_err();
    let message = "calendar \"ZZ 2041-01-01\" stands already in line 78";
    assert_eq!((error.kind.to_string().as_str(), error.line), (message, 85));
}

#[test]
fn id_that_is_named_and_not_there() {
    let named = |from: &str, kind: &str, to: &str| {
        format!("{from:?} names {kind} {to:?}, which the catalogue does not have")
    };
    is_refused(
        "act = \"X\"\narticle = \"3\"",
        "act = \"Y\"\narticle = \"3\"",
        &named("O", "act", "Y"),
    );
    is_refused("data = [\"wide\"]", "data = [\"any\"]", &named("X-1", "category", "any"));
    is_refused(
        "categories = [\"narrow\"]",
        "categories = [\"any\"]",
        &named("X-1", "category", "any"),
    );
    is_refused(
        "includes = [\"narrow\"]",
        "includes = [\"any\"]",
        &named("wide", "category", "any"),
    );
    is_refused("fields_of = \"X-1\"", "fields_of = \"X-3\"", &named("X-2", "instrument", "X-3"));
    is_refused(
        "{ instrument = \"X-1\"",
        "{ instrument = \"X-3\"",
        &named("X-2", "instrument", "X-3"),
    );
    is_refused("deadline = \"answer\"", "deadline = \"reply\"", &named("X-2", "deadline", "reply"));
    is_refused("offences = [\"O\"]", "offences = [\"P\"]", &named("I", "offence", "P"));
}

#[test]
fn entries_that_lead_back_to_themselves() {
    let (message, _) = refusal("fields_of = \"X-1\"", "fields_of = \"X-2\"");
    assert_eq!(message, "instrument that leads back to itself: \"X-2\" > \"X-2\"");
    let (message, _) = refusal("nature = \"order\"", "nature = \"order\"\nfields_of = \"X-2\"");
    assert_eq!(message, "instrument that leads back to itself: \"X-1\" > \"X-2\" > \"X-1\"");
    let after = "after = [{ instrument = \"X-2\", deadline = \"answer\", paragraph = \"2\", certainty = \"verified\" }]";
    let (message, _) = refusal("nature = \"order\"", &format!("nature = \"order\"\n{after}"));
    // The earlier fault is found first: X-2 has no such deadline.
    assert_eq!(message, "\"X-1\" names deadline \"answer\", which the catalogue does not have");
    let (message, lines) = refusal("{ instrument = \"X-1\"", "{ instrument = \"X-2\"");
    assert_eq!((message.contains("names deadline"), lines), (true, 0));
    let narrow = "title = { en = \"Narrow\" }";
    let (message, _) = refusal(narrow, &format!("{narrow}\nincludes = [\"wide\"]"));
    assert_eq!(message, "category that leads back to itself: \"wide\" > \"narrow\" > \"wide\"");
}

#[test]
fn categories_that_meet_again_without_a_loop_are_no_loop() {
    let category = |id: &str, includes: &str| {
        format!(
            "[[category]]\nid = \"{id}\"\ntitle = {{ en = \"T\" }}\nincludes = [{includes}]\n\
             certainty = \"verified\"\n"
        )
    };
    let more = category("left", "\"narrow\"")
        + &category("right", "\"narrow\", \"left\"")
        + &category("top", "\"left\", \"right\", \"wide\"");
    assert!(Catalogue::parse("ours.toml", &format!("{GOOD}{more}")).is_ok());
}

#[test]
fn chain_that_is_longer_than_any_stack_is_followed() {
    let mut text = GOOD.to_owned();
    for n in 0..30_000 {
        text += &format!(
            "[[category]]\nid = \"c{n}\"\ntitle = {{ en = \"T\" }}\nincludes = [\"c{}\"]\n\
             certainty = \"verified\"\n",
            (n + 1) % 30_000
        );
    }
    let error = Catalogue::parse("ours.toml", &text).unwrap_err();
    let CatalogueErrorKind::Loop { path, .. } = error.kind else {
        panic!("{error}");
    };
    assert_eq!(path.len(), 30_001);
    let open = text.replacen("includes = [\"c0\"]", "includes = []", 1);
    let catalogue = Catalogue::parse("ours.toml", &open).unwrap();
    assert!(!catalogue.covers(catalogue.instrument("X-1").unwrap(), "c29999"));
}

#[test]
fn period_that_cannot_be_meant() {
    is_refused("amount = 10", "amount = 0", "a period of no length, where 1 is the least");
    is_refused("{ amount = 5,", "{ amount = 0,", "a period of no length, where 1 is the least");
    is_refused(
        "{ amount = 5, unit = \"calendar_days\" }",
        "{ amount = 5, unit = \"hours\" }",
        "the extension is in hours, the period in calendar_days",
    );
    is_refused("amount = 10", "amount = -10", "\"-10\" is no number from 0 to 4294967295");
    is_refused("amount = 10", "amount = \"10\"", "string where integer must stand");
    is_refused("met_by = [\"produced\"]", "met_by = []", "nothing stands here, and something must");
    is_refused("may = [\"judge\"]", "may = [\" \"]", "nothing stands here, and something must");
}

#[test]
fn calendar_that_cannot_be_meant() {
    is_refused(
        "to = 2041-12-31",
        "to = 2040-12-31",
        "the calendar ends on 2040-12-31, before it begins on 2041-01-01",
    );
    is_refused(
        "[\"2041-12-25\"]",
        "[\"2042-12-25\"]",
        "2042-12-25 is outside the calendar, which covers 2041-01-01 to 2041-12-31",
    );
}

#[test]
fn format_of_another_version() {
    is_refused("format = 1", "format = 2", "format 2, expected format 1");
}

#[test]
fn file_of_more_bytes_than_a_catalogue_has() {
    let mut text = GOOD.to_owned();
    text += &"#".repeat(MAX_CATALOGUE_FILE - text.len());
    assert!(Catalogue::parse("ours.toml", &text).is_ok());
    text.push('#');
    let error = Catalogue::parse("ours.toml", &text).unwrap_err();
    let (limit, found) = (MAX_CATALOGUE_FILE, MAX_CATALOGUE_FILE + 1);
    assert_eq!((error.line, error.kind), (1, CatalogueErrorKind::TooLarge { limit, found }));
}
