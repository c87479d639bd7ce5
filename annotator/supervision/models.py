"""The clinician's queue. What is decided is kept with the labels; these rows are made anew whenever the queue is."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.frames.models import Frame
from annotator.labelling.models import LabelValue, labelled_by
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Protocol, Study
from annotator.supervision.valuing import REASONS


class ReviewPreparation(BaseModel):
    """The queue as it was made once: by which protocol and model (None: without).

    `counts` is None until it is made; then it has the open frames by reason, and `decided`. The newest that is made is
    the queue; its cases are written beside those of the one before, so that nobody waits for a half-written queue.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="review_preparations")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey("experiments.ModelVersion", on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["study", "-created_at", "-id"], name="review_preparations_newest")]

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewCaseQuerySet(models.QuerySet["ReviewCase"]):
    """Frames to decide about."""

    def visible_to(self, user: User) -> "ReviewCaseQuerySet":
        """For who oversees; of frames they label themselves, after their own label: a reason tells others' answers."""
        standing = standing_of(user)
        known = Q(study__in=standing.open) | Q(labelled_by(user), study__in=list(standing.after_own))
        return self.filter(known, frame__video__infant__withdrawn_at=None)


class ReviewCase(BaseModel):
    """A frame a clinician decides about; `place` orders the queue, `run` numbers neighbours with one agreed label.

    `agreed` is what the raters agree on, empty where they do not. `silent` says that its suggestion is never sent.
    `decided_at` is None while it waits.
    """

    preparation = models.ForeignKey(ReviewPreparation, on_delete=models.CASCADE, related_name="cases")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="review_cases")
    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="review_cases")
    place = models.PositiveIntegerField()
    reason = models.CharField(max_length=8, choices=[(reason, reason) for reason in REASONS])
    gain = models.FloatField()
    agreed = models.CharField(max_length=8, choices=LabelValue.choices, blank=True)
    run = models.PositiveIntegerField(null=True)
    silent = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[ReviewCaseQuerySet] = ReviewCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["preparation", "frame"], name="one_case_per_preparation_and_frame")
        ]
        indexes = [
            models.Index(fields=["preparation", "place", "id"], condition=Q(decided_at=None), name="review_cases_open"),
            models.Index(
                fields=["preparation", "reason", "place", "id"],
                condition=Q(decided_at=None),
                name="review_cases_by_reason",
            ),
            models.Index(
                fields=["preparation", "-decided_at", "-id"],
                condition=Q(decided_at__isnull=False),
                name="review_cases_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} at {self.frame_id}"
