"""Figures that only the report has, as SVG."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from statistics import fmean
from typing import Any

from annotator.agreement.figures.svg import LIGHT, Drawing, scaled
from annotator.reports.words import Say

WIDTH, LEFT, RIGHT = 720.0, 120.0, 700.0
TOP, FIELD, LANE = 16.0, 150.0, 18.0
MS = 1000
TICKS = 6
PAIN, NONPAIN, OTHER = "#a8480a", "#0a5aa0", "#5b6670"  # as everywhere in the house; doubled by height below
COLOURS = {"pain": PAIN, "nonpain": NONPAIN}
Point = tuple[float, float]


def draw_losses(folds: Sequence[Sequence[float | None]], *, say: Say) -> str:
    """Loss by epoch: each fold as a thin line, the mean of those still training as a bold one."""
    drawing = Drawing(WIDTH, TOP + FIELD + 40, LIGHT)
    known = [value for fold in folds for value in fold if value is not None]
    longest = max(map(len, folds))
    top = max(known, default=1.0)
    _frame(drawing, [(say.number(top * part, 2), TOP + FIELD * (1 - part)) for part in (0, 0.5, 1)])

    def place(epoch: int, value: float) -> Point:
        return scaled(epoch, (1, max(2, longest)), (LEFT, RIGHT)), scaled(value, (0, top), (TOP + FIELD, TOP))

    for fold in folds:
        points = [place(epoch, value) for epoch, value in enumerate(fold, start=1) if value is not None]
        drawing.path(points, colour=LIGHT.line)
    columns = ([value for value in column if value is not None] for column in zip_longest(*folds))
    drawing.path([place(e, fmean(column)) for e, column in enumerate(columns, start=1) if column], colour=LIGHT.fill)
    for epoch in sorted({1, (longest + 1) // 2, longest}):
        drawing.text((place(epoch, 0)[0], TOP + FIELD + 18), str(epoch), anchor="middle", colour=LIGHT.faint)
    drawing.text(((LEFT + RIGHT) / 2, TOP + FIELD + 34), say("training.epoch"), anchor="middle", colour=LIGHT.faint)
    return drawing.finished(title=say("training.curves", number=""), description=f"{len(folds)}, {longest}")


def draw_trace(video: dict[str, Any], *, say: Say) -> str:
    """Probability of pain by second with its smooth line and band; below it lanes of what people said."""
    actions = list(dict.fromkeys(name for name, _, _ in video["actions"]))
    lanes = ["window", *actions, "labels"]
    drawing = Drawing(WIDTH, TOP + FIELD + LANE * len(lanes) + 40, LIGHT)
    end = max([video["duration_ms"] or 1, *(point["ms"] for point in video["points"])])

    def across(ms: float) -> float:
        return scaled(ms, (0, end), (LEFT, RIGHT))

    def down(probability: float) -> float:
        return scaled(probability, (0, 1), (TOP + FIELD, TOP))

    _frame(drawing, [(say.number(part, 1), down(part)) for part in (0, 0.5, 1)])
    for some in _stretches(video["points"]):
        upper = [(across(one["ms"]), down(one["high"])) for one in some]
        lower = [(across(one["ms"]), down(one["low"])) for one in reversed(some)]
        drawing.area([*upper, *lower], colour=LIGHT.fill, opacity=0.18)
        drawing.path([(across(one["ms"]), down(one["mean"])) for one in some], colour=LIGHT.fill)
    for point in video["points"]:
        if point["probability"] is not None:
            drawing.circle((across(point["ms"]), down(point["probability"])), 1.6, colour=LIGHT.ink, opacity=0.5)
    for number, lane in enumerate(lanes):
        y = TOP + FIELD + 10 + LANE * number
        name = say(f"traces.{lane}") if lane in ("window", "labels") else say(lane)
        drawing.text((LEFT - 8, y + 11), name, anchor="end", size=11)
        drawing.line((LEFT, y + LANE - 2), (RIGHT, y + LANE - 2))
        _lane(drawing, lane, video, y, across)
    for tick in range(TICKS):
        ms = end * tick / (TICKS - 1)
        y = TOP + FIELD + LANE * len(lanes) + 26
        drawing.text((across(ms), y), f"{ms / MS:.0f} s", anchor="middle", size=11, colour=LIGHT.faint)
    return drawing.finished(title=say("traces"), description=say.listed(lanes))


def _lane(drawing: Drawing, lane: str, video: dict[str, Any], y: float, across: Any) -> None:
    if lane == "labels":
        for ms, value in video["labels"]:
            # Pain stands up, nonpain hangs down: told apart without colour.
            start = {"pain": 0.0, "nonpain": 8.0}.get(value, 4.0)
            drawing.rectangle((across(ms) - 1, y + start), (2, 7), fill=COLOURS.get(value, OTHER))
        return
    spans = video["windows"] if lane == "window" else [row[1:] for row in video["actions"] if row[0] == lane]
    for start, end in spans:
        drawing.rectangle(
            (across(start), y + 2), (max(1.0, across(end) - across(start)), 10), fill=LIGHT.fill, opacity=0.4
        )


def _frame(drawing: Drawing, marks: Iterable[tuple[str, float]]) -> None:
    for words, y in marks:
        drawing.line((LEFT, y), (RIGHT, y))
        drawing.text((LEFT - 8, y + 4), words, anchor="end", size=11, colour=LIGHT.faint)


def _stretches(points: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Runs of neighbouring seconds that have a line."""
    found: list[list[dict[str, Any]]] = [[]]
    for point in points:
        if point["mean"] is not None:
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return [some for some in found if some]
