//! A case's own chain: its officer in charge holds the pen.

use crate::encoding::record;
use crate::event::common::Why;
use crate::event::disclosure::Disclosable;
use crate::identity::PartyId;

record! {
    /// A case begins; the signer, or the unit it signs for, is in charge.
    ///
    /// ```cddl
    /// case_opened = { ? "title": commitment, "reference": commitment }
    /// ```
    pub struct CaseOpened {
        /// What it is about.
        "title" => pub title: Option<Disclosable<String>>,
        /// The organisation's file number.
        "reference" => pub reference: Disclosable<String>,
    }
}

record! {
    /// The case goes to another party, which is in charge from here on.
    ///
    /// ```cddl
    /// case_handed_on = { "to": party, ? "why": why }
    /// ```
    pub struct CaseHandedOn {
        /// Who is in charge now.
        "to" => pub to: PartyId,
        /// Why.
        "why" => pub why: Option<Why>,
    }
}
