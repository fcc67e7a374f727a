//! The catalogue that comes with the library.

use std::sync::LazyLock;

use crate::law::catalogue::Catalogue;

macro_rules! files {
    ($( $name:literal ),+ $(,)?) => {
        &[$( ($name, include_str!(concat!("data/", $name))) ),+]
    };
}

/// The files, in the order in which they are read and digested.
pub(super) const FILES: &[(&str, &str)] = files![
    "taxonomy.toml",
    "budapest.toml",
    "second_protocol.toml",
    "un_convention.toml",
    "un_drafts.toml",
    "eu_evidence.toml",
    "united_states.toml",
];

/// Read once. A test reads it too. Were it no catalogue all the same, no instrument is known: a
/// request is then said to be under an unknown instrument, and none is judged by half a catalogue.
pub(super) static EMBEDDED: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::default().with(FILES).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_that_are_no_catalogue_would_leave_it_empty() {
        let read = Catalogue::default().with(FILES);
        assert_eq!(read.as_ref().err(), None);
        assert!(EMBEDDED.instruments().count() > 50);
        assert_eq!(EMBEDDED.digest(), read.unwrap().digest());
    }

    #[test]
    fn no_entry_stands_in_two_files() {
        let mut alone = 0;
        for file in FILES {
            let read = crate::law::catalogue::file::File::parse(file.0, file.1).unwrap();
            alone += read.acts.len() + read.instruments.len() + read.categories.len();
            alone += read.offences.len() + read.incident_classes.len();
        }
        let all = EMBEDDED.acts().count()
            + EMBEDDED.instruments().count()
            + EMBEDDED.categories().count()
            + EMBEDDED.offences().count()
            + EMBEDDED.incident_classes().count();
        assert_eq!(alone, all);
    }
}
