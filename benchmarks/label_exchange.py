"""How long does it take to write and read all labels of a study, and to measure the agreement of 100,000?

Without HTTP in between: the API's own views through Django's test client on a database file on disk. Exports of 5,309
labels are promised under a second in every format; agreement, drift and the check against the score of 100,000 labels
of four raters under five. Exit code 1 when a promise is broken.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

EXPORTED, MEASURED, RATERS = 5_309, 100_000, 4
EXPORT_S, MEASURE_S, ROUNDS = 1.0, 5.0, 5
KINDS = ("csv", "label-studio", "cvat", "coco")
QUALITY = ("agreement", "drift", "score-check")


def main() -> int:
    """Fills two studies and asks each address several times."""
    import os

    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        os.environ |= {"ANNOTATOR_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.base"}
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks.report import publish

        call_command("migrate", verbosity=0)
        client, base = _filled(EXPORTED, 1, Path(folder))
        exports = {kind: _seconds(client, f"{base}frame-labels/export/?kind={kind}") for kind in KINDS}
        read = _import_seconds(client, base)
        client, base = _filled(MEASURED, RATERS, Path(folder))
        quality = {name: _seconds(client, f"{base}labelling/{name}/") for name in QUALITY}
    findings = {
        **{f"export of {EXPORTED} as {kind}, s": f"{took:.2f}" for kind, took in exports.items()},
        f"import of {EXPORTED} from csv, s": f"{read:.2f}",
        **{f"{name} of {MEASURED}, s": f"{took:.2f}" for name, took in quality.items()},
    }
    kept = max(exports.values()) < EXPORT_S and max(quality.values()) < MEASURE_S
    return publish("label_exchange", findings, kept=kept)


def _filled(size: int, raters: int, folder: Path) -> tuple[Any, str]:
    """A signed-in researcher and a study with so many labels."""
    from django.test import Client

    from annotator.accounts.models import User
    from annotator.studies.models import Membership, Role
    from benchmarks import label_rows

    picture = folder / "one.jpg"
    picture.write_bytes(b"a picture")
    admin, _ = User.objects.get_or_create(email="root@example.org", defaults={"is_superuser": True, "name": "Root"})
    study = label_rows.make_study(admin, name=f"{size} labels", frames=size // raters, pictures=[picture])
    Membership.objects.filter(study=study, user=admin).update(roles=[Role.RESEARCHER])
    _label(study, [User.objects.get(email=one) for one in label_rows.add_raters(study, raters)])
    client = Client(headers={"host": "localhost"})
    client.force_login(admin)
    return client, f"/api/v1/studies/{study.pk}/"


def _label(study: Any, raters: list[Any]) -> None:
    import random
    import uuid

    from django.utils import timezone

    from annotator.frames.models import Frame
    from annotator.labelling.models import FrameLabel

    draw = random.Random(1)
    facts = {"study": study, "protocol": study.protocols.latest("version"), "source": "person"}
    frames = list(Frame.objects.filter(video__study=study).values_list("pk", flat=True))
    for rater in raters:
        where = {"rater": rater, "sitting": uuid.uuid4(), "client_at": timezone.now()}
        rows = (
            FrameLabel(frame_id=frame, value=draw.choice(["pain", "nonpain", "unsure"]), position=n, **where, **facts)
            for n, frame in enumerate(frames)
        )
        FrameLabel.objects.bulk_create(rows, batch_size=5_000)


def _seconds(client: Any, address: str) -> float:
    """The median of several requests, each read to its end."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        times.append(time.perf_counter() - started)
        assert answer.status_code == 200, content[:300]
    return median(times)


def _import_seconds(client: Any, base: str) -> float:
    """From sending the file to the last label written, the work done in this process."""
    from annotator.jobs.models import Job
    from annotator.jobs.tracking import run_job
    from annotator.labelling import worker

    content = b"".join(client.get(f"{base}frame-labels/export/?kind=csv").streaming_content).decode()
    started = time.perf_counter()
    given = {"kind": "csv", "content": content, "rater_name": "Once more"}
    answer = client.post(f"{base}frame-labels/import/", given, content_type="application/json")
    assert answer.status_code == 202, answer.content
    job = answer.json()["job"]["id"]
    run_job(job, worker.import_labels)
    assert Job.objects.get(pk=job).state == "succeeded"
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
