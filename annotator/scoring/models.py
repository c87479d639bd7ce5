"""Scales, windows, coded intervals and score sheets. Statements are never changed: a newer row supersedes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.recordings.models import Video
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Protocol, Study, member_of


class ScaleQuerySet(models.QuerySet["Scale"]):
    """Scales."""

    def visible_to(self, user: User) -> "ScaleQuerySet":
        """The built-in scales and those of the person's studies."""
        return self.filter(Q(study=None) | member_of(user))


class Scale(BaseModel):
    """One version of an instrument as data; without a study it is built in."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, related_name="scales")
    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ScaleQuerySet] = ScaleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], condition=Q(study=None), name="one_built_in_scale"),
            models.UniqueConstraint(fields=["study", "key", "version"], name="one_scale_per_study_and_version"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class WindowQuerySet(models.QuerySet["ObservationWindow"]):
    """Observation windows."""

    def visible_to(self, user: User) -> "WindowQuerySet":
        """One's own, and those whose operator's scores one may see."""
        return self.filter(seen_by(user, submitted=Q(submitted_sheet(window=OuterRef("pk")))))

    def live(self) -> "WindowQuerySet":
        """Neither superseded nor retired."""
        return self.filter(superseded_at=None, retired_at=None)


class ObservationWindow(BaseModel):
    """The stretch of a video an operator scores: frames `start_frame` up to, not including, `end_frame`."""

    video = models.ForeignKey(Video, on_delete=models.PROTECT, related_name="windows")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    start_frame = models.PositiveIntegerField()
    end_frame = models.PositiveIntegerField()
    start_event = models.CharField(max_length=40)
    end_reason = models.CharField(max_length=40)
    is_primary = models.BooleanField()
    note = models.TextField(blank=True)
    previous = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="next")
    superseded_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_reason = models.TextField(blank=True)

    objects: ClassVar[WindowQuerySet] = WindowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start_frame__lt=F("end_frame")), name="window_runs_forwards"),
            models.UniqueConstraint(
                fields=["operator", "video"],
                condition=Q(is_primary=True, superseded_at=None, retired_at=None),
                name="one_primary_window_per_operator_and_video",
            ),
        ]
        indexes = [models.Index(fields=["video", "operator", "-created_at"], name="windows_by_video")]

    def __str__(self) -> str:
        return f"window {self.pk}"


class CodingQuerySet(models.QuerySet["Coding"]):
    """Codings."""

    def visible_to(self, user: User) -> "CodingQuerySet":
        """One's own, and those whose operator's scores one may see."""
        return self.filter(_not_to_be_repeated(user), seen_by(user, submitted=Q(_submitted_reading())))


class Coding(BaseModel):
    """One operator's coding of one video, in one reading; `version` grows by one with every saved batch."""

    video = models.ForeignKey(Video, on_delete=models.PROTECT, related_name="codings")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reading = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[CodingQuerySet] = CodingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video", "operator", "reading"], name="one_coding_per_operator_and_video")
        ]

    def __str__(self) -> str:
        return f"coding {self.pk}"


class CodedInterval(BaseModel):
    """An action seen from `start_frame` up to, not including, `end_frame`.

    `client_id` is the browser's name for it and stays through its edits. `version` is the coding's version in
    which the row was written, `ended_version` that in which it was edited, removed or joined with another.
    """

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="intervals")
    client_id = models.UUIDField()
    action = models.CharField(max_length=40)
    start_frame = models.PositiveIntegerField()
    end_frame = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    ended_version = models.PositiveIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start_frame__lt=F("end_frame")), name="interval_runs_forwards"),
            models.UniqueConstraint(
                fields=["coding", "client_id"], condition=Q(superseded_at=None), name="one_live_row_per_interval"
            ),
        ]
        indexes = [models.Index(fields=["coding", "superseded_at"], name="intervals_live")]

    def __str__(self) -> str:
        return f"{self.action} {self.start_frame}-{self.end_frame}"


class SheetState(models.TextChoices):
    """A submitted sheet is locked."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    """Score sheets."""

    def visible_to(self, user: User) -> "ScoreSheetQuerySet":
        """One's own, and submitted ones of others where blindness allows."""
        return self.filter(_not_to_be_repeated(user), seen_by(user, submitted=Q(state=SheetState.SUBMITTED)))

    def live(self) -> "ScoreSheetQuerySet":
        """Not superseded."""
        return self.filter(superseded_at=None)


class ScoreSheet(BaseModel):
    """One operator's answers on one window and scale.

    A correction is a draft beside the submitted sheet, which it supersedes when it is submitted itself.
    `blind` says that its operator could see nobody else's answers on the video when it was begun.
    """

    video = models.ForeignKey(Video, on_delete=models.PROTECT, related_name="score_sheets")
    window = models.ForeignKey(ObservationWindow, on_delete=models.PROTECT, related_name="sheets")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="+")
    scale_key = models.CharField(max_length=40)
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    reading = models.PositiveSmallIntegerField(default=1)
    blind = models.BooleanField()
    items = models.JSONField()
    values = models.JSONField(default=dict)
    whine = models.BooleanField(default=False)
    overrides = models.JSONField(default=dict)
    derived = models.JSONField(default=dict)
    total = models.IntegerField(null=True)
    subscores = models.JSONField(null=True)
    pain = models.BooleanField(null=True)
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True)
    previous = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="next")
    correction_reason = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[ScoreSheetQuerySet] = ScoreSheetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "window", "scale_key", "reading", "state"],
                condition=Q(superseded_at=None),
                name="one_live_sheet_per_operator_window_and_scale",
            )
        ]
        indexes = [models.Index(fields=["video", "operator", "state"], name="sheets_by_video")]

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class SecondReading(BaseModel):
    """A video its operator will score once more, unannounced, from `due_at` on; `done_at` when that is complete."""

    video = models.ForeignKey(Video, on_delete=models.PROTECT, related_name="second_readings")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["video", "operator"], name="one_second_reading_per_operator_and_video")
        ]

    def __str__(self) -> str:
        return f"second reading {self.pk}"


class OperatorLag(models.Model):
    """How late a person presses a key after seeing an action, in milliseconds; stored, never applied here."""

    operator = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="reaction_lag"
    )
    lag_ms = models.PositiveIntegerField()
    source = models.CharField(max_length=11)
    measured_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.lag_ms} ms"


def submitted_sheet(**lookup: object) -> Exists:
    """The condition that a submitted sheet in force matches; values may be `OuterRef`s."""
    return Exists(ScoreSheet.objects.filter(state=SheetState.SUBMITTED, superseded_at=None, **lookup))


def _submitted_reading() -> Exists:
    return submitted_sheet(video=OuterRef("video_id"), operator=OuterRef("operator_id"), reading=OuterRef("reading"))


def _not_to_be_repeated(user: User) -> Q:
    # While a second reading is due its operator starts afresh and must not meet the first answers again.
    due = SecondReading.objects.filter(
        video=OuterRef("video_id"), operator_id=user.pk, due_at__lte=timezone.now(), done_at=None
    )
    return ~(Q(operator_id=user.pk, reading=1) & Q(Exists(due)))


def seen_by(user: User, *, submitted: Q) -> Q:
    """The condition that a row with `video` and `operator` may be seen: it is theirs, or submitted and open."""
    standing = standing_of(user)
    others = Q(video__study__in=standing.open)
    for study_id, scale_keys in standing.after_own.items():
        others |= Q(video__study=study_id) & has_finished(user, scale_keys)
    own = Q(operator_id=user.pk, video__study__in=standing.mine)
    return Q(video__infant__withdrawn_at=None) & (own | (submitted & others))


def has_finished(user: User, scale_keys: list[str], *, video: str = "video_id") -> Q:
    """The condition that the person has submitted every scale of a row's video and has nothing open there."""
    mine = {"video": OuterRef(video), "operator_id": user.pk}
    drafts = ScoreSheet.objects.filter(state=SheetState.DRAFT, superseded_at=None, **mine)
    unscored = ObservationWindow.objects.live().filter(~submitted_sheet(window=OuterRef("pk")), **mine)
    finished = Q(~Exists(drafts)) & Q(~Exists(unscored))
    for key in scale_keys:
        finished &= Q(submitted_sheet(scale_key=key, window__is_primary=True, **mine))
    return finished
