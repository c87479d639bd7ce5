"""What a withdrawn consent reaches among faces, and its erasure."""

from uuid import UUID

from django.db import transaction

from annotator.audit.files import erase_file
from annotator.audit.models import StoredFile
from annotator.faces.models import FaceCrop, FaceReview, FoundFace, FrameDetection


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
    """Removes every row and the crops; done twice, it changes nothing more."""
    crops = FaceCrop.objects.filter(frame__video__infant=infant_id)
    images = list(StoredFile.objects.filter(pk__in=crops.values("image")))
    crops.delete()
    for image in images:
        erase_file(image)
    for rows in (FaceReview, FoundFace, FrameDetection):
        rows.objects.filter(frame__video__infant=infant_id).delete()
