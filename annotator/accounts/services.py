"""What people change about themselves and their tokens."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.accounts.models import ApiToken, User
from annotator.audit.services import record
from annotator.core.errors import DomainError

TOKEN_PREFIX = "ipa_"  # noqa: S105  (recognisable in a leak scan, not a secret)


def digest_of(token: str) -> str:
    """The SHA-256 of a token; plain hashing suffices for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_token(*, user: User, name: str, expires_in_days: int) -> tuple[ApiToken, str]:
    """A new token and its text, which cannot be shown again.

    Raises:
        DomainError: `token_name_taken` when the person has a live token of that name.
    """
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                user=user,
                name=name,
                prefix=text[:12],
                digest=digest_of(text),
                expires_at=timezone.now() + timedelta(days=expires_in_days),
            )
    except IntegrityError:
        raise DomainError("token_name_taken", "You already have a token with this name.", status_code=409) from None
    record(actor=user, action="token.created", subject=token)
    return token, text


@transaction.atomic
def revoke_token(*, user: User, token: ApiToken) -> None:
    """Ends a token at once; doing it twice changes nothing."""
    if ApiToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=timezone.now()):
        record(actor=user, action="token.revoked", subject=token)


@transaction.atomic
def change_profile(*, user: User, changes: dict[str, Any]) -> User:
    """Saves a person's own name and preferences."""
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    record(actor=user, action="profile.changed", subject=user, detail={"fields": sorted(changes)})
    return user


@transaction.atomic
def create_person(*, email: str, name: str, password: str, is_site_admin: bool = False) -> User:
    """A person with a password that passes the rules.

    Raises:
        DomainError: `password_too_weak` with the reasons per field, or `person_exists`.
    """
    candidate = User(email=email, name=name)
    try:
        validate_password(password, candidate)
    except ValidationError as error:
        reasons = {"fields": {"password": error.messages}}
        raise DomainError("password_too_weak", "This password is too weak.", extra=reasons) from None
    if User.objects.filter(email__iexact=email).exists():
        raise DomainError("person_exists", "Somebody already signs in with this address.", status_code=409)
    user = User.objects.create_user(email, password, name=name, is_superuser=is_site_admin)
    record(actor=user, action="person.created", subject=user, detail={"site_admin": is_site_admin})
    return user


@transaction.atomic
def set_active(*, actor: User, person: User, active: bool, reason: str) -> None:
    """Lets a person in or shuts them out; shutting out ends their sessions and tokens with this request.

    Raises:
        DomainError: `last_site_admin` when nobody would be left to manage people.
    """
    if not active and person.is_superuser and not _other_site_admins(person):
        raise DomainError("last_site_admin", "This is the last site administrator.", status_code=409)
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        end_sessions(person)
        ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=timezone.now())
    action = "person.activated" if active else "person.deactivated"
    record(actor=actor, action=action, subject=person, reason=reason)


def _other_site_admins(person: User) -> bool:
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk).exists()


def end_sessions(person: User) -> None:
    """Deletes every session of a person."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
