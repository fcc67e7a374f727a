//! The two-sided hand-over, and the one-sided one to someone without keys.

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, Kind, Timestamp, Wire, record,
};
use crate::event::common::{Checked, Why};
use crate::event::conditions::Condition;
use crate::event::disclosure::Disclosable;
use crate::event::link::Citation;
use crate::identity::{ItemId, PartyId, RequestId};

record! {
    /// The holder offers the linked items to one party. Custody does not move.
    ///
    /// ```cddl
    /// offered = { "to": party, "keeps": [* item], ? "carrier": commitment, "purpose": why, ? "request": request,
    ///             "answer_by": timestamp, "conditions": [* condition], ? "authorisation": citation }
    /// ```
    pub struct Offered {
        /// The only party that can accept or refuse.
        "to" => pub to: PartyId,
        /// Copies that the giver keeps; none is written as an empty list.
        "keeps" => pub keeps: Vec<ItemId>,
        /// Who carries it.
        "carrier" => pub carrier: Option<Disclosable<String>>,
        /// What for.
        "purpose" => pub purpose: Why,
        /// The request that this answers.
        "request" => pub request: Option<RequestId>,
        /// Until when an answer is expected.
        "answer_by" => pub answer_by: Timestamp,
        /// Conditions of use. They bind whoever accepts.
        "conditions" => pub conditions: Vec<Condition>,
        /// The `authorisation` that a transfer to another State rests on.
        "authorisation" => pub authorisation: Option<Citation>,
    }
}

record! {
    /// The named receiver takes over the linked items; the offer is each link's `prev`.
    ///
    /// ```cddl
    /// accepted = { "items": [+ checked], ? "reservations": commitment }
    /// ```
    pub struct Accepted {
        /// What was checked of each, in the order of the links.
        "items" => pub items: Vec<Checked>,
        /// What the receiver wants said.
        "reservations" => pub reservations: Option<Disclosable<String>>,
    }
}

record! {
    /// The named receiver does not take the linked items.
    ///
    /// ```cddl
    /// refused = { "items": [+ checked], "reason": why }
    /// ```
    pub struct Refused {
        /// What was checked of each, in the order of the links.
        "items" => pub items: Vec<Checked>,
        /// Why.
        "reason" => pub reason: Why,
    }
}

record! {
    /// The giver, or a registrar of its organisation in its stead, takes the offer back.
    ///
    /// ```cddl
    /// withdrawn = { ? "by": citation, "reason": why }
    /// ```
    pub struct Withdrawn {
        /// The entry that gave a registrar its right, when one acts in the giver's stead.
        "by" => pub by: Option<Citation>,
        /// Why.
        "reason" => pub reason: Why,
    }
}

/// What the one who was handed an item gave in return.
///
/// ```cddl
/// receipt = item / "declined" / "none"
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Receipt {
    /// A signature was asked for and declined.
    Declined,
    /// The receipt is an item itself.
    Item(ItemId),
    /// Nothing was asked for.
    Nothing,
}

impl Wire for Receipt {
    fn write(&self, out: &mut Encoder) {
        match self {
            Self::Declined => out.text("declined"),
            Self::Item(id) => id.write(out),
            Self::Nothing => out.text("none"),
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let offset = input.offset();
        if input.peek()? != Kind::Text {
            return ItemId::read(input).map(Self::Item);
        }
        match input.text()? {
            "declined" => Ok(Self::Declined),
            "none" => Ok(Self::Nothing),
            text => text.parse().map(Self::Item).map_err(|_| {
                let expected = "an item id, declined or none";
                DecodeError::new(DecodeErrorKind::Identifier { expected }, offset)
            }),
        }
    }
}

record! {
    /// The linked items went to someone without keys.
    ///
    /// ```cddl
    /// handed_out = { "to": commitment, "purpose": why, "receipt": receipt }
    /// ```
    pub struct HandedOut {
        /// To whom, in words.
        "to" => pub to: Disclosable<String>,
        /// What for.
        "purpose" => pub purpose: Why,
        /// What was given in return.
        "receipt" => pub receipt: Receipt,
    }
}

record! {
    /// The linked items came back from outside, or were found.
    ///
    /// ```cddl
    /// received_back = { ? "from": commitment, "items": [+ checked] }
    /// ```
    pub struct ReceivedBack {
        /// From whom, in words.
        "from" => pub from: Option<Disclosable<String>>,
        /// What was checked of each, in the order of the links.
        "items" => pub items: Vec<Checked>,
    }
}

record! {
    /// A registrar assigns the linked items to another holder in the holder's stead. The new
    /// holder accepts or refuses.
    ///
    /// ```cddl
    /// reassigned = { "by": citation, "to": party, "from": party, "ground": why, "answer_by": timestamp }
    /// ```
    pub struct Reassigned {
        /// The entry that gave the registrar its right.
        "by" => pub by: Citation,
        /// The new holder.
        "to" => pub to: PartyId,
        /// The holder until now.
        "from" => pub from: PartyId,
        /// On what ground.
        "ground" => pub ground: Why,
        /// Until when an answer is expected.
        "answer_by" => pub answer_by: Timestamp,
    }
}
