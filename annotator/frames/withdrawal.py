"""What a withdrawn consent reaches among frames, and its erasure."""

import shutil
from uuid import UUID

from django.db import transaction

from annotator.audit.files import erase_file, place_of
from annotator.audit.models import StoredFile
from annotator.frames.models import Frame, PlannedVideo
from annotator.recordings.models import Video


def subjects(infant_id: UUID) -> list[UUID]:
    """Jobs here are about videos, which the recordings name."""
    return []


def count(infant_id: UUID) -> dict[str, int]:
    """How much there is to erase."""
    return {"frames": Frame.objects.filter(video__infant=infant_id).count()}


def erase(infant_id: UUID) -> None:
    """Removes every picture and row; done twice, it changes nothing more."""
    for video in Video.objects.filter(infant=infant_id):
        # Bytes first: should we stop here, the rows still say what is left to do.
        shutil.rmtree(place_of("frames") / str(video.pk), ignore_errors=True)
        with transaction.atomic():
            frames = Frame.objects.filter(video=video)
            files = {pk for pair in frames.values_list("image_id", "thumbnail_id") for pk in pair}
            frames.delete()
            PlannedVideo.objects.filter(video=video).delete()
            for stored in StoredFile.objects.filter(pk__in=files):
                erase_file(stored)
