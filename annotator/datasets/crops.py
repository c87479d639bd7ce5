"""The faces of a study cut out for learning: cut once, shared by every version, named by all that decides them."""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from annotator.audit.files import place_of
from annotator.audit.models import StoredFile
from annotator.datasets.deciding import Chosen
from annotator.datasets.models import TrainingCrop, crops_folder
from annotator.datasets.rules import Rules

CUT_AT_ONCE = 2_000
Cut = Callable[[list[str]], dict[str, Any]]


def crops_for(study_id: UUID, some: Sequence[Chosen], rules: Rules, cut: Cut) -> dict[UUID, tuple[str, str]]:
    """By frame: the crop's file within the study's folder and its SHA-256; frames that cannot be read are absent.

    Crops stay when the work that wanted them is stopped: the next attempt finds them.

    Args:
        study_id: whose folder.
        some: at most `CUT_AT_ONCE` frames.
        rules: how faces are cut out.
        cut: runs the words of a command and gives its answer.
    """
    keys = {one.frame: rules.crop_key(one.box, one.turn) for one in some}
    rows = TrainingCrop.objects.filter(frame__in=list(keys)).values_list("frame_id", "key", "image__sha256")
    known = {frame: sha256 for frame, key, sha256 in rows if keys[frame] == key}
    files = {one.frame: f"{one.place}-{keys[one.frame]}.jpg" for one in some}
    if missing := [one for one in some if one.frame not in known]:
        known |= _cut_missing(study_id, missing, files, rules, cut)
    return {frame: (files[frame], sha256) for frame, sha256 in known.items()}


def _cut_missing(
    study_id: UUID, missing: Sequence[Chosen], files: dict[UUID, str], rules: Rules, cut: Cut
) -> dict[UUID, str]:
    folder = crops_folder(study_id)
    with tempfile.TemporaryDirectory() as name:
        drawn_here = Path(name)
        items = [
            {"file": str(place_of(one.image_path)), "box": one.box, "turn": one.turn, "name": f"{one.frame}.jpg"}
            for one in missing
        ]
        wanted = drawn_here / "faces.json"
        wanted.write_text(json.dumps(items))
        words = ["crop", str(wanted), "--out", name, "--side", str(rules.side_px), "--margin", str(rules.margin)]
        done = {one["name"]: one["sha256"] for one in cut([*words, "--json"])["crops"]}
        drawn = [one for one in missing if f"{one.frame}.jpg" in done]
        for video in {one.video for one in drawn}:
            place_of(f"{folder}/{video}").mkdir(parents=True, exist_ok=True, mode=0o750)
        for one in drawn:
            shutil.move(drawn_here / f"{one.frame}.jpg", place_of(f"{folder}/{files[one.frame]}"))
    sha256 = {one.frame: done[f"{one.frame}.jpg"] for one in drawn}
    _enter(folder, drawn, files, sha256, rules)
    return sha256


@transaction.atomic
def _enter(folder: str, drawn: Sequence[Chosen], files: dict[UUID, str], sha256: dict[UUID, str], rules: Rules) -> None:
    """Registers the files; two versions built at once may both have cut the same face into the same file."""
    stored = [
        StoredFile(
            path=f"{folder}/{files[one.frame]}",
            sha256=sha256[one.frame],
            size_bytes=place_of(f"{folder}/{files[one.frame]}").stat().st_size,
        )
        for one in drawn
    ]
    StoredFile.objects.bulk_create(stored, ignore_conflicts=True)
    by_path = {one.path: one for one in StoredFile.objects.filter(path__in=[one.path for one in stored])}
    TrainingCrop.objects.bulk_create(
        (
            TrainingCrop(
                frame_id=one.frame,
                key=rules.crop_key(one.box, one.turn),
                image=by_path[f"{folder}/{files[one.frame]}"],
            )
            for one in drawn
        ),
        ignore_conflicts=True,
    )
