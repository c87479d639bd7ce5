"""What an operator still has to score, for one page of videos in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.scoring.models import Coding, ObservationWindow, ScoreSheet, SecondReading, SheetState
from annotator.studies.models import Consent, Scope

NONE, STARTED, SUBMITTED = "none", "started", "submitted"


@dataclass
class Task:
    """One video as the operator's work; a second reading that is due looks like a video never scored."""

    video: Video
    state: str
    scales: list[dict[str, str]]
    window: UUID | None
    may_label: bool


@dataclass
class _Done:
    """What the operator has on a video in the reading that counts now."""

    primary: UUID | None = None
    begun: bool = False
    scales: dict[str, str] = field(default_factory=dict)


def tasks_of(user: User, videos: Sequence[Video], protocol: dict[str, Any]) -> list[Task]:
    """The videos as tasks, in the given order; five queries however many there are."""
    ids = [video.pk for video in videos]
    second = set(
        SecondReading.objects.filter(operator=user, video__in=ids, due_at__lte=timezone.now()).values_list(
            "video_id", flat=True
        )
    )
    done: dict[UUID, _Done] = {pk: _Done() for pk in ids}
    _enter_windows(user, done, second)
    _enter_answers(user, done, second)
    consents = Consent.objects.filter(infant__in={video.infant_id for video in videos}, superseded_at=None)
    labelled = {consent.infant_id for consent in consents if Scope.LABEL in consent.scopes}
    keys = [choice["scale"] for choice in protocol["scales"]]
    return [_task(video, done[video.pk], keys, video.infant_id in labelled) for video in videos]


def _enter_windows(user: User, done: dict[UUID, _Done], second: set[UUID]) -> None:
    for window in ObservationWindow.objects.live().filter(operator=user, video__in=done):
        mine = done[window.video_id]
        mine.begun = mine.begun or window.video_id not in second
        if window.is_primary:
            mine.primary = window.pk


def _enter_answers(user: User, done: dict[UUID, _Done], second: set[UUID]) -> None:
    for coding in Coding.objects.filter(operator=user, video__in=done, version__gt=0):
        if coding.reading == (2 if coding.video_id in second else 1):
            done[coding.video_id].begun = True
    sheets = ScoreSheet.objects.live().filter(operator=user, video__in=done, window__is_primary=True)
    for sheet in sheets.only("video_id", "reading", "state", "scale_key"):
        if sheet.reading != (2 if sheet.video_id in second else 1):
            continue
        scales = done[sheet.video_id].scales
        done[sheet.video_id].begun = True
        # An open correction is work to finish: the draft counts beside the sheet it corrects.
        if scales.get(sheet.scale_key) != SheetState.DRAFT:
            scales[sheet.scale_key] = sheet.state


def _task(video: Video, mine: _Done, keys: list[str], may_label: bool) -> Task:
    scales = [{"scale": key, "state": mine.scales.get(key, NONE)} for key in keys]
    if all(scale["state"] == SheetState.SUBMITTED for scale in scales):
        state = SUBMITTED
    else:
        state = STARTED if mine.begun else NONE
    return Task(video, state, scales, mine.primary, may_label)
