//! The bytes of data items: V9, F9.

use handseal::event::{
    Acquired, AcquiredItem, Content, Labelled, LabelledItem, PartDigests, Subject,
};
use handseal::evidence::{
    DigestAlgorithm, DigestSet, Measurement, Options, PartSize, measure_reader,
};
use handseal::verify::Code;

use crate::cases::Ledger;
use crate::made::Case;
use crate::vector::{Place, Vector, record, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = whole();
    all.extend(parts());
    all.extend(unknown());
    all.extend(not_read());
    all
}

/// Two parts, of which the last is shorter.
const LENGTH: usize = 4096 + 100;

fn measured() -> Measurement {
    let options = Options {
        part_size: PartSize::new(4096).unwrap(),
        digests: DigestSet::NONE.with(DigestAlgorithm::Sha512),
        ..Options::default()
    };
    measure_reader(&[7; LENGTH][..], options).unwrap()
}

/// Data that the chief acquired: entry 3.
fn acquired(parts: PartDigests) -> (Ledger, Subject) {
    let mut ledger = Ledger::new();
    let id = ledger.item();
    let content = Content::measured(&measured(), parts, &mut ledger.salts);
    let item = AcquiredItem::of(id, content);
    let body = Acquired::of(ledger.case, vec![item]);
    let subject = Subject::Item(id);
    ledger.act(body, &[subject.clone()], &ledger.chief.clone());
    (ledger, subject)
}

fn given(parts: PartDigests, bytes: &[u8]) -> Case {
    let (ledger, item) = acquired(parts);
    Case::of(&ledger).content(&item, bytes)
}

fn whole() -> Vec<Vector> {
    let mut altered = [7; LENGTH];
    altered[LENGTH - 1] = 8;
    let (ledger, _) = acquired(PartDigests::Inline);
    vec![
        given(PartDigests::Inline, &[7; LENGTH]).allowed(tells(
            "content_as_it_was_recorded",
            &["V9.1", "F9.1", "F9.2", "F9.5"],
            "The content that is given has the length and the digests that were recorded.",
        )),
        given(PartDigests::Omitted, &altered).refused(
            tells(
                "content_with_one_byte_altered",
                &["F9.5"],
                "The last byte of the content is another one. There is no part list.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
        given(PartDigests::Inline, &[7; LENGTH - 1]).refused(
            tells(
                "content_that_is_one_byte_short",
                &["F9.5", "F9.1"],
                "The last byte of the content is missing.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
        given(PartDigests::Inline, &[7; LENGTH + 1]).refused(
            tells(
                "content_that_is_one_byte_long",
                &["F9.5"],
                "One byte stands behind the end of the content.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
        given(PartDigests::Omitted, &[7; LENGTH + 1]).refused(
            tells(
                "content_that_is_one_byte_long_without_a_part_list",
                &["F9.5"],
                "One byte stands behind the end of the content, and there is no part list. The \
                 byte belongs to no part, and the root over the parts is the one recorded.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
        Case::of(&ledger).allowed_with(
            tells(
                "content_that_was_not_supplied",
                &["V9.3"],
                "The content of a data item is recorded, and nothing was given for it.",
            ),
            Code::ContentNotSupplied,
            Place::end(),
        ),
    ]
}

fn list() -> Vec<u8> {
    measured().parts.as_ref().unwrap().digests().iter().flat_map(|digest| digest.0).collect()
}

fn parts() -> Vec<Vector> {
    let mut altered = [7; LENGTH];
    altered[10] = 8;
    let (ledger, item) = acquired(PartDigests::Omitted);
    let mut foreign = list();
    foreign[0] ^= 1;
    let short = &list()[..32];
    vec![
        given(PartDigests::Inline, &altered).refused(
            tells(
                "part_that_differs",
                &["F9.3", "F9.5", "F9.2"],
                "A byte in the first part is another one, and the descriptor has the part list: \
                 the part is named.",
            ),
            Code::ContentPartMismatch,
            Place::end(),
        ),
        given(PartDigests::Inline, &altered[..1]).refused(
            tells(
                "content_that_lacks_a_whole_part",
                &["F9.5", "V9.1", "F9.1"],
                "The content ends inside its first part of two. That part differs and is named; \
                 the second is missing.",
            ),
            Code::ContentPartMismatch,
            Place::end(),
        ),
        given(PartDigests::Inline, &[7; 4096]).refused(
            tells(
                "content_that_ends_where_its_last_part_begins",
                &["F9.5", "F9.1"],
                "The last part of the content is missing, and named as that. The first is whole.",
            ),
            Code::ContentPartMismatch,
            Place::end(),
        ),
        Case::of(&ledger).content(&item, &altered).parts(&item, &list()).refused(
            tells(
                "part_that_differs_from_a_list_beside_the_case",
                &["F9.3", "F9.5", "F9.6"],
                "The same, with a part list that was given beside the file and makes the signed \
                 root.",
            ),
            Code::ContentPartMismatch,
            Place::end(),
        ),
        Case::of(&ledger).content(&item, &[7; LENGTH]).parts(&item, &foreign).allowed_with(
            tells(
                "part_list_that_does_not_make_the_root",
                &["F9.3"],
                "A part list that was given does not make the signed root. It is not believed, and the \
                 content is compared without it.",
            ),
            Code::ContentListRefused,
            Place::end(),
        ),
        Case::of(&ledger).content(&item, &[7; LENGTH]).parts(&item, short).allowed_with(
            tells(
                "part_list_that_is_one_digest_short",
                &["F9.3", "F9.1"],
                "A part list that was given has one digest for two parts. It is not believed.",
            ),
            Code::ContentListRefused,
            Place::end(),
        ),
    ]
}

/// Contents of which something cannot be read.
fn not_read() -> Vec<Vector> {
    let (listed, item) = acquired(PartDigests::Inline);
    let (bare, other) = acquired(PartDigests::Omitted);
    let mut altered = [7; LENGTH];
    altered[4096] = 8;
    let mut rescued = [7; LENGTH];
    rescued[100..200].fill(0);
    let mut ledger = Ledger::new();
    let mut known = measured();
    known.unreadable.push(100..200);
    let id = ledger.item();
    let content = Content::measured(&known, PartDigests::Inline, &mut ledger.salts);
    let body = Acquired::of(ledger.case, vec![AcquiredItem::of(id, content)]);
    let subject = Subject::Item(id);
    ledger.act(body, &[subject.clone()], &ledger.chief.clone());
    let known = |ranges: &[(u64, u64)]| {
        Case::of(&ledger).content(&subject, &[7; LENGTH]).unreadable(&subject, ranges)
    };
    vec![
        Case::of(&listed).content(&item, &rescued).unreadable(&item, &[(100, 200)]).allowed_with(
            tells(
                "content_of_which_a_range_cannot_be_read",
                &["V9.5", "V9.1", "F9.5"],
                "A hundred bytes in the first part cannot be read, and zeros stand in their place. The \
                 digests of the whole are not compared, nor is that part; the second part is whole.",
            ),
            Code::ContentNotRead,
            Place::end(),
        ),
        Case::of(&listed).content(&item, &altered).unreadable(&item, &[(100, 200)]).refused(
            tells(
                "content_that_differs_behind_a_range_that_cannot_be_read",
                &["V9.5", "V9.2"],
                "The first part cannot be read whole, and a byte of the second is another one.",
            ),
            Code::ContentPartMismatch,
            Place::end(),
        ),
        Case::of(&bare)
            .content(&other, &rescued)
            .unreadable(&other, &[(100, 150), (150, 200), (4096, 4100)])
            .allowed_with(
                tells(
                    "content_without_a_part_list_of_which_ranges_cannot_be_read",
                    &["V9.5"],
                    "Two ranges that touch are one, and a third stands for itself. Without a part list \
                     nothing but the length is compared.",
                ),
                Code::ContentNotRead,
                Place::end(),
            ),
        known(&[(100, 200)]).allowed(tells(
            "content_that_cannot_be_read_where_that_is_recorded",
            &["V9.5", "F9.8"],
            "The range that could not be read when it was acquired cannot be read now. That is as it was \
             recorded: the content is compared, and it matches.",
        )),
        known(&[(50, 150), (180, 260)]).allowed_with(
            tells(
                "content_that_cannot_be_read_beside_what_is_recorded",
                &["V9.5", "F9.8"],
                "More cannot be read than is recorded: what is beside it is named, before and behind.",
            ),
            Code::ContentNotRead,
            Place::end(),
        ),
    ]
}

fn unknown() -> Vec<Vector> {
    let (withheld, item) = acquired(PartDigests::Omitted);
    let file = withheld.bytes[..record(&withheld, 3).end].to_vec();
    // The same item, of which nothing is given; and then in the hands of another organisation.
    let mut away = Ledger::new();
    away.import_lab();
    let (chief, lab) = (away.chief.clone(), away.lab.clone());
    let id = away.item();
    let body = away.acquired(id, &[7; LENGTH]);
    let subject = [Subject::Item(id)];
    let event = away.signed(body, &subject, &chief);
    away.push(&event);
    let stripped = record(&away, away.size() - 1).end;
    let without = away.bytes[..stripped].to_vec();
    away.bytes = without;
    let here = Case::of(&away);
    let body = away.offered(&lab);
    away.act(body, &subject, &chief);
    let body = away.accepted(&subject);
    away.act(body, &subject, &lab);
    let (mut labelled, subject) = acquired(PartDigests::Omitted);
    let label = labelled.words("EX-1");
    let listed = LabelledItem { id: subject.item().unwrap(), label };
    let body = Labelled { items: vec![listed] };
    labelled.act(body, &[subject], &labelled.chief.clone());
    vec![
        Case::of(&withheld).file(file).content(item, &[7; LENGTH]).allowed_with(
            tells(
                "content_whose_descriptor_is_withheld",
                &["F5.8", "F9.6"],
                "What the content ought to be is withheld, so the bytes are compared with nothing.",
            ),
            Code::ContentNotKnown,
            Place::end(),
        ),
        here.allowed_with(
            tells(
                "content_not_given_whose_descriptor_is_withheld",
                &["F5.8"],
                "What the content ought to be is withheld, and nothing is given to compare.",
            ),
            Code::ContentNotKnown,
            Place::end(),
        ),
        Case::of(&away).allowed_with(
            tells(
                "content_that_another_holds_whose_descriptor_is_withheld",
                &["V9.4", "F5.8"],
                "What the content ought to be is withheld, and another organisation holds the item: \
                 it is not in scope.",
            ),
            Code::FieldWithheld,
            Place::of(&away, 4),
        ),
        Case::of(&labelled).content("EX-1", &[7; LENGTH]).allowed(tells(
            "content_given_under_the_label_of_its_item",
            &["V9.1", "C9.1"],
            "A content is given under the label that an organisation gave to one item.",
        )),
    ]
}
