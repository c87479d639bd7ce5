"""The figures by name."""

from collections.abc import Callable, Mapping
from typing import Any

from annotator.agreement.figures.pairs import draw_bland_altman, draw_confusion
from annotator.agreement.figures.series import draw_coefficients, draw_drift, draw_flow
from annotator.agreement.figures.svg import THEMES, Theme
from annotator.agreement.figures.words import WORDS

FIGURES: dict[str, Callable[[dict[str, Any], dict[str, str], Theme], str]] = {
    "flow": draw_flow,
    "coefficients": draw_coefficients,
    "bland-altman": draw_bland_altman,
    "confusion": draw_confusion,
    "drift": draw_drift,
}


def draw(
    name: str,
    facts: dict[str, Any],
    *,
    language: str = "en",
    theme: str = "light",
    words: Mapping[str, str] | None = None,
) -> str:
    """A figure as SVG text.

    Args:
        name: One of `FIGURES`.
        facts: The JSON of the flow, the drift, or else the statistics.
        language: `en` or `it`.
        theme: `light` or `dark`.
        words: What this figure says in other words than usual, in that language.
    """
    return FIGURES[name](facts, {**WORDS[language], **(words or {})}, THEMES[theme])
