//! What happens to a request: made, received, answered, and what is said of it meanwhile.
//!
//! Each stands on one party's side of the request (`request:<id>/<party>`); what it answers is cited.
//! `making` is the maker's and the registrar of a letter's, `answering` the addressee's, `course`
//! what changes a request under way.

mod answering;
mod course;
mod making;

pub use answering::{
    Asked, Declined, Extent, Narrowed, NoticeState, Notified, Objected, PreservationEnded,
    Preserved, Produced, ProducedItem,
};
pub use course::{
    Answer, Authorisation, AuthorisedAct, Cancelled, Clarified, Confirmation, Confirmed, Expired,
    Extended,
};
pub use making::{
    Annex, Authentication, AuthenticationResult, Fields, NamedParty, Received, Registered,
    Relation, RelationKind, RequestForm, Requested, Terms, Transmitted, Urgency, Validated,
};
