"""Where a model looks, over all the frames it explained."""

from collections import defaultdict
from typing import Any

from annotator.experiments.models import HeatMap, ModelVersion

CLASSES = ("pain", "nonpain")


def regions_of(model: ModelVersion) -> list[dict[str, Any]]:
    """The mean share of heat on each region, by predicted class; `maps` counts the frames behind it."""
    return [_regions(model, target) for target in CLASSES]


def _regions(model: ModelVersion, target: str) -> dict[str, Any]:
    maps = HeatMap.objects.filter(model=model, predicted=True, target=target, shares__isnull=False)
    found = list(maps.filter(frame__video__infant__withdrawn_at=None).values_list("shares", flat=True))
    sums: dict[str, float] = defaultdict(float)
    for shares in found:
        for region, share in (shares or {}).items():
            sums[region] += share
    means = [{"region": region, "share": total / len(found)} for region, total in sums.items()]
    return {"target": target, "maps": len(found), "regions": means}
