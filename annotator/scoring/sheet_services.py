"""Score sheets: begun, saved, submitted, corrected."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.recordings.models import Video
from annotator.scoring.blindness import standing_of
from annotator.scoring.models import Coding, ObservationWindow, ScoreSheet, SheetState, has_finished
from annotator.scoring.readings import current_reading, follow_submission
from annotator.scoring.scale_services import scale_in_use
from annotator.scoring.sheet_values import STATED, apply_changes, refresh
from annotator.scoring.totals import required_items
from annotator.studies.services import current_protocol


@transaction.atomic
def start_sheet(*, actor: User, window: ObservationWindow, scale_key: str) -> tuple[ScoreSheet, bool]:
    """An empty draft in the reading that counts now, or the draft there is already.

    Returns:
        The draft, and whether it is new.

    Raises:
        DomainError: `window_changed`, `sheet_submitted` (409, with its id), or as `scale_in_use`.
    """
    video = Video.objects.select_for_update(of=("self",)).select_related("study").get(pk=window.video_id)
    _require_live_window(window)
    protocol = current_protocol(video.study)
    scale, items = scale_in_use(video.study, protocol.document, scale_key)
    reading = current_reading(actor, video)
    lookup = {"window": window, "operator": actor, "scale_key": scale_key, "reading": reading}
    existing = {sheet.state: sheet for sheet in ScoreSheet.objects.live().filter(**lookup)}
    if SheetState.DRAFT in existing:
        return existing[SheetState.DRAFT], False
    if SheetState.SUBMITTED in existing:
        message = "This sheet has been submitted. Correct it with a reason instead."
        extra = {"sheet": str(existing[SheetState.SUBMITTED].pk)}
        raise DomainError("sheet_submitted", message, status_code=409, extra=extra)
    blind = is_blind(actor, video, protocol.document)
    sheet = ScoreSheet(**lookup, video=video, scale=scale, protocol=protocol, items=items, blind=blind)
    refresh(sheet)
    sheet.save()
    _record(actor, sheet, "sheet.started", {})
    return sheet, True


def is_blind(user: User, video: Video, protocol: dict[str, Any]) -> bool:
    """Whether the person can see nobody else's answers on the video at this moment."""
    standing = standing_of(user)
    if not protocol["blind"] or video.study_id in standing.open:
        return False
    scale_keys = standing.after_own.get(video.study_id)
    if scale_keys is None:
        return True
    return not Video.objects.filter(has_finished(user, scale_keys, video="pk"), pk=video.pk).exists()


@transaction.atomic
def save_sheet(*, actor: User, sheet: ScoreSheet, version: int, changes: dict[str, Any]) -> ScoreSheet:
    """Enters answers into a draft; everything that follows from them is worked out here.

    Raises:
        DomainError: `sheet_submitted`, `sheet_changed` (409, with `mine` and `server`), or as `apply_changes`.
    """
    if _is_repetition(sheet := _lock(sheet), version, changes):
        return sheet
    _require_draft(sheet, version, changes)
    apply_changes(sheet, changes)
    sheet.version += 1
    sheet.save()
    _record(actor, sheet, "sheet.saved", {"answered": len(sheet.values)})
    return sheet


def submit_sheet(*, actor: User, sheet: ScoreSheet, version: int) -> ScoreSheet:
    """Locks a complete draft; a correction takes the place of what it corrects.

    Raises:
        DomainError: `items_missing` (422, with `items`), `sheet_submitted`, `sheet_changed`, `window_changed`, or
            `derived_changed` (409, with `server`) when the intervals changed since the operator last saw the sheet:
            the draft then holds the new values and can be submitted once more.
    """
    with transaction.atomic():
        _hold_evidence(sheet)
        sheet = _lock(sheet)
        _require_draft(sheet, version, {})
        _require_live_window(sheet.window)
        moved = refresh(sheet)
        if moved:
            sheet.version += 1
            sheet.save()
            _record(actor, sheet, "sheet.saved", {"answered": len(sheet.values)})
        else:
            _submit(actor, sheet)
    if moved:
        message = "The coded intervals changed since. Look at the new values and submit again."
        raise DomainError("derived_changed", message, status_code=409, extra={"server": state_of(sheet)})
    return sheet


@transaction.atomic
def correct_sheet(*, actor: User, sheet: ScoreSheet, reason: str) -> ScoreSheet:
    """A draft that starts from a submitted sheet and will supersede it; the submitted one counts until then.

    Raises:
        DomainError: `sheet_not_submitted`, `sheet_superseded` or `correction_open` (409).
    """
    sheet = _lock(sheet)
    if sheet.state != SheetState.SUBMITTED:
        raise DomainError("sheet_not_submitted", "A draft can simply be changed.", status_code=409)
    if sheet.superseded_at is not None:
        raise DomainError("sheet_superseded", "A newer sheet has taken this one's place.", status_code=409)
    draft = ScoreSheet.objects.filter(previous=sheet).first()
    if draft is not None:
        message = "A correction of this sheet has been begun already."
        raise DomainError("correction_open", message, status_code=409, extra={"sheet": str(draft.pk)})
    copied = ("window", "video", "operator", "scale", "scale_key", "protocol", "reading", "blind", "items", *STATED)
    facts = {name: getattr(sheet, name) for name in copied}
    facts["blind"] = sheet.blind and is_blind(actor, sheet.video, sheet.protocol.document)
    draft = ScoreSheet(**facts, previous=sheet, correction_reason=reason)
    refresh(draft)
    draft.save()
    _record(actor, draft, "sheet.correction_started", {"previous": str(sheet.pk)})
    return draft


def state_of(sheet: ScoreSheet) -> dict[str, Any]:
    """What a browser needs to show its own side beside the server's."""
    shown = ("version", "state", *STATED, "derived", "total", "pain")
    return {"id": str(sheet.pk), **{name: getattr(sheet, name) for name in shown}}


def _submit(actor: User, sheet: ScoreSheet) -> None:
    needed = required_items(sheet.scale.document, sheet.items, sheet.values)
    missing = [item for item in needed if item not in sheet.values]
    if missing:
        message = f"Not scored yet: {', '.join(missing)}."
        raise DomainError("items_missing", message, status_code=422, extra={"items": missing})
    now = timezone.now()
    if sheet.previous_id:
        ScoreSheet.objects.filter(pk=sheet.previous_id).update(superseded_at=now)
    sheet.state, sheet.submitted_at, sheet.version = SheetState.SUBMITTED, now, sheet.version + 1
    sheet.save()
    follow_submission(actor, sheet.video, current_protocol(sheet.video.study).document, sheet.reading)
    detail = {"previous": str(sheet.previous_id)} if sheet.previous_id else {}
    _record(actor, sheet, "sheet.submitted", detail)


def _lock(sheet: ScoreSheet) -> ScoreSheet:
    related = ScoreSheet.objects.select_related("window", "scale", "protocol", "video__study")
    return related.select_for_update(of=("self",)).get(pk=sheet.pk)


def _hold_evidence(sheet: ScoreSheet) -> None:
    # Windows change under the video's lock and intervals under the coding's: neither may move while a sheet that
    # rests on them is being locked.
    Video.objects.select_for_update().get(pk=sheet.video_id)
    codings = Coding.objects.filter(video=sheet.video_id, operator=sheet.operator_id, reading=sheet.reading)
    codings.select_for_update().first()


def _is_repetition(sheet: ScoreSheet, version: int, changes: dict[str, Any]) -> bool:
    """Whether the sheet already says all this, as when a browser sends again what was answered in vain."""
    if sheet.version <= version or sheet.state != SheetState.DRAFT or sheet.superseded_at is not None:
        return False
    said = [sheet.whine == changes.get("whine", sheet.whine)]
    said += [sheet.values.get(item) == value for item, value in changes.get("values", {}).items()]
    said += [sheet.overrides.get(item) == over for item, over in changes.get("overrides", {}).items()]
    return bool(changes) and all(said)


def _require_draft(sheet: ScoreSheet, version: int, mine: dict[str, Any]) -> None:
    if sheet.state == SheetState.SUBMITTED or sheet.superseded_at is not None:
        message = "This sheet is locked. Correct it with a reason instead."
        extra = {"mine": mine, "server": state_of(sheet)}
        raise DomainError("sheet_submitted", message, status_code=409, extra=extra)
    if sheet.version != version:
        message = "This sheet was changed elsewhere. Nothing is lost: both sides are here to choose from."
        extra = {"mine": mine, "server": state_of(sheet)}
        raise DomainError("sheet_changed", message, status_code=409, extra=extra)


def _require_live_window(window: ObservationWindow) -> None:
    if not ObservationWindow.objects.live().filter(pk=window.pk).exists():
        message = "This window was changed or retired elsewhere. Reload it."
        raise DomainError("window_changed", message, status_code=409)


def _record(actor: User, sheet: ScoreSheet, action: str, detail: dict[str, Any]) -> None:
    detail = {"window": str(sheet.window_id), "version": sheet.version, **detail}
    record(actor=actor, action=action, study_id=sheet.video.study_id, subject=sheet, detail=detail)
