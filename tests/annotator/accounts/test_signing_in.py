"""Signing in: sessions, second factor, tokens, limits; every way in asks the same questions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts import services
from annotator.accounts.models import ApiToken, User
from annotator.audit.models import AuditEvent
from tests import factories
from tests.annotator.conftest import error_code

pytestmark = pytest.mark.django_db
ALLAUTH = "/_allauth/browser/v1"


@pytest.fixture
def person() -> User:
    return factories.make_user("nurse@example.org")


def sign_in(client: APIClient, email: str = "nurse@example.org", password: str = factories.PASSWORD) -> Any:
    return client.post(f"{ALLAUTH}/auth/login", {"email": email, "password": password}, format="json")


def test_signing_in_and_out(person: User) -> None:
    client = APIClient()
    assert client.get("/api/v1/me/").status_code == 401
    assert sign_in(client).status_code == 200
    assert client.get("/api/v1/me/").json()["email"] == "nurse@example.org"
    client.delete(f"{ALLAUTH}/auth/session")
    assert client.get("/api/v1/me/").status_code == 401
    actions = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["session.started", "session.ended"]


def test_the_address_is_compared_without_case(person: User) -> None:
    assert sign_in(APIClient(), email="Nurse@Example.org").status_code == 200


def test_nobody_signs_up() -> None:
    given = {"email": "new@example.org", "password": factories.PASSWORD}
    assert APIClient().post(f"{ALLAUTH}/auth/signup", given, format="json").status_code == 403
    assert not User.objects.exists()


def test_s19_unknown_address_and_wrong_password_look_the_same(person: User) -> None:
    wrong = sign_in(APIClient(), password="not the password")
    unknown = sign_in(APIClient(), email="nobody@example.org")
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    refused = AuditEvent.objects.filter(action="session.refused")
    assert refused.count() == 2
    assert not any("example.org" in str(event.detail) for event in refused)


def test_many_wrong_passwords_are_slowed_down(person: User) -> None:
    codes = [sign_in(APIClient(), password="guess").json()["errors"][0]["code"] for _ in range(8)]
    assert codes[0] == "email_password_mismatch"
    assert codes[-1] == "too_many_login_attempts"
    assert sign_in(APIClient()).status_code == 400  # the right password does not help now either


def test_the_second_factor_is_asked_for(person: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    client = APIClient()
    answer = sign_in(client)
    assert answer.status_code == 401
    assert {"id": "mfa_authenticate", "is_pending": True}.items() <= next(
        flow for flow in answer.json()["data"]["flows"] if flow["id"] == "mfa_authenticate"
    ).items()
    assert client.get("/api/v1/me/").status_code == 401
    address = f"{ALLAUTH}/auth/2fa/authenticate"
    assert client.post(address, {"code": "000000"}, format="json").status_code == 400
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert client.post(address, {"code": code}, format="json").status_code == 200
    assert client.get("/api/v1/me/").status_code == 200
    assert get_adapter() is not None


def bearer(text: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


@pytest.fixture
def token(person: User) -> tuple[ApiToken, str]:
    return services.create_token(user=person, name="script", expires_in_days=30)


def test_a_token_is_shown_once_and_only_its_hash_is_kept(person: User, client_of: Callable[..., APIClient]) -> None:
    client = client_of(person)
    made = client.post("/api/v1/tokens/", {"name": "export", "expires_in_days": 7}, format="json").json()
    assert bearer(made["token"]).get("/api/v1/me/").status_code == 200
    assert made["token"] not in client.get("/api/v1/tokens/").content.decode()
    row = ApiToken.objects.get()
    assert made["token"] not in f"{row.digest}{row.prefix}"
    assert row.last_used_at is not None


def test_s13_every_reason_to_refuse_a_token(person: User, token: tuple[ApiToken, str]) -> None:
    _, text = token
    assert bearer(text).get("/api/v1/me/").status_code == 200
    changes: list[Callable[[], Any]] = [
        lambda: ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1)),
        lambda: ApiToken.objects.update(revoked_at=timezone.now()),
        lambda: User.objects.update(is_active=False),
    ]
    for change in changes:
        change()
        assert bearer(text).get("/api/v1/me/").status_code == 401
        ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1), revoked_at=None)
        User.objects.update(is_active=True)
    for wrong in ("", "x", text + "x", text.lower(), "é", "a b"):
        assert bearer(wrong).get("/api/v1/me/").status_code == 401


def test_a_name_is_taken_only_by_a_live_token(person: User, client_of: Callable[..., APIClient]) -> None:
    client = client_of(person)
    given = {"name": "export", "expires_in_days": 7}
    first = client.post("/api/v1/tokens/", given, format="json").json()
    again = client.post("/api/v1/tokens/", given, format="json")
    assert (again.status_code, error_code(again)) == (409, "token_name_taken")
    assert client.delete(f"/api/v1/tokens/{first['id']}/").status_code == 204
    assert client.post("/api/v1/tokens/", given, format="json").status_code == 201


@pytest.mark.parametrize("days", [0, 366, -1, "many", None])
def test_tokens_always_expire(person: User, client_of: Callable[..., APIClient], days: Any) -> None:
    given = {"name": "export", "expires_in_days": days}
    assert client_of(person).post("/api/v1/tokens/", given, format="json").status_code == 400


def test_s13_shutting_somebody_out_ends_sessions_and_tokens_at_once(
    person: User, site_admin: User, token: tuple[ApiToken, str], client_of: Callable[..., APIClient]
) -> None:
    session = APIClient()
    sign_in(session)
    address = f"/api/v1/users/{person.pk}/deactivate/"
    assert client_of(site_admin).post(address, {"reason": "left"}, format="json").status_code == 200
    assert session.get("/api/v1/me/").status_code == 401
    assert bearer(token[1]).get("/api/v1/me/").status_code == 401
    assert sign_in(APIClient()).status_code != 200
    client_of(site_admin).post(address.replace("de", "", 1), {"reason": "back"}, format="json")
    assert session.get("/api/v1/me/").status_code == 401
    assert bearer(token[1]).get("/api/v1/me/").status_code == 401


def test_the_last_site_administrator_stays(site_admin: User, client_of: Callable[..., APIClient]) -> None:
    response = client_of(site_admin).post(
        f"/api/v1/users/{site_admin.pk}/deactivate/", {"reason": "tired"}, format="json"
    )
    assert (response.status_code, error_code(response)) == (409, "last_site_admin")


def test_changes_need_the_csrf_token(person: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.get("/")
    csrf = client.cookies["csrftoken"].value
    client.credentials(HTTP_X_CSRFTOKEN=csrf)
    assert sign_in(client).status_code == 200
    client.credentials()
    refused = client.patch("/api/v1/me/", {"name": "x"}, format="json")
    assert (refused.status_code, error_code(refused)) == (403, "csrf_failed")
    client.credentials(HTTP_X_CSRFTOKEN=client.cookies["csrftoken"].value)
    assert client.patch("/api/v1/me/", {"name": "x"}, format="json").status_code == 200
