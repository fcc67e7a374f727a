//! Signatures ahead of the fold: checked under the key that an entry names, where that key is at hand.
//!
//! Whether a signature is one by a key rests on nothing but their bytes. So it does not matter when it is
//! found out, and a key may be taken from an entry that turns out to be worth nothing. What is found good
//! here is noted in the event, under the name of the key; V2.1 heeds the note only if it asks for that
//! key. All else, above all what is to be refused, V2.1 checks itself.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use crate::event::{Body, KeyRecord, SignedEvent, SignedTogether, Statement};
use crate::identity::{PartyId, PublicKey, Thumbprint};
use crate::verify::directory::Directory;
use crate::verify::tables::{Tables, Wanted};
use crate::verify::window::{Item, LEAST, Window, share};

/// The keys that the entries of a window name.
pub(super) struct Ahead {
    threads: NonZeroUsize,
    tables: Tables,
    /// Those that have no table.
    plain: HashMap<Thumbprint, PublicKey>,
}

/// How many entries of a window name a key, and one who signs with it.
struct Named {
    entries: usize,
    by: PartyId,
}

impl Ahead {
    /// Tables of keys take as many bytes at most.
    pub(super) fn new(threads: NonZeroUsize, limit: usize) -> Self {
        Self { threads, tables: Tables::new(limit), plain: HashMap::new() }
    }

    /// Finds the keys that the entries of a window name: in the directory, or in entries that the fold has
    /// not seen yet, which are those of this window and of the one before. Keys that sign much have tables.
    pub(super) fn choose_keys(&mut self, window: &Window, unseen: &Window, directory: &Directory) {
        let mut named: HashMap<Thumbprint, Named> = HashMap::new();
        for event in window.events() {
            let claims = event.claims();
            let key = named.entry(claims.kid).or_insert(Named { entries: 0, by: claims.iss });
            key.entries = key.entries.saturating_add(1);
        }
        self.plain.clear();
        self.tables.begin_window();
        let mut brought = None;
        let mut wanted = Vec::new();
        for (kid, Named { entries, by }) in named {
            if let Some(again) = self.tables.note(kid, entries) {
                wanted.extend(again);
                continue;
            }
            let known = directory.signing_key(None, by, kid).ok().flatten();
            let record = match &known {
                Some(key) => Some(KeyRecord::of(key)),
                // One that signs little is not looked for.
                None if !Tables::are_worth(entries) => None,
                None => brought.get_or_insert_with(|| keys_in([unseen, window])).get(&kid).copied(),
            };
            if let Some(KeyRecord::Ed25519(key)) = record
                && Tables::are_worth(entries)
            {
                wanted.push(Wanted::new(kid, key, entries));
            }
            self.plain.extend(known.map(|key| (kid, key)));
        }
        self.tables.make(wanted, self.threads);
    }

    /// Checks the signatures of a window on all threads. The calling one does something else before.
    pub(super) fn check(&self, window: &mut Window, before: impl FnOnce()) {
        share(self.threads, LEAST, &mut window.items, |items| self.check_some(items), before);
    }

    fn check_some(&self, items: &mut [Item]) {
        let mut together = self.tables.base().map(SignedTogether::new);
        for item in items {
            let Some(Some(Ok(event))) = item.decoded.as_mut().map(|decoded| &mut decoded.event)
            else {
                continue;
            };
            let kid = event.claims().kid;
            match (&mut together, self.tables.of(kid)) {
                (Some(together), Some(table)) => together.push(event, table),
                (Some(_) | None, _) => {
                    if let Some(key) = self.plain.get(&kid) {
                        event.verify_ahead(key);
                    }
                }
            }
        }
        if let Some(together) = together {
            together.finish();
        }
    }
}

/// The keys that directory events bring, whatever they are worth.
fn keys_in(windows: [&Window; 2]) -> HashMap<Thumbprint, KeyRecord> {
    let events = windows.into_iter().flat_map(Window::events);
    events.filter_map(key_in).map(|key| (key.thumbprint(), key)).collect()
}

fn key_in(event: &SignedEvent) -> Option<KeyRecord> {
    let body = match event.statement() {
        Statement::Known(known) => Some(&known.body),
        Statement::NotUnderstood(_) => None,
    };
    match body {
        Some(Body::Enrolled(body)) => body.key,
        Some(Body::Founded(body)) => Some(body.key),
        Some(Body::Rotated(body)) => Some(body.key),
        Some(Body::Succeeded(body)) => Some(body.key),
        _ => None,
    }
}
