"""One row per piece of long work; this row, not the broker, says where it stands."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.studies.models import Study, member_of


class JobState(models.TextChoices):
    """queued -> running -> succeeded | failed | cancelled; a lost worker puts it back to queued."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = (JobState.QUEUED, JobState.RUNNING)


class Queue(models.TextChoices):
    """What a worker needs to do the work."""

    IO = "io"
    VISION = "vision"
    TRAINING = "training"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs."""

    def visible_to(self, user: User) -> "JobQuerySet":
        """Jobs of the person's studies."""
        return self.filter(member_of(user))

    def live(self) -> "JobQuerySet":
        """Not yet ended."""
        return self.filter(state__in=LIVE)


class Job(BaseModel):
    """Long work on one subject.

    `kind` is the name of the Celery task. `fence` grows with every claim: a worker that lost its lease carries an
    old number, and every write it tries is refused. `rung_at` is when the broker was last told.
    """

    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=10, choices=Queue.choices, default=Queue.IO)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, related_name="jobs")
    subject_id = models.UUIDField(null=True)
    label = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    stage = models.CharField(max_length=40, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    error_code = models.CharField(max_length=60, blank=True)
    error_message = models.TextField(blank=True)

    fence = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=LIVE),
                name="one_live_job_per_kind_and_subject",
            )
        ]
        indexes = [
            models.Index(fields=["study", "-created_at", "-id"], name="jobs_newest_first"),
            models.Index(fields=["state", "created_at"], name="jobs_by_state"),
            models.Index(fields=["subject_id", "-created_at"], name="jobs_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
