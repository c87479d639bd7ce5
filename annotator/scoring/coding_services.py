"""Saving coded intervals: a batch in one transaction, safe to repeat, refused when somebody else was faster."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.recordings.models import Video
from annotator.scoring.admission import frames_of
from annotator.scoring.coding_batch import Outcome, Past, Stated, already_done, apply_batch, known_version, same_inside
from annotator.scoring.derive import ACTIONS
from annotator.scoring.models import CodedInterval, Coding
from annotator.scoring.readings import current_reading
from annotator.scoring.spans import Span
from annotator.scoring.window_services import locking_sheets
from annotator.studies.services import current_protocol

MAX_CHANGES = 500


@dataclass
class Saved:
    """A coding after a batch; `merged` names per interval those it took in."""

    coding: Coding
    intervals: list[Stated]
    merged: dict[UUID, list[UUID]] = field(default_factory=dict)


@transaction.atomic
def save_changes(*, actor: User, video: Video, base_version: int, changes: Sequence[Stated]) -> Saved:
    """Carries out a batch, all of it or nothing.

    A batch without changes on a video never coded says: looked at, nothing to code.

    Args:
        actor: whose coding it is.
        video: the video, which the person may score.
        base_version: the version of the coding the changes were made on; 0 before the first.
        changes: at most MAX_CHANGES.

    Raises:
        DomainError: `action_unknown`, `frames_invalid` (422, with the `index` of the change), `coding_changed`
            (409, with `mine` and `server`), `window_scored` (409) when a submitted score would no longer fit.
    """
    _check(video, changes)
    coding = lock_coding(actor, video)
    past = _past(coding, {change.client_id for change in changes})
    done = [already_done(change, past.get(change.client_id, ()), base_version) for change in changes]
    if all(version is not None for version in done) and coding.version > 0:
        return Saved(coding, live_intervals(coding))
    before = live_intervals(coding)
    if coding.version != known_version((version for version in done if version), base_version):
        raise _conflict(coding, changes, before)
    news = [change for change, version in zip(changes, done, strict=True) if version is None]
    outcome = apply_batch({stated.client_id: stated for stated in before}, news)
    _require_scores_kept(actor, coding, before, outcome)
    _write(coding, before, outcome)
    detail = {"video": str(video.pk), "version": coding.version, "changes": len(news), "merged": len(outcome.merged)}
    record(actor=actor, action="coding.saved", study_id=video.study_id, subject=coding, detail=detail)
    return Saved(coding, ordered(outcome.after.values()), outcome.merged)


def lock_coding(operator: User, video: Video) -> Coding:
    """The operator's coding in the reading that counts now, locked; made on first use."""
    reading = current_reading(operator, video)
    coding, _ = Coding.objects.select_for_update().get_or_create(video=video, operator=operator, reading=reading)
    coding.video = video
    return coding


def live_intervals(coding: Coding) -> list[Stated]:
    """The intervals that count, in the order of the video."""
    live = CodedInterval.objects.filter(coding=coding, superseded_at=None)
    # Read with every save, hence as bare values: rows as objects would cost a third of the whole request.
    columns = live.values_list("client_id", "action", "start_frame", "end_frame")
    return ordered(Stated(client_id, action, Span(start, end)) for client_id, action, start, end in columns)


def ordered(stated: Any) -> list[Stated]:
    """By start, then by action."""
    return sorted(stated, key=lambda one: (one.span, one.action))


def as_json(stated: Stated) -> dict[str, Any]:
    """An interval, or a removal, as it travels."""
    if stated.span is None:
        return {"client_id": str(stated.client_id), "deleted": True}
    start, end = stated.span
    return {"client_id": str(stated.client_id), "action": stated.action, "start_frame": start, "end_frame": end}


def _stated(row: CodedInterval) -> Stated:
    return Stated(row.client_id, row.action, Span(row.start_frame, row.end_frame))


def _past(coding: Coding, client_ids: set[UUID]) -> dict[UUID, list[Past]]:
    past: dict[UUID, list[Past]] = {}
    for row in CodedInterval.objects.filter(coding=coding, client_id__in=client_ids):
        past.setdefault(row.client_id, []).append(Past(_stated(row), row.version, row.ended_version))
    return past


def _check(video: Video, changes: Sequence[Stated]) -> None:
    document = current_protocol(video.study).document
    known = document.get("actions") or ACTIONS
    for index, change in enumerate(changes):
        if change.span is None:
            continue
        if change.action not in known:
            message = f"This study does not code '{change.action}'."
            raise DomainError("action_unknown", message, status_code=422, extra={"index": index})
        if not 0 <= change.span.start < change.span.end <= frames_of(video):
            message = f"The interval does not lie inside the video's {frames_of(video)} frames."
            raise DomainError("frames_invalid", message, status_code=422, extra={"index": index})


def _conflict(coding: Coding, changes: Sequence[Stated], server: list[Stated]) -> DomainError:
    extra = {
        "mine": [as_json(change) for change in changes],
        "server": {"version": coding.version, "intervals": [as_json(stated) for stated in server]},
    }
    message = "This coding was changed elsewhere. Nothing is lost: both sides are here to choose from."
    return DomainError("coding_changed", message, status_code=409, extra=extra)


def _require_scores_kept(operator: User, coding: Coding, before: list[Stated], outcome: Outcome) -> None:
    sheets = locking_sheets(operator, coding.video).filter(reading=coding.reading).select_related("window")
    for window in {sheet.window for sheet in sheets}:
        if not same_inside(before, outcome.after.values(), Span(window.start_frame, window.end_frame)):
            message = "A submitted score rests on these frames. Correct the score sheet first."
            raise DomainError("window_scored", message, status_code=409, extra={"window": str(window.pk)})


def _write(coding: Coding, before: list[Stated], outcome: Outcome) -> None:
    now, version = timezone.now(), coding.version + 1
    ended = [stated.client_id for stated in before if outcome.after.get(stated.client_id) != stated]
    rows = CodedInterval.objects.filter(coding=coding, client_id__in=ended, superseded_at=None)
    rows.update(superseded_at=now, ended_version=version)
    CodedInterval.objects.bulk_create(_row(coding, stated, outcome, version) for stated in outcome.written)
    coding.version = version
    coding.save(update_fields=["version"])


def _row(coding: Coding, stated: Stated, outcome: Outcome, version: int) -> CodedInterval:
    assert stated.span is not None  # noqa: S101  (removals are not written)
    live = outcome.after.get(stated.client_id) is stated
    return CodedInterval(
        coding=coding,
        client_id=stated.client_id,
        action=stated.action,
        start_frame=stated.span.start,
        end_frame=stated.span.end,
        version=version,
        ended_version=None if live else version,
        superseded_at=None if live else timezone.now(),
    )
