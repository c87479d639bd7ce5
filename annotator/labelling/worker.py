"""Work on frame labels that takes longer than a request."""

from annotator.audit.services import record
from annotator.jobs.tracking import Run
from annotator.labelling.import_services import carry_out
from annotator.labelling.models import LabelImport, LabelPreparation
from annotator.labelling.preparation import make_queue


def prepare(run: Run) -> None:
    """Makes a study's queue; done twice, it changes nothing more."""
    preparation = LabelPreparation.objects.filter(pk=run.subject_id).select_related("protocol", "plan").first()
    if preparation is None:
        with run.completing():
            return
    counts = make_queue(preparation, lambda done, total: run.progress(done, total, stage="preparing"))
    with run.completing():
        preparation.counts = counts
        preparation.save(update_fields=["counts"])
        study = preparation.study_id
        record(actor=None, action="labels.prepared", study_id=study, subject=preparation, detail=counts)


def import_labels(run: Run) -> None:
    """Writes the labels of a file; done twice, it changes nothing more."""
    brought = LabelImport.objects.filter(pk=run.subject_id).select_related("study", "rater", "created_by").first()
    if brought is None:
        with run.completing():
            return
    carry_out(run, brought)
