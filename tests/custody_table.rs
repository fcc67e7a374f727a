//! The table in `src/spec/custody.md` §2 is the table in the code.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "functions that only tests call")]

use std::collections::BTreeMap;

use handseal::custody::rule;
use handseal::event::EventType;

const SPECIFICATION: &str = include_str!("../src/spec/custody.md");

/// The rows of §2: by the type, who signs, from which states, to what.
fn rows() -> BTreeMap<&'static str, [&'static str; 3]> {
    SPECIFICATION
        .lines()
        .skip_while(|line| *line != "| event | signed by | from | to |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`'), [cells[1], cells[2], cells[3]])
        })
        .collect()
}

#[test]
fn table_of_the_specification_is_that_of_the_code() {
    let mut rows = rows();
    for event_type in EventType::ALL {
        let code = event_type.code();
        let row = rows.remove(code);
        match rule(*event_type) {
            None => assert_eq!(row, None, "{code}"),
            Some(rule) => {
                let states: Vec<_> = rule.from.iter().map(|state| state.code()).collect();
                let expected = [rule.by.code(), &states.join(", "), rule.to.code()];
                assert_eq!(row, Some(expected), "{code}");
            }
        }
    }
    assert!(rows.is_empty(), "no such type: {rows:?}");
}
