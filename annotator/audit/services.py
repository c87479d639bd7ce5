"""Writing to the audit log and checking it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils import timezone

from annotator.audit.chain import Verification, hash_of, walk
from annotator.audit.models import GENESIS, AuditEvent
from annotator.core.prepared import Prepared

_LAST = Prepared(lambda: AuditEvent.objects.order_by("-sequence").values_list("sequence", "hash")[:1])
CHAIN_LOCK = 0x6175_6469_74  # any constant will do: the key of PostgreSQL's advisory lock for the chain


@transaction.atomic(savepoint=False)
def record(
    *,
    actor: AbstractBaseUser | None,
    action: str,
    study_id: UUID | None = None,
    subject: models.Model | None = None,
    detail: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Appends one event in the caller's transaction, so that a change and its event live or die together.

    Args:
        actor: who acted; None for the system itself.
        action: noun and past verb, such as `video.opened`.
        study_id: the study it belongs to, if any.
        subject: the row it is about.
        detail: ids and counts only, never names.
        reason: what the person gave as reason.
    """
    _lock_chain()
    last = _LAST.rows()
    sequence, previous = last[0] if last else (0, GENESIS)
    event = AuditEvent(
        sequence=sequence + 1,
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        action=action,
        study_id=study_id,
        object_type=subject._meta.model_name or "" if subject else "",
        object_id=str(subject.pk) if subject else "",
        detail=detail or {},
        reason=reason,
        previous_hash=previous,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    return event


def _lock_chain() -> None:
    # SQLite's IMMEDIATE transactions already let one writer in at a time.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def verify_chain() -> Verification:
    """Walks the whole chain."""
    return walk(AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000))
