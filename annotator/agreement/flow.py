"""From recorded to kept: how many videos and infants each step loses, and why."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from annotator.accounts.models import User
from annotator.agreement.answers import Question, answered_videos, hidden_from, videos_of
from annotator.agreement.consensus import EXCLUDED, INCOMPLETE, PENDING, Consensus, Rule
from annotator.recordings.models import Video, VideoState
from annotator.studies.models import Consent, Scope

STEPS = ("recorded", "readable", "consent", "scored", "consistent", "not_redundant", "kept")
ONE_LOW = "one_low_score_video_per_infant"


@dataclass
class Station:
    """A video on its way; `lost_at` and `reason` say where it left, None while it is on the way."""

    video: UUID
    name: str
    infant: UUID
    created_at: datetime
    state: str
    consensus: Consensus | None = None
    hidden: bool = False
    lost_at: str | None = None
    reason: str | None = None


@dataclass
class Flow:
    """The videos on their way under one rule."""

    rule: Rule
    stations: list[Station] = field(default_factory=list)

    def lose(self, step: str, why: Callable[[Station], str | None]) -> None:
        """Takes out what has a reason to leave at the step."""
        for station in self.left():
            reason = why(station)
            if reason:
                station.lost_at, station.reason = step, reason

    def left(self) -> list[Station]:
        """What is still on its way."""
        return [station for station in self.stations if station.lost_at is None]


def flow_of(user: User, question: Question, *, rule: Rule) -> dict[str, Any]:
    """The flow as JSON, as far as answers are open to the person; others leave at `scored` with reason `hidden`."""
    flow = Flow(rule, _stations(user, question, rule))
    labelled = _with_label_consent(question)
    flow.lose("readable", lambda one: None if one.state == VideoState.READY else one.state)
    flow.lose("consent", lambda one: None if one.infant in labelled else "no_label_consent")
    flow.lose("scored", _unscored)
    flow.lose("consistent", _inconsistent)
    if question.protocol.get("redundancy") == ONE_LOW:
        redundant = redundant_videos(flow.left())
        flow.lose("not_redundant", lambda one: "redundant" if one.video in redundant else None)
    kept = flow.left()
    values = Counter(str(one.consensus.value) for one in kept if one.consensus)
    return {
        "rule": rule,
        "scale": question.scale.key,
        "item": question.item,
        "nodes": _nodes(flow),
        "kept": {**_size(kept), "by_value": dict(sorted(values.items())), "names": [one.name for one in kept]},
    }


def redundant_videos(stations: list[Station]) -> set[UUID]:
    """Of each infant's videos below the cut-off all but the first recorded; nothing where the side is unknown."""
    low = [one for one in stations if one.consensus is not None and one.consensus.pain is False]
    seen: set[UUID] = set()
    redundant = set()
    for one in sorted(low, key=lambda station: (station.created_at, station.name)):
        if one.infant in seen:
            redundant.add(one.video)
        seen.add(one.infant)
    return redundant


def _stations(user: User, question: Question, rule: Rule) -> list[Station]:
    reached = {one.video: one.consensus(question, rule=rule) for one in answered_videos(question, user)}
    opened = set(videos_of(question, user).values_list("pk", flat=True)) if hidden_from(user, question) else None
    everything = Video.objects.visible_to(user).filter(study=question.study)
    if question.infant:
        everything = everything.filter(infant=question.infant)
    rows = everything.order_by("created_at", "original_name")
    return [
        Station(pk, name, infant, at, state, reached.get(pk), opened is not None and pk not in opened)
        for pk, name, infant, at, state in rows.values_list("pk", "original_name", "infant_id", "created_at", "state")
    ]


def _with_label_consent(question: Question) -> set[UUID]:
    consents = Consent.objects.filter(infant__study=question.study, superseded_at=None)
    return {infant for infant, scopes in consents.values_list("infant_id", "scopes") if Scope.LABEL in scopes}


def _unscored(one: Station) -> str | None:
    if one.hidden:
        return "hidden"
    if one.consensus is None:
        return "not_scored"
    return "too_few_answers" if one.consensus.state == INCOMPLETE else None


def _inconsistent(one: Station) -> str | None:
    if one.consensus is None or one.consensus.state not in (PENDING, EXCLUDED):
        return None
    if one.consensus.state == PENDING:
        return "pending"
    return "inconsistent" if one.consensus.rule == Rule.EXCLUDE else "left_out"


def _nodes(flow: Flow) -> list[dict[str, Any]]:
    left = list(flow.stations)
    nodes = []
    for step in STEPS:
        lost = [one for one in left if one.lost_at == step]
        left = [one for one in left if one.lost_at != step]
        reasons = sorted({one.reason for one in lost if one.reason})
        excluded = [_lost(reason, [one for one in lost if one.reason == reason]) for reason in reasons]
        nodes.append({"key": step, **_size(left), "excluded": excluded})
    return nodes


def _lost(reason: str, stations: list[Station]) -> dict[str, Any]:
    return {"reason": reason, **_size(stations), "names": [one.name for one in stations]}


def _size(stations: list[Station]) -> dict[str, int]:
    return {"videos": len(stations), "infants": len({one.infant for one in stations})}
