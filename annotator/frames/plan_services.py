"""Putting a plan in force: what it decided is written, and the pictures are drawn by jobs, one per video."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.agreement.answers import ask, hidden_from
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.frames.models import Frame, PlannedVideo, SamplingPlan
from annotator.frames.planning import make_plan
from annotator.jobs.models import Job, Queue
from annotator.jobs.services import start_job
from annotator.studies.models import Study

EXTRACT = "frames.extract_frames"


def require_open_answers(user: User, study: Study) -> None:
    """Raises `own_answers_first` (409): a plan tells scores, which who still has to score must not see."""
    if hidden_from(user, ask(study, {})):
        raise DomainError(
            "own_answers_first",
            "A plan tells what others scored. Give all your own answers first, or ask somebody who does not score.",
            status_code=409,
        )


def plan_in_force(study: Study) -> SamplingPlan | None:
    """The plan in force, if any."""
    return SamplingPlan.objects.filter(study=study, superseded_at=None).first()


@transaction.atomic
def apply_plan(*, actor: User, study: Study, seed: int, sha256: str) -> tuple[SamplingPlan, bool]:
    """Puts in force what the dry run showed and starts the jobs; the same plan again changes nothing.

    Returns:
        The plan in force, and whether it is a new one.

    Raises:
        DomainError: `plan_changed` (409) when scores, windows or the protocol changed since the dry run,
            `plan_empty` (409) when nothing would be drawn.
    """
    plan = make_plan(study, seed=seed)
    if plan.sha256 != sha256:
        raise DomainError(
            "plan_changed", "Scores or windows changed since this plan was shown. Look at it again.", status_code=409
        )
    if not any(one.draws for one in plan.videos):
        raise DomainError("plan_empty", "This plan draws no frame from any video.", status_code=409)
    now = timezone.now()
    current = SamplingPlan.objects.select_for_update().filter(study=study, superseded_at=None).first()
    if current is not None and current.sha256 == sha256:
        for planned in current.videos.filter(extracted_at=None, excluded="").select_related("video__infant"):
            _ring(planned, actor)
        return current, False
    if current is not None:
        current.superseded_at = now
        current.save(update_fields=["superseded_at"])
    made = SamplingPlan.objects.create(study=study, protocol=plan.protocol, seed=seed, sha256=sha256, created_by=actor)
    rows = [
        PlannedVideo(
            plan=made,
            video=one.video,
            excluded=one.excluded,
            score=one.score,
            per_second=one.per_second,
            window=one.window,
            draws=[[draw.frame, draw.moment, draw.weight] for draw in one.draws],
        )
        for one in plan.videos
    ]
    PlannedVideo.objects.bulk_create(rows)
    dropped = [row.video_id for row in rows if row.excluded]
    Frame.objects.live().filter(video__in=dropped).update(retired_at=now)
    for row in rows:
        if not row.excluded:
            _ring(row, actor)
    detail = {"videos": len(rows), "frames": sum(len(row.draws) for row in rows), "sha256": sha256}
    record(actor=actor, action="sampling.applied", study_id=study.pk, subject=made, detail=detail)
    return made, True


def progress_of(plan: SamplingPlan) -> dict[str, Any]:
    """How far the pictures of a plan are."""
    wanted = plan.videos.filter(excluded="")
    frames = Frame.objects.filter(video__study=plan.study_id)
    jobs = Job.objects.filter(kind=EXTRACT, subject_id__in=wanted.values("video_id"), study=plan.study_id)
    return {
        "videos": wanted.count(),
        "videos_done": wanted.exclude(extracted_at=None).count(),
        "frames": frames.live().count(),
        "retired": frames.exclude(retired_at=None).count(),
        "near_duplicates": frames.live().exclude(near_duplicate_of=None).count(),
        "unreadable": sum(wanted.values_list("unreadable", flat=True)),
        "jobs_live": jobs.live().count(),
    }


def _ring(planned: PlannedVideo, actor: User) -> None:
    video = planned.video
    label = f"{video.infant.pseudonym} · {video.original_name}"
    start_job(kind=EXTRACT, queue=Queue.VISION, study=video.study, subject_id=video.pk, created_by=actor, label=label)
