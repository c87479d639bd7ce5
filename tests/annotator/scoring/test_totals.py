"""Totals, part scores and the cut-off for pain."""

from typing import Any

import pytest

from annotator.scoring.totals import CANNOT_ASSESS, pain_of, required_items, subscores_of, total_of
from tests.annotator.scoring.answers import document_of, own_document, validated

DAN = document_of("dan")
DAN_ITEMS = ["face", "limbs", "voice"]


def test_dan_is_pain_from_three() -> None:
    for face, limbs, voice in [(2, 0, 0), (2, 1, 0), (4, 3, 3)]:
        values = {"face": face, "limbs": limbs, "voice": voice}
        assert total_of(DAN, DAN_ITEMS, values) == face + limbs + voice
        assert pain_of(DAN, DAN_ITEMS, values, None) is (face + limbs + voice >= 3)


@pytest.mark.parametrize("voice", [None, CANNOT_ASSESS])
def test_without_prorating_there_is_no_total_without_all_items(voice: str | None) -> None:
    values = {"face": 4, "limbs": 3} | ({"voice": voice} if voice else {})
    assert total_of(DAN, DAN_ITEMS, values) is None
    assert pain_of(DAN, DAN_ITEMS, values, None) is None


def test_prorating_scales_up_where_the_author_allows_it() -> None:
    allowed = {"range": [0, 4], "prorating": {"allowed": True, "min_items": 1, "source": "the author, 2001"}}
    document = validated(own_document(total=allowed))
    assert total_of(document, ["hands", "feet"], {"hands": 1, "feet": CANNOT_ASSESS}) == 2
    assert total_of(document, ["hands", "feet"], {"hands": CANNOT_ASSESS, "feet": CANNOT_ASSESS}) is None
    assert total_of(document, ["hands", "feet"], {"hands": 1}) is None  # missing is not the same as not assessable


def test_only_the_items_in_use_count_and_their_part_has_no_cutoff_of_the_whole() -> None:
    values = {"face": 4, "limbs": 3}
    assert total_of(DAN, ["face", "limbs"], values) == 7
    assert pain_of(DAN, ["face", "limbs"], values, None) is None
    assert pain_of(DAN, ["face", "limbs"], values, {"scale": "dan", "total_from": 5}) is True


@pytest.mark.parametrize(("face", "pain"), [(1, False), (2, True), (CANNOT_ASSESS, None)])
def test_videodol_cuts_off_at_the_face_item(face: Any, pain: bool | None) -> None:
    values = {"face": face, "legs": 0, "activity": 0}
    cutoff = {"scale": "flacc", "item": "face", "score_from": 2}
    assert pain_of(document_of("flacc"), list(values), values, cutoff) is pain


def test_comfort_takes_breathing_or_crying() -> None:
    document = document_of("comfort_b")
    items = [item["key"] for item in document["items"]]
    values: dict[str, Any] = dict.fromkeys(items, 3)
    del values["respiratory"]
    assert total_of(document, items, values) == 18
    assert required_items(document, items, {}) == items


def test_pipp_r_asks_for_age_and_state_only_above_zero() -> None:
    document = document_of("pipp_r")
    items = [item["key"] for item in document["items"]]
    values: dict[str, Any] = dict.fromkeys(items[:5], 0)
    assert total_of(document, items, values) == 0
    assert total_of(document, items, {**values, "ga": 3, "state": 3}) == 0
    assert total_of(document, items, {**values, "hr": 1}) is None
    assert total_of(document, items, {**values, "hr": 1, "ga": 3, "state": 2}) == 6


def test_npass_parts_pain_from_sedation() -> None:
    document = document_of("npass")
    items = [item["key"] for item in document["items"]]
    values = dict(zip(items, (2, -1, 1, -2, 0), strict=True))
    assert subscores_of(document, items, values) == {"pain": 3, "sedation": -3}
    assert total_of(document, items, values) == 3
    assert pain_of(document, items, values, None) is False


def test_the_facial_part_of_dan_is_a_maximum() -> None:
    values = {"brow_bulge": 2, "eye_squeeze": 3, "nasolabial_furrow": 0}
    assert total_of(document_of("dan_face_mpain"), list(values), values) == 3
