//! Cases on disk: what is acknowledged stays, and nothing looks recorded that is not.
//!
//! [`CaseFile`] is the front door for writers: it asks the same rules as the verifier before it
//! appends. [`Store`] is what it appends to, with its contract in words: [`FileStore`] on a file,
//! [`MemoryStore`] in memory. `load` replays a file and says whether it can be written, `acts` are
//! the acts of custody, `extract` and `import` what travels between organisations.
//! The records are `spec::format` §7.

mod acts;
mod case_file;
mod error;
mod extract;
mod file;
mod import;
mod load;
mod memory;

pub use acts::{Actor, Enrolment, Inspection};
pub use case_file::{CaseFile, Opening, Recorded, Recovery, Store};
pub use error::{CaseError, StoreError};
pub use extract::Extract;
pub use file::FileStore;
pub use import::Imported;
pub use load::recover;
pub use memory::MemoryStore;
