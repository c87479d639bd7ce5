"""How each rater moves against the others: week by week, and from the beginning of a sitting to its end."""

from typing import Any

import numpy as np

from annotator.accounts.models import User
from annotator.agreement.figures.draw import draw
from annotator.agreement.table import Floats, Integers
from annotator.agreement.weights import divide
from annotator.labelling.raters import Raters
from annotator.labelling.statements import SHOWS_PAIN, Statements, statements_of
from annotator.studies.models import Study

QUARTERS = ("1/4", "2/4", "3/4", "4/4")
BY_WEEK, BY_SITTING = "weeks", "quarters"
FROM_OTHERS, FROM_OWN = "others", "own"


def drift_of(user: User, study: Study) -> dict[str, Any]:
    """For each rater and ISO week, and each quarter of their sittings: how often they say pain.

    Each point has `frames` judged and the share of `pain` among them; where others judged the same frames, `shared`
    frames and the mean `difference` from the mean of the others, from -1 to 1, else 0 and None.
    """
    raters = Raters.of(study, user)
    said = statements_of(user, study, raters, timed=True)
    own = SHOWS_PAIN[said.value]
    difference = _from_others(said, own)
    weeks = [f"{at:%G-W%V}" for at in said.at]
    names = sorted(set(weeks))
    place = {week: number for number, week in enumerate(names)}
    week_of = np.array([place[week] for week in weeks], dtype=np.int64)
    quarter_of = _quarters(said)
    return {
        BY_WEEK: names,
        BY_SITTING: list(QUARTERS),
        "raters": [
            {
                "rater": raters.shown(rater),
                "pain": _mean(own[said.rater == number]),
                BY_WEEK: _points(names, week_of, said.rater == number, own, difference),
                BY_SITTING: _points(QUARTERS, quarter_of, said.rater == number, own, difference),
            }
            for number, rater in enumerate(said.raters)
        ],
    }


def draw_label_drift(
    facts: dict[str, Any], words: dict[str, str], *, by: str, measure: str, language: str, theme: str
) -> str:
    """The drift as SVG.

    Args:
        facts: of `drift_of`.
        words: of this figure, in the language.
        by: `weeks` or `quarters`.
        measure: `others` for the difference from the other raters, `own` for that from one's own share of pain.
        language: `en` or `it`.
        theme: `light` or `dark`.
    """
    operators = [
        {
            "code": one["rater"]["code"],
            "points": [
                {"week": point["at"], "mean_difference": moved}
                for point in one[by]
                if (moved := _moved(point, one["pain"], measure)) is not None
            ],
        }
        for one in facts["raters"]
    ]
    drawn = {"weeks": facts[by], "operators": operators}
    return draw("drift", drawn, language=language, theme=theme, words=words)


def _moved(point: dict[str, Any], usual: float, measure: str) -> float | None:
    found = point["difference"] if measure == FROM_OTHERS else point["pain"] - usual
    return None if found is None else float(found)


def _from_others(said: Statements, own: Floats) -> Floats:
    """Each label minus the mean of the others' of the same frame, shape (labels,); NaN where nobody else judged it."""
    judged = ~np.isnan(own)
    frames = len(said.frame_ids)
    count = np.asarray(np.bincount(said.frame[judged], minlength=frames)[said.frame] - 1, dtype=np.float64)
    total: Floats = np.bincount(said.frame[judged], own[judged], minlength=frames)[said.frame] - own
    return np.asarray(own - divide(total, count))


def _quarters(said: Statements) -> Integers:
    """In which quarter of its sitting each label was said, from 0; -1 where that is not known."""
    last: dict[tuple[int, Any], int] = {}
    where = list(zip(said.rater.tolist(), said.sitting, said.position, strict=True))
    for rater, sitting, position in where:
        if sitting is not None and position is not None:
            last[rater, sitting] = max(position, last.get((rater, sitting), 0))
    return np.array(
        [
            -1 if sitting is None or position is None else 4 * position // (last[rater, sitting] + 1)
            for rater, sitting, position in where
        ],
        dtype=np.int64,
    )


def _points(names: Any, place_of: Integers, mine: Any, own: Floats, difference: Floats) -> list[dict[str, Any]]:
    points = []
    for place, name in enumerate(names):
        chosen = mine & (place_of == place) & ~np.isnan(own)
        if not chosen.any():
            continue
        compared = difference[chosen & ~np.isnan(difference)]
        shared = {"shared": len(compared), "difference": _mean(compared) if len(compared) else None}
        points.append({"at": name, "frames": int(chosen.sum()), "pain": _mean(own[chosen]), **shared})
    return points


def _mean(values: Floats) -> float:
    """Without those that judge nothing; 0 of nothing."""
    judged = values[~np.isnan(values)]
    return float(judged.mean()) if len(judged) else 0.0
