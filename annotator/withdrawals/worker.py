"""Erases everything of a withdrawn infant."""

import time

from django.utils import timezone

from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.jobs.models import Job
from annotator.jobs.services import sweep
from annotator.jobs.tracking import Run
from annotator.studies.models import Infant
from annotator.withdrawals.models import Tombstone
from annotator.withdrawals.services import REACH, subjects_of

WAIT_SECONDS = 300
POLL_SECONDS = 0.5


def erase_infant(run: Run) -> None:
    """Removes files and rows, then the infant; done twice, it changes nothing more."""
    tombstone = Tombstone.objects.get(pk=run.subject_id)
    wait_for_other_work(run, tombstone)
    for app in REACH:
        app.erase(tombstone.infant_id)
    with run.completing():
        Infant.objects.filter(pk=tombstone.infant_id).delete()
        Tombstone.objects.filter(pk=tombstone.pk, erased_at=None).update(erased_at=timezone.now())
        record(actor=None, action="infant.erased", study_id=tombstone.study_id, subject=tombstone)


def wait_for_other_work(run: Run, tombstone: Tombstone) -> None:
    """Waits until cancelled work on the infant has stopped, so that nothing writes files after the erasure.

    Raises:
        DomainError: `work_still_running` after five minutes; the erasure can be tried again.
    """
    subjects = subjects_of(tombstone.infant_id)
    end = time.monotonic() + WAIT_SECONDS
    while Job.objects.live().filter(subject_id__in=subjects).exists():
        if time.monotonic() > end:
            raise DomainError("work_still_running", "Other work on this infant has not stopped yet. Try again.")
        run.progress(0, 1, stage="waiting")
        sweep()  # with one worker nobody else would notice that the other work's program is gone
        time.sleep(POLL_SECONDS)
    run.progress(0, 1, stage="erasing")
