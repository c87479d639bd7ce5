"""What a withdrawn consent reaches among faces, and its erasure."""

from uuid import UUID

from django.db import transaction

from annotator.faces.models import FaceReview, FoundFace, FrameDetection


def subjects(infant_id: UUID) -> list[UUID]:
    """Jobs here are about videos, which the recordings name, or about comparisons, which name no infant."""
    return []


def count(infant_id: UUID) -> dict[str, int]:
    """How much there is to erase."""
    return {
        "face_reviews": FaceReview.objects.filter(frame__video__infant=infant_id).count(),
        "detections": FrameDetection.objects.filter(frame__video__infant=infant_id).count(),
    }


@transaction.atomic
def erase(infant_id: UUID) -> None:
    """Removes every row; done twice, it changes nothing more."""
    for rows in (FaceReview, FoundFace, FrameDetection):
        rows.objects.filter(frame__video__infant=infant_id).delete()
