"""The hash chain: what an event's hash covers, and the walk that finds the first broken link."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.audit.models import GENESIS, AuditEvent


def hash_of(event: AuditEvent) -> str:
    """SHA-256 over every column of the event and the hash before it, as canonical JSON."""
    covered = [
        event.sequence,
        event.at.isoformat(timespec="microseconds"),
        event.actor_id,
        event.action,
        str(event.study_id) if event.study_id else None,
        event.object_type,
        event.object_id,
        event.detail,
        event.reason,
        event.previous_hash,
    ]
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Verification:
    """What a walk along the chain found.

    Attributes:
        events: how many were read.
        first_bad_sequence: where the chain breaks; None when it is intact.
        head: the last good hash. Written down elsewhere, it also shows a chain cut short.
    """

    events: int
    first_bad_sequence: int | None
    head: str


def walk(events: Iterable[AuditEvent]) -> Verification:
    """Checks events in their order: no gap, no changed column, each bound to the one before."""
    head, count = GENESIS, 0
    for event in events:
        linked = event.sequence == count + 1 and event.previous_hash == head
        if not linked or event.hash != hash_of(event):
            return Verification(events=count, first_bad_sequence=event.sequence, head=head)
        head, count = event.hash, count + 1
    return Verification(events=count, first_bad_sequence=None, head=head)
