//! Items of the profile, and what departs from it: F1.

use crate::vector::{Tells, Vector, object, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = accepted();
    all.extend(heads());
    all.extend(values());
    all.extend(maps());
    all
}

fn is(tells: Tells, hex: &str) -> Vector {
    object("cbor", &[("hex", hex.into())]).accepted(tells)
}

fn is_not(tells: Tells, code: &'static str, hex: &str) -> Vector {
    object("cbor", &[("hex", hex.into())]).refused(tells, code)
}

fn accepted() -> Vec<Vector> {
    vec![
        is(tells("cbor_empty_map", &["F1.1"], "A map without a field."), "a0"),
        is(tells("cbor_greatest_integer", &["F1.4"], "The integer 2⁶⁴ - 1."), "1bffffffffffffffff"),
        is(tells("cbor_least_integer", &["F1.4"], "The integer -2⁶³."), "3b7fffffffffffffff"),
        is(
            tells(
                "cbor_keys_of_three_types",
                &["F1.5", "F1.1"],
                "A map with the keys 1, -1, h'00' and \"a\", in the order of their bytes.",
            ),
            "a401f620f64100f66161f6",
        ),
        is(
            tells(
                "cbor_shorter_key_first",
                &["F1.1"],
                "A map with the keys \"z\" and \"aa\": the shorter stands first.",
            ),
            "a2617af6626161f6",
        ),
        is(
            tells(
                "cbor_text_that_is_not_normalised",
                &["F1.6"],
                "The letter e and a combining accent: two code points that nobody joins.",
            ),
            "6365cc81",
        ),
        is(
            tells(
                "cbor_keys_that_differ_in_their_normal_form_only",
                &["F1.6", "F1.1"],
                "A map with é as two code points and as one: two keys.",
            ),
            "a262c3a9f66365cc81f6",
        ),
        is(
            tells("cbor_eight_containers_deep", &["F1.7"], "Eight arrays inside each other."),
            "818181818181818100",
        ),
        is(
            tells(
                "cbor_bytes_that_hold_an_item_count_from_zero",
                &["F1.7"],
                "Eight arrays around a byte string that holds an array: that one is not counted.",
            ),
            "8181818181818181428100",
        ),
        is(tells("cbor_three_simple_values", &["F1.2"], "False, true and null."), "83f4f5f6"),
    ]
}

fn heads() -> Vec<Vector> {
    let shortest = "cbor.shortest_head";
    vec![
        is_not(
            tells("cbor_23_in_two_bytes", &["F1.1"], "The integer 23 in a head of two bytes."),
            shortest,
            "1817",
        ),
        is_not(
            tells(
                "cbor_255_in_three_bytes",
                &["F1.1"],
                "The integer 255 in a head of three bytes.",
            ),
            shortest,
            "1900ff",
        ),
        is_not(
            tells(
                "cbor_65535_in_five_bytes",
                &["F1.1"],
                "The integer 65 535 in a head of five bytes.",
            ),
            shortest,
            "1a0000ffff",
        ),
        is_not(
            tells(
                "cbor_number_in_nine_bytes",
                &["F1.1"],
                "The integer 2³² - 1 in a head of nine bytes.",
            ),
            shortest,
            "1b00000000ffffffff",
        ),
        is_not(
            tells(
                "cbor_text_with_a_longer_head",
                &["F1.1"],
                "A text of one byte whose length stands in two.",
            ),
            shortest,
            "780161",
        ),
        is_not(
            tells(
                "cbor_map_with_a_longer_head",
                &["F1.1"],
                "A map of one pair whose count stands in two bytes.",
            ),
            shortest,
            "b80101f6",
        ),
        is_not(
            tells("cbor_bytes_of_indefinite_length", &["F1.1"], "A byte string in chunks."),
            "cbor.indefinite_length",
            "5f4100ff",
        ),
        is_not(
            tells("cbor_text_of_indefinite_length", &["F1.1"], "A text in chunks."),
            "cbor.indefinite_length",
            "7f6161ff",
        ),
        is_not(
            tells("cbor_array_of_indefinite_length", &["F1.1"], "An array that ends with a break."),
            "cbor.indefinite_length",
            "9f00ff",
        ),
        is_not(
            tells("cbor_map_of_indefinite_length", &["F1.1"], "A map that ends with a break."),
            "cbor.indefinite_length",
            "bf00f6ff",
        ),
        is_not(
            tells("cbor_break_alone", &["F1.2"], "A break where an item should be."),
            "cbor.indefinite_length",
            "ff",
        ),
        is_not(
            tells(
                "cbor_reserved_head_of_an_integer",
                &["F1.2"],
                "Additional information 28 on an integer.",
            ),
            "cbor.reserved_head",
            "1c",
        ),
        is_not(
            tells("cbor_reserved_head_of_a_map", &["F1.2"], "Additional information 30 on a map."),
            "cbor.reserved_head",
            "be",
        ),
        is_not(
            tells("cbor_item_and_another", &["F1.9"], "Where one item is expected there are two."),
            "cbor.trailing_bytes",
            "a0a0",
        ),
        is_not(tells("cbor_no_item", &["F1.9"], "No byte at all."), "cbor.truncated", ""),
        is_not(
            tells("cbor_array_cut_off", &["F1.9"], "An array of two with one item."),
            "cbor.truncated",
            "8200",
        ),
        is_not(
            tells("cbor_text_cut_off", &["F1.9"], "A text of two bytes with one."),
            "cbor.truncated",
            "6261",
        ),
    ]
}

fn values() -> Vec<Vector> {
    vec![
        is_not(
            tells("cbor_half_float", &["F1.2"], "The number 1.0 in half precision."),
            "cbor.float",
            "f93c00",
        ),
        is_not(
            tells("cbor_single_float", &["F1.2"], "The number 1.5 in single precision."),
            "cbor.float",
            "fa3fc00000",
        ),
        is_not(
            tells("cbor_double_float", &["F1.2"], "The number 1.1 in double precision."),
            "cbor.float",
            "fb3ff199999999999a",
        ),
        is_not(tells("cbor_undefined", &["F1.2"], "The value undefined."), "cbor.simple", "f7"),
        is_not(
            tells("cbor_unassigned_simple_value", &["F1.2"], "The simple value 16."),
            "cbor.simple",
            "f0",
        ),
        is_not(
            tells("cbor_simple_value_in_two_bytes", &["F1.2"], "The simple value 32."),
            "cbor.simple",
            "f820",
        ),
        is_not(tells("cbor_tag_of_a_date", &["F1.3"], "A text with tag 0."), "cbor.tag", "c06161"),
        is_not(
            tells("cbor_bignum", &["F1.3", "F1.4"], "The integer 2⁶⁴ as a bignum, tag 2."),
            "cbor.tag",
            "c249010000000000000000",
        ),
        is_not(
            tells(
                "cbor_tag_of_an_entry_inside",
                &["F1.3"],
                "Tag 18 inside an array, where nothing puts it.",
            ),
            "cbor.tag",
            "81d280",
        ),
        is_not(
            tells("cbor_tag_inside_a_tag", &["F1.3"], "Tag 18 inside tag 55 799."),
            "cbor.tag",
            "d9d9f7d280",
        ),
        is_not(
            tells("cbor_integer_below_the_least", &["F1.4"], "The integer -2⁶³ - 1."),
            "cbor.too_long",
            "3b8000000000000000",
        ),
        is_not(
            tells("cbor_nine_containers_deep", &["F1.7"], "Nine arrays inside each other."),
            "cbor.depth",
            "81818181818181818100",
        ),
        is_not(
            tells("cbor_text_that_is_no_utf8", &["F1.6"], "A text with the byte h'ff'."),
            "cbor.utf8",
            "61ff",
        ),
        is_not(
            tells("cbor_text_with_an_overlong_form", &["F1.6"], "The letter a in two bytes."),
            "cbor.utf8",
            "62c1a1",
        ),
        is_not(
            tells(
                "cbor_text_with_a_surrogate",
                &["F1.6"],
                "A text with half of a pair of surrogates.",
            ),
            "cbor.utf8",
            "63eda080",
        ),
    ]
}

fn maps() -> Vec<Vector> {
    vec![
        is_not(
            tells("cbor_keys_in_another_order", &["F1.1"], "A map with the keys \"b\" and \"a\"."),
            "cbor.unsorted_keys",
            "a26162f66161f6",
        ),
        is_not(
            tells(
                "cbor_longer_key_first",
                &["F1.1"],
                "A map with the keys \"aa\" and \"z\": the order of RFC 7049 would be another one \
                 still, and that of texts is not asked.",
            ),
            "cbor.unsorted_keys",
            "a2626161f6617af6",
        ),
        is_not(
            tells(
                "cbor_negative_key_before_a_positive",
                &["F1.1"],
                "A map with the keys -1 and 1: as encodings 1 is less.",
            ),
            "cbor.unsorted_keys",
            "a220f601f6",
        ),
        is_not(
            tells("cbor_key_that_stands_twice", &["F1.1"], "A map with the key \"a\" twice."),
            "cbor.duplicate_key",
            "a26161f66161f5",
        ),
        is_not(
            tells("cbor_key_that_is_an_array", &["F1.5"], "A map whose key is an array."),
            "cbor.key_type",
            "a180f6",
        ),
        is_not(
            tells("cbor_key_that_is_null", &["F1.5"], "A map whose key is null."),
            "cbor.key_type",
            "a1f6f6",
        ),
    ]
}
