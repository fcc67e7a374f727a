//! Ranges that could not be read when the content was recorded, and can be read now: V9.6, F9.9.

use handseal::event::{Acquired, AcquiredItem, Content, PartDigests, Subject};
use handseal::evidence::{Measurement, Options, PartSize, measure_reader};
use handseal::verify::Code;

use crate::cases::Ledger;
use crate::made::Case;
use crate::vector::{Place, Vector, tells};

/// Three parts, of which the last is shorter.
const LENGTH: usize = 2 * 4096 + 100;

/// Zeros stand in two ranges, of which the second is in the second part and the third.
fn measured() -> Measurement {
    let options = Options { part_size: PartSize::new(4096).unwrap(), ..Options::default() };
    let mut known = measure_reader(&with([(100, 200), (8190, 8210)])[..], options).unwrap();
    known.unreadable = vec![100..200, 8190..8210];
    known
}

/// Sevens, with zeros in some ranges.
fn with<const N: usize>(zeros: [(usize, usize); N]) -> [u8; LENGTH] {
    let mut bytes = [7; LENGTH];
    zeros.into_iter().for_each(|(from, to)| bytes[from..to].fill(0));
    bytes
}

fn acquired(parts: PartDigests) -> (Ledger, Subject) {
    let mut ledger = Ledger::new();
    let id = ledger.item();
    let content = Content::measured(&measured(), parts, &mut ledger.salts);
    let body = Acquired::of(ledger.case, vec![AcquiredItem::of(id, content)]);
    let subject = Subject::Item(id);
    ledger.act(body, &[subject.clone()], &ledger.chief.clone());
    (ledger, subject)
}

pub(crate) fn all() -> Vec<Vector> {
    let (listed, item) = acquired(PartDigests::Inline);
    let (bare, other) = acquired(PartDigests::Omitted);
    let given = |bytes: &[u8]| Case::of(&listed).content(&item, bytes);
    let altered = |at: usize| {
        let mut bytes = with([]);
        bytes[at] = 8;
        bytes
    };
    vec![
        given(&with([])).allowed_with(
            tells(
                "content_of_which_two_recorded_gaps_can_be_read_now",
                &["F9.9", "F9.8"],
                "Two ranges could not be read when the content was acquired. Now they can, and are not zeros. \
                 With zeros there the content is the one recorded.",
            ),
            Code::ContentNotRecorded,
            Place::end(),
        ),
        Case::of(&bare).content(&other, &with([(8190, 8210)])).allowed_with(
            tells(
                "content_without_a_part_list_of_which_a_recorded_gap_can_be_read_now",
                &["F9.9"],
                "One of two ranges can be read now, the other has zeros. There is no part list: the digests of the \
                 whole, and the root, are compared.",
            ),
            Code::ContentNotRecorded,
            Place::end(),
        ),
        given(&altered(300)).refused(
            tells(
                "content_that_differs_in_the_part_of_a_recorded_gap",
                &["V9.6", "F9.9", "V9.2"],
                "Both ranges can be read now, and a byte of the first part is another one that could be read when \
                 the content was acquired. That part differs; the others are as recorded with zeros in the second range.",
            ),
            Code::ContentPartMismatch,
            Place::end(),
        ),
        given(&altered(300)[..8200]).refused(
            tells(
                "content_that_is_cut_within_a_recorded_gap",
                &["V9.6", "F9.9", "V9.2"],
                "Both ranges can be read now, a byte of the first part is another one, and the content ends within \
                 the second range.",
            ),
            Code::ContentNotRecorded,
            Place::end(),
        ),
        Case::of(&bare).content(&other, &altered(300)).refused(
            tells(
                "content_that_differs_beside_a_recorded_gap_without_a_part_list",
                &["V9.1", "F9.9"],
                "The same without a part list: the content differs, with zeros in the ranges and without.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
        given(&with([])).unreadable(&item, &[(4096, 4100)]).allowed_with(
            tells(
                "content_of_which_a_recorded_gap_can_be_read_and_another_range_cannot",
                &["V9.5", "F9.9"],
                "Both ranges can be read now, and another one, in the second part, cannot. The first part and the \
                 third are as recorded with zeros in the ranges.",
            ),
            Code::ContentNotRecorded,
            Place::end(),
        ),
        given(&with([])).unreadable(&item, &[(100, 200), (8190, 8210)]).allowed(tells(
            "content_with_another_filling_of_recorded_gaps",
            &["V9.5", "F9.9"],
            "The ranges could not be read again, and what read them put something else than zeros there. That is as \
             it was recorded.",
        )),
        given(&with([])).unreadable(&item, &[(100, 150), (8190, 8210)]).allowed_with(
            tells(
                "content_of_which_half_of_a_recorded_gap_can_be_read_now",
                &["F9.9"],
                "Of the first range one half can be read now, and of the second nothing. The first is named whole.",
            ),
            Code::ContentNotRecorded,
            Place::end(),
        ),
    ]
}
