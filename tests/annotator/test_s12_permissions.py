"""S12: every address x method x person against one table; a new address without a row fails."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, reverse
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.accounts.services import create_token
from annotator.jobs.models import Job
from annotator.recordings.uploads import create_upload
from annotator.studies.invitations import invite
from annotator.studies.models import Membership, Preset, Role
from annotator.studies.presets import DOCUMENTS
from config.urls import api
from tests import factories
from tests.annotator.permission_table import MEMBERS, PEOPLE, TABLE, only
from tests.annotator.scoring.answers import score_something

METHODS = ("get", "post", "put", "patch", "delete")
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
OPEN = {("invitation-accept", "post")}
ROUTES = sorted(pattern.name for pattern in api if isinstance(pattern, URLPattern) and pattern.name)


@dataclass
class World:
    """One of everything, and a client per kind of person."""

    clients: dict[str, APIClient]
    ids: dict[str, Any]
    bodies: dict[tuple[str, str], Any]


def tus_metadata(**values: Any) -> str:

    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in values.items())


@pytest.fixture
def world(study: Any, infant: Any, site_admin: User, client_of: Callable[..., APIClient]) -> World:
    people = {role: factories.make_member(study, Role(role)) for role in MEMBERS}
    other_study = factories.make_study(site_admin)
    people["stranger"] = factories.make_member(other_study, Role.OPERATOR, Role.SUPERVISOR)
    people["site_admin"] = site_admin
    deactivated = factories.make_member(study, *Role)
    clients = {name: client_of(user) for name, user in people.items()}
    clients["anonymous"], clients["deactivated"] = client_of(None), client_of(deactivated)
    User.objects.filter(pk=deactivated.pk).update(is_active=False)

    video = factories.make_ready_video(infant)
    frame = factories.make_frame(video)
    factories.make_face_crop(frame)
    factories.make_review_case(frame, by=people["supervisor"])
    job = Job.objects.filter(subject_id=video.pk).get()
    upload = create_upload(user=people["operator"], infant=infant, file_name="a.mp4", size_bytes=10)
    invitation, _ = invite(actor=site_admin, email="new@example.org", study=study, roles=["operator"])
    membership = Membership.objects.get(study=study, user=people["operator"])

    token, _ = create_token(user=people["operator"], name="script", expires_in_days=1)
    ids = {
        "study_id": study.pk,
        "infant_id": infant.pk,
        "video_id": video.pk,
        "job_id": job.pk,
        "upload_id": upload.pk,
        "invitation_id": invitation.pk,
        "member_id": membership.pk,
        "token_id": token.pk,
        **score_something(people["operator"], video),
        "user_id": people["stranger"].pk,
        "frame_id": frame.pk,
        "comparison_id": factories.make_detector_comparison(frame).pk,
        "import_id": factories.make_label_import(study, by=people["researcher"]).pk,
        "name": "flow",
        **factories.make_dataset(study, by=people["researcher"]),
        **factories.make_training_run(study, by=people["researcher"], frame=frame),
    }
    return World(clients, ids, bodies_for(study, infant))


def bodies_for(study: Any, infant: Any) -> dict[tuple[str, str], Any]:
    reason = {"reason": "because"}
    return {
        ("me", "patch"): {"name": "New name"},
        ("tokens", "post"): {"name": "another", "expires_in_days": 3},
        ("user-activate", "post"): reason,
        ("user-deactivate", "post"): reason,
        ("invitations", "post"): {"email": "x@example.org", "study": str(study.pk), "roles": ["operator"]},
        ("studies", "post"): {"name": "Another study", "preset": "mpain-dan"},
        ("study", "patch"): {"description": "new"},
        ("members", "post"): {"email": "root@example.org", "roles": ["researcher"]},
        ("member", "patch"): {"roles": ["operator", "supervisor"]},
        ("protocols", "post"): {"document": DOCUMENTS[Preset.MPAIN_DAN], "note": "the same"},
        ("infants", "post"): {"pseudonym": "NEW"},
        ("infant", "patch"): {"note": "new"},
        ("consents", "post"): {"scopes": ["record"], "document_version": "2", "signed_on": str(timezone.localdate())},
        ("withdrawal", "post"): {"reason": "asked", "confirm": infant.pseudonym},
        ("video", "patch"): {"context": ["pacifier"]},
    }


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
