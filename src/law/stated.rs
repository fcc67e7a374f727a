//! Which fields of an instrument a request states outside its map of fields.

use crate::event::Terms;
use crate::law::request::ADDRESSEE;

/// Whether the terms state a field in a place of their own: the categories of data, the addressee,
/// the time frame. Such a field need not be said twice.
pub(crate) fn is_stated(field: &str, terms: &Terms) -> bool {
    match field {
        "addressee" => terms.parties.iter().any(|party| party.capacity == ADDRESSEE),
        "data_category" => !terms.categories.is_empty(),
        "time_frame" => terms.time_frame.is_some(),
        _ => false,
    }
}
