"""Starting a report, and what may be done with one."""

from django.db import transaction

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.jobs.models import Queue
from annotator.jobs.services import start_job
from annotator.reports.models import StudyReport
from annotator.studies.models import Study
from annotator.studies.permissions import Action, may

MAKE = "reports.make"


@transaction.atomic
def start_report(*, actor: User, study: Study, language: str, with_traces: bool, address: str) -> StudyReport:
    """Starts writing a report of what the person may know.

    Raises:
        DomainError: `answers_first` (409) for who answers blind, `trace_withheld` (409) for who decides about frames.
    """
    report = StudyReport.objects.create(
        study=study, language=language, with_traces=with_traces, address=address, created_by=actor
    )
    if with_traces and may(actor, Action.SUPERVISE, study):
        message = "You decide about this study's frames, so you are not shown what the model says of videos."
        raise DomainError("trace_withheld", message, status_code=409)
    if not StudyReport.objects.visible_to(actor).filter(pk=report.pk).exists():
        message = "You answer blind in this study, and a report tells everybody's answers."
        raise DomainError("answers_first", message, status_code=409)
    start_job(kind=MAKE, queue=Queue.VISION, study=study, subject_id=report.pk, created_by=actor)
    record(actor=actor, action="report.started", study_id=study.pk, subject=report, detail={"language": language})
    return report


def require_made(report: StudyReport) -> None:
    """Raises `report_not_there` (409) before it is written, and once it was erased."""
    if report.facts is None:
        raise DomainError("report_not_there", "This report is not written yet, or it was erased.", status_code=409)
