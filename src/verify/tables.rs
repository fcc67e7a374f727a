//! Which keys have tables, within a bound of memory.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use crate::identity::{BaseTable, KeyTable, TableWidth, Thumbprint};
use crate::verify::window::share;

/// From so many signatures on a table is made in the time that it saves: some 18 µs of each, beside 90 µs
/// for a narrow one. A wide one saves 4 µs more, and takes 520 µs, as does that of the base point. The
/// widest saves 1.5 µs more, and takes 4 ms.
const WORTH_NARROW: usize = 8;
const WORTH_WIDE: usize = 128;
const WORTH_WIDEST: usize = 8192;
const WORTH_BASE: usize = 48;

/// The tables that there are.
pub(super) struct Tables {
    /// How many bytes they may have.
    limit: usize,
    used: usize,
    /// How many signatures there were by keys that are worth a table.
    signatures: usize,
    base: Option<BaseTable>,
    kept: HashMap<Thumbprint, Kept>,
    /// The number of the window.
    window: u64,
}

struct Kept {
    table: KeyTable,
    signatures: usize,
    /// The last window with a signature by the key.
    window: u64,
}

/// A key that signs enough for a table.
pub(super) struct Wanted {
    kid: Thumbprint,
    key: [u8; 32],
    signatures: usize,
    width: TableWidth,
    made: Option<KeyTable>,
}

impl Wanted {
    pub(super) const fn new(kid: Thumbprint, key: [u8; 32], signatures: usize) -> Self {
        let width = match signatures {
            0..WORTH_WIDE => TableWidth::Narrow,
            WORTH_WIDE..WORTH_WIDEST => TableWidth::Wide,
            WORTH_WIDEST.. => TableWidth::Widest,
        };
        Self { kid, key, signatures, width, made: None }
    }
}

impl Tables {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, used: 0, signatures: 0, base: None, kept: HashMap::new(), window: 0 }
    }

    /// Whether a table saves the time that it takes.
    pub(super) const fn are_worth(signatures: usize) -> bool {
        signatures >= WORTH_NARROW
    }

    pub(super) const fn base(&self) -> Option<&BaseTable> {
        self.base.as_ref()
    }

    pub(super) fn of(&self, kid: Thumbprint) -> Option<&KeyTable> {
        self.kept.get(&kid).map(|kept| &kept.table)
    }

    pub(super) const fn begin_window(&mut self) {
        self.window = self.window.saturating_add(1);
    }

    /// Where the key has a table: notes its signatures in this window, and answers whether it is worth a
    /// wider one by now.
    pub(super) fn note(&mut self, kid: Thumbprint, signatures: usize) -> Option<Option<Wanted>> {
        let kept = self.kept.get_mut(&kid)?;
        kept.signatures = kept.signatures.saturating_add(signatures);
        self.signatures = self.signatures.saturating_add(signatures);
        kept.window = self.window;
        let wanted = Wanted::new(kid, *kept.table.key(), kept.signatures);
        Some(Some(wanted).filter(|wanted| wanted.width > kept.table.width()))
    }

    /// Makes the tables that there is room for, those of the keys that sign most first.
    pub(super) fn make(&mut self, mut wanted: Vec<Wanted>, threads: NonZeroUsize) {
        let new = wanted.iter().filter(|key| !self.kept.contains_key(&key.kid));
        self.signatures = new.fold(self.signatures, |sum, key| sum.saturating_add(key.signatures));
        let base_width = self.admit_base();
        if self.base.is_none() && base_width.is_none() {
            return;
        }
        wanted.sort_by_key(|key| (std::cmp::Reverse(key.signatures), key.kid));
        wanted.retain_mut(|key| self.admit_key(key));
        let compute = |wanted: &mut [Wanted]| {
            for key in wanted {
                key.made = KeyTable::new(&key.key, key.width).ok();
            }
        };
        let mut base = None;
        share(threads, 1, &mut wanted, compute, || base = base_width.map(BaseTable::new));
        if let Some(narrower) = base.and_then(|base| self.base.replace(base)) {
            self.used = self.used.saturating_sub(narrower.width().bytes());
        }
        for key in wanted {
            let Some(table) = key.made else {
                // Of small order: nothing is accepted under it.
                self.used = self.used.saturating_sub(key.width.bytes());
                continue;
            };
            let kept = Kept { table, signatures: key.signatures, window: self.window };
            if let Some(narrower) = self.kept.insert(key.kid, kept) {
                self.used = self.used.saturating_sub(narrower.table.width().bytes());
            }
        }
    }

    /// The width of a table of the base point that is to be made.
    fn admit_base(&mut self) -> Option<TableWidth> {
        let worth = match self.signatures {
            0..WORTH_BASE => return None,
            WORTH_BASE..WORTH_WIDEST => TableWidth::Wide,
            WORTH_WIDEST.. => TableWidth::Widest,
        };
        self.admit(worth, self.base.as_ref().map(BaseTable::width))
    }

    fn admit_key(&mut self, key: &mut Wanted) -> bool {
        let kept = self.kept.get(&key.kid).map(|kept| kept.table.width());
        let admitted = self.admit(key.width, kept);
        key.width = admitted.unwrap_or(key.width);
        admitted.is_some()
    }

    /// The widest that there is room for, if it is wider than what is kept.
    fn admit(&mut self, worth: TableWidth, kept: Option<TableWidth>) -> Option<TableWidth> {
        let mut widths = TableWidth::ALL.into_iter().rev();
        widths.find(|width| *width <= worth && Some(*width) > kept && self.make_room(*width))
    }

    /// Takes room, where need be that of keys with no signature in this window.
    fn make_room(&mut self, width: TableWidth) -> bool {
        let bytes = width.bytes();
        // Few of the widest must not leave many others with none.
        let limit = match width {
            TableWidth::Narrow | TableWidth::Wide => self.limit,
            TableWidth::Widest => self.limit.wrapping_div(2),
        };
        if self.used.saturating_add(bytes) > limit && width < TableWidth::Widest {
            let window = self.window;
            self.kept.retain(|_, kept| {
                let stays = kept.window == window;
                if !stays {
                    self.used = self.used.saturating_sub(kept.table.width().bytes());
                }
                stays
            });
        }
        let found = self.used.saturating_add(bytes) <= limit;
        if found {
            self.used = self.used.saturating_add(bytes);
        }
        found
    }
}
