"""One of everything, and somebody of every kind: what tests over all addresses ask with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.accounts.services import create_token
from annotator.jobs.models import Job
from annotator.recordings.uploads import create_upload
from annotator.studies.invitations import invite
from annotator.studies.models import Membership, Preset, Role
from annotator.studies.presets import DOCUMENTS
from tests import factories
from tests.annotator.permission_table import MEMBERS
from tests.annotator.scoring.answers import score_something


@dataclass
class World:
    """One of everything, and a client per kind of person."""

    clients: dict[str, APIClient]
    ids: dict[str, Any]
    bodies: dict[tuple[str, str], Any]


def make_world(study: Any, infant: Any, site_admin: User, client_of: Callable[..., APIClient]) -> World:
    """A study with one of everything in it, and people of every kind who ask about it."""
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
        "report_id": factories.make_report(study, by=people["admin"]).pk,
        "kind": "html",
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
        ("video-infant", "post"): {"infant": str(infant.pk), "reason": "mistaken"},
        ("reports", "post"): {"language": "it"},
        ("video", "patch"): {"context": ["pacifier"]},
    }
