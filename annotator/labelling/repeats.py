"""How far each rater agrees with themselves: the hidden repeats against the first labels."""

from typing import Any

import numpy as np

from annotator.accounts.models import User
from annotator.agreement.study_statistics import measure_ratings
from annotator.agreement.table import Floats
from annotator.labelling.frame_agreement import TWO_LEVELS
from annotator.labelling.models import FIRST, REPEAT
from annotator.labelling.raters import RaterKey, Raters
from annotator.labelling.statements import SHOWS_PAIN, VALUES, Statements, statements_of
from annotator.studies.models import Study
from annotator.studies.permissions import Action, may, require

SHOWN = ("agreement_pairwise", "gwet_ac1", "light_kappa")


def repeats_of(user: User, study: Study) -> list[dict[str, Any]]:
    """For each rater the person may know of: frames labelled twice, agreement, AC1 and kappa, and every change.

    A rater sees their own; whoever the table lets see them all sees everybody's. Of two readings Light's kappa is
    Cohen's.

    Raises:
        DomainError: 403 for who neither labels nor may see others' repeats.
    """
    everybody = may(user, Action.REPEATS_READ, study)
    if not everybody:
        require(user, Action.LABEL, study)
    raters = Raters.of(study, user)
    first = statements_of(user, study, raters)
    second = statements_of(user, study, raters, reading=REPEAT)
    return [_of_rater(rater, raters, first, second) for rater in second.raters if everybody or rater == user.pk]


def _of_rater(rater: RaterKey, raters: Raters, first: Statements, second: Statements) -> dict[str, Any]:
    before, after = (_said_by(rater, statements) for statements in (first, second))
    infants = {frame: second.infants[place] for place, frame in enumerate(second.frame_ids)}
    frames = [frame for frame in after if frame in before]
    both: Floats = np.array([[before[frame], after[frame]] for frame in frames], dtype=np.float64).reshape(-1, 2)
    codes = both.astype(np.int64)
    changes = np.zeros((len(VALUES), len(VALUES)), dtype=np.int64)
    np.add.at(changes, (codes[:, 0], codes[:, 1]), 1)
    readings = [str(FIRST), str(REPEAT)]
    named = [infants[frame] for frame in frames]
    measured = measure_ratings(SHOWS_PAIN[codes], named, readings, TWO_LEVELS, unit="frame")
    same = int(np.trace(changes))
    return {
        "rater": raters.shown(rater),
        "frames": len(frames),
        "same": same,
        "statistics": {name: measured["statistics"][name] for name in SHOWN},
        "warnings": measured["warnings"],
        "values": VALUES,
        "changes": changes.tolist(),
    }


def _said_by(rater: RaterKey, statements: Statements) -> dict[Any, int]:
    if rater not in statements.raters:
        return {}
    mine = np.nonzero(statements.rater == statements.raters.index(rater))[0]
    return {statements.frame_ids[statements.frame[row]]: int(statements.value[row]) for row in mine}
