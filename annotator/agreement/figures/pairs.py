"""What two operators gave on the same videos, a panel for each pair."""

import math
from collections.abc import Sequence
from typing import Any

from annotator.agreement.figures.svg import Drawing, Theme, scaled

PANEL, COLUMNS, MOST = 300, 3, 12
LARGEST = 16


def draw_bland_altman(facts: dict[str, Any], words: dict[str, str], theme: Theme) -> str:
    """Difference against mean; the area of a dot grows with the videos there, dashed lines are the limits."""
    pairs = list(zip(facts["bland_altman"], facts["pairs"], strict=True))
    drawing, places = _panels(len(pairs), words, theme)
    levels = facts["levels"] or [0, 1]
    reach = max(levels[-1] - levels[0], 1)
    for (drawn, measured), (left, top) in zip(pairs, places, strict=False):
        across, down = (left + 44, left + PANEL - 10), (top + PANEL - 44, top + 48)
        # The largest dot stays clear of the numbers beside the axes.
        inside = (across[0] + LARGEST + 4, across[1] - LARGEST - 4)
        drawing.text((left + PANEL / 2, top + 22), " - ".join(drawn["operators"]), anchor="middle", bold=True)
        limits = measured["bland_altman"]
        lines = ((0.0, "", theme.line), (limits["bias"], "", theme.faint), (limits["low"], "5 4", theme.faint))
        for value, dash, colour in (*lines, (limits["high"], "5 4", theme.faint)):
            if value is not None:
                y = scaled(value, (-reach, reach), down)
                drawing.line((across[0], y), (across[1], y), dash=dash, colour=colour)
        for point in drawn["points"]:
            centre = (
                scaled(point["mean"], (levels[0], levels[-1]), inside),
                scaled(point["difference"], (-reach, reach), down),
            )
            drawing.circle(centre, min(3 + math.sqrt(point["n"]) * 2, LARGEST), colour=theme.fill, opacity=0.55)
        _axis(drawing, (levels[0], levels[-1]), inside, top + PANEL - 22)
        drawing.text((left + 8, top + 30), words["difference"], size=11, colour=theme.faint)
        for tick in (-reach, 0, reach):
            y = scaled(tick, (-reach, reach), down)
            drawing.text((across[0] - 8, y + 4), f"{tick}", anchor="end", size=11, colour=theme.faint)
        drawing.text((left + PANEL / 2, top + PANEL - 6), words["mean"], anchor="middle", size=11, colour=theme.faint)
    described = words["bland-altman_desc"].format(pairs=len(pairs))
    return drawing.finished(title=words["bland-altman"], description=described)


def draw_confusion(facts: dict[str, Any], words: dict[str, str], theme: Theme) -> str:
    """A table of counts for each pair; the darker the more videos, the count written inside."""
    pairs = facts["confusions"]
    drawing, places = _panels(len(pairs), words, theme)
    levels = facts["levels"]
    for one, (left, top) in zip(pairs, places, strict=False):
        matrix = one["matrix"]
        most = max([1, *(count for row in matrix for count in row)])
        cell = (PANEL - 90) / max(len(levels), 1)
        drawing.text((left + PANEL / 2 + 15, top + 20), one["operators"][1], anchor="middle", bold=True)
        drawing.text((left + 16, top + PANEL / 2 + 10), one["operators"][0], anchor="middle", bold=True)
        every = -(-len(levels) // 12)
        for row, level in enumerate(levels):
            if row % every == 0:
                middle = cell * (row + 0.6)
                drawing.text((left + 52, top + 48 + middle), f"{level}", anchor="end", size=11, colour=theme.faint)
                place = (left + 60 + cell * (row + 0.5), top + 40)
                drawing.text(place, f"{level}", anchor="middle", size=11, colour=theme.faint)
            _cells(drawing, matrix[row], (left + 60, top + 48 + cell * row), cell, most)
    described = words["confusion_desc"].format(pairs=len(pairs))
    return drawing.finished(title=words["confusion"], description=described)


def _cells(drawing: Drawing, counts: Sequence[int], corner: tuple[float, float], cell: float, most: int) -> None:
    for column, count in enumerate(counts):
        place = (corner[0] + cell * column, corner[1])
        drawing.rectangle(place, (cell, cell), fill=drawing.theme.fill, opacity=0.45 * count / most)
        if count and cell >= 14:
            drawing.text((place[0] + cell / 2, place[1] + cell / 2 + 4), f"{count}", anchor="middle", size=12)


def _axis(drawing: Drawing, ends: tuple[float, float], across: tuple[float, float], y: float) -> None:
    for tick in ends:
        place = (scaled(tick, ends, across), y)
        drawing.text(place, f"{tick:g}", anchor="middle", size=11, colour=drawing.theme.faint)


def _panels(pairs: int, words: dict[str, str], theme: Theme) -> tuple[Drawing, list[tuple[float, float]]]:
    """A drawing with room for the pairs, at most MOST of them, and the upper left corner of each panel."""
    shown = min(pairs, MOST)
    rows = max(1, -(-shown // COLUMNS))
    drawing = Drawing(PANEL * max(1, min(shown, COLUMNS)) + 20, PANEL * rows + 30, theme)
    places = [(10.0 + PANEL * (n % COLUMNS), PANEL * float(n // COLUMNS)) for n in range(shown)]
    if not shown:
        drawing.text((20, 40), words["nothing"])
    if pairs > shown:
        drawing.text((20, PANEL * rows + 20), words["more"].format(n=pairs - shown))
    return drawing, places
