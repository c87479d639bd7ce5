"""Sampling plans and the frames they draw."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.audit.models import StoredFile
from annotator.core.models import BaseModel
from annotator.recordings.models import Video
from annotator.studies.models import Protocol, Study, member_of


class SamplingPlan(BaseModel):
    """A protocol's sampling as it was applied to a study; `sha256` is that of everything it decided."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="sampling_plans")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    seed = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study"], condition=Q(superseded_at=None), name="one_sampling_plan_in_force_per_study"
            )
        ]

    def __str__(self) -> str:
        return f"sampling plan {self.pk}"


class PlannedVideo(BaseModel):
    """What a plan decided about one video: its draws, or why there are none.

    `draws` is a list of [frame, moment in ticks, weight in seconds]. `extracted_at` is set when all pictures are on
    the disk; `unreadable` counts frames that could not be read.
    """

    plan = models.ForeignKey(SamplingPlan, on_delete=models.CASCADE, related_name="videos")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    excluded = models.CharField(max_length=40, blank=True)
    score = models.IntegerField(null=True)
    per_second = models.FloatField(null=True)
    window = models.JSONField(null=True)
    draws = models.JSONField(default=list)
    unreadable = models.PositiveIntegerField(default=0)
    extracted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "video"], name="one_decision_per_plan_and_video")]

    def __str__(self) -> str:
        return f"{self.video_id} in {self.plan_id}"


class FrameQuerySet(models.QuerySet["Frame"]):
    """Frames."""

    def visible_to(self, user: User) -> "FrameQuerySet":
        """Frames of the person's studies whose infant was not withdrawn."""
        return self.filter(member_of(user, study="video__study"), video__infant__withdrawn_at=None)

    def live(self) -> "FrameQuerySet":
        """Drawn by the plan in force."""
        return self.filter(retired_at=None)


class Frame(BaseModel):
    """One picture of a video.

    `index` counts the readable frames from 0, `pts_ms` is the frame's own time. `weight` is how many seconds of the
    stretch drawn from it stands for. A frame that a later plan does not want is retired, never removed.
    """

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="frames")
    plan = models.ForeignKey(SamplingPlan, on_delete=models.PROTECT, related_name="+")
    index = models.PositiveIntegerField()
    pts_ms = models.PositiveBigIntegerField()
    weight = models.FloatField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    look = models.CharField(max_length=16)
    near_duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    image = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)

    objects: ClassVar[FrameQuerySet] = FrameQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "index"], name="one_frame_per_video_and_index")]
        indexes = [
            models.Index(fields=["video", "retired_at", "index"], name="frames_by_video"),
            models.Index(fields=["-created_at", "-id"], name="frames_newest_first"),
        ]

    def __str__(self) -> str:
        return f"frame {self.index} of {self.video_id}"
