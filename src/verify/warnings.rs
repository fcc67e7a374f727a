//! Where a report has texts whose letters can be taken for others.

use serde::Serialize;

use crate::law::{RequestView, UseLogOf};
use crate::verify::certificate::Certificate;
use crate::verify::letters::{Letters, Oddity};
use crate::verify::report::{ItemReport, Report};
use crate::verify::use_log::UseLog;

/// A text of a report whose letters can be taken for others.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct TextWarning {
    /// Where it stands in the report's serialized value, such as `items[0].labels[1]`.
    pub at: String,
    /// The text.
    pub text: String,
    /// What is odd about its letters.
    pub oddity: Oddity,
    /// The scripts concerned by their names in Unicode, in alphabetical order.
    pub scripts: Vec<&'static str>,
}

impl Report {
    /// The texts of this report whose letters can be taken for others, in the order of its fields.
    /// They change no verdict: a name in two scripts can be an honest one.
    #[must_use]
    pub fn warnings(&self) -> Vec<TextWarning> {
        let mut found = Vec::new();
        let mut place = Place { at: String::new(), found: &mut found };
        if let Some((_, name)) = &self.keeper {
            place.text("keeper.name", name.as_deref());
        }
        for (index, finding) in self.findings.iter().enumerate() {
            let mut place = place.within(&format!("findings[{index}]"));
            place.text("message", Some(&finding.message()));
            place.text("field", finding.location.field.as_deref());
        }
        for (index, item) in self.items.iter().enumerate() {
            of_item(item, &mut place.within(&format!("items[{index}]")));
        }
        for (index, head) in self.attested.iter().enumerate() {
            let mut place = place.within(&format!("attested[{index}]"));
            place.text("authority", Some(&head.authority));
            place.text("anchor.name", Some(&head.anchor.name));
        }
        let catalogue = self.catalogue.as_ref();
        place.text("catalogue.name", catalogue.map(|used| used.name.as_str()));
        for (index, request) in self.requests.iter().enumerate() {
            of_request(request, &mut place.within(&format!("requests[{index}]")));
        }
        for (index, log) in self.use_logs.iter().enumerate() {
            of_use_log(log, &mut place.within(&format!("use_logs[{index}]")));
        }
        for (index, certificate) in self.certificates.iter().enumerate() {
            of_certificate(certificate, &mut place.within(&format!("certificates[{index}]")));
        }
        found
    }
}

/// A place in the report, and what was found so far.
struct Place<'f> {
    at: String,
    found: &'f mut Vec<TextWarning>,
}

impl Place<'_> {
    /// The place of a field of this one, or of an element.
    fn within(&mut self, field: &str) -> Place<'_> {
        let dot = if self.at.is_empty() { "" } else { "." };
        Place { at: format!("{}{dot}{field}", self.at), found: self.found }
    }

    fn text(&mut self, field: &str, text: Option<&str>) {
        let Some((text, letters)) = text.and_then(|text| Some((text, Letters::of(text)?))) else {
            return;
        };
        let Letters { oddity, scripts } = letters;
        let at = self.within(field).at;
        self.found.push(TextWarning { at, text: text.to_owned(), oddity, scripts });
    }

    fn texts(&mut self, fields: &[(&str, &Option<String>)]) {
        fields.iter().for_each(|(field, text)| self.text(field, text.as_deref()));
    }
}

fn of_item(item: &ItemReport, place: &mut Place<'_>) {
    for (index, label) in item.labels.iter().enumerate() {
        place.text(&format!("labels[{index}]"), Some(label));
    }
    place.texts(&[("description", &item.description), ("seal", &item.seal)]);
    for (index, stretch) in item.timeline.iter().enumerate() {
        place.text(&format!("timeline[{index}].name"), stretch.name.as_deref());
    }
}

fn of_request(request: &RequestView, place: &mut Place<'_>) {
    place.texts(&[
        ("instrument", &request.instrument),
        ("title", &request.title),
        ("maker_name", &request.maker_name),
        ("maker_described", &request.maker_described),
    ]);
    for (index, side) in request.sides.iter().enumerate() {
        place.text(&format!("sides[{index}].name"), side.name.as_deref());
    }
    for (index, answer) in request.answers.iter().enumerate() {
        place.text(&format!("answers[{index}].category"), answer.category.as_deref());
    }
    for (index, notice) in request.notices.iter().enumerate() {
        place.text(&format!("notices[{index}].capacity"), Some(&notice.capacity));
    }
    place.text("still_open", request.still_open.as_deref());
}

fn of_use_log(log: &UseLog, place: &mut Place<'_>) {
    match &log.of {
        UseLogOf::Person(person) => place.text("of.person", Some(person)),
        UseLogOf::Item(_) | UseLogOf::Request(_) => {}
    }
    for (index, entry) in log.entries.iter().enumerate() {
        place.within(&format!("entries[{index}]")).texts(&[
            ("name", &entry.name),
            ("purpose", &entry.purpose),
            ("words", &entry.words),
            ("to_words", &entry.to_words),
        ]);
    }
}

fn of_certificate(certificate: &Certificate, place: &mut Place<'_>) {
    match certificate {
        Certificate::Data(data) => place.within("data").texts(&[
            ("name", &data.name),
            ("source", &data.source),
            ("tool", &data.tool),
            ("tool_version", &data.tool_version),
            ("method", &data.method),
            ("acquired_by_name", &data.acquired_by_name),
        ]),
        Certificate::Refused { item, .. } => place.text("refused.item", Some(item)),
    }
}
