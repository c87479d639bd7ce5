"""Celery's names for reports."""

from celery import shared_task


@shared_task(name="reports.make")
def make(job_id: str) -> None:
    """Writes one report."""
    from annotator.jobs.tracking import run_job
    from annotator.reports import worker

    run_job(job_id, worker.make)
