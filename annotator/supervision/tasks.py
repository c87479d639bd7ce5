"""Celery's names for work on the clinician's queue."""

from celery import shared_task


@shared_task(name="supervision.prepare")
def prepare(job_id: str) -> None:
    """Makes a study's queue."""
    from annotator.jobs.tracking import run_job
    from annotator.supervision import worker

    run_job(job_id, worker.prepare)
