"""Jobs: whatever crashes, gets lost or comes twice, one correct end."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from annotator.core.errors import DomainError
from annotator.jobs import services, tracking
from annotator.jobs.models import Job, JobState
from annotator.jobs.tracking import JobCancelledError, LeaseLostError, Run, claim, run_job
from annotator.studies.models import Role, Study

pytestmark = pytest.mark.django_db
ABSENT = "tests.nothing"


def start(study: Study | None = None, subject: UUID | None = None) -> Job:
    return services.start_job(kind=ABSENT, study=study, subject_id=subject or uuid4(), created_by=None)


def claimed(job: Job) -> Run:
    run = claim(str(job.pk))
    assert run is not None
    return run


def state_of(job: Job) -> JobState:
    job.refresh_from_db()
    return JobState(job.state)


def lose_lease(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=5))


def succeed(run: Run) -> None:
    with run.completing():
        pass


def test_a_job_runs_once_though_its_message_comes_twice() -> None:
    job, done = start(), []

    def work(run: Run) -> None:
        done.append(1)
        run_job(str(job.pk), work)  # the second delivery arrives in the middle of the first
        succeed(run)

    run_job(str(job.pk), work)
    run_job(str(job.pk), work)
    assert (done, state_of(job), job.attempts) == ([1], JobState.SUCCEEDED, 1)


def test_starting_twice_gives_the_same_live_job() -> None:
    subject = uuid4()
    assert start(subject=subject).pk == start(subject=subject).pk


def test_r02_a_lost_worker_is_replaced_and_can_write_nothing_any_more() -> None:
    job = start()
    lost = claimed(job)
    lose_lease(job)
    assert services.sweep()["requeued"] == 1
    successor = claimed(job)
    with pytest.raises(LeaseLostError):
        lost.progress(1, 2)
    with pytest.raises(LeaseLostError), lost.completing():
        pytest.fail("a worker without lease wrote rows")
    lost.end(JobState.FAILED, code="late", message="late")
    succeed(successor)
    assert (state_of(job), job.error_code, job.attempts) == (JobState.SUCCEEDED, "", 2)


def test_r03_the_third_loss_is_a_failure_with_its_reason(settings: Settings) -> None:
    job = start()
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        claimed(job)
        lose_lease(job)
        services.sweep()
    assert (state_of(job), job.error_code) == (JobState.FAILED, "worker_lost")
    assert claim(str(job.pk)) is None


def test_r05_a_live_lease_is_left_alone() -> None:
    job = start()
    claimed(job)
    assert services.sweep() == {"given_up": 0, "requeued": 0, "rung": 0}
    assert claim(str(job.pk)) is None


def test_r06_a_broker_that_is_down_loses_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with (
        patch.object(services.current_app, "send_task", side_effect=OperationalError),
        django_capture_on_commit_callbacks(execute=True),
    ):
        job = start()
    assert state_of(job) == JobState.QUEUED
    Job.objects.update(rung_at=None)
    with patch.object(services.current_app, "send_task") as rung:
        assert services.sweep()["rung"] == 1
    assert rung.call_args.kwargs["args"] == [str(job.pk)]


def test_r07_r08_a_message_that_got_lost_is_rung_again(settings: Settings) -> None:
    job = start()
    with patch.object(services.current_app, "send_task") as rung:
        services.sweep()
        services.sweep()
        assert rung.call_count == 1  # not again within the same half minute
        later = timezone.now() - timedelta(seconds=settings.JOB_RING_AGAIN_SECONDS + 1)
        Job.objects.filter(pk=job.pk).update(rung_at=later)
        services.sweep()
        assert rung.call_count == 2


def test_the_sweep_keeps_the_queue_short() -> None:
    for _ in range(services.RING_BATCH + 5):
        start()
    with patch.object(services.current_app, "send_task") as rung:
        services.sweep()
    assert rung.call_count == services.RING_BATCH


def test_nothing_is_rung_before_the_commit() -> None:
    with patch.object(services.current_app, "send_task") as rung:
        with transaction.atomic():
            start()
            transaction.set_rollback(True)
        assert not rung.called
    assert not Job.objects.exists()


def test_s26_messages_carry_ids_only(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with patch.object(services.current_app, "send_task") as rung, django_capture_on_commit_callbacks(execute=True):
        job = services.start_job(kind=ABSENT, study=None, subject_id=uuid4(), created_by=None, label="Maria.mp4")
    assert rung.call_args.kwargs["args"] == [str(job.pk)]
    assert "Maria" not in str(rung.call_args)


def test_r26_cancel_while_waiting_and_while_running(site_admin: Any) -> None:
    waiting, running = start(), start()
    services.cancel_job(actor=site_admin, job=waiting)
    assert state_of(waiting) == JobState.CANCELLED

    def work(run: Run) -> None:
        services.cancel_job(actor=site_admin, job=running)
        run.progress(1, 2, stage="now")
        pytest.fail("went on after a cancel")

    run_job(str(running.pk), work)
    assert state_of(running) == JobState.CANCELLED
    with pytest.raises(DomainError, match="already ended"):
        services.cancel_job(actor=site_admin, job=running)


def test_a_cancel_at_the_last_moment_writes_nothing(site_admin: Any) -> None:
    job = start()
    run = claimed(job)
    services.cancel_job(actor=site_admin, job=job)
    with pytest.raises(JobCancelledError), run.completing():
        pytest.fail("rows were written after a cancel")


def test_rows_and_success_are_written_together_or_not_at_all() -> None:
    job = start()

    def work(run: Run) -> None:
        with run.completing():
            raise DomainError("no_room", "There is no room.")

    run_job(str(job.pk), work)
    assert (state_of(job), job.error_code, job.error_message) == (JobState.FAILED, "no_room", "There is no room.")


def test_an_unexpected_error_fails_with_words_and_without_its_secrets() -> None:
    job = start()

    def work(run: Run) -> None:
        raise KeyError("patient name")

    run_job(str(job.pk), work)
    assert (state_of(job), job.error_code) == (JobState.FAILED, "unexpected")
    assert "patient" not in job.error_message


def test_failed_work_can_be_tried_again_with_all_attempts(site_admin: Any) -> None:
    job = start()
    run_job(str(job.pk), lambda run: (_ for _ in ()).throw(DomainError("x", "y")))
    services.retry_job(actor=site_admin, job=job)
    assert (state_of(job), job.attempts, job.error_code) == (JobState.QUEUED, 0, "")
    run_job(str(job.pk), succeed)
    assert state_of(job) == JobState.SUCCEEDED
    with pytest.raises(DomainError, match="Only failed"):
        services.retry_job(actor=site_admin, job=job)


def test_a_worker_stopped_in_good_order_gives_its_lease_back_without_a_loss() -> None:
    job = start()
    run = claimed(job)
    host = run.job.lease_owner.split(":")[0]
    assert services.release_leases_of("another-host") == 0
    assert services.release_leases_of(host) == 1
    assert (state_of(job), job.attempts) == (JobState.QUEUED, 0)


@pytest.mark.django_db(transaction=True)
def test_r05_the_heartbeat_renews_the_lease(settings: Settings) -> None:
    settings.JOB_HEARTBEAT_SECONDS = 0.05
    job = start()

    def work(run: Run) -> None:
        lose_lease(job)
        end = time.monotonic() + 5
        while time.monotonic() < end and not services.sweep()["requeued"]:
            job.refresh_from_db()
            if job.lease_until and job.lease_until > timezone.now():
                return succeed(run)
            time.sleep(0.02)
        pytest.fail("the lease was not renewed")

    with patch.object(services, "_requeue", return_value=0):
        run_job(str(job.pk), work)
    assert state_of(job) == JobState.SUCCEEDED


def test_progress_is_written_at_most_twice_a_second() -> None:
    job = start()
    run = claimed(job)
    with patch.object(tracking.time, "monotonic", side_effect=[100.0, 100.0, 100.1, 100.2]):
        run.progress(1, 10, stage="copying")
        run.progress(2, 10, stage="copying")
        run.progress(3, 10, stage="copying")
    job.refresh_from_db()
    assert (job.done, job.total, job.stage) == (1, 10, "copying")


def test_jobs_page(client_of: Callable[..., Any], member: Callable[..., Any], study: Study) -> None:
    job = start(study)
    client = client_of(member(Role.RESEARCHER))
    assert [row["id"] for row in client.get("/api/v1/jobs/?state=live").json()["results"]] == [str(job.pk)]
    assert client.get("/api/v1/jobs/?state=done").json()["results"] == []
    assert client.post(f"/api/v1/jobs/{job.pk}/cancel/").json()["state"] == "cancelled"
    assert client.post(f"/api/v1/jobs/{job.pk}/retry/").json()["state"] == "queued"
