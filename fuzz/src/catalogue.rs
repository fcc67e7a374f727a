//! Catalogue files, and policies of roles: an error stands at a line of the text, and what is read
//! names nothing that is not there.

use handseal::event::EventType;
use handseal::law::{Catalogue, CatalogueError, Instrument, MAX_CATALOGUE_FILE, Policy};

const NAME: &str = "input.toml";

/// The input is read as a policy, as a catalogue that stands alone, and laid over the embedded one.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match Policy::parse(NAME, text) {
        Ok(read) => rights(&read),
        Err(error) => placed(&error, text),
    }
    match Catalogue::parse(NAME, text) {
        Ok(read) => {
            assert!(text.len() <= MAX_CATALOGUE_FILE && !read.name().is_empty());
            whole(&read);
            let again = Catalogue::parse(NAME, text).expect("read once");
            assert_eq!(again.digest(), read.digest());
        }
        Err(error) => placed(&error, text),
    }
    let embedded = Catalogue::embedded();
    match embedded.extended(NAME, text) {
        Ok(read) => {
            whole(&read);
            assert!(read.instruments().count() >= embedded.instruments().count());
            assert_ne!(read.digest(), embedded.digest(), "a file that left no trace");
        }
        // What is replaced can be named from the embedded files too, and the error stands there.
        Err(error) if error.file == NAME => placed(&error, text),
        Err(error) => assert!(error.file.ends_with(".toml") && error.line > 0, "{error}"),
    }
}

/// Who may do an act by the list may do it when asked, and a role that is not there gives nothing.
fn rights(policy: &Policy) {
    assert!(!policy.name().is_empty());
    for act in EventType::ALL.iter().copied() {
        let nothing = policy.allows(&[""], act);
        assert_eq!(nothing, !Policy::covers(act) || policy.everyone().any(|given| given == act));
        assert!(policy.who_may(act).all(|role| Policy::covers(act) && policy.allows(&[role], act)));
    }
}

/// The line of an error lies within the text.
fn placed(error: &CatalogueError, text: &str) {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1;
    assert_eq!(error.file, NAME);
    assert!((1..=lines).contains(&error.line), "line {} of {lines}: {error}", error.line);
    assert!(!error.kind.to_string().is_empty());
}

/// Whatever an entry names can be looked up, and leads to an end.
fn whole(catalogue: &Catalogue) {
    let categories = |ids: &[String]| {
        for id in ids {
            assert!(catalogue.category(id).is_some(), "category {id:?} is not there");
            assert!(catalogue.is_within(id, ids));
        }
    };
    for instrument in catalogue.instruments() {
        assert_eq!(catalogue.instrument(&instrument.id), Some(instrument));
        assert!(catalogue.act(&instrument.act).is_some(), "act {:?} is not there", instrument.act);
        categories(&instrument.data);
        instrument.deadlines.iter().for_each(|deadline| categories(&deadline.categories));
        instrument.issuers.iter().for_each(|rule| categories(&rule.categories));
        preconditions(catalogue, instrument);
        taken_over(catalogue, instrument);
    }
    for category in catalogue.categories() {
        categories(&category.includes);
        assert!(!category.includes.contains(&category.id));
    }
    for offence in catalogue.offences() {
        assert!(catalogue.act(&offence.act).is_some(), "act {:?} is not there", offence.act);
    }
    for class in catalogue.incident_classes() {
        for id in &class.offences {
            assert!(catalogue.offence(id).is_some(), "offence {id:?} is not there");
        }
    }
}

fn preconditions(catalogue: &Catalogue, instrument: &Instrument) {
    for rule in &instrument.preconditions {
        let earlier = catalogue.instrument(&rule.instrument);
        let deadline = earlier.and_then(|earlier| earlier.deadline(&rule.deadline));
        assert!(deadline.is_some(), "{:?} of {:?} is not there", rule.deadline, rule.instrument);
    }
}

/// The fields of an instrument: each once, its own first.
fn taken_over(catalogue: &Catalogue, instrument: &Instrument) {
    let fields = catalogue.fields(instrument);
    let mut ids: Vec<_> = fields.iter().map(|field| &field.id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    assert!(fields.len() >= instrument.fields.len());
    let from = instrument.fields_of.as_deref();
    assert!(from.is_none_or(|id| catalogue.instrument(id).is_some()));
}
