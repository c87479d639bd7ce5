"""One version of a dataset against another, as people read it."""

from typing import Any

from annotator.core.errors import DomainError
from annotator.datasets.manifest import difference
from annotator.datasets.models import Dataset, Origin
from annotator.datasets.reading import infants_by_id

KINDS = ("added", "removed", "relabelled", "reweighted", "recut", "unchanged")


def compare(older: Dataset, newer: Dataset) -> dict[str, Any]:
    """What changed from one to the other.

    Raises:
        DomainError: `not_comparable` (409) where one was brought from elsewhere; `dataset_not_ready` (409).
    """
    if {older.origin, newer.origin} != {Origin.STUDY}:
        message = "Only versions built from the study's own labels can be compared."
        raise DomainError("not_comparable", message, status_code=409)
    if older.manifest is None or newer.manifest is None:
        raise DomainError("dataset_not_ready", "This dataset is not built yet.", status_code=409)
    found = difference(older.manifest_place, newer.manifest_place)
    names = infants_by_id(list(found.by_infant))
    rules = sorted(name for name in newer.rules if newer.rules[name] != older.rules.get(name) and name != "rater_key")
    by_infant = [
        {"infant": infant, "pseudonym": names.get(infant), **{kind: counts[kind] for kind in KINDS}}
        for infant, counts in found.by_infant.items()
    ]
    return {
        "against": older.pk,
        "same": older.sha256 == newer.sha256,
        "rules": rules,
        "counts": {kind: found.counts[kind] for kind in KINDS},
        "by_infant": sorted(by_infant, key=lambda one: one["pseudonym"] or ""),
        "rows": [{**row, "pseudonym": names.get(row["infant"])} for row in found.listed],
    }
