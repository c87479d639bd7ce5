"""Checks of short texts people type or files bring along."""

import unicodedata
from typing import Any

from rest_framework import serializers

# Bidirectional overrides can make "gpj.exe" read as "exe.jpg"; control characters can break logs and headers.
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
LINE_BREAKS = "\n\r\t"


def has_hidden_characters(text: str, *, allow_line_breaks: bool = False) -> bool:
    """Whether the text holds control, formatting or private-use characters."""
    kept = LINE_BREAKS if allow_line_breaks else ""
    return any(unicodedata.category(character) in FORBIDDEN_CATEGORIES and character not in kept for character in text)


class PlainText(serializers.CharField):
    """One line of visible text."""

    def to_internal_value(self, data: Any) -> str:
        """Refuses hidden characters."""
        text = super().to_internal_value(data)
        if has_hidden_characters(text):
            raise serializers.ValidationError("Contains characters that cannot be seen.")
        return text


class ProseText(serializers.CharField):
    """Visible text that may run over several lines."""

    def to_internal_value(self, data: Any) -> str:
        """Refuses hidden characters other than line breaks."""
        text = super().to_internal_value(data)
        if has_hidden_characters(text, allow_line_breaks=True):
            raise serializers.ValidationError("Contains characters that cannot be seen.")
        return text
