//! Lists of digests: `sha256sum` and its siblings, and hashdeep. Bytes in, [`FileList`] out, and back;
//! and [`audit()`], which compares a list with files that were measured.
//!
//! | program | read | write |
//! |---|---|---|
//! | md5sum, sha1sum, sha256sum, sha512sum of GNU coreutils, `--tag` and `-z` too | [`read_checksums`] | [`write_checksums`] |
//! | hashdeep 4 | [`HashdeepList::read`] | [`HashdeepList::write`] |
//!
//! Names are raw bytes ([`ListedPath`]): no list says which encoding they have. What a format cannot
//! say is an error when it is written, never a broken list. A list that is read is refused at the first
//! thing that is not clear, with the line and the byte ([`ListError`]). No line is longer than
//! [`MAX_LINE`]; besides one line, only the list itself is in memory.
//!
//! MD5 and SHA-1 are compared where a list has nothing better, and then it is said that the match
//! rests on them: see [`Basis::Legacy`].
//!
//! # Examples
//! ```
//! use handseal::evidence::{Options, measure_reader};
//! use handseal::interop::lists::{
//!     AuditConclusion, LineEnd, Listed, ListedPath, audit, read_checksums,
//! };
//!
//! let list = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  mail.eml\n";
//! let list = read_checksums(list.as_bytes(), LineEnd::Newline)?;
//!
//! let measured = measure_reader(&b"abc"[..], Options::default())?;
//! let report = audit(&list, [(ListedPath::from("mail.eml"), Listed::from(&measured))]);
//! assert_eq!(report.conclusion(), AuditConclusion::Agrees, "{report}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod algorithm;
mod audit;
mod audit_report;
mod checksums;
mod compared;
mod error;
mod fields;
mod file_list;
mod hashdeep;
mod line;
mod path;
mod tagged;
mod write;

pub use algorithm::{ListAlgorithm, ListColumn};
pub use audit::audit;
pub use audit_report::{Audit, AuditConclusion, AuditFinding};
pub use checksums::{ChecksumStyle, read_checksums, write_checksums};
pub use compared::{Basis, Compared};
pub use error::{Inexpressible, ListError, ListErrorKind, WriteListError};
pub use file_list::{Conflict, FileList, Insertion, Listed, NotBelow};
pub use hashdeep::HashdeepList;
pub use line::{LineEnd, MAX_LINE};
pub use path::ListedPath;

pub(super) use fields::digest;
pub(super) use line::{Line, Lines};
pub(super) use write::{inexpressible, name_is_there, size_of_line};
