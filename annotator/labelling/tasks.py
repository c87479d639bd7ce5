"""Celery's names for work on frame labels."""

from celery import shared_task


@shared_task(name="labelling.prepare")
def prepare(job_id: str) -> None:
    """Makes a study's queue."""
    from annotator.jobs.tracking import run_job
    from annotator.labelling import worker

    run_job(job_id, worker.prepare)


@shared_task(name="labelling.import_labels")
def import_labels(job_id: str) -> None:
    """Writes the labels of a file."""
    from annotator.jobs.tracking import run_job
    from annotator.labelling import worker

    run_job(job_id, worker.import_labels)
