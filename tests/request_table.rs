//! The table in `src/spec/requests.md` §3 is the table in the code.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "functions that only tests call")]

use std::collections::BTreeMap;

use handseal::event::EventType;
use handseal::law::{SideState, side_rule};

const SPECIFICATION: &str = include_str!("../src/spec/requests.md");

/// The rows of the table under a heading line.
fn rows(heading: &str) -> BTreeMap<&'static str, Vec<&'static str>> {
    SPECIFICATION
        .lines()
        .skip_while(|line| *line != heading)
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`'), cells[1..].to_vec())
        })
        .collect()
}

#[test]
fn table_of_the_specification_is_that_of_the_code() {
    let mut rows = rows("| event | from | to |");
    for event_type in EventType::ALL {
        let code = event_type.code();
        let row = rows.remove(code);
        let expected = side_rule(*event_type).map(|rule| {
            let states: Vec<_> = rule.from.iter().map(|state| state.code()).collect();
            vec![states.join(", "), rule.to.code().to_owned()]
        });
        let row = row.map(|cells| cells.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(row, expected, "{code}");
    }
    assert!(rows.is_empty(), "no such type: {rows:?}");
}

#[test]
fn every_state_of_a_side_is_told() {
    let rows = rows("| state | meaning |");
    let told: Vec<_> = rows.keys().copied().collect();
    let mut states: Vec<_> = SideState::ALL.iter().map(|state| state.code()).collect();
    states.sort_unstable();
    assert_eq!(told, states);
}
