"""How a worker holds a job: claim, lease, fenced writes, progress, and an honest end."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from annotator.core.errors import DomainError
from annotator.jobs.models import Job, JobQuerySet, JobState

logger = logging.getLogger(__name__)

PROGRESS_WRITE_SECONDS = 0.5


class JobCancelledError(Exception):
    """Somebody asked the job to stop."""


class LeaseLostError(Exception):
    """Another worker holds the job now: everything this one still wants to write must be dropped."""


class InterruptedWorkError(Exception):
    """Something outside the work stopped it, such as a machine short of memory: it is worth another attempt."""


class Run:
    """One worker's hold on one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._written_at = 0.0
        self._stage = ""

    @property
    def subject_id(self) -> UUID:
        """What the work is about; raises ValueError for a job about nothing."""
        if self.job.subject_id is None:
            raise ValueError("This job has no subject.")
        return self.job.subject_id

    @property
    def held(self) -> JobQuerySet:
        """The job's row as long as this worker holds it; empty afterwards."""
        return Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=JobState.RUNNING)

    def progress(self, done: int, total: int, *, stage: str | None = None) -> None:
        """Notes how far the work is; cheap enough to call at every step.

        Raises:
            JobCancelledError: somebody asked the job to stop.
            LeaseLostError: another worker holds the job.
        """
        changed = stage is not None and stage != self._stage
        if not changed and time.monotonic() - self._written_at < PROGRESS_WRITE_SECONDS:
            return
        self._stage = self._stage if stage is None else stage
        self._written_at = time.monotonic()
        if not self.held.update(done=done, total=total, stage=self._stage):
            raise LeaseLostError
        if self.held.filter(cancel_requested=True).exists():
            raise JobCancelledError

    @contextmanager
    def completing(self) -> Iterator[None]:
        """The one transaction in which the work's rows are written and the job succeeds, both or neither.

        Raises:
            LeaseLostError: nothing was written.
            JobCancelledError: the job was cancelled before it could end; nothing was written.
        """
        with transaction.atomic():
            ended = self.held.filter(cancel_requested=False).update(
                state=JobState.SUCCEEDED, finished_at=Now(), lease_until=None, done=F("total")
            )
            if not ended:
                raise JobCancelledError if self.held.exists() else LeaseLostError
            yield

    def end(self, state: JobState, *, code: str = "", message: str = "") -> None:
        """Ends the job without a result; does nothing when another worker holds it."""
        self.held.update(state=state, error_code=code, error_message=message, finished_at=Now(), lease_until=None)

    def give_back(self) -> None:
        """Puts the job back in the queue; the attempt counts, and the sweep rings for the next one."""
        self.held.update(state=JobState.QUEUED, lease_until=None, lease_owner="", rung_at=None)

    @property
    def is_last_attempt(self) -> bool:
        """Whether nobody would try again after this one."""
        return self.job.attempts >= settings.JOB_MAX_ATTEMPTS


def lease_end() -> object:
    """When a lease taken now runs out, by the database's clock: workers' clocks may disagree."""
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: str) -> Run | None:
    """Takes a waiting job; None when it is not waiting (delivered twice, cancelled, already ended)."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    with transaction.atomic():
        taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
            state=JobState.RUNNING,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            lease_owner=owner,
            lease_until=lease_end(),
            started_at=Now(),
        )
        return Run(Job.objects.get(pk=job_id)) if taken else None


@contextmanager
def heartbeat(run: Run) -> Iterator[None]:
    """Renews the lease from a thread of its own until the block ends."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(settings.JOB_HEARTBEAT_SECONDS):
                close_old_connections()
                if not run.held.update(lease_until=lease_end()):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"lease-{run.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def run_job(job_id: str, work: Callable[[Run], None]) -> None:
    """Does the work of a job if it still waits, and writes down how it ended.

    `work` must end inside `run.completing()`. A DomainError ends the job as failed in its own words; a lost lease
    ends nothing, since another worker has the job.
    """
    run = claim(job_id)
    if run is None:
        return
    try:
        with heartbeat(run):
            work(run)
    except LeaseLostError:
        logger.warning("job %s: lease lost, result dropped", job_id)
    except JobCancelledError:
        run.end(JobState.CANCELLED)
    except InterruptedWorkError:
        run.give_back()
    except DomainError as error:
        run.end(JobState.FAILED, code=error.code, message=error.message)
    except Exception:
        logger.exception("job %s failed", job_id)
        run.end(
            JobState.FAILED,
            code="unexpected",
            message="Something unexpected went wrong. The log has details.",
        )
