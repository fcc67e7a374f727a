//! What a bucket did not do.

use std::io;
use std::time::Duration;

use crate::evidence::Sha256Digest;
use crate::verify::escaped;

/// Why one request was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The store answered, or the way to it is broken.
    #[error("the store answered that it was not done")]
    Answer(#[source] object_store::Error),
    /// Nothing was heard.
    #[error("nothing was heard for {} ms", .after.as_millis())]
    NoAnswer {
        /// For how long.
        after: Duration,
    },
}

/// Why a bucket did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BucketError {
    /// The address, or an option, is not one of a store that is known.
    #[error("this is no address of a bucket")]
    Address(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was read back is not the content that was uploaded.
    #[error("the content reads back as {found}, not as {expected}")]
    ContentDiffers {
        /// The digest of what was uploaded.
        expected: Sha256Digest,
        /// The digest of what the bucket has.
        found: Sha256Digest,
    },
    /// The bucket holds no content of that digest.
    #[error("the bucket holds no content {digest}")]
    ContentNotHeld {
        /// Which.
        digest: Sha256Digest,
    },
    /// The prefix holds no ledger.
    #[error("{} holds no ledger", escaped(.prefix))]
    Empty {
        /// Which.
        prefix: String,
    },
    /// The threads that wait for the bucket could not be started.
    #[error("the threads that wait for the bucket could not be started")]
    Engine(#[source] io::Error),
    /// The bucket, or what waits for it, broke off.
    #[error("what waited for the bucket broke off")]
    Interrupted,
    /// An object that there was is not there any more, or was never whole.
    #[error("{} is not there, or not whole", escaped(.key))]
    Lost {
        /// Which.
        key: String,
    },
    /// An object does not stand where the one before ends.
    #[error("{} stands where byte {expected} is next", escaped(.key))]
    Misplaced {
        /// Which.
        key: String,
        /// Where the next one begins.
        expected: u64,
    },
    /// There is no upload of that name.
    #[error("there is no upload {}: such a name is 32 digits of 0-9 and a-f", escaped(.name))]
    NoUpload {
        /// Which.
        name: String,
    },
    /// The store lets several writers win the same place, or one write over another.
    #[error("of {writers} writers of one new object, {won} were told that it is theirs")]
    NotConditional {
        /// How many raced.
        writers: u32,
        /// How many won.
        won: u32,
    },
    /// The store says that an object was written which has other bytes.
    #[error("{} has not the bytes of the writer that was told that it is its", escaped(.key))]
    Overwritten {
        /// Which.
        key: String,
    },
    /// The store refuses it.
    #[error("the store refuses: {operation} {}", escaped(.key))]
    Refused {
        /// What was asked.
        operation: &'static str,
        /// Of which object.
        key: String,
        /// Why.
        #[source]
        source: RequestError,
    },
    /// The store was asked as often and as long as there was patience for.
    #[error("{operation} {} failed {attempts} times", escaped(.key))]
    Unavailable {
        /// What was asked.
        operation: &'static str,
        /// Of which object.
        key: String,
        /// How often.
        attempts: u32,
        /// What came of the last.
        #[source]
        source: RequestError,
    },
    /// Whether it was written could not be found out.
    #[error("it is not known whether {} was written", escaped(.key))]
    Undecided {
        /// Which.
        key: String,
        /// What came of the last request; none when its thread broke off.
        #[source]
        source: Option<RequestError>,
    },
    /// The upload has ended: it was finished, or somebody removed it.
    #[error("the upload {} has ended", escaped(.upload))]
    UploadEnded {
        /// Which.
        upload: String,
    },
    /// What is to be uploaded could not be read.
    #[error("what is to be uploaded could not be read at byte {offset}")]
    UploadSource {
        /// Where.
        offset: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
}
