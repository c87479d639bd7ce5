"""Figures of a report as SVG that needs no program to make and no font to read, each with its numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from training.dataset import CLASSES
from training.figures import BINS
from training.predictions import Predictions

PANEL_PX, GAP_PX, TOP_PX, CELL_PX = 220, 40, 46, 80
COLOURS = ("#0b6e99", "#b3541e", "#4d7c0f", "#7c3aed", "#be123c", "#525252")
INK, PALE = "#1f2933", "#9aa5b1"


@dataclass(frozen=True)
class Drawing:
    """A figure.

    Attributes:
        svg: The picture.
        head, rows: Its numbers.
    """

    svg: str
    head: tuple[str, ...]
    rows: list[list[Any]]


def confusion_drawing(matrices: Mapping[str, list[list[int]]], *, stamp: str | None) -> Drawing:
    """Confusion matrices side by side, rows true, columns predicted, shaded by the share of the true class."""
    parts, rows = [], []
    for place, (name, matrix) in enumerate(matrices.items()):
        left = GAP_PX + place * (2 * CELL_PX + GAP_PX + 50)
        parts.append(_text(left, TOP_PX - 8, name, bold=True))
        for true, counts in enumerate(matrix):
            parts.append(_text(left, TOP_PX + true * CELL_PX + CELL_PX / 2, CLASSES[true]))
            for said, count in enumerate(counts):
                share = count / max(1, sum(counts))
                x, y = left + 55 + said * CELL_PX, TOP_PX + true * CELL_PX
                parts.append(_cell(x, y, share))
                shown = f"{count} ({share:.0%})"
                parts.append(_text(x + CELL_PX / 2, y + CELL_PX / 2, shown, middle=True, light=share > 0.5))
                rows.append([name, CLASSES[true], CLASSES[said], count])
        for said, label in enumerate(CLASSES):
            centre = left + 55 + said * CELL_PX + CELL_PX / 2
            parts.append(_text(centre, TOP_PX + 2 * CELL_PX + 16, f"said {label}", middle=True))
    width = GAP_PX + len(matrices) * (2 * CELL_PX + GAP_PX + 50)
    head = ("part", "true", "predicted", "rows")
    return Drawing(_svg(width, TOP_PX + 2 * CELL_PX + 30, parts, "Confusion matrices", stamp), head, rows)


def reliability_drawing(said: Mapping[str, Predictions], *, stamp: str | None) -> Drawing:
    """Share of pain against mean probability in 15 equal bins, before and after calibration."""
    parts = [_frame(GAP_PX, "probability of pain", "share of pain"), _line([(0, 0), (1, 1)], GAP_PX, PALE)]
    rows: list[list[Any]] = []
    for place, (name, predictions) in enumerate(said.items()):
        bins = np.clip(np.ceil(predictions.probabilities * BINS).astype(np.int64) - 1, 0, BINS - 1)
        points = []
        for number in np.unique(bins):
            inside = bins == number
            mean = float(predictions.probabilities[inside].mean())
            share = float(predictions.labels[inside].mean())
            points.append((mean, share))
            rows.append([name, int(number) + 1, int(inside.sum()), mean, share])
        parts += [_line(points, GAP_PX, COLOURS[place]), _legend(place, name)]
    head = ("probabilities", "bin", "rows", "mean_probability", "share_of_pain")
    svg = _svg(PANEL_PX + 2 * GAP_PX + 90, TOP_PX + PANEL_PX + 40, parts, "Reliability", stamp)
    return Drawing(svg, head, rows)


def curves_drawing(curves: Mapping[str, Sequence[Mapping[str, float | None]]], *, stamp: str | None) -> Drawing:
    """Loss and accuracy of validation by epoch, a line per fold; of training where there is no validation."""
    rows: list[list[Any]] = []
    parts = []
    validated = any(one["validation_loss"] is not None for epochs in curves.values() for one in epochs)
    columns = ("validation_loss", "validation_accuracy") if validated else ("loss", "accuracy")
    last = max((one["epoch"] or 1.0) for epochs in curves.values() for one in epochs)
    for panel, column in enumerate(columns):
        left = GAP_PX + panel * (PANEL_PX + 2 * GAP_PX)
        peak = max((one[column] or 0.0) for epochs in curves.values() for one in epochs) or 1.0
        top = 1.0 if "accuracy" in column else peak
        parts.append(_frame(left, "epoch", f"{column.replace('_', ' ')} (0 to {top:.3g})"))
        for place, epochs in enumerate(curves.values()):
            known = [(one["epoch"], one[column]) for one in epochs]
            points = [(epoch / last, value / top) for epoch, value in known if epoch is not None and value is not None]
            parts.append(_line(points, left, COLOURS[place % len(COLOURS)]))
    for name, epochs in curves.items():
        rows += [[name, *one.values()] for one in epochs]
    head = ("fold", "epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds")
    width = 2 * (PANEL_PX + 2 * GAP_PX)
    return Drawing(_svg(width, TOP_PX + PANEL_PX + 40, parts, "Learning curves", stamp), head, rows)


def _svg(width: float, height: float, parts: Sequence[str], title: str, stamp: str | None) -> str:
    warning = [_text(width - 10, 18, stamp, bold=True, end=True)] if stamp else []
    shown = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
    body = "\n".join([f"<title>{escape(title)}</title>", _text(GAP_PX, 18, title, bold=True), *warning, *parts])
    return f'{shown} font-family="sans-serif" font-size="11">\n{body}\n</svg>\n'


def _text(
    x: float,
    y: float,
    words: str,
    *,
    bold: bool = False,
    middle: bool = False,
    end: bool = False,
    light: bool = False,
) -> str:
    anchor = "middle" if middle else "end" if end else "start"
    weight, colour = ("bold" if bold else "normal"), ("#ffffff" if light else INK)
    style = f'text-anchor="{anchor}" font-weight="{weight}" fill="{colour}"'
    return f'<text x="{x:g}" y="{y:g}" {style}>{escape(words)}</text>'


def _cell(x: float, y: float, share: float) -> str:
    place = f'x="{x:g}" y="{y:g}" width="{CELL_PX}" height="{CELL_PX}"'
    return f'<rect {place} fill="{COLOURS[0]}" fill-opacity="{0.06 + 0.94 * share:.3f}" stroke="{INK}"/>'


def _frame(left: float, across: str, up: str) -> str:
    box = f'<rect x="{left:g}" y="{TOP_PX}" width="{PANEL_PX}" height="{PANEL_PX}" fill="none" stroke="{INK}"/>'
    labels = [_text(left + PANEL_PX / 2, TOP_PX + PANEL_PX + 20, across, middle=True), _text(left, TOP_PX - 8, up)]
    return "\n".join([box, *labels])


def _line(points: Sequence[tuple[float, float]], left: float, colour: str) -> str:
    """A line through points of the unit square, with a dot at each."""
    placed = [(left + x * PANEL_PX, TOP_PX + (1 - y) * PANEL_PX) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>' for x, y in placed)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>{dots}'


def _legend(place: int, name: str) -> str:
    x, y = GAP_PX + PANEL_PX + 14, TOP_PX + 14 + 18 * place
    mark = f'<rect x="{x}" y="{y - 8}" width="10" height="10" fill="{COLOURS[place]}"/>'
    return mark + _text(x + 16, y, name)
