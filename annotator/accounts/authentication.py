"""The two ways a request proves who it is from: a session cookie or an API token."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from annotator.accounts.models import ApiToken, User
from annotator.accounts.services import digest_of

LAST_USED_PRECISION = timedelta(minutes=1)


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session, answering 401 instead of 403 when nobody is signed in."""

    def authenticate_header(self, request: Request) -> str:
        """What makes REST framework answer 401; browsers show no dialog for this scheme."""
        return "Session"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer ipa_…`; a token that is revoked, expired or of an inactive person is refused."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's person, or None when the header is absent."""
        header = authentication.get_authorization_header(request).split()
        if not header or header[0].lower() != self.keyword.lower().encode():
            return None
        if len(header) != 2:
            raise exceptions.AuthenticationFailed
        token = ApiToken.objects.usable().select_related("user").filter(digest=_digest(header[1])).first()
        if token is None:
            raise exceptions.AuthenticationFailed
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Named in the 401 answer."""
        return self.keyword

    @staticmethod
    def _note_use(token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > LAST_USED_PRECISION:
            ApiToken.objects.filter(id=token.id).update(last_used_at=now)


def person_of(request: Request) -> User:
    """Who sent an authenticated request; raises NotAuthenticated (401) for anybody else."""
    if not isinstance(request.user, User):
        raise exceptions.NotAuthenticated
    return request.user


def _digest(raw: bytes) -> str:
    try:
        return digest_of(raw.decode())
    except UnicodeDecodeError:
        raise exceptions.AuthenticationFailed from None


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI file describes tokens."""

    target_class = TokenAuthentication
    name = "apiToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI file describes sessions."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """The session cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
