//! A bag compared with its files.

use std::collections::BTreeMap;

use crate::evidence::DigestSet;
use crate::interop::bag::oxum::Oxum;
use crate::interop::bag::path::PAYLOAD;
use crate::interop::bag::{Bag, BagFinding, BagReport, BagVersion};
use crate::interop::lists::{Audit, AuditFinding, ListAlgorithm, Listed, ListedPath, audit};

impl Bag {
    /// What to ask of a measurement so that everything listed can be compared, as far as it can.
    #[must_use]
    pub fn digests(&self) -> DigestSet {
        let manifests = self.payload_manifests.iter().chain(&self.tag_manifests);
        manifests.copied().filter_map(ListAlgorithm::measured_as).collect()
    }

    /// Compares the bag with all files that are in its folder, payload and tags, with their paths within it.
    ///
    /// # What this proves
    /// Where [`BagReport::conclusion`] is [`Valid`](crate::interop::bag::BagConclusion::Valid): the
    /// bag is complete and valid (RFC 8493 §3), and its payload rests on SHA-256 or SHA-512. Its
    /// payload is what the manifests list, and the tag files that tag manifests list are as listed.
    ///
    /// # What this does not prove
    /// Who made the bag, and when: nothing in it is signed, and whoever changes a file can change the
    /// manifests with it. That the tag files measured are the ones that were read before, unless a
    /// tag manifest lists them. That no file was left out of the measurement.
    ///
    /// # Specification
    /// RFC 8493 §3.
    #[must_use]
    pub fn check(&self, measured: impl IntoIterator<Item = (ListedPath, Listed)>) -> BagReport {
        let (payload, tags): (Vec<_>, Vec<_>) =
            measured.into_iter().partition(|(path, _)| path.plain().starts_with(PAYLOAD));
        let found = Oxum::of(payload.iter().filter_map(|(_, found)| found.size));

        let mut findings = Vec::new();
        let payload = self.check_payload(payload, &mut findings);
        let tags = self.check_tags(tags, &mut findings);
        self.check_manifests(&mut findings);
        self.check_fetches(&mut findings);
        self.check_oxum(found, &mut findings);
        BagReport { payload, tags, findings }
    }

    fn check_payload(
        &self,
        files: Vec<(ListedPath, Listed)>,
        findings: &mut Vec<BagFinding>,
    ) -> Audit {
        let mut payload = audit(&self.payload, files);
        let elsewhere: BTreeMap<_, _> =
            self.fetches.iter().map(|fetch| (&fetch.path, &fetch.url)).collect();
        payload.findings.retain(|finding| {
            let AuditFinding::Missing { path } = finding else { return true };
            let Some(url) = elsewhere.get(path) else { return true };
            findings.push(BagFinding::NotHere { path: path.clone(), url: (*url).clone() });
            false
        });
        payload
    }

    fn check_tags(
        &self,
        files: Vec<(ListedPath, Listed)>,
        findings: &mut Vec<BagFinding>,
    ) -> Audit {
        if self.tag_manifests.is_empty() {
            findings.push(BagFinding::NoTagManifest);
            return Audit { findings: Vec::new() };
        }
        // Nothing lists a tag manifest.
        let listable = files.into_iter().filter(|(path, _)| {
            let name = path.plain();
            !(name.starts_with(b"tagmanifest-") && name.ends_with(b".txt"))
        });
        let mut tags = audit(&self.tags, listable);
        // Other tag files are allowed, and nothing protects them.
        tags.findings.retain(|finding| {
            let AuditFinding::Added { path, .. } = finding else { return true };
            findings.push(BagFinding::TagNotListed { path: path.clone() });
            false
        });
        tags
    }

    /// What the manifests themselves lack.
    fn check_manifests(&self, findings: &mut Vec<BagFinding>) {
        let unread = self.not_read.iter().cloned();
        findings.extend(unread.map(|name| BagFinding::ManifestNotRead { name }));
        let bare = self.bare_percents.iter().cloned();
        findings.extend(bare.map(|path| BagFinding::NotEncoded { path }));
        // Before 1.0 it was enough that one manifest lists a file.
        if self.version < BagVersion::V1_0 {
            return;
        }
        for (path, listed) in self.payload.iter() {
            for algorithm in self.payload_manifests.iter().copied() {
                if listed.digest(algorithm).is_none() {
                    findings.push(BagFinding::NotListed { path: path.clone(), algorithm });
                }
            }
        }
    }

    fn check_fetches(&self, findings: &mut Vec<BagFinding>) {
        let unlisted = self.fetches.iter().filter(|fetch| self.payload.get(&fetch.path).is_none());
        findings
            .extend(unlisted.map(|fetch| BagFinding::FetchNotListed { path: fetch.path.clone() }));
    }

    fn check_oxum(&self, found: Oxum, findings: &mut Vec<BagFinding>) {
        let Some(said) = self.said("Payload-Oxum") else { return };
        // Of a payload that is not all here it says nothing.
        if findings.iter().any(|finding| matches!(finding, BagFinding::NotHere { .. })) {
            return;
        }
        match said.parse::<Oxum>() {
            Ok(said) if said == found => {}
            Ok(said) => findings.push(BagFinding::Oxum { said, found }),
            Err(_) => findings.push(BagFinding::OxumNotRead { said: said.into() }),
        }
    }
}
