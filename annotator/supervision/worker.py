"""Work on the clinician's queue that takes longer than a request."""

from annotator.audit.services import record
from annotator.jobs.tracking import Run
from annotator.supervision.models import ReviewPreparation
from annotator.supervision.preparing import take_over, write_cases


def prepare(run: Run) -> None:
    """Makes a study's queue; done twice, it makes the same one."""
    waiting = ReviewPreparation.objects.filter(pk=run.subject_id, counts__isnull=True)
    preparation = waiting.select_related("study", "protocol", "model").first()
    if preparation is None:
        with run.completing():
            return
    counts = write_cases(preparation, lambda done, total: run.progress(done, total, stage="preparing"))
    with run.completing():
        take_over(preparation, counts)
        study = preparation.study_id
        record(actor=None, action="review.prepared", study_id=study, subject=preparation, detail=counts)
