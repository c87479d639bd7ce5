"""An operator's coding as a file of another program, and such a file as changes of a coding."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.recordings.models import Video
from annotator.scoring.coding_batch import Stated
from annotator.scoring.coding_services import Saved, live_intervals, save_changes
from annotator.scoring.derive import ACTIONS
from annotator.scoring.interchange import boris, elan
from annotator.scoring.interchange.events import Event, Found, UnreadableFileError, nearest_frame
from annotator.scoring.models import Coding
from annotator.scoring.readings import current_reading
from annotator.scoring.spans import Span
from annotator.scoring.times import milliseconds
from annotator.studies.services import current_protocol

MAX_INTERVALS = 5000


class Kind(StrEnum):
    """The files that can be read and written."""

    BORIS = "boris"
    BORIS_TABLE = "csv"
    ELAN = "eaf"


@transaction.atomic
def export_coding(*, actor: User, video: Video, kind: Kind) -> bytes:
    """The person's own coding; the media file is named by the video's id, never as somebody called it."""
    coding = Coding.objects.filter(video=video, operator=actor, reading=current_reading(actor, video)).first()
    times = milliseconds(video)
    stated = [one for one in (live_intervals(coding) if coding else []) if one.span]
    events = [Event(one.action, times[one.span.start], times[one.span.end]) for one in stated if one.span]
    media = f"{video.pk}.mp4"
    detail = {"video": str(video.pk), "kind": kind, "intervals": len(events)}
    record(actor=actor, action="coding.exported", study_id=video.study_id, subject=video, detail=detail)
    if kind == Kind.BORIS:
        return boris.write_project(events, observation=str(video.pk), media=media, length_ms=times[-1])
    if kind == Kind.BORIS_TABLE:
        return boris.write_tabular(events, media=media, length_ms=times[-1])
    return elan.write_eaf(events, media=media, written_at=timezone.now().isoformat(timespec="seconds"))


def read_file(kind: Kind, content: bytes, observation: str) -> Found:
    """The events of a file.

    Raises:
        DomainError: `file_unreadable` (422), or `observation_unknown` (422, with `observations`) when a project
            holds several and none was named.
    """
    try:
        if kind == Kind.ELAN:
            return elan.read_eaf(content)
        if kind == Kind.BORIS_TABLE:
            return boris.read_tabular(content)
        observations = boris.read_project(content)
    except UnreadableFileError as error:
        raise DomainError("file_unreadable", str(error), status_code=422) from None
    if not observation and len(observations) == 1:
        return next(iter(observations.values()))
    if observation not in observations:
        extra = {"observations": sorted(observations)}
        message = "This project holds several observations. Say which one."
        raise DomainError("observation_unknown", message, status_code=422, extra=extra)
    return observations[observation]


def import_coding(
    *, actor: User, video: Video, found: Found, actions: Mapping[str, str], base_version: int
) -> tuple[Saved, dict[str, int]]:
    """Adds a file's events to the person's coding; the same file again changes nothing more.

    Args:
        actor: whose coding it becomes part of.
        video: the video, which the person may score.
        found: the events.
        actions: the file's names for actions, where they are not the protocol's own.
        base_version: see `save_changes`.

    Returns:
        The coding, and how many events were passed over, by reason.

    Raises:
        DomainError: `nothing_to_import`, `too_many_intervals` (422), or as `save_changes`.
    """
    known = current_protocol(video.study).document.get("actions") or ACTIONS
    times = milliseconds(video)
    changes: list[Stated] = []
    for event in found.events:
        action = actions.get(event.action, event.action)
        span = Span(nearest_frame(times, event.start_ms), nearest_frame(times, event.end_ms))
        if action not in known:
            found.pass_over("action_not_coded")
        elif span.start >= span.end:
            found.pass_over("shorter_than_a_frame_or_outside")
        else:
            # The name follows from the content, so that the same file read twice is recognised.
            name = uuid5(NAMESPACE_URL, f"{video.pk}:{action}:{span.start}:{span.end}")
            changes.append(Stated(name, action, span))
    if not changes:
        message = "No event of this file belongs to an action this study codes."
        raise DomainError("nothing_to_import", message, status_code=422, extra={"passed_over": found.passed_over})
    if len(changes) > MAX_INTERVALS:
        message = f"More than {MAX_INTERVALS} intervals in one file."
        raise DomainError("too_many_intervals", message, status_code=422)
    saved = save_changes(actor=actor, video=video, base_version=base_version, changes=changes)
    return saved, found.passed_over
