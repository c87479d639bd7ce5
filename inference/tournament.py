"""Run several detectors and turn policies over the same pictures and gather the comparison."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from inference.comparison import Timed, agreement_between, correctness, disagreement, summarise
from inference.detectors.face import Box, Detector, Face, Pixels
from inference.detectors.missing import WeightsMissingError
from inference.detectors.registry import detector_names, load_detector, status_of
from inference.detectors.turning import TurnPolicy, detect_turned
from inference.pictures import read_picture
from inference.video.refusal import VideoRefused

Progress = Callable[[int, int], None]
Arm = tuple[Detector, TurnPolicy]


def arm_name(detector: str, policy: TurnPolicy) -> str:
    """How an arm of the comparison is called: `yunet`, `yunet on_miss`."""
    return detector if policy == TurnPolicy.NONE else f"{detector} {policy}"


def timed(detector: Detector, picture: Pixels, policy: TurnPolicy, *, usual_turn: int = 0) -> Timed:
    """Detect and take the time."""
    start = perf_counter()
    faces = detect_turned(detector, picture, policy, usual_turn=usual_turn)
    return Timed(faces, 1000 * (perf_counter() - start))


def hold_tournament(
    paths: Sequence[Path],
    weights: Path,
    *,
    names: Sequence[str] | None,
    policies: Sequence[str],
    boxes: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Compare detectors on pictures, each picture decoded once.

    Args:
        names: detectors; None for all that can run.
        policies: turn policies, each an arm of its own for every detector.
        boxes: CSV file of people's boxes, naming pictures by the end of their path; pictures it does not name count
            for nothing, one with empty numbers shows no face.

    Raises:
        WeightsMissingError: a name or policy is not known, or no detector can run.
    """
    arms, missing = _arms(weights, names, policies)
    read, refused, answers = _run(paths, arms, progress)
    found = {name: [answer.faces for answer in given] for name, given in answers.items()}
    truths = _truths(boxes, read) if boxes else {}
    return {
        "frames": len(read),
        "arms": {name: {**asdict(summarise(given)), **_right(found[name], truths)} for name, given in answers.items()},
        "agreement": [{"arms": pair, "mean_iou": value} for pair, value in agreement_between(found).items()],
        "doubts": {
            str(path): disagreement({name: faces[number] for name, faces in found.items()})
            for number, path in enumerate(read)
        },
        "found": {
            name: [_as_fields(path, one) for path, one in zip(read, answers[name], strict=True)] for name in arms
        },
        "not_installed": missing,
        "refused": refused,
    }


def _run(
    paths: Sequence[Path], arms: Mapping[str, Arm], progress: Progress | None
) -> tuple[list[Path], dict[str, str], dict[str, list[Timed]]]:
    """Every arm on every picture: those read, those refused with the reason, and each arm's answers."""
    read: list[Path] = []
    refused: dict[str, str] = {}
    answers: dict[str, list[Timed]] = {name: [] for name in arms}
    for done, path in enumerate(paths, start=1):
        try:
            picture = read_picture(path)
        except VideoRefused as refusal:
            refused[str(path)] = refusal.message
            continue
        if not read:  # the first picture also warms every model up
            for detector, policy in arms.values():
                detect_turned(detector, picture, policy)
        read.append(path)
        for name, (detector, policy) in arms.items():
            answers[name].append(timed(detector, picture, policy))
        if progress is not None:
            progress(done, len(paths))
    return read, refused, answers


def _arms(weights: Path, names: Sequence[str] | None, policies: Sequence[str]) -> tuple[dict[str, Arm], dict[str, str]]:
    known = detector_names(weights)
    for name in names or ():
        if name not in known:
            raise WeightsMissingError(f"No detector is called “{name}”; known are {', '.join(known)}.")
    for policy in policies:
        if policy not in set(TurnPolicy):
            raise WeightsMissingError(f"No turn policy is called “{policy}”; known are {', '.join(TurnPolicy)}.")
    missing = {name: status_of(name, weights).missing for name in names or known}
    missing = {name: why for name, why in missing.items() if why}
    usable = [name for name in names or known if name not in missing]
    if not usable:
        raise WeightsMissingError("No detector can run: " + " ".join(missing.values()))
    chosen = [(name, TurnPolicy(policy)) for name in usable for policy in policies]
    return {arm_name(name, policy): (load_detector(name, weights), policy) for name, policy in chosen}, missing


def _as_fields(path: Path, answer: Timed) -> dict[str, Any]:
    return {"file": str(path), "faces": [face.as_fields() for face in answer.faces], "ms": round(answer.ms, 3)}


def _truths(file: Path, read: Sequence[Path]) -> dict[int, list[Box]]:
    """People's boxes by the number of the picture."""
    numbers = {str(Path(*path.parts[start:])): n for n, path in enumerate(read) for start in range(len(path.parts))}
    truths: dict[int, list[Box]] = {}
    with file.open(newline="") as content:
        for row in csv.DictReader(content):
            number = numbers.get(row["file"])
            if number is None:
                continue
            boxes = truths.setdefault(number, [])
            if row["left"]:
                boxes.append(Box(*(float(row[side]) for side in Box._fields)))
    return truths


def _right(found: Sequence[Sequence[Face]], truths: Mapping[int, list[Box]]) -> dict[str, Any]:
    if not truths:
        return {}
    answers = [found[number] for number in truths]
    return {"correctness": asdict(correctness(answers, list(truths.values())))}
