"""Arms held against the boxes that people set right: over all frames, per infant, per circumstance."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from annotator.faces.models import FaceReview, FrameDetection, Verdict
from annotator.frames.models import Frame

# From faces as stored and boxes as stored, frame by frame, to figures; the arithmetic is pure code a worker brings.
Measure = Callable[[list[list[dict[str, Any]]], list[list[list[float]]]], dict[str, Any]]


def correctness_by_group(frames: Sequence[Frame], arms: Sequence[str], measure: Measure) -> dict[str, Any]:
    """Recall, precision and overlap of each arm on the frames that a person reviewed.

    A frame marked as covered or without a face has no box to find: every box an arm gives there is wrong.

    Returns:
        `frames` reviewed; `arms`: per arm its figures overall, by infant's pseudonym and by circumstance of the video.
    """
    reviews = {review.frame_id: review for review in FaceReview.objects.live().filter(frame__in=frames)}
    reviewed = [frame for frame in frames if frame.pk in reviews]
    found = {
        (row.frame_id, row.arm): row.faces for row in FrameDetection.objects.filter(frame__in=reviewed, arm__in=arms)
    }
    groups = _groups(reviewed)
    answer: dict[str, Any] = {"frames": len(reviewed), "arms": {}}
    for arm in arms:
        answer["arms"][arm] = {
            group: measure(
                [found.get((frame.pk, arm), []) for frame in members],
                [_boxes(reviews[frame.pk]) for frame in members],
            )
            for group, members in groups.items()
        }
    return answer


def _groups(frames: Sequence[Frame]) -> dict[str, list[Frame]]:
    groups: dict[str, list[Frame]] = defaultdict(list)
    for frame in frames:
        groups["all"].append(frame)
        groups[f"infant:{frame.video.infant.pseudonym}"].append(frame)
        for circumstance in frame.video.context:
            groups[f"context:{circumstance}"].append(frame)
    return dict(groups)


def _boxes(review: FaceReview) -> list[list[float]]:
    return [review.box] if review.verdict == Verdict.FACE and review.box else []
