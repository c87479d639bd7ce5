"""What must be true before anybody marks, codes or scores a video."""

from uuid import UUID

from annotator.accounts.models import User
from annotator.core.errors import DomainError
from annotator.core.requests import find
from annotator.recordings.models import Video, VideoState
from annotator.studies.models import Infant, Scope
from annotator.studies.permissions import Action, require
from annotator.studies.services import consent_in_force


def scorable_video(user: User, video_id: UUID) -> Video:
    """The video, when the person may score it now.

    Raises:
        DomainError: 404 when invisible, 403 by the table, `video_not_ready` or `consent_scope_missing` (409).
    """
    video = find(Video.objects.visible_to(user).select_related("study", "infant"), pk=video_id)
    require_scoring(user, video)
    return video


def require_scoring(user: User, video: Video) -> None:
    """Raises like `scorable_video` for a video already found."""
    require(user, Action.SCORE, video.study)
    if video.state != VideoState.READY or not video.frame_count:
        raise DomainError("video_not_ready", "This video cannot be scored yet.", status_code=409)
    require_label_consent(video.infant)


def require_label_consent(infant: Infant) -> None:
    """Raises `consent_scope_missing` (409) unless the parents agreed to labelling."""
    consent = consent_in_force(infant)
    if consent is None or Scope.LABEL not in consent.scopes:
        raise DomainError(
            "consent_scope_missing",
            "The parents have not agreed to labelling of this infant's videos.",
            status_code=409,
        )


def frames_of(video: Video) -> int:
    """How many frames a ready video has."""
    return video.frame_count or 0


def require_inside(video: Video, start_frame: int, end_frame: int) -> None:
    """Raises `frames_invalid` (422) unless 0 <= start < end <= the number of frames."""
    if start_frame >= end_frame:
        raise DomainError("frames_invalid", "The end lies before the start.", status_code=422)
    if start_frame < 0 or end_frame > frames_of(video):
        message = f"This video has {frames_of(video)} frames; frame {end_frame} lies beyond its end."
        raise DomainError("frames_invalid", message, status_code=422)
