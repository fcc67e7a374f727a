//! The page on an item: what nobody read or entered is named, and the rest of it counted.

use handseal::event::{ByteRange, Subject};
use handseal::evidence::directory::{EntryType, Unread};
use handseal::verify::{
    ContentResult, Named, NotEnteredNamed, Report, UnreadNamed, escaped, is_invisible,
};

use crate::cast::cast;

fn report() -> Report {
    let mut cast = cast();
    let (ana, id) = (cast.ana.clone(), cast.ledger.item());
    let body = cast.ledger.acquired(id, b"abc");
    cast.ledger.act(body, &[Subject::Item(id)], &ana);
    cast.ledger.report()
}

fn lines(report: &Report) -> Vec<String> {
    report.to_string().lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn ranges_that_were_not_read_are_not_named_or_not_counted() {
    for (count, rest) in
        [(1, None), (10, None), (11, Some("… and 1 more")), (12, Some("… and 2 more"))]
    {
        let mut report = report();
        let ranges = (0..count).map(|at| ByteRange { to: 4 * at + 2, from: 4 * at });
        report.items[0].unreadable = Some(2 * count);
        report.items[0].unreadable_ranges = Some(ranges.collect());
        let lines = lines(&report);
        let named = lines.iter().filter(|line| line.starts_with("bytes ")).count();
        assert_eq!(u64::try_from(named).unwrap(), count.min(10), "{report}");
        assert!(lines.iter().any(|line| line == "bytes 0 to 2"), "{report}");
        let more = lines.iter().find(|line| line.starts_with('…')).map(String::as_str);
        assert_eq!(more, rest, "{report}");
    }
}

#[test]
fn entries_that_were_not_read_or_entered_are_not_named() {
    let mut report = report();
    let unread =
        UnreadNamed { path: "\"mail\"".to_owned(), recorded: Some(Unread::Denied), found: None };
    report.items[0].unread = Some(Named { count: 1, first: vec![unread] });
    let mount = NotEnteredNamed { path: "\"media\"".to_owned(), entry_type: EntryType::Mount };
    report.items[0].not_entered = Some(Named { count: 12, first: vec![mount; 12] });
    let lines = lines(&report);
    let count = |text: &str| lines.iter().filter(|line| *line == text).count();
    let entry = format!("\"mail\": {} when recorded", Unread::Denied);
    assert_eq!((count("entries that were not read: 1"), count(&entry)), (1, 1), "{report}");
    let entry = format!("\"media\": {}", EntryType::Mount);
    assert_eq!(count("entries that were recorded and not entered: 12"), 1, "{report}");
    assert_eq!((count(&entry), count("… and 2 more")), (10, 1), "{report}");
}

#[test]
fn content_that_was_compared_in_part_is_said_to_have_withheld_digests() {
    let mut report = report();
    report.items[0].content = ContentResult::NotKnown;
    assert!(report.items[0].sha256.is_some());
    let lines = lines(&report);
    assert!(lines.iter().any(|line| line == "not all of it could be compared"), "{report}");
    assert!(!lines.iter().any(|line| line == "its digests are withheld"), "{report}");
}

/// The last two of each of the 17 planes are no characters (Unicode 23.7).
#[test]
fn noncharacter_at_the_end_of_a_plane_is_shown_as_it_is() {
    for plane in 0..=16_u32 {
        for last in [0xfffe, 0xffff] {
            let code = (plane << 16) + last;
            assert!(is_invisible(char::from_u32(code).unwrap()), "{code:x}");
        }
    }
    assert!(!is_invisible('\u{fffd}') && !is_invisible('\u{1f600}'));
}

#[test]
fn text_with_line_breaks_or_backslashes_is_written_in_another_way() {
    assert_eq!(escaped("a\\b\rc\td\ne\"f"), r#""a\\b\rc\td\ne\"f""#);
    assert_eq!(escaped("\u{1b}"), r#""\u{1b}""#);
}
