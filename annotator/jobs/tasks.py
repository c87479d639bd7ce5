"""Celery's names for work on jobs themselves."""

from celery import shared_task


@shared_task(name="jobs.sweep")
def sweep_jobs() -> None:
    """Rings lost messages again and frees leases of lost workers."""
    from annotator.jobs.services import sweep

    sweep()
