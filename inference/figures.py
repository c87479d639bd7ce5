"""Copies of pictures that may be shown: every face found is hidden, and what could not be hidden is not copied."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from inference.anonymise import Method, Region, anonymise
from inference.detectors.face import Box, Face, Pixels, are_same_face
from inference.detectors.missing import WeightsMissingError
from inference.detectors.registry import load_detector, status_of
from inference.detectors.turning import TurnPolicy, detect_turned
from inference.pictures import pictures_in, read_picture
from inference.video.refusal import VideoRefused
from inference.video.whole_file import whole_file

Progress = Callable[[int, int], None]


def anonymise_pictures(
    place: Path,
    target: Path,
    *,
    names: Sequence[str],
    weights: Path,
    method: Method,
    region: Region,
    known: Mapping[str, Sequence[Sequence[float]]] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write anonymised PNG copies, without any of the original's metadata.

    No detector finds every face: a person has to look at each copy before it leaves the building. `known` names, by the
    picture's path under `place`, boxes (left, top, right, bottom; fractions) of faces that are there whatever the
    detectors say.

    Raises:
        WeightsMissingError: none of the detectors, or not the model of the mesh, can run.
    """
    usable = [name for name in names if not status_of(name, weights).missing]
    if not usable:
        raise WeightsMissingError("None of the detectors named can run here.")
    written, without_face, refused = [], [], {}
    paths = pictures_in(place)
    for done, path in enumerate(paths, start=1):
        try:
            picture = read_picture(path)
        except VideoRefused as refusal:
            refused[str(path)] = refusal.message
            continue
        boxes = (known or {}).get(str(path.relative_to(place)) if place.is_dir() else path.name, ())
        faces = [*_every_face(picture, usable, weights), *(Face(Box(*box), score=1) for box in boxes)]
        if faces:
            made = anonymise(picture, faces, method, region, weights=weights)
            written.append(str(_keep(made, path, place, target)))
        else:
            without_face.append(str(path))
        if progress is not None:
            progress(done, len(paths))
    return {"written": written, "without_face": without_face, "refused": refused, "detectors": usable}


def _every_face(picture: Pixels, names: Sequence[str], weights: Path) -> list[Face]:
    """All faces any detector finds, the boxes put around one face by several joined to the one that holds them all."""
    joined: list[Face] = []
    for name in names:
        for face in detect_turned(load_detector(name, weights), picture, TurnPolicy.ALL_FOUR):
            twin = next((one for one in joined if are_same_face(one.box, face.box)), None)
            if twin is None:
                joined.append(face)
                continue
            around = Box(*map(min, twin.box[:2], face.box[:2]), *map(max, twin.box[2:], face.box[2:]))
            best = twin if twin.landmarks else face
            joined[joined.index(twin)] = replace(best, box=around)
    return joined


def _keep(made: Pixels, path: Path, place: Path, target: Path) -> Path:
    inside = path.relative_to(place) if place.is_dir() else Path(path.name)
    copy = (target / inside).with_suffix(".png")
    copy.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(copy) as temporary:
        Image.fromarray(made).save(temporary, format="PNG")
    return copy
