"""Changes to studies, members, infants and consent; each with its audit event in one transaction."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import UUIDField
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.core.prepared import Prepared, columns_of, objects_of
from annotator.studies.models import Consent, Infant, Membership, Preset, Protocol, Role, Study
from annotator.studies.presets import DOCUMENTS


@transaction.atomic
def create_study(*, actor: User, name: str, preset: Preset, description: str = "") -> Study:
    """A study with its preset as protocol version 1 and its creator as admin.

    Raises:
        DomainError: `study_name_taken`.
    """
    study = Study(name=name, description=description)
    _save_unique(study, "study_name_taken", "There is already a study with this name.")
    Membership.objects.create(study=study, user=actor, roles=[Role.ADMIN])
    Protocol.objects.create(study=study, version=1, preset=preset, document=DOCUMENTS[preset], created_by=actor)
    record(actor=actor, action="study.created", study_id=study.id, subject=study, detail={"preset": preset})
    return study


@transaction.atomic
def change_study(*, actor: User, study: Study, changes: dict[str, Any]) -> Study:
    """Renames or describes a study anew; raises `study_name_taken`."""
    for field, value in changes.items():
        setattr(study, field, value)
    _save_unique(study, "study_name_taken", "There is already a study with this name.")
    detail = {"fields": sorted(changes)}
    record(actor=actor, action="study.changed", study_id=study.id, subject=study, detail=detail)
    return study


@transaction.atomic
def add_protocol_version(*, actor: User, study: Study, document: dict[str, Any], note: str) -> Protocol:
    """The next version of the protocol; whatever was done under the old one keeps pointing at it."""
    last = Protocol.objects.select_for_update().filter(study=study).order_by("-version").first()
    if last is None:
        raise DomainError("protocol_missing", "This study has no protocol to follow on.", status_code=409)
    protocol = Protocol.objects.create(
        study=study,
        version=last.version + 1,
        preset=last.preset,
        document=document,
        note=note,
        created_by=actor,
    )
    detail = {"version": protocol.version}
    record(actor=actor, action="protocol.versioned", study_id=study.id, subject=protocol, detail=detail)
    return protocol


def current_protocol(study: Study) -> Protocol:
    """The newest version; every study has one."""
    return objects_of(Protocol, _NEWEST_PROTOCOL.rows(study=study.pk))[0]


_NEWEST_PROTOCOL = Prepared(
    lambda study: Protocol.objects.filter(study=study).order_by("-version").values_list(*columns_of(Protocol))[:1],
    study=UUIDField(),
)


@transaction.atomic
def add_member(*, actor: User, study: Study, email: str, roles: list[str]) -> Membership:
    """Lets a person who already signs in here into the study.

    Raises:
        DomainError: `user_unknown` (they must be invited) or `member_exists`.
    """
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise DomainError("user_unknown", "Nobody signs in with this address yet: invite them.", status_code=404)
    membership = Membership(study=study, user=person, roles=sorted(set(roles)))
    _save_unique(membership, "member_exists", "This person is already in the study.")
    _record_roles(actor, membership, "member.added")
    return membership


@transaction.atomic
def change_roles(*, actor: User, membership: Membership, roles: list[str]) -> Membership:
    """Gives a member other roles; raises `last_admin` when nobody would be left to run the study."""
    if Role.ADMIN not in roles:
        _keep_an_admin(membership)
    membership.roles = sorted(set(roles))
    membership.save(update_fields=["roles"])
    _record_roles(actor, membership, "member.roles_changed")
    return membership


@transaction.atomic
def remove_member(*, actor: User, membership: Membership) -> None:
    """Ends a membership with this request; what the person did stays theirs. Raises `last_admin`."""
    _keep_an_admin(membership)
    _record_roles(actor, membership, "member.removed")
    membership.delete()


def _record_roles(actor: User, membership: Membership, action: str) -> None:
    detail = {"person": membership.user_id, "roles": membership.roles}
    record(actor=actor, action=action, study_id=membership.study_id, subject=membership, detail=detail)


def _keep_an_admin(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(study=membership.study_id, user__is_active=True)
    if Role.ADMIN in membership.roles and not any(
        Role.ADMIN in other.roles for other in others.exclude(pk=membership.pk)
    ):
        raise DomainError("last_admin", "A study needs at least one admin.", status_code=409)


@transaction.atomic
def add_infant(*, actor: User, study: Study, **facts: Any) -> Infant:
    """An infant under a pseudonym; raises `pseudonym_taken`."""
    infant = Infant(study=study, **facts)
    _save_unique(infant, "pseudonym_taken", "This study already has an infant with this pseudonym.")
    record(actor=actor, action="infant.added", study_id=study.id, subject=infant)
    return infant


@transaction.atomic
def change_infant(*, actor: User, infant: Infant, changes: dict[str, Any]) -> Infant:
    """Corrects an infant's facts; raises `pseudonym_taken`."""
    for field, value in changes.items():
        setattr(infant, field, value)
    _save_unique(infant, "pseudonym_taken", "This study already has an infant with this pseudonym.")
    detail = {"fields": sorted(changes)}
    record(actor=actor, action="infant.changed", study_id=infant.study_id, subject=infant, detail=detail)
    return infant


@transaction.atomic
def record_consent(
    *, actor: User, infant: Infant, scopes: list[str], document_version: str, signed_on: date
) -> Consent:
    """Puts a consent in force and the former one aside; raises `consent_in_future`."""
    if signed_on > timezone.localdate():
        raise DomainError("consent_in_future", "The consent is dated in the future.")
    Infant.objects.select_for_update().get(pk=infant.pk)
    Consent.objects.filter(infant=infant, superseded_at=None).update(superseded_at=timezone.now())
    consent = Consent.objects.create(
        infant=infant,
        scopes=sorted(set(scopes)),
        document_version=document_version,
        signed_on=signed_on,
        recorded_by=actor,
    )
    detail = {"infant": str(infant.id), "scopes": consent.scopes}
    record(actor=actor, action="consent.recorded", study_id=infant.study_id, subject=consent, detail=detail)
    return consent


def consent_in_force(infant: Infant) -> Consent | None:
    """The consent that counts now; None when there is none."""
    return Consent.objects.filter(infant=infant, superseded_at=None).first()


def _save_unique(row: Study | Membership | Infant, code: str, message: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError(code, message, status_code=409) from None
