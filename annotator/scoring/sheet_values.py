"""Everything on a score sheet that follows from what its operator said; worked out anew on every save."""

from typing import Any

from annotator.core.errors import DomainError
from annotator.scoring.coding_batch import by_action
from annotator.scoring.coding_services import live_intervals
from annotator.scoring.derive import derive_item
from annotator.scoring.models import Coding, ObservationWindow, Scale, ScoreSheet
from annotator.scoring.spans import Span
from annotator.scoring.totals import CANNOT_ASSESS, pain_of, subscores_of, total_of

STATED = ("values", "whine", "overrides")


def derive_window(
    *, window: ObservationWindow, scale: Scale, items: list[str], reading: int, whine: bool
) -> dict[str, dict[str, Any]]:
    """What the operator's coded intervals say, by item; empty while the video was never coded in this reading."""
    coding = Coding.objects.filter(
        video=window.video_id, operator=window.operator_id, reading=reading, version__gt=0
    ).first()
    if coding is None:
        return {}
    intervals = by_action(live_intervals(coding))
    span = Span(window.start_frame, window.end_frame)
    found = {}
    for item in scale.document["items"]:
        if item["key"] in items and item["derive"]:
            rule, actions = item["derive"]["rule"], item["derive"]["actions"]
            derivation = derive_item(rule=rule, actions=actions, intervals=intervals, window=span, whine=whine)
            found[item["key"]] = derivation.as_json()
    return found


def apply_changes(sheet: ScoreSheet, changes: dict[str, Any]) -> None:
    """Enters `values`, `whine` and `overrides` on an unsaved sheet and works the rest out.

    An item set to None is taken back. A derived item follows the intervals unless it is overridden.

    Raises:
        DomainError: `item_unknown`, `score_off_scale`, `cannot_assess_not_allowed`, `override_needs_reason`,
            `override_without_derivation` (422); each names the items.
    """
    given, overrides = changes.get("values", {}), changes.get("overrides", {})
    _check_values(sheet, {**given, **{item: over["value"] for item, over in overrides.items() if over}})
    _check_values(sheet, dict.fromkeys(overrides))
    sheet.whine = changes.get("whine", sheet.whine)
    sheet.overrides = _without_none({**sheet.overrides, **overrides})
    sheet.values = _without_none({**sheet.values, **given})
    refresh(sheet, given=given)


def refresh(sheet: ScoreSheet, *, given: dict[str, Any] | None = None) -> bool:
    """Works out the derivation and all that rests on it; returns whether any answer or the total changed by it.

    Raises:
        DomainError: see `apply_changes`; `given` are the values sent just now.
    """
    before = (sheet.values, sheet.total, sheet.derived)
    sheet.derived = derive_window(
        window=sheet.window, scale=sheet.scale, items=sheet.items, reading=sheet.reading, whine=sheet.whine
    )
    _check_overrides(sheet, given or {})
    decided = {item: found["value"] for item, found in sheet.derived.items()}
    decided |= {item: over["value"] for item, over in sheet.overrides.items()}
    sheet.values = {**sheet.values, **decided}
    document, cutoff = sheet.scale.document, sheet.protocol.document["pain_cutoff"]
    sheet.total = total_of(document, sheet.items, sheet.values)
    sheet.subscores = subscores_of(document, sheet.items, sheet.values)
    mine = cutoff if cutoff["scale"] == sheet.scale_key else None
    sheet.pain = pain_of(document, sheet.items, sheet.values, mine)
    return before != (sheet.values, sheet.total, sheet.derived)


def _check_values(sheet: ScoreSheet, values: dict[str, Any]) -> None:
    known = {item["key"]: item for item in sheet.scale.document["items"] if item["key"] in sheet.items}
    wrong: dict[str, list[str]] = {"item_unknown": [], "cannot_assess_not_allowed": [], "score_off_scale": []}
    for key, value in values.items():
        if key not in known:
            wrong["item_unknown"].append(key)
        elif value == CANNOT_ASSESS:
            if not known[key]["cannot_assess"]:
                wrong["cannot_assess_not_allowed"].append(key)
        elif value is not None and value not in [option["score"] for option in known[key]["options"]]:
            wrong["score_off_scale"].append(key)
    sentences = {
        "item_unknown": "This study does not score: {}.",
        "cannot_assess_not_allowed": "The scale does not allow 'cannot assess' for: {}.",
        "score_off_scale": "The score is not one of the scale's for: {}.",
    }
    for code, items in wrong.items():
        if items:
            raise _refusal(code, sentences[code], items)


def _check_overrides(sheet: ScoreSheet, given: dict[str, Any]) -> None:
    groundless = sorted(set(sheet.overrides) - set(sheet.derived))
    if groundless:
        raise _refusal("override_without_derivation", "Nothing is derived for: {}. Score it directly.", groundless)
    bare = [
        item
        for item, value in given.items()
        if item in sheet.derived and item not in sheet.overrides and value not in (None, sheet.derived[item]["value"])
    ]
    if bare:
        raise _refusal("override_needs_reason", "The coded intervals say otherwise; give a reason for: {}.", bare)


def _refusal(code: str, sentence: str, items: list[str]) -> DomainError:
    message = sentence.format(", ".join(items))
    return DomainError(code, message, status_code=422, extra={"items": items})


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
