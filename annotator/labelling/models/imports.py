"""Files of labels that somebody brought."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Study, member_of


class LabelImportQuerySet(models.QuerySet["LabelImport"]):
    """Files of labels that were brought."""

    def visible_to(self, user: User) -> "LabelImportQuerySet":
        """Those of one's studies; for somebody who labels there blind only their own: the report tells answers."""
        blind = Q(study__in=list(standing_of(user).after_own)) & ~Q(created_by=user.pk)
        return self.filter(member_of(user)).exclude(blind)


class LabelImport(BaseModel):
    """A file of labels somebody brought, and what became of it.

    The labels become `rater`'s, or those of somebody without an account here, whom `rater_name` names. Of a file that
    several raters share only the rows of `file_rater` are taken, when given. `content` is kept until the work is done.
    `counts` is None until the rows were looked at; then it has `matched`, `there`, `unmatched` and, by reason,
    `passed_over`. `unmatched` lists `row`, `said` and `reason` of each row without a place.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="label_imports")
    kind = models.CharField(max_length=12)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    rater_name = models.CharField(max_length=120, blank=True)
    file_rater = models.CharField(max_length=120, blank=True)
    skip_unmatched = models.BooleanField(default=False)
    content = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(null=True)
    unmatched = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[LabelImportQuerySet] = LabelImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["study", "created_at"], name="label_imports_by_study")]

    def __str__(self) -> str:
        return f"{self.kind} labels into {self.study_id}"
