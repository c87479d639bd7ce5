"""What was decided about videos whose operators disagree. Decisions are never changed: a newer row supersedes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.recordings.models import Video
from annotator.scoring.openness import answers_open_to
from annotator.studies.models import Protocol

TOTAL, PRIMARY = "total", "primary"


class Outcome(models.TextChoices):
    """A score, or the video is left out."""

    SCORE = "score"
    EXCLUDE = "exclude"


class Reason(models.TextChoices):
    """Why the operators disagreed."""

    CLEAR_SIGN_MISSED = "clear_sign_missed"
    WINDOW_DIFFERS = "window_differs"
    FACE_HIDDEN = "face_hidden"
    SIGN_AMBIGUOUS = "sign_ambiguous"
    KEY_MISTAKE = "key_mistake"
    OTHER = "other"


class ConsensusScoreQuerySet(models.QuerySet["ConsensusScore"]):
    """Decisions."""

    def visible_to(self, user: User) -> "ConsensusScoreQuerySet":
        """Those on videos whose answers are open to the person."""
        return self.filter(video__in=Video.objects.visible_to(user).filter(answers_open_to(user)))

    def live(self) -> "ConsensusScoreQuerySet":
        """Not superseded."""
        return self.filter(superseded_at=None)


class ConsensusScore(BaseModel):
    """What one person decided about a video's answers on one item of a scale, in one phase.

    `item` may be `total`, `phase` is `primary` or a window's start event. `sheets` are the ids of the answers it was
    decided on, so that a change of them shows. `value` is None when the video is left out.
    """

    video = models.ForeignKey(Video, on_delete=models.PROTECT, related_name="consensus_scores")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    scale_key = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    phase = models.CharField(max_length=40, default=PRIMARY)
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    value = models.IntegerField(null=True)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.TextField(blank=True)
    sheets = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    previous = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="next")
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[ConsensusScoreQuerySet] = ConsensusScoreQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["video", "scale_key", "item", "phase"],
                condition=Q(superseded_at=None),
                name="one_live_decision_per_video_and_item",
            ),
            models.CheckConstraint(
                condition=Q(outcome="score", value__isnull=False) | Q(outcome="exclude", value=None),
                name="decision_has_value_unless_excluded",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
