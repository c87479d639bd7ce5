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
from tests.annotator.scoring.answers import score_something

MEMBERS = frozenset({"operator", "supervisor", "researcher", "admin"})
CLINIC = MEMBERS - {"researcher"}
SCORERS = frozenset({"operator", "supervisor"})
OVERSEERS = MEMBERS - {"operator"}
SIGNED_IN = MEMBERS | {"stranger", "site_admin"}
PEOPLE = SIGNED_IN | {"anonymous", "deactivated"}
METHODS = ("get", "post", "put", "patch", "delete")
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


@dataclass(frozen=True)
class Row:
    """Who may; strangers to the study get 404 where the address names a study's object, 403 elsewhere."""

    allowed: frozenset[str]
    in_study: bool = True


def only(*people: str) -> frozenset[str]:
    return frozenset(people)


SITE = Row(only("site_admin"), in_study=False)
MINE = Row(SIGNED_IN, in_study=False)

TABLE: dict[tuple[str, str], Row] = {
    ("me", "get"): MINE,
    ("me", "patch"): MINE,
    ("tokens", "get"): MINE,
    ("tokens", "post"): MINE,
    ("token", "delete"): Row(only("operator")),  # the operator's own token; to all others it does not exist
    ("users", "get"): SITE,
    ("user-activate", "post"): SITE,
    ("user-deactivate", "post"): SITE,
    ("invitations", "get"): SITE,
    ("invitations", "post"): Row(only("admin")),  # of the study named in the body
    ("invitation", "delete"): SITE,
    ("studies", "get"): MINE,
    ("studies", "post"): SITE,
    ("study", "get"): Row(MEMBERS),
    ("study", "patch"): Row(only("admin")),
    ("members", "get"): Row(only("supervisor", "admin")),
    ("members", "post"): Row(only("admin")),
    ("member", "patch"): Row(only("admin")),
    ("member", "delete"): Row(only("admin")),
    ("protocols", "get"): Row(MEMBERS),
    ("protocols", "post"): Row(only("researcher", "admin")),
    ("protocol-presets", "get"): MINE,
    ("infants", "get"): Row(MEMBERS),
    ("infants", "post"): Row(CLINIC),
    ("infant", "get"): Row(MEMBERS),
    ("infant", "patch"): Row(CLINIC),
    ("consents", "get"): Row(MEMBERS),
    ("consents", "post"): Row(only("supervisor", "admin")),
    ("withdrawal", "get"): Row(only("admin")),
    ("withdrawal", "post"): Row(only("admin")),
    ("withdrawals", "get"): Row(only("admin")),
    ("videos", "get"): Row(MEMBERS),
    ("video", "get"): Row(MEMBERS),
    ("video", "patch"): Row(CLINIC),
    ("video", "delete"): Row(CLINIC),
    ("video-media", "get"): Row(MEMBERS),
    ("video-frame-times", "get"): Row(MEMBERS),
    ("unfinished-uploads", "get"): Row(MEMBERS),
    ("uploads", "post"): Row(CLINIC),
    ("upload", "post"): Row(only("operator")),  # the operator's own upload
    ("upload", "patch"): Row(only("operator")),
    ("upload", "delete"): Row(only("operator")),
    ("jobs", "get"): MINE,
    ("job", "get"): Row(MEMBERS),
    ("job-cancel", "post"): Row(only("researcher", "admin")),
    ("job-retry", "post"): Row(only("researcher", "admin")),
    ("audit", "get"): Row(only("admin", "site_admin"), in_study=False),
    ("audit-verification", "get"): SITE,
    ("schema", "get"): MINE,
    ("scales", "get"): Row(MEMBERS),
    ("scales", "post"): Row(only("researcher", "admin")),
    ("scale", "get"): Row(MEMBERS),  # one of the study's own
    ("scoring-tasks", "get"): Row(SCORERS),
    ("operator-lag", "get"): MINE,
    ("operator-lag", "put"): MINE,
    ("windows", "get"): Row(MEMBERS),
    ("windows", "post"): Row(SCORERS),
    ("agreement-board", "get"): Row(OVERSEERS),
    ("agreement-statistics", "get"): Row(OVERSEERS),
    ("agreement-drift", "get"): Row(OVERSEERS),
    ("agreement-flow", "get"): Row(OVERSEERS),
    ("agreement-export", "get"): Row(OVERSEERS),
    ("agreement-figure", "get"): Row(OVERSEERS),
    ("comparison", "get"): Row(OVERSEERS),
    ("adjudication", "get"): Row(only("supervisor", "admin")),
    ("adjudication", "post"): Row(only("supervisor", "admin")),
    ("sampling", "get"): Row(OVERSEERS),
    ("sampling", "post"): Row(only("researcher", "admin")),
    ("sampling-dry-run", "get"): Row(only("researcher", "admin")),
    ("frames", "get"): Row(MEMBERS),
    ("frame", "get"): Row(MEMBERS),
    ("frame-image", "get"): Row(MEMBERS),
    ("frame-thumbnail", "get"): Row(MEMBERS),
    ("face-reviews", "post"): Row(MEMBERS),
    ("detectors", "get"): MINE,
    ("detector-comparisons", "get"): Row(OVERSEERS),
    ("detector-comparisons", "post"): Row(only("researcher", "admin")),
    ("detector-comparison", "get"): Row(OVERSEERS),
    ("detector-comparison-measure", "post"): Row(only("researcher", "admin")),
    ("detector-choice", "get"): Row(OVERSEERS),
    ("detector-choice", "post"): Row(only("researcher", "admin")),
    ("coding", "get"): Row(MEMBERS),
    ("coding", "put"): Row(SCORERS),
    ("coding-file", "get"): Row(SCORERS),
    ("coding-file", "post"): Row(SCORERS),
    ("window", "get"): Row(only("operator")),  # the operator's own, not submitted: to all others it does not exist
    ("window", "patch"): Row(only("operator")),
    ("window-retire", "post"): Row(only("operator")),
    ("window-derived", "get"): Row(only("operator")),
    ("sheets", "get"): Row(only("operator")),
    ("sheets", "post"): Row(only("operator")),
    ("sheet", "get"): Row(only("operator")),
    ("sheet", "patch"): Row(only("operator")),
    ("sheet-submit", "post"): Row(only("operator")),
    ("sheet-correct", "post"): Row(only("operator")),
}
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
        "name": "flow",
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
    extra: dict[str, Any] = dict(TUS) if name in ("uploads", "upload") else {}
    if name == "uploads":
        metadata = tus_metadata(filename="b.mp4", study=world.ids["study_id"], infant=world.ids["infant_id"])
        extra |= {"HTTP_UPLOAD_LENGTH": "5", "HTTP_UPLOAD_METADATA": metadata}
    if name == "upload" and method == "post":
        extra["HTTP_X_HTTP_METHOD_OVERRIDE"] = "DELETE"
    with transaction.atomic():
        data = json.dumps(body) if body is not None else b""
        kind = "application/offset+octet-stream" if (name, method) == ("upload", "patch") else "application/json"
        if (name, method) == ("upload", "patch"):
            extra["HTTP_UPLOAD_OFFSET"] = "0"
        response = client.generic(method.upper(), url, data, content_type=kind, **extra)
        transaction.set_rollback(True)
        if response.streaming:
            list(response.streaming_content)  # read to its end, the client closes the file
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
            if name in ("upload", "uploads") and (name, method) not in TABLE and want == "no such method":
                continue  # the protocol answers other methods before permissions are asked
            if got != want:
                wrong.append(f"{method} {name} as {person}: {got}, expected {want}")
    assert not wrong


@pytest.mark.parametrize("name", [route for route in ROUTES if (route, "post") not in OPEN])
def test_s13_deactivated_people_are_out(world: World, name: str) -> None:
    for method in ("get", "post"):
        assert send(world, world.clients["deactivated"], name, method) == 401
