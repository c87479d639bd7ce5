"""Compare detectors on the same frames: how often they find nothing, how fast, how far they agree, how right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

import numpy as np

from inference.detectors.face import Box, Face, intersection_over_union

SAME_BOX_IOU = 0.5

Found = Mapping[str, Sequence[Face]]


@dataclass(frozen=True)
class Timed:
    """What one arm (a detector with a turn policy) found in one frame.

    Attributes:
        faces: surest first.
        ms: time on the clock, the model being loaded and warm.
    """

    faces: Sequence[Face]
    ms: float


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One arm over all frames.

    Attributes:
        frames: how many it looked at.
        empty: in how many it found no face.
        several: in how many it found more than one.
        median_ms, p95_ms: per frame; None without frames.
        mean_faces: faces per frame; None without frames.
    """

    frames: int
    empty: int
    several: int
    median_ms: float | None
    p95_ms: float | None
    mean_faces: float | None


@dataclass(frozen=True, kw_only=True)
class Correctness:
    """One arm against boxes that people set right.

    Attributes:
        frames: frames with a person's answer; `with_face` of them show a face.
        hits: boxes that cover a person's box (intersection over union at least 0.5), each person's box once.
        found: boxes the arm gave in those frames.
        recall: hits among the frames with a face; None without any.
        precision: hits among the boxes found; None where it found none.
        mean_iou: of the hits; None without any.
    """

    frames: int
    with_face: int
    hits: int
    found: int
    recall: float | None
    precision: float | None
    mean_iou: float | None


def summarise(answers: Sequence[Timed]) -> Summary:
    """Count and time the answers of one arm."""
    counts = [len(answer.faces) for answer in answers]
    times = [answer.ms for answer in answers]
    return Summary(
        frames=len(answers),
        empty=counts.count(0),
        several=sum(count > 1 for count in counts),
        median_ms=float(np.median(times)) if times else None,
        p95_ms=float(np.percentile(times, 95)) if times else None,
        mean_faces=fmean(counts) if counts else None,
    )


def agreement_between(arms: Mapping[str, Sequence[Sequence[Face]]]) -> dict[tuple[str, str], float | None]:
    """How far each two arms agree on the surest face, over frames in which at least one found any.

    A frame counts the intersection over union of the two surest boxes, 0 where only one arm found a face; None where
    neither found any in all frames.
    """
    agreed = {}
    for first, second in combinations(arms, 2):
        pairs = [(a, b) for a, b in zip(arms[first], arms[second], strict=True) if a or b]
        shared = [intersection_over_union(a[0].box, b[0].box) if a and b else 0.0 for a, b in pairs]
        agreed[first, second] = fmean(shared) if shared else None
    return agreed


def disagreement(found: Found) -> float:
    """How much one frame is worth a person's look: 0 (all arms put the same box) to 1 (no two do).

    The mean over pairs of arms of one minus the intersection over union of their surest boxes; two arms that both
    find nothing agree.
    """
    apart = [
        (0.0 if not (a or b) else 1 - intersection_over_union(a[0].box, b[0].box) if a and b else 1.0)
        for a, b in combinations(found.values(), 2)
    ]
    return fmean(apart) if apart else 0.0


def correctness(answers: Sequence[Sequence[Face]], truths: Sequence[Sequence[Box]]) -> Correctness:
    """Hold an arm against people's boxes, frame by frame.

    Args:
        answers: the arm's faces per frame.
        truths: people's boxes per frame, in the same order; empty where they marked that there is no face.
    """
    hits: list[float] = []
    for faces, boxes in zip(answers, truths, strict=True):
        hits += _matched([face.box for face in faces], list(boxes))
    wanted, found = sum(len(boxes) for boxes in truths), sum(len(faces) for faces in answers)
    return Correctness(
        frames=len(truths),
        with_face=sum(bool(boxes) for boxes in truths),
        hits=len(hits),
        found=found,
        recall=len(hits) / wanted if wanted else None,
        precision=len(hits) / found if found else None,
        mean_iou=fmean(hits) if hits else None,
    )


def _matched(found: Sequence[Box], wanted: list[Box]) -> list[float]:
    """The overlaps of the best pairs, each box in one pair at most, best pairs first."""
    pairs = sorted(
        ((intersection_over_union(a, b), i, j) for i, a in enumerate(found) for j, b in enumerate(wanted)), reverse=True
    )
    used_found: set[int] = set()
    used_wanted: set[int] = set()
    hits = []
    for overlap, i, j in pairs:
        if overlap >= SAME_BOX_IOU and i not in used_found and j not in used_wanted:
            used_found.add(i)
            used_wanted.add(j)
            hits.append(overlap)
    return hits
