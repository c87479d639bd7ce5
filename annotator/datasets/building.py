"""From rules to a frozen dataset: decide, cut the faces, write the manifest, enter everything at once."""

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from annotator.audit.files import place_of, register_file
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.datasets.crops import CUT_AT_ONCE, Cut, crops_for
from annotator.datasets.deciding import Chosen, Tally, decide, row_of, summary_of
from annotator.datasets.manifest import COLUMNS, Row, write_rows
from annotator.datasets.models import Dataset, DatasetInfant
from annotator.datasets.reading import ShownVideo, upstream_of, videos_of
from annotator.datasets.rules import UNREADABLE, Rules
from annotator.labelling.rules import NONPAIN, PAIN

MANIFEST = "manifest.csv"
# Runs the words of a command and tells how many of its pictures are done.
Command = Callable[[list[str], Callable[[int], None]], dict[str, Any]]


def build_dataset(dataset: Dataset, cut: Command, progress: Callable[[int, int, str], None]) -> "Built":
    """Decides about every frame and writes the manifest under a temporary name.

    Args:
        dataset: whose rules and study.
        cut: cuts faces out, in a process of its own.
        progress: called with done, total and the stage; may raise to stop.

    Raises:
        DomainError: `dataset_empty` when no frame becomes a row.
    """
    rules, tally, videos = Rules.read(dataset.rules), Tally(), videos_of(dataset.study)
    chosen = list(decide(dataset.study, rules, tally, videos, lambda done: progress(done, 0, "deciding")))
    rows = _Rows(dataset, rules, tally, videos, cut, progress)
    place = new_manifest(dataset)
    write_rows(place, rows.of(chosen), COLUMNS)
    if not rows.written:
        place.unlink()
        message = "By these rules no frame becomes a row: see what is left out, and why, in the preview."
        raise DomainError("dataset_empty", message)
    summary = summary_of(tally, upstream_of(dataset.study))
    infants = [(str(infant), counts) for infant, counts in tally.infants.items()]
    return Built(place, summary, infants)


class _Rows:
    """Turns chosen frames into rows, faces cut some thousand at a time."""

    def __init__(
        self,
        dataset: Dataset,
        rules: Rules,
        tally: Tally,
        videos: dict[UUID, ShownVideo],
        cut: Command,
        progress: Callable[[int, int, str], None],
    ) -> None:
        self.dataset, self.rules, self.tally, self.videos = dataset, rules, tally, videos
        self.cut, self.progress = cut, progress
        self.written = 0

    def of(self, chosen: Sequence[Chosen]) -> Iterator[Row]:
        """The rows, in the order of the frames."""
        frames = iter(chosen)
        done = 0
        while some := list(islice(frames, CUT_AT_ONCE)):
            self.progress(done, len(chosen), "cutting")
            files = crops_for(self.dataset.study_id, some, self.rules, self._cutting(done, len(chosen)))
            for one in some:
                video = self.videos[one.video]
                if one.frame not in files:
                    self.tally.take_back(one.verdict, video.infant, UNREADABLE)
                    continue
                file, sha256 = files[one.frame]
                self.written += 1
                yield row_of(one, video, domain=self.dataset.domain, file=file, sha256=sha256)
            done += len(some)

    def _cutting(self, before: int, total: int) -> Cut:
        return lambda words: self.cut(words, lambda done: self.progress(before + done, total, "cutting"))


class Built:
    """A manifest that is written and not entered yet."""

    def __init__(self, place: Path, summary: dict[str, Any], infants: list[tuple[str, Counter[str]]]) -> None:
        self.place, self.summary, self.infants = place, summary, infants
        with place.open("rb") as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()


def new_manifest(dataset: Dataset) -> Path:
    """A place of its own beside where the manifest will lie, so that two attempts never share a file."""
    folder = place_of(dataset.folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix="manifest-", suffix=".part")
    os.close(descriptor)
    return Path(name)


def enter(dataset: Dataset, built: Built) -> None:
    """Freezes the dataset; call it in the transaction that ends the work."""
    path = f"{dataset.folder}/{MANIFEST}"
    built.place.chmod(0o640)
    built.place.replace(place_of(path))
    dataset.manifest = register_file(path, sha256=built.sha256)
    dataset.sha256, dataset.summary, dataset.ready_at = built.sha256, built.summary, timezone.now()
    dataset.save(update_fields=["manifest", "sha256", "summary", "ready_at"])
    DatasetInfant.objects.bulk_create(
        DatasetInfant(dataset=dataset, infant=infant, pain=counts[PAIN], nonpain=counts[NONPAIN])
        for infant, counts in built.infants
    )
    # The log outlives consent: how much there is, not what anybody said.
    detail = {"number": dataset.number, "rows": built.summary["rows"], "infants": built.summary["infants"]}
    record(actor=None, action="dataset.built", study_id=dataset.study_id, subject=dataset, detail=detail)
