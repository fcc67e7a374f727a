//! What a handseal record is and what follows from it: enough to write a second verifier from.
//!
//! Documentation only. [`mod@format`] says every byte, [`cddl`] is its grammar, [`custody`] says who
//! may do what to an item, [`threats`] what holds against whom. Where code and specification differ,
//! one of them is wrong; tests compare the grammar with the records that the library writes
//! (`tests/cddl`), and the tables with the code (`tests/custody_table.rs`, `tests/cddl/shape.rs`).

pub mod cddl {
    //! The grammar of every record, in CDDL (RFC 8610): `src/spec/handseal.cddl`.
    #![doc = concat!("```cddl\n", include_str!("handseal.cddl"), "```")]
}

pub mod custody {
    #![doc = include_str!("custody.md")]
}

pub mod format {
    #![doc = include_str!("format.md")]
}

pub mod threats {
    #![doc = include_str!("threats.md")]
}
