"""Does deciding about a million labelled frames take a constant number of queries, and time in proportion?

A study of a million frames with a face and a label each is decided about by the rules of a dataset, in this process, on
a database file on disk. Promised are as many queries as for 5,309 frames, at most 1.5 times as long per frame, and at
most a gigabyte of memory more. Faces are not cut: that is OpenCV's time. Exit code 1 when a promise is broken.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SMALL, LARGE = 5_309, 1_000_000
WITHIN, MEMORY_GB = 1.5, 1.0
BATCH = 5_000


def main() -> int:
    """Decides about a small and a large study."""
    import os

    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        os.environ |= {"ANNOTATOR_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.base"}
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks.report import publish

        call_command("migrate", verbosity=0)
        few, small, _ = _decided(SMALL, Path(folder))
        many, large, grown = _decided(LARGE, Path(folder))
    findings = {
        f"queries for {SMALL:,} and {LARGE:,} frames": f"{few} and {many}",
        f"deciding about {SMALL:,}, s": f"{small:.2f}",
        f"deciding about {LARGE:,}, s": f"{large:.1f}",
        "time per frame, large against small": f"{large / LARGE / (small / SMALL):.2f}",
        "memory it took, GB": f"{grown:.2f}",
    }
    kept = few == many and large / LARGE < WITHIN * small / SMALL and grown < MEMORY_GB
    return publish("dataset_build", findings, kept=kept)


def _decided(frames: int, folder: Path) -> tuple[int, float, float]:
    """Queries, seconds and gigabytes of deciding about a study of so many frames, every chosen one held."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from annotator.datasets.deciding import Tally, decide, summary_of
    from annotator.datasets.reading import upstream_of, videos_of

    study = _filled_apart(frames, folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Of this process alone: others on the machine must not count.
    started = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        tally = Tally()
        videos = videos_of(study)
        chosen = list(decide(study, _rules(), tally, videos))
        summary = summary_of(tally, upstream_of(study))
    took = time.process_time() - started
    assert len(chosen) == summary["rows"] == frames, summary
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024**2
    return len(queries), took, grown


def _rules() -> Any:
    from annotator.datasets.rules import Rules

    return Rules.read(
        {
            **{"labels": "consensus", "sources": ["person", "rule"], "agreement": "unanimous", "raters_needed": 1},
            **{"near_duplicates": True, "inconsistent_videos": False, "side_px": 224, "margin": 0.0},
        }
    )


def _filled_apart(size: int, folder: Path) -> Any:
    """The study of `_filled`, made in a child process, so that its memory does not count."""
    import os

    from django.db import connections

    from annotator.studies.models import Study

    connections.close_all()
    child = os.fork()
    if not child:
        _filled(size, folder)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    return Study.objects.get(name=f"{size} frames")


def _filled(size: int, folder: Path) -> None:
    """A study with so many frames, each with a face and a label, and consent to training."""
    from annotator.accounts.models import User
    from annotator.faces.models import DetectorChoice, FoundFace
    from annotator.frames.models import Frame
    from annotator.labelling.models import FrameLabel
    from benchmarks import label_rows

    picture = folder / "one.jpg"
    picture.write_bytes(b"a picture")
    admin, _ = User.objects.get_or_create(email="root@example.org", defaults={"is_superuser": True, "name": "Root"})
    study = label_rows.make_study(admin, name=f"{size} frames", frames=size, pictures=[picture])
    choice = DetectorChoice.objects.create(study=study, arms=["opencv-haar"], created_by=admin)
    ids = list(Frame.objects.filter(video__study=study).values_list("pk", flat=True))
    box = [0.25, 0.25, 0.75, 0.75]
    said = {"study": study, "protocol": study.protocols.latest("version"), "source": "person", "rater": admin}
    for start in range(0, size, BATCH):
        some = ids[start : start + BATCH]
        FoundFace.objects.bulk_create(FoundFace(frame_id=pk, choice=choice, box=box) for pk in some)
        FrameLabel.objects.bulk_create(
            FrameLabel(frame_id=pk, value="pain" if n % 3 else "nonpain", **said) for n, pk in enumerate(some)
        )


if __name__ == "__main__":
    sys.exit(main())
