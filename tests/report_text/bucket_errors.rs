//! One of every error of buckets, and of many that write one ledger.

use std::error::Error;
use std::io;
use std::time::Duration;

use handseal::event::EntryHash;
use handseal::evidence::Sha256Digest;
use handseal::store::bucket::{BucketError, RequestError};
use handseal::store::{CaseError, StoreError};

use crate::errors::said;

pub(crate) fn buckets() -> Vec<(&'static str, Box<dyn Error>)> {
    let answer = || object_store::Error::NotImplemented {
        operation: "put".to_owned(),
        implementer: "a store".to_owned(),
    };
    let after = Duration::from_millis(1500);
    let key = || "cases/a\nb/records/00000000000000000007".to_owned();
    let source = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let undecided = || StoreError::Undecided { range: 7..9, source: Box::new(source()) };
    let [expected, found] = [b"a", b"b"].map(|content| Sha256Digest::of(content));
    Vec::from(said![
        RequestError::Answer(answer()),
        RequestError::NoAnswer { after },
        BucketError::Address(Box::new(answer())),
        BucketError::ContentDiffers { expected, found },
        BucketError::ContentNotHeld { digest: expected },
        BucketError::Empty { prefix: "a\nb".to_owned() },
        BucketError::Engine(source()),
        BucketError::Interrupted,
        BucketError::Lost { key: key() },
        BucketError::Misplaced { key: key(), expected: 6 },
        BucketError::NoUpload { name: "../\n".to_owned() },
        BucketError::NotConditional { writers: 8, won: 3 },
        BucketError::Overwritten { key: key() },
        BucketError::Refused {
            operation: "put",
            key: key(),
            source: RequestError::Answer(answer()),
        },
        BucketError::Unavailable {
            operation: "list",
            key: key(),
            attempts: 6,
            source: RequestError::NoAnswer { after },
        },
        BucketError::Undecided { key: key(), source: Some(RequestError::NoAnswer { after }) },
        BucketError::UploadEnded { upload: "0f".to_owned() },
        BucketError::UploadSource { offset: 9, source: source() },
        StoreError::Bucket(Box::new(BucketError::Interrupted)),
        StoreError::Taken { offset: 7 },
        StoreError::Undecided { range: 7..9, source: Box::new(source()) },
        CaseError::Outrun { rounds: 256, events: Vec::new() },
        CaseError::Overtaken { recorded: Vec::new(), drafts: Vec::new() },
        CaseError::Undecided { entries: vec![EntryHash::of(b"a")], source: undecided() },
    ])
}
