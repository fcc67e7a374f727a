//! Data acquired, with what it was acquired with and how.

use crate::encoding::{MAX_RECORD, Timestamp};
use crate::event::{
    Acquired, AcquiredItem, At, Device, Disclosable, Measured, PartDigests, Power, Salts, Tool, Why,
};
use crate::identity::{Entropy, ItemId};
use crate::store::actor::Actor;
use crate::store::acts::{Under, generate, subjects};
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::error::CaseError;

/// How data was acquired: what holds for all contents of one act. All of it is optional.
///
/// The names are those of ISO/IEC 27037 and of the usual custody forms.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Acquisition {
    /// Where.
    pub place: Option<String>,
    /// On what ground, in words.
    pub ground: Option<String>,
    /// How.
    pub method: Option<String>,
    /// Who was there.
    pub witnesses: Vec<String>,
    /// By how many seconds the clock of the source device was ahead of true time.
    pub clock_offset: Option<i64>,
    /// With which tool.
    pub tool: Option<ToolUsed>,
    /// What kept the source from being written to.
    pub write_blocker: Option<ToolUsed>,
}

/// A tool, as it calls itself.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ToolUsed {
    /// What it is called.
    pub name: String,
    /// Which version ran.
    pub version: String,
    /// The serial number of a device.
    pub serial: Option<String>,
}

/// What data was read from, and what it is. All of it is optional.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Origin {
    /// Who made the device.
    pub make: Option<String>,
    /// Which model it is.
    pub model: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// Whether it was on when it was taken.
    pub power: Option<Power>,
    /// What was read from, in words.
    pub source: Option<String>,
    /// What the data is.
    pub description: Option<String>,
    /// The items that are photographs of what it was read from.
    pub photographs: Vec<ItemId>,
}

/// A content to acquire: the name of its file, what was measured, and where it is from.
#[derive(Clone, Copy, Debug)]
pub struct ToAcquire<'a> {
    /// The name of the file.
    pub name: &'a str,
    /// What was measured.
    pub measured: Measured<'a>,
    /// What it was read from.
    pub origin: Option<&'a Origin>,
}

impl<S: Store> CaseFile<S> {
    /// Acquires data and says how. Gives the ids, in the same order.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use handseal::{Actor, CaseFile, MemoryStore, Opening, OsEntropy, SigningKey};
    /// use handseal::evidence::{Options, measure_reader};
    /// use handseal::store::{Acquisition, Origin, ToAcquire, ToolUsed};
    ///
    /// # let (root, heads) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    /// # let at = "2026-11-02T09:00:00+01:00".parse()?;
    /// # let opening = Opening { organisation: "Example", jurisdiction: "EX", origin: "custody.example", root: &root,
    /// #     checkpoint_key: &heads, successors: &[], at };
    /// # let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy)?;
    /// # let chief = Actor::organisation(&root);
    /// # let id = case.open_case("1/26", &chief, at, &mut OsEntropy)?;
    /// let measured = measure_reader(&b"the content"[..], Options::default())?;
    /// let how = Acquisition {
    ///     method: Some("a copy of all sectors".to_owned()),
    ///     clock_offset: Some(-125),
    ///     write_blocker: Some(ToolUsed { name: "Bridge".to_owned(), version: "3".to_owned(), serial: None }),
    ///     ..Acquisition::default()
    /// };
    /// let disk = Origin { serial: Some("WD-0001".to_owned()), ..Origin::default() };
    /// let content = ToAcquire { name: "ex1.dd", measured: (&measured).into(), origin: Some(&disk) };
    /// let items = case.acquire_as(id, &how, &[content], &chief, at, &mut OsEntropy)?;
    /// assert_eq!(items.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn acquire_as(
        &mut self,
        under: impl Into<Under>,
        how: &Acquisition,
        contents: &[ToAcquire<'_>],
        actor: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<ItemId>, CaseError> {
        // The digests of all parts together take at most half of the record.
        let kept = contents.iter().filter_map(|content| content.measured.parts());
        let parts: usize = kept.map(|list| list.digests().len()).sum();
        let parts =
            if parts <= MAX_RECORD / 64 { PartDigests::Inline } else { PartDigests::Omitted };
        let ids = generate(contents.len(), entropy)?;
        let mut salts = Salts::new(entropy)?;
        let mut items: Vec<_> = ids
            .iter()
            .zip(contents)
            .map(|(id, content)| content.item(*id, parts, &mut salts))
            .collect();
        items.sort_by_key(|item| item.id);
        let Under { case, request } = under.into();
        let body = Acquired { request, ..how.body(Acquired::of(case, items), &mut salts) };
        self.act(body, &subjects(&ids), actor, At::device(at))?;
        Ok(ids)
    }
}

impl Acquisition {
    fn body(&self, body: Acquired, salts: &mut Salts) -> Acquired {
        let witnesses: Vec<_> =
            self.witnesses.iter().map(|name| salts.commit(name.as_str())).collect();
        Acquired {
            tool: self.tool.as_ref().map(|tool| tool.commit(salts)),
            place: words(self.place.as_deref(), salts),
            ground: words(self.ground.as_deref(), salts).map(Why::words),
            method: words(self.method.as_deref(), salts),
            witnesses: (!witnesses.is_empty()).then_some(witnesses),
            clock_offset: self.clock_offset,
            write_blocker: self.write_blocker.as_ref().map(|tool| Box::new(tool.commit(salts))),
            ..body
        }
    }
}

impl ToolUsed {
    fn commit(&self, salts: &mut Salts) -> Tool {
        Tool {
            name: salts.commit(self.name.as_str()),
            serial: words(self.serial.as_deref(), salts),
            version: salts.commit(self.version.as_str()),
        }
    }
}

impl ToAcquire<'_> {
    fn item(&self, id: ItemId, parts: PartDigests, salts: &mut Salts) -> AcquiredItem {
        let name = Some(salts.commit(self.name));
        let item =
            AcquiredItem { name, ..AcquiredItem::of(id, self.measured.content(parts, salts)) };
        let Some(origin) = self.origin else { return item };
        AcquiredItem {
            device: origin.device(salts),
            source: words(origin.source.as_deref(), salts),
            description: words(origin.description.as_deref(), salts),
            photographs: (!origin.photographs.is_empty()).then(|| origin.photographs.clone()),
            ..item
        }
    }
}

impl Origin {
    /// None where nothing is said of it. F6.14
    fn device(&self, salts: &mut Salts) -> Option<Device> {
        let Self { make, model, serial, power, .. } = self;
        let device = Device {
            make: words(make.as_deref(), salts),
            model: words(model.as_deref(), salts),
            power: *power,
            serial: words(serial.as_deref(), salts),
        };
        let said = make.is_some() || model.is_some() || serial.is_some() || power.is_some();
        said.then_some(device)
    }
}

fn words(text: Option<&str>, salts: &mut Salts) -> Option<Disclosable<String>> {
    text.map(|text| salts.commit(text))
}
