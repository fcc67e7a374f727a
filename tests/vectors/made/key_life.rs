//! What becomes of keys: stolen and told since when, the last registrar, successors. V2.5, V2.6.

use handseal::event::{PartyKind, Revoked, Subject};
use handseal::verify::Code;

use crate::cases::{Ledger, Party, at};
use crate::cast::{ANA, CARL, Cast, REGISTRAR, SPARE, cast};
use crate::made::Case;
use crate::made::cosigned::{cosigned_at, vkey};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = stolen();
    all.extend(passed_on());
    all.extend(registrars());
    all.extend(successions());
    all.extend(beside());
    all
}

fn noted(ledger: &mut Ledger, by: &Party) -> u64 {
    let own = ledger.own(by);
    let body = ledger.noted();
    ledger.act(body, &[own], by)
}

/// Ana's key is stolen ten minutes behind a head, after which she acts once more.
struct Theft {
    cast: Cast,
    covered: u64,
    between: u64,
    kept: u32,
    since: u32,
    size: u64,
}

fn theft(since_known: bool) -> Theft {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let covered = noted(&mut cast.ledger, &ana);
    let (size, kept) = (cast.ledger.size(), cast.ledger.minute + 1);
    cast.ledger.minute += 10;
    let between = noted(&mut cast.ledger, &ana);
    let since = cast.ledger.minute;
    let body = cast.ledger.stolen(&chief, ANA, since_known.then_some(since));
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    Theft { cast, covered, between, kept, since, size }
}

fn stolen() -> Vec<Vector> {
    let case = |theft: &Theft, kept: u32| {
        let ledger = &theft.cast.ledger;
        let heads = [(ledger.head_at(theft.size), kept), (ledger.head(), ledger.latest)];
        Case::of(ledger).kept(&heads)
    };
    let told = theft(true);
    let untold = theft(false);
    let cosigned = |second: u32| {
        let ledger = &told.cast.ledger;
        let clock = |minute: u32| u64::try_from(at(minute).unix_seconds()).unwrap();
        let by = [(40, clock(told.kept)), (41, clock(second)), (42, clock(told.since + 9))];
        let heads = [cosigned_at(ledger.head_at(told.size), &by), ledger.head()];
        Case::of(ledger).heads(&heads).cosigners(&[40, 41, 42].map(vkey), 2)
    };
    let mut after = theft(true);
    let ana = after.cast.ana.clone();
    let index = noted(&mut after.cast.ledger, &ana);
    vec![
        cosigned(told.kept + 1).allowed_with(
            tells(
                "key_stolen_after_two_of_three_cosigners_signed_a_head",
                &["V2.5", "F8.16"],
                "Ana's key was stolen, and the registrar says since when. Two cosigners, as many as \
                 are asked for, had signed a head over one of her entries before; a third did later.",
            ),
            Code::KeyUnproven,
            Place::of(&told.cast.ledger, told.between),
        ),
        cosigned(told.since).allowed_with(
            tells(
                "key_stolen_before_the_second_of_two_cosigners_signed_a_head",
                &["V2.5", "F8.16"],
                "The same, where the second cosigner signed at the very instant of the theft.",
            ),
            Code::KeyUnproven,
            Place::of(&told.cast.ledger, told.covered),
        ),
        case(&told, told.kept).allowed_with(
            tells(
                "key_stolen_between_a_head_and_its_revocation",
                &["V2.5"],
                "Ana's key was stolen, and the registrar says since when. One of her entries is \
                 covered by a head that was kept before, and stays good; the one behind it is not.",
            ),
            Code::KeyUnproven,
            Place::of(&told.cast.ledger, told.between),
        ),
        case(&told, told.since).allowed_with(
            tells(
                "key_stolen_at_the_instant_since_which_the_head_is_kept",
                &["V2.5"],
                "The same, where the head is kept since the very instant of the theft: it is not \
                 from before.",
            ),
            Code::KeyUnproven,
            Place::of(&told.cast.ledger, told.covered),
        ),
        case(&untold, untold.kept).allowed_with(
            tells(
                "key_stolen_since_nobody_knows_when",
                &["V2.5"],
                "A key is revoked as stolen, and nobody says since when: nothing that it signed is \
                 proven.",
            ),
            Code::KeyUnproven,
            Place::of(&untold.cast.ledger, untold.covered),
        ),
        case(&after, after.kept).refused(
            tells(
                "stolen_key_used_after_its_revocation",
                &["V2.5"],
                "Behind the revocation the key is used once more.",
            ),
            Code::KeyRevoked,
            Place::of(&after.cast.ledger, index),
        ),
    ]
}

fn passed_on() -> Vec<Vector> {
    let mut cast = cast();
    let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
    let planted = cast.ledger.enrol(40, &registrar, &[]);
    let body = cast.ledger.rotated(41, planted.id);
    let own = [cast.ledger.own(&planted)];
    cast.ledger.act(body, &own, &planted);
    let body = cast.ledger.stolen(&chief, REGISTRAR, None);
    cast.ledger.act(body, &[Subject::Party(registrar.id)], &chief);
    let rests = noted(&mut cast.ledger, &planted.with_key(41));
    let resting = Case::of(&cast.ledger);
    let place = Place::of(&cast.ledger, rests);
    let kind = handseal::event::PartyKind::Person;
    let body = cast.ledger.enrolled(kind, Some(42), planted.id, &chief, &[]);
    cast.ledger.act(body, &[Subject::Party(planted.id)], &chief);
    noted(&mut cast.ledger, &planted.with_key(42));
    noted(&mut cast.ledger, &planted.with_key(41));
    vec![
        resting.allowed_with(
            tells(
                "party_enrolled_with_a_stolen_key",
                &["V2.5"],
                "A registrar's key was stolen, and before that was known it enrolled a party, who \
                 took another key. What that party signs rests on the theft, also later.",
            ),
            Code::KeyUnproven,
            place.clone(),
        ),
        Case::of(&cast.ledger).allowed_with(
            tells(
                "party_enrolled_with_a_stolen_key_and_enrolled_anew",
                &["V2.5"],
                "The same, and then the root enrols the party anew, with another key: what it signs \
                 with that one is proven. What it signs with the one of before is not.",
            ),
            Code::KeyUnproven,
            place,
        ),
    ]
}

fn registrars() -> Vec<Vector> {
    let revoking = |second: bool| {
        let mut cast = cast();
        let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
        if second {
            cast.ledger.enrol(40, &chief, &["registrar"]);
        }
        let body = cast.ledger.revoked(&registrar, REGISTRAR);
        let index = cast.ledger.act(body, &[Subject::Party(registrar.id)], &registrar);
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    let (last, place) = revoking(false);
    let mut root = cast();
    let (chief, registrar) = (root.chief.clone(), root.registrar.clone());
    let body = root.ledger.revoked(&registrar, crate::cases::CHIEF);
    let index = root.ledger.act(body, &[Subject::Party(chief.id)], &registrar);
    vec![
        last.refused(
            tells(
                "last_registrar_that_revokes_its_own_key",
                &["V2.6"],
                "The only registrar of the keeper revokes its only key: nobody but the root could \
                 register anyone.",
            ),
            Code::RoleForbidden,
            place,
        ),
        revoking(true).0.allowed(tells(
            "registrar_that_revokes_its_own_key_and_leaves_another",
            &["V2.6"],
            "The same where there is a second registrar.",
        )),
        Case::of(&root.ledger).refused(
            tells(
                "root_key_revoked_by_a_registrar",
                &["V2.6"],
                "A registrar revokes the root key of its organisation.",
            ),
            Code::RoleForbidden,
            Place::of(&root.ledger, index),
        ),
    ]
}

/// An organisation with one successor, which has enrolled Ana.
fn founded() -> (Ledger, Party, Party) {
    let mut ledger = Ledger::opened_with(&[SPARE]);
    let chief = ledger.chief.clone();
    let ana = ledger.enrol(ANA, &chief, &[]);
    (ledger, chief, ana)
}

/// A succession by the key of this number, and its index.
fn succeeded(number: u8, signed_by: u8) -> (Ledger, Party, Party, u64) {
    let (mut ledger, chief, ana) = founded();
    let body = ledger.succeeded(number, None);
    let subject = [Subject::Party(chief.id)];
    let index = ledger.act(body, &subject, &chief.with_key(signed_by));
    (ledger, chief, ana, index)
}

fn successions() -> Vec<Vector> {
    let (mut lost, chief, ana, _) = succeeded(SPARE, SPARE);
    noted(&mut lost, &ana);
    lost.enrol(30, &chief.with_key(SPARE), &[]);
    let succession = Case::of(&lost);
    let old = noted(&mut lost, &chief);
    let (unnamed, _, _, other) = succeeded(30, 30);
    let (by_root, _, _, signed) = succeeded(SPARE, 1);
    let (mut taken, chief, _) = founded();
    taken.enrol(SPARE, &chief, &[]);
    let body = taken.succeeded(SPARE, None);
    let foreign = taken.act(body, &[Subject::Party(chief.id)], &chief.with_key(SPARE));
    let (mut robbed, chief, _) = founded();
    let planted = robbed.enrol(40, &chief, &["registrar"]);
    let body = robbed.succeeded(SPARE, Some(robbed.minute));
    robbed.act(body, &[Subject::Party(chief.id)], &chief.with_key(SPARE));
    let used = noted(&mut robbed, &planted);
    vec![
        succession.allowed(tells(
            "lost_root_followed_by_its_successor",
            &["V2.6", "F6.1"],
            "The root key is lost. A successor that the founding names takes its place by its own \
             signature, and enrols.",
        )),
        Case::of(&lost).refused(
            tells(
                "root_used_after_its_successor",
                &["V2.4"],
                "The old root key is used after its successor took its place.",
            ),
            Code::KeyRevoked,
            Place::of(&lost, old),
        ),
        Case::of(&unnamed).refused(
            tells(
                "succession_by_a_key_that_nobody_named",
                &["V2.6"],
                "A key takes the place of the root that the founding does not name.",
            ),
            Code::KeyUnregistered,
            Place::of(&unnamed, other),
        ),
        Case::of(&by_root).refused(
            tells(
                "succession_that_the_old_root_signs",
                &["V2.6"],
                "The entry names a successor, and the root key itself signs it.",
            ),
            Code::RoleForbidden,
            Place::of(&by_root, signed),
        ),
        Case::of(&taken).refused(
            tells(
                "succession_by_the_key_of_a_party",
                &["V2.3"],
                "The successor was enrolled as the key of a person before.",
            ),
            Code::KeyForeign,
            Place::of(&taken, foreign),
        ),
        Case::of(&robbed).allowed_with(
            tells(
                "succession_of_a_stolen_root",
                &["V2.5"],
                "The root key was stolen, and enrolled a registrar before its successor took its \
                 place. What the registrar signs rests on the theft.",
            ),
            Code::KeyUnproven,
            Place::of(&robbed, used),
        ),
    ]
}

/// Carl's remark and the end of his key, in the ledger of his organisation and in ours: that ledger, ours,
/// and the remark in it.
fn carried(ends: impl Fn(&Ledger, &Party) -> Revoked) -> (Ledger, Ledger, u64) {
    let mut lab = Ledger::of_lab();
    let root = lab.lab.clone();
    let id = lab.party_id(root.id);
    let enrolled = lab.enrolled(PartyKind::Person, Some(CARL), id, &root, &[]);
    let enrolled = lab.signed(enrolled, &[Subject::Party(id)], &root);
    lab.push(&enrolled);
    let carl = Party { id, key: CARL, by: root.by.clone() };
    let own = [lab.own(&carl)];
    let remark = lab.noted();
    let remark = lab.signed(remark, &own, &carl);
    lab.push(&remark);
    let end = ends(&lab, &root);
    let end = lab.signed(end, &[Subject::Party(id)], &root);
    lab.push(&end);
    let mut ours = Ledger::new();
    let founded = lab.groups[0].clone();
    let start = ours.bytes.len();
    ours.bytes.extend(&lab.bytes[founded]);
    ours.count(lab.hash(0), start);
    ours.push(&enrolled);
    ours.push(&end);
    let index = ours.push(&remark);
    ours.latest = ours.latest.max(lab.latest);
    (lab, ours, index)
}

/// What the ledger of another organisation shows of the order in it.
fn beside() -> Vec<Vector> {
    let (mut lab, ours, index) = carried(|lab, root| lab.revoked(root, CARL));
    let headless = lab.bytes.clone();
    lab.checkpoint();
    let (mut robbed, theirs, used) = carried(|lab, root| lab.stolen(root, CARL, None));
    robbed.checkpoint();
    vec![
        Case::of(&ours).beside(&lab.bytes).allowed(tells(
            "foreign_key_that_its_own_ledger_shows_before_its_end",
            &["V2.5"],
            "The end of a foreign key was imported before an entry under it. The ledger of that \
             organisation lies beside, and has the entry first.",
        )),
        Case::of(&ours).beside(&headless).allowed_with(
            tells(
                "foreign_key_beside_its_own_ledger_without_a_head",
                &["V2.5"],
                "The same, where no head is signed over the entries in the ledger that lies beside.",
            ),
            Code::KeyUnproven,
            Place::of(&ours, index),
        ),
        Case::of(&theirs).beside(&robbed.bytes).allowed_with(
            tells(
                "foreign_key_that_was_stolen_beside_its_own_ledger",
                &["V2.5"],
                "The same, where the key was stolen: whoever had it could have the entry recorded \
                 there before that was known.",
            ),
            Code::KeyUnproven,
            Place::of(&theirs, used),
        ),
        aside(),
    ]
}

/// Files beside of which nothing is taken, each for another reason.
fn aside() -> Vector {
    let (mut lab, mut ours, index) = carried(|lab, root| lab.revoked(root, CARL));
    lab.checkpoint();
    let mut altered = lab.bytes.clone();
    let last = altered.len() - 10;
    altered[last] ^= 1;
    let case = Case::of(&ours).beside(&altered).beside(b"no case").beside(&Ledger::empty().bytes);
    ours.checkpoint();
    case.beside(&ours.bytes).allowed_with(
        tells(
            "files_beside_that_are_laid_aside",
            &["V2.5"],
            "Beside lie a file with an altered head, one that is no case, one with nothing but a header, and one \
             of the keeper of the ledger verified. The report says of each why nothing is taken from it.",
        ),
        Code::KeyUnproven,
        Place::of(&ours, index),
    )
}
