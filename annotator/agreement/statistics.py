"""Every statistic of agreement of one table, with intervals by infant and what to know beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from annotator.agreement import notes
from annotator.agreement.chance_corrected import (
    chance_corrected_sums,
    fleiss_kappa,
    gwet_and_brennan_prediger,
    percent_agreement,
    specific_agreement,
)
from annotator.agreement.intraclass import intraclass_correlations, intraclass_sums
from annotator.agreement.krippendorff import coincidence_sums, krippendorff_alpha, krippendorff_sums
from annotator.agreement.pairwise import KAPPAS, light_kappas, pair_statistics, pairwise_sums
from annotator.agreement.resampling import DRAWS, SEED, Family, InfantSums, Sums, percentile_interval, spread
from annotator.agreement.table import Booleans, Floats, RatingTable, RatingTableError

MAX_NUMBERS = 64_000_000  # 512 MB of sums per infant; half as much for what the draws give
NUMBERS_PER_PAIR = 10


@dataclass(frozen=True)
class Estimate:
    """One statistic of the whole table.

    Attributes:
        value: None where it is undefined; `note` then says why.
        ci95: Lower and upper limit of the 95 % percentile interval of a cluster bootstrap by infant; None without
            draws, with one infant, or where the statistic is undefined in more than half of the draws.
        leave_one_out: Smallest and largest value when each infant is left out in turn; None with one infant.
        videos: How many videos it rests on; for Light's means those of the pair with the fewest.
        note: Sentences for the reader, empty when there is nothing to say.
    """

    value: float | None
    ci95: tuple[float, float] | None
    leave_one_out: tuple[float, float] | None
    videos: int
    note: str


@dataclass(frozen=True)
class PairEstimate:
    """The statistics of two operators.

    Attributes:
        operators: Their names; differences are first minus second.
        videos: How many videos both rated.
        values: By name as in `pairwise.pair_statistics`; None where undefined.
        ci95: By the same names; None as in `Estimate`.
        note: As in `Estimate`.
    """

    operators: tuple[str, str]
    videos: int
    values: Mapping[str, float | None]
    ci95: Mapping[str, tuple[float, float] | None]
    note: str


@dataclass(frozen=True)
class AgreementReport:
    """What `measure_agreement` found.

    Attributes:
        statistics: By name, always the same names.
        pairs: Each two operators once.
        prevalence: Share of each category among all ratings, with categories nobody used; empty without ratings.
        warnings: Sentences about the whole table.
        videos, infants, draws: Sizes.
    """

    statistics: Mapping[str, Estimate]
    pairs: tuple[PairEstimate, ...]
    prevalence: Mapping[float, float]
    warnings: tuple[str, ...]
    videos: int
    infants: int
    draws: int


@dataclass(frozen=True)
class _Context:
    """What the note beside a statistic may depend on."""

    table: RatingTable
    agreement: float | None
    prevalence: dict[float, float]
    pairs_without_value: Mapping[str, int]


def measure_agreement(table: RatingTable, *, draws: int = DRAWS, seed: int = SEED) -> AgreementReport:
    """Computes every statistic, its bootstrap interval and its leave-one-infant-out range.

    Undefined statistics are None with a note, never NaN; nothing is raised for degenerate ratings.

    Args:
        table: What `tabulate_ratings` returns.
        draws: How many bootstrap draws of infants; 0 for no intervals.
        seed: Of the random numbers; the same table and seed give the same intervals.

    Raises:
        RatingTableError: The table has too many infants for its categories and operators, or too many draws for its
            operators, to be held in memory (`MAX_NUMBERS`).
    """
    if draws * len(table.pairs) * NUMBERS_PER_PAIR > MAX_NUMBERS // 2:
        raise RatingTableError(f"{draws} draws are too many for {len(table.operators)} operators; use fewer draws.")
    infant_sums = sum_by_infant(table)
    every = np.ones((len(KAPPAS), len(table.pairs)), dtype=np.bool_)
    _, whole_pairs = evaluate(infant_sums.whole(), table, defined_kappas=every)
    defined = np.stack([~np.isnan(whole_pairs[name][0]) for name in KAPPAS])
    whole, _ = evaluate(infant_sums.whole(), table, defined_kappas=defined)
    several = infant_sums.infants > 1
    redrawn = infant_sums.redrawn(draws if several else 0, seed=seed)
    drawn, drawn_pairs = _collect(redrawn, table, defined, names=(whole, whole_pairs))
    left_out, _ = _collect(infant_sums.without_each() if several else (), table, defined, names=(whole, {}))
    prevalence = category_prevalence(table)
    context = _Context(
        table=table,
        agreement=_number(whole["agreement_pairwise"][0]),
        prevalence=prevalence,
        pairs_without_value={
            f"light_{name}": int((~usable).sum()) for name, usable in zip(KAPPAS, defined, strict=True)
        },
    )
    statistics = {
        name: _estimate(name, float(value[0]), drawn[name], left_out[name], context) for name, value in whole.items()
    }
    pairs = tuple(_pair(place, whole_pairs, drawn_pairs, table) for place in range(len(table.pairs)))
    warnings = notes.table_warnings(table, prevalence)
    counted = (table.videos, len(table.infants), draws if several else 0)
    return AgreementReport(statistics, pairs, prevalence, warnings, *counted)


def sum_by_infant(table: RatingTable) -> InfantSums:
    """Everything the statistics need to know of each infant.

    Raises:
        RatingTableError: It would not fit into memory (`MAX_NUMBERS`).
    """
    size, mixed = len(table.categories), len(table.mixed_categories[0])
    columns = mixed + 6 * size + 30 + len(table.operators) + len(table.pairs) * (3 * size + 8)
    if columns * len(table.infants) > MAX_NUMBERS:
        raise RatingTableError(
            f"{len(table.infants)} infants with {size} categories and {len(table.operators)} operators are too many to "
            "resample at once; use fewer categories or operators."
        )
    return InfantSums(
        [
            Family.of({**chance_corrected_sums(table), **krippendorff_sums(table), **intraclass_sums(table)}),
            Family.of(coincidence_sums(table)),
            Family.of(pairwise_sums(table)),
        ]
    )


def evaluate(
    sums: Sums, table: RatingTable, *, defined_kappas: Booleans
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """All statistics for many draws at once.

    Args:
        sums: Of each draw, leading axis draws.
        table: For the scale and the number of operators only; no rating is read.
        defined_kappas: As in `pairwise.light_kappas`.

    Returns:
        Statistics of shape (draws,), and those of pairs of shape (draws, pairs); NaN where undefined.
    """
    pairs = pair_statistics(sums, table)
    statistics = {
        **percent_agreement(sums),
        **fleiss_kappa(sums, table),
        **krippendorff_alpha(sums, table),
        **intraclass_correlations(sums, table),
        **gwet_and_brennan_prediger(sums, table),
        **light_kappas(pairs, defined_kappas),
        **specific_agreement(sums, table),
    }
    return statistics, pairs


def category_prevalence(table: RatingTable) -> dict[float, float]:
    """Share of each category among all ratings, single ratings of a video included; empty without ratings."""
    counts = table.counts.sum(axis=0)
    if counts.sum() == 0:
        return {}
    return {float(level): float(share) for level, share in zip(table.categories, counts / counts.sum(), strict=True)}


def _collect(
    chunks: Iterable[Sums], table: RatingTable, defined: Booleans, *, names: tuple[Iterable[str], Iterable[str]]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Joins what `evaluate` says of each chunk; empty arrays for no chunk."""
    parts = [evaluate(sums, table, defined_kappas=defined) for sums in chunks]
    nothing = np.empty(0)
    statistics = {name: np.concatenate([part[0][name] for part in parts] or [nothing]) for name in names[0]}
    pairs = {
        name: np.concatenate([part[1][name] for part in parts] or [np.empty((0, len(table.pairs)))])
        for name in names[1]
    }
    return statistics, pairs


def _estimate(name: str, value: float, drawn: Floats, left_out: Floats, context: _Context) -> Estimate:
    table = context.table
    videos = _videos(name, table)
    if np.isnan(value):
        return Estimate(None, None, None, videos, notes.undefined_note(name, table))
    interval = percentile_interval(drawn)
    sentences = (
        notes.dropped_note(name, table, pairs_without_value=context.pairs_without_value.get(name, 0)),
        notes.prevalence_note(name, value, agreement=context.agreement, prevalence=context.prevalence),
        notes.interval_note(interval, undefined=int(np.isnan(drawn).sum()), draws=len(drawn)),
    )
    note = " ".join(sentence for sentence in sentences if sentence)
    return Estimate(value, interval, spread(left_out), videos, note)


def _videos(name: str, table: RatingTable) -> int:
    if name.startswith("light_"):
        rated = table.codes >= 0
        return min((int((rated[:, one] & rated[:, other]).sum()) for one, other in table.pairs), default=0)
    return int((table.complete if name.startswith(notes.COMPLETE_ROWS) else table.pairable).sum())


def _pair(place: int, whole: dict[str, Floats], drawn: dict[str, Floats], table: RatingTable) -> PairEstimate:
    first, second = table.pairs[place]
    rated = table.codes >= 0
    videos = int((rated[:, first] & rated[:, second]).sum())
    values = {name: _number(array[0, place]) for name, array in whole.items()}
    intervals = {
        name: None if values[name] is None else percentile_interval(array[:, place]) for name, array in drawn.items()
    }
    names = (table.operators[first], table.operators[second])
    return PairEstimate(names, videos, values, intervals, notes.pair_note(values, videos=videos, unit=table.unit))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
