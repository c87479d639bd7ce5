"""Django's sessions in the database and its look-up of who is signed in, with queries that are built once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.db.models import BigAutoField, CharField, DateTimeField
from django.utils import timezone

from annotator.accounts.models import User
from annotator.core.prepared import Prepared, columns_of, objects_of

_SESSION = Prepared(
    lambda key, now: (
        db.SessionStore.get_model_class()
        .objects.filter(session_key=key, expire_date__gt=now)
        .values_list("session_data")
    ),
    key=CharField(),
    now=DateTimeField(),
)
_PERSON = Prepared(
    lambda pk: User.objects.filter(pk=pk, is_active=True).values_list(*columns_of(User)), pk=BigAutoField()
)


class SessionStore(db.SessionStore):
    """A session."""

    def load(self) -> dict[str, Any]:
        """What it holds; an unknown or expired one is forgotten and empty."""
        rows = _SESSION.rows(key=self.session_key, now=timezone.now())
        if not rows:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(rows[0][0])
        return found


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in by address and password, as allauth does it."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None when there is none or they may not sign in any more."""
        return next(iter(objects_of(User, _PERSON.rows(pk=user_id))), None)
