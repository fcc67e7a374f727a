//! What of requests is part of the state of a fold.

use crate::encoding::persist;
use crate::law::act::{Mark, SideAct};
use crate::law::clock::DatedAct;
use crate::law::evidence::{Authorised, Bound, IncidentSeen, OpenOffer, Passage};
use crate::law::matter::{Matter, Provision};
use crate::law::places::Places;
use crate::law::request::{Maker, NoticeSeen, PartialAnswer, ProducedUnder, Request, RequestSide};

persist!(struct Authorised { says, request, by, at });
persist!(struct Bound { condition, mark });
persist!(struct DatedAct {
    event_type, side, when, uncertainty, entry, extends, confirms, extent
});
persist!(struct IncidentSeen { mark, by, significant, told });
persist!(enum Maker { 0 => Described, 1 => Party(party) });
persist!(struct Mark { index, entry });
persist!(struct NoticeSeen { side, capacity, state, until, mark });
persist!(struct OpenOffer { from, to, request, conditions });
persist!(struct PartialAnswer { open, mark });
persist!(struct Passage { mark, item, from, to, authorisation, at, under });
persist!(struct Places { sides, named, addressee, answered, ended });
persist!(struct ProducedUnder { item, category, by, mark, when });
persist!(struct Provision { instrument, paragraph, certainty });
persist!(struct Request {
    id, terms, cited_as, made, described, maker, sides, acts, supplied, validators, confirmed, produced,
    collected, offered, preserved, notices, followed, doubtful, places
});
persist!(struct RequestSide { party, state, last, partial });
persist!(struct SideAct { party, entry, dated });
persist!(enum Matter {
    0 => AnswerPartial { open },
    1 => CategoryNotAsked { item, category },
    2 => CategoryOutside { item, category, provision },
    3 => ClockNotTold { deadline, why, provision },
    4 => ConditionDropped { item, kind },
    5 => ConditionNotTold { item, kind },
    6 => ConditionWidened { item, kind },
    7 => ConfirmationMissing { what, when, provision },
    8 => Crossed { event_type, other },
    9 => Disclosure { item, lack },
    10 => Early { before, when, provision },
    11 => ExtensionRefused { deadline, why, provision },
    12 => FieldMissing { field, provision },
    13 => IncidentNotNotified { item, provision },
    14 => InstrumentNotInForce { as_of, provision },
    15 => InstrumentUnknown { instrument },
    16 => IssuerOutside { issuer, provision },
    17 => IssuerNotTold { provision },
    18 => ItemNotHeld { item },
    19 => ItemNotOffered { item },
    20 => ItemUnasked { item, request },
    21 => Lapsed { deadline, at, provision },
    22 => Late { deadline, by, provision },
    23 => MakerNotAuthenticated { result },
    24 => MakerUnsigned,
    25 => MoveForbidden { event_type, state },
    26 => NotHeld { request },
    27 => NotShown { request, because },
    28 => Open,
    29 => NoticeOverdue { capacity, until },
    30 => Onward { item, to, lack, provision },
    31 => OnwardNotTold { item, org, provision },
    32 => Overdue { deadline, by, provision },
    33 => PartyUnnamed { party },
    34 => PreservationGap { preserved, ended },
    35 => PreservationNotLinked,
    36 => PreservationShort { until, due, provision },
    37 => RetentionAbsent { item, provision },
    38 => RetentionPassed { item, until },
    39 => ReviewOverdue { item, due },
    40 => UseOutside { item, purpose, lack },
    41 => UseNotTold { item },
});
