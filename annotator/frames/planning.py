"""What the protocol's sampling would draw from a study, decided before anything is written."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from annotator.agreement.answers import VideoConsensus, consensus_of_study
from annotator.agreement.consensus import EXCLUDED, INCOMPLETE, PENDING
from annotator.agreement.flow import ONE_LOW
from annotator.frames.drawing import Draw, Rule, common_window, draw_frames, rule_of
from annotator.recordings.frame_times import unpack_times
from annotator.recordings.models import FrameTimes, Video, VideoState
from annotator.scoring.models import ObservationWindow, SheetState
from annotator.studies.models import Consent, Protocol, Scope, Study
from annotator.studies.services import current_protocol

# Why nothing is drawn from a video, in the order in which it is asked.
NOT_READY, NO_CONSENT, NOT_SCORED = "not_ready", "no_label_consent", "not_scored"
TOO_FEW, UNDECIDED, LEFT_OUT, REDUNDANT = "too_few_answers", "undecided", "left_out", "redundant"
NO_RATE, NO_ROOM, TOO_SHORT = "no_rate_for_score", "infant_has_enough", "window_too_short"
EXCLUSIONS = (
    *(NOT_READY, NO_CONSENT, NOT_SCORED, TOO_FEW, UNDECIDED, LEFT_OUT, REDUNDANT),
    *(NO_RATE, NO_ROOM, TOO_SHORT),
)


@dataclass
class Planned:
    """One video in a plan; `excluded` is one of `EXCLUSIONS`, empty when frames are drawn."""

    video: Video
    excluded: str = ""
    score: int | None = None
    per_second: float | None = None
    window: tuple[int, int] | None = None
    draws: list[Draw] = field(default_factory=list)


@dataclass
class Plan:
    """A plan not yet written."""

    protocol: Protocol
    rule: Rule
    videos: list[Planned]

    @property
    def sha256(self) -> str:
        """Of everything decided: the same protocol, scores and windows give the same."""
        content = [
            [str(one.video.pk), one.excluded, one.score, one.window, [[d.frame, d.moment, d.weight] for d in one.draws]]
            for one in self.videos
        ]
        return hashlib.sha256(json.dumps([self.rule.seed, content]).encode()).hexdigest()


def make_plan(study: Study, *, seed: int) -> Plan:
    """Decides about every video of the study, in order of upload; writes nothing."""
    protocol = current_protocol(study)
    rule = rule_of(protocol.document, seed=seed)
    videos = Video.objects.filter(study=study, infant__withdrawn_at=None).select_related("infant")
    planned = [Planned(video) for video in videos.order_by("created_at", "original_name")]
    _exclude(study, planned, protocol.document)
    _place_windows(planned)
    times = dict(_times_of([one.video.pk for one in planned if not one.excluded]))
    given: Counter[UUID] = Counter()
    for one in planned:
        if not one.excluded:
            _draw(one, times[one.video.pk], rule, given)
    return Plan(protocol, rule, planned)


def summary_of(plan: Plan) -> dict[str, Any]:
    """Counts by video, infant and score, and every exclusion with its reason."""
    per_infant: dict[UUID, dict[str, Any]] = {}
    for one in plan.videos:
        infant = one.video.infant
        entry = per_infant.setdefault(infant.pk, {"id": infant.pk, "pseudonym": infant.pseudonym, "frames": 0})
        entry["frames"] += len(one.draws)
    by_score: Counter[int] = Counter()
    for one in plan.videos:
        if one.score is not None:
            by_score[one.score] += len(one.draws)
    reasons = Counter(one.excluded for one in plan.videos if one.excluded)
    return {
        "frames": sum(len(one.draws) for one in plan.videos),
        "videos": [_row(one) for one in plan.videos],
        "infants": list(per_infant.values()),
        "scores": [{"score": score, "frames": frames} for score, frames in sorted(by_score.items())],
        "exclusions": [{"reason": reason, "videos": reasons[reason]} for reason in EXCLUSIONS if reasons[reason]],
        "sha256": plan.sha256,
        "seed": plan.rule.seed,
        "protocol_version": plan.protocol.version,
    }


def _row(one: Planned) -> dict[str, Any]:
    return {
        "video": one.video.pk,
        "name": one.video.original_name,
        "infant": one.video.infant,
        "score": one.score,
        "per_second": one.per_second,
        "frames": len(one.draws),
        "excluded": one.excluded or None,
    }


def _exclude(study: Study, planned: list[Planned], protocol: dict[str, Any]) -> None:
    reached = {one.video: one for one in consensus_of_study(study)}
    consents = Consent.objects.filter(infant__study=study, superseded_at=None)
    labelled = {infant for infant, scopes in consents.values_list("infant_id", "scopes") if Scope.LABEL in scopes}
    seen: set[UUID] = set()
    for one in planned:
        found = reached.get(one.video.pk)
        one.excluded = _why_not(one.video, found, labelled)
        if one.excluded or found is None:
            continue
        one.score = found.consensus.value
        if protocol.get("redundancy") == ONE_LOW and found.consensus.pain is False:
            one.excluded = REDUNDANT if one.video.infant_id in seen else ""
            seen.add(one.video.infant_id)


def _why_not(video: Video, found: VideoConsensus | None, labelled: set[UUID]) -> str:
    if video.state != VideoState.READY:
        return NOT_READY
    if video.infant_id not in labelled:
        return NO_CONSENT
    if found is None:
        return NOT_SCORED
    return {INCOMPLETE: TOO_FEW, PENDING: UNDECIDED, EXCLUDED: LEFT_OUT}.get(found.consensus.state, "")


def _place_windows(planned: list[Planned]) -> None:
    windows: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    wanted = [one.video.pk for one in planned if not one.excluded]
    rows = ObservationWindow.objects.live().filter(
        video__in=wanted, is_primary=True, sheets__state=SheetState.SUBMITTED, sheets__superseded_at=None
    )
    for _, video, start, end in rows.values_list("pk", "video_id", "start_frame", "end_frame").distinct():
        windows[video].append((start, end))
    for one in planned:
        one.window = common_window(windows[one.video.pk])
        if one.window is None and not one.excluded:
            one.excluded = NOT_SCORED


def _times_of(videos: list[UUID]) -> Iterator[tuple[UUID, list[int]]]:
    for times in FrameTimes.objects.filter(video__in=videos).iterator():
        yield times.video_id, [*unpack_times(bytes(times.packed)), times.end_ticks]


def _draw(one: Planned, times: list[int], rule: Rule, given: Counter[UUID]) -> None:
    assert one.score is not None  # noqa: S101  (neither is missing on a video that is not excluded)
    assert one.window is not None  # noqa: S101
    one.per_second = rule.rate_for(one.score)
    infant = one.video.infant_id
    room = None if rule.most_per_infant is None else max(0, rule.most_per_infant - given[infant])
    one.draws = draw_frames(times, one.window, one.score, rule, room=room, key=str(one.video.pk))
    given[infant] += len(one.draws)
    if not one.draws:
        one.excluded = NO_RATE if one.per_second is None else NO_ROOM if room == 0 else TOO_SHORT
