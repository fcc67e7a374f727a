//! How long a store far away is waited for, and how often it is asked again.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

use crate::store::bucket::error::RequestError;

/// How long a store far away is waited for, and how often it is asked again.
///
/// Every request of this crate can be made again without changing what it does, so each is, within these bounds.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use handseal::store::bucket::Patience;
///
/// // For a person who waits.
/// let patience = Patience { total: Duration::from_secs(10), ..Patience::default() };
/// assert_eq!(patience.attempts, 6);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Patience {
    /// How often the same request is made at most; 0 is taken for 1.
    pub attempts: u32,
    /// How long the answer to one is waited for.
    pub answer: Duration,
    /// The pause after the first; each is twice as long as the one before.
    pub pause: Duration,
    /// How long all of it takes at most, with the pauses.
    pub total: Duration,
}

impl Default for Patience {
    /// Six requests with 30 s each and pauses of 0.1 s to 1.6 s, within 90 s: a store that is restarted, or that
    /// asks to slow down, is back by then.
    fn default() -> Self {
        Self {
            attempts: 6,
            answer: Duration::from_secs(30),
            pause: Duration::from_millis(100),
            total: Duration::from_secs(90),
        }
    }
}

impl Patience {
    pub(super) fn begin(self) -> Attempts {
        Attempts { patience: self, made: 0, begun: Instant::now(), pause: self.pause }
    }
}

/// Whether there is patience left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Next {
    Again,
    Enough,
}

/// The attempts at one request.
pub(super) struct Attempts {
    patience: Patience,
    made: u32,
    begun: Instant,
    pause: Duration,
}

impl Attempts {
    pub(super) const fn made(&self) -> u32 {
        self.made
    }

    fn left(&self) -> Duration {
        self.patience.total.saturating_sub(self.begun.elapsed())
    }

    /// Waits for one answer.
    pub(super) async fn wait<T>(
        &self,
        request: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, RequestError> {
        let patience = self.patience.answer.min(self.left());
        match timeout(patience, request).await {
            Ok(answered) => answered.map_err(RequestError::Answer),
            Err(_) => Err(RequestError::NoAnswer { after: patience }),
        }
    }

    /// Pauses after an attempt that failed.
    pub(super) async fn pause(&mut self) -> Next {
        self.made = self.made.saturating_add(1);
        if self.made >= self.patience.attempts || self.pause >= self.left() {
            return Next::Enough;
        }
        sleep(self.pause).await;
        self.pause = self.pause.saturating_mul(2);
        Next::Again
    }
}
