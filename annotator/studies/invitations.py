"""Invitations: the only way in for new people."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.accounts.services import create_person, digest_of
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.studies.models import Invitation, Membership, Study


@transaction.atomic
def invite(
    *, actor: User, email: str, study: Study | None, roles: list[str], is_site_admin: bool = False
) -> tuple[Invitation, str]:
    """An invitation and its token, which cannot be shown again.

    Raises:
        DomainError: `person_exists` when the address already signs in here (add them as member instead).
    """
    if User.objects.filter(email__iexact=email).exists():
        raise DomainError("person_exists", "Somebody already signs in with this address.", status_code=409)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.lower(),
        study=study,
        roles=sorted(set(roles)),
        is_site_admin=is_site_admin,
        digest=digest_of(token),
        invited_by=actor,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_EXPIRES_DAYS),
    )
    detail = {"roles": invitation.roles, "site_admin": is_site_admin}
    study_id = study.id if study else None
    record(actor=actor, action="person.invited", study_id=study_id, subject=invitation, detail=detail)
    return invitation, token


@transaction.atomic
def accept(*, token: str, name: str, password: str) -> User:
    """Makes the invited person; the invitation works once.

    Raises:
        DomainError: `invitation_invalid` for unknown, used, revoked and expired ones alike; `password_too_weak`.
    """
    open_ones = Invitation.objects.open().select_for_update()
    invitation = open_ones.filter(digest=digest_of(token)).first()
    if invitation is None:
        raise DomainError("invitation_invalid", "This invitation is not valid any more. Ask for a new one.")
    person = create_person(email=invitation.email, name=name, password=password, is_site_admin=invitation.is_site_admin)
    if invitation.study_id:
        Membership.objects.create(study_id=invitation.study_id, user=person, roles=invitation.roles)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(actor=person, action="invitation.accepted", study_id=invitation.study_id, subject=invitation)
    return person


@transaction.atomic
def revoke(*, actor: User, invitation: Invitation) -> None:
    """Ends an open invitation; doing it twice changes nothing."""
    if Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        record(actor=actor, action="invitation.revoked", study_id=invitation.study_id, subject=invitation)
