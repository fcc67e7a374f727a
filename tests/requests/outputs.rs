//! What a person asks of a record beside its verdict: what is due, how evidence was used, and the
//! data for a certificate.

use handseal::Timestamp;
use handseal::event::{
    Acquired, AcquiredItem, Authorisation, AuthorisedAct, Content, Disclosed, Extent, PartDigests,
    Produced, ProducedItem, Recipient, Subject, Tool, Used, Why,
};
use handseal::evidence::{Options, Sha256Digest, measure_reader};
use handseal::identity::ItemId;
use handseal::law::{RequestStatus, UseLogOf};
use handseal::verify::{Certificate, ContentSource, NoCertificate, Report, Verifier};

use crate::cases::at;
use crate::world::{DAY, World, catalogue, world};

impl World {
    fn ask_about(&self, of: UseLogOf) -> Report {
        let catalogue = catalogue();
        let verifier = Verifier::new(&self.trust, at(self.now)).catalogue(&catalogue);
        verifier.use_log(of).verify_bytes(&self.ledger.bytes).unwrap()
    }

    fn use_item(&mut self, item: &Subject, purpose: &str) -> u64 {
        let purpose =
            Why { code: Some(purpose.to_owned()), words: Some(self.ledger.words("see file")) };
        let body = Used { result: None, purpose, authorisation: None };
        self.ledger.act(body, std::slice::from_ref(item), &self.maker.clone())
    }

    /// Two accounts of two persons, produced under one request.
    fn two_persons(&mut self) -> (handseal::identity::RequestId, [Subject; 2]) {
        let id = self.asked("FREE");
        let (provider, maker) = (self.provider.clone(), self.maker.clone());
        let items = [(); 2].map(|()| self.collect(Some(id), &provider));
        let about = [self.ledger.words("M. Invented"), self.ledger.words("N. Madeup")];
        let listed = items.iter().zip(about).map(|(item, about)| ProducedItem {
            id: item.item().unwrap(),
            about: vec![about],
            category: "subscriber".to_owned(),
        });
        let items_of = listed.collect();
        let (open, conditions) = (None, Vec::new());
        let body = Produced { open, items: items_of, extent: Extent::Complete, conditions };
        self.act(id, &provider, body);
        for item in &items {
            self.hand_over(item, [&provider, &maker], Some(id), &[]);
        }
        (id, items)
    }
}

fn acts(report: &Report) -> Vec<&'static str> {
    report.use_logs[0].entries.iter().map(|entry| entry.act.code()).collect()
}

#[test]
fn use_log_of_a_person_leaves_out_the_data_of_another() {
    let mut world = world();
    let (_, [mine, other]) = world.two_persons();
    let used = world.use_item(&mine, "fraud");
    world.use_item(&other, "fraud");
    let report = world.ask_about(UseLogOf::Person("M. Invented".to_owned()));
    assert_eq!(report.use_logs[0].items, [mine.item().unwrap()]);
    assert_eq!(acts(&report), ["offered", "accepted", "used"]);
    let last = report.use_logs[0].entries.last().unwrap();
    assert_eq!((last.entry, last.by), (used, world.maker.id));
    assert_eq!((last.purpose.as_deref(), last.words.as_deref()), (Some("fraud"), Some("see file")));
    let page = report.use_logs[0].to_string();
    assert!(page.contains("used by") && page.contains("\"fraud\", \"see file\""), "{page}");
    let nobody = world.ask_about(UseLogOf::Person("O. Nobody".to_owned()));
    assert!(nobody.use_logs[0].items.is_empty() && nobody.use_logs[0].entries.is_empty());
}

#[test]
fn use_log_of_a_request_has_every_item_of_it_and_of_an_item_only_that() {
    let mut world = world();
    let (id, [first, second]) = world.two_persons();
    let unrelated = world.collect(None, &world.maker.clone());
    world.use_item(&first, "fraud");
    world.use_item(&second, "fraud");
    world.use_item(&unrelated, "fraud");
    let of_request = world.ask_about(UseLogOf::Request(id));
    let moved = ["offered", "accepted", "offered", "accepted", "used", "used"];
    assert_eq!(acts(&of_request), moved);
    let of_item = world.ask_about(UseLogOf::Item(first.item().unwrap()));
    assert_eq!(acts(&of_item), ["offered", "accepted", "used"]);
    assert_eq!(acts(&world.ask_about(UseLogOf::Item(unrelated.item().unwrap()))), ["used"]);
}

#[test]
fn use_log_names_the_recipient_and_the_authorisation() {
    let mut world = world();
    let (id, [item, _]) = world.two_persons();
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    let says: Authorisation = World::authorisation(AuthorisedAct::Disclosure);
    let cited = world.authorise(id, &provider, says);
    let described = Some(world.ledger.words("the court at Fabula"));
    let body = Disclosed {
        to: Recipient { party: None, described },
        copy: None,
        under: Why::code("trial"),
        authorisation: Some(cited.clone()),
    };
    world.ledger.act(body, std::slice::from_ref(&item), &maker);
    let report = world.ask_about(UseLogOf::Item(item.item().unwrap()));
    let last = report.use_logs[0].entries.last().unwrap();
    assert_eq!(last.to_words.as_deref(), Some("the court at Fabula"));
    assert_eq!(last.authorisation, Some(cited.entry));
}

#[test]
fn docket_has_the_overdue_first_and_says_what_is_left() {
    let mut world = world();
    let late = world.asked("PERIODS");
    world.days(20);
    let due = world.asked("PERIODS");
    let (answered, _) = world.delivered("FREE", &[]);
    world.now = world.ledger.minute + DAY;
    let report = world.report();
    let sections = report.docket().sections();
    let of =
        |section: usize| sections[section].1.iter().map(|request| request.id).collect::<Vec<_>>();
    assert_eq!((of(0), of(1)), (vec![late], vec![due]), "{}", report.docket());
    assert!(of(3).contains(&answered), "{}", report.docket());
    let page = report.docket().to_string();
    let places = [late, due, answered].map(|id| page.find(&id.to_string()).unwrap());
    assert!(places.is_sorted(), "{page}");
    assert!(page.contains("missed by ") && page.contains("due in "), "{page}");
    let status = |id| report.requests.iter().find(|request| request.id == id).unwrap().status;
    assert_eq!(status(late), RequestStatus::Open);
    assert_eq!(status(answered), RequestStatus::Produced);
}

/// A file that the maker acquired, with everything that a certificate asks for.
pub(crate) fn acquired(imported: bool) -> (World, ItemId) {
    let mut world = world();
    let maker = world.maker.clone();
    let id = world.ledger.item();
    let measured = measure_reader(&b"the content"[..], Options::default()).unwrap();
    let words = |world: &mut World, text| world.ledger.words(text);
    let tool =
        Tool { name: words(&mut world, "imager"), serial: None, version: words(&mut world, "4.2") };
    let mut salts = handseal::event::Salts::new(&mut world.ledger.entropy).unwrap();
    let content = if imported {
        Content::imported(11, Sha256Digest(measured.sha256.0), None, "a list", &mut salts)
    } else {
        Content::measured(&measured, PartDigests::Inline, &mut salts)
    };
    let item = AcquiredItem {
        name: Some(words(&mut world, "disk.dd")),
        source: Some(words(&mut world, "SSD, serial 0042")),
        ..AcquiredItem::of(id, content)
    };
    let body = Acquired {
        tool: Some(tool),
        method: Some(words(&mut world, "write blocker, whole device")),
        ..Acquired::of(world.ledger.case, vec![item])
    };
    world.ledger.act(body, &[Subject::Item(id)], &maker);
    (world, id)
}

fn certificate(world: &World, item: ItemId, copy: Option<&'static [u8]>) -> Certificate {
    let mut verifier = Verifier::new(&world.trust, at(world.now)).certificate(item);
    if let Some(copy) = copy {
        verifier = verifier.content(item, ContentSource::Reader(Box::new(copy)));
    }
    verifier.verify_bytes(&world.ledger.bytes).unwrap().certificates.remove(0)
}

#[test]
fn certificate_data_states_both_hashes_and_how_the_original_was_acquired() {
    let (world, item) = acquired(false);
    let Certificate::Data(data) = certificate(&world, item, Some(b"the content")) else {
        panic!("no data");
    };
    assert_eq!(data.original, data.copy);
    assert_eq!((data.rule, data.algorithm, data.size), ("US-FRE902-14", "SHA-256", 11));
    assert_eq!(data.source.as_deref(), Some("SSD, serial 0042"));
    assert_eq!((data.tool.as_deref(), data.tool_version.as_deref()), (Some("imager"), Some("4.2")));
    assert_eq!(data.acquired_by, world.maker.id);
    assert!(data.acquired_at.unwrap().parse::<Timestamp>().is_ok());
    assert!(catalogue_has(data.rule));
}

fn catalogue_has(rule: &str) -> bool {
    handseal::law::Catalogue::embedded().instrument(rule).is_some()
}

#[test]
fn no_certificate_where_the_hashes_differ_or_one_is_missing() {
    let refused =
        |world: &World, item, copy: Option<&'static [u8]>| match certificate(world, item, copy) {
            Certificate::Data(data) => panic!("{data}"),
            Certificate::Refused { why, .. } => why,
        };
    let (world, item) = acquired(false);
    assert_eq!(refused(&world, item, Some(b"the contenT")), NoCertificate::Differs);
    assert_eq!(refused(&world, item, None), NoCertificate::NotSupplied);
    let (world, item) = acquired(true);
    assert_eq!(refused(&world, item, Some(b"the content")), NoCertificate::NotMeasured);
    let mut thing = crate::world::world();
    let maker = thing.maker.clone();
    let item = thing.collect(None, &maker).item().unwrap();
    assert_eq!(refused(&thing, item, None), NoCertificate::NotAcquired);
}
