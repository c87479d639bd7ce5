"""The answers a study has on one question, as the person asking may see them: a constant number of queries."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from annotator.accounts.models import User
from annotator.agreement.consensus import Consensus, Decision, Given, Rule, reach_consensus
from annotator.agreement.models import PRIMARY, TOTAL, ConsensusScore
from annotator.agreement.table import MAX_CATEGORIES
from annotator.core.errors import DomainError
from annotator.recordings.models import Video, VideoState
from annotator.scoring.models import Scale, ScoreSheet, SheetState
from annotator.scoring.openness import answers_open_to
from annotator.scoring.scale_services import scale_in_use
from annotator.studies.models import Study
from annotator.studies.services import current_protocol


@dataclass(frozen=True)
class Question:
    """What is asked of the operators' sheets.

    Attributes:
        study: The study.
        protocol: Its protocol document in force.
        scale: The newest version of the scale.
        item: One of its items, or `total`.
        levels: Every value the scale allows, ascending; empty for a total with more than can be compared.
        cutoff: From which value a video counts as pain; None when the protocol's cut-off speaks of something else.
        phase: `primary`, or the start event of windows.
        reading: 1, or 2 for the second reading.
        infant: Only this one's videos; None for all.
    """

    study: Study
    protocol: dict[str, Any]
    scale: Scale
    item: str
    levels: tuple[int, ...]
    cutoff: int | None
    phase: str = PRIMARY
    reading: int = 1
    infant: UUID | None = None

    @property
    def needed(self) -> int:
        """How many operators score each video."""
        return int(self.protocol["operators_per_video"])

    @property
    def rule(self) -> Rule:
        """How the protocol makes one score of several."""
        return Rule(self.protocol["consensus"])


@dataclass(frozen=True)
class Answer:
    """One operator's submitted sheet on one video; `value` is None where it could not be assessed."""

    sheet: UUID
    operator: int
    value: int | None
    pain: bool | None
    submitted_at: datetime


@dataclass
class Answered:
    """A video and its answers, one for each operator; `decision` is the one in force, if any."""

    video: UUID
    name: str
    infant: UUID
    pseudonym: str
    created_at: datetime
    answers: list[Answer]
    decision: ConsensusScore | None = None

    @property
    def values(self) -> list[int]:
        """The answers that have a value."""
        return [answer.value for answer in self.answers if answer.value is not None]

    @property
    def stale(self) -> bool:
        """Whether the decision rests on other answers than these."""
        return self.decision is not None and set(self.decision.sheets) != {str(one.sheet) for one in self.answers}

    def consensus(self, question: Question, *, rule: Rule | None = None) -> Consensus:
        """The one score, by the protocol's rule or another."""
        given = [Given(one.value, one.pain) for one in self.answers if one.value is not None]
        decision = Decision(self.decision.value, self.stale) if self.decision else None
        by = rule or question.rule
        return reach_consensus(given, rule=by, needed=question.needed, decision=decision, cutoff=question.cutoff)


def ask(study: Study, wanted: dict[str, Any]) -> Question:
    """The question a query names; what it leaves out is the protocol's sampling score.

    Raises:
        DomainError: `item_unknown` (400), or as `scale_in_use`.
    """
    protocol = current_protocol(study).document
    usual = protocol["sampling"]["score"]
    chosen = [choice["scale"] for choice in protocol["scales"]]
    key = wanted.get("scale") or (usual["scale"] if usual["scale"] in chosen else chosen[0])
    scale, in_use = scale_in_use(study, protocol, key)
    usual_item = usual.get("item", TOTAL) if key == usual["scale"] else TOTAL
    item = wanted.get("item") or usual_item
    if item not in (*in_use, TOTAL):
        raise DomainError("item_unknown", f"This study does not score: {item}.")
    rest = {name: wanted[name] for name in ("phase", "reading", "infant") if name in wanted}
    levels = levels_of(scale, item)
    shown = levels if len(levels) <= MAX_CATEGORIES else ()
    return Question(study, protocol, scale, item, shown, cutoff_of(protocol, key, item), **rest)


def levels_of(scale: Scale, item: str) -> tuple[int, ...]:
    """Every value the item, or the total, can have."""
    if item == TOTAL:
        low, high = scale.document["total"]["range"]
        return tuple(range(low, high + 1))
    options = next(one["options"] for one in scale.document["items"] if one["key"] == item)
    return tuple(sorted({option["score"] for option in options}))


def cutoff_of(protocol: dict[str, Any], scale_key: str, item: str) -> int | None:
    """The protocol's cut-off where it speaks of exactly this."""
    cutoff = protocol["pain_cutoff"]
    if cutoff["scale"] != scale_key:
        return None
    found = cutoff.get("total_from") if item == TOTAL else cutoff.get("score_from")
    return cast("int | None", found) if item == cutoff.get("item", TOTAL) else None


def videos_of(question: Question, user: User | None) -> QuerySet[Video]:
    """The videos whose answers count; for a person those whose answers are open to them."""
    videos = Video.objects.filter(study=question.study, infant__withdrawn_at=None)
    if user is not None:
        videos = videos.filter(pk__in=Video.objects.visible_to(user).filter(answers_open_to(user)))
    return videos.filter(infant=question.infant) if question.infant else videos


def hidden_from(user: User, question: Question) -> int:
    """On how many videos the person gives answers first, whether or not anybody else has given any."""
    closed = Video.objects.visible_to(user).filter(~answers_open_to(user), study=question.study, state=VideoState.READY)
    return (closed.filter(infant=question.infant) if question.infant else closed).count()


def answered_videos(question: Question, user: User | None, *, video: UUID | None = None) -> list[Answered]:
    """Every video with an answer, by time of upload.

    Args:
        question: What is asked.
        user: Who asks; None for the whole truth, which no person must be shown.
        video: Only this one.
    """
    videos = videos_of(question, user)
    videos = videos.filter(pk=video) if video is not None else videos
    facts = ("pk", "original_name", "infant_id", "infant__pseudonym", "created_at")
    # Only these are looked at from here on: whether a video is open is asked once, not again for each of its sheets.
    opened = {row[0]: row for row in videos.order_by("created_at", "original_name").values_list(*facts)}
    answers = _answers_on(question, opened, video)
    decisions = _decisions_on(question, opened)
    return [
        Answered(pk, name, infant, pseudonym, at, answers[pk], decisions.get(pk))
        for pk, name, infant, pseudonym, at in opened.values()
        if pk in answers
    ]


def _answers_on(question: Question, opened: Container[UUID], video: UUID | None) -> dict[UUID, list[Answer]]:
    """Submitted sheets in force that answer the question, one for each operator, by video."""
    phase = Q(window__is_primary=True) if question.phase == PRIMARY else Q(window__start_event=question.phase)
    facts = {"state": SheetState.SUBMITTED, "scale_key": question.scale.key, "reading": question.reading}
    where = {"video__study": question.study} if video is None else {"video": video}
    window = {"window__superseded_at": None, "window__retired_at": None}
    sheets = ScoreSheet.objects.live().filter(phase, **facts, **window, **where).order_by("submitted_at", "pk")
    answers: dict[UUID, dict[int, Answer]] = defaultdict(dict)
    columns = ("video_id", "pk", "operator_id", "values", "total", "pain", "submitted_at")
    for of, pk, operator, values, total, pain, at in sheets.values_list(*columns):
        if of in opened:
            value = total if question.item == TOTAL else values.get(question.item)
            # Of several windows of the same phase the sheet submitted last is the operator's answer.
            answers[of][operator] = Answer(pk, operator, value if isinstance(value, int) else None, pain, at)
    return {of: list(given.values()) for of, given in answers.items()}


def _decisions_on(question: Question, opened: Container[UUID]) -> dict[UUID, ConsensusScore]:
    """The decisions in force, by video; a second reading is measured and never decided."""
    if question.reading != 1:
        return {}
    facts = {"scale_key": question.scale.key, "item": question.item, "phase": question.phase}
    rows = ConsensusScore.objects.live().filter(video__study=question.study, **facts)
    return {row.video_id: row for row in rows if row.video_id in opened}


@dataclass(frozen=True)
class VideoConsensus:
    """The one score of a video; `reason` is that of a decision, empty without one."""

    video: UUID
    infant: UUID
    consensus: Consensus
    reason: str


def consensus_of_study(study: Study, rule: Rule | None = None) -> list[VideoConsensus]:
    """The score that decides on sampling, for every video with an answer, whoever may see the answers.

    For work that follows from the consensus, such as drawing frames; never for showing to a person who may still
    have to score.

    Args:
        study: The study.
        rule: Another rule than the protocol's.
    """
    question = ask(study, {})
    return [
        VideoConsensus(
            one.video, one.infant, one.consensus(question, rule=rule), one.decision.reason if one.decision else ""
        )
        for one in answered_videos(question, None)
    ]
