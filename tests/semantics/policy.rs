//! Which role may do which act: V2.12.

use handseal::event::{EventType, PartyKind, Subject};
use handseal::law::{CatalogueErrorKind, EntryKind, MAX_CATALOGUE_FILE, Policy, Role};
use handseal::store::{CaseError, CaseFile};
use handseal::verify::{Code, Verdict, Verifier};

use crate::cases::{Ledger, Party};
use crate::cast::{SPARE, assert_refused, assert_says, assert_shows, cast, entry};

const STRICT: &str = "format = 1\nname = \"strict\"\neveryone = [\"noted\"]\n\
    [[role]]\nid = \"keeper\"\nmay = [\"collected\", \"stored\"]\n";

fn strict() -> Policy {
    Policy::parse("strict.toml", STRICT).unwrap()
}

/// A party of the keeper in these roles.
fn in_roles(ledger: &mut Ledger, roles: &[&str]) -> Party {
    let chief = ledger.chief.clone();
    ledger.enrol(SPARE, &chief, roles)
}

#[test]
fn act_of_another_role_is_outside_the_policy_and_has_its_effect() {
    let mut cast = cast();
    let carrier = in_roles(&mut cast.ledger, &["carrier"]);
    let item = cast.ledger.item();
    let body = cast.ledger.collected(&[item]);
    let event = cast.ledger.signed(body, &[Subject::Item(item)], &carrier);
    assert_refused(&cast.ledger, &event, Code::RoleOutsidePolicy);
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Irregular, &[entry(Code::RoleOutsidePolicy, index)]);
    assert_eq!(report.items[0].holder, Some(carrier.id));
    assert!(report.findings[0].message().contains("collector"), "{report}");
}

#[test]
fn role_that_the_policy_does_not_have_gives_nothing() {
    let mut cast = cast();
    let astronaut = in_roles(&mut cast.ledger, &["astronaut"]);
    let own = [cast.ledger.own(&astronaut)];
    let body = cast.ledger.noted();
    cast.ledger.act(body, &own, &astronaut);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    cast.ledger.collect(&astronaut);
    let index = cast.ledger.size() - 1;
    let expected = [entry(Code::RoleOutsidePolicy, index)];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn one_of_several_roles_is_enough_and_the_latest_enrolment_tells_them() {
    let mut cast = cast();
    let (chief, party) =
        (cast.chief.clone(), in_roles(&mut cast.ledger, &["carrier", "collector"]));
    cast.ledger.collect(&party);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.enrolled(PartyKind::Person, None, party.id, &chief, &["carrier"]);
    cast.ledger.act(body, &[Subject::Party(party.id)], &chief);
    cast.ledger.collect(&party);
    let index = cast.ledger.size() - 1;
    let expected = [entry(Code::RoleOutsidePolicy, index)];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

/// The same file, held against two policies: custody is the same, and what is missed is not.
#[test]
fn policy_of_the_reader_changes_what_is_said_and_not_who_has_the_item() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = cast.ledger.collect(&ana);
    let index = cast.ledger.size() - 1;
    let read = |policy: &Policy| {
        let verifier = cast.ledger.verifier().anchor(cast.ledger.head()).policy(policy);
        verifier.verify_bytes(&cast.ledger.bytes).unwrap()
    };
    let (ours, theirs) = (read(Policy::embedded()), read(&strict()));
    assert_says(&ours, Verdict::Consistent, &[]);
    assert_says(&theirs, Verdict::Irregular, &[entry(Code::RoleOutsidePolicy, index)]);
    assert_eq!(ours.items, theirs.items);
    assert_eq!(Some(ours.items[0].id), item.item());
    assert_eq!(theirs.policy.name, "strict");
    assert_eq!(theirs.policy.sha256, strict().digest().to_string());
}

#[test]
fn writer_obeys_the_policy_that_it_was_given() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = cast.ledger.item();
    let body = cast.ledger.collected(&[item]);
    let event = cast.ledger.signed(body, &[Subject::Item(item)], &ana);
    let trust = cast.ledger.trust();
    let mut case = CaseFile::open_bytes(cast.ledger.bytes.clone(), &trust).unwrap();
    case.obey(&strict());
    assert_eq!(case.policy(cast.chief.id.org()).name(), "strict");
    match case.record([event.clone()]) {
        Err(CaseError::Refused { finding }) => assert_eq!(finding.code, Code::RoleOutsidePolicy),
        other => panic!("{other:?}"),
    }
    case.obey(Policy::embedded());
    case.record([event]).unwrap();
}

/// Each agency instructs its own people.
#[test]
fn policy_of_one_organisation_is_asked_of_the_people_of_another() {
    let mut cast = cast();
    let (ana, carl, lab) = (cast.ana.clone(), cast.carl.clone(), cast.lab.clone());
    let first = cast.ledger.own(&ana);
    cast.ledger.collect(&ana);
    let second = cast.ledger.own(&carl);
    let mut remarks = Vec::new();
    for (own, by) in [(first, &ana), (second, &carl)] {
        let body = cast.ledger.noted();
        remarks.push(cast.ledger.act(body, &[own], by));
    }
    let mute = Policy::parse("mute.toml", "format = 1\nname = \"mute\"\n").unwrap();
    let read = |verifier: Verifier<'static>| verifier.verify_bytes(&cast.ledger.bytes).unwrap();
    let verifier = || cast.ledger.verifier().anchor(cast.ledger.head());
    assert_says(&read(verifier()), Verdict::Consistent, &[]);
    let report = read(verifier().policy_of(lab.id.org(), &mute));
    assert_says(&report, Verdict::Irregular, &[entry(Code::RoleOutsidePolicy, remarks[1])]);
    assert_eq!((report.policies.len(), report.policies[0].organisation), (1, lab.id.org()));
    assert_eq!(report.policies[0].sha256, mute.digest().to_string());
    assert_eq!(report.policy.name, Policy::embedded().name());
    let page = report.to_string();
    let line = format!("for     the people of {}: \"mute\"", lab.id.org());
    assert!(page.contains(&line), "{page}");
    // For all others the other one is asked, whichever was given first.
    let report = read(verifier().policy_of(lab.id.org(), Policy::embedded()).policy(&mute));
    let [collected, remarked] = [remarks[0] - 1, remarks[0]];
    let expected = [collected, remarked].map(|index| entry(Code::RoleOutsidePolicy, index));
    assert_says(&report, Verdict::Irregular, &expected);
}

#[test]
fn writer_obeys_the_policy_of_another_organisation() {
    let mut cast = cast();
    let (ana, lab) = (cast.ana.clone(), cast.lab.id.org());
    let item = cast.ledger.item();
    let body = cast.ledger.collected(&[item]);
    let event = cast.ledger.signed(body, &[Subject::Item(item)], &ana);
    let open = || CaseFile::open_bytes(cast.ledger.bytes.clone(), &cast.ledger.trust()).unwrap();
    let mut case = open();
    case.obey_of(lab, &strict());
    assert_eq!(case.policy(lab).name(), "strict");
    case.record([event.clone()]).unwrap();
    let mut case = open();
    case.obey(Policy::embedded());
    case.obey_of(ana.id.org(), &strict());
    match case.record([event]) {
        Err(CaseError::Refused { finding }) => assert_eq!(finding.code, Code::RoleOutsidePolicy),
        other => panic!("{other:?}"),
    }
}

#[test]
fn organisation_itself_and_what_is_no_matter_of_a_policy_are_not_held_against_it() {
    let mut cast = cast();
    let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
    cast.ledger.collect(&chief);
    cast.ledger.enrol(40, &registrar, &[]);
    let nobody = Policy::parse("nobody.toml", "format = 1\nname = \"nobody\"\n").unwrap();
    let verifier = cast.ledger.verifier().anchor(cast.ledger.head()).policy(&nobody);
    let report = verifier.verify_bytes(&cast.ledger.bytes).unwrap();
    assert_says(&report, Verdict::Consistent, &[]);
}

/// The tables of the specification, against the data.
#[test]
fn tables_of_the_specification_are_not_what_the_embedded_policy_says() {
    let text = include_str!("../../src/spec/policy.md");
    let table = |head: &str| -> Vec<&str> {
        let lines = text.lines().skip_while(|line| *line != head).skip(2);
        lines.take_while(|line| line.starts_with('|')).collect()
    };
    let policy = Policy::embedded();
    let role = |role: &Role| format!("| `{}` | {} |", role.id(), role.about().unwrap());
    let roles: Vec<_> = policy.roles().iter().map(role).collect();
    assert_eq!(table("| role | for whom |"), roles);
    let covered = EventType::ALL.iter().copied().filter(|act| Policy::covers(*act));
    let given = |act: EventType| {
        let who: Vec<_> = policy.who_may(act).map(|role| format!("`{role}`")).collect();
        let everyone = policy.everyone().any(|given| given == act);
        let who = if everyone { "everyone".to_owned() } else { who.join(", ") };
        format!("| `{}` | {who} |", act.code())
    };
    assert_eq!(table("| act | given to |"), covered.map(given).collect::<Vec<_>>());
}

/// Every act is somebody's, and each role can do what its name says.
#[test]
fn act_that_no_role_may_do_is_found_in_the_embedded_policy() {
    let policy = Policy::embedded();
    let none: [&str; 0] = [];
    for act in EventType::ALL.iter().copied().filter(|act| Policy::covers(*act)) {
        let everyone = policy.everyone().any(|given| given == act);
        assert!(everyone || policy.who_may(act).count() > 0, "{}", act.code());
        assert!(policy.allows(&none, act), "{}", act.code());
        assert_eq!(policy.allows(&["astronaut"], act), policy.allows(&["another"], act));
    }
    for (role, act) in [
        ("collector", EventType::Collected),
        ("custodian", EventType::Stored),
        ("examiner", EventType::Examined),
        ("provider", EventType::Produced),
        ("central_authority", EventType::Transmitted),
        ("contact_point", EventType::Preserved),
        ("registrar", EventType::Reassigned),
        ("expert", EventType::Examined),
        ("defence", EventType::Objected),
        ("court_registry", EventType::Destroyed),
        ("carrier", EventType::Offered),
        ("interpreter", EventType::Derived),
        ("authority", EventType::Validated),
        ("officer", EventType::CaseOpened),
    ] {
        assert!(policy.allows(&[role], act), "{role} {}", act.code());
    }
    assert!(!policy.allows(&["carrier"], EventType::Unsealed));
    assert!(!policy.allows(&["registrar"], EventType::Accepted));
}

#[test]
fn file_that_is_no_policy_is_refused_with_its_line() {
    let head = "format = 1\nname = \"x\"\n";
    let role = |rest: &str| format!("{head}[[role]]\n{rest}");
    let told = [
        ("format = 2\nname = \"x\"\n".to_owned(), 1, "format 2"),
        ("format = 1\n".to_owned(), 1, "name"),
        (format!("{head}everybody = []\n"), 3, "everybody"),
        (format!("{head}everyone = [\"noted\",\n \"danced\"]\n"), 4, "danced"),
        // Who enrols is no matter of a policy.
        (role("id = \"r\"\nmay = [\"enrolled\"]\n"), 5, "enrolled"),
        (role("id = \"r\"\nmay = [\"timestamped\"]\n"), 5, "timestamped"),
        (role("id = \"r\"\n"), 3, "may"),
        (role("id = \"\"\nmay = []\n"), 4, "nothing stands here"),
        (role("id = \"r\"\nmay = []\nmust = []\n"), 6, "must"),
        (format!("{head}everyone = \"noted\"\n"), 3, "string"),
        (format!("{head}name = \"y\"\n"), 3, "duplicate"),
        (format!("\u{feff}{head}"), 1, "byte order mark"),
        (format!("{head}[[role\n"), 3, ""),
    ];
    for (text, line, word) in told {
        let error = Policy::parse("ours.toml", &text).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("ours.toml", line), "{text}: {error}");
        assert!(error.to_string().contains(word), "{text}: {error}");
    }
    let twice = role("id = \"r\"\nmay = []\n[[role]]\nid = \"r\"\nmay = []\n");
    let error = Policy::parse("ours.toml", &twice).unwrap_err();
    let (kind, id) = (EntryKind::Role, "r".to_owned());
    assert_eq!(error.kind, CatalogueErrorKind::Repeated { kind, id, first: 3 });
    assert_eq!(error.line, 6);
    let error = Policy::parse_bytes("ours.toml", b"format = 1\n\xff").unwrap_err();
    assert!(matches!(error.kind, CatalogueErrorKind::NotUtf8 { .. }));
    let long = format!("{head}# {}", "x".repeat(MAX_CATALOGUE_FILE));
    let error = Policy::parse("ours.toml", &long).unwrap_err();
    assert!(matches!(error.kind, CatalogueErrorKind::TooLarge { .. }), "{error}");
}

/// Each act of such a party would repeat them all.
#[test]
fn thousand_long_roles_of_an_enrolment_do_not_fill_the_report() {
    let mut cast = cast();
    let long: Vec<_> = (0..200).map(|role| format!("{role:03}{}", "x".repeat(900))).collect();
    let roles: Vec<_> = long.iter().map(String::as_str).collect();
    let party = in_roles(&mut cast.ledger, &roles);
    cast.ledger.collect(&party);
    let report = cast.ledger.report();
    assert_eq!(report.findings[0].code, Code::RoleOutsidePolicy);
    let message = report.findings[0].message();
    assert!(message.len() < 2000 && message.contains("and 184 more"), "{message}");
}
