"""S12: every address x method x person against one table; a new address without a row fails."""

import base64
import json
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, reverse
from rest_framework.test import APIClient

from config.urls import api
from tests.annotator.permission_table import MEMBERS, PEOPLE, TABLE, only
from tests.annotator.world import World

METHODS = ("get", "post", "put", "patch", "delete")
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
OPEN = {("invitation-accept", "post")}
ROUTES = sorted(pattern.name for pattern in api if isinstance(pattern, URLPattern) and pattern.name)


def tus_metadata(**values: Any) -> str:

    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in values.items())


def send(world: World, client: APIClient, name: str, method: str) -> int:
    """The status of one request, its effects rolled back."""
    pattern = next(p for p in api if getattr(p, "name", None) == name)
    kwargs = {key: world.ids[key] for key in pattern.pattern.converters}
    url, body = reverse(name, kwargs=kwargs), world.bodies.get((name, method))
    extra: dict[str, Any] = dict(TUS) if name in ("uploads", "upload", "dataset-import") else {}
    if name == "uploads":
        metadata = tus_metadata(filename="b.mp4", study=world.ids["study_id"], infant=world.ids["infant_id"])
        extra |= {"HTTP_UPLOAD_LENGTH": "5", "HTTP_UPLOAD_METADATA": metadata}
    if name == "upload" and method == "post":
        extra["HTTP_X_HTTP_METHOD_OVERRIDE"] = "DELETE"
    with transaction.atomic():
        data = json.dumps(body) if body is not None else b""
        chunk = method == "patch" and name in ("upload", "dataset-import")
        kind = "application/offset+octet-stream" if chunk else "application/json"
        if chunk:
            extra["HTTP_UPLOAD_OFFSET"] = "0"
        response = client.generic(method.upper(), url, data, content_type=kind, **extra)
        if response.streaming:
            list(response.streaming_content)  # read to its end, the client closes the file
        transaction.set_rollback(True)
    return response.status_code


def verdict_of(status: int) -> str:
    return {401: "sign in", 403: "refused", 404: "hidden", 405: "no such method"}.get(status, "let through")


def expected(name: str, method: str, person: str) -> str:
    if person in ("anonymous", "deactivated"):
        return "sign in"
    row = TABLE.get((name, method))
    if row is None:
        return "no such method"
    if person in row.allowed:
        return "let through"
    if not row.in_study:
        return "refused"
    own_only = row.allowed == only("operator")
    return "hidden" if own_only or person not in MEMBERS else "refused"


@pytest.mark.django_db
def test_every_route_has_a_row() -> None:
    named = {name for name, _ in TABLE} | {name for name, _ in OPEN}
    assert set(ROUTES) == named


@pytest.mark.parametrize("name", [route for route in ROUTES if (route, "post") not in OPEN])
def test_role_endpoint_method_matrix(world: World, name: str) -> None:
    wrong = []
    for method in METHODS:
        for person in sorted(PEOPLE):
            if person == "deactivated":
                continue
            got = verdict_of(send(world, world.clients[person], name, method))
            want = expected(name, method, person)
            if (
                name in ("upload", "uploads", "dataset-import")
                and (name, method) not in TABLE
                and want == "no such method"
            ):
                continue  # the protocol answers other methods before permissions are asked
            if got != want:
                wrong.append(f"{method} {name} as {person}: {got}, expected {want}")
    assert not wrong


@pytest.mark.parametrize("name", [route for route in ROUTES if (route, "post") not in OPEN])
def test_s13_deactivated_people_are_out(world: World, name: str) -> None:
    for method in ("get", "post"):
        assert send(world, world.clients["deactivated"], name, method) == 401
