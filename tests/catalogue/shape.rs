//! The document of the format against the format.

use handseal::law::{Catalogue, CatalogueErrorKind};

/// The keys that the document lists for a table, in its order.
fn documented(table: &str) -> Vec<String> {
    let text = include_str!("../../src/spec/catalogue.md");
    let heading = format!("### `{table}`");
    let rows = text.lines().skip_while(|line| *line != heading).skip(1);
    let rows = rows.take_while(|line| !line.starts_with('#'));
    let keys = rows.filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    keys.map(|(key, _)| key.to_owned()).collect()
}

/// The keys that the reader expects in a table, which it names when it meets another one.
fn expected(path: &str) -> Vec<String> {
    let text = format!("{path}\nno_such_key = 1\n");
    let error = Catalogue::parse("a", &text).unwrap_err();
    let CatalogueErrorKind::UnknownKey { expected, .. } = error.kind else {
        panic!("{path}: {error}");
    };
    expected.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn every_key_is_documented_and_no_other() {
    assert_eq!(documented("file"), expected(""));
    for table in ["act", "instrument", "category", "offence", "incident_class", "calendar"] {
        assert_eq!(
            documented(table),
            expected(&format!("format = 1\nas_of = 2041-01-01\n[[{table}]]"))
        );
    }
    // A table inside another is read in the place of its key, before any that comes after.
    let act = "format = 1\nas_of = 2041-01-01\n[[act]]\nid = \"X\"\n";
    assert_eq!(documented("title"), expected(&format!("{act}[act.title]")));
    let titled = format!("{act}title.en = \"T\"\ncertainty = \"verified\"\nsource = \"S\"\n");
    assert_eq!(documented("status"), expected(&format!("{titled}[act.status]")));
    let status = "status = { force = \"draft\", as_of = 2041-01-01, source = \"S\", certainty = \"verified\" }\n";
    for table in ["declaration", "fact"] {
        assert_eq!(documented(table), expected(&format!("{titled}{status}[[act.{table}]]")));
    }
    let instrument = "format = 1\nas_of = 2041-01-01\n[[instrument]]\nid = \"X\"\nact = \"X\"\n\
                      article = \"1\"\ntitle.en = \"T\"\nnature = \"order\"\n";
    for table in
        ["field", "deadline", "issuer", "condition", "record", "confirmation", "after", "form"]
    {
        assert_eq!(documented(table), expected(&format!("{instrument}[[instrument.{table}]]")));
    }
    let deadline = format!(
        "{instrument}[[instrument.deadline]]\nid = \"d\"\nparagraph = \"1\"\namount = 1\n\
         unit = \"hours\"\nbound = \"at_most\"\nstarts = \"received\"\nstarts_on = \"any\"\n\
         starts_certainty = \"verified\"\nmet_by = [\"produced\"]\nmet_on = \"any\"\n\
         on_expiry = \"lapse\"\n[instrument.deadline.extension]"
    );
    assert_eq!(documented("extension"), expected(&deadline));
    let category = "format = 1\nas_of = 2041-01-01\n[[category]]\nid = \"X\"\ntitle.en = \"T\"\n";
    assert_eq!(documented("name"), expected(&format!("{category}[[category.name]]")));
}
