"""Comparing detectors, choosing among them, and what people say about the faces they found."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError, ForbiddenError
from annotator.faces.models import (
    TAKEN_BACK,
    DetectorChoice,
    DetectorComparison,
    DetectorStatus,
    FaceReview,
    FoundFace,
    Verdict,
)
from annotator.frames.models import Frame
from annotator.jobs.models import Job, Queue
from annotator.jobs.services import start_job
from annotator.recordings.models import Video, VideoQuerySet
from annotator.studies.models import Study

COMPARE, MEASURE, FIND = "faces.compare_detectors", "faces.measure_correctness", "faces.find_faces"
CUT = "faces.cut_crops"
MOST_FRAMES = 2_000
Arm = dict[str, str]


def arm_name(arm: Arm) -> str:
    """How an arm is called: the detector, with its turn policy unless that is `none`."""
    return arm["detector"] if arm["turn_policy"] == "none" else f"{arm['detector']} {arm['turn_policy']}"


def require_installed(detectors: Sequence[str]) -> None:
    """Raises `detector_not_installed` (409), naming the first that cannot run here and why."""
    known = {status.name: status.missing for status in DetectorStatus.objects.all()}
    for name in detectors:
        problem = known.get(name, "no such detector")
        if problem:
            raise DomainError("detector_not_installed", f"{name}: {problem}", status_code=409)


@transaction.atomic
def compare(
    *, actor: User, study: Study, detectors: list[str], turn_policies: list[str], frames_per_infant: int
) -> DetectorComparison:
    """Starts a comparison on frames spread evenly over every infant's live frames.

    Raises:
        DomainError: `detector_not_installed` (409), `no_frames` (409), `too_many_frames` (409).
    """
    require_installed(detectors)
    chosen = spread_over_infants(study, frames_per_infant)
    if not chosen:
        raise DomainError("no_frames", "There are no frames yet. Apply the sampling plan first.", status_code=409)
    if len(chosen) > MOST_FRAMES:
        message = f"That would be {len(chosen)} frames; at most {MOST_FRAMES} are compared at once."
        raise DomainError("too_many_frames", message, status_code=409)
    arms = [{"detector": name, "turn_policy": policy} for name in detectors for policy in turn_policies]
    comparison = DetectorComparison.objects.create(
        study=study, arms=arms, frames=[str(pk) for pk in chosen], created_by=actor
    )
    label = f"{len(arms)} arms, {len(chosen)} frames"
    start_job(kind=COMPARE, queue=Queue.VISION, study=study, subject_id=comparison.pk, created_by=actor, label=label)
    detail = {"frames": len(chosen), "arms": [arm_name(arm) for arm in arms]}
    record(actor=actor, action="detectors.comparison_started", study_id=study.pk, subject=comparison, detail=detail)
    return comparison


def spread_over_infants(study: Study, per_infant: int) -> list[UUID]:
    """At most so many live frames of each infant, evenly spaced over what there is."""
    rows = Frame.objects.live().filter(video__study=study, video__infant__withdrawn_at=None)
    by_infant: dict[UUID, list[UUID]] = {}
    for infant, pk in rows.order_by("video__infant", "video", "index").values_list("video__infant", "pk"):
        by_infant.setdefault(infant, []).append(pk)
    chosen = []
    for frames in by_infant.values():
        count = min(per_infant, len(frames))
        chosen += [frames[(2 * place + 1) * len(frames) // (2 * count)] for place in range(count)]
    return chosen


def remeasure(*, actor: User, comparison: DetectorComparison) -> Job:
    """Holds a finished comparison against the boxes people have set right by now."""
    if comparison.result is None:
        raise DomainError("comparison_not_done", "This comparison is still running.", status_code=409)
    study = comparison.study
    return start_job(kind=MEASURE, queue=Queue.VISION, study=study, subject_id=comparison.pk, created_by=actor)


@transaction.atomic
def choose_detectors(
    *, actor: User, study: Study, arms: list[Arm], margin: float, comparison: DetectorComparison | None
) -> DetectorChoice:
    """Puts a chain of detectors in force and looks for the faces of every video with it.

    Raises:
        DomainError: `detector_not_installed` (409).
    """
    require_installed([arm["detector"] for arm in arms])
    DetectorChoice.objects.select_for_update().filter(study=study, superseded_at=None).update(
        superseded_at=timezone.now()
    )
    choice = DetectorChoice.objects.create(
        study=study, arms=[arm_name(arm) for arm in arms], margin=margin, comparison=comparison, created_by=actor
    )
    videos = Video.objects.filter(pk__in=Frame.objects.live().filter(video__study=study).values("video"))
    for video in videos.select_related("infant"):
        label = f"{video.infant.pseudonym} · {video.original_name}"
        start_job(kind=FIND, queue=Queue.VISION, study=study, subject_id=video.pk, created_by=actor, label=label)
    detail = {"arms": choice.arms, "margin": margin}
    record(actor=actor, action="detectors.chosen", study_id=study.pk, subject=choice, detail=detail)
    return choice


def start_crops(video: Video) -> Job:
    """Cuts out the faces of a video's frames that have none yet, or an old one."""
    return start_job(kind=CUT, queue=Queue.VISION, study=video.study, subject_id=video.pk, created_by=None)


def with_faces(videos: Iterable[UUID]) -> VideoQuerySet:
    """Those of the videos in which a face was found or drawn."""
    found = FoundFace.objects.filter(frame__video=OuterRef("pk"), box__isnull=False)
    drawn = FaceReview.objects.live().filter(frame__video=OuterRef("pk"), box__isnull=False)
    return Video.objects.filter(Exists(found) | Exists(drawn), pk__in=videos).select_related("study")


@transaction.atomic
def review_face(*, actor: User, frame: Frame, supersedes: UUID | None, said: dict[str, Any]) -> FaceReview:
    """Writes down what a person sees in a frame; what was said before stays.

    Args:
        supersedes: the review the person saw, None when there was none.
        said: verdict, box, turn, reason, adults.

    Raises:
        DomainError: `box_missing`, `reason_missing` (400); `reviewed_meanwhile` (409) with the other review's id.
    """
    if said["verdict"] == Verdict.FACE and said.get("box") is None:
        raise DomainError("box_missing", "Draw the box around the face first.")
    if said["verdict"] == Verdict.COVERED and not said.get("reason"):
        raise DomainError("reason_missing", "Say what covers the face.")
    current = _supersede(frame, shown=supersedes)
    kept = {name: value for name, value in said.items() if name in ("verdict", "box", "turn", "reason", "adults")}
    if said["verdict"] == Verdict.NO_FACE:
        kept["box"] = None
    if said["verdict"] != Verdict.COVERED:
        kept["reason"] = ""
    review = FaceReview.objects.create(frame=frame, reviewer=actor, previous=current, **kept)
    detail = {"frame": str(frame.pk), "verdict": review.verdict}
    record(actor=actor, action="face.reviewed", study_id=frame.video.study_id, subject=review, detail=detail)
    return review


@transaction.atomic
def take_back_review(*, actor: User, frame: Frame, review: UUID) -> FaceReview:
    """Takes my own answer back, so that the frame is not reviewed; the answer stays as superseded.

    Args:
        review: the answer to take back, which must be the one in force.

    Raises:
        DomainError: `reviewed_meanwhile` (409) with the id of the review in force.
        ForbiddenError: somebody else gave the answer.
    """
    answer = _supersede(frame, shown=review)
    if answer is None or answer.reviewer_id != actor.pk:
        raise ForbiddenError("Only whoever gave an answer takes it back. Say what you see instead.")
    taken = FaceReview.objects.create(frame=frame, reviewer=actor, previous=answer, verdict=TAKEN_BACK)
    detail = {"frame": str(frame.pk), "review": str(answer.pk)}
    record(actor=actor, action="face.review_taken_back", study_id=frame.video.study_id, subject=taken, detail=detail)
    return taken


def _supersede(frame: Frame, *, shown: UUID | None) -> FaceReview | None:
    """The frame's newest row, superseded now; refused when another review is in force than the person was shown."""
    Frame.objects.select_for_update().get(pk=frame.pk)
    newest = FaceReview.objects.filter(frame=frame, superseded_at=None).first()
    in_force = newest.pk if newest and newest.verdict != TAKEN_BACK else None
    if in_force != shown:
        raise DomainError(
            "reviewed_meanwhile",
            "Somebody else has reviewed this frame meanwhile. Look at it again.",
            status_code=409,
            extra={"review": str(in_force) if in_force else None},
        )
    if newest is not None:
        newest.superseded_at = timezone.now()
        newest.save(update_fields=["superseded_at"])
    return newest
