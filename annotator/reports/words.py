"""How a report says things: words and numbers of one language."""

from datetime import date, datetime
from typing import Any

from annotator.reports.words_en import WORDS as EN
from annotator.reports.words_it import WORDS as IT

WORDS = {"en": EN, "it": IT}
ABSENT = "\N{EN DASH}"


class Say:
    """Speaks one language.

    `say("key", name=value)` is a sentence; a key without a sentence is said as it is, so that a new reason or column
    is still shown.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = WORDS[language]

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence of the key."""
        return self._words.get(key, key.rsplit(".", 1)[-1].replace("_", " ")).format(**values)

    def known(self, key: str, usual: str) -> str:
        """The word of the key where this language has its own, else the usual one."""
        return self._words.get(key, usual)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """With the language's marks; a dash for None."""
        if value is None:
            return ABSENT
        told = f"{value:,.{decimals}f}"
        return told if self.language == "en" else told.translate(str.maketrans(",.", ".,"))

    def share(self, value: float | None, decimals: int = 1) -> str:
        """A share of 1 in per cent."""
        return ABSENT if value is None else f"{self.number(100 * value, decimals)} %"

    def interval(self, ends: Any, decimals: int = 2) -> str:
        """Two ends in brackets; nothing without them."""
        if not ends or None in ends:
            return ""
        apart = ", " if self.language == "en" else "; "
        return f"[{apart.join(self.number(end, decimals) for end in ends)}]"

    def measured(self, value: float | None, ends: Any, decimals: int = 2) -> str:
        """A value with its interval."""
        return f"{self.number(value, decimals)} {self.interval(ends, decimals)}".strip()

    def date(self, day: date | datetime) -> str:
        """Year, month and day, the same everywhere (ISO 8601)."""
        return f"{day:%Y-%m-%d}"

    def listed(self, names: Any) -> str:
        """Names one after the other."""
        return ", ".join(str(name) for name in names) or ABSENT
