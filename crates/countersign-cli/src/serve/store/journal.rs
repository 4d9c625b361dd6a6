//! The one writer of a process: whatever waits is written together, and nothing is answered before it is on the disk.

use std::collections::HashSet;
use std::time::Instant;

use countersign::time::{Seconds, UnixSeconds};
use countersign_partner::Head;
use countersign_partner::store::StoreError;
use tokio::sync::{mpsc, oneshot, watch};

use super::batch::{self, Change, Written};
use super::database::Database;
use super::{sweep, trail};

/// Most changes that wait; whoever comes then waits to get in.
const WAITING: usize = 1_024;
/// Most changes that are written together: the first of them waits for the last.
const TOGETHER: usize = 256;
/// What has ended is deleted this often.
const SWEEP_AFTER: Seconds = Seconds::new(5);

/// The way to the writer. It ends when all of these are gone, and what waited then is written.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    jobs: mpsc::Sender<Job>,
    head: watch::Receiver<Head>,
}

#[derive(Debug)]
struct Job {
    work: Work,
    answer: oneshot::Sender<Result<Written, StoreError>>,
}

#[derive(Debug)]
enum Work {
    Write(Box<Change>),
    /// Nothing more is taken; what waits is written.
    End,
}

struct Writer {
    database: Database,
    /// The last entry that is known to be kept.
    head: Head,
    /// Where others see it.
    shown: watch::Sender<Head>,
    /// Whether there may be more: a commit whose acknowledgement was lost.
    is_unsure: bool,
    now: UnixSeconds,
    swept_at: UnixSeconds,
}

impl Journal {
    /// Starts the writer, whose chain has come to `head`, on the runtime of the caller.
    pub(super) fn start(database: Database, head: Head, now: UnixSeconds) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let (shown, seen) = watch::channel(head.clone());
        let writer = Writer { database, head, shown, is_unsure: false, now, swept_at: now };
        tokio::spawn(writer.run(waiting));
        Self { jobs, head: seen }
    }

    /// Writes a change, and says what became of it once it is on the disk.
    pub(super) async fn write(&self, change: Change) -> Result<Written, StoreError> {
        self.send(Work::Write(Box::new(change))).await
    }

    /// Ends the writer once everything that waits is written, and says how far its chain has come.
    pub(super) async fn end(&self) -> Head {
        // It has ended already where this fails.
        let _ = self.send(Work::End).await;
        self.head.borrow().clone()
    }

    async fn send(&self, work: Work) -> Result<Written, StoreError> {
        let ended = || StoreError("the store was closed".to_owned());
        let (answer, answered) = oneshot::channel();
        self.jobs.send(Job { work, answer }).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }
}

impl Writer {
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut waiting = Vec::new();
        let mut ends = Vec::new();
        loop {
            if waiting.is_empty() && jobs.recv_many(&mut waiting, TOGETHER).await == 0 {
                break;
            }
            while waiting.len() < TOGETHER
                && let Ok(job) = jobs.try_recv()
            {
                waiting.push(job);
            }
            let (batch, later) = part(std::mem::take(&mut waiting));
            waiting = later;
            let mut changes = Vec::new();
            let mut answers = Vec::new();
            for Job { work, answer } in batch {
                match work {
                    Work::Write(change) => {
                        changes.push(*change);
                        answers.push(answer);
                    }
                    Work::End => {
                        jobs.close();
                        ends.push(answer);
                    }
                }
            }
            if changes.is_empty() {
                continue;
            }
            let began = Instant::now();
            let Err(error) = self.keep(changes, answers).await else { continue };
            if began.elapsed() < self.database.wait {
                continue;
            }
            // Whoever has waited behind would wait out the same silence, one batch after the other.
            while let Some(job) = waiting.pop().or_else(|| jobs.try_recv().ok()) {
                match job.work {
                    Work::Write(_) => drop(job.answer.send(Err(error.clone()))),
                    Work::End => {
                        jobs.close();
                        ends.push(job.answer);
                    }
                }
            }
        }
        drop(ends);
    }

    /// Writes changes together and answers each, with the error where there was one.
    async fn keep(
        &mut self,
        changes: Vec<Change>,
        answers: Vec<oneshot::Sender<Result<Written, StoreError>>>,
    ) -> Result<(), StoreError> {
        let moments = changes.iter().filter_map(|change| Some(change.jti.as_ref()?.now));
        self.now = moments.fold(self.now, UnixSeconds::max);
        // Whoever has gone away needs no answer.
        match self.write(changes).await {
            Ok(written) => {
                for (answer, written) in answers.into_iter().zip(written) {
                    let _ = answer.send(Ok(written));
                }
                self.sweep().await;
                Ok(())
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(error.clone()));
                }
                Err(error)
            }
        }
    }

    async fn write(&mut self, changes: Vec<Change>) -> Result<Vec<Written>, StoreError> {
        if self.is_unsure {
            let found =
                self.database.within(trail::head(&self.database, &self.head.writer)).await?;
            // Never back behind what was acknowledged: if that is gone, the trail is to show the gap.
            if let Some(found) = found
                && found.number > self.head.number
            {
                self.head = found;
            }
            self.is_unsure = false;
        }
        let write = batch::write(&self.database, self.head.clone(), changes);
        match self.database.within(write).await {
            Ok((written, head)) => {
                self.shown.send_replace(head.clone());
                self.head = head;
                Ok(written)
            }
            Err(error) => {
                self.is_unsure = true;
                Err(error)
            }
        }
    }

    /// Deletes what has ended, if it is time to. What fails here is tried again.
    async fn sweep(&mut self) {
        if self.now.since(self.swept_at) < SWEEP_AFTER {
            return;
        }
        if let Ok(sweep::Left::Nothing) =
            self.database.within(sweep::sweep(&self.database, self.now)).await
        {
            self.swept_at = self.now;
        }
    }
}

/// The jobs that can be written together, and those for later: a `jti` stands in a batch once, so that the database alone
/// decides who was first.
fn part(jobs: Vec<Job>) -> (Vec<Job>, Vec<Job>) {
    let mut keys = HashSet::new();
    jobs.into_iter().partition(|job| match &job.work {
        Work::Write(change) => change.jti_key().is_none_or(|key| keys.insert(key.to_owned())),
        Work::End => true,
    })
}
