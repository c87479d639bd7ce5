"""R-23: a worker's clock is years off; leases go by the database's clock, the log by its own order."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from annotator.audit.models import AuditEvent
from annotator.audit.services import record, verify_chain
from annotator.jobs import services
from annotator.jobs.models import Job, JobState
from annotator.jobs.tracking import claim

pytestmark = pytest.mark.django_db
OFF = [timedelta(days=-3), timedelta(days=365)]


@pytest.mark.parametrize("off", OFF)
def test_r23_a_lease_holds_whatever_the_workers_clock_says(off: timedelta) -> None:
    wrong = timezone.now() + off
    with patch("django.utils.timezone.now", return_value=wrong), patch("time.time", return_value=wrong.timestamp()):
        job = services.start_job(kind="tests.nothing", study=None, subject_id=uuid4(), created_by=None)
        run = claim(str(job.pk))
        assert run is not None
        services.sweep()
        assert run.held.exists(), "the sweep of a machine with the same wrong clock"
    services.sweep()
    assert run.held.exists(), "the sweep of a machine whose clock is right"
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    with patch("django.utils.timezone.now", return_value=wrong):
        services.sweep()
    job.refresh_from_db()
    assert job.state == JobState.QUEUED, "a lease that ran out is noticed by a machine whose clock is wrong"


def test_r23_the_log_is_in_the_order_of_its_sequence() -> None:
    for off in (timedelta(0), *OFF, timedelta(0)):
        with patch("django.utils.timezone.now", return_value=timezone.now() + off):
            record(actor=None, action=f"clock.{off.days}")
    order = AuditEvent.objects.order_by("sequence").values_list("action", flat=True)
    assert list(order)[-4:] == ["clock.0", "clock.-3", "clock.365", "clock.0"]
    assert verify_chain().first_bad_sequence is None
