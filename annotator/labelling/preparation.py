"""Makes the queue of a study: labels that follow from the score, and turns for the frames that need eyes.

Done twice, it changes nothing; done after the plan, a score or the protocol has changed, it adds and retires.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.bulk import insert_rows, refresh_statistics
from annotator.core.errors import DomainError
from annotator.faces.services import start_crops, with_faces
from annotator.frames.models import Frame, PlannedVideo, SamplingPlan
from annotator.jobs.models import Job, Queue
from annotator.jobs.services import start_job
from annotator.labelling.models import FIRST, FrameLabel, LabelCursor, LabelPreparation, LabelSource, LabelTask
from annotator.labelling.rules import SHUFFLED, LabelRule, is_drawn, label_rule_of, shuffled_key
from annotator.studies.models import Protocol, Study
from annotator.studies.services import current_protocol

PREPARE = "labelling.prepare"
FRAMES_PER_VIDEO = 10_000_000  # more than any video has: places of one video lie together
VIDEOS_AT_ONCE = 50
BATCH = 2_000


def plan_in_force(study: Study) -> SamplingPlan:
    """The plan whose frames are labelled; raises `no_frames` (409) when there is none."""
    plan = SamplingPlan.objects.filter(study=study, superseded_at=None).first()
    if plan is None:
        raise DomainError("no_frames", "There are no frames yet. Apply the sampling plan first.", status_code=409)
    return plan


def dry_run(study: Study) -> dict[str, int]:
    """How many frames would be labelled by rule and by eye, before anything is written."""
    rule = label_rule_of(current_protocol(study).document)
    names = ("frames", "by_eye", "by_rule_pain", "by_rule_nonpain", "spot_checks", "tasks")
    counts: Counter[str] = Counter(dict.fromkeys(names, 0))
    for part in _parts(drawn_videos(plan_in_force(study))):
        wanted = _wanted(part, rule)
        counts["frames"] += len(wanted.frames)
        counts["by_eye"] += len(wanted.frames) - len(wanted.by_rule)
        counts["spot_checks"] += wanted.spot_checks
        counts["tasks"] += len(wanted.places) * rule.raters_per_frame
        counts.update(f"by_rule_{label}" for label in wanted.by_rule.values())
    return dict(counts)


@transaction.atomic
def prepare(*, actor: User, study: Study) -> tuple[LabelPreparation, Job]:
    """Starts making the queue; raises `no_frames` (409)."""
    plan = plan_in_force(study)
    preparation = LabelPreparation.objects.create(
        study=study, plan=plan, protocol=current_protocol(study), created_by=actor
    )
    job = start_job(kind=PREPARE, queue=Queue.IO, study=study, subject_id=preparation.pk, created_by=actor)
    record(actor=actor, action="labels.preparation_started", study_id=study.pk, subject=preparation)
    return preparation, job


def drawn_videos(plan: SamplingPlan) -> Iterator[tuple[UUID, int | None]]:
    """The videos of a plan whose pictures are there, with the score they were drawn by, in order of arrival."""
    rows = PlannedVideo.objects.filter(
        plan=plan, excluded="", extracted_at__isnull=False, video__infant__withdrawn_at=None
    )
    yield from rows.order_by("video__created_at", "video_id").values_list("video_id", "score")


def make_queue(preparation: LabelPreparation, progress: Callable[[int, int], None]) -> dict[str, int]:
    """Writes labels by rule and tasks, one transaction for some videos; returns how much the queue holds.

    Args:
        preparation: says which plan and which protocol.
        progress: called with videos done and videos in all; may raise to stop between two transactions.
    """
    rule = label_rule_of(preparation.protocol.document)
    videos = list(drawn_videos(preparation.plan))
    counts: Counter[str] = Counter(dict.fromkeys(("by_rule", "by_eye", "spot_checks", "tasks"), 0))
    for number, part in enumerate(_parts(videos)):
        progress(number * VIDEOS_AT_ONCE, len(videos))
        with transaction.atomic():
            wanted = _wanted(part, rule)
            ids = [video for _, video, _ in part]
            _write_rule_labels(preparation, ids, wanted.by_rule)
            _write_tasks(preparation, ids, wanted, rule.raters_per_frame)
            for video in with_faces(ids):
                start_crops(video)
        counts["by_rule"] += len(wanted.by_rule)
        counts["by_eye"] += len(wanted.frames) - len(wanted.by_rule)
        counts["spot_checks"] += wanted.spot_checks
        counts["tasks"] += len(wanted.places) * rule.raters_per_frame
    refresh_statistics(Frame, FrameLabel, LabelTask)
    with transaction.atomic():
        counts["retired"] = _retire_others(preparation.study_id)
        # What is new may lie before the place somebody has reached.
        LabelCursor.objects.filter(study=preparation.study_id).update(place=0)
    return dict(counts)


def _parts(videos: Iterable[tuple[UUID, int | None]]) -> Iterator[list[tuple[int, UUID, int | None]]]:
    """A few videos at a time, each with its place in the order of the study, its id and its score."""
    numbered = ((number, video, score) for number, (video, score) in enumerate(videos))
    while part := list(islice(numbered, VIDEOS_AT_ONCE)):
        yield part


@dataclass(frozen=True)
class _Wanted:
    """What the queue should hold of some videos.

    Attributes:
        frames: All their live frames.
        by_rule: What the score says, by frame.
        places: The frames that need eyes or are drawn to be checked, with their place in the queue.
        spot_checks: How many of those are drawn.
    """

    frames: list[UUID]
    by_rule: dict[UUID, str]
    places: dict[UUID, int]

    @property
    def spot_checks(self) -> int:
        return len(self.by_rule.keys() & self.places.keys())


def _wanted(part: list[tuple[int, UUID, int | None]], rule: LabelRule) -> _Wanted:
    place_of = {video: number for number, video, _ in part}
    says = {video: label for _, video, score in part if (label := rule.label_for(score)) is not None}
    rows = Frame.objects.live().filter(video__in=place_of).values_list("pk", "index", "video_id")
    frames = sorted(rows, key=lambda row: (place_of[row[2]], row[1]))
    by_rule = {pk: says[video] for pk, _, video in frames if video in says}
    places = {
        pk: _place(pk, index, place_of[video], rule)
        for pk, index, video in frames
        if pk not in by_rule or is_drawn(rule.spot_check_percent, "spot", pk)
    }
    return _Wanted([pk for pk, *_ in frames], by_rule, places)


def _write_rule_labels(preparation: LabelPreparation, videos: list[UUID], wanted: dict[UUID, str]) -> None:
    """Writes what the score says of each frame; what it does not say any more is superseded."""
    live = list(FrameLabel.objects.filter(frame__video__in=videos, source=LabelSource.RULE, superseded_at=None))
    former = {row.frame_id: row for row in live if wanted.get(row.frame_id) != row.value}
    kept = {row.frame_id for row in live if row.frame_id not in former}
    stale = [row.pk for row in former.values()]
    for start in range(0, len(stale), BATCH):
        FrameLabel.objects.filter(pk__in=stale[start : start + BATCH]).update(superseded_at=timezone.now())
    news = ((frame, label, _pk(former.get(frame))) for frame, label in wanted.items() if frame not in kept)
    common = {"study_id": preparation.study_id, "protocol_id": preparation.protocol_id, "source": LabelSource.RULE}
    insert_rows(FrameLabel, ("frame_id", "value", "previous_id"), news, **common)


def _pk(label: FrameLabel | None) -> UUID | None:
    return label.pk if label else None


def _write_tasks(preparation: LabelPreparation, videos: list[UUID], wanted: _Wanted, turns: int) -> None:
    """Adds turns that are missing, retires those nobody has taken and nobody wants, brings back those wanted again."""
    columns = ("pk", "frame_id", "turn", "rater_id", "done_at", "retired_at")
    there = list(LabelTask.objects.filter(frame__video__in=videos, reading=FIRST).values_list(*columns))
    unwanted, again = [], []
    for pk, frame, turn, rater, done_at, retired_at in there:
        if turn <= turns and frame in wanted.places:
            again += [pk] if retired_at is not None else []
        elif rater is None and done_at is None and retired_at is None:
            unwanted.append(pk)
    for tasks, retired_at in ((unwanted, timezone.now()), (again, None)):
        for start in range(0, len(tasks), BATCH):
            LabelTask.objects.filter(pk__in=tasks[start : start + BATCH]).update(retired_at=retired_at)
    known = {(frame, turn) for _, frame, turn, *_ in there}
    news = (
        (frame, place, turn, frame in wanted.by_rule)
        for frame, place in wanted.places.items()
        for turn in range(1, turns + 1)
        if (frame, turn) not in known
    )
    insert_rows(LabelTask, ("frame_id", "place", "turn", "spot_check"), news, study_id=preparation.study_id)


def _place(frame: UUID, index: int, number: int, rule: LabelRule) -> int:
    if rule.order == SHUFFLED:
        return int(shuffled_key(frame)[:13], 16)
    return number * FRAMES_PER_VIDEO + index


def _retire_others(study: UUID) -> int:
    """Retires untaken turns at frames that the plan in force no longer draws."""
    gone = LabelTask.objects.filter(study=study, frame__retired_at__isnull=False, rater=None, retired_at=None)
    return gone.update(retired_at=timezone.now())


def preparation_in_force(study: Study) -> LabelPreparation | None:
    """The last preparation that was carried out; None before the first."""
    done = LabelPreparation.objects.filter(study=study, counts__isnull=False)
    return done.select_related("protocol", "created_by").order_by("-created_at").first()


def is_outdated(preparation: LabelPreparation, protocol: Protocol) -> bool:
    """Whether the plan, the protocol or the drawn pictures have moved on since."""
    if preparation.protocol_id != protocol.pk:
        return True
    plan = SamplingPlan.objects.filter(study=preparation.study_id, superseded_at=None).first()
    if plan is None or plan.pk != preparation.plan_id:
        return True
    return PlannedVideo.objects.filter(plan=plan, extracted_at__gt=preparation.created_at).exists()
