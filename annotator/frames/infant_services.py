"""A video that was given to the wrong infant: to be put right until frames are drawn from it."""

from django.db import transaction

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.frames.models import Frame
from annotator.recordings.models import Video
from annotator.recordings.services import require_consent
from annotator.studies.models import Infant


@transaction.atomic
def give_to_infant(*, actor: User, video: Video, infant: Infant, reason: str) -> Video:
    """Gives the video, with everything said of it, to another infant of the study.

    From frames onwards, splits and datasets rest on whose they are: then the way is a withdrawal and a new upload.

    Raises:
        DomainError: `infant_elsewhere` (400) of another study; `same_infant`, `consent_missing`, `frames_drawn` (409).
    """
    video = Video.objects.select_for_update().get(pk=video.pk)
    if infant.study_id != video.study_id:
        raise DomainError("infant_elsewhere", "This infant belongs to another study.")
    if infant.pk == video.infant_id:
        raise DomainError("same_infant", "The video belongs to this infant already.", status_code=409)
    require_consent(infant)
    if Frame.objects.filter(video=video).exists():
        message = "Frames were drawn from this video: it can no longer be given to another infant."
        raise DomainError("frames_drawn", message, status_code=409)
    detail = {"from": str(video.infant_id), "to": str(infant.pk)}
    video.infant = infant
    video.save(update_fields=["infant"])
    record(
        actor=actor, action="video.infant_changed", study_id=video.study_id, subject=video, detail=detail, reason=reason
    )
    return video
