"""How far raters agree about frames: pain or not, usable or not, and the share of pain in each video."""

from typing import Any

import numpy as np

from annotator.accounts.models import User
from annotator.agreement.presentation import NAMES
from annotator.agreement.study_statistics import measure_ratings
from annotator.agreement.table import Floats
from annotator.agreement.weights import divide
from annotator.labelling.raters import Raters
from annotator.labelling.statements import IS_UNUSABLE, SHOWS_PAIN, VALUES, Statements, statements_of
from annotator.studies.models import Study

NOMINAL = (
    *("gwet_ac1", "light_kappa", "fleiss", "krippendorff_nominal"),
    *("agreement_pairwise", "positive_agreement", "negative_agreement"),
)
OF_SHARES = ("icc_2_1", "krippendorff_interval")  # alpha where not every rater has every video
# Shares of pain are measured in per cent and rounded to halves: finer steps say nothing of some hundred frames.
STEPS_PER_PERCENT = 2
TWO_LEVELS = (0.0, 1.0)


def frame_agreement(user: User, study: Study) -> dict[str, Any]:
    """The agreement among the labels a person may see; every interval resamples infants.

    Of pain and nonpain: Gwet's AC1, Cohen's kappa as Light's mean over pairs, Fleiss' kappa and Krippendorff's alpha,
    with unusable and unsure as missing. Of usability: the same of unusable against the rest. Of each video's share of
    pain: ICC(2,1), Krippendorff's alpha for intervals and, for each pair, Bland and Altman's limits.

    Raises:
        DomainError: `too_much_to_compare` (409).
    """
    raters = Raters.of(study, user)
    said = statements_of(user, study, raters)
    codes = [raters.code_of(rater) for rater in said.raters]
    pain, unusable = said.matrix(SHOWS_PAIN), said.matrix(IS_UNUSABLE)
    shares = shares_of_pain(said, pain)
    pseudonyms = [video.pseudonym for video in said.videos]
    percent = np.round(shares * 100 * STEPS_PER_PERCENT) / STEPS_PER_PERCENT
    return {
        "raters": [{"rater": raters.shown(rater), **_counts(said, place)} for place, rater in enumerate(said.raters)],
        "pain": _part(measure_ratings(pain, said.infants, codes, TWO_LEVELS, unit="frame"), NOMINAL),
        "usability": _part(measure_ratings(unusable, said.infants, codes, TWO_LEVELS, unit="frame"), NOMINAL),
        "shares": _part(measure_ratings(percent, pseudonyms, codes, None), OF_SHARES),
        "videos": _videos(said, pain, shares),
    }


def shares_of_pain(said: Statements, pain: Floats) -> Floats:
    """The share of pain among the frames each rater judged, shape (videos, raters); NaN where they judged none."""
    judged = said.sum_by_video((~np.isnan(pain)).astype(np.float64))
    painful = said.sum_by_video(np.nan_to_num(pain))
    return divide(painful, judged)


def _counts(said: Statements, rater: int) -> dict[str, int]:
    counts = np.bincount(said.value[said.rater == rater], minlength=len(VALUES))
    return {value: int(count) for value, count in zip(VALUES, counts, strict=True)}


def _part(measured: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    statistics = measured["statistics"]
    return {**measured, "statistics": {name: statistics[name] for name in names}, "names": NAMES}


def _videos(said: Statements, pain: Floats, shares: Floats) -> list[dict[str, Any]]:
    """Every video, those its raters disagree about most first, those nobody can compare last."""
    judged = (~np.isnan(pain)).sum(axis=1).astype(np.float64)
    painful = np.nansum(pain, axis=1)
    compared = judged >= 2
    pairs = np.where(compared, judged * (judged - 1), 1.0)
    alike = (painful * (painful - 1) + (judged - painful) * (judged - painful - 1)) / pairs
    frames = said.sum_by_video(compared.astype(np.float64))
    agreeing = said.sum_by_video(np.where(compared, alike, 0.0))
    rows = [
        {
            "video": video.id,
            "name": video.name,
            "infant": {"id": video.infant, "pseudonym": video.pseudonym},
            "frames": int(frames[place]),
            "agreement": agreeing[place] / frames[place] if frames[place] else None,
            "shares": [None if np.isnan(share) else float(share) for share in shares[place]],
        }
        for place, video in enumerate(said.videos)
    ]
    return sorted(rows, key=lambda row: (row["agreement"] is None, row["agreement"], -row["frames"]))
