"""Celery's names for withdrawals."""

from celery import shared_task


@shared_task(name="withdrawals.erase_infant")
def erase_infant(job_id: str) -> None:
    """Erases one infant."""
    from annotator.jobs.tracking import run_job
    from annotator.withdrawals import worker

    run_job(job_id, worker.erase_infant)
