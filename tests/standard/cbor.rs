//! The examples of RFC 8949, through the scan that every received record passes first.
//!
//! The format is a profile (format F1.1 to F1.9): what the RFC accepts and the profile does not
//! is listed among the divergences, with the error. What the RFC calls not well-formed is refused
//! here with the reason stated beside it.

use handseal::encoding::{scan, scan_prefix};

use crate::{
    divergences::{Case, compare},
    unhex,
};

/// RFC 8949 appendix A: all of its examples, in its order.
const APPENDIX_A: &str = "
    00 01 0a 17 1818 1819 1864 1903e8 1a000f4240 1b000000e8d4a51000 1bffffffffffffffff
    c249010000000000000000 3bffffffffffffffff c349010000000000000000 20 29 3863 3903e7
    f90000 f98000 f93c00 fb3ff199999999999a f93e00 f97bff fa47c35000 fa7f7fffff
    fb7e37e43c8800759c f90001 f90400 f9c400 fbc010666666666666 f97c00 f97e00 f9fc00
    fa7f800000 fa7fc00000 faff800000 fb7ff0000000000000 fb7ff8000000000000 fbfff0000000000000
    f4 f5 f6 f7 f0 f8ff
    c074323031332d30332d32315432303a30343a30305a c11a514b67b0 c1fb41d452d9ec200000
    d74401020304 d818456449455446 d82076687474703a2f2f7777772e6578616d706c652e636f6d
    40 4401020304 60 6161 6449455446 62225c 62c3bc 63e6b0b4 64f0908591
    80 83010203 8301820203820405 98190102030405060708090a0b0c0d0e0f101112131415161718181819
    a0 a201020304 a26161016162820203 826161a161626163 a56161614161626142616361436164614461656145
    5f42010243030405ff 7f657374726561646d696e67ff 9fff 9f018202039f0405ffff
    9f01820203820405ff 83018202039f0405ff 83019f0203ff820405
    9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff bf61610161629f0203ffff
    826161bf61626163ff bf6346756ef563416d7421ff";

/// RFC 8949 appendix F: a line that begins with spaces is an example and what we say of it.
const APPENDIX_F: &str = include_str!("appendix_f.txt");

fn judge(item: &[u8]) -> Result<(), String> {
    let judged = scan(item);
    // Where something may follow, the answer is the same.
    assert_eq!(scan_prefix(item).map(|length| assert_eq!(length, item.len())), judged);
    judged.map_err(|error| error.to_string())
}

#[test]
fn example_of_appendix_a_is_judged_otherwise_than_listed() {
    let cases: Vec<Case> = APPENDIX_A
        .split_whitespace()
        .map(|hex| Case {
            id: format!("rfc8949-a/{hex}"),
            accepted: true,
            actual: judge(&unhex(hex)),
        })
        .collect();
    assert_eq!(cases.len(), 81);
    compare("rfc8949-a", &cases);
}

#[test]
fn malformed_example_of_appendix_f_is_accepted_or_refused_for_another_reason() {
    let mut cases = Vec::new();
    for line in APPENDIX_F.lines().filter_map(|line| line.strip_prefix("    ")) {
        let (hex, reason) = line.split_once(": ").unwrap();
        let actual = judge(&unhex(hex));
        assert_eq!(actual.as_ref().err().map(String::as_str), Some(reason), "{hex}");
        cases.push(Case { id: format!("rfc8949-f/{hex}"), accepted: false, actual });
    }
    assert_eq!(cases.len(), 94);
    compare("rfc8949-f", &cases);
}
