//! Requests: V7, R1 to R11.

mod answers;
mod authorisations;
mod crossings;
mod doubts;
mod extensions;
mod kept;
mod onward;
mod orders;
mod periods;
mod runs;
mod sides;
mod terms;
mod uses;

use handseal::verify::Code;

use crate::made::Case;
use crate::vector::{Place, Tells, Vector};
use crate::world::World;

pub(crate) fn all() -> Vec<Vector> {
    [
        answers::all(),
        doubts::all(),
        onward::all(),
        kept::all(),
        periods::all(),
        extensions::all(),
        sides::all(),
        crossings::all(),
        terms::all(),
        orders::all(),
        uses::all(),
        authorisations::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const CATALOGUE: &str = include_str!("../../../requests/catalogue.toml");

/// The catalogue of the tests of requests, without the instruments that the file does not name.
pub(crate) fn catalogue(file: &[u8]) -> String {
    let mut kept = String::new();
    let mut keeps = true;
    for section in sections(CATALOGUE) {
        if let Some(id) = section.strip_prefix("[[instrument]]\nid = \"") {
            let id = id.split('"').next().unwrap();
            keeps = id == "ASK" || names(file, id);
        } else if !section.starts_with("[[instrument.") {
            keeps = true;
        }
        if keeps {
            kept.push_str(section);
            kept.push('\n');
        }
    }
    kept
}

/// The tables of a text, without the remarks between them.
fn sections(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(|part| {
        let start =
            part.lines().take_while(|line| line.starts_with('#')).map(|line| line.len() + 1);
        &part[start.sum::<usize>()..]
    })
}

/// Whether terms in the file are under this instrument.
fn names(file: &[u8], id: &str) -> bool {
    let mut text = b"\x6ainstrument".to_vec();
    text.push(0x60 + id.len() as u8);
    text.extend(id.as_bytes());
    file.windows(text.len()).any(|bytes| bytes == text)
}

/// Something departs that is found at this entry, while it is judged.
fn departs_at(world: &World, tells: Tells, code: Code, index: u64) -> Vector {
    Case::of_world(world).refused(tells, code, Place::of(&world.ledger, index))
}

/// Something departs, as the end shows of this entry.
fn departs(world: &World, tells: Tells, code: Code, index: u64) -> Vector {
    Case::of_world(world).refused(tells, code, Place::index(index))
}

/// Something is to know or not told, as the end shows of this entry.
fn notes(world: &World, tells: Tells, code: Code, index: u64) -> Vector {
    Case::of_world(world).allowed_with(tells, code, Place::index(index))
}

/// Nothing departs and everything was checked.
fn agrees(world: &World, tells: Tells) -> Vector {
    let vector = Case::of_world(world).allowed(tells);
    assert!(vector.to_json().contains("\"ok\": true"), "{}", tells.name);
    vector
}
