"""Everything a dataset is decided from, read side by side: a constant number of queries, one pass, little memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotator.agreement.answers import consensus_of_study
from annotator.agreement.consensus import EXCLUDED, PENDING
from annotator.audit.models import AuditEvent
from annotator.datasets.rules import Said
from annotator.faces.models import FaceReview, FoundFace
from annotator.frames.models import Frame, PlannedVideo, SamplingPlan
from annotator.labelling.models import FIRST, FinalLabel, FrameLabel
from annotator.labelling.raters import rater_of
from annotator.recordings.models import Video
from annotator.studies.models import Consent, Infant, Scope, Study

ROWS_AT_ONCE = 5_000
Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class SeenFrame:
    """A live frame with what is known of it; `box` is None where no face was found or a person saw none.

    `final` is what a clinician has decided, empty where nobody has; `decided_at` is None then.
    """

    pk: UUID
    video: UUID
    index: int
    pts_ms: int
    near_duplicate: bool
    image_path: str
    box: list[float] | None
    turn: int
    verdict: str
    labels: list[Said]
    final: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownVideo:
    """A video with the facts about its infant that become columns."""

    infant: UUID
    pseudonym: str
    may_train: bool
    inconsistent: bool
    age_hours: int | None
    sex: str
    group: str
    circumstances: frozenset[str]


@dataclass
class Lane:
    """The rows of one query beside the frames, both ordered by video and index."""

    rows: Iterator[tuple[Any, ...]]
    head: tuple[Any, ...] | None = field(init=False)

    def __post_init__(self) -> None:
        self.head = next(self.rows, None)

    def at(self, key: Key) -> list[tuple[Any, ...]]:
        """The rows of this frame, without video and index; those of frames passed over are dropped."""
        found = []
        while self.head is not None and self.head[:2] <= key:
            if self.head[:2] == key:
                found.append(self.head[2:])
            self.head = next(self.rows, None)
        return found


def frames_of(study: Study) -> Iterator[SeenFrame]:
    """Every live frame of infants not withdrawn, by video and index, with faces and labels; five queries."""
    frames = Frame.objects.live().filter(video__study=study, video__infant__withdrawn_at=None)
    columns = ("video_id", "index", "pk", "pts_ms", "near_duplicate_of_id", "image__path")
    rows = frames.order_by("video_id", "index").values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE)
    found = lane_of(FoundFace.objects.filter(box__isnull=False), study, "box", "turn")
    reviews = lane_of(FaceReview.objects.live(), study, "verdict", "box", "turn")
    spoken = FrameLabel.objects.live().filter(reading=FIRST)
    labels = lane_of(spoken, study, "source", "rater_id", "imported_rater", "value", then=("created_at", "pk"))
    finals = lane_of(FinalLabel.objects.live(), study, "value", "created_at")
    for video, index, pk, pts_ms, twin, path in rows:
        key = (video, index)
        box, turn, verdict = _face(found.at(key), reviews.at(key))
        said = [Said(source, rater_of(source, rater, name), value) for source, rater, name, value in labels.at(key)]
        final, decided_at = next(iter(finals.at(key)), ("", None))
        seen = (pk, video, index, pts_ms, twin is not None, path, box, turn, verdict)
        yield SeenFrame(*seen, said, final, decided_at)


def lane_of(rows: QuerySet[Any], study: Study, *columns: str, then: tuple[str, ...] = ()) -> Lane:
    """Rows that belong to frames, beside the frames `frames_of` gives.

    Args:
        rows: of a table with a `frame`.
        study: whose live frames.
        columns: what `Lane.at` answers.
        then: orders the rows of one frame.
    """
    live = rows.filter(frame__video__study=study, frame__retired_at=None, frame__video__infant__withdrawn_at=None)
    ordered = live.order_by("frame__video_id", "frame__index", *then)
    read = ordered.values_list("frame__video_id", "frame__index", *columns)
    return Lane(read.iterator(chunk_size=ROWS_AT_ONCE))


def _face(found: list[tuple[Any, ...]], reviews: list[tuple[Any, ...]]) -> tuple[list[float] | None, int, str]:
    """What a person said, else what the detectors found."""
    if reviews:
        verdict, box, turn = reviews[0]
        return box, turn, verdict
    return (found[0][0], found[0][1], "") if found else (None, 0, "")


def videos_of(study: Study) -> dict[UUID, ShownVideo]:
    """The study's videos; a few queries."""
    consents = Consent.objects.filter(infant__study=study, superseded_at=None)
    may_train = {infant for infant, scopes in consents.values_list("infant_id", "scopes") if Scope.TRAIN in scopes}
    reached = consensus_of_study(study)
    inconsistent = {one.video for one in reached if one.consensus.state in (PENDING, EXCLUDED)}
    rows = Video.objects.filter(study=study, infant__withdrawn_at=None).select_related("infant")
    return {
        video.pk: ShownVideo(
            infant=video.infant_id,
            pseudonym=video.infant.pseudonym,
            may_train=video.infant_id in may_train,
            inconsistent=video.pk in inconsistent,
            age_hours=video.infant.age_hours,
            sex=video.infant.sex,
            group=video.infant.group,
            circumstances=frozenset([*video.infant.context, *video.context]),
        )
        for video in rows
    }


@dataclass
class Upstream:
    """What happened before frames were drawn: videos and infants at each step, and why they left."""

    recorded: dict[str, int]
    withdrawn: dict[str, int]
    excluded: list[dict[str, Any]]
    drawn: dict[str, int]


def upstream_of(study: Study) -> Upstream:
    """From the study's videos to those whose frames were drawn, as the plan in force decided."""
    there = list(Video.objects.filter(study=study, infant__withdrawn_at=None).values_list("pk", "infant_id"))
    infant_of = dict(there)
    plan = SamplingPlan.objects.filter(study=study, superseded_at=None).first()
    planned = dict(PlannedVideo.objects.filter(plan=plan).values_list("video_id", "excluded")) if plan else {}
    reasons: dict[str, list[UUID]] = {}
    for video in infant_of:
        if reason := planned.get(video, "not_planned"):
            reasons.setdefault(reason, []).append(video)
    drawn = [video for video in infant_of if planned.get(video, "not_planned") == ""]
    gone = withdrawals_of(study)
    count: Callable[[list[UUID]], dict[str, int]] = lambda videos: {  # noqa: E731
        "videos": len(videos),
        "infants": len({infant_of[video] for video in videos}),
    }
    kept = count(list(infant_of))
    return Upstream(
        recorded={name: kept[name] + gone[name] for name in kept},
        withdrawn=gone,
        excluded=[{"reason": reason, **count(videos)} for reason, videos in sorted(reasons.items())],
        drawn=count(drawn),
    )


def withdrawals_of(study: Study) -> dict[str, int]:
    """How many infants and videos withdrawn consents have taken, as the log counted them."""
    details = AuditEvent.objects.filter(study_id=study.pk, action="consent.withdrawn").values_list("detail", flat=True)
    numbers = [int(detail.get("videos", 0)) for detail in details]
    return {"videos": sum(numbers), "infants": len(numbers)}


def infants_by_id(ids: list[str]) -> dict[str, str]:
    """Pseudonyms of infants still there, by the id as a manifest holds it."""
    rows = Infant.objects.filter(pk__in=ids, withdrawn_at=None).values_list("pk", "pseudonym")
    return {str(pk): pseudonym for pk, pseudonym in rows}
