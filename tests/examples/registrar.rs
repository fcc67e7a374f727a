//! `registrar`: a year of keys, and what a reader is told of them.

use crate::run;

#[test]
fn year_of_a_registrar_ends_with_one_entry_in_doubt() {
    let ran = run::<&str>("registrar", &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for expected in [
        "what Carl's key signs now is refused",
        "the last registrar cannot end its own key",
        "with the head of August: Incomplete, 1 entry unproven",
        "without it: Incomplete, 2 entries unproven",
        "the one in the safe takes its place",
        "Incomplete: 16 entries",
    ] {
        assert!(ran.out.contains(expected), "{expected} is not in {}", ran.out);
    }
}
