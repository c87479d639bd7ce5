"""Example frames for a report: faces hidden, and only of infants whose parents agreed to published pictures."""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.datasets.exporting import infants_with
from annotator.faces.in_force import faces_in_force
from annotator.faces.models import DetectorStatus, FaceReview
from annotator.labelling.models import FrameLabel, LabelSource
from annotator.studies.models import Scope, Study

SHOWN = 3  # of each class, of different infants where there are as many
CLASSES = ("pain", "nonpain")
Command = Callable[[list[str]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled frame that may be shown once its faces are hidden."""

    frame: UUID
    label: str
    path: str


def examples_of(study: Study, user: User) -> list[Example]:
    """The first frames, by time, on whose label everybody agrees."""
    allowed = infants_with(study.pk, (Scope.PUBLISH_IMAGE,))
    labels = FrameLabel.objects.visible_to(user).live().filter(study=study, frame__retired_at=None)
    rows = labels.exclude(source=LabelSource.RULE).order_by("frame__video__created_at", "frame__pts_ms", "frame_id")
    said: dict[tuple[UUID, UUID, str], set[str]] = defaultdict(set)
    for frame, infant, path, value in rows.values_list(
        "frame_id", "frame__video__infant_id", "frame__image__path", "value"
    ):
        if str(infant) in allowed:
            said[(frame, infant, path)].add(value)
    found: list[Example] = []
    for label in CLASSES:
        agreed = [key for key, values in said.items() if values == {label}]
        by_infant = {infant: (frame, path) for frame, infant, path in reversed(agreed)}
        found += [Example(frame, label, path) for frame, path in list(by_infant.values())[::-1][:SHOWN]]
    return found


def hide_faces(examples: list[Example], folder: Path, command: Command, weights: Path) -> dict[UUID, bytes]:
    """PNG pictures by frame; a frame in which no face is known or found is left out rather than shown.

    Every detector that can run here looks for faces, and what people and the chain in force said is hidden as well.
    """
    faces = faces_in_force([example.frame for example in examples])
    adults = FaceReview.objects.live().filter(frame__in=[example.frame for example in examples])
    grown_ups = dict(adults.values_list("frame_id", "adults"))
    source, target = folder / "frames", folder / "hidden"
    source.mkdir()
    known = {}
    for example in examples:
        if example.frame not in faces:
            continue
        name = f"{example.frame}{Path(example.path).suffix}"
        shutil.copy(place_of(example.path), source / name)
        known[name] = [faces[example.frame].box, *grown_ups.get(example.frame, [])]
    if not known:
        return {}
    boxes = folder / "known.json"
    boxes.write_text(json.dumps(known))
    detectors = DetectorStatus.objects.filter(missing="").order_by("position").values_list("name", flat=True)
    words = ["anonymise", str(source), "--out", str(target), "--known", str(boxes), "--weights", str(weights), "--json"]
    command([*words, "--detectors", ",".join(detectors) or "opencv-haar"])
    return {
        example.frame: made.read_bytes() for example in examples if (made := target / f"{example.frame}.png").is_file()
    }
