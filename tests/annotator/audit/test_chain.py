"""The audit chain: append-only, and every tampering shows."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from annotator.accounts.models import User
from annotator.audit import triggers
from annotator.audit.chain import hash_of, walk
from annotator.audit.files import place_of
from annotator.audit.models import GENESIS, AuditEvent
from annotator.audit.services import record, verify_chain
from annotator.studies.models import Infant
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(site_admin: User) -> list[AuditEvent]:
    return [record(actor=site_admin, action=f"thing.{n}", detail={"n": n}, reason="è\n") for n in range(5)]


def test_events_are_linked(events: list[AuditEvent]) -> None:
    first = AuditEvent.objects.order_by("sequence")[0]
    assert (first.sequence, first.previous_hash) == (1, GENESIS)
    assert verify_chain().first_bad_sequence is None
    assert verify_chain().head == events[-1].hash


@pytest.mark.parametrize("change", ["update", "delete", "raw update", "raw delete"])
def test_r_aud2_events_cannot_be_changed_or_deleted(events: list[AuditEvent], change: str) -> None:
    target = AuditEvent.objects.filter(sequence=events[1].sequence)
    acts: dict[str, Any] = {
        "update": lambda: target.update(reason="other"),
        "delete": lambda: target._raw_delete(target.db),
        "raw update": lambda: connection.cursor().execute("UPDATE audit_auditevent SET reason = 'x'"),
        "raw delete": lambda: connection.cursor().execute("DELETE FROM audit_auditevent"),
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        acts[change]()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_auditevent SET reason = 'other' WHERE sequence = 3",
        "UPDATE audit_auditevent SET actor_id = NULL WHERE sequence = 3",
        "DELETE FROM audit_auditevent WHERE sequence = 3",
        "UPDATE audit_auditevent SET hash = 'forged' WHERE sequence = 3",
    ],
)
def test_r_aud2_tampering_past_the_triggers_shows(events: list[AuditEvent], tampering: str) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    assert verify_chain().first_bad_sequence in (3, 4)
    with pytest.raises(CommandError, match="broken at event"):
        call_command("verify", stdout=StringIO(), stderr=StringIO())


def test_an_event_lives_and_dies_with_its_transaction(site_admin: User) -> None:
    before = AuditEvent.objects.count()
    with transaction.atomic():
        record(actor=site_admin, action="never.happened")
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == before


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3), st.text(max_size=10))
def test_the_hash_covers_detail_and_reason(detail: dict[str, Any], reason: str) -> None:
    event = AuditEvent(sequence=1, at=timezone.now(), action="a", detail=detail, reason=reason, previous_hash=GENESIS)
    event.hash = hash_of(event)
    assert walk([event]).first_bad_sequence is None
    event.reason += "x"
    assert walk([event]).first_bad_sequence == 1


@pytest.mark.parametrize("damage", ["missing", "size", "sha256"])
def test_verify_finds_damaged_files(infant: Infant, damage: str) -> None:
    video = factories.make_ready_video(infant)
    call_command("verify", stdout=StringIO())
    assert video.playback is not None
    place = place_of(video.playback.path)
    content = place.read_bytes()
    if damage == "missing":
        place.unlink()
    else:
        place.write_bytes(content + b"x" if damage == "size" else b"X" + content[1:])
    errors = StringIO()
    with pytest.raises(CommandError, match="1 stored files"):
        call_command("verify", stdout=StringIO(), stderr=errors)
    assert damage in errors.getvalue()


def test_a_stored_file_cannot_lie_outside_the_media_folder() -> None:
    for path in ("../secret_key", "/etc/passwd", "a/../../b"):
        with pytest.raises(ValueError, match="outside"):
            place_of(path)
