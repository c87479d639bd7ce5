"""Rows for tests, made through the services where there is one."""

import itertools
import uuid
from pathlib import Path
from typing import Any

from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.files import place_of, register_file, sha256_of
from annotator.faces.models import DetectorComparison
from annotator.frames.models import Frame, SamplingPlan
from annotator.recordings.frame_times import pack_times
from annotator.recordings.models import FrameTimes, Video, VideoState
from annotator.recordings.services import original_path, register_recording
from annotator.recordings.worker import playback_path
from annotator.studies.models import Infant, Membership, Preset, Protocol, Role, Scope, Study
from annotator.studies.services import add_infant, create_study, record_consent

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_user(email: str = "", **fields: Any) -> User:
    """Somebody who can sign in with PASSWORD."""
    number = next(_numbers)
    fields.setdefault("name", f"Person {number}")
    return User.objects.create_user(email or f"person{number}@example.org", PASSWORD, **fields)


def make_study(creator: User, **fields: Any) -> Study:
    """A study whose creator has left it, so that tests add exactly the members they speak of."""
    fields.setdefault("name", f"Study {next(_numbers)}")
    fields.setdefault("preset", Preset.MPAIN_DAN)
    study = create_study(actor=creator, **fields)
    Membership.objects.filter(study=study).delete()
    return study


def make_member(study: Study, *roles: Role) -> User:
    """A member with the given roles."""
    user = make_user()
    Membership.objects.create(study=study, user=user, roles=sorted(roles))
    return user


def make_infant(study: Study, *, consent: bool = True, **fields: Any) -> Infant:
    """An infant, by default with consent to everything."""
    fields.setdefault("pseudonym", f"N{next(_numbers):04}")
    actor = User.objects.filter(is_superuser=True)[0]
    infant = add_infant(actor=actor, study=study, **fields)
    if consent:
        record_consent(
            actor=actor,
            infant=infant,
            scopes=list(Scope.values),
            document_version="1",
            signed_on=timezone.localdate(),
        )
    return infant


def make_arrived_video(
    infant: Infant, content: bytes | Path, *, name: str = "video.mp4", by: User | None = None
) -> Video:
    """A video whose bytes have arrived and whose job waits."""
    path = original_path(uuid.uuid4())
    place_of(path).write_bytes(content.read_bytes() if isinstance(content, Path) else content)
    actor = by or User.objects.filter(is_superuser=True)[0]
    return register_recording(actor=actor, infant=infant, name=name, source_path=path)


def make_ready_video(infant: Infant, *, content: bytes = b"0123456789" * 1000, by: User | None = None) -> Video:
    """A video that counts as ready without any decoding: its copy is the given bytes."""
    video = make_arrived_video(infant, b"original of " + content, by=by)
    copy = playback_path(video.pk, 1)
    place_of(copy).write_bytes(content)
    video.state = VideoState.READY
    video.sha256 = sha256_of(place_of(video.source_path))
    video.original = register_file(video.source_path, sha256=video.sha256)
    video.playback = register_file(copy, sha256=sha256_of(place_of(copy)))
    video.frame_count, video.duration_ms = 3, 100
    video.save()
    FrameTimes.objects.create(video=video, packed=pack_times([0, 3000, 6000]), end_ticks=9000)
    return video


def make_frame(video: Video, *, index: int = 0, pts_ms: int = 0, look: int = 0, **fields: Any) -> Frame:
    """A frame whose picture is the given bytes, drawn by the plan in force or by one made for it."""
    protocol = Protocol.objects.filter(study=video.study).order_by("-version")[0]
    plan, _ = SamplingPlan.objects.get_or_create(
        study=video.study,
        superseded_at=None,
        defaults={"protocol": protocol, "seed": 0, "sha256": "0" * 64, "created_by": protocol.created_by},
    )
    files = {}
    for kind in ("image", "thumbnail"):
        path = f"frames/{video.pk}/{index:07d}.{kind}.jpg"
        place_of(path).parent.mkdir(parents=True, exist_ok=True)
        place_of(path).write_bytes(f"{kind} {index} of {video.pk}".encode())
        files[kind] = register_file(path, sha256=sha256_of(place_of(path)))
    size = {"width": 640, "height": 480, "weight": 1.0}
    return Frame.objects.create(
        video=video, plan=plan, index=index, pts_ms=pts_ms, look=f"{look:016x}", **{**size, **files, **fields}
    )


def make_detector_comparison(frame: Frame) -> DetectorComparison:
    """A comparison that waits for its worker."""
    arms = [{"detector": "opencv-haar", "turn_policy": "none"}]
    return DetectorComparison.objects.create(
        study=frame.video.study, arms=arms, frames=[str(frame.pk)], created_by=frame.plan.created_by
    )
