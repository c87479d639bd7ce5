"""How labels of a frame become one, by rule. Knows no web application, no database.

Sources: study rules A11 (several raters' answers to one, or none), A28 (what follows from a video's score is a weak
label and stays apart), R9 (soft labels: the share of raters who said pain).
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.labelling.rules import NONPAIN, PAIN, UNSURE, UNUSABLE

PERSON, RULE, IMPORT = "person", "rule", "import"
SOURCES = (PERSON, RULE, IMPORT)
APPROVAL = "approval"  # the source of a row whose label a clinician has made final
CONSENSUS, ONE_RATER, SOFT, APPROVED = "consensus", "rater", "soft", "approved"
UNANIMOUS, MAJORITY = "unanimous", "majority"
AGREEMENTS = (UNANIMOUS, MAJORITY)

# Why a frame is no row, in the order in which it is asked.
NO_CONSENT, INCONSISTENT, NEAR_DUPLICATE = "no_train_consent", "inconsistent_scores", "near_duplicate"
COVERED, NO_FACE, NOT_LABELLED, SOURCE_LEFT_OUT = "covered", "no_face", "not_labelled", "source_left_out"
NOT_APPROVED, NOT_USABLE, NOT_SURE, TOO_FEW = "not_approved", "unusable", "unsure", "too_few_raters"
DISAGREE, UNREADABLE, CLASS_LEFT_OUT = "raters_disagree", "picture_unreadable", "class_left_out"
EXCLUSIONS = (
    *(NO_CONSENT, INCONSISTENT, NEAR_DUPLICATE, COVERED, NO_FACE, NOT_LABELLED, SOURCE_LEFT_OUT),
    *(NOT_APPROVED, NOT_USABLE, NOT_SURE, TOO_FEW, DISAGREE, UNREADABLE, CLASS_LEFT_OUT),
)

RaterKey = int | tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One label in force of a frame; `rater` is None for a label by rule."""

    source: str
    rater: RaterKey | None
    value: str


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What becomes a row.

    Attributes:
        labels: one of `CHOICES`.
        rater: whose labels, where they are one rater's; else None.
        sources: which of `SOURCES` count.
        agreement: whether raters must all agree or more than half of them.
        raters_needed: how many raters must have said pain or nonpain; labels by rule need none.
        near_duplicates: whether frames that look like an earlier one are kept.
        inconsistent_videos: whether frames of videos whose scores have no consensus now are kept.
        side_px, margin: how faces are cut out.
    """

    labels: str
    rater: RaterKey | None
    sources: frozenset[str]
    agreement: str
    raters_needed: int
    near_duplicates: bool
    inconsistent_videos: bool
    side_px: int
    margin: float

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Rules":
        """From the form in which a dataset keeps them."""
        rater = document.get("rater_key")
        return cls(
            labels=document["labels"],
            rater=(rater[0], rater[1]) if isinstance(rater, list) else rater,
            sources=frozenset(document["sources"]),
            agreement=document["agreement"],
            raters_needed=document["raters_needed"],
            near_duplicates=document["near_duplicates"],
            inconsistent_videos=document["inconsistent_videos"],
            side_px=document["side_px"],
            margin=document["margin"],
        )

    def crop_key(self, box: Sequence[float], turn: int) -> str:
        """Names a crop by all that decides its pixels."""
        content = json.dumps([list(box), turn, self.side_px, self.margin])
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one label of a frame: `pain` or `nonpain`, or a reason to leave it out.

    Attributes:
        label: None where there is a reason.
        reason: one of `EXCLUSIONS`; empty where there is a label.
        soft: the share of raters who said pain; 0 or 1 for a label by rule.
        source: one of `SOURCES`, or `APPROVAL`; `person` where people and files both spoke.
        raters: how many said pain or nonpain.
    """

    label: str | None
    reason: str = ""
    soft: float = 0.0
    source: str = ""
    raters: int = 0


def label_of(said: Sequence[Said], rules: Rules, final: str = "") -> Verdict:
    """What the frame is. What raters say comes before what follows from the score.

    Args:
        said: labels in force.
        rules: how they become one.
        final: what a clinician has decided; empty where nobody has.
    """
    if rules.labels == APPROVED:
        return _by_approval(said, final)
    if not said:
        return Verdict(None, NOT_LABELLED)
    counted = [one for one in said if one.source in rules.sources]
    if not counted:
        return Verdict(None, SOURCE_LEFT_OUT)
    spoken = [one for one in counted if one.source != RULE]
    if rules.labels == ONE_RATER:
        spoken = [one for one in spoken if one.rater == rules.rater]
    if spoken:
        return CHOICES[rules.labels](spoken, rules)
    weak = next((one for one in counted if one.source == RULE), None)
    if weak is None:
        return Verdict(None, NOT_LABELLED)
    return Verdict(weak.value, soft=float(weak.value == PAIN), source=RULE)


def by_consensus(said: Sequence[Said], rules: Rules) -> Verdict:
    """What all raters, or more than half of them, say; unusable counts as soon as it is not outnumbered."""
    judged = _judged(said, rules)
    if isinstance(judged, str):
        return Verdict(None, judged)
    pain = sum(one.value == PAIN for one in judged)
    share = pain / len(judged)
    agreed = share in (0.0, 1.0) if rules.agreement == UNANIMOUS else share != 0.5
    if not agreed:
        return Verdict(None, DISAGREE)
    return _verdict(PAIN if share > 0.5 else NONPAIN, share, judged)


def by_one_rater(said: Sequence[Said], rules: Rules) -> Verdict:
    """What one rater says, whoever else spoke; `said` is theirs alone."""
    judged = _judged(said, rules)
    if isinstance(judged, str):
        return Verdict(None, judged)
    value = judged[-1].value
    return _verdict(value, float(value == PAIN), judged)


def by_share(said: Sequence[Said], rules: Rules) -> Verdict:
    """The share of raters who say pain, nobody left out for disagreeing; half or more makes the label pain."""
    judged = _judged(said, rules)
    if isinstance(judged, str):
        return Verdict(None, judged)
    share = sum(one.value == PAIN for one in judged) / len(judged)
    return _verdict(PAIN if share >= 0.5 else NONPAIN, share, judged)


def _by_approval(said: Sequence[Said], final: str) -> Verdict:
    """What a clinician has made final, whatever raters say; the rest is left out (study rule A9)."""
    if final not in (PAIN, NONPAIN):
        return Verdict(None, NOT_USABLE if final == UNUSABLE else NOT_APPROVED)
    raters = sum(one.source != RULE and one.value in (PAIN, NONPAIN) for one in said)
    return Verdict(final, soft=float(final == PAIN), source=APPROVAL, raters=raters)


# The ways from what raters say to one label.
CHOICES: dict[str, Callable[[Sequence[Said], Rules], Verdict]] = {
    CONSENSUS: by_consensus,
    ONE_RATER: by_one_rater,
    SOFT: by_share,
}


def _judged(said: Sequence[Said], rules: Rules) -> list[Said] | str:
    """Who says pain or nonpain, or why the frame is left out."""
    judged = [one for one in said if one.value in (PAIN, NONPAIN)]
    unusable = sum(one.value == UNUSABLE for one in said)
    if unusable and unusable >= len(judged):
        return NOT_USABLE
    if not judged:
        return NOT_SURE if any(one.value == UNSURE for one in said) else NOT_LABELLED
    return judged if len(judged) >= rules.raters_needed else TOO_FEW


def _verdict(label: str, share: float, judged: Sequence[Said]) -> Verdict:
    source = IMPORT if all(one.source == IMPORT for one in judged) else PERSON
    return Verdict(label, soft=share, source=source, raters=len(judged))
