"""What share of pain among its frames a video's score lets expect. Knows no web application, no database.

Sources: DAN's facial score is the share of the observation window in which the action is present, in thirds
(Carbajal, Paupe, Hoenn, Lenclen & Olivier-Martin 1997, Arch Pediatr 4:623-628); at equality the closed middle band
(study rule A2); the check of labels against it is study rule R8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.labelling.rules import PAIN, label_rule_of

DAN_FACE = {"scale": "dan", "item": "face"}
THIRDS = {2: (0, 1), 3: (1, 2), 4: (2, 3)}  # in thirds


@dataclass(frozen=True)
class Band:
    """The expected share, in thirds; both ends belong to it unless `open_low` or `open_high`."""

    low: int
    high: int
    open_low: bool = False
    open_high: bool = False
    by_rule: bool = False

    def holds(self, pain: int, judged: int) -> bool:
        """Whether `pain` of `judged` frames lie in the band; in whole numbers, since thirds are not exact."""
        above = 3 * pain > self.low * judged if self.open_low else 3 * pain >= self.low * judged
        below = 3 * pain < self.high * judged if self.open_high else 3 * pain <= self.high * judged
        return above and below


def band_of(document: Mapping[str, Any], score: int | None) -> Band | None:
    """The band of a score under a protocol; None where the score lets expect nothing.

    A score whose frames are labelled by rule lets expect none or all; DAN's facial item lets expect its third.
    """
    label = label_rule_of(document).label_for(score)
    if label is not None:
        end = 3 if label == PAIN else 0
        return Band(end, end, by_rule=True)
    if document["sampling"]["score"] != DAN_FACE or score not in THIRDS:
        return None
    low, high = THIRDS[score]
    return Band(low, high, open_low=high == 3, open_high=low == 0)
