//! Which role may do which act: data, which an agency replaces by its own.
//!
//! This layer turns a file of TOML 1.1 into a [`Policy`]. `data/default.toml` is the embedded one;
//! `spec::policy` defines the format. What registers keys, opens a ledger
//! and attests its time is no matter of a policy: that is V2.6 and V5 of `spec::verification`, and the
//! same for everyone.

mod role;
mod several;

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use sha2::{Digest, Sha256};

use crate::event::EventType;
use crate::evidence::Sha256Digest;
use crate::law::catalogue::CatalogueError;
use crate::law::catalogue::file::{parse, text_of};
use crate::law::policy::role::File;

pub use role::Role;
pub(crate) use several::Policies;

/// Which role may do which act.
///
/// The same policy is asked by the writer before it records and by the verifier afterwards; the
/// report names it with its digest. A role that it does not know has no rights. The organisation
/// itself may do any act.
///
/// # Examples
///
/// ```
/// use handseal::event::EventType;
/// use handseal::law::Policy;
///
/// let ours = Policy::parse(
///     "ours.toml",
///     r#"
///         format = 1
///         name = "Example Police, orders of 2041"
///         everyone = ["noted"]
///         [[role]]
///         id = "exhibits_officer"
///         may = ["accepted", "refused", "stored"]
///     "#,
/// )?;
/// assert!(ours.allows(&["exhibits_officer"], EventType::Stored));
/// assert!(!ours.allows(&["exhibits_officer"], EventType::Destroyed));
/// assert!(!ours.allows(&["astronaut"], EventType::Stored));
/// assert!(Policy::embedded().allows(&["custodian"], EventType::Destroyed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
///
/// `spec::policy`.
#[derive(Clone, Debug)]
pub struct Policy(Arc<Rules>);

#[derive(Debug, Default)]
struct Rules {
    name: String,
    digest: [u8; 32],
    everyone: BTreeSet<EventType>,
    without_role: BTreeSet<EventType>,
    roles: Vec<Role>,
}

/// Read once. A test reads it too. Were it no policy all the same, nobody but an organisation itself
/// has any right.
static EMBEDDED: LazyLock<Policy> = LazyLock::new(|| {
    let read = Policy::parse("default.toml", Policy::EMBEDDED_TEXT);
    read.unwrap_or_else(|_| Policy(Arc::default()))
});

impl Policy {
    /// The text of the embedded policy, with which an agency can begin its own.
    pub const EMBEDDED_TEXT: &'static str = include_str!("data/default.toml");

    /// The policy that comes with the library.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads the text of a policy. It stands alone: nothing of the embedded one is kept.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] with file, line and what was expected: no TOML, a key that the format does
    /// not have or that is missing, an act that is none or no matter of a policy, a role that stands
    /// twice, more bytes than [`MAX_CATALOGUE_FILE`](crate::law::MAX_CATALOGUE_FILE).
    pub fn parse(file_name: &str, text: &str) -> Result<Self, CatalogueError> {
        let file: File = parse(file_name, text)?;
        Ok(Self(Arc::new(Rules {
            name: file.name,
            digest: Sha256::digest(text.as_bytes()).into(),
            everyone: file.everyone.into_iter().map(EventType::from).collect(),
            without_role: file.without_role.into_iter().map(EventType::from).collect(),
            roles: file.roles,
        })))
    }

    /// As [`parse`](Self::parse), from what a file holds.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and when the bytes are no UTF-8.
    pub fn parse_bytes(file_name: &str, bytes: &[u8]) -> Result<Self, CatalogueError> {
        Self::parse(file_name, text_of(file_name, bytes)?)
    }

    /// What it calls itself.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// SHA-256 of its text, which `sha256sum` prints for the file.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest(self.0.digest)
    }

    /// The roles that it knows, in the order of the file.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.0.roles
    }

    /// What every enrolled party may do.
    pub fn everyone(&self) -> impl Iterator<Item = EventType> {
        self.0.everyone.iter().copied()
    }

    /// What a party may do whose enrolment names no role, beside what everyone may.
    pub fn without_role(&self) -> impl Iterator<Item = EventType> {
        self.0.without_role.iter().copied()
    }

    /// Whether a party that was enrolled in these roles may do the act. What is no matter of a policy
    /// is always allowed here.
    #[must_use]
    pub fn allows<R: AsRef<str>>(&self, roles: &[R], act: EventType) -> bool {
        self.gives(&roles.iter().map(AsRef::as_ref).collect::<BTreeSet<&str>>(), act)
    }

    /// As [`allows`](Self::allows): one look-up for each role of the policy, however many an
    /// enrolment names.
    pub(crate) fn gives<R: Borrow<str> + Ord>(&self, roles: &BTreeSet<R>, act: EventType) -> bool {
        let rules = &*self.0;
        // V2.12
        !Self::covers(act)
            || rules.everyone.contains(&act)
            || roles.is_empty() && rules.without_role.contains(&act)
            || self.who_may(act).any(|role| roles.contains(role))
    }

    /// The roles that may do the act, by their ids.
    pub fn who_may(&self, act: EventType) -> impl Iterator<Item = &str> {
        self.0.roles.iter().filter(move |role| role.may(act)).map(Role::id)
    }

    /// Whether the act is a matter of a policy. Who enrols, revokes, opens a ledger, takes new keys and
    /// has the time of a head attested is the same everywhere. V2.12
    #[must_use]
    pub fn covers(act: EventType) -> bool {
        !matches!(
            act,
            EventType::CheckpointKeyChanged
                | EventType::Enrolled
                | EventType::Founded
                | EventType::Opened
                | EventType::Revoked
                | EventType::Rotated
                | EventType::Succeeded
                | EventType::Timestamped
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_text_that_is_no_policy_would_leave_nobody_a_right() {
        let read = Policy::parse("default.toml", Policy::EMBEDDED_TEXT);
        assert_eq!(read.err(), None);
        assert!(Policy::embedded().roles().len() > 10);
    }
}
