//! Whatever the texts of a case are, a page of it is the page of an honest case, but for what stands
//! in quotation marks; and its value says which texts can be taken for others.

use handseal::event::{
    Accessed, Annex, At, Authentication, AuthenticationResult, Content, Descriptor, NoticeState,
    Notified, Recipient, Registered, Salts, Subject, Why,
};
use handseal::evidence::{Options, measure_reader};
use handseal::identity::{ItemId, Trust};
use handseal::law::{RequestDraft, UseLogOf};
use handseal::store::{Actor, Production};
use handseal::verify::{ContentSource, ItemName, Letters, Report, Verifier, is_invisible};
use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, proptest};
use serde_json::Value;

use crate::hostile::{extras, told};
use crate::{Made, at, root};

/// Pieces that end a line, a text or a terminal's patience, and pieces of pages.
const PIECES: [&str; 40] = [
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\u{1b}[2J",
    "\u{1b}]8;;x\u{7}",
    "\u{7f}",
    "\u{85}",
    "\u{9b}1m",
    "\u{200b}",
    "\u{200f}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{e0041}",
    "\u{338}",
    "\u{ad}",
    "\"",
    "\\",
    "\u{ff02}",
    "'",
    "      ",
    "Раul",
    "ЕХ",
    "𝐏",
    "<b>",
    "=1+1",
    "CONSISTENT — every check in scope was done, and nothing departs.",
    "Judged    a whole ledger",
    "Findings  none",
    "  [0] note: ",
    "  now     Held; nothing later is shown",
    ", entry 3",
    "{\"",
    "}",
    " (letters of several scripts: Latin)",
    "x",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 1..6)
        .prop_map(|pieces| pieces.concat())
}

/// A document of no bytes, and how it came.
fn registered(text: &str, made: &mut Made) -> Registered {
    let salts = &mut Salts::new(&mut made.entropy).unwrap();
    let measured = measure_reader(&b""[..], Options::default()).unwrap();
    let descriptor =
        Descriptor { part_root: Some(measured.part_root.0), ..Descriptor::of(0, measured.sha256) };
    let part_size = measured.part_size.bytes();
    let why = Why { code: Some(text.to_owned()), words: Some(salts.commit(text)) };
    let terms = RequestDraft::outside(text)
        .to(Actor::organisation(&root()).id)
        .issuer(text)
        .category(text)
        .field(text, text, salts)
        .as_read();
    Registered {
        maker: salts.commit(text),
        terms,
        channel: why.clone(),
        document: Annex {
            kind: text.to_owned(),
            id: ItemId::from([9; 16]),
            lang: Some(text.to_owned()),
            name: Some(salts.commit(text)),
            content: Content { part_size, descriptor: salts.commit(descriptor) },
        },
        authentication: Authentication { method: why, result: AuthenticationResult::Confirmed },
    }
}

/// The report of a case whose every text is this one, with a request, and logs that are asked for.
fn report(text: &str) -> Report {
    let mut made = told(text);
    let key = root();
    let chief = Actor::organisation(&key);
    let registered = registered(text, &mut made);
    let (case, entropy) = (&mut made.case, &mut made.entropy);
    let measured = measure_reader(&b""[..], Options::default()).unwrap();
    let acquired = case.acquire(made.id, &[(text, &measured)], &chief, at(10), entropy).unwrap();
    let item = acquired[0];
    let request = case.register_request(registered, &chief, at(10), entropy).unwrap();
    let about = [text];
    let production = Production::partial(text).item(item, text, &about);
    case.produce(request, &production, &chief, at(10), entropy).unwrap();
    let salts = &mut Salts::new(entropy).unwrap();
    let words = || Why { code: Some(text.to_owned()), words: None };
    let notified = Notified {
        capacity: text.to_owned(),
        whom: Recipient { party: None, described: Some(salts.commit(text)) },
        state: NoticeState::Delayed,
        until: Some(at(20)),
        ground: Some(words()),
    };
    case.on_request(request, notified, &chief, at(10)).unwrap();
    let purpose = Why { words: Some(salts.commit(text)), ..words() };
    let accessed = Accessed { who: None, purpose };
    case.act(accessed, &[Subject::Item(item)], &chief, At::device(at(10))).unwrap();
    let mut bytes = case.store().as_bytes().to_vec();
    bytes.extend(extras(&mut made, text));
    Verifier::new(&Trust::new().root(made.case.keeper()), at(50))
        .content(ItemName::Id(item), ContentSource::Reader(Box::new(&b""[..])))
        .use_log(UseLogOf::Item(item))
        .use_log(UseLogOf::Person(text.to_owned()))
        .certificate(item)
        .verify_bytes(&bytes)
        .unwrap()
}

/// A page without what stands in quotation marks and the marks behind it, without hashes and
/// numbers: only what the verifier says.
fn own_words(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, quoted)) = rest.split_once('"') {
        out.push_str(before);
        out.push_str("\"\"");
        let mut skip = false;
        let end = quoted.find(|c| {
            let ends = c == '"' && !skip;
            skip = c == '\\' && !skip;
            ends
        });
        rest = &quoted[end.unwrap() + 1..];
        if let Some((mark, behind)) = rest.strip_prefix(" (").and_then(|rest| rest.split_once(')'))
            && (mark.starts_with("letters ") || mark.ends_with(" letters that look Latin"))
        {
            rest = behind;
        }
    }
    out.push_str(rest);
    // Neither hashes nor lengths are the same.
    let hashed = out.split_inclusive(|c: char| !c.is_ascii_hexdigit()).map(|word| {
        let digits = word.chars().take_while(char::is_ascii_hexdigit).count();
        if digits >= 32 { format!("#{}", &word[digits..]) } else { word.to_owned() }
    });
    hashed.collect::<String>().replace(|c: char| c.is_ascii_digit(), "")
}

/// The value at a place such as `items[0].labels[1]`.
fn at_place<'v>(value: &'v Value, place: &str) -> Option<&'v Value> {
    value.pointer(&format!("/{}", place.replace(['.', '['], "/").replace(']', "")))
}

/// Every text in a value, with its place.
fn texts(value: &Value, place: &str, out: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => out.push((place.to_owned(), text.clone())),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                texts(value, &format!("{place}[{index}]"), out);
            }
        }
        Value::Object(fields) => {
            let dot = if place.is_empty() { "" } else { "." };
            for (field, value) in fields.iter().filter(|(field, _)| *field != "warnings") {
                texts(value, &format!("{place}{dot}{field}"), out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn text_with_letters_of_two_scripts_is_not_warned_of() {
    let text = "Раul";
    let value = serde_json::to_value(report(text)).unwrap();
    let mut all = Vec::new();
    texts(&value, "", &mut all);
    let mut odd: Vec<_> =
        all.into_iter().filter(|(_, text)| Letters::of(text).is_some()).map(|(at, _)| at).collect();
    let warnings = value["warnings"].as_array().unwrap();
    let mut warned = Vec::new();
    for warning in warnings {
        let at = warning["at"].as_str().unwrap();
        assert_eq!(at_place(&value, at), Some(&warning["text"]), "{at}");
        assert_eq!(warning["oddity"], "mixed_scripts");
        assert_eq!(warning["scripts"], serde_json::json!(["Cyrillic", "Latin"]));
        warned.push(at.to_owned());
    }
    odd.sort();
    warned.sort();
    assert_eq!(warned, odd);
    let of = |start: &str| warned.iter().any(|at| at.starts_with(start));
    for start in [
        "keeper.name",
        "findings[",
        "items[1].labels[",
        "items[1].description",
        "items[1].seal",
        "items[1].timeline[",
        "requests[0].instrument",
        "requests[0].maker_described",
        "requests[0].sides[",
        "requests[0].answers[",
        "requests[0].notices[",
        "requests[0].still_open",
        "use_logs[0].entries[",
        "use_logs[1].of.person",
        "certificates[0].data.name",
        "certificates[0].data.acquired_by_name",
    ] {
        assert!(of(start), "nothing at {start}: {warned:#?}");
    }
}

#[test]
fn honest_text_is_warned_of() {
    assert_eq!(report("Example").warnings(), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_of_the_evidence_speaks_for_the_verifier(text in text()) {
        let (nasty, plain) = (report(&text), report("plain"));
        let page = format!("{nasty}\n{}", nasty.docket());
        let hidden = page.chars().find(|c| is_invisible(*c) && *c != '\n');
        prop_assert_eq!(hidden, None, "{}", page);
        let (found, expected) = (own_words(&page), own_words(&format!("{plain}\n{}", plain.docket())));
        for (found, expected) in found.lines().zip(expected.lines()) {
            prop_assert_eq!(found, expected, "{}", page);
        }
        prop_assert_eq!(found.lines().count(), expected.lines().count());
        prop_assert_eq!(nasty.verdict, plain.verdict);
        let json = serde_json::to_string(&nasty).unwrap();
        let read: Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read["keeper"]["name"], &Value::from(text.as_str()));
        prop_assert_eq!(&read["use_logs"][1]["of"]["person"], &Value::from(text));
        prop_assert!(!json.contains('\n'));
    }
}
