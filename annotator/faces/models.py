"""What detectors found in frames, which of them a study uses, and what people say. People's words are superseded."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.audit.models import StoredFile
from annotator.core.models import BaseModel
from annotator.frames.models import Frame
from annotator.studies.models import Study


class DetectorStatus(models.Model):
    """Whether a detector can run on this installation, as a worker found."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.PositiveSmallIntegerField()
    weights = models.JSONField()
    licence = models.TextField(blank=True)
    missing = models.TextField(blank=True)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class TurnPolicy(models.TextChoices):
    """Which turns of a frame a detector gets to see."""

    NONE = "none"
    ON_MISS = "on_miss"
    ALL_FOUR = "all_four"


class DetectorComparison(BaseModel):
    """Chosen frames x chosen arms (a detector with a turn policy); `result` is None until the work is done."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="detector_comparisons")
    arms = models.JSONField()
    frames = models.JSONField()
    result = models.JSONField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"comparison {self.pk}"


class FrameDetection(BaseModel):
    """What one arm found in one frame; `faces` as the command line gives them, boxes in fractions of the frame."""

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="detections")
    arm = models.CharField(max_length=80)
    faces = models.JSONField()
    ms = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frame", "arm"], name="one_detection_per_frame_and_arm")]

    def __str__(self) -> str:
        return f"{self.arm} on {self.frame_id}"


class DetectorChoice(BaseModel):
    """The arms a study uses, one after the other until a face is found, and how faces are cut out."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="detector_choices")
    arms = models.JSONField()
    margin = models.FloatField(default=0)
    comparison = models.ForeignKey(DetectorComparison, on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study"], condition=Q(superseded_at=None), name="one_detector_choice_in_force_per_study"
            )
        ]

    def __str__(self) -> str:
        return f"detector choice {self.pk}"


class FoundFace(models.Model):
    """The face the program chose in a frame, by the choice in force; no box where it found none.

    `landmarks` are points in fractions of the frame as the detector gives them (eyes, nose, mouth), empty where it
    gives none.
    """

    frame = models.OneToOneField(Frame, on_delete=models.CASCADE, primary_key=True, related_name="found_face")
    choice = models.ForeignKey(DetectorChoice, on_delete=models.CASCADE, related_name="+")
    arm = models.CharField(max_length=80, blank=True)
    box = models.JSONField(null=True)
    score = models.FloatField(null=True)
    turn = models.PositiveSmallIntegerField(default=0)
    landmarks = models.JSONField(default=list)
    others = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"face in {self.frame_id}"


class FaceCrop(models.Model):
    """The face of a frame cut out for small pictures on screens; stale once another box is in force."""

    frame = models.OneToOneField(Frame, on_delete=models.CASCADE, primary_key=True, related_name="face_crop")
    box = models.JSONField()
    turn = models.PositiveSmallIntegerField()
    image = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"crop of {self.frame_id}"


class Verdict(models.TextChoices):
    """What a person sees in a frame."""

    FACE = "face"
    COVERED = "covered"
    NO_FACE = "no_face"


class CoverReason(models.TextChoices):
    """Why a face cannot be used."""

    BLANKET = "blanket"
    HAND = "hand"
    OBJECT = "object"
    OUT_OF_FRAME = "out_of_frame"
    BLUR = "blur"


TAKEN_BACK = ""


class FaceReviewQuerySet(models.QuerySet["FaceReview"]):
    """Reviews."""

    def live(self) -> "FaceReviewQuerySet":
        """Not superseded and not taken back."""
        return self.filter(superseded_at=None).exclude(verdict=TAKEN_BACK)


class FaceReview(BaseModel):
    """What a person says about the face in a frame; `box` in fractions, `adults` boxes of grown-ups' faces.

    A row whose verdict is empty takes the one before back: the frame is not reviewed again.
    """

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    reason = models.CharField(max_length=12, choices=CoverReason.choices, blank=True)
    box = models.JSONField(null=True)
    turn = models.PositiveSmallIntegerField(default=0)
    adults = models.JSONField(default=list)
    previous = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="next")
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[FaceReviewQuerySet] = FaceReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frame"], condition=Q(superseded_at=None), name="one_live_review_per_frame"
            ),
            models.CheckConstraint(condition=~Q(verdict="face", box__isnull=True), name="face_verdict_has_a_box"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
