"""Does a list cost the same with 100,000 rows as with 100? Promise: within 1.3x.

In one process, on SQLite or whatever ANNOTATOR_DATABASE_URL names, through Django's test client: first page and a
page deep inside, own rows and as many of another study. The two sizes are measured in turns, so that a slow moment of
the machine meets both.
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from statistics import median
from typing import Any

SMALL, LARGE, ROUNDS = 100, 100_000, 60
REQUIRED_RATIO = 1.3


def main() -> int:
    """Fills two studies of different size and asks for the same pages of both."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["ANNOTATOR_DATA_DIR"] = tempfile.mkdtemp(prefix="annotator-bench-")
    import django

    django.setup()
    from django.core.management import call_command
    from rest_framework.test import APIClient

    from benchmarks.report import publish

    call_command("migrate", verbosity=0)
    clients, addresses = {}, {}
    for size in (SMALL, LARGE):
        client = APIClient()
        user, study = fill(size)
        client.force_login(user)
        clients[size], addresses[size] = client, pages(client, study)
    findings: dict[str, Any] = {"rows": f"{SMALL} and {LARGE}", "rounds": ROUNDS}
    worst = 0.0
    for name in addresses[SMALL]:
        times = measure(clients, {size: addresses[size][name] for size in clients})
        ratio = median(times[LARGE]) / median(times[SMALL])
        worst = max(worst, ratio)
        findings[name] = f"{median(times[SMALL]):.2f} ms -> {median(times[LARGE]):.2f} ms, ratio {ratio:.2f}"
    findings["worst ratio"] = round(worst, 2)
    return publish("lists", findings, kept=worst <= REQUIRED_RATIO)


def fill(size: int) -> tuple[Any, Any]:
    """A study with as many infants, videos, jobs and audit events, and its admin."""
    from django.utils import timezone

    from annotator.audit.services import record
    from annotator.jobs.models import Job, JobState
    from annotator.recordings.models import Video, VideoState
    from annotator.studies.models import Infant, Role
    from tests import factories

    root = factories.make_user(f"root{size}@example.org", is_superuser=True)
    study = factories.make_study(root, name=f"Study of {size}")
    user = factories.make_member(study, Role.ADMIN)
    now = timezone.now()
    moments = [now - timedelta(milliseconds=number) for number in range(size)]
    infants = [Infant(study=study, pseudonym=f"{n:06}", created_at=at) for n, at in enumerate(moments)]
    Infant.objects.bulk_create(infants, batch_size=2000)
    videos = [
        Video(
            study=study,
            infant=infant,
            uploaded_by=user,
            original_name="a.mkv",
            size_bytes=1,
            sha256=f"{number:064x}",
            state=VideoState.READY,
            created_at=infant.created_at,
        )
        for number, infant in enumerate(infants)
    ]
    Video.objects.bulk_create(videos, batch_size=2000)
    jobs = [
        Job(kind="bench", study=study, subject_id=video.pk, state=JobState.SUCCEEDED, created_at=video.created_at)
        for video in videos
    ]
    Job.objects.bulk_create(jobs, batch_size=2000)
    for number in range(min(size, 2000)):
        record(actor=user, action="bench", study_id=study.pk, detail={"n": number})
    return user, study


def pages(client: Any, study: Any) -> dict[str, str]:
    """First and second page of each list; the second starts at a cursor."""
    first = {
        "infants": f"/api/v1/studies/{study.pk}/infants/?page_size=40",
        "videos": f"/api/v1/studies/{study.pk}/videos/?page_size=40",
        "jobs of a study": f"/api/v1/jobs/?study={study.pk}&page_size=40",
        "audit of a study": f"/api/v1/audit/?study={study.pk}&page_size=40",
    }
    second = {f"{name}, next page": client.get(address).json()["next"] for name, address in first.items()}
    return first | second


def measure(clients: dict[int, Any], addresses: dict[int, str]) -> dict[int, list[float]]:
    """Milliseconds per request, the sizes in turns."""
    from django.core.cache import cache

    times: dict[int, list[float]] = {size: [] for size in clients}
    for round_number in range(ROUNDS + 5):
        cache.clear()
        for size, client in clients.items():
            started = time.perf_counter()
            response = client.get(addresses[size])
            elapsed = time.perf_counter() - started
            assert response.status_code == 200
            assert len(response.json()["results"]) == 40
            if round_number >= 5:
                times[size].append(elapsed * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
