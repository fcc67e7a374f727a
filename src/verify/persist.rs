//! What a verification has folded, as bytes and back.

use crate::encoding::{Persist, StateError, StateReader, StateWriter, Timestamp, persist};
use crate::identity::Trust;
use crate::law::Policies;
use crate::verify::directory::{End, Key, Owner, Party};
use crate::verify::fold::{Fold, Stage};

persist!(enum End { 0 => By(entry), 1 => Stolen });
persist!(struct Key { public, ended });
persist!(enum Owner { 0 => Checkpoints, 1 => Party(party) });
persist!(struct Party { kind, name, roles, units, enrolled, place });
persist!(enum Stage { 0 => Start, 1 => Founded, 2 => Opened });

impl Fold {
    /// Writes what the entries amount to. Trust, policies and `now` are not theirs, nor is what other files show or
    /// what was asked for: whoever reads the state back gives them anew.
    pub(crate) fn persist(&self, out: &mut StateWriter) {
        let Self {
            directory,
            register,
            requests,
            journal: _,
            heard,
            tree,
            keeper,
            origin,
            stage,
            head_keys,
            elsewhere: _,
            compromises,
            first_damage,
            signers,
            trust_moved: _,
            trust: _,
            policies: _,
            now: _,
            listed: _,
        } = self;
        directory.persist(out);
        register.persist(out);
        requests.persist(out);
        heard.persist(out);
        tree.persist(out);
        keeper.persist(out);
        origin.persist(out);
        stage.persist(out);
        head_keys.persist(out);
        compromises.persist(out);
        first_damage.persist(out);
        signers.persist(out);
    }

    /// The fold that [`persist`](Self::persist) wrote, under this trust and these policies.
    pub(crate) fn restore(
        input: &mut StateReader<'_>,
        trust: Trust,
        policies: Policies,
        now: Option<Timestamp>,
    ) -> Result<Self, StateError> {
        let mut fold = Self::new(trust, policies, now);
        fold.directory = Persist::restore(input)?;
        fold.register = Persist::restore(input)?;
        fold.requests = Persist::restore(input)?;
        fold.heard = Persist::restore(input)?;
        fold.tree = Persist::restore(input)?;
        fold.keeper = Persist::restore(input)?;
        fold.origin = Persist::restore(input)?;
        fold.stage = Persist::restore(input)?;
        fold.head_keys = Persist::restore(input)?;
        fold.compromises = Persist::restore(input)?;
        fold.first_damage = Persist::restore(input)?;
        fold.signers = Persist::restore(input)?;
        Ok(fold)
    }

    /// Whether the same entries amount to the same under the trust of this fold: none of the organisations whose
    /// people signed anything was trusted then and is not now, or the other way round.
    pub(crate) fn is_under_its_trust(&self) -> bool {
        let same = |(org, trusted): (&_, &bool)| self.trust().trusts(*org) == *trusted;
        !self.trust_moved && self.signers.iter().all(same)
    }
}
