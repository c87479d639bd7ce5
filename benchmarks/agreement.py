"""What do intervals by infant cost? Promises: Table A.1 under 1 s of processor time, 10,000 x 5 under 30 s and 1 GiB.

And at least 20 times faster than a plain loop, which draws infants, builds the table and calls statsmodels and
krippendorff for all that these two offer: Fleiss, Randolph, three alphas, and three kappas of each pair of operators.
Ours computes these and the rest (intraclass correlations, Gwet, Bland-Altman, the leave-one-out range). The loop is
timed on few draws and scaled to 2000, so its figure is an estimate. Needs the dev extra.
"""

import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from annotator.agreement.statistics import measure_agreement
from annotator.agreement.table import tabulate_ratings
from benchmarks.report import publish
from tests.annotator.agreement.published import TABLE_A1, TABLE_A1_INFANTS

DRAWS, ROUNDS = 2000, 3
SMALL_CPU_S, LARGE_S, LARGE_MIB, REQUIRED_RATIO = 1.0, 30.0, 1024, 20.0
LOOPED_DRAWS = {"34 x 3": 200, "10,000 x 5": 10}


def main() -> int:
    """Times both tables, then the loop, whose libraries would otherwise count in the memory."""
    tables = {"34 x 3": (np.array(TABLE_A1, dtype=float), TABLE_A1_INFANTS), "10,000 x 5": large()}
    findings: dict[str, Any] = {"draws": DRAWS}
    ours = {}
    for name, (ratings, infants) in tables.items():
        wall, processor = fastest(partial(measure, ratings, infants))
        ours[name] = (wall, processor)
        findings[f"{name}, {len(set(infants))} infants"] = f"{wall:.2f} s, processor {processor:.2f} s"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    findings["peak of the process"] = f"{peak:.0f} MiB"
    findings["peak of the arrays, 10,000 x 5"] = f"{traced(*tables['10,000 x 5']):.0f} MiB"
    ratios = []
    for name, (ratings, infants) in tables.items():
        draws = LOOPED_DRAWS[name]
        looped = plain_loop(ratings, infants, draws=draws) / draws * DRAWS
        ratios.append(looped / ours[name][1])
        findings[f"{name}, plain loop"] = f"{looped:.1f} s of processor time, scaled from {draws} draws"
        findings[f"{name}, ratio"] = f"{ratios[-1]:.0f}x"
    small, big = ours["34 x 3"][1], max(ours["10,000 x 5"])
    kept = small < SMALL_CPU_S and big < LARGE_S and peak < LARGE_MIB and min(ratios) >= REQUIRED_RATIO
    return publish("agreement", findings, kept=kept)


def large() -> tuple[np.ndarray, list[int]]:
    """10,000 videos of 8,000 infants by 5 operators on five levels, one rating in twenty missing."""
    generator = np.random.default_rng(1)
    true = generator.choice(5, size=(10_000, 1), p=[0.6, 0.15, 0.1, 0.1, 0.05])
    ratings = np.clip(true + generator.choice([-1, 0, 1], size=(10_000, 5), p=[0.1, 0.8, 0.1]), 0, 4).astype(float)
    ratings[generator.random(ratings.shape) < 0.05] = np.nan
    return ratings, (np.arange(10_000) % 8_000).tolist()


def measure(ratings: np.ndarray, infants: list[int]) -> None:
    measure_agreement(tabulate_ratings(ratings, infants=infants), draws=DRAWS)


def fastest(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the clock and of the processor, of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - clock, time.process_time() - processor))
    return min(times, key=lambda pair: pair[1])


def traced(ratings: np.ndarray, infants: list[int]) -> float:
    """The most memory the arrays took at one time, in MiB."""
    tracemalloc.start()
    measure(ratings, infants)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1024 / 1024


def plain_loop(ratings: np.ndarray, infants: list[int], *, draws: int) -> float:
    """Processor seconds of so many draws as anybody would write them."""
    labels = np.unique(infants)
    order = np.argsort(infants, kind="stable")
    rows_of = np.split(order, np.searchsorted(np.array(infants)[order], labels)[1:])
    generator = np.random.default_rng(1)
    by_libraries(ratings)  # the first call imports
    started = time.process_time()
    for _ in range(draws):
        chosen = generator.integers(0, len(labels), size=len(labels))
        drawn = ratings[np.concatenate([rows_of[infant] for infant in chosen])]
        by_libraries(drawn)
    return time.process_time() - started


def by_libraries(ratings: np.ndarray) -> None:
    """What statsmodels and krippendorff say of one table."""
    import krippendorff
    from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa, to_table

    counts, _ = aggregate_raters(ratings[~np.isnan(ratings).any(axis=1)].astype(int))
    fleiss_kappa(counts, method="fleiss")
    fleiss_kappa(counts, method="randolph")
    for level in ("nominal", "ordinal", "interval"):
        krippendorff.alpha(reliability_data=ratings.T, level_of_measurement=level)
    for pair in combinations(range(ratings.shape[1]), 2):
        both = ratings[:, pair]
        table, _ = to_table(both[~np.isnan(both).any(axis=1)].astype(int))
        for weights in (None, "linear", "quadratic"):
            cohens_kappa(table, wt=weights, return_results=False)


if __name__ == "__main__":
    sys.exit(main())
