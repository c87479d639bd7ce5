"""What one batch of changes does to coded intervals. Knows no web application, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from annotator.scoring.spans import Span, clip, join


@dataclass(frozen=True)
class Stated:
    """An interval as somebody stated it; `span` None takes it away, and `action` is then empty."""

    client_id: UUID
    action: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Past:
    """A row once written: what it said, in which version it was written, in which it ended; None: it counts."""

    stated: Stated
    version: int
    ended_version: int | None = None


@dataclass
class Outcome:
    """What a batch changes.

    Attributes:
        after: every interval that counts afterwards, by client id.
        written: statements to keep, in order; those not in `after` were joined with others at once.
        merged: per surviving client id the client ids it took in.
    """

    after: dict[UUID, Stated]
    written: list[Stated] = field(default_factory=list)
    merged: dict[UUID, list[UUID]] = field(default_factory=dict)


def already_done(change: Stated, rows: Sequence[Past], base_version: int) -> int | None:
    """The version in which a change sent before was carried out; None when it is news.

    A change is known again by its content, if it was written after the version its sender knew: an edit there and
    back again is therefore no repetition. Taking away what does not count is always done already, and 0 when
    there never was such an interval.

    Args:
        change: what is asked for.
        rows: everything ever written under the change's client id.
        base_version: the version its sender knows.
    """
    if change.span is None:
        ended = [row.ended_version for row in rows]
        return None if None in ended else max((version for version in ended if version), default=0)
    for row in rows:
        if row.stated == change and (row.ended_version is None or row.version > base_version):
            return row.version
    return None


def known_version(done: Iterable[int], base_version: int) -> int:
    """The version a sender knows, counting those its own repeated changes made.

    A browser whose answer was lost sends old and new changes together; what it wrote itself is no conflict.
    """
    versions = set(done)
    while base_version + 1 in versions:
        base_version += 1
    return base_version


def apply_batch(live: Mapping[UUID, Stated], changes: Sequence[Stated]) -> Outcome:
    """Carries out the changes, the last one per client id, and joins intervals that overlap or touch."""
    outcome = Outcome(after=dict(live))
    latest = {change.client_id: change for change in changes}
    for client_id, change in latest.items():
        if change.span is None:
            outcome.after.pop(client_id, None)
        elif outcome.after.get(client_id) != change:
            outcome.after[client_id] = change
            outcome.written.append(change)
    for action in sorted({change.action for change in outcome.written}):
        _join_action(outcome, action, list(latest))
    return outcome


def _join_action(outcome: Outcome, action: str, changed: Sequence[UUID]) -> None:
    for span, parts in _touching(stated for stated in outcome.after.values() if stated.action == action):
        if len(parts) < 2:
            continue
        # The interval just worked on keeps its name, so that the browser still finds it under the hand.
        news = [part for part in parts if part.client_id in changed]
        survivor = max(news, key=lambda part: changed.index(part.client_id)) if news else parts[0]
        taken = [part.client_id for part in parts if part is not survivor]
        for client_id in taken:
            del outcome.after[client_id]
        union = Stated(survivor.client_id, action, span)
        if union != survivor:
            outcome.after[survivor.client_id] = union
            outcome.written.append(union)
        outcome.merged[survivor.client_id] = taken


def _touching(stated: Iterable[Stated]) -> list[tuple[Span, list[Stated]]]:
    groups: list[tuple[Span, list[Stated]]] = []
    spans = sorted(((one.span, one) for one in stated if one.span), key=lambda pair: pair[0])
    for span, one in spans:
        if groups and span.start <= groups[-1][0].end:
            union, parts = groups[-1]
            groups[-1] = (Span(union.start, max(union.end, span.end)), [*parts, one])
        else:
            groups.append((span, [one]))
    return groups


def by_action(stated: Iterable[Stated]) -> dict[str, list[Span]]:
    """The spans of each action."""
    spans: dict[str, list[Span]] = {}
    for one in stated:
        if one.span is not None:
            spans.setdefault(one.action, []).append(one.span)
    return spans


def same_inside(before: Iterable[Stated], after: Iterable[Stated], window: Span) -> bool:
    """Whether both cover the same frames of the window, action by action."""
    old, new = by_action(before), by_action(after)
    return all(
        join(clip(old.get(action, []), window)) == join(clip(new.get(action, []), window)) for action in {*old, *new}
    )
