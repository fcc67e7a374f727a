//! What of events is part of the state of a fold.

use crate::encoding::persist;
use crate::event::{
    Annex, Authorisation, ByteRange, Citation, Condition, Content, Descriptor, Directory,
    NamedParty, Period, Relation, Subject, Terms, When, Why,
};

persist!(struct Annex { kind, id, lang, name, content });
persist!(struct Authorisation { act, items, answer, ground, purposes, jurisdictions });
persist!(struct ByteRange { to, from });
persist!(struct Citation { subject, seq, entry });
persist!(struct Condition { kind, until, words, purposes });
persist!(struct Content { part_size, descriptor });
persist!(struct Descriptor {
    md5, sha1, size, parts, sha256, sha512, imported, directory, part_root, unreadable
});
persist!(struct Directory { size, entries, content_root, metadata_root });
persist!(struct NamedParty { capacity, party, described });
persist!(struct Period { unit, amount });
persist!(struct Relation { kind, entry, request });
persist!(enum Subject {
    0 => Case(id),
    1 => Item(id),
    2 => Ledger(origin),
    3 => Own(party, origin),
    4 => Party(party),
    5 => Request(id, party),
});
persist!(struct Terms {
    case, form, fields, issuer, annexes, parties, relates, urgency, categories, conditions, instrument,
    time_frame
});
persist!(enum When { 0 => Instant(at), 1 => Span(from, to), 2 => Unknown });
persist!(struct Why { code, words });
