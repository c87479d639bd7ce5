"""Reports of studies: the facts of each chapter with their hash, and the two files made of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from annotator.accounts.models import User
from annotator.audit.models import StoredFile
from annotator.core.models import BaseModel
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Study, member_of
from annotator.studies.permissions import Action, studies_where


class Language(models.TextChoices):
    """The languages a report can be written in."""

    EN = "en"
    IT = "it"


class StudyReportQuerySet(models.QuerySet["StudyReport"]):
    """Reports."""

    def visible_to(self, user: User) -> "StudyReportQuerySet":
        """Those of one's studies, but none where one oversees and answers blind, nor those with traces where one
        decides about frames: they would tell others' answers, and the model's, before one's own."""
        blind = list(standing_of(user).after_own)
        shown = self.filter(member_of(user)).exclude(study__in=blind)
        return shown.exclude(study__in=studies_where(user, Action.SUPERVISE), with_traces=True)


class StudyReport(BaseModel):
    """What was true of a study at one moment, as far as its maker may know it, in one language.

    `facts` holds each chapter's numbers and `hashes` their SHA-256; both are None until the work is done, and again
    once a withdrawal of consent has erased the report. `pdf` is None also where `no_pdf` says why there is none.
    `address` is the site's own, to which the sources are linked.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="reports")
    language = models.CharField(max_length=2, choices=Language.choices)
    with_traces = models.BooleanField(default=False)
    address = models.CharField(max_length=200)
    facts = models.JSONField(null=True)
    hashes = models.JSONField(null=True)
    html = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    no_pdf = models.CharField(max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[StudyReportQuerySet] = StudyReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["study", "-created_at", "-id"], name="reports_newest_first")]

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def folder(self) -> str:
        """Where its files lie, relative to the media folder."""
        return f"reports/{self.study_id}"
