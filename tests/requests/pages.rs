//! The pages that a person reads of requests, use logs and certificates, as they are written.

use handseal::event::{
    AuthenticationResult, Authorisation, AuthorisedAct, Cancelled, ConditionKind, Content,
    Declined, Disclosed, Extent, NoticeState, Notified, PreservationEnded, Preserved, Produced,
    ProducedItem, Recipient, Relation, RelationKind, Requested, Subject, Terms, Used, When, Why,
};
use handseal::identity::{ItemId, RequestId};
use handseal::law::{RequestStatus, UseLogOf};
use handseal::verify::{Certificate, ContentSource, ItemName, NoCertificate, Verdict, Verifier};

use crate::cases::{Party, at, sign};
use crate::outputs::acquired;
use crate::sides::registered;
use crate::snapshots::compare;
use crate::world::{DAY, World, catalogue, condition, why, world};

/// What is done under the requests of a page.
struct Docketed {
    world: World,
    /// The item that was handed over, and then used.
    delivered: Subject,
}

/// Requests that came to every end, at every distance from their periods.
fn docketed() -> Docketed {
    let mut world = world();
    let [maker, provider, stranger] =
        [&world.maker, &world.provider, &world.stranger].map(|party| party.clone());
    world.asked("PERIODS");
    let cancelled = world.asked("FREE");
    world.act(cancelled, &maker, Cancelled { why: why() });
    let declined = world.asked("FREE");
    world.act(declined, &provider, Declined { form: None, ground: why(), redirected: None });
    answer_in_part(&mut world);
    let preserve = Preserved { what: None, items: Vec::new(), until: None };
    let preserved = world.asked("PRESERVE");
    world.act(preserved, &provider, preserve.clone());
    let let_go = world.asked("PRESERVE");
    world.act(let_go, &provider, preserve);
    // Nothing of these is shown: one is only named, the other is a stranger's.
    let named = world.id();
    world.collect(Some(named), &provider);
    let strange = world.id();
    let terms = world.terms("FREE");
    world.act(strange, &stranger, Requested { terms });
    let letter = world.id();
    let body = registered(&mut world, AuthenticationResult::Confirmed);
    world.act(letter, &provider, body);
    world.collect(Some(letter), &provider);
    world.days(7);
    world.act(let_go, &provider, PreservationEnded { why: why() });
    // Three periods run. The second request is received at a time that is known to the day.
    world.asked("PERIODS");
    receive_some_time_that_day(&mut world);
    world.asked("PERIODS");
    let follows =
        Relation { kind: RelationKind::FollowsPreservation, entry: None, request: preserved };
    let terms = Terms { relates: vec![follows], ..world.terms("FREE") };
    let produced = world.asked_with(terms);
    let delivered = world.answer(produced, "subscriber", &[]);
    world.hand_over(&delivered, [&provider, &maker], Some(produced), &[]);
    world.days(4);
    world.now = world.ledger.minute + DAY;
    Docketed { world, delivered }
}

/// An answer that leaves an account open, and a notice that is put off.
fn answer_in_part(world: &mut World) {
    let id = world.asked("ORDER");
    let provider = world.provider.clone();
    let item = world.collect(Some(id), &provider);
    let open = Some(world.ledger.words("the second account"));
    let whole = World::produced(&item, "subscriber", &[condition(ConditionKind::Confidential)]);
    world.act(id, &provider, Produced { open, extent: Extent::Partial, ..whole });
    for (state, until) in
        [(NoticeState::Delayed, Some(at(30 * DAY - 1))), (NoticeState::Given, None)]
    {
        let described = Some(world.ledger.words("the account holder"));
        let whom = Recipient { party: None, described };
        let capacity = format!("user {}", state.code());
        world.act(id, &provider, Notified { capacity, whom, state, until, ground: None });
    }
}

fn receive_some_time_that_day(world: &mut World) {
    let terms = world.terms("PERIODS");
    let id = world.ask(terms);
    let provider = world.provider.clone();
    let body = world.received(id, AuthenticationResult::Confirmed);
    let mut event = world.ledger.event(body, &[Subject::Request(id, provider.id)]);
    let minute = world.ledger.minute;
    world.days(1);
    event.at.time = When::Span(at(minute), at(world.ledger.minute));
    world.ledger.push(&sign(event, &provider));
}

fn statuses(requests: &[&handseal::law::RequestView]) -> Vec<RequestStatus> {
    requests.iter().map(|request| request.status).collect()
}

#[test]
fn docket_is_not_as_written() {
    use RequestStatus::{
        Cancelled, Declined, NotShown, Open, Partial, PreservationEnded, Preserved, Produced,
    };
    let Docketed { world, .. } = docketed();
    let report = world.report();
    let [overdue, due, waiting, over, not_shown] = report.docket().sections().map(|(_, of)| of);
    assert_eq!(statuses(&overdue), [Open]);
    assert_eq!(statuses(&due), [Open; 3]);
    assert!(due.is_sorted_by(|a, b| !a.next_due.unwrap().is_after(&b.next_due.unwrap())));
    assert!(!due.is_sorted_by_key(|request| request.id), "the ids alone sort them so");
    let mut waiting = statuses(&waiting);
    waiting.sort();
    assert_eq!(waiting, [Open, Partial, Preserved]);
    let mut over = statuses(&over);
    over.sort();
    assert_eq!(over, [Cancelled, Declined, PreservationEnded, Produced]);
    assert_eq!(statuses(&not_shown), [NotShown; 2]);
    compare("docket.txt", &report.docket().to_string());
}

/// The first ten of a code are written out, the rest is counted once.
#[test]
fn findings_behind_the_tenth_of_a_code_are_counted_twice_or_not() {
    let mut world = world();
    for _ in 0..13 {
        world.asked("FREE");
    }
    let page = world.report().to_string();
    assert_eq!(page.matches("note: request.open").count(), 10, "{page}");
    assert_eq!(page.matches("        … and 3 more request.open\n").count(), 1, "{page}");
    assert_eq!(page.matches("… and").count(), 1, "{page}");
}

#[test]
fn docket_without_requests_or_without_a_date_of_the_catalogue_is_not_as_written() {
    let mut world = world();
    world.now = DAY;
    assert_eq!(world.report().docket().to_string(), "Requests  none, at 2041-06-02T00:00:00Z\n");
    world.asked("FREE");
    let page = world.report().docket().to_string();
    assert!(
        page.contains("  by the catalogue \"Instruments of a test\", as of 2041-01-01, SHA-256 ")
    );
    assert!(page.contains("\nOpen, no period running\n"), "{page}");
    for empty in ["Overdue", "Due next", "Answered or over", "Not shown"] {
        assert!(!page.contains(empty), "{page}");
    }
}

/// Everything that can be asked for stands on one page.
#[test]
fn page_with_requests_is_not_as_written() {
    let Docketed { mut world, delivered } = docketed();
    let maker = world.maker.clone();
    let purpose =
        Why { code: Some("fraud".to_owned()), words: Some(world.ledger.words("see file")) };
    let body = Used { result: None, purpose, authorisation: None };
    world.ledger.act(body, std::slice::from_ref(&delivered), &maker);
    let item = delivered.item().unwrap();
    let catalogue = catalogue();
    let verifier = Verifier::new(&world.trust, at(world.now)).catalogue(&catalogue);
    let verifier = verifier.anchor(world.ledger.head()).use_log(UseLogOf::Item(item));
    let report = verifier.certificate(item).verify_bytes(&world.ledger.bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    compare("page_requests.txt", &report.to_string());
}

impl World {
    /// An item about somebody, produced and handed over. Whoever reads the file may not be told about whom.
    fn about(&mut self, id: RequestId, person: &str, keep: &dyn Fn(&str) -> bool) -> Subject {
        let [maker, provider] = [&self.maker, &self.provider].map(|party| party.clone());
        let item = self.collect(Some(id), &provider);
        let about = vec![self.ledger.words(person)];
        let listed =
            ProducedItem { id: item.item().unwrap(), about, category: "subscriber".to_owned() };
        let body = Produced { items: vec![listed], ..Self::produced(&item, "subscriber", &[]) };
        let event = self.ledger.signed(body, &[Subject::Request(id, provider.id)], &provider);
        self.ledger.push(&event.redact(&|path| keep(&path.to_string())));
        self.hand_over(&item, [&provider, &maker], Some(id), &[]);
        item
    }

    fn log(&self, of: UseLogOf) -> String {
        let catalogue = catalogue();
        let verifier = Verifier::new(&self.trust, at(self.now)).catalogue(&catalogue);
        let report = verifier.use_log(of).verify_bytes(&self.ledger.bytes).unwrap();
        report.use_logs[0].to_string()
    }
}

/// The maker discloses an item to a party and to somebody, authorised and at a time nobody knows.
fn disclose(world: &mut World, id: RequestId, item: &Subject) {
    let [maker, provider, third] =
        [&world.maker, &world.provider, &world.third].map(|party| party.clone());
    let says: Authorisation = World::authorisation(AuthorisedAct::Disclosure);
    let authorisation = Some(world.authorise(id, &provider, says));
    let under = Why::code("trial");
    let described = world.ledger.words("the court at Fabula");
    let recipients = [(Some(third.id), None), (None, Some(described))];
    for (party, described) in recipients {
        let to = Recipient { party, described };
        let (under, authorisation) = (under.clone(), authorisation.clone());
        let body = Disclosed { to, copy: None, under, authorisation };
        let mut event = world.ledger.event(body, std::slice::from_ref(item));
        if party.is_some() {
            event.at.time = When::Unknown;
        }
        world.ledger.push(&sign(event, &maker));
    }
}

#[test]
fn use_log_is_not_as_written() {
    let mut world = world();
    let id = world.asked("FREE");
    let item = world.about(id, "M. Invented", &|_| true);
    disclose(&mut world, id, &item);
    let whole = world.log(UseLogOf::Person("M. Invented".to_owned()));
    assert!(!whole.contains("could not be checked") && !whole.contains("withheld"), "{whole}");
    let nobody = world.log(UseLogOf::Person("O. Nobody".to_owned()));
    let unused = world.collect(None, &world.maker.clone());
    let unused = world.log(UseLogOf::Item(unused.item().unwrap()));
    let withheld = |path: &str| !path.contains("about");
    world.about(id, "N. Madeup", &withheld);
    let other = world.about(id, "N. Madeup", &withheld);
    let withheld = world.log(UseLogOf::Person("M. Invented".to_owned()));
    let of_request = world.log(UseLogOf::Request(id));
    assert!(!of_request.contains("withheld"), "only whom it is about: {of_request}");
    let stranger = world.stranger.clone();
    use_it(&mut world, &other, &stranger);
    let left_out = world.log(UseLogOf::Item(other.item().unwrap()));
    let pages = [
        ("of a person", whole),
        ("of nobody", nobody),
        ("of what nobody used", unused),
        ("of a person, where others are withheld", withheld),
        ("of a request", of_request),
        ("with an entry that could not be checked", left_out),
    ];
    let text: Vec<_> = pages.iter().map(|(name, page)| format!("{name}\n\n{page}\n")).collect();
    compare("use_logs.txt", &text.concat());
}

fn use_it(world: &mut World, item: &Subject, by: &Party) {
    let body = Used { result: None, purpose: why(), authorisation: None };
    world.ledger.act(body, std::slice::from_ref(item), by);
}

fn certificate(
    world: &World,
    of: impl Into<ItemName>,
    copy: Option<(ItemId, &'static [u8])>,
) -> Certificate {
    let source = |copy| ContentSource::Reader(Box::new(copy));
    certificate_on(world, of, copy.map(|(item, copy): (_, &[u8])| (item, source(copy))))
}

fn certificate_on(
    world: &World,
    of: impl Into<ItemName>,
    copy: Option<(ItemId, ContentSource<'_>)>,
) -> Certificate {
    let mut verifier = Verifier::new(&world.trust, at(world.now)).certificate(of);
    if let Some((item, copy)) = copy {
        verifier = verifier.content(item, copy);
    }
    verifier.verify_bytes(&world.ledger.bytes).unwrap().certificates.remove(0)
}

/// Acquired content whose words are withheld, and, if so asked, its digests as well.
fn acquired_in_silence(keep: &dyn Fn(&str) -> bool) -> (World, ItemId) {
    use handseal::event::{Acquired, AcquiredItem};
    let mut world = world();
    let maker = world.maker.clone();
    let id = world.ledger.item();
    let content: Content = world.ledger.content(b"the content");
    let name = Some(world.ledger.words("disk.dd"));
    let item = AcquiredItem { name, ..AcquiredItem::of(id, content) };
    let body = Acquired::of(world.ledger.case, vec![item]);
    let mut event = world.ledger.event(body, &[Subject::Item(id)]);
    event.at.time = When::Span(at(1), at(2));
    let event = sign(event, &maker).redact(&|path| keep(&path.to_string()));
    world.ledger.push(&event);
    (world, id)
}

#[test]
fn certificate_data_or_a_refusal_is_not_as_written() {
    const COPY: &[u8] = b"the content";
    let (whole, item) = acquired(false);
    let (silent, quiet) = acquired_in_silence(&|path| path.contains("descriptor"));
    let (withheld, unmeasured) = acquired_in_silence(&|_| false);
    let mut thing = world();
    let maker = thing.maker.clone();
    let thing_id = thing.collect(None, &maker).item().unwrap();
    let mut damaged = world();
    damaged.collect(None, &maker);
    let last = damaged.ledger.groups.last().unwrap().start;
    damaged.ledger.bytes[last + 20] ^= 1;
    let gone = ContentSource::File("no such file".into());
    let refusals = [
        (certificate(&whole, item, Some((item, b"the contenT"))), NoCertificate::Differs),
        (certificate(&withheld, unmeasured, None), NoCertificate::NotMeasured),
        (certificate(&thing, thing_id, None), NoCertificate::NotAcquired),
        (certificate(&damaged, ItemName::Label("EX 1".to_owned()), None), NoCertificate::NotFound),
        (certificate_on(&whole, item, Some((item, gone))), NoCertificate::NotRead),
        (certificate(&whole, item, None), NoCertificate::NotSupplied),
    ];
    let expected: Vec<_> = refusals.iter().map(|(_, why)| *why).collect();
    assert_eq!(expected, NoCertificate::ALL, "a refusal without an example");
    let mut text = certificate(&whole, item, Some((item, COPY))).to_string();
    text += &certificate(&silent, quiet, Some((quiet, COPY))).to_string();
    for (refused, expected) in refusals {
        let Certificate::Refused { why, .. } = &refused else { panic!("{refused}") };
        assert_eq!(*why, expected);
        text += &refused.to_string();
    }
    compare("certificates.txt", &text);
}

/// The exit status of a program, which scripts rest on.
#[test]
fn verdict_has_another_exit_status() {
    let statuses: Vec<_> = Verdict::ALL.iter().map(|verdict| verdict.exit_code()).collect();
    assert_eq!(statuses, [0, 1, 3, 4]);
}
