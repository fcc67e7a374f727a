//! Content in a bucket: known when it is complete and read back, never written over, and what broke off is found.

use std::io::{self, Read, Seek, SeekFrom};

use handseal::evidence::{ContentSource, Options, Sha256Digest, measure_reader};
use handseal::identity::{Entropy, OsEntropy};
use handseal::store::Actor;
use handseal::store::bucket::{Bucket, BucketError, BucketReader};
use handseal::verify::{ItemName, Verdict, Verifier};
use object_store::ObjectStoreExt;
use object_store::memory::InMemory;
use object_store::path::Path;

use crate::{at, begun, beneath, heads, in_memory, objects, root, trust};

/// So many bytes that repeat nowhere near.
fn content(length: u64) -> Vec<u8> {
    let mut state = length;
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < length {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length as usize);
    bytes
}

const MIB: u64 = 1024 * 1024;

fn read(bucket: &Bucket, digest: &Sha256Digest) -> Vec<u8> {
    let mut bytes = Vec::new();
    bucket.content(digest).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn content_is_found_by_its_digest() {
    let (bucket, memory) = in_memory();
    for length in [0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 37 * MIB] {
        let bytes = content(length);
        let measured = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
        assert_eq!(measured, measure_reader(bytes.as_slice(), Options::default()).unwrap());
        assert!(read(&bucket, &measured.sha256) == bytes, "{length}");
    }
    // What others read: the parts of the upload that the digest names, one behind the other.
    let bytes = content(37 * MIB);
    let digest = Sha256Digest::of(&bytes);
    let all = objects(&*memory);
    let known = all.iter().find(|(key, _)| *key == format!("cases/1/content/{digest}")).unwrap();
    let line = String::from_utf8(known.1.clone()).unwrap();
    let (name, size) = line.trim_end().split_once(' ').unwrap();
    assert_eq!(size.parse::<u64>().unwrap(), 37 * MIB);
    let parts = all.iter().filter(|(key, _)| key.starts_with(&format!("cases/1/uploads/{name}/")));
    let parts: Vec<_> = parts.collect();
    assert_eq!(parts.len(), 5);
    assert!(parts.into_iter().flat_map(|(_, bytes)| bytes).eq(&bytes));
    assert_eq!(bucket.uploads().unwrap(), []);
    let mut reader = bucket.content(&digest).unwrap();
    reader.seek(SeekFrom::Start(20 * MIB)).unwrap();
    let mut some = [0; 100];
    reader.read_exact(&mut some).unwrap();
    assert_eq!(some, bytes[20 * MIB as usize..][..100]);
}

#[test]
fn content_that_is_there_stays_as_it_is() {
    let (bucket, memory) = in_memory();
    let bytes = content(9 * MIB);
    let first = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
    let before = objects(&*memory);
    let second = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
    assert_eq!(first, second);
    // Of the second upload its end is left, and no part.
    let after = objects(&*memory);
    assert!(before.iter().all(|object| after.contains(object)));
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(bucket.uploads().unwrap(), []);
}

/// What can be wrong with the copy of a content in a bucket.
const DAMAGES: [fn(&InMemory); 4] = [
    |memory| {
        let (key, _) = last_of(memory, "/uploads/");
        beneath(async { memory.delete(&Path::from(key)).await }).unwrap();
    },
    |memory| {
        let (key, _) =
            objects(memory).into_iter().find(|(key, _)| key.contains("/uploads/")).unwrap();
        beneath(async { memory.delete(&Path::from(key)).await }).unwrap();
    },
    |memory| {
        let (key, mut bytes) = last_of(memory, "/uploads/");
        bytes[77] ^= 1;
        beneath(async { memory.put(&Path::from(key), bytes.into()).await }).unwrap();
    },
    |memory| {
        let (key, _) = last_of(memory, "/content/");
        beneath(async { memory.put(&Path::from(key), "?".into()).await }).unwrap();
    },
];

fn last_of(memory: &InMemory, folder: &str) -> (String, Vec<u8>) {
    objects(memory).into_iter().rfind(|(key, _)| key.contains(folder)).unwrap()
}

#[test]
fn content_whose_copy_is_damaged_is_found_in_what_was_uploaded_later() {
    for damage in DAMAGES {
        let (bucket, memory) = in_memory();
        let bytes = content(9 * MIB);
        let measured = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
        damage(&memory);
        let before = objects(&*memory);
        assert_eq!(bucket.upload(bytes.as_slice(), Options::default()).unwrap(), measured);
        assert!(read(&bucket, &measured.sha256) == bytes);
        // What is damaged stays as it was found: no object was written over.
        let after = objects(&*memory);
        assert!(before.iter().all(|object| after.contains(object)));
        // Now it is whole, and a third has nothing to add but its end.
        assert_eq!(bucket.upload(bytes.as_slice(), Options::default()).unwrap(), measured);
        assert_eq!(objects(&*memory).len(), after.len() + 1);
        assert!(read(&bucket, &measured.sha256) == bytes);
    }
}

#[test]
fn damaged_copies_are_not_removed_and_a_whole_one_is_made_known() {
    let (bucket, memory) = in_memory();
    let bytes = content(9 * MIB);
    let measured = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
    let damaged = last_of(&memory, "/ended/").0.rsplit('/').next().unwrap().to_owned();
    DAMAGES[0](&memory);
    bucket.upload(bytes.as_slice(), Options::default()).unwrap();
    assert_eq!(bucket.uploads().unwrap(), []);
    let error = bucket.remove_upload(&damaged).unwrap_err();
    assert!(matches!(error, BucketError::UploadEnded { .. }), "{error}");
    // Whoever uploaded the second broke off before it was known: it becomes known, not removed.
    let (key, line) = last_of(&memory, "/content/");
    assert!(key.ends_with(&format!("{}-2", measured.sha256)), "{key}");
    beneath(async { memory.delete(&Path::from(key)).await }).unwrap();
    assert!(bucket.content(&measured.sha256).is_err());
    let line = String::from_utf8(line).unwrap();
    let error = bucket.remove_upload(line.split(' ').next().unwrap()).unwrap_err();
    assert!(matches!(error, BucketError::UploadEnded { .. }), "{error}");
    assert!(read(&bucket, &measured.sha256) == bytes);
}

/// Where nothing that is whole can be made known, nothing is removed, and nothing is said to be done.
#[test]
fn content_that_was_damaged_too_often_is_named() {
    let (bucket, memory) = in_memory();
    let bytes = content(99);
    let digest = Sha256Digest::of(&bytes);
    for copy in 1..=16 {
        let copy = if copy == 1 { String::new() } else { format!("-{copy}") };
        let key = Path::from(format!("cases/1/content/{digest}{copy}"));
        beneath(async { memory.put(&key, format!("{:032x} 99\n", 7).into()).await }).unwrap();
    }
    let error = bucket.upload(bytes.as_slice(), Options::default()).unwrap_err();
    assert!(matches!(error, BucketError::ContentDiffers { .. }), "{error}");
    assert_eq!(last_of(&memory, "/uploads/").1, bytes);
}

#[test]
fn content_of_an_item_is_verified_from_the_bucket() {
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    let bytes = content(9 * MIB);
    let measured = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
    let key = root();
    let chief = Actor::organisation(&key);
    let items = case.acquire(id, &[("disk.dd", &measured)], &chief, at(), &mut OsEntropy).unwrap();
    case.label(&[(items[0], "EX-1")], &chief, at(), &mut OsEntropy).unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    let verify = || {
        let content = bucket.content(&measured.sha256).unwrap();
        let name: ItemName = "EX-1".parse().unwrap();
        Verifier::new(&trust(), at())
            .anchor(head.clone())
            .content(name, ContentSource::Reader(Box::new(content)))
            .verify(BucketReader::open(&bucket).unwrap())
            .unwrap()
    };
    assert_eq!(verify().verdict, Verdict::Consistent);
    // A part that somebody wrote over.
    let part = objects(&*memory).into_iter().find(|(key, _)| key.contains("/uploads/")).unwrap();
    let mut altered = part.1.clone();
    altered[77] ^= 1;
    beneath(async { memory.put(&Path::from(part.0), altered.into()).await }).unwrap();
    assert_eq!(verify().verdict, Verdict::Contradicted);
}

#[test]
fn content_that_is_not_there_is_named() {
    let (bucket, memory) = in_memory();
    let digest = Sha256Digest::of(b"nothing");
    let error = bucket.content(&digest).err().unwrap();
    assert!(matches!(error, BucketError::ContentNotHeld { digest: found } if found == digest));
    let measured = bucket.upload(content(9 * MIB).as_slice(), Options::default()).unwrap();
    let last = objects(&*memory).into_iter().rfind(|(key, _)| key.contains("/uploads/")).unwrap();
    beneath(async { memory.delete(&Path::from(last.0.clone())).await }).unwrap();
    let error = bucket.content(&measured.sha256).err().unwrap();
    assert!(matches!(&error, BucketError::Lost { key } if *key == last.0), "{error}");
}

/// Gives some bytes, does something, and gives the rest, or fails.
struct Interrupted<'w, W: FnMut() -> io::Result<()>> {
    bytes: &'w [u8],
    at: usize,
    between: W,
}

impl<W: FnMut() -> io::Result<()>> Read for Interrupted<'_, W> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == 0 {
            (self.between)()?;
            self.at = usize::MAX;
        }
        let length = buffer.len().min(self.bytes.len()).min(self.at);
        let (now, rest) = self.bytes.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.bytes = rest;
        self.at = self.at.saturating_sub(length);
        Ok(length)
    }
}

#[test]
fn upload_that_breaks_off_is_found_and_removed() {
    let (bucket, memory) = in_memory();
    let bytes = content(40 * MIB);
    let between = || Err(io::Error::other("unplugged"));
    let source = Interrupted { bytes: &bytes, at: 33 * MIB as usize, between };
    let error = bucket.upload(source, Options::default()).unwrap_err();
    assert!(matches!(error, BucketError::UploadSource { offset, .. } if offset == 32 * MIB));
    let uploads = bucket.uploads().unwrap();
    let [upload] = uploads.as_slice() else { panic!("{uploads:?}") };
    assert_eq!(upload.bytes, 32 * MIB);
    assert!(upload.last > 1_700_000_000, "{}", upload.last);
    assert!(bucket.content(&Sha256Digest::of(&bytes)).is_err());
    assert_eq!(bucket.remove_upload(&upload.name).unwrap(), 32 * MIB);
    assert_eq!(bucket.remove_upload(&upload.name).unwrap(), 0);
    assert_eq!(bucket.uploads().unwrap(), []);
    let left: Vec<_> = objects(&*memory).into_iter().map(|(key, _)| key).collect();
    assert_eq!(left, [format!("cases/1/ended/{}", upload.name)]);
}

#[test]
fn upload_that_was_removed_meanwhile_is_not_finished() {
    let (bucket, _) = in_memory();
    let bytes = content(40 * MIB);
    let between = || {
        let uploads = bucket.uploads().map_err(io::Error::other)?;
        bucket.remove_upload(&uploads[0].name).map(drop).map_err(io::Error::other)
    };
    let source = Interrupted { bytes: &bytes, at: 33 * MIB as usize, between };
    let error = bucket.upload(source, Options::default()).unwrap_err();
    assert!(matches!(error, BucketError::UploadEnded { .. }), "{error}");
    assert!(bucket.content(&Sha256Digest::of(&bytes)).is_err());
    // What came behind it is found.
    let uploads = bucket.uploads().unwrap();
    assert_eq!((uploads.len(), uploads[0].bytes), (1, 8 * MIB));
    bucket.remove_upload(&uploads[0].name).unwrap();
    assert_eq!(bucket.uploads().unwrap(), []);
}

#[test]
fn upload_that_is_none_is_not_removed() {
    let (bucket, memory) = in_memory();
    let upper = "0123456789ABCDEF0123456789ABCDEF";
    let absent = upper.to_lowercase();
    let quoted = format!("{absent:?}");
    for name in ["", "/", "..", "0f", "\"", &quoted, upper, &absent] {
        let error = bucket.remove_upload(name).unwrap_err();
        assert!(
            matches!(&error, BucketError::NoUpload { name: found } if found == name),
            "{error}"
        );
        assert!(objects(&*memory).is_empty(), "{name}");
    }
}

#[test]
fn upload_that_is_content_is_not_removed() {
    let (bucket, memory) = in_memory();
    let bytes = content(9 * MIB);
    let measured = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
    let known = objects(&*memory).into_iter().find(|(key, _)| key.contains("/content/")).unwrap();
    let name = String::from_utf8(known.1).unwrap();
    let name = name.split(' ').next().unwrap();
    let error = bucket.remove_upload(name).unwrap_err();
    assert!(matches!(error, BucketError::UploadEnded { .. }), "{error}");
    // Whoever uploaded it broke off after the last check, before it was known: it becomes known.
    beneath(async { memory.delete(&Path::from(known.0)).await }).unwrap();
    assert_eq!(bucket.uploads().unwrap().len(), 1);
    let error = bucket.remove_upload(name).unwrap_err();
    assert!(matches!(error, BucketError::UploadEnded { .. }), "{error}");
    assert!(read(&bucket, &measured.sha256) == bytes);
}

#[test]
fn content_of_several_at_once_is_there_once() {
    let (bucket, _) = in_memory();
    let mut salt = [0; 8];
    OsEntropy.fill(&mut salt).unwrap();
    let bytes = [content(9 * MIB), salt.to_vec()].concat();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| bucket.upload(bytes.as_slice(), Options::default()).unwrap());
        }
    });
    assert!(read(&bucket, &Sha256Digest::of(&bytes)) == bytes);
    assert_eq!(bucket.uploads().unwrap(), []);
}
