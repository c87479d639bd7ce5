"""What a supervising clinician decides about frames, and what they ask raters.

Sources: study rule A9 (who labels and who approves are two people; a label is final only after approval).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.agreement.models import Reason
from annotator.core.models import BaseModel
from annotator.frames.models import Frame
from annotator.labelling import rules
from annotator.labelling.models.labels import FrameLabel, LabelValue, labelled_by
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Protocol, Study


class Arm(models.TextChoices):
    """How a model's suggestion for a frame may reach the clinician who decides about it.

    `silent` is the share drawn by lot that never gets one, so that what suggestions change can be measured; `none`
    says that there was no suggestion to send.
    """

    NONE = "none"
    NEVER = rules.NEVER
    SILENT = "silent"
    AFTERWARDS = rules.AFTERWARDS
    AT_ONCE = rules.AT_ONCE


class FinalLabelQuerySet(models.QuerySet["FinalLabel"]):
    """Final labels."""

    def live(self) -> "FinalLabelQuerySet":
        """In force: neither superseded nor taken back."""
        return self.filter(superseded_at=None).exclude(value=LabelValue.CLEARED)

    def visible_to(self, user: User) -> "FinalLabelQuerySet":
        """For who oversees; of frames they label themselves, after their own label."""
        standing = standing_of(user)
        known = Q(study__in=standing.open) | Q(labelled_by(user), study__in=list(standing.after_own))
        return self.filter(known, frame__video__infant__withdrawn_at=None)


class FinalLabel(BaseModel):
    """What a frame is, as a clinician decided; its id is made where it is decided, `cleared` takes it back.

    `agreed` is what the raters agreed on then, empty where they did not; `why` is given where the two differ.
    `suggested` is the probability of pain by the model `suggested_by`, None without one; it is kept in every arm and
    sent only where the arm allows. `suggestion_seen` says that it had been sent before this decision, `revealed_at`
    when it was sent afterwards. `in_run` is one of several frames approved together.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="final_labels")
    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="final_labels")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=8, choices=LabelValue.choices)
    reason = models.CharField(max_length=40, blank=True)
    agreed = models.CharField(max_length=8, blank=True)
    why = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    arm = models.CharField(max_length=15, choices=Arm.choices)
    suggested = models.FloatField(null=True)
    suggested_by = models.UUIDField(null=True)
    suggestion_seen = models.BooleanField(default=False)
    revealed_at = models.DateTimeField(null=True)
    decided_ms = models.PositiveIntegerField(null=True)
    in_run = models.BooleanField(default=False)
    previous = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="next")
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[FinalLabelQuerySet] = FinalLabelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frame"], condition=Q(superseded_at=None), name="one_live_final_label_per_frame"
            ),
            models.CheckConstraint(condition=~Q(value="unusable", reason=""), name="unusable_frame_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(arm__in=["silent", "never"]) | Q(suggestion_seen=False, revealed_at=None),
                name="no_suggestion_in_silent_arms",
            ),
        ]
        indexes = [models.Index(fields=["study", "-created_at", "-id"], name="final_labels_newest_first")]

    def __str__(self) -> str:
        return f"final {self.value} on {self.frame_id}"


class Question(BaseModel):
    """A label sent back to its rater with a question; the rater's next label of the frame answers it."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="label_questions")
    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="questions")
    label = models.ForeignKey(FrameLabel, on_delete=models.CASCADE, related_name="questions")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frame", "rater"], condition=Q(answered_at=None), name="one_open_question_per_rater_and_frame"
            )
        ]

    def __str__(self) -> str:
        return f"question about {self.label_id}"
