//! Cases on disk: what is acknowledged stays, and nothing looks recorded that is not.
//!
//! [`CaseFile`] is the front door for writers: it asks the same rules as the verifier before it
//! appends. [`Store`] is what it appends to, with its contract in words: [`FileStore`] on a file
//! of a [`FileSystem`], [`MemoryStore`] in memory. `load` opens a file and says whether it can be written, `replay` judges what stands in it, `cache` keeps what the replay of a long one came to, `acts` are
//! the acts of custody, `key_life` those on parties and keys, `requests` those on requests, `extract` and `import` what travels between
//! organisations (`index` and `positions` are what an extract of a long case is found by, `source` reads it and holds it
//! against the head), `prune` and `erase` end the retention of the record itself. `cosigner` signs the heads of others.
//! The records are `spec::format` §7.

mod acquisition;
mod actor;
mod acts;
mod append;
mod batch;
#[cfg(feature = "object-store")]
pub mod bucket;
mod cache;
mod case_file;
mod closure;
mod contract;
mod cosigner;
mod entries;
mod erase;
mod error;
mod extract;
mod file;
mod file_cache;
mod file_system;
mod hand_over;
mod head;
mod held;
mod import;
mod index;
mod key_life;
mod load;
mod memory;
mod positions;
mod prune;
mod race;
mod replay;
mod requests;
mod scrub;
mod shared;
mod source;
#[cfg(feature = "timestamp")]
mod time_stamp;
mod upkeep;

pub use acquisition::{Acquisition, Origin, ToAcquire, ToolUsed};
pub use actor::{Actor, Enrolment};
pub use acts::Under;
pub use append::Recorded;
pub use case_file::{CaseFile, Opening, Recovery};
pub use contract::{Store, Syncing, Writers};
pub use cosigner::{
    CosignError, Cosigner, CosignerError, FileMemory, FileSlot, HeadMemory, HeadSlot, Remembered,
    VolatileMemory, VolatileSlot,
};
pub use erase::{Erased, erase_pruned, erase_pruned_in};
pub use error::{CaseError, StoreError};
pub use extract::Extract;
pub use file::FileStore;
pub use file_system::{FileHandle, FileSyncing, FileSystem, LocalFile, LocalFiles};
pub use hand_over::{Inspection, TransferTerms};
pub use import::Imported;
pub use key_life::{KeyEnd, Replaced};
pub use load::{recover, recover_in};
pub use memory::MemoryStore;
pub use prune::{Listed, Pruning};
pub use requests::Production;
pub use shared::SharedCase;
