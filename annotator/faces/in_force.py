"""The face that counts in each frame: what a person said, else what the detectors found."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import UUIDField

from annotator.core.prepared import Prepared
from annotator.faces.models import FaceReview, FoundFace, Verdict

_REVIEWS = Prepared(
    lambda frames: (
        FaceReview.objects.live().filter(frame__pk__in=frames).values_list("frame_id", "verdict", "box", "turn")
    ),
    frames=UUIDField(),
)


@dataclass(frozen=True)
class FaceInForce:
    """A box in fractions of the frame, and the degrees clockwise that make the face stand upright.

    `landmarks` are the detector's points in the frame; empty where it gave none, or a person moved the face.
    """

    box: list[float]
    turn: int
    landmarks: tuple[tuple[float, float], ...] = ()


def faces_in_force(frames: Iterable[UUID]) -> dict[UUID, FaceInForce]:
    """By frame; frames without a face, or of which a person said that there is none, are left out. Two queries."""
    frames = list(frames)
    rows = FoundFace.objects.filter(frame__in=frames, box__isnull=False)
    faces = {
        frame: FaceInForce(box, turn, tuple((x, y) for x, y in points))
        for frame, box, turn, points in rows.values_list("frame_id", "box", "turn", "landmarks")
        if box is not None
    }
    for frame, said in reviewed_faces(frames).items():
        former = faces.pop(frame, None)
        if said is not None:
            faces[frame] = former if former and (former.box, former.turn) == (said.box, said.turn) else said
    return faces


def reviewed_faces(frames: Iterable[UUID]) -> dict[UUID, FaceInForce | None]:
    """What people said of the faces, by frame; None where they saw no face to box. Absent: nobody looked."""
    wanted = list(frames)
    rows = _REVIEWS.rows(frames=wanted) if wanted else []
    return {
        frame: None if verdict == Verdict.NO_FACE or box is None else FaceInForce(box, turn)
        for frame, verdict, box, turn in rows
    }
