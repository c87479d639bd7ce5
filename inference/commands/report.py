"""How a subcommand answers: sentences for people, or one JSON object per line for programs."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any


class Report:
    """Speaks to whoever ran the command.

    Args:
        as_json: write `{"progress": [done, total]}` while working and `{"result": {...}}`,
            `{"refused": {...}}` or `{"failed": {...}}` at the end, each on its own line; else sentences.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is."""
        if self._as_json:
            self._line({"progress": [done, total]})

    def result(self, fields: Mapping[str, Any], *, in_words: Callable[[Mapping[str, Any]], str]) -> None:
        """Give the result, as fields or in words."""
        if self._as_json:
            self._line({"result": dict(fields)})
        else:
            sys.stdout.write(in_words(fields) + "\n")

    def refused(self, code: str, message: str) -> None:
        """Say that the file cannot be used, and why."""
        if self._as_json:
            self._line({"refused": {"code": code, "message": message}})
        sys.stderr.write(message + "\n")

    def failed(self, error: OSError) -> None:
        """Say that the machine, not the file, stopped the work."""
        if self._as_json:
            self._line({"failed": {"errno": error.errno, "message": str(error)}})
        sys.stderr.write(f"{error}\n")

    def _line(self, content: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(content, separators=(",", ":")) + "\n")
        sys.stdout.flush()
