"""Whether the parts of a scale fit together: item names, and the range its totals can really reach."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from annotator.scoring.derive import ANSWERS
from annotator.scoring.totals import combine

Problem = dict[str, list[str]]


def problem_with_range(document: Mapping[str, Any]) -> Problem | None:
    """The first thing that does not fit, by field; None when all is well.

    A scale without items, whose scoring was never published, can be listed but not checked.
    """
    items = {item["key"]: [option["score"] for option in item["options"]] for item in document["items"]}
    if not items:
        return None
    return _unknown_item(document, items) or _wrong_totals(document, items) or _outside(document)


def _unknown_item(document: Mapping[str, Any], items: Mapping[str, Any]) -> Problem | None:
    named = {"exactly_one_of": [key for group in document["exactly_one_of"] for key in group]}
    named["conditional"] = list(document["conditional"]["items"]) if document["conditional"] else []
    for item in document["items"]:
        rule = item["derive"]["rule"] if item["derive"] else None
        for score in ANSWERS[rule] if rule else ():
            if score not in items[item["key"]]:
                return {"items": [f"'{item['key']}' follows the rule {rule} but has no option {score}."]}
    for field, keys in named.items():
        for key in keys:
            if key not in items:
                return {field: [f"There is no item '{key}'."]}
    return None


def _wrong_totals(document: Mapping[str, Any], items: Mapping[str, list[int]]) -> Problem | None:
    parts = [("total", document["total"]), *(("subscores", part) for part in document["subscores"])]
    for field, part in parts:
        reached = reachable(part["method"], items, document["exactly_one_of"])
        if list(reached) != list(part["range"]):
            declared = f"{part['range'][0]} to {part['range'][1]}"
            return {field: [f"The range says {declared}, but the items reach {reached[0]} to {reached[1]}."]}
    return None


def reachable(method: str, items: Mapping[str, list[int]], groups: Iterable[list[str]]) -> tuple[int, int]:
    """Lowest and highest total over every choice of one item from each group."""
    grouped = [list(group) for group in groups]
    alone = [key for key in items if not any(key in group for group in grouped)]
    lowest, highest = [], []
    for chosen in product(*grouped):
        scores = [items[key] for key in (*alone, *chosen)]
        lowest.append(combine(method, (min(found) for found in scores)))
        highest.append(combine(method, (max(found) for found in scores)))
    return min(lowest), max(highest)


def _outside(document: Mapping[str, Any]) -> Problem | None:
    low, high = document["total"]["range"]
    limits = [("pain_from", document["pain_from"])]
    for cutoff in document["cutoffs"]:
        limits.append(("cutoffs", cutoff["total_from"]))
        limits += [("cutoffs", edge) for band in cutoff["bands"] for edge in (band["score_from"], band["score_to"])]
    for field, limit in limits:
        if limit is not None and not low <= limit <= high:
            return {field: [f"{limit} lies outside the totals {low} to {high}."]}
    return None
