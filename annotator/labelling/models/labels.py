"""What raters say of frames. What a person said is superseded, never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.frames.models import Frame
from annotator.labelling import rules
from annotator.labelling.models.tasks import FIRST, REPEAT, LabelTask
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Protocol, Study


class LabelValue(models.TextChoices):
    """What a frame shows; `cleared` takes a label back."""

    PAIN = rules.PAIN
    NONPAIN = rules.NONPAIN
    UNUSABLE = rules.UNUSABLE
    UNSURE = rules.UNSURE
    CLEARED = rules.CLEARED


class LabelSource(models.TextChoices):
    """Where a label comes from: a person looked, it follows from the video's score, or a file brought it."""

    PERSON = "person"
    RULE = "rule"
    IMPORT = "import"


def labelled_by(user: User) -> Exists:
    """The condition that the person has said themselves what the frame of a row shows."""
    own = FrameLabel.objects.live().filter(rater_id=user.pk, source=LabelSource.PERSON)
    return Exists(own.filter(frame=OuterRef("frame_id")))


class FrameLabelQuerySet(models.QuerySet["FrameLabel"]):
    """Frame labels."""

    def live(self) -> "FrameLabelQuerySet":
        """In force: neither superseded nor cleared."""
        return self.filter(superseded_at=None).exclude(value=LabelValue.CLEARED)

    def visible_to(self, user: User) -> "FrameLabelQuerySet":
        """One's own, and others' where blindness allows; never one's first label while its repeat is awaited."""
        standing = standing_of(user)
        # What follows from the score would tell the score of frames still to be labelled.
        shared = Q(labelled_by(user)) & ~Q(source=LabelSource.RULE)
        others = Q(study__in=standing.open) | (Q(study__in=list(standing.after_own)) & shared)
        own = Q(rater_id=user.pk, study__in=standing.mine)
        awaited = Exists(
            LabelTask.objects.filter(
                frame=OuterRef("frame_id"), rater_id=user.pk, reading=REPEAT, due_at__lte=timezone.now(), done_at=None
            )
        )
        return self.filter(own | others, ~awaited, frame__video__infant__withdrawn_at=None)


class FrameLabel(BaseModel):
    """What one rater says of one frame in one reading; its id is made where it is said.

    `rater` is None for a rule and for a file whose rater has no account here (`imported_rater` names them then).
    `client_at` is the device's clock corrected by what it was off, `decided_ms` how long the frame was looked at,
    `sitting` and `position` where in a stretch of work it was said. `blind` says that no other answer could be seen.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="frame_labels")
    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="labels")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    imported_rater = models.CharField(max_length=120, blank=True)
    reading = models.PositiveSmallIntegerField(default=FIRST)
    value = models.CharField(max_length=8, choices=LabelValue.choices)
    reason = models.CharField(max_length=40, blank=True)
    actions = models.JSONField(default=list)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=6, choices=LabelSource.choices)
    blind = models.BooleanField(default=True)
    suggestion_shown = models.BooleanField(default=False)
    client_at = models.DateTimeField(null=True)
    decided_ms = models.PositiveIntegerField(null=True)
    sitting = models.UUIDField(null=True)
    position = models.PositiveIntegerField(null=True)
    previous = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="next")
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[FrameLabelQuerySet] = FrameLabelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frame", "rater", "reading"],
                condition=Q(superseded_at=None, rater__isnull=False),
                name="one_live_label_per_rater_and_frame",
            ),
            models.UniqueConstraint(
                fields=["frame", "imported_rater"],
                condition=Q(superseded_at=None, rater=None, source="import"),
                name="one_live_label_per_imported_rater_and_frame",
            ),
            models.UniqueConstraint(
                fields=["frame"],
                condition=Q(superseded_at=None, source="rule"),
                name="one_live_label_by_rule_per_frame",
            ),
            models.CheckConstraint(
                condition=~Q(value="unusable", reason="") | Q(source="import"), name="unusable_label_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["study", "-created_at", "-id"], name="labels_newest_first"),
            models.Index(fields=["study", "rater", "-created_at", "-id"], name="labels_by_rater"),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.frame_id}"
