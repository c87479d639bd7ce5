"""What a withdrawn consent reaches among reports, and its erasure."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotator.audit.files import erase_file
from annotator.audit.services import record
from annotator.reports.models import StudyReport


def _of_its_study(infant_id: UUID) -> QuerySet[StudyReport]:
    # Numbers of a report rest on every infant of the study, and its figures may show this one.
    return StudyReport.objects.filter(study__infants=infant_id, erased_at=None)


def subjects(infant_id: UUID) -> list[UUID]:
    """Reports being written."""
    return list(_of_its_study(infant_id).filter(facts__isnull=True).values_list("pk", flat=True))


def count(infant_id: UUID) -> dict[str, int]:
    """How many reports tell of the infant."""
    return {"reports": _of_its_study(infant_id).count()}


def erase(infant_id: UUID) -> None:
    """Removes the files and facts of the study's reports; that there was one stays. A new one can be made at once."""
    for report in _of_its_study(infant_id).select_related("html", "pdf"):
        with transaction.atomic():
            files = [stored for stored in (report.html, report.pdf) if stored is not None]
            report.html = report.pdf = report.facts = report.hashes = None
            report.erased_at = timezone.now()
            report.save(update_fields=["html", "pdf", "facts", "hashes", "erased_at"])
            for stored in files:
                erase_file(stored)
            record(actor=None, action="report.erased", study_id=report.study_id, subject=report)
