//! What a handseal record is and what follows from it: enough to write a second verifier from.
//!
//! Documentation only. [`mod@format`] says every byte, [`cddl`] is its grammar, [`custody`] says who
//! may do what to an item, [`requests`] what was asked of whom and what binds what came of it,
//! [`catalogue`] what a file of instruments says, [`verification`] what is asked of a file and what
//! the answer means, [`threats`] what holds against whom. [`example`] is a whole file, byte by byte;
//! [`buckets`] is where its bytes lie in an object store; [`conformance`] is how two implementations are asked the same.
//! Where code and specification differ, one of them is wrong. Tests compare the grammar with the
//! records that the library writes, the tables with the code, the example with a file made anew, and
//! the numbers of the requirements with the comments and tests that cite them.

pub mod buckets {
    #![doc = include_str!("buckets.md")]
}

pub mod catalogue {
    #![doc = include_str!("catalogue.md")]
}

pub mod cddl {
    //! The grammar of every record, in CDDL (RFC 8610): `src/spec/handseal.cddl`.
    #![doc = concat!("```cddl\n", include_str!("handseal.cddl"), "```")]
}

pub mod conformance {
    #![doc = include_str!("conformance.md")]
}

pub mod custody {
    #![doc = include_str!("custody.md")]
}

pub mod example {
    #![doc = include_str!("example.md")]
}

pub mod format {
    #![doc = include_str!("format.md")]
}

pub mod policy {
    #![doc = include_str!("policy.md")]
}

pub mod requests {
    #![doc = include_str!("requests.md")]
}

pub mod threats {
    #![doc = include_str!("threats.md")]
}

pub mod verification {
    #![doc = include_str!("verification.md")]
}
