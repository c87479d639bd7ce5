"""One video as its operators saw it: windows, answers and coded intervals side by side."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotator.accounts.models import User
from annotator.agreement.answers import Question
from annotator.agreement.coding_agreement import common, compare_action, window_overlap
from annotator.agreement.models import PRIMARY
from annotator.agreement.operators import may_name, operators_of
from annotator.recordings.models import Video
from annotator.scoring.models import CodedInterval, Coding, ObservationWindow, ScoreSheet, SheetState
from annotator.scoring.openness import answers_open_to
from annotator.scoring.spans import Span, clip, join
from annotator.scoring.times import milliseconds

Lanes = dict[str, list[Span]]


def is_open(user: User, video: Video) -> bool:
    """Whether everybody's answers on the video are open to the person."""
    return Video.objects.visible_to(user).filter(answers_open_to(user), pk=video.pk).exists()


def compare(user: User, video: Video, question: Question) -> dict[str, Any]:
    """The comparison as JSON; `hidden` and empty while the person's own answers are awaited."""
    opened = is_open(user, video)
    windows = _windows(user, video, question) if opened else []
    sheets = {sheet.window_id: sheet for sheet in _sheets(user, video, question, windows)}
    lanes = lanes_of(video, {window.operator_id for window in windows}, question.reading)
    edges = milliseconds(video) if windows else []
    called, named = operators_of(video.study), may_name(user, video.study)
    windows.sort(key=lambda window: list(called).index(window.operator_id))
    shown = [
        {
            "operator": called[window.operator_id].shown(named=named),
            **window_facts(window, edges),
            "sheet": _sheet(sheets.get(window.pk)),
            "lanes": lanes_json(lanes[window.operator_id], window),
        }
        for window in windows
    ]
    pairs = list(combinations(windows, 2))
    codes = {window.pk: called[window.operator_id].code for window in windows}
    return {
        "video": str(video.pk),
        "hidden": not opened,
        "windows": shown,
        "actions": _actions(pairs, lanes, edges, codes),
        "window_overlap": [
            {
                "operators": [codes[one.pk], codes[other.pk]],
                "overlap": window_overlap(span_of(one), span_of(other), edges),
            }
            for one, other in pairs
        ],
    }


def span_of(window: ObservationWindow) -> Span:
    """A window's frames."""
    return Span(window.start_frame, window.end_frame)


def window_facts(window: ObservationWindow, edges: list[int]) -> dict[str, Any]:
    """A window's frames and times, with its own id."""
    return {
        "window": str(window.pk),
        "start_frame": window.start_frame,
        "end_frame": window.end_frame,
        "start_ms": edges[window.start_frame],
        "end_ms": edges[window.end_frame],
        "start_event": window.start_event,
        "end_reason": window.end_reason,
    }


def lanes_of(video: Video, operators: Iterable[int], reading: int) -> dict[int, Lanes]:
    """What each operator coded, by operator and action; joined and in the order of the video."""
    codings = Coding.objects.filter(video=video, operator__in=operators, reading=reading, version__gt=0)
    rows = CodedInterval.objects.filter(coding__in=codings, superseded_at=None)
    found: dict[int, Lanes] = defaultdict(lambda: defaultdict(list))
    for operator, action, start, end in rows.values_list("coding__operator_id", "action", "start_frame", "end_frame"):
        found[operator][action].append(Span(start, end))
    for lanes in found.values():
        for action, spans in lanes.items():
            lanes[action] = join(spans)
    return found


def lanes_json(lanes: Lanes, window: ObservationWindow) -> dict[str, list[Span]]:
    """The intervals inside the window, by action."""
    inside = {action: clip(spans, span_of(window)) for action, spans in sorted(lanes.items())}
    return {action: spans for action, spans in inside.items() if spans}


def _windows(user: User, video: Video, question: Question) -> list[ObservationWindow]:
    """The windows with a submitted sheet; of several in one phase an operator's newest."""
    phase = Q(is_primary=True) if question.phase == PRIMARY else Q(start_event=question.phase)
    scored = ObservationWindow.objects.visible_to(user).live().filter(phase, video=video)
    newest: dict[int, ObservationWindow] = {}
    for window in scored.order_by("created_at", "pk"):
        if ScoreSheet.objects.filter(**_in_force(question), window=window).exists():
            newest[window.operator_id] = window
    return list(newest.values())


def _in_force(question: Question) -> dict[str, Any]:
    return {"state": SheetState.SUBMITTED, "superseded_at": None, "reading": question.reading}


def _sheets(user: User, video: Video, question: Question, windows: list[ObservationWindow]) -> Iterable[ScoreSheet]:
    visible = ScoreSheet.objects.visible_to(user).live().filter(video=video, window__in=windows)
    return visible.filter(state=SheetState.SUBMITTED, reading=question.reading, scale_key=question.scale.key)


def _sheet(sheet: ScoreSheet | None) -> dict[str, Any] | None:
    if sheet is None:
        return None
    derived = {item: found["value"] for item, found in sheet.derived.items()}
    overrides = {item: {"value": over["value"], "reason": over["reason"]} for item, over in sheet.overrides.items()}
    return {
        "id": str(sheet.pk),
        "values": sheet.values,
        "derived": derived,
        "overrides": overrides,
        "total": sheet.total,
        "pain": sheet.pain,
        "whine": sheet.whine,
        "blind": sheet.blind,
    }


def _actions(
    pairs: list[tuple[ObservationWindow, ObservationWindow]],
    lanes: dict[int, Lanes],
    edges: list[int],
    codes: dict[UUID, str],
) -> list[dict[str, Any]]:
    """Every action somebody coded, with each pair's agreement."""
    actions = sorted({action for mine in lanes.values() for action in mine})
    return [
        {"action": action, "pairs": [_pair(pair, action, lanes, edges, codes) for pair in pairs]} for action in actions
    ]


def _pair(
    pair: tuple[ObservationWindow, ObservationWindow],
    action: str,
    lanes: dict[int, Lanes],
    edges: list[int],
    codes: dict[UUID, str],
) -> dict[str, Any]:
    one, other = pair
    mine, theirs = lanes[one.operator_id].get(action, []), lanes[other.operator_id].get(action, [])
    found = compare_action(mine, theirs, common(span_of(one), span_of(other)), edges)
    return {
        "operators": [codes[one.pk], codes[other.pk]],
        "kappa": found.kappa,
        "overlap": found.overlap,
        "agreement": found.agreement,
        "frames": found.frames,
        "note": found.note,
    }
