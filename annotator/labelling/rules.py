"""What the protocol says about labels: by rule, by eye, checks, repeats, supervision. Asks no request, no database.

Sources: master thesis on automatic infant pain assessment, lines 1588-1593 and 1686-1689 (labels that follow from the
video's score); study rules A8 and A28 (a label by rule is weak and stays apart from what people say).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from annotator.studies.presets import SUPERVISION

PAIN, NONPAIN, UNUSABLE, UNSURE, CLEARED = "pain", "nonpain", "unusable", "unsure", "cleared"
BY_VIDEO, SHUFFLED = "by_video", "shuffled"
NEVER, AFTERWARDS, AT_ONCE = "never", "after_my_answer", "at_once"


@dataclass(frozen=True, kw_only=True)
class LabelRule:
    """The protocol's part about frame labels.

    Attributes:
        nonpain_scores: scores whose videos' frames are all nonpain.
        pain_scores: scores whose videos' frames are all pain.
        spot_check_percent: the share of those frames that people look at all the same.
        repeat_percent: the share of frames a rater meets once more, `repeat_after_days` later.
        raters_per_frame: how many people look at a frame, independently.
        order: `by_video`, or `shuffled` across infants.
        frame_actions: facial actions that can be ticked on a frame; none: not asked.
        exclusion_reasons: why a frame is unusable.
    """

    nonpain_scores: frozenset[int]
    pain_scores: frozenset[int]
    spot_check_percent: int
    repeat_percent: int
    repeat_after_days: int
    raters_per_frame: int
    order: str
    frame_actions: tuple[str, ...]
    exclusion_reasons: tuple[str, ...]

    def label_for(self, score: int | None) -> str | None:
        """What every frame of a video with this score is; None when people must look."""
        if score in self.nonpain_scores:
            return NONPAIN
        return PAIN if score in self.pain_scores else None


def label_rule_of(document: Mapping[str, Any]) -> LabelRule:
    """The rule in a protocol document; documents written before a choice existed get its default."""
    labels = document["labels"]
    return LabelRule(
        nonpain_scores=frozenset(labels["nonpain_scores"]),
        pain_scores=frozenset(labels["pain_scores"]),
        spot_check_percent=labels["spot_check_percent"],
        repeat_percent=labels["repeat_percent"],
        repeat_after_days=labels["repeat_after_days"],
        raters_per_frame=labels.get("raters_per_frame", 1),
        order=labels.get("order", BY_VIDEO),
        frame_actions=tuple(labels.get("frame_actions", ())),
        exclusion_reasons=tuple(document["exclusion_reasons"]),
    )


@dataclass(frozen=True, kw_only=True)
class SupervisionRule:
    """The protocol's part about supervision.

    Attributes:
        suggestions: `never`, `after_my_answer` or `at_once`.
        silent_percent: the share of frames whose suggestion nobody who decides is ever sent.
        spot_check_percent: the share of frames without a question that are looked at all the same.
        names_masked: whether raters go by letters.
    """

    suggestions: str
    silent_percent: int
    spot_check_percent: int
    names_masked: bool

    def is_silent(self, frame: UUID) -> bool:
        """Whether the lot has drawn the frame; raising the share keeps what was drawn before."""
        return is_drawn(self.silent_percent, "silent", frame)


def supervision_rule_of(document: Mapping[str, Any]) -> SupervisionRule:
    """The rule in a protocol document; documents written before the choice existed get the usual one."""
    return SupervisionRule(suggestions=document["suggestions"], **document.get("supervision", SUPERVISION))


def is_drawn(percent: int, purpose: str, *keys: UUID | int) -> bool:
    """Whether a lot falls on these keys: `percent` of 100, the same answer every time it is asked.

    The lot hangs on the ids alone, so that preparing twice changes nothing, and nobody can foresee it from the frames.
    """
    lot = hashlib.sha256("/".join([purpose, *map(str, keys)]).encode()).digest()
    return int.from_bytes(lot[:4], "big") % 100 < percent


def shuffled_key(frame: UUID) -> str:
    """Sorts frames into an order that has nothing to do with infant or time."""
    return hashlib.sha256(f"order/{frame}".encode()).hexdigest()
