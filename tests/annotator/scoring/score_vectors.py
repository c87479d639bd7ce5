"""Writes `score_vectors.json` from the reference rules: what server and browser must both answer.

    python -m tests.annotator.scoring.score_vectors

The rules are those of the reference's own program; intervals are counted frame by frame.
"""

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "rules_reference.py"
VECTORS = Path(__file__).with_suffix(".json")
WINDOWS = 80


def reference() -> ModuleType:
    """The reference rules as a module."""
    spec = importlib.util.spec_from_file_location("rules_reference", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def vectors(rules: ModuleType) -> dict[str, list[Any]]:
    """Bands of one action, whole windows, and totals, with what the reference says of each."""
    bands = [
        [frames, of, whine, rules.dan_param_score(frames, of, whine)]
        for of in (1, 2, 3, 7, 90, 899, 900)
        for frames in sorted({0, 1, of // 3 - 1, of // 3, of // 3 + 1, 2 * of // 3, 2 * of // 3 + 1, of})
        for whine in (False, True)
        if 0 <= frames <= of
    ]
    chance = random.Random(20240417)
    totals = [[face, limbs, voice] for face in range(5) for limbs in range(4) for voice in range(4)]
    return {
        "bands": bands,
        "windows": [window(rules, chance) for _ in range(WINDOWS)],
        "totals": [[*scores, *rules.dan_total(*scores)] for scores in totals],
    }


def window(rules: ModuleType, chance: random.Random) -> dict[str, Any]:
    """A window and intervals on it, some outside, overlapping or touching."""
    start = chance.randrange(0, 60)
    end = start + chance.choice((3, 9, 30, 90, 91))
    spans: dict[str, list[list[int]]] = {}
    for action in rules.PARAMS:
        firsts = [chance.randrange(0, end + 10) for _ in range(chance.randrange(0, 4))]
        spans[action] = [[first, first + chance.randrange(1, 40)] for first in firsts]
    whine = chance.random() < 0.3
    frames = {action: len(seen(spans[action], start, end)) for action in rules.PARAMS}
    union = set().union(*(seen(spans[action], start, end) for action in rules.PARAMS))
    value = rules.dan_face(frames, end - start, whine)
    union_value = rules.dan_param_score(len(union), end - start, whine)
    return {
        "window": [start, end],
        "intervals": spans,
        "whine": whine,
        "frames": frames,
        "value": value,
        "union_frames": len(union),
        "union_value": union_value,
        "alert": value != union_value,
    }


def seen(spans: list[list[int]], start: int, end: int) -> set[int]:
    """The frames of the window that a span covers."""
    return {frame for first, last in spans for frame in range(first, last) if start <= frame < end}


def as_text(found: dict[str, list[Any]]) -> str:
    """One vector a line, so that a change shows as the lines it changes."""
    blocks = [
        f'  "{name}": [\n' + ",\n".join(f"    {json.dumps(row)}" for row in rows) + "\n  ]"
        for name, rows in found.items()
    ]
    return "{\n" + ",\n".join(blocks) + "\n}\n"


if __name__ == "__main__":
    VECTORS.write_text(as_text(vectors(reference())))
