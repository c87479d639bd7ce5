"""Setting, changing and retiring observation windows; each change is a new row."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.recordings.models import Video
from annotator.scoring.admission import require_inside
from annotator.scoring.models import ObservationWindow, ScoreSheet, SheetState
from annotator.studies.services import current_protocol

FACTS = ("start_frame", "end_frame", "start_event", "end_reason", "is_primary", "note")


@transaction.atomic
def set_window(*, actor: User, video: Video, facts: dict[str, Any]) -> ObservationWindow:
    """A new window. The first of an operator on a video is the primary one unless said otherwise.

    Raises:
        DomainError: `frames_invalid`, `end_reason_unknown` (422), `one_window_only` (409) when the protocol allows
            one window per video, `window_scored` (409) when another, scored window would lose its place as primary.
    """
    Video.objects.select_for_update().get(pk=video.pk)
    protocol = current_protocol(video.study)
    rule = protocol.document["window"]
    mine = ObservationWindow.objects.live().filter(video=video, operator=actor)
    if not rule["many_per_video"] and mine.exists():
        message = "This study's protocol allows one window per video. Change the one there is."
        raise DomainError("one_window_only", message, status_code=409)
    facts = {"start_event": rule["start_event"], "note": "", **facts}
    facts.setdefault("is_primary", not mine.filter(is_primary=True).exists())
    _check(video, facts, rule)
    if facts["is_primary"]:
        _demote_others(actor, video, None)
    window = ObservationWindow.objects.create(video=video, operator=actor, protocol=protocol, **facts)
    _record(actor, window, "window.set", {})
    return window


@transaction.atomic
def change_window(*, actor: User, window: ObservationWindow, changes: dict[str, Any]) -> ObservationWindow:
    """A row that supersedes the window; unsubmitted sheets move along.

    Raises:
        DomainError: as `set_window`; `window_changed` (409) with `mine` and `server` when the window was changed or
            retired elsewhere; `window_scored` (409) when a submitted sheet rests on it.
    """
    video = window.video
    Video.objects.select_for_update().get(pk=video.pk)
    _require_live(window, changes)
    _require_unscored(window)
    protocol = current_protocol(video.study)
    facts = {**facts_of(window), **changes}
    _check(video, facts, protocol.document["window"])
    if facts["is_primary"]:
        _demote_others(actor, video, window)
    newer = _supersede(window, facts)
    _record(actor, newer, "window.changed", {"previous": str(window.pk), "fields": sorted(changes)})
    return newer


@transaction.atomic
def retire_window(*, actor: User, window: ObservationWindow, reason: str) -> None:
    """Takes a window out; its row and unsubmitted sheets stay in the records.

    Raises:
        DomainError: `window_changed` (409), or `window_scored` (409) when a submitted sheet rests on it.
    """
    Video.objects.select_for_update().get(pk=window.video_id)
    _require_live(window, {"reason": reason})
    if ScoreSheet.objects.live().filter(window=window, state=SheetState.SUBMITTED).exists():
        raise _scored()
    now = timezone.now()
    ObservationWindow.objects.filter(pk=window.pk).update(retired_at=now, retired_reason=reason)
    ScoreSheet.objects.live().filter(window=window).update(superseded_at=now)
    _record(actor, window, "window.retired", {})


def locking_sheets(operator: User, video: Video) -> Any:
    """Submitted sheets of an operator on a video that no open correction unlocks."""
    mine = ScoreSheet.objects.live().filter(operator=operator, video=video, state=SheetState.SUBMITTED)
    return mine.filter(next=None)


def facts_of(window: ObservationWindow) -> dict[str, Any]:
    """What its operator stated."""
    return {name: getattr(window, name) for name in FACTS}


def _check(video: Video, facts: dict[str, Any], rule: dict[str, Any]) -> None:
    require_inside(video, facts["start_frame"], facts["end_frame"])
    if facts["end_reason"] not in rule["end_reasons"]:
        known = ", ".join(rule["end_reasons"])
        message = f"The protocol does not know this end reason. It knows: {known}."
        raise DomainError("end_reason_unknown", message, status_code=422)


def _require_live(window: ObservationWindow, mine: dict[str, Any]) -> None:
    window.refresh_from_db()
    if window.superseded_at is None and window.retired_at is None:
        return
    newest = window
    while newest.superseded_at is not None:
        newest = ObservationWindow.objects.get(previous=newest)
    server = {"id": str(newest.pk), "retired": newest.retired_at is not None, **facts_of(newest)}
    message = "This window was changed elsewhere. Both versions are kept; choose one."
    raise DomainError("window_changed", message, status_code=409, extra={"mine": mine, "server": server})


def _require_unscored(window: ObservationWindow) -> None:
    if locking_sheets(window.operator, window.video).filter(window=window).exists():
        raise _scored()


def _scored() -> DomainError:
    message = "A submitted score rests on this window. Correct the score sheet first."
    return DomainError("window_scored", message, status_code=409)


def _demote_others(actor: User, video: Video, window: ObservationWindow | None) -> None:
    others = ObservationWindow.objects.live().filter(video=video, operator=actor, is_primary=True)
    for other in others.exclude(pk=window.pk) if window else others:
        _require_unscored(other)
        newer = _supersede(other, {**facts_of(other), "is_primary": False})
        _record(actor, newer, "window.changed", {"previous": str(other.pk), "fields": ["is_primary"]})


def _supersede(window: ObservationWindow, facts: dict[str, Any]) -> ObservationWindow:
    ObservationWindow.objects.filter(pk=window.pk).update(superseded_at=timezone.now())
    newer = ObservationWindow.objects.create(
        video=window.video,
        operator=window.operator,
        protocol=current_protocol(window.video.study),
        previous=window,
        **facts,
    )
    ScoreSheet.objects.live().filter(window=window, state=SheetState.DRAFT).update(window=newer)
    return newer


def _record(actor: User, window: ObservationWindow, action: str, detail: dict[str, Any]) -> None:
    detail = {"video": str(window.video_id), **detail}
    record(actor=actor, action=action, study_id=window.video.study_id, subject=window, detail=detail)
