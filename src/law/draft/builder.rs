//! The builder of requests.

use crate::event::{
    Annex, Condition, Fields, NamedParty, Period, Relation, RelationKind, RequestForm, Salts,
    Terms, Urgency,
};
use crate::identity::{CaseId, PartyId, RequestId};
use crate::law::asked::{IssuerLack, categories_outside, issuer_lacks, missing_fields};
use crate::law::catalogue::{Catalogue, Field, Instrument};
use crate::law::draft::lack::{DraftLack, MissingField, RequestDraftError};
use crate::law::request::ADDRESSEE;

/// A request that is being drafted, under one instrument of a catalogue.
///
/// It asks the rules that the verifier asks later: [`build`](Self::build) gives the terms of a
/// request, or names at once everything that the instrument misses in it, each with its paragraph
/// and how sure the catalogue is of that. It cannot tell whether what a field says is true, nor
/// whether a field is due that the instrument asks for in some circumstance only.
///
/// # Examples
///
/// An order of Article 7 of the Second Protocol, to a provider abroad:
///
/// ```
/// use handseal::event::{Condition, ConditionKind, Period, Salts, Unit};
/// use handseal::law::{Catalogue, RequestDraft};
/// # use handseal::identity::{OsEntropy, PartyId, SigningKey, Signer};
/// # let key = SigningKey::generate(&mut OsEntropy)?;
/// # let provider = PartyId::organisation(key.public_key().thumbprint());
///
/// let salts = &mut Salts::new(&mut OsEntropy)?;
/// let draft = RequestDraft::new(Catalogue::embedded(), "CETS224-ART7")?
///     .to(provider)
///     .issuer("prosecutor")
///     .category("subscriber")
///     .time_frame(Period { unit: Unit::CalendarDays, amount: 30 })
///     .condition(Condition::new(ConditionKind::Confidential))
///     .field("issuing_authority", "Public prosecutor of Exampletown", salts)
///     .field("offences", "Illegal access, section 12 of the Example Code", salts);
///
/// // A form on the screen asks what is still to be filled in.
/// let missing = draft.missing_fields();
/// assert_eq!((missing[0].field.as_str(), missing[0].paragraph.as_str()), ("date_issued", "7(3)(a)"));
///
/// let terms = draft
///     .field("date_issued", "2041-06-01", salts)
///     .field("statement_pursuant_to_protocol", "Issued pursuant to the Protocol.", salts)
///     .field("service_provider_name", "Example Mail", salts)
///     .field("service_provider_address", "1 Cable Street, Portville", salts)
///     .field("detailed_description_of_subscriber_info", "Name and address of mailbox a@b.example", salts)
///     .field("domestic_legal_grounds_of_issuer", "Section 95 of the Example Procedure Code", salts)
///     .field("legal_provisions_of_offence", "Section 12 of the Example Code", salts)
///     .field("applicable_penalties", "Up to three years", salts)
///     .field("contact_of_authority_to_return_to", "evidence@prosecutor.example", salts)
///     .field("manner_of_return", "An extract of the ledger, to the contact", salts)
///     .field("preservation_already_sought", "no", salts)
///     .build()?;
/// assert_eq!(terms.instrument, "CETS224-ART7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A European Production Order that its issuer may not issue alone:
///
/// ```
/// use handseal::law::{Catalogue, DraftLack, RequestDraft, RequestDraftError};
/// use handseal::event::Salts;
/// # use handseal::identity::{OsEntropy, PartyId, SigningKey, Signer};
/// # let key = SigningKey::generate(&mut OsEntropy)?;
/// # let provider = PartyId::organisation(key.public_key().thumbprint());
///
/// let salts = &mut Salts::new(&mut OsEntropy)?;
/// let order = RequestDraft::new(Catalogue::embedded(), "EU-2023-1543-EPOC")?
///     .to(provider)
///     .issuer("prosecutor")
///     .category("traffic")
///     .field("issuing_authority", "Public prosecutor of Exampletown", salts)
///     .field("applicable_criminal_law_provisions_of_issuing_state", "Section 12", salts);
/// let Err(RequestDraftError::Lacking { lacks, .. }) = order.clone().build() else {
///     return Err("traffic data is for a court to ask for".into());
/// };
/// assert!(matches!(lacks[..], [DraftLack::IssuerOutside { .. }]));
///
/// // A judge will validate it, and `validated` will be recorded.
/// assert!(order.to_be_validated().build().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RequestDraft<'c> {
    by: Option<(&'c Catalogue, &'c Instrument)>,
    validation: Validation,
    terms: Terms,
}

/// Whether somebody who may validate the request will do so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Validation {
    Follows,
    None,
}

impl<'c> RequestDraft<'c> {
    /// Begins a request under an instrument of a catalogue: electronic, and no emergency.
    ///
    /// # Errors
    ///
    /// [`RequestDraftError::UnknownInstrument`]; see [`outside`](RequestDraft::outside).
    pub fn new(catalogue: &'c Catalogue, instrument: &str) -> Result<Self, RequestDraftError> {
        let known = catalogue.instrument(instrument).ok_or_else(|| {
            RequestDraftError::UnknownInstrument { instrument: instrument.to_owned() }
        })?;
        Ok(Self { by: Some((catalogue, known)), ..RequestDraft::outside(instrument) })
    }

    /// The instrument, where the catalogue has it.
    #[must_use]
    pub fn instrument(&self) -> Option<&'c Instrument> {
        self.by.map(|(_, instrument)| instrument)
    }

    /// Asks this party.
    #[must_use]
    pub fn to(self, party: PartyId) -> Self {
        self.named(NamedParty::new(ADDRESSEE, party))
    }

    /// Names someone: an authority that is told, a provider without keys, the State's authority.
    #[must_use]
    pub fn named(mut self, party: NamedParty) -> Self {
        self.terms.parties.push(party);
        self
    }

    /// Says what the one who issues it is: `judge`, `prosecutor` …
    #[must_use]
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.terms.issuer = Some(issuer.to_owned());
        self
    }

    /// Says that somebody who may validate it will: an issuer that may not issue it alone may then
    /// draft it. The verifier looks for the `validated` entry.
    #[must_use]
    pub fn to_be_validated(mut self) -> Self {
        self.validation = Validation::Follows;
        self
    }

    /// Asks for data of a category, by its id in the catalogue.
    #[must_use]
    pub fn category(mut self, category: &str) -> Self {
        if !self.terms.categories.iter().any(|known| known == category) {
            self.terms.categories.push(category.to_owned());
        }
        self
    }

    /// States a field, by its id in the catalogue; what was stated of it before is replaced. An
    /// empty text states nothing. Where the catalogue has no fields of the instrument, any id will do.
    ///
    /// Some fields have places of their own: `time_frame` has
    /// [`time_frame`](RequestDraft::time_frame), `data_category` has
    /// [`category`](RequestDraft::category), `addressee` has [`to`](RequestDraft::to). The rules on
    /// periods, on scope and on who answers read those places alone: a field of that name says it in
    /// words, satisfies the instrument, and no period is evaluated and no category compared by it.
    #[must_use]
    pub fn field(mut self, field: &str, text: &str, salts: &mut Salts) -> Self {
        if text.trim().is_empty() {
            self.terms.fields.remove(field);
        } else {
            self.terms.fields.insert(field.to_owned(), salts.commit(text));
        }
        self
    }

    /// Adds a document.
    #[must_use]
    pub fn annex(mut self, annex: Annex) -> Self {
        self.terms.annexes.push(annex);
        self
    }

    /// Rests on another request: on the preservation that it follows, the emergency that it confirms,
    /// the order that was not obeyed.
    #[must_use]
    pub fn relates(mut self, kind: RelationKind, request: RequestId) -> Self {
        self.terms.relates.push(Relation { kind, entry: None, request });
        self
    }

    /// Asks something of those who carry it out, such as confidentiality.
    #[must_use]
    pub fn condition(mut self, condition: Condition) -> Self {
        self.terms.conditions.push(condition);
        self
    }

    /// Gives this time.
    #[must_use]
    pub const fn time_frame(mut self, period: Period) -> Self {
        self.terms.time_frame = Some(period);
        self
    }

    /// Claims an emergency.
    #[must_use]
    pub const fn emergency(mut self) -> Self {
        self.terms.urgency = Urgency::Emergency;
        self
    }

    /// Is made in this form.
    #[must_use]
    pub const fn form(mut self, form: RequestForm) -> Self {
        self.terms.form = form;
        self
    }

    /// Is made in this case.
    #[must_use]
    pub const fn case(mut self, case: CaseId) -> Self {
        self.terms.case = Some(case);
        self
    }

    /// The fields that are still to be stated, in the order of the catalogue.
    #[must_use]
    pub fn missing_fields(&self) -> Vec<MissingField> {
        let missing = self
            .by
            .map(|(catalogue, instrument)| missing_fields(catalogue, instrument, &self.terms));
        missing.into_iter().flatten().map(MissingField::of).collect()
    }

    /// Everything that keeps the draft from being a request.
    #[must_use]
    pub fn lacks(&self) -> Vec<DraftLack> {
        let missing = self.missing_fields();
        let asked = self.terms.parties.iter().any(|party| party.capacity == ADDRESSEE);
        let mut lacks = Vec::new();
        // Where the instrument has a field for it, the field is named with its paragraph.
        if !asked && !missing.iter().any(|missing| missing.field == ADDRESSEE) {
            lacks.push(DraftLack::Addressee);
        }
        lacks.extend(missing.into_iter().map(DraftLack::Field));
        if let Some((catalogue, instrument)) = self.by {
            lacks.extend(self.unknown_fields(catalogue, instrument));
            lacks.extend(self.check_categories(catalogue, instrument));
            lacks.extend(self.check_issuer(instrument));
        }
        lacks
    }

    fn unknown_fields(&self, catalogue: &Catalogue, instrument: &Instrument) -> Vec<DraftLack> {
        let known: Vec<&Field> = catalogue.fields(instrument);
        // Its fields were not recorded: any may be one.
        if known.is_empty() {
            return Vec::new();
        }
        let ids = || known.iter().map(|field| field.id.clone()).collect();
        let is_known = |id: &str| known.iter().any(|field| field.id == id);
        let stated = self.terms.fields.keys().filter(|id| !is_known(id));
        stated.map(|field| DraftLack::FieldUnknown { field: field.clone(), known: ids() }).collect()
    }

    fn check_categories(&self, catalogue: &Catalogue, instrument: &Instrument) -> Vec<DraftLack> {
        let outside = categories_outside(catalogue, instrument, &self.terms);
        let outside = outside.map(|category| DraftLack::category_outside(instrument, category));
        // An instrument that limits no category covers also a word that is misspelt.
        let unknown = self.terms.categories.iter().filter(|category| {
            catalogue.covers(instrument, category) && catalogue.category(category).is_none()
        });
        let unknown =
            unknown.map(|category| DraftLack::CategoryUnknown { category: category.clone() });
        outside.chain(unknown).collect()
    }

    fn check_issuer(&self, instrument: &Instrument) -> Vec<DraftLack> {
        let lacks = issuer_lacks(instrument, &self.terms, &[]).into_iter();
        lacks
            .filter_map(|lack| match lack {
                IssuerLack::NotTold { rule } => Some(DraftLack::issuer_not_told(rule)),
                IssuerLack::Outside { rule, issuer } => {
                    let lifted =
                        self.validation == Validation::Follows && !rule.validated_by.is_empty();
                    (!lifted).then(|| DraftLack::issuer_outside(rule, issuer))
                }
            })
            .collect()
    }

    /// The terms as they are, whatever they lack: what a letter says, to be registered by the one who
    /// received it. The verifier names what is missing in it.
    #[must_use]
    pub fn as_read(self) -> Terms {
        self.terms
    }

    /// The terms of the request, to be signed and recorded.
    ///
    /// # Errors
    ///
    /// [`RequestDraftError::Lacking`] with everything that is to be set right.
    pub fn build(self) -> Result<Terms, RequestDraftError> {
        let lacks = self.lacks();
        if lacks.is_empty() {
            return Ok(self.terms);
        }
        Err(RequestDraftError::Lacking { instrument: self.terms.instrument, lacks })
    }
}

impl RequestDraft<'static> {
    /// Begins a request under an instrument that no catalogue at hand has: nothing but its addressee
    /// is asked for, and the verifier will say that its rules were not checked.
    #[must_use]
    pub fn outside(instrument: &str) -> Self {
        let terms = Terms {
            case: None,
            form: RequestForm::Electronic,
            fields: Fields::new(),
            issuer: None,
            annexes: Vec::new(),
            parties: Vec::new(),
            relates: Vec::new(),
            urgency: Urgency::Ordinary,
            categories: Vec::new(),
            conditions: Vec::new(),
            instrument: instrument.to_owned(),
            time_frame: None,
        };
        Self { by: None, validation: Validation::None, terms }
    }
}
