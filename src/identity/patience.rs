//! Waiting for someone else, and not longer than was said.

use std::{
    io,
    sync::mpsc::{RecvTimeoutError, sync_channel},
    thread,
    time::Duration,
};

/// Asks on a thread of its own, and gives the answer if it comes in time.
///
/// A call that waits in somebody else's code, or in the operating system, cannot be broken off: it
/// runs on, and its answer is thrown away.
///
/// # Errors
///
/// [`io::ErrorKind::TimedOut`]; others when there is no thread, or it ended without an answer.
pub(super) fn within<T: Send + 'static>(
    patience: Duration,
    ask: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    let (sender, answer) = sync_channel(1);
    thread::Builder::new().name("signer".to_owned()).spawn(move || {
        // It fails when nobody waits any more.
        let _ = sender.send(ask());
    })?;
    answer.recv_timeout(patience).map_err(|error| match error {
        RecvTimeoutError::Timeout => io::ErrorKind::TimedOut.into(),
        RecvTimeoutError::Disconnected => io::Error::other(error),
    })
}
