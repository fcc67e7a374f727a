//! Every image that a power cut can leave of a disk.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::disk::{Change, Content, Image, Naming, State};

/// A disk writes so many bytes at once, or none of them.
const SECTOR: usize = 512;

/// Images of a disk at the moment when its power was cut: for each set of names that may have come through, the
/// files with each content that may have. A write is torn at every `stride`th byte.
pub(crate) fn images(state: &State, stride: usize) -> Vec<Image> {
    let mut images = Vec::new();
    let each: Vec<Vec<Vec<u8>>> =
        state.contents.iter().map(|content| contents(content, stride)).collect();
    let most = each.iter().map(Vec::len).max().unwrap_or(0);
    for names in namings(state) {
        // One content varies at a time with the others as they were last asked for, and with them as they were.
        for number in 0..most {
            images.push(image(&names, &each, |all| all.get(number).unwrap_or(&all[all.len() - 1])));
            images.push(image(&names, &each, |all| all.get(number).unwrap_or(&all[0])));
        }
        if most == 0 {
            images.push(Image::new());
        }
    }
    images
}

fn image<'c>(
    names: &BTreeMap<PathBuf, usize>,
    each: &'c [Vec<Vec<u8>>],
    choose: impl Fn(&'c [Vec<u8>]) -> &'c Vec<u8>,
) -> Image {
    names.iter().map(|(path, file)| (path.clone(), choose(&each[*file]).clone())).collect()
}

/// Any of the names' changes may be lost.
fn namings(state: &State) -> Vec<BTreeMap<PathBuf, usize>> {
    let count = state.namings.len();
    let mut all = Vec::new();
    for kept in 0..1_usize << count {
        let mut names = state.durable_names.clone();
        for (number, naming) in state.namings.iter().enumerate() {
            if kept >> number & 1 == 0 {
                continue;
            }
            match naming {
                Naming::Create { path, file } => {
                    names.insert(path.clone(), *file);
                }
                Naming::Remove { path } => {
                    names.remove(path);
                }
                Naming::Rename { from, to } => {
                    if let Some(file) = names.remove(from) {
                        names.insert(to.clone(), file);
                    }
                }
            }
        }
        if !all.contains(&names) {
            all.push(names);
        }
    }
    all
}

/// What may be there of a file: the first is what was durable, the last what was live.
fn contents(content: &Content, stride: usize) -> Vec<Vec<u8>> {
    let mut all = vec![content.durable.clone()];
    let mut before = content.durable.clone();
    for (number, change) in content.changes.iter().enumerate() {
        all.extend(pieces(&before, change, stride));
        // The next changes came through, and this one did not.
        for last in number + 1..content.changes.len() {
            let mut bytes = before.clone();
            content.changes[number + 1..=last].iter().for_each(|later| later.apply(&mut bytes));
            all.push(bytes);
        }
        change.apply(&mut before);
        all.push(before.clone());
    }
    all
}

/// A change of which a part came through.
fn pieces(before: &[u8], change: &Change, stride: usize) -> Vec<Vec<u8>> {
    let Change::Write { offset, bytes } = change else {
        return Vec::new();
    };
    let with = |part: &[u8], at: usize, length: usize| {
        let mut image = before.to_vec();
        image.resize(length.max(image.len()), 0);
        Change::Write { offset: at, bytes: part.to_vec() }.apply(&mut image);
        image
    };
    let end = offset + bytes.len();
    let mut all = Vec::new();
    // Torn: the file ends anywhere in it.
    for length in (1..bytes.len()).step_by(stride) {
        all.push(with(&bytes[..length], *offset, 0));
    }
    // The length came through, and of the bytes none, the first sectors, the last sectors, or all but one.
    all.push(with(&[], *offset, end));
    let first = (offset / SECTOR + 1) * SECTOR;
    let borders: Vec<usize> = (first..end).step_by(SECTOR).map(|border| border - offset).collect();
    for border in &borders {
        all.push(with(&bytes[..*border], *offset, end));
        all.push(with(&bytes[*border..], offset + border, end));
    }
    let starts = std::iter::once(0).chain(borders.iter().copied());
    let ends = borders.iter().copied().chain([bytes.len()]);
    for (from, to) in starts.zip(ends) {
        let mut part = bytes.clone();
        part[from..to].fill(0);
        all.push(with(&part, *offset, end));
    }
    all
}
