//! The catalogue as a whole.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use crate::evidence::Sha256Digest;
use crate::law::catalogue::embedded::EMBEDDED;
use crate::law::catalogue::entries::Entries;
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind};
use crate::law::catalogue::file::File;
use crate::law::catalogue::model::{
    Act, Category, Field, IncidentClass, Instrument, Offence, Weekday, WorkingCalendar,
};
use crate::law::day::Day;

/// Acts, instruments, categories of data, offences and classes of incidents, as of a day.
///
/// A catalogue is data: it says what was read where, and how sure that is. The embedded one is used
/// where the caller names it. A file that is refused leaves the caller without a catalogue, and
/// never with another one than was asked for. The default is the empty one, which knows no
/// instrument.
///
/// # Examples
///
/// ```
/// use handseal::law::{Catalogue, Certainty};
///
/// let catalogue = Catalogue::embedded();
/// let order = catalogue.instrument("CETS224-ART7").ok_or("not in the catalogue")?;
/// assert!(catalogue.covers(order, "subscriber"));
/// assert!(!catalogue.covers(order, "content"));
/// let respond = order.deadline("respond").ok_or("no such period")?;
/// assert_eq!((respond.amount, respond.certainty), (30, Certainty::ToVerifyHigh));
/// # Ok::<(), &str>(())
/// ```
///
/// # Specification
/// `spec::catalogue`.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    name: String,
    as_of: Option<Day>,
    texts: Sha256,
    pub(super) acts: Entries<Act>,
    pub(super) instruments: Entries<Instrument>,
    pub(super) categories: Entries<Category>,
    pub(super) offences: Entries<Offence>,
    pub(super) incident_classes: Entries<IncidentClass>,
    calendars: Entries<WorkingCalendar>,
}

impl Catalogue {
    /// The catalogue that comes with the library. It is read once.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a file that stands alone: nothing of the embedded catalogue is kept.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] with file, line and what was expected: no TOML, a key or a word that the
    /// format does not have, an id that stands twice or is named and not there, entries that lead
    /// back to themselves, a period or a calendar that cannot be meant, more bytes than
    /// [`MAX_CATALOGUE_FILE`](crate::law::MAX_CATALOGUE_FILE). A file that stands alone has a name.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, CatalogueError> {
        let read = Self::default().with(&[(file_name, text)])?;
        if read.name.is_empty() {
            let kind = CatalogueErrorKind::MissingKey { key: "name", kind: None, id: None };
            return Err(CatalogueError { file: file_name.to_owned(), line: 1, kind });
        }
        Ok(read)
    }

    /// This catalogue with a file laid over it: an entry takes the place of the one with its id as a
    /// whole, and the others are added.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); what entries name is looked up in the result.
    ///
    /// # Examples
    ///
    /// ```
    /// use handseal::law::Catalogue;
    ///
    /// let file = r#"
    ///     format = 1
    ///     name = "Working days of Exampleland"
    ///     as_of = 2041-01-01
    ///     [[calendar]]
    ///     jurisdiction = "ZZ"
    ///     from = 2041-01-01
    ///     to = 2041-12-31
    ///     weekend = ["saturday", "sunday"]
    ///     holidays = [2041-12-25]
    /// "#;
    /// let catalogue = Catalogue::embedded().extended("zz.toml", file)?;
    /// assert!(catalogue.calendar("ZZ", "2041-06-01".parse()?).is_some());
    /// assert!(catalogue.instrument("ETS185-ART29").is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extended(&self, file_name: &str, text: &str) -> Result<Self, CatalogueError> {
        self.clone().with(&[(file_name, text)])
    }

    /// Files laid over this catalogue, one after the other; they may name each other's entries.
    pub(super) fn with(mut self, files: &[(&str, &str)]) -> Result<Self, CatalogueError> {
        for (name, text) in files {
            let file = File::parse(name, text)?;
            self.texts.update(text.as_bytes());
            self.take_in(file);
        }
        self.check_references()?;
        Ok(self)
    }

    fn take_in(&mut self, file: File) {
        if let Some(name) = file.name {
            if !self.name.is_empty() {
                self.name.push_str("; ");
            }
            self.name.push_str(&name);
        }
        self.as_of = self.as_of.max(file.as_of);
        self.acts.take_in(file.acts);
        self.instruments.take_in(file.instruments);
        self.categories.take_in(file.categories);
        self.offences.take_in(file.offences);
        self.incident_classes.take_in(file.incident_classes);
        self.calendars.take_in(file.calendars);
    }

    /// What it is called: the names of its files, in the order in which they were laid over it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The latest day that one of its files states; none in the empty catalogue.
    #[must_use]
    pub const fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// The SHA-256 of the texts that it was made from, one after the other: what
    /// `cat … | sha256sum` prints. A report says by it which catalogue it judged by.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest(self.texts.clone().finalize().into())
    }

    /// The act with this id.
    #[must_use]
    pub fn act(&self, id: &str) -> Option<&Act> {
        self.acts.find(id)
    }

    /// Every act, in the order of the files.
    pub fn acts(&self) -> impl Iterator<Item = &Act> {
        self.acts.iter()
    }

    /// The instrument with this id.
    #[must_use]
    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.instruments.find(id)
    }

    /// Every instrument, in the order of the files.
    pub fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.instruments.iter()
    }

    /// The category of data with this id.
    #[must_use]
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.find(id)
    }

    /// Every category of data, in the order of the files.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter()
    }

    /// The category of data that a text calls so: `Subscriber` in a form, `subscriber_info` in a
    /// treaty.
    #[must_use]
    pub fn category_called(&self, word: &str) -> Option<&Category> {
        self.category(word).or_else(|| {
            self.categories().find(|known| known.names.iter().any(|name| name.word == word))
        })
    }

    /// The offence with this id.
    #[must_use]
    pub fn offence(&self, id: &str) -> Option<&Offence> {
        self.offences.find(id)
    }

    /// Every offence, in the order of the files.
    pub fn offences(&self) -> impl Iterator<Item = &Offence> {
        self.offences.iter()
    }

    /// The class of incidents with this id.
    #[must_use]
    pub fn incident_class(&self, id: &str) -> Option<&IncidentClass> {
        self.incident_classes.find(id)
    }

    /// Every class of incidents, in the order of the files.
    pub fn incident_classes(&self) -> impl Iterator<Item = &IncidentClass> {
        self.incident_classes.iter()
    }

    /// The calendar of a jurisdiction from a day on: the one that covers it, and those of the same
    /// weekend that go on where it ends. Where several cover a day, the one that lasts longest
    /// counts.
    #[must_use]
    pub fn calendar(&self, jurisdiction: &str, day: Day) -> Option<WorkingCalendar> {
        let covering = |day: Day| {
            let known = self.calendars.iter().filter(|known| known.jurisdiction == jurisdiction);
            known.filter(move |known| known.covers(day)).max_by_key(|known| known.to)
        };
        let mut joined = covering(day)?.clone();
        while let Some(next) = joined.to.plus_days(1).and_then(covering)
            && is_same_week(&next.weekend, &joined.weekend)
        {
            joined.holidays.extend(next.holidays.iter().filter(|holiday| **holiday > joined.to));
            joined.to = next.to;
        }
        Some(joined)
    }

    /// The fields of a request under an instrument: its own, then those that it takes over and does
    /// not state itself.
    #[must_use]
    pub fn fields<'a>(&'a self, instrument: &'a Instrument) -> Vec<&'a Field> {
        let mut fields = Vec::new();
        let mut stated = HashSet::new();
        let mut followed = HashSet::new();
        let mut next = Some(instrument);
        while let Some(instrument) = next {
            // An instrument from elsewhere may lead in a circle; one of the catalogue does not.
            if !followed.insert(instrument.id.as_str()) {
                break;
            }
            fields.extend(instrument.fields.iter().filter(|field| stated.insert(&field.id)));
            next = instrument.fields_of.as_deref().and_then(|id| self.instrument(id));
        }
        fields
    }

    /// Whether an instrument covers a category of data: it names it, or one that includes it, or
    /// limits none.
    #[must_use]
    pub fn covers(&self, instrument: &Instrument, category: &str) -> bool {
        instrument.data.is_empty() || self.is_within(category, &instrument.data)
    }

    /// Whether a category is one of these, or included in one of them.
    #[must_use]
    pub fn is_within(&self, category: &str, categories: &[String]) -> bool {
        // Mostly it is named itself, and nothing need be followed.
        if categories.iter().any(|named| named == category) {
            return true;
        }
        let mut open: Vec<&str> = categories.iter().map(String::as_str).collect();
        let mut seen = HashSet::new();
        while let Some(covered) = open.pop() {
            if covered == category {
                return true;
            }
            if seen.insert(covered) {
                let narrower = self.category(covered).into_iter().flat_map(|known| &known.includes);
                open.extend(narrower.map(String::as_str));
            }
        }
        false
    }
}

/// Whether the same days of the week are without work, in whatever order they are listed.
fn is_same_week(one: &[Weekday], other: &[Weekday]) -> bool {
    one.iter().all(|day| other.contains(day)) && other.iter().all(|day| one.contains(day))
}
