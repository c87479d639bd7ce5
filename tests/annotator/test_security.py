"""Lessons of vulnerabilities in comparable tools; S.. numbers as in docs/security.md."""

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.signing import dumps
from django.urls import URLPattern, reverse
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads
from rest_framework import serializers
from rest_framework.test import APIClient
from rest_framework.throttling import UserRateThrottle

from annotator.accounts.models import User
from annotator.core.requests import StrictSerializer
from annotator.studies.models import Infant, Membership, Role, Study
from config.celery import app
from config.urls import api
from tests import factories
from tests.annotator.conftest import error_code

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that must never be asked anything, and what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/canary", asked
        server.shutdown()


def test_s01_no_text_is_ever_fetched(admin: APIClient, study: Study, canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    for text in (address, "file:///etc/passwd", "http://169.254.169.254/", "\\\\host\\x"):
        infant = {"pseudonym": text[:40], "group": text[:60], "note": text}
        made = admin.post(f"/api/v1/studies/{study.pk}/infants/", infant, format="json").json()
        consent = {"scopes": ["record"], "document_version": text, "signed_on": "2024-01-01"}
        assert admin.post(f"/api/v1/infants/{made['id']}/consents/", consent, format="json").status_code == 201
        assert admin.patch(f"/api/v1/studies/{study.pk}/", {"description": text}, format="json").status_code == 200
    assert asked == []


@pytest.mark.parametrize("field", ["endpoint", "url", "webhook", "is_superuser", "owner", "id", "created_at"])
def test_s03_s14_unknown_fields_are_refused(admin: APIClient, study: Study, field: str) -> None:
    response = admin.post(f"/api/v1/studies/{study.pk}/infants/", {"pseudonym": "A", field: "x"}, format="json")
    assert response.status_code == 400
    assert response.json()["error"]["fields"] == {field: ["Unknown field."]}
    assert not Infant.objects.exists()


ESCALATIONS: dict[str, Any] = {
    "is_superuser": True,
    "is_staff": True,
    "is_site_admin": True,
    "groups": [1],
    "is_active": True,
    "email": "x@example.org",
    "password": "x",
    "memberships": [],
}


@pytest.mark.parametrize("field", sorted(ESCALATIONS))
def test_s14_nobody_raises_themselves(member: Callable[..., User], client_of: Any, field: str) -> None:
    person = member(Role.OPERATOR)
    client = client_of(person)
    before = User.objects.values().get(pk=person.pk)
    response = client.patch("/api/v1/me/", {field: ESCALATIONS[field]}, format="json")
    assert response.status_code == 400
    after = User.objects.values().get(pk=person.pk)
    assert {key: after[key] for key in before} == before


def test_s14_every_input_is_strict() -> None:
    def everything(cls: type) -> Iterator[type]:
        for child in cls.__subclasses__():
            yield child
            yield from everything(child)

    inputs = [
        cls
        for cls in everything(serializers.Serializer)
        if cls.__module__.startswith("annotator.") and cls.__name__.endswith(("In", "Change", "Query"))
    ]
    assert len(inputs) > 10
    assert all(issubclass(cls, StrictSerializer) for cls in inputs)


@pytest.mark.parametrize(
    "address", ["/", "/sign-in", "/health/", "/api/v1/me/", "/api/v1/nothing/", "/static/nothing.js"]
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_s05_every_answer_carries_an_enforced_policy(admin: APIClient, address: str, signed_in: bool) -> None:
    response = (admin if signed_in else APIClient()).get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Content-Security-Policy-Report-Only" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/api/v1/me/", "/api/v1/studies/", "/api/v1/nothing/", "/"])
def test_s18_answers_are_for_one_person_only(admin: APIClient, address: str) -> None:
    assert admin.get(address)["Cache-Control"] == "no-store, private"


def test_s06_a_script_in_any_text_comes_back_as_json(admin: APIClient, study: Study) -> None:
    script = "</script><script>window.__pwned=1</script>"
    admin.post(f"/api/v1/studies/{study.pk}/infants/", {"pseudonym": script[:40], "note": script}, format="json")
    response = admin.get(f"/api/v1/studies/{study.pk}/infants/")
    assert response["Content-Type"] == "application/json"


def test_s06_the_session_cookie_is_out_of_reach_of_scripts(site_admin: User) -> None:
    client = APIClient()
    given = {"email": site_admin.email, "password": factories.PASSWORD}
    client.post("/_allauth/browser/v1/auth/login", given, format="json")
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")


ORACLES = [
    "owner__password__startswith=a",
    "created_by__email__regex=.",
    "_connector=OR",
    "_negated=true",
    "ordering=password",
    "study__memberships__user__password=a",
    "pseudonym%0a=1",
    "search__in=1",
]


@pytest.mark.parametrize("parameter", ORACLES)
def test_s07_filters_take_no_other_keys(admin: APIClient, study: Study, parameter: str) -> None:
    for address in ("studies/", "jobs/", "audit/", f"studies/{study.pk}/infants/", f"studies/{study.pk}/videos/"):
        assert admin.get(f"/api/v1/{address}?{parameter}").status_code == 400


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("ANNOTATOR_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env={**clean, **environment}
    )


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "ANNOTATOR_SECRET_KEY": "k" * 25 + "e1Y!-xQ9-zzT_w3.v" * 3,
    "ANNOTATOR_HOSTS": "pain.example.org",
    "ANNOTATOR_DATABASE_URL": "postgresql://app:secret@127.0.0.1/app",
    "ANNOTATOR_REDIS_URL": "redis://:secret@127.0.0.1:6379/0",
}


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"DJANGO_SETTINGS_MODULE"}))
def test_s08_production_refuses_to_start_without_its_secrets(missing: str, tmp_path: Path) -> None:
    environment = {key: value for key, value in PRODUCTION.items() if key != missing}
    result = run_python("import django; django.setup()", **environment, ANNOTATOR_DATA_DIR=str(tmp_path))
    assert result.returncode != 0
    assert f"Set {missing}" in result.stderr


def test_production_settings_pass_djangos_deployment_check(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.core.management import call_command;"
        "call_command('check', '--deploy', '--fail-level', 'WARNING')"
    )
    result = run_python(code, **PRODUCTION, ANNOTATOR_DATA_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr


def test_s08_each_installation_has_its_own_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        folder = tmp_path / name
        code = "import os; os.umask(0); import django; django.setup()"
        settings_module = "config.settings.base"
        result = run_python(code, DJANGO_SETTINGS_MODULE=settings_module, ANNOTATOR_DATA_DIR=str(folder))
        assert result.returncode == 0, result.stderr
        key = folder / "secret_key"
        assert oct(key.stat().st_mode & 0o777) == "0o600"
        keys.add(key.read_text())
    assert len(keys) == 2


def test_s08_a_session_signed_with_another_key_is_nothing(site_admin: User) -> None:
    client = APIClient()
    client.cookies["sessionid"] = dumps({"_auth_user_id": str(site_admin.pk)}, key="another key")
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/static../config/settings/base.py",
        "/static/../config/settings/base.py",
        "/static/%2e%2e/config/settings/base.py",
        "/static/..;/config/settings/base.py",
        "/media/../annotator.sqlite3",
        "/api/v1/videos/../../../etc/passwd",
    ],
)
def test_s09_no_path_leaves_its_folder(path: str) -> None:
    content = APIClient().get(path).content
    assert b"SECRET_KEY" not in content
    assert b"root:" not in content


def test_s16_json_only(admin: APIClient) -> None:
    assert admin.get("/api/v1/me/", HTTP_ACCEPT="text/html").status_code == 406
    for extra in ("?format=api", "?format=admin"):
        response = admin.get(f"/api/v1/studies/{extra}")
        assert response.status_code in (400, 404)
        assert response["Content-Type"] == "application/json"
    form = admin.post("/api/v1/tokens/", {"name": "x"}, format=None, content_type="application/x-www-form-urlencoded")
    assert form.status_code == 415


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b"[1", b"NaN", b'{"name": NaN}', b"null", b"[]", b'"x"', b"1" * 10**5]
)
def test_bodies_that_are_not_what_they_should_be(admin: APIClient, body: bytes) -> None:
    response = admin.generic("POST", "/api/v1/tokens/", body, content_type="application/json")
    assert response.status_code == 400
    assert error_code(response) in ("not_json", "invalid")


def test_s17_a_body_past_the_limit_is_refused(admin: APIClient) -> None:
    body = json.dumps({"name": "x" * 3_000_000}).encode()
    for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = admin.generic("POST", "/api/v1/tokens/", body, content_type=kind)
        assert (response.status_code, error_code(response)) == (413, "body_too_large")
    assert admin.generic("POST", "/api/v1/uploads/", body, content_type="application/json").status_code == 413


@pytest.mark.parametrize(
    ("method", "kind", "size", "status"),
    [
        ("POST", "application/json", 15_000_000, 404),  # let through, and there is no such video
        ("POST", "application/json", 17_000_000, 413),
        ("POST", "application/x-www-form-urlencoded", 3_000_000, 413),
    ],
)
def test_s17_only_a_coding_file_may_be_larger(admin: APIClient, method: str, kind: str, size: int, status: int) -> None:
    url = f"/api/v1/videos/{UUID(int=0)}/coding/file/"
    body = b'{"content": "' + b"x" * (size - 15) + b'"}'
    assert admin.generic(method, url, body, content_type=kind).status_code == status
    assert admin.generic(method, f"/api/v1/videos/{UUID(int=0)}/coding/", body, content_type=kind).status_code == 413


def test_s20_no_foreign_origin_and_no_foreign_host(admin: APIClient) -> None:
    response = admin.get("/api/v1/me/", HTTP_ORIGIN="https://evil.example")
    assert "Access-Control-Allow-Origin" not in response
    assert APIClient().get("/api/v1/me/", HTTP_HOST="evil.example").status_code == 400


def test_s26_messages_that_are_pickles_are_refused() -> None:
    assert set(app.conf.accept_content) == {"json"}
    for kind in ("application/x-python-serialize", "application/x-yaml"):
        with pytest.raises(ContentDisallowed):
            loads(b"cos\nsystem\n(S'true'\ntR.", kind, "binary", accept={"application/json"})


def test_s29_one_person_cannot_ask_without_end(admin: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "5/min", "anon": "5/min", "invitation": "5/min"})
    statuses = [admin.get("/api/v1/protocol-presets/").status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert error_code(admin.get("/api/v1/protocol-presets/")) == "throttled"


def test_s30_a_fresh_installation_has_nobody_and_nothing_open() -> None:
    assert not User.objects.exists()
    assert not Membership.objects.exists()
    assert settings.DEBUG is False
    for pattern in api:
        if isinstance(pattern, URLPattern) and pattern.name and not pattern.pattern.converters:
            assert APIClient().get(reverse(str(pattern.name))).status_code in (401, 405)
