"""What a reader must know beside a coefficient, in plain sentences."""

from collections.abc import Mapping

from annotator.agreement.table import RatingTable

# Feinstein & Cicchetti (1990, J Clin Epidemiol 43:543-549): high agreement with a low kappa comes from skewed
# categories. High: four pairs of ratings in five agree. Low: not above "moderate" of Landis & Koch (1977).
HIGH_AGREEMENT = 0.8
LOW_COEFFICIENT = 0.6
DOMINANT_SHARE = 0.8
FEW_INFANTS = 10

COMPLETE_ROWS = ("fleiss", "icc_")
MARGINAL_CHANCE = ("fleiss", "krippendorff", "light_kappa", "kappa", "icc_")


def dropped_note(name: str, table: RatingTable, *, pairs_without_value: int = 0) -> str:
    """How many videos, or for Light's mean pairs of operators, it could not use; empty when it used all."""
    if name.startswith("light_"):
        pairs = len(table.pairs)
        return f"Left out: {pairs_without_value} of {pairs} pairs, without a kappa." if pairs_without_value else ""
    if name.startswith(COMPLETE_ROWS):
        used, reason = int(table.complete.sum()), "which some operator did not rate"
    else:
        used, reason = int(table.pairable.sum()), "with fewer than two ratings"
    left_out = table.videos - used
    return f"Left out: {left_out} of {table.videos} {table.unit}s, {reason}." if left_out and used else ""


def undefined_note(name: str, table: RatingTable) -> str:
    """Why the statistic has no value for this table."""
    if len(table.operators) < 2:
        return "At least two operators are needed."
    if name.startswith(COMPLETE_ROWS) and table.complete.sum() < 2:
        return f"Fewer than two {table.unit}s were rated by every operator."
    if table.pairable.sum() < 2:
        return f"Fewer than two {table.unit}s have two ratings."
    if name in ("positive_agreement", "negative_agreement"):
        return "For scales of two levels only." if len(table.categories) != 2 else "Nobody used this level."
    if name.startswith("icc_"):
        return f"The ratings vary too little between {table.unit}s to divide by their variance."
    if name.startswith(("gwet", "brennan")):
        return "The scale has one category here; give all its categories to correct for chance."
    if name.startswith("light_"):
        return f"No two operators have two {table.unit}s in common with more than one category in use."
    return "All ratings are one category, so there is nothing to correct for chance."


def prevalence_note(name: str, value: float, *, agreement: float | None, prevalence: dict[float, float]) -> str:
    """A warning where agreement is high and a coefficient with chance from the marginals low (the kappa paradox).

    Args:
        name: The statistic; only those that take chance from how often each category was used are warned of.
        value: Its value.
        agreement: Mean pairwise agreement, 0 to 1.
        prevalence: Share of each category among the ratings.
    """
    if not name.startswith(MARGINAL_CHANCE) or agreement is None:
        return ""
    if agreement < HIGH_AGREEMENT or value >= LOW_COEFFICIENT:
        return ""
    category, share = max(prevalence.items(), key=lambda item: item[1])
    return (
        f"Low although {agreement:.0%} of the pairs of ratings agree: {share:.0%} of the ratings are {category:g}, so "
        "most agreement is expected by chance. Read it beside AC1 and the prevalence (Feinstein & Cicchetti 1990)."
    )


def interval_note(interval: tuple[float, float] | None, *, undefined: int, draws: int) -> str:
    """What to know about the interval: draws without a value, no interval, or an interval of no width."""
    if undefined and interval is None:
        return f"No interval: undefined in {undefined} of {draws} draws."
    notes = [f"Undefined in {undefined} of {draws} draws, which are left out."] if undefined else []
    if interval is not None and interval[0] == interval[1]:
        notes.append("The interval has no width because no draw differs; it does not show certainty.")
    return " ".join(notes)


def table_warnings(table: RatingTable, prevalence: dict[float, float]) -> tuple[str, ...]:
    """What concerns every coefficient of the table."""
    warnings = []
    infants = len(table.infants)
    if infants == 1:
        warnings.append(f"All {table.unit}s show one infant, so there are no intervals.")
    elif infants < FEW_INFANTS:
        warnings.append(
            f"Only {infants} infants: intervals that resample so few are too narrow (Cameron, Gelbach & Miller 2008)."
        )
    category, share = max(prevalence.items(), key=lambda item: item[1], default=(0.0, 0.0))
    if share >= DOMINANT_SHARE:
        warnings.append(
            f"{share:.0%} of the ratings are {category:g}: percent agreement, AC1 and Brennan-Prediger say little "
            f"about the other categories, and kappa and alpha rest on few {table.unit}s (Feinstein & Cicchetti 1990)."
        )
    return tuple(warnings)


def pair_note(values: Mapping[str, float | None], *, videos: int, unit: str = "video") -> str:
    """What to know about two operators: nothing in common, no kappa, or a kappa much below their agreement.

    Args:
        values: By the names of `pairwise.pair_statistics`.
        videos: How many videos both rated.
        unit: What a row is.
    """
    agreement, kappa = values["agreement"], values["kappa"]
    if agreement is None:
        return f"They have {videos} {unit if videos == 1 else unit + 's'} in common; two are needed."
    if kappa is None:
        return "Both used one and the same category throughout, so there is nothing to correct for chance."
    if agreement >= HIGH_AGREEMENT and kappa < LOW_COEFFICIENT:
        return (
            f"Kappa is low although they agree on {agreement:.0%} of the {unit}s: one category prevails "
            "(Feinstein & Cicchetti 1990)."
        )
    return ""
