//! The choices that an event is made from, and the parts that several types share.

use std::collections::BTreeMap;

use handseal::encoding::{Blob, Timestamp};
use handseal::event::{
    At, ByteRange, Checked, Citation, Content, Descriptor, Device, Directory, Disclosable,
    EntryHash, KeyRecord, Power, Receipt, RecordedLate, Salts, Subject, TimeSource, Tool, When,
    Why,
};
use handseal::identity::{CaseId, Entropy as _, ItemId, Origin, PartyId, RequestId, Thumbprint};

use super::seeded::Seeded;

const WORDS: [&str; 6] = [
    "",
    "bag 4411",
    "Scellé n° 3, «armoire»",
    "封印\u{1f512}",
    "two\nlines\u{0}and \u{202e}more",
    "a text of more than two hundred and fifty-five bytes, because the length of its head changes \
     there: it goes on about a laptop, a telephone, two memory cards and the charger that belonged \
     to none of them, all in one bag, sealed on the kitchen table in the presence of the owner.",
];

const TIMES: [&str; 5] = [
    "2041-06-01T09:30:00Z",
    "2041-06-01T09:30:00.5+02:00",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999-23:59",
    "1969-12-31T23:59:59.25-03:30",
];

pub(super) const SEQS: [u64; 7] = [1, 2, 23, 24, 65_536, 4_294_967_296, u64::MAX.wrapping_sub(1)];

/// Makes events from choices; when they are spent, every further one is `rest`.
pub(crate) struct Maker {
    choices: std::vec::IntoIter<u16>,
    rest: u16,
    entropy: Seeded,
    salts: Salts,
}

impl Maker {
    pub(crate) fn new(seed: u64, choices: Vec<u16>, rest: u16) -> Self {
        let mut entropy = Seeded::new(seed);
        Self {
            salts: Salts::new(&mut entropy).unwrap(),
            choices: choices.into_iter(),
            rest,
            entropy,
        }
    }

    pub(super) fn pick(&mut self, below: usize) -> usize {
        let choice = self.choices.next().unwrap_or(self.rest);
        usize::from(choice).checked_rem(below).unwrap()
    }

    pub(super) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.pick(of.len())].clone()
    }

    pub(super) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.pick(2) == 1).then(|| make(self))
    }

    pub(super) fn list<T>(&mut self, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.pick(4)).map(|_| make(self)).collect()
    }

    pub(super) fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes).unwrap();
        bytes
    }

    pub(super) fn text(&mut self) -> String {
        self.one(&WORDS).to_owned()
    }

    pub(super) fn words(&mut self) -> Disclosable<String> {
        let text = self.text();
        self.salts.commit(text)
    }

    pub(super) fn time(&mut self) -> Timestamp {
        self.one(&TIMES).parse().unwrap()
    }

    pub(super) fn item(&mut self) -> ItemId {
        self.random().into()
    }

    pub(super) fn items(&mut self) -> Vec<ItemId> {
        let mut items: Vec<_> = (0..self.pick(3).saturating_add(1)).map(|_| self.item()).collect();
        items.sort_unstable();
        items
    }

    pub(super) fn case(&mut self) -> CaseId {
        self.random().into()
    }

    pub(crate) fn party(&mut self) -> PartyId {
        let org = Thumbprint(self.random());
        if self.pick(2) == 0 {
            PartyId::organisation(org)
        } else {
            PartyId::generate(org, &mut self.entropy).unwrap()
        }
    }

    pub(crate) fn origin(&mut self) -> Origin {
        let name = self.one(&["custody.example.org", "x", "a/b/c", "!~", "caf\u{65}/00"]);
        Origin::generate(name, &mut self.entropy).unwrap()
    }

    /// A subject of any kind.
    pub(crate) fn subject(&mut self) -> Subject {
        match self.pick(6) {
            0 => Subject::Item(self.item()),
            1 => Subject::Case(self.case()),
            2 => Subject::Ledger(self.origin()),
            3 => Subject::Own(self.party(), self.origin()),
            4 => Subject::Party(self.party()),
            _ => Subject::Request(RequestId::from(self.random::<16>()), self.party()),
        }
    }

    pub(super) fn why(&mut self) -> Why {
        let code = self.maybe(Self::text);
        let words = match &code {
            Some(_) => self.maybe(Self::words),
            None => Some(self.words()),
        };
        Why { code, words }
    }

    pub(super) fn tool(&mut self) -> Tool {
        Tool { name: self.words(), serial: self.maybe(Self::words), version: self.words() }
    }

    pub(super) fn content(&mut self) -> Content {
        let size = self.one(&SEQS);
        let readable = size < 9;
        let descriptor = Descriptor {
            md5: self.maybe(Self::random),
            sha1: self.maybe(Self::random),
            size,
            parts: self.maybe(|m| Blob(m.random::<96>().to_vec())),
            sha256: self.random(),
            sha512: self.maybe(Self::random),
            imported: self.maybe(Self::text),
            directory: self.maybe(Self::directory),
            part_root: self.maybe(Self::random),
            unreadable: self.maybe(Self::ranges).filter(|_| !readable),
        };
        Content { part_size: self.one(&SEQS), descriptor: self.salts.commit(descriptor) }
    }

    fn directory(&mut self) -> Directory {
        Directory {
            size: self.one(&SEQS),
            entries: self.one(&SEQS),
            content_root: self.random(),
            metadata_root: self.random(),
        }
    }

    fn ranges(&mut self) -> Vec<ByteRange> {
        vec![ByteRange { to: 2, from: 0 }, ByteRange { to: 9, from: 3 }]
    }

    pub(super) fn device(&mut self) -> Device {
        Device {
            make: self.maybe(Self::words),
            model: self.maybe(Self::words),
            power: self.maybe(|m| m.one(Power::ALL)),
            serial: Some(self.words()),
        }
    }

    pub(super) fn checked(&mut self, id: ItemId) -> Checked {
        Checked {
            id,
            seal: self.maybe(Self::words),
            content: self.maybe(Self::content),
            unchecked: self.maybe(Self::why),
            appearance: self.maybe(Self::words),
        }
    }

    pub(super) fn key(&mut self) -> KeyRecord {
        match self.pick(2) {
            0 => self.checkpoint_key(),
            _ => KeyRecord::Esp256(self.random()),
        }
    }

    pub(super) fn checkpoint_key(&mut self) -> KeyRecord {
        KeyRecord::Ed25519(self.random())
    }

    pub(super) fn citation(&mut self) -> Citation {
        Citation {
            subject: self.subject(),
            seq: self.one(&SEQS),
            entry: EntryHash::from(self.random::<32>()),
        }
    }

    pub(super) fn receipt(&mut self) -> Receipt {
        match self.pick(3) {
            0 => Receipt::Nothing,
            1 => Receipt::Item(self.item()),
            _ => Receipt::Declined,
        }
    }

    pub(super) fn at(&mut self) -> At {
        let time = match self.pick(3) {
            0 => When::Instant(self.time()),
            1 => When::Span(TIMES[2].parse().unwrap(), self.time()),
            _ => When::Unknown,
        };
        At {
            time,
            source: self.one(TimeSource::ALL),
            uncertainty: self.maybe(|m| m.one(&SEQS)),
            recorded_late: self
                .maybe(|m| RecordedLate { acted: m.maybe(Self::party), why: m.why() }),
        }
    }

    pub(super) fn ext(&mut self) -> BTreeMap<String, Disclosable<Blob>> {
        let names = ["org.example.b", "z", "org.example.a"];
        let count = self.pick(names.len()).saturating_add(1);
        let names = names.into_iter().take(count);
        names
            .map(|name| {
                let value = Blob(self.text().into_bytes());
                (name.to_owned(), self.salts.commit(value))
            })
            .collect()
    }

    pub(super) fn each<T>(
        &mut self,
        ids: &[ItemId],
        make: impl Fn(&mut Self, ItemId) -> T,
    ) -> Vec<T> {
        ids.iter().map(|id| make(self, *id)).collect()
    }
}
