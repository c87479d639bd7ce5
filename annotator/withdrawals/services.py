"""Withdrawal of consent: the preview, and the cut that makes everything unreachable at once."""

from collections import Counter
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.agreement import withdrawal as agreement
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.datasets import withdrawal as datasets
from annotator.experiments import withdrawal as experiments
from annotator.faces import withdrawal as faces
from annotator.frames import withdrawal as frames
from annotator.jobs.models import Job, Queue
from annotator.jobs.services import forget_subjects, start_job
from annotator.labelling import withdrawal as labelling
from annotator.recordings import withdrawal as recordings
from annotator.recordings.models import Video
from annotator.reports import withdrawal as reports
from annotator.scoring import withdrawal as scoring
from annotator.scoring.openness import answers_open_to
from annotator.studies.models import Infant
from annotator.withdrawals.ledger import note_withdrawn, own_ledger
from annotator.withdrawals.models import Tombstone

ERASE = "withdrawals.erase_infant"

# Every app that keeps anything of an infant, from the top down: what depends goes before what it depends on.
REACH = (reports, experiments, datasets, labelling, faces, frames, agreement, scoring, recordings)
ANSWERS = ("windows", "intervals", "sheets", "decisions", "labels")


def subjects_of(infant_id: UUID) -> list[UUID]:
    """Everything of the infant that a job can be about."""
    return [subject for app in REACH for subject in app.subjects(infant_id)]


def preview(infant: Infant) -> dict[str, int]:
    """How much a withdrawal would erase, by kind."""
    reached: Counter[str] = Counter()
    for app in REACH:
        reached.update(app.count(infant.pk))
    reached["running_jobs"] = Job.objects.live().filter(subject_id__in=subjects_of(infant.pk)).count()
    return dict(reached)


def preview_for(user: User, infant: Infant) -> dict[str, int | None]:
    """The preview; None instead of counts of answers while the person's own on the infant's videos are awaited."""
    reached: dict[str, int | None] = {**preview(infant)}
    if Video.objects.filter(~answers_open_to(user), infant=infant).exists():
        reached |= dict.fromkeys(ANSWERS)
    return reached


@transaction.atomic
def withdraw(*, actor: User, infant: Infant, reason: str, confirm: str) -> tuple[Tombstone, Job]:
    """Cuts all access with this request and starts the erasure.

    Raises:
        DomainError: `confirmation_wrong` unless the pseudonym was typed, `already_withdrawn`.
    """
    if confirm != infant.pseudonym:
        raise DomainError("confirmation_wrong", "Type the infant's pseudonym exactly to confirm.")
    reached = preview(infant)
    if not Infant.objects.filter(pk=infant.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise DomainError("already_withdrawn", "This consent has already been withdrawn.", status_code=409)
    forget_subjects(subjects_of(infant.pk))
    tombstone = Tombstone.objects.create(
        study_id=infant.study_id,
        infant_id=infant.pk,
        reason=reason,
        withdrawn_by=actor,
        reached=reached,
    )
    record(
        actor=actor,
        action="consent.withdrawn",
        study_id=infant.study_id,
        subject=tombstone,
        detail=reached,
        reason=reason,
    )
    job = start_job(kind=ERASE, queue=Queue.IO, study=infant.study, subject_id=tombstone.pk, created_by=actor)
    transaction.on_commit(lambda: note_withdrawn([tombstone.infant_id], own_ledger()))
    return tombstone, job
