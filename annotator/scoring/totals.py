"""The total of a scale from the values of its items. Knows no web application, no database."""

from collections.abc import Iterable, Mapping
from typing import Any

CANNOT_ASSESS = "cannot_assess"
Value = int | str  # an option's score, or CANNOT_ASSESS


def required_items(document: Mapping[str, Any], in_use: Iterable[str], values: Mapping[str, Value]) -> list[str]:
    """The items in use that a complete sheet answers, in the scale's order.

    Of a group of which exactly one counts, an answered item stands for the others. Conditional items, such as
    PIPP-R's gestational age, are asked only when the sub-total of the others is above the condition.
    """
    used = set(in_use)
    needed = [item["key"] for item in document["items"] if item["key"] in used]
    for group in document["exactly_one_of"]:
        answered = [key for key in group if key in values]
        if answered:
            needed = [key for key in needed if key not in group or key in answered]
    return [key for key in needed if key not in dropped_items(document, values)]


def dropped_items(document: Mapping[str, Any], values: Mapping[str, Value]) -> set[str]:
    """Conditional items that do not count, as the sub-total of the others is not above the condition."""
    condition = document["conditional"]
    if condition is None:
        return set()
    others = [value for key, value in values.items() if key not in condition["items"]]
    known = [value for value in others if isinstance(value, int)]
    complete = len(known) == len(document["items"]) - len(condition["items"])
    return set(condition["items"]) if complete and sum(known) <= condition["subtotal_above"] else set()


def combine(method: str, scores: Iterable[int]) -> int:
    """One number from the scores of items, by the scale's method."""
    found = list(scores)
    if method == "max":
        return max(found, default=0)
    if method == "sum_of_positive":
        return sum(score for score in found if score > 0)
    if method == "sum_of_negative":
        return sum(score for score in found if score < 0)
    return sum(found)


def total_of(document: Mapping[str, Any], in_use: Iterable[str], values: Mapping[str, Value]) -> int | None:
    """The total over the items in use.

    None while an item is missing, and when one cannot be assessed unless the scale's author allows prorating.
    Then the total is scaled up to the range of all items in use and rounded half up to a whole number.
    """
    needed = required_items(document, in_use, values)
    if not needed or any(key not in values for key in needed):
        return None
    known = {key: value for key in needed if isinstance(value := values[key], int)}
    plain: int = combine(document["total"]["method"], known.values())
    if len(known) == len(needed):
        return plain
    rule = document["total"]["prorating"]
    if not rule["allowed"] or len(known) < max(rule["min_items"] or 1, 1):
        return None
    highest = {item["key"]: max(option["score"] for option in item["options"]) for item in document["items"]}
    part, whole = sum(highest[key] for key in known), sum(highest[key] for key in needed)
    return int((2 * plain * whole + part) // (2 * part))


def subscores_of(
    document: Mapping[str, Any], in_use: Iterable[str], values: Mapping[str, Value]
) -> dict[str, int] | None:
    """The scale's part scores, such as N-PASS pain and sedation; None unless every item has a score."""
    needed = required_items(document, in_use, values)
    known = [value for key in needed if isinstance(value := values.get(key), int)]
    if len(known) < len(needed):
        return None
    return {part["key"]: combine(part["method"], known) for part in document["subscores"]}


def pain_of(
    document: Mapping[str, Any],
    in_use: Iterable[str],
    values: Mapping[str, Value],
    cutoff: Mapping[str, Any] | None,
) -> bool | None:
    """Whether the cut-off for pain is reached.

    Args:
        document: the scale.
        in_use: the items the study scores.
        values: the answers.
        cutoff: the protocol's cut-off when it speaks of this scale: `item` with `score_from`, or `total_from`.
            Without one the scale's own counts, which holds for the whole scale only.

    Returns:
        None when there is no cut-off, or what it asks for is missing or cannot be assessed.
    """
    if cutoff and "score_from" in cutoff and "item" in cutoff:
        value = values.get(cutoff["item"])
        return value >= cutoff["score_from"] if isinstance(value, int) else None
    limit = cutoff.get("total_from") if cutoff else None
    whole = {item["key"] for item in document["items"]} <= set(in_use)
    if limit is None and cutoff is None and whole:
        limit = document["pain_from"]
    total = total_of(document, in_use, values)
    return None if limit is None or total is None else total >= limit
