//! What a verifier is asked, as far as a snapshot is good for the same question only.

use sha2::{Digest, Sha256};

use crate::encoding::{Persist, StateWriter};
use crate::verify::given::Given;
use crate::verify::verifier::Verifier;

/// Digests of what is given beside the file, each with what it is called.
#[derive(Debug)]
pub(crate) struct Question([(&'static str, [u8; 32]); 6]);

impl Question {
    pub(super) fn of(verifier: &Verifier<'_>) -> Self {
        let digest = |write: &dyn Fn(&mut StateWriter)| {
            let mut out = StateWriter::new();
            write(&mut out);
            Sha256::digest(out.into_bytes()).into()
        };
        let trust = digest(&|out| {
            for root in verifier.trust.roots() {
                let pinned = verifier.trust.pinned(root);
                let pinned =
                    pinned.map(|pinned| (pinned.name.clone(), pinned.jurisdiction.clone()));
                (root, pinned).persist(out);
            }
        });
        let policies = digest(&|out| {
            verifier.policies.for_others().digest().0.persist(out);
            for (organisation, policy) in verifier.policies.own() {
                (organisation, policy.digest().0).persist(out);
            }
        });
        let cosigners = digest(&|out| {
            let policy = verifier.cosigners.as_ref();
            policy.map(|policy| policy.threshold()).persist(out);
            let keys = policy.into_iter().flat_map(|policy| policy.cosigners());
            keys.for_each(|key| key.to_string().persist(out));
        });
        let authorities = digest(&|out| {
            #[cfg(feature = "timestamp")]
            verifier.authorities.persist(out);
            // A build that reads no tokens says another thing of them.
            cfg!(feature = "timestamp").persist(out);
        });
        let catalogue = digest(&|out| verifier.instruments().digest().0.persist(out));
        let limits = digest(&|out| verifier.limits.findings.persist(out));
        Self([
            ("trust", trust),
            ("policies of roles", policies),
            ("cosigners", cosigners),
            ("authorities", authorities),
            ("instruments", catalogue),
            ("limits", limits),
        ])
    }

    /// What is asked beside the verdict that only all entries tell.
    pub(super) fn needs_all(verifier: &Verifier<'_>, given: &Given<'_>) -> Option<&'static str> {
        let asked = [
            (!verifier.use_logs.is_empty(), "use logs"),
            (!verifier.certificates.is_empty(), "certificates"),
            (!verifier.entries.is_empty(), "questions about single entries"),
            (!given.beside.is_empty(), "files beside"),
        ];
        asked.into_iter().find_map(|(asked, what)| asked.then_some(what))
    }

    pub(super) fn digests(&self) -> impl Iterator<Item = (&'static str, [u8; 32])> + '_ {
        self.0.iter().copied()
    }
}
