//! Entries, stubs and disclosures as records: V1.5 to V1.12.

use crate::vector::Vector;

pub(crate) fn all() -> Vec<Vector> {
    Vec::new()
}
