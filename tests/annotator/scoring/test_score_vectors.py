"""The vectors that server and browser share: the server answers as they say, and they say what the reference says."""

import json
from typing import Any

import pytest

from annotator.scoring.derive import DAN_ACTIONS, dan_thirds, derive_item
from annotator.scoring.spans import Span
from annotator.scoring.totals import pain_of, total_of
from tests.annotator.scoring.answers import document_of
from tests.annotator.scoring.score_vectors import REFERENCE, VECTORS, as_text, reference, vectors

KNOWN: dict[str, list[Any]] = json.loads(VECTORS.read_text())


def test_every_band() -> None:
    assert len(KNOWN["bands"]) >= 80
    assert [dan_thirds(frames, of, whine) for frames, of, whine, _ in KNOWN["bands"]] == [
        score for *_, score in KNOWN["bands"]
    ]


@pytest.mark.parametrize("case", KNOWN["windows"])
def test_every_window(case: dict[str, Any]) -> None:
    intervals = {action: [Span(*span) for span in spans] for action, spans in case["intervals"].items()}
    facts = {"intervals": intervals, "window": Span(*case["window"]), "whine": case["whine"]}
    found = derive_item(rule="dan_thirds", actions=DAN_ACTIONS, **facts)
    names = ("value", "frames", "union_frames", "union_value", "alert")
    assert {name: getattr(found, name) for name in names} == {name: case[name] for name in names}


def test_every_total() -> None:
    document = document_of("dan")
    items = ["face", "limbs", "voice"]
    for *scores, total, pain in KNOWN["totals"]:
        values = dict(zip(items, scores, strict=True))
        assert total_of(document, items, values) == total
        assert pain_of(document, items, values, {"scale": "dan", "total_from": 3}) is pain


def test_the_vectors_are_the_references() -> None:
    if not REFERENCE.exists():
        pytest.skip(f"the reference rules {REFERENCE.name} are not beside the project")
    assert VECTORS.read_text() == as_text(vectors(reference()))
