"""Whose turn it is at which frame, and the queue as it was made."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.frames.models import Frame, SamplingPlan
from annotator.studies.models import Protocol, Study, member_of

FIRST, REPEAT = 1, 2


class LabelTaskQuerySet(models.QuerySet["LabelTask"]):
    """Turns at frames."""

    def visible_to(self, user: User) -> "LabelTaskQuerySet":
        """One's own, in one's studies; a repeat only once it is due."""
        due = Q(due_at=None) | Q(due_at__lte=timezone.now())
        return self.filter(due, member_of(user), rater_id=user.pk, frame__video__infant__withdrawn_at=None)


class LabelTask(BaseModel):
    """One person's turn at one frame; without a rater it waits for whoever comes next.

    `place` orders the queue. `reading` is 2 for a repeat of the rater's own label, which waits until `due_at`.
    `reserved_until` ends a reservation nobody used. A task whose frame is no longer wanted is retired.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="label_tasks")
    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="label_tasks")
    place = models.PositiveBigIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    spot_check = models.BooleanField(default=False)
    reading = models.PositiveSmallIntegerField(default=FIRST)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reserved_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects: ClassVar[LabelTaskQuerySet] = LabelTaskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frame", "turn"], condition=Q(reading=FIRST), name="one_task_per_frame_and_turn"
            ),
            models.UniqueConstraint(fields=["frame", "rater", "reading"], name="one_task_per_frame_and_rater"),
        ]
        indexes = [
            models.Index(
                fields=["study", "place", "id"],
                condition=Q(rater=None, retired_at=None),
                name="label_tasks_open",
            ),
            models.Index(
                fields=["study", "rater", "place"],
                condition=Q(done_at=None, retired_at=None),
                name="label_tasks_mine",
            ),
            models.Index(fields=["study", "rater", "-done_at", "-id"], name="label_tasks_done"),
            models.Index(
                fields=["study", "reserved_until"],
                condition=Q(done_at=None, reserved_until__isnull=False),
                name="label_tasks_reserved",
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.turn} at {self.frame_id}"


class LabelPreparation(BaseModel):
    """The queue as it was last made: from which plan and protocol, by whom, and how much of what it holds.

    `counts` is None until the work is done; then it has `by_rule`, `by_eye`, `spot_checks`, `tasks` and `retired`.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="label_preparations")
    plan = models.ForeignKey(SamplingPlan, on_delete=models.PROTECT, related_name="+")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"preparation {self.pk}"


class LabelCursor(models.Model):
    """How far a rater has come in a study's queue: nothing before `place` is for them."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "rater"], name="one_label_cursor_per_rater")]

    def __str__(self) -> str:
        return f"{self.rater_id} at {self.place}"
