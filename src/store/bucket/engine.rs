//! Threads that wait for a bucket, so that callers need not know of futures.

use std::future::Future;
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

use crate::store::bucket::error::BucketError;

/// Threads that wait for a bucket.
pub(super) struct Engine {
    /// Taken when the last handle goes.
    runtime: Option<Runtime>,
}

/// One waits and one hashes and decrypts.
const THREADS: usize = 2;

impl Engine {
    pub(super) fn start() -> Result<Self, BucketError> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(THREADS).thread_name("bucket").enable_all();
        let runtime = builder.build().map_err(BucketError::Engine)?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Does it on those threads and waits for it. The caller may itself be on a thread of an executor, where waiting for
    /// a future would panic; this blocks it as any call of the system would.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, BucketError> {
        let (sender, answer) = mpsc::sync_channel(1);
        let runtime = self.runtime.as_ref().ok_or(BucketError::Interrupted)?;
        runtime.spawn(async move {
            // It fails when nobody waits any more.
            let _ = sender.send(work.await);
        });
        answer.recv().map_err(|_| BucketError::Interrupted)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // To wait for the threads, as its own drop does, panics on a thread of an executor.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
