//! A memory that is damaged, missing, or not what it seems is never taken for one that remembers nothing.

use std::fs;
use std::path::Path;

use handseal::store::{
    CosignError, Cosigner, CosignerError, FileMemory, HeadMemory as _, StoreError,
};
use handseal::verify::Misbehaviour;

use crate::crash::Directory;
use crate::forks::{Way, heads_key, history};
use crate::{NAME, NOW, cosigner, cosigner_key, name, remembered, request, volatile};

/// A cosigner that took a damaged memory for none would begin anew, and sign another head of a size that it signed.
#[test]
fn damaged_memory_is_taken_for_none() {
    let ledger = history(Way::Ones, 3);
    let directory = Directory::new("damaged");
    let again = || cosigner(directory.memory(), &ledger);
    again().cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    let head = directory.file(".head").unwrap();
    let text = fs::read(&head).unwrap();
    let elsewhere = remembered(&format!("time {NOW}\n{}", crate::forks::other_ledger().head()));
    let timeless = remembered(&ledger.head_at(7).to_string());
    let padded = remembered(&format!("time 0{NOW}\n{}", ledger.head_at(7)));
    let bare = format!("time {NOW}\n{}", ledger.head_at(7)).into_bytes();
    let mut all = vec![Vec::new(), text[..20].to_vec(), b"no head".to_vec()];
    all.extend([elsewhere, timeless, padded, bare]);
    // One letter: another root, another size or another signature, which an honest ledger would contradict.
    all.extend((0..text.len()).map(|at| {
        let mut damaged = text.clone();
        damaged[at] ^= 1;
        damaged
    }));
    for damaged in all {
        fs::write(&head, damaged).unwrap();
        let error = again().cosign(&request(&ledger, 0, 7), || NOW).unwrap_err();
        let CosignError::Store(StoreError::NotAHead { path }) = error else { panic!("{error}") };
        assert_eq!(path, head);
    }
    fs::write(&head, text).unwrap();
    again().cosign(&request(&ledger, 7, 8), || NOW).unwrap();
}

#[test]
fn proof_of_a_fork_is_kept_once_and_beside_others() {
    let (one, other) = (history(Way::Ones, 3), history(Way::Twos, 3));
    let directory = Directory::new("kept");
    let again = || cosigner(directory.memory(), &one);
    again().cosign(&request(&one, 0, 7), || NOW).unwrap();
    for _ in 0..2 {
        again().cosign(&request(&other, 7, 7), || NOW).unwrap_err();
    }
    again().cosign(&request(&one, 7, 8), || NOW).unwrap();
    again().cosign(&request(&other, 7, 8), || NOW).unwrap_err();
    let read = |path: &Path| Misbehaviour::parse(&fs::read(path).unwrap()).unwrap();
    for (number, size) in [(0, 7), (1, 8)] {
        let path = directory.file(&format!(".misbehaviour-{number}")).unwrap();
        let proof = read(&path);
        assert_eq!(again().memory().kept(&proof), Some(path));
        assert_eq!(proof.verify_under_keys(&[heads_key(&one)]).unwrap().sizes, [size, size]);
    }
    assert!(directory.file(".misbehaviour-2").is_none());
}

/// Whoever has the ledger's key could fill the disk with proofs.
#[test]
fn proofs_of_forks_are_kept_without_end() {
    let one = history(Way::Ones, 25);
    let others = history(Way::Twos, 25);
    let directory = Directory::new("many");
    let volatile = cosigner(volatile(), &one);
    let durable = cosigner(directory.memory(), &one);
    let mut from = 0;
    for size in 7..27 {
        volatile.cosign(&request(&one, from, size), || NOW).unwrap();
        durable.cosign(&request(&one, from, size), || NOW).unwrap();
        for error in [
            volatile.cosign(&request(&others, from, size), || NOW).unwrap_err(),
            durable.cosign(&request(&others, from, size), || NOW).unwrap_err(),
        ] {
            let CosignError::Fork { proof } = error else { panic!("{error}") };
            proof.verify_under_keys(&[heads_key(&one)]).unwrap();
        }
        from = size;
    }
    assert_eq!(volatile.memory().kept(one.origin.as_str()).len(), 16);
    assert!(directory.file(".misbehaviour-15").is_some());
    assert!(directory.file(".misbehaviour-16").is_none());
}

/// A path that was mistyped, or a disk that is not mounted: the key would begin anew.
#[test]
fn directory_that_is_no_memory_is_begun() {
    let directory = Directory::new("none");
    for make in [false, true] {
        if make {
            fs::create_dir(&directory.0).unwrap();
        }
        let error = FileMemory::open(&directory.0).unwrap_err();
        assert!(matches!(error, StoreError::NotAMemory { .. }), "{error}");
    }
    FileMemory::create(&directory.0, cosigner_key(NAME, 40)).unwrap();
    let error = FileMemory::create(&directory.0, cosigner_key(NAME, 40)).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    FileMemory::open(&directory.0).unwrap();
}

/// A directory without its mark is no memory, and no place for a new one either.
#[test]
fn directory_with_heads_is_made_a_new_memory() {
    let ledger = history(Way::Ones, 1);
    let directory = Directory::new("unmarked");
    cosigner(directory.memory(), &ledger).cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    fs::remove_file(directory.0.join("cosigner.vkey")).unwrap();
    assert!(matches!(FileMemory::open(&directory.0), Err(StoreError::NotAMemory { .. })));
    assert!(matches!(
        FileMemory::create(&directory.0, cosigner_key(NAME, 40)),
        Err(StoreError::Exists { .. })
    ));
}

/// Without its head the cosigner would sign an older one, or another of the same size.
#[test]
fn head_that_somebody_took_away_is_taken_for_none() {
    let ledger = history(Way::Ones, 3);
    let directory = Directory::new("taken");
    let again = || cosigner(directory.memory(), &ledger);
    again().cosign(&request(&ledger, 0, 8), || NOW).unwrap();
    fs::remove_file(directory.file(".head").unwrap()).unwrap();
    for ending in [None, Some(".lock")] {
        if let Some(ending) = ending {
            fs::remove_file(directory.file(ending).unwrap()).unwrap();
        }
        for size in [7, 8, 9] {
            let error = again().cosign(&request(&ledger, 0, size), || NOW).unwrap_err();
            assert!(matches!(error, CosignError::Store(StoreError::NotAHead { .. })), "{error}");
        }
    }
    // Of another ledger there never was one.
    let other = crate::forks::other_ledger();
    let size = other.head().unverified().size();
    cosigner(directory.memory(), &other).cosign(&request(&other, 0, size), || NOW).unwrap();
    fs::remove_file(directory.0.join("remembered")).unwrap();
    assert!(matches!(FileMemory::open(&directory.0), Err(StoreError::NotAMemory { .. })));
}

/// Behind what a crash left of a line, a line would be read as another.
#[test]
fn ledger_behind_a_line_that_was_cut_off_is_not_listed() {
    let (ledger, other) = (history(Way::Ones, 1), crate::forks::other_ledger());
    let size = other.head().unverified().size();
    let directory = Directory::new("cut-list");
    cosigner(directory.memory(), &ledger).cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    let list = directory.0.join("remembered");
    let whole = fs::read(&list).unwrap();
    assert_eq!(whole.len(), 65);
    fs::write(&list, [&whole[..], &whole[..64]].concat()).unwrap();
    let again = || cosigner(directory.memory(), &other);
    again().cosign(&request(&other, 0, size), || NOW).unwrap();
    assert_eq!(fs::read(&list).unwrap().len(), 130);
    while let Some(head) = directory.file(".head") {
        fs::remove_file(head).unwrap();
    }
    let error = again().cosign(&request(&other, 0, size), || NOW).unwrap_err();
    assert!(matches!(error, CosignError::Store(StoreError::NotAHead { .. })), "{error}");
}

#[cfg(unix)]
#[test]
fn link_in_the_place_of_a_head_is_followed_or_taken_for_none() {
    use std::os::unix::fs::symlink;

    let ledger = history(Way::Ones, 3);
    let directory = Directory::new("links");
    let again = || cosigner(directory.memory(), &ledger);
    again().cosign(&request(&ledger, 0, 8), || NOW).unwrap();
    let head = directory.file(".head").unwrap();
    let (text, older) = (fs::read(&head).unwrap(), directory.0.join("older"));
    fs::write(&older, remembered(&format!("time {NOW}\n{}", ledger.head_at(7)))).unwrap();
    for target in [older.as_path(), Path::new("nowhere"), Path::new("/dev/zero")] {
        fs::remove_file(&head).unwrap();
        symlink(target, &head).unwrap();
        for from in [0, 7] {
            let error = again().cosign(&request(&ledger, from, 9), || NOW).unwrap_err();
            assert!(matches!(error, CosignError::Store(StoreError::NotRegular { .. })), "{error}");
        }
    }
    fs::remove_file(&head).unwrap();
    fs::write(&head, text).unwrap();
    // A link under the name of the draft is not written through.
    let draft = directory.0.join(format!("{}.draft", head.file_name().unwrap().to_str().unwrap()));
    let before = fs::read(&older).unwrap();
    symlink(&older, &draft).unwrap();
    again().cosign(&request(&ledger, 8, 9), || NOW).unwrap();
    assert_eq!(fs::read(&older).unwrap(), before);
    assert!(head.symlink_metadata().unwrap().is_file());
}

#[test]
fn lock_that_is_no_file_is_waited_for() {
    let ledger = history(Way::Ones, 1);
    let directory = Directory::new("lock");
    let again = || cosigner(directory.memory(), &ledger);
    again().cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    let lock = directory.file(".lock").unwrap();
    fs::remove_file(&lock).unwrap();
    again().cosign(&request(&ledger, 7, 7), || NOW).unwrap();
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let error = again().cosign(&request(&ledger, 7, 7), || NOW).unwrap_err();
    assert!(matches!(error, CosignError::Store(StoreError::NotRegular { .. })), "{error}");
}

/// In the memory of another, nothing is found of what this one signed.
#[test]
fn memory_of_another_cosigner_is_taken() {
    let ledger = history(Way::Ones, 1);
    let directory = Directory::new("another");
    cosigner(directory.memory(), &ledger).cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    let own = cosigner_key(NAME, 40);
    assert_eq!(fs::read_to_string(directory.0.join("cosigner.vkey")).unwrap(), format!("{own}\n"));
    for (text, number) in [(NAME, 41), ("cosigner.example.org/south", 40)] {
        let other = Cosigner::new(name(text), crate::cases::key(number), directory.memory());
        let Err(CosignerError::OtherCosigner { expected, found }) = other else {
            panic!("{other:?}")
        };
        assert_eq!((*expected, *found), (own.clone(), cosigner_key(text, number)));
        let other = Cosigner::new(name(text), crate::cases::key(number), volatile());
        assert!(matches!(other, Err(CosignerError::OtherCosigner { .. })), "{other:?}");
    }
    cosigner(directory.memory(), &ledger).cosign(&request(&ledger, 7, 7), || NOW).unwrap();
}

#[test]
fn memory_that_does_not_say_whose_it_is_is_taken() {
    let directory = Directory::new("nobody");
    directory.memory();
    let path = directory.0.join("cosigner.vkey");
    let text = fs::read(&path).unwrap();
    let ledgers = heads_key(&history(Way::Ones, 1)).to_string().into_bytes();
    let cut = text[..text.len() - 1].to_vec();
    let twice = [text.clone(), text.clone()].concat();
    for damaged in [Vec::new(), text[..20].to_vec(), cut, twice, ledgers, vec![0xff, b'\n']] {
        fs::write(&path, damaged).unwrap();
        let error = FileMemory::open(&directory.0).unwrap_err();
        assert!(
            matches!(&error, StoreError::NotACosigner { path: at, .. } if *at == path),
            "{error}"
        );
        let error = FileMemory::create(&directory.0, cosigner_key(NAME, 40)).unwrap_err();
        assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    }
    fs::write(&path, text).unwrap();
    FileMemory::open(&directory.0).unwrap();
}

/// Whatever a crash left of the making of a memory, the next one makes it whole.
#[test]
fn memory_whose_making_broke_off_is_taken_or_in_the_way() {
    for left in [
        "",
        "cosigner.exam",
        "another, longer than the name that is to stand there, by far, whatever it is",
    ] {
        let directory = Directory::new("begun");
        fs::create_dir(&directory.0).unwrap();
        fs::write(directory.0.join("cosigner.vkey.draft"), left).unwrap();
        let error = FileMemory::open(&directory.0).unwrap_err();
        assert!(matches!(error, StoreError::NotAMemory { .. }), "{error}");
        if !left.is_empty() {
            fs::write(directory.0.join("remembered"), "").unwrap();
        }
        directory.memory();
        FileMemory::open(&directory.0).unwrap();
        assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 2);
    }
}

/// Of many that make a memory in one place, one has it.
#[test]
fn racing_makers_share_a_memory() {
    let directory = Directory::new("makers");
    let made: Vec<_> = std::thread::scope(|scope| {
        let makers: Vec<_> = (40..48)
            .map(|number| {
                let path = &directory.0;
                scope.spawn(move || FileMemory::create(path, cosigner_key(NAME, number)))
            })
            .collect();
        makers.into_iter().map(|maker| maker.join().unwrap()).collect()
    });
    let made: Vec<_> = made.into_iter().filter_map(Result::ok).collect();
    assert_eq!(made.len(), 1);
    let whose = FileMemory::open(&directory.0).unwrap();
    assert_eq!(whose.cosigner(), made[0].cosigner());
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 2);
}
