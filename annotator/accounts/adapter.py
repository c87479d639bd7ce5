"""How allauth behaves here: nobody signs up alone, every sign-in is in the audit log."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from annotator.accounts.models import User
from annotator.audit.services import record


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Starts the session and notes it."""
        super().login(request, user)
        record(actor=user, action="session.started")

    def logout(self, request: HttpRequest) -> None:
        """Notes the end of the session and ends it."""
        if isinstance(request.user, User):
            record(actor=request.user, action="session.ended")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Notes a refused sign-in without the address that was typed: it may be a password in the wrong field."""
        with transaction.atomic():
            record(actor=None, action="session.refused")
        super().authentication_failed(request, **credentials)
