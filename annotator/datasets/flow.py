"""The flow of a dataset as SVG: from recorded videos to rows, with what left at each step and why.

In the manner of the flow diagrams that STARD asks for (Bossuyt et al. 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.agreement.figures.svg import THEMES, Drawing
from annotator.agreement.figures.words import WORDS as AGREEMENT_WORDS
from annotator.datasets.figure_words import WORDS

WIDTH, BOX, LEFT, TOP = 860, 300, 10, 10
HEIGHT, LINE, GAP = 46, 18, 18


@dataclass(frozen=True)
class Step:
    """A box of the flow and what left before the next one."""

    title: str
    size: str
    left: Sequence[str]


def draw_flow(summary: dict[str, Any], *, language: str = "en", theme: str = "light") -> str:
    """The figure; `summary` is that of a dataset, `language` `en` or `it`, `theme` `light` or `dark`."""
    words = {**AGREEMENT_WORDS[language], **WORDS[language]}
    steps = list(_steps(summary, words))
    heights = [max(HEIGHT + GAP, LINE * len(step.left) + GAP + 8) for step in steps]
    drawing = Drawing(WIDTH, TOP + sum(heights) + HEIGHT + GAP, THEMES[theme])
    top = float(TOP)
    for step, height in zip(steps, heights, strict=True):
        _box(drawing, (LEFT, top), BOX, step.title, step.size)
        for number, line in enumerate(step.left):
            y = top + 20 + LINE * number
            drawing.line((LEFT + BOX, top + 20), (LEFT + BOX + 26, y), colour=drawing.theme.faint)
            drawing.text((LEFT + BOX + 34, y + 4), line)
        top += height
        if step is not steps[-1]:
            drawing.line((LEFT + BOX / 2, top - height + HEIGHT), (LEFT + BOX / 2, top), colour=drawing.theme.faint)
    _classes(drawing, summary, words, top)
    described = words["desc"].format(frames=summary["frames"], rows=summary["rows"], infants=summary["infants"])
    return drawing.finished(title=words["title"], description=described)


def _steps(summary: dict[str, Any], words: dict[str, str]) -> Sequence[Step]:
    kept = _counted(words, "row", summary["rows"], summary["infants"])
    steps = []
    if upstream := summary["upstream"]:
        gone = upstream["withdrawn"]
        left = [_left(words, "video", gone["videos"], gone["infants"], "withdrawn")] if gone["infants"] else []
        left += [_left(words, "video", one["videos"], one["infants"], one["reason"]) for one in upstream["excluded"]]
        steps.append(Step(words["recorded"], _sized(words, upstream["recorded"]), left))
        steps.append(Step(words["drawn"], _sized(words, upstream["drawn"]), []))
    what = "frame" if upstream else "picture"
    left = [_left(words, what, one["frames"], one["infants"], one["reason"]) for one in summary["exclusions"]]
    frames = _counted(words, what, summary["frames"], summary["frame_infants"])
    steps.append(Step(words["frames_there" if upstream else "pictures_there"], frames, left))
    return [*steps, Step(words["dataset"], kept, [])]


def _classes(drawing: Drawing, summary: dict[str, Any], words: dict[str, str], top: float) -> None:
    half = (BOX - 12) / 2
    for place, name in enumerate(("pain", "nonpain")):
        corner = (LEFT + place * (half + 12), top)
        middle = LEFT + BOX / 2
        drawing.line((middle, top - GAP), (corner[0] + half / 2, top), colour=drawing.theme.faint)
        size = _counted(words, "row", summary[name], summary[f"{name}_infants"])
        _box(drawing, corner, half, words[name], size)


def _box(drawing: Drawing, corner: tuple[float, float], width: float, title: str, size: str) -> None:
    drawing.rectangle(corner, (width, HEIGHT), fill=drawing.theme.fill, opacity=0.12)
    drawing.text((corner[0] + 10, corner[1] + 19), title, bold=True)
    drawing.text((corner[0] + 10, corner[1] + 37), size, colour=drawing.theme.faint, size=12)


def _sized(words: dict[str, str], size: dict[str, int]) -> str:
    return _counted(words, "video", size["videos"], size["infants"])


def _counted(words: dict[str, str], what: str, number: int, infants: int) -> str:
    things = words[what if number == 1 else f"{what}s"]
    people = words["infant" if infants == 1 else "infants"]
    return f"{number:,} {things}, {infants:,} {people}"


def _left(words: dict[str, str], what: str, number: int, infants: int, reason: str) -> str:
    return f"{_counted(words, what, number, infants)}: {words.get(reason, reason)}"
