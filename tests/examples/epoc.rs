//! `epoc`: European orders.

use crate::run;

#[test]
fn preservation_production_and_emergency_are_told_to_their_end() {
    let ran = run::<&str>("epoc", &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for expected in [
        "issuer \"prosecutor\" may not issue it alone",
        "period  \"preserve\" \"11(1)\": without end",
        "period  \"produce\" \"10(2), 10(3)\": met",
        "period  \"produce_emergency\" \"10(4)\": met",
        "CONSISTENT — ",
    ] {
        assert!(ran.out.contains(expected), "{expected} is not in {}", ran.out);
    }
    assert!(ran.out.ends_with("Everything went as told.\n"), "{}", ran.out);
}
