"""Starting, ringing, cancelling and sweeping jobs. Every transition is one conditional UPDATE."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.jobs.models import Job, JobQuerySet, JobState, Queue
from annotator.studies.models import Study

logger = logging.getLogger(__name__)

RING_EXPIRES_SECONDS = 60
RING_BATCH = 20  # per sweep and queue: workers need a few messages waiting, not one per job
LOST = ("worker_lost", "The program working on this stopped {attempts} times without a reason it could give.")


@transaction.atomic
def start_job(
    *,
    kind: str,
    queue: Queue = Queue.IO,
    study: Study | None,
    subject_id: UUID | None,
    created_by: User | None,
    label: str = "",
) -> Job:
    """Writes the job in the caller's transaction and rings the broker once that is committed.

    A live job of the same kind on the same subject is returned instead of a second one.
    """
    job, created = Job.objects.live().get_or_create(
        kind=kind,
        subject_id=subject_id,
        defaults={"queue": queue, "study": study, "label": label[:300], "created_by": created_by},
    )
    if created:
        transaction.on_commit(lambda: ring(job), robust=True)
    return job


def latest_job(subject_id: UUID) -> Job | None:
    """The newest work on a subject; None before there was any."""
    return Job.objects.filter(subject_id=subject_id).order_by("-created_at").first()


def ring(job: Job) -> bool:
    """Tells the broker that a job waits; False when the broker cannot be reached, the sweep will try again."""
    Job.objects.filter(pk=job.pk).update(rung_at=Now())
    try:
        current_app.send_task(job.kind, args=[str(job.pk)], queue=job.queue, expires=RING_EXPIRES_SECONDS, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("broker unreachable, job %s waits for the sweep: %s", job.pk, type(error).__name__)
        return False
    return True


@transaction.atomic
def cancel_job(*, actor: User, job: Job) -> Job:
    """Stops a job: at once while it waits, at its next look at `progress` while it runs.

    Raises:
        DomainError: `job_ended` when there is nothing left to stop.
    """
    if not _cancel(Q(pk=job.pk)):
        raise DomainError("job_ended", "This has already ended.", status_code=409)
    record(actor=actor, action="job.cancelled", study_id=job.study_id, subject=job)
    job.refresh_from_db()
    return job


def _cancel(which: Q) -> int:
    waiting = Job.objects.filter(which, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, cancel_requested=True, finished_at=Now()
    )
    running = Job.objects.filter(which, state=JobState.RUNNING).update(cancel_requested=True)
    return waiting + running


def forget_subjects(subject_ids: list[UUID]) -> None:
    """Stops all work on the subjects and takes their names off its rows, as a withdrawal of consent asks."""
    _cancel(Q(subject_id__in=subject_ids))
    Job.objects.filter(subject_id__in=subject_ids).update(label="")


@transaction.atomic
def retry_job(*, actor: User, job: Job) -> Job:
    """Puts a failed or cancelled job back in the queue with all its attempts; raises `job_not_retryable`."""
    again = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED]).update(
        state=JobState.QUEUED,
        attempts=0,
        done=0,
        total=0,
        stage="",
        cancel_requested=False,
        error_code="",
        error_message="",
        finished_at=None,
    )
    if not again:
        raise DomainError("job_not_retryable", "Only failed or cancelled work can be tried again.", status_code=409)
    record(actor=actor, action="job.retried", study_id=job.study_id, subject=job)
    transaction.on_commit(lambda: ring(job), robust=True)
    job.refresh_from_db()
    return job


def sweep() -> dict[str, int]:
    """Puts right what crashes and lost messages left behind; safe to run at any time, any number of times."""
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=Now())
    counts = {"given_up": _give_up(expired), "requeued": _requeue(expired)}
    overdue = Q(rung_at=None) | Q(rung_at__lt=Now() - timedelta(seconds=settings.JOB_RING_AGAIN_SECONDS))
    counts["rung"] = 0
    for queue in Queue:
        waiting = Job.objects.filter(overdue, state=JobState.QUEUED, queue=queue).order_by("created_at")
        counts["rung"] += sum(ring(job) for job in waiting[:RING_BATCH])
    return counts


def _give_up(expired: JobQuerySet) -> int:
    cancelled = expired.filter(cancel_requested=True).update(state=JobState.CANCELLED, finished_at=Now())
    code, message = LOST
    failed = expired.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=JobState.FAILED,
        error_code=code,
        error_message=message.format(attempts=settings.JOB_MAX_ATTEMPTS),
        finished_at=Now(),
    )
    return cancelled + failed


def _requeue(expired: JobQuerySet) -> int:
    return expired.update(state=JobState.QUEUED, lease_until=None, lease_owner="", rung_at=None)


def release_leases_of(host: str) -> int:
    """Ends the leases of workers on a machine where they were just stopped in good order; not counted as a loss."""
    running = Job.objects.filter(state=JobState.RUNNING, lease_owner__startswith=f"{host}:")
    released = 0
    for job in running:
        released += running.filter(pk=job.pk, fence=job.fence).update(
            state=JobState.QUEUED,
            lease_until=None,
            lease_owner="",
            rung_at=None,
            attempts=max(0, job.attempts - 1),
        )
    return released
