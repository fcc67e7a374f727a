//! One byte of an extract is changed.

use crate::flips::every_flip_is_found;
use crate::sample::Sample;

#[test]
fn every_byte_of_an_extract_flipped_is_found_where_it_is() {
    every_flip_is_found(&Sample::extract());
}
