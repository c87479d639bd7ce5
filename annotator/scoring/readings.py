"""The unannounced second reading: which videos an operator scores again, and which reading counts now."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.scoring.models import ScoreSheet, SecondReading, SheetState


def is_chosen(*, study_id: UUID, video_id: UUID, operator_id: int, percent: int) -> bool:
    """Whether the video belongs to the operator's reliability subset.

    The choice follows from the ids alone, so that nobody can steer it and the same share is drawn again after a
    restore. Over many videos `percent` of them are chosen, differently for each operator.
    """
    digest = hashlib.sha256(f"{study_id}:{video_id}:{operator_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100 < percent


def current_reading(operator: User, video: Video) -> int:
    """1, or 2 from the moment the second reading is due."""
    due = SecondReading.objects.filter(operator=operator, video=video, due_at__lte=timezone.now())
    return 2 if due.exists() else 1


def follow_submission(operator: User, video: Video, protocol: dict[str, Any], reading: int) -> None:
    """Plans the second reading when the first is complete, or notes that the second is."""
    submitted = ScoreSheet.objects.live().filter(
        operator=operator, video=video, reading=reading, state=SheetState.SUBMITTED, window__is_primary=True
    )
    keys = set(submitted.values_list("scale_key", flat=True))
    if not {choice["scale"] for choice in protocol["scales"]} <= keys:
        return
    if reading == 2:
        planned = SecondReading.objects.filter(operator=operator, video=video, done_at=None)
        planned.update(done_at=timezone.now())
        return
    rule = protocol.get("second_reading")
    if rule and is_chosen(study_id=video.study_id, video_id=video.pk, operator_id=operator.pk, percent=rule["percent"]):
        due_at = timezone.now() + timedelta(days=rule["after_days"])
        SecondReading.objects.get_or_create(operator=operator, video=video, defaults={"due_at": due_at})
