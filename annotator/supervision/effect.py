"""What suggestions changed: final labels with and without a suggestion, the silent share as the yardstick.

Frames are drawn for the silent share by lot, so that the arms differ by nothing but the suggestion. Intervals come from
drawing infants anew, because frames of one infant are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

import numpy as np

from annotator.accounts.models import User
from annotator.agreement.resampling import DRAWS, Family, InfantSums, percentile_interval
from annotator.agreement.table import Floats
from annotator.labelling.models import Arm, FinalLabel
from annotator.labelling.rules import NONPAIN, PAIN
from annotator.studies.models import Study

MEASURED = (Arm.AFTERWARDS, Arm.AT_ONCE, Arm.SILENT)
# Shares of decisions: what is counted, and among which.
SHARES = {
    "as_suggested": ("as_suggested", "decided"),
    "as_raters": ("as_raters", "raters_agree"),
    "sided_with_model": ("sided_with_model", "model_differs"),
    "changed": ("changed", "told"),
    "changed_towards": ("changed_towards", "told"),
}
COUNTS = sorted({name for pair in SHARES.values() for name in pair})


@dataclass(frozen=True, slots=True)
class _Story:
    """A frame's way from the first answer to the last."""

    infant: UUID
    arm: str
    first: str
    last: str
    agreed: str
    suggested: str
    told: bool
    decided_ms: int | None

    def counts(self) -> dict[str, bool]:
        """What the frame counts for; a share counts only frames whose last answer is pain or nonpain."""
        judged = self.last in (PAIN, NONPAIN)
        differs = judged and self.agreed in (PAIN, NONPAIN) and self.agreed != self.suggested
        changed = judged and self.told and self.first != self.last
        return {
            "decided": judged,
            "as_suggested": judged and self.last == self.suggested,
            "raters_agree": judged and bool(self.agreed),
            "as_raters": judged and self.last == self.agreed,
            "model_differs": differs,
            "sided_with_model": differs and self.last == self.suggested,
            "told": judged and self.told,
            "changed": changed,
            "changed_towards": changed and self.last == self.suggested,
        }


def effect_of(user: User, study: Study) -> dict[str, Any]:
    """Each arm's shares, and how far those with a suggestion lie from the silent one.

    Frames approved in runs are left out: nobody looked at them one by one, in any arm.
    """
    stories = _stories(user, study)
    infants = sorted({story.infant for story in stories})
    sums = _sums(stories, infants)
    whole, drawn = _shares(sums, None), _shares(sums, DRAWS) if infants else {}
    arms = []
    for number, arm in enumerate(MEASURED):
        own = [story for story in stories if story.arm == arm]
        times = [story.decided_ms for story in own if story.decided_ms is not None]
        arms.append(
            {
                "arm": arm,
                "frames": len(own),
                "infants": len({story.infant for story in own}),
                "median_ms": round(median(times)) if times else None,
                "shares": {name: _shown(whole, drawn, name, number) for name in SHARES},
            }
        )
    silent = MEASURED.index(Arm.SILENT)
    differences = [
        {
            "arm": arm,
            "shares": {name: _shown(whole, drawn, name, number, against=silent) for name in SHARES},
        }
        for number, arm in enumerate(MEASURED)
        if number != silent
    ]
    return {"infants": len(infants), "arms": arms, "differences": differences}


def _stories(user: User, study: Study) -> list[_Story]:
    rows = FinalLabel.objects.visible_to(user).filter(study=study, suggested__isnull=False, in_run=False)
    columns = ["pk", "previous_id", "superseded_at", "frame__video__infant_id", "arm", "value"]
    columns += ["agreed", "suggested", "suggestion_seen", "revealed_at", "decided_ms"]
    known = {row[0]: row for row in rows.values_list(*columns)}
    stories = []
    for row in known.values():
        _, _, superseded, infant, arm, last, agreed, suggested, seen, revealed, _ = row
        if superseded is not None or arm not in MEASURED:
            continue
        first = row
        while first[1] in known:
            first = known[first[1]]
        side = PAIN if suggested >= 0.5 else NONPAIN
        told = seen or revealed is not None
        stories.append(_Story(infant, arm, first[5], last, agreed, side, told, first[10]))
    return stories


def _sums(stories: Sequence[_Story], infants: Sequence[UUID]) -> InfantSums | None:
    """Counts of every infant in every arm."""
    if not infants:
        return None
    place = {infant: number for number, infant in enumerate(infants)}
    table: Floats = np.zeros((len(infants), len(MEASURED), len(COUNTS)))
    for story in stories:
        counts = story.counts()
        cell = table[place[story.infant], MEASURED.index(Arm(story.arm))]
        cell += [counts[name] for name in COUNTS]
    return InfantSums([Family.of({"counts": table})])


def _shares(sums: InfantSums | None, draws: int | None) -> dict[str, Floats]:
    """Each share by draw and arm, shape (draws, arms); NaN where it counts among nothing."""
    if sums is None:
        return {name: np.full((1, len(MEASURED)), np.nan) for name in SHARES}
    parts = [sums.whole()] if draws is None else list(sums.redrawn(draws))
    counts = np.concatenate([part["counts"] for part in parts])
    column = {name: counts[:, :, number] for number, name in enumerate(COUNTS)}
    with np.errstate(invalid="ignore", divide="ignore"):
        return {name: column[upper] / column[lower] for name, (upper, lower) in SHARES.items()}


def _shown(
    whole: dict[str, Floats], drawn: dict[str, Floats], name: str, arm: int, against: int | None = None
) -> dict[str, Any]:
    """A share, or the distance of two arms' shares, with its interval; None where it is not defined."""

    def taken(shares: dict[str, Floats]) -> Floats:
        one: Floats = shares[name][:, arm]
        return one if against is None else one - shares[name][:, against]

    value = float(taken(whole)[0])
    interval = percentile_interval(taken(drawn)) if drawn else None
    return {"value": None if np.isnan(value) else value, "interval": list(interval) if interval else None}
