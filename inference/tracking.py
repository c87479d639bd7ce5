"""Find the faces of one video by a chain of detectors and choose the infant's in each picture."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from inference.detectors.face import Detector, Face, Pixels
from inference.detectors.missing import WeightsMissingError
from inference.detectors.registry import load_detector
from inference.detectors.turning import TurnPolicy, detect_turned
from inference.faces import choose_faces
from inference.pictures import read_picture

Progress = Callable[[int, int], None]
Arm = tuple[str, Detector, TurnPolicy]


def faces_of_video(
    pictures: Sequence[Path], chain: Sequence[str], weights: Path, *, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Look for faces in pictures of one video, in order of time.

    The first arm of the chain that finds a face in a picture decides for it. The turn at which this video's faces
    stood upright most often so far is looked at first.

    Returns:
        Per picture: file, arm (empty where none found a face), faces, the place of the chosen one (None where there is
        none), ms spent.

    Raises:
        WeightsMissingError: an arm is not known or cannot run.
        VideoRefused: a picture cannot be read.
    """
    arms = [_arm(name, weights) for name in chain]
    turns: Counter[int] = Counter()
    found: list[tuple[str, list[Face], float]] = []
    for done, path in enumerate(pictures, start=1):
        picture, start = read_picture(path), perf_counter()
        name, faces = _first_to_find(arms, picture, turns)
        found.append((name, faces, 1000 * (perf_counter() - start)))
        if faces:
            turns[faces[0].turn] += 1
        if progress is not None:
            progress(done, len(pictures))
    chosen = choose_faces([faces for _, faces, _ in found])
    return [
        {
            "file": str(path),
            "arm": name,
            "faces": [face.as_fields() for face in faces],
            "chosen": number,
            "ms": round(spent, 3),
        }
        for path, (name, faces, spent), number in zip(pictures, found, chosen, strict=True)
    ]


def _first_to_find(arms: Sequence[Arm], picture: Pixels, turns: Counter[int]) -> tuple[str, list[Face]]:
    usual = turns.most_common(1)[0][0] if turns else 0
    for name, detector, policy in arms:
        faces = detect_turned(detector, picture, policy, usual_turn=usual)
        if faces:
            return name, faces
    return "", []


def _arm(name: str, weights: Path) -> Arm:
    detector, _, policy = name.partition(" ")
    try:
        return name, load_detector(detector, weights), TurnPolicy(policy or TurnPolicy.NONE)
    except (KeyError, ValueError) as error:
        raise WeightsMissingError(f"No arm is called “{name}”.") from error
