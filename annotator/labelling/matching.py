"""Holds the rows of a file against what a study has: which become labels, and why the others do not.

Knows no web application, no database.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from annotator.labelling.interchange.rows import BY_RULE, VALUES, FileRow
from annotator.labelling.rules import UNUSABLE, LabelRule

MOST_SHOWN = 80  # letters of what a row said
Content = tuple[str, str, tuple[str, ...]]  # value, reason, actions in order of their names


@dataclass(frozen=True)
class Known:
    """What a study has.

    Attributes:
        frames: the study's frames named by the file.
        elsewhere: frames named by the file that are of another study the person belongs to.
        refused: those of `frames` whose infants' parents have not agreed to labelling.
        there: what the rater says of a frame already.
        rule: what the protocol allows.
    """

    frames: frozenset[UUID]
    elsewhere: frozenset[UUID]
    refused: frozenset[UUID]
    there: Mapping[UUID, Content]
    rule: LabelRule


@dataclass(frozen=True)
class Matched:
    """A row that becomes a label."""

    frame: UUID
    content: Content
    client_at: datetime | None


@dataclass
class Report:
    """What becomes of a file's rows.

    `unmatched` has, for each row without a place, its number, what it said and why, in the file's order.
    """

    matched: list[Matched] = field(default_factory=list)
    there: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    unmatched: list[dict[str, Any]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, Any]:
        """How many rows of each fate."""
        sizes = {"matched": len(self.matched), "there": self.there, "unmatched": len(self.unmatched)}
        return {**sizes, "passed_over": dict(self.passed_over)}


class _Unmatched(Exception):  # noqa: N818 - a row's fate, not a failure
    """The row has no place; the argument says why."""


def frame_of(row: FileRow) -> UUID | None:
    """The frame a row speaks of; None when that is no id."""
    said = row.said.get("frame")
    try:
        return UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None


def match(rows: list[FileRow], known: Known, *, file_rater: str = "") -> Report:
    """Decides about every row.

    Labels by rule, second readings and, where one rater's rows are asked for, those of others are passed over.
    """
    report = Report()
    seen: set[UUID] = set()
    for row in rows:
        passed = _passed_over(row.said, file_rater)
        if passed:
            report.passed_over[passed] += 1
            continue
        try:
            found = _matched(row, known, seen)
        except _Unmatched as problem:
            said = {name: shown(value) for name, value in row.said.items() if name in ("frame", "value", "reason")}
            report.unmatched.append({"row": row.number, "said": said, "reason": str(problem)})
            continue
        if found is None:
            report.there += 1
        else:
            report.matched.append(found)
    return report


def shown(value: object) -> str:
    """What a file said, as text that can be shown; cut short."""
    text = value if isinstance(value, str) else repr(value)
    return "".join(letter if letter.isprintable() else "·" for letter in text[:MOST_SHOWN])


def _passed_over(said: Mapping[str, Any], file_rater: str) -> str:
    if said.get("source") == BY_RULE:
        return "by_rule"
    if str(said.get("reading", 1)) == "2":
        return "second_reading"
    return "other_rater" if file_rater and str(said.get("rater", "")) != file_rater else ""


def _matched(row: FileRow, known: Known, seen: set[UUID]) -> Matched | None:
    """The label a row becomes; None when it is there already, word for word."""
    frame = _place(row, known)
    if frame in seen:
        raise _Unmatched("duplicate")
    content = _content(row.said, known.rule)
    at = _time(row.said.get("client_at"))
    seen.add(frame)
    if frame not in known.there:
        return Matched(frame, content, at)
    if known.there[frame] != content:
        raise _Unmatched("different")
    return None


def _place(row: FileRow, known: Known) -> UUID:
    frame = frame_of(row)
    if frame is None:
        raise _Unmatched("no_frame")
    if frame in known.elsewhere:
        raise _Unmatched("other_study")
    if frame not in known.frames:
        raise _Unmatched("unknown_frame")
    if frame in known.refused:
        raise _Unmatched("no_consent")
    return frame


def _content(said: Mapping[str, Any], rule: LabelRule) -> Content:
    value, reason, actions = said.get("value"), said.get("reason", ""), said.get("actions", [])
    if not isinstance(value, str) or not isinstance(reason, str) or not isinstance(actions, list):
        raise _Unmatched("wrong_type")
    if not all(isinstance(action, str) for action in actions):
        raise _Unmatched("wrong_type")
    if value not in VALUES:
        raise _Unmatched("unknown_label")
    if value == UNUSABLE and not reason:
        raise _Unmatched("reason_missing")
    if reason and (value != UNUSABLE or reason not in rule.exclusion_reasons):
        raise _Unmatched("reason_unknown")
    if set(actions) - set(rule.frame_actions):
        raise _Unmatched("action_unknown")
    return value, reason, tuple(sorted(set(actions)))


def _time(said: object) -> datetime | None:
    if said in (None, ""):
        return None
    try:
        at = datetime.fromisoformat(str(said))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _Unmatched("wrong_time") from None
