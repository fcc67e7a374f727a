//! The vectors, by family. Each function builds its cases from fixed seeds.

mod annulment;
mod beginnings;
mod citations;
mod content_proofs;
mod contents;
pub(crate) mod cosigned;
mod crossing;
mod custody;
mod descriptors;
mod directories;
mod doubt;
mod entries;
mod esp256;
mod extracts;
mod file;
mod foundings;
mod gaps;
mod heads;
mod joints;
mod key_life;
mod keys;
mod late_answers;
mod links;
mod measures;
mod objects;
mod outside;
mod pens;
mod policies;
mod pruning;
mod records;
mod requests;
mod roles;
pub(crate) mod scenes;
mod scope;
mod stamps;

use handseal::ledger::SignedCheckpoint;
use handseal::verify::Code;
use serde_json::{Map, Value, json};

use crate::cases::{CHIEF, LAB, Ledger, Party, at, root};
use crate::hex::hex;
use crate::vector::{Place, Question, Tells, Vector};
use crate::world::World;

/// Every vector.
pub(crate) fn all() -> Vec<Vector> {
    let families = [
        beginnings::all(),
        content_proofs::all(),
        contents::all(),
        gaps::all(),
        citations::all(),
        cosigned::all(),
        crossing::all(),
        custody::all(),
        descriptors::all(),
        directories::all(),
        annulment::all(),
        doubt::all(),
        entries::all(),
        esp256::all(),
        extracts::all(),
        scope::all(),
        stamps::all(),
        joints::all(),
        file::all(),
        foundings::all(),
        heads::all(),
        key_life::all(),
        keys::all(),
        roles::all(),
        late_answers::all(),
        links::all(),
        pens::all(),
        policies::all(),
        measures::all(),
        objects::all(),
        outside::all(),
        records::all(),
        pruning::all(),
        requests::all(),
    ];
    families.into_iter().flatten().collect()
}

/// What a verifier is given.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) file: Vec<u8>,
    roots: Vec<String>,
    heads: Vec<SignedCheckpoint>,
    kept: Vec<u32>,
    beside: Vec<Vec<u8>>,
    contents: Map<String, Value>,
    unreadable: Map<String, Value>,
    parts: Map<String, Value>,
    directories: Map<String, Value>,
    now: u32,
    catalogue: Vec<String>,
    cosigners: Option<(Vec<String>, u64)>,
    policy: Option<String>,
    policies: Map<String, Value>,
    limit: Option<u64>,
    authorities: Vec<String>,
}

impl Case {
    /// A ledger, with both roots and a head over all of it, at the minute of the latest act.
    pub(crate) fn of(ledger: &Ledger) -> Self {
        Self {
            file: ledger.bytes.clone(),
            roots: [CHIEF, LAB].map(|number| root(number).id.to_string()).to_vec(),
            heads: vec![ledger.head()],
            kept: Vec::new(),
            beside: Vec::new(),
            contents: Map::new(),
            unreadable: Map::new(),
            parts: Map::new(),
            directories: Map::new(),
            now: ledger.latest,
            catalogue: Vec::new(),
            cosigners: None,
            policy: None,
            policies: Map::new(),
            limit: None,
            authorities: Vec::new(),
        }
    }

    /// A world of requests, judged by the catalogue of its tests.
    pub(crate) fn of_world(world: &World) -> Self {
        let trusted =
            [&world.maker, &world.provider, &world.authority, &world.third, &world.second];
        Self {
            roots: trusted.map(|party| party.id.to_string()).to_vec(),
            now: world.now,
            catalogue: vec![requests::catalogue(&world.ledger.bytes)],
            ..Self::of(&world.ledger)
        }
    }

    pub(crate) fn file(self, file: impl Into<Vec<u8>>) -> Self {
        Self { file: file.into(), ..self }
    }

    pub(crate) fn roots(self, roots: &[String]) -> Self {
        Self { roots: roots.to_vec(), ..self }
    }

    pub(crate) fn heads(self, heads: &[SignedCheckpoint]) -> Self {
        Self { heads: heads.to_vec(), ..self }
    }

    /// These heads, each with the minute since which it is kept.
    pub(crate) fn kept(self, heads: &[(SignedCheckpoint, u32)]) -> Self {
        let (heads, kept) = heads.iter().cloned().unzip();
        Self { heads, kept, ..self }
    }

    pub(crate) fn cosigners(self, keys: &[String], threshold: u64) -> Self {
        Self { cosigners: Some((keys.to_vec(), threshold)), ..self }
    }

    /// With a file of another ledger beside it.
    pub(crate) fn beside(mut self, file: &[u8]) -> Self {
        self.beside.push(file.to_vec());
        self
    }

    pub(crate) fn now(self, minute: u32) -> Self {
        Self { now: minute, ..self }
    }

    pub(crate) fn content(mut self, name: impl ToString, bytes: &[u8]) -> Self {
        self.contents.insert(name.to_string(), hex(bytes).into());
        self
    }

    /// Ranges of a content that cannot be read.
    pub(crate) fn unreadable(mut self, name: impl ToString, ranges: &[(u64, u64)]) -> Self {
        self.unreadable.insert(name.to_string(), json!(ranges));
        self
    }

    pub(crate) fn parts(mut self, name: impl ToString, digests: &[u8]) -> Self {
        self.parts.insert(name.to_string(), hex(digests).into());
        self
    }

    /// A directory: the manifest that was made of it, and that of what it is now.
    pub(crate) fn directory(mut self, name: impl ToString, before: &[u8], now: &[u8]) -> Self {
        let given = json!({ "manifest": hex(before), "found": hex(now) });
        self.directories.insert(name.to_string(), given);
        self
    }

    pub(crate) fn limit(self, findings: u64) -> Self {
        Self { limit: Some(findings), ..self }
    }

    /// Believes the authority of the tests.
    pub(crate) fn believes(self, anchor: &[u8]) -> Self {
        Self { authorities: vec![hex(anchor)], ..self }
    }

    pub(crate) fn catalogue(self, texts: &[String]) -> Self {
        Self { catalogue: texts.to_vec(), ..self }
    }

    pub(crate) fn policy(self, text: &str) -> Self {
        Self { policy: Some(text.to_owned()), ..self }
    }

    /// With a policy for the people of one organisation.
    pub(crate) fn policy_of(mut self, organisation: &Party, text: &str) -> Self {
        self.policies.insert(organisation.id.to_string(), text.into());
        self
    }

    fn question(self) -> Question {
        let heads: Vec<_> =
            self.heads.iter().map(|head| hex(head.to_string().as_bytes())).collect();
        let mut fields = vec![
            ("op", json!("verify")),
            ("file", hex(&self.file).into()),
            ("roots", self.roots.into()),
            ("heads", heads.into()),
            ("contents", self.contents.into()),
            ("parts", self.parts.into()),
            ("now", at(self.now).to_string().into()),
        ];
        if !self.unreadable.is_empty() {
            fields.push(("unreadable", self.unreadable.into()));
        }
        if !self.directories.is_empty() {
            fields.push(("directories", self.directories.into()));
        }
        if !self.kept.is_empty() {
            let kept: Vec<_> = self.kept.iter().map(|minute| at(*minute).to_string()).collect();
            fields.insert(4, ("kept", kept.into()));
        }
        if !self.beside.is_empty() {
            let files: Vec<_> = self.beside.iter().map(|file| hex(file)).collect();
            fields.push(("beside", files.into()));
        }
        if !self.catalogue.is_empty() {
            fields.push(("catalogue", self.catalogue.into()));
        }
        if let Some((cosigners, threshold)) = self.cosigners {
            fields.push(("cosigners", cosigners.into()));
            fields.push(("threshold", threshold.into()));
        }
        if let Some(policy) = self.policy {
            fields.push(("policy", policy.into()));
        }
        if !self.policies.is_empty() {
            fields.push(("policies", self.policies.into()));
        }
        if let Some(limit) = self.limit {
            fields.push(("limit", limit.into()));
        }
        if !self.authorities.is_empty() {
            fields.push(("authorities", self.authorities.into()));
        }
        Question(fields)
    }

    /// Nothing is found that departs.
    pub(crate) fn allowed(self, tells: Tells) -> Vector {
        self.question().shows("accept", tells, None)
    }

    /// The finding is no departure: something is not checked, or to know.
    pub(crate) fn allowed_with(self, tells: Tells, code: Code, place: Place) -> Vector {
        self.question().shows("accept", tells, Some((code, place)))
    }

    /// The finding is a failure or an irregularity.
    pub(crate) fn refused(self, tells: Tells, code: Code, place: Place) -> Vector {
        self.question().shows("reject", tells, Some((code, place)))
    }
}
