"""Scales as data: what comes along, what is refused and in which words, a study's own."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from annotator.core.errors import DomainError
from annotator.scoring.models import Scale
from annotator.scoring.scale_services import built_in_documents, load_scales
from annotator.scoring.scale_shape import ScaleDocument
from annotator.studies.models import Role, Study
from annotator.studies.presets import DOCUMENTS
from tests import factories
from tests.annotator.conftest import error_code
from tests.annotator.scoring.answers import own_document, reference_folder

pytestmark = pytest.mark.django_db
KEYS = {"dan", "flacc", "r_flacc", "nfcs", "nips", "pipp", "pipp_r", "edin", "npass", "comfort_b", "nflaps", "cries"}


def problem(**changes: Any) -> str:
    """What the validator says, as one text."""
    shape = ScaleDocument(data=deepcopy(own_document(**changes)))
    assert not shape.is_valid()
    return json.dumps(shape.errors)


def test_every_instrument_comes_along_valid() -> None:
    documents = {document["key"]: document for document in built_in_documents()}
    assert set(documents) >= KEYS
    assert all(document["sources"] for document in documents.values())
    assert not [key for key, document in documents.items() if document["total"]["prorating"]["allowed"]]


def test_every_fact_of_the_reference_came_over() -> None:
    file = reference_folder() / "scales.json"
    if not file.exists():
        pytest.skip("the reference scales are not beside the project")
    ours = {document["key"]: document for document in built_in_documents()}
    for scale in json.loads(file.read_text())["scales"]:
        mine = ours[scale["id"]]
        assert mine["total"]["range"] == scale["total_range"]
        assert mine["sources"] == scale["sources"]
        assert [cut["rule"] for cut in mine["cutoffs"]] == [cut["rule"] for cut in scale["cutoffs"]]
        given = [
            (item["id"], item["verification"], [(option["score"], option["desc"]) for option in item["options"]])
            for item in scale["items"] or []
        ]
        assert given == [
            (item["key"], item["verification"], [(one["score"], one["wording"]["en"]) for one in item["options"]])
            for item in mine["items"]
        ]


def test_presets_name_scales_and_items_that_exist() -> None:
    items = {scale["key"]: {item["key"] for item in scale["items"]} for scale in built_in_documents()}
    for document in DOCUMENTS.values():
        for choice in document["scales"]:
            assert set(choice["items"]) <= items[choice["scale"]]


def test_loading_again_changes_nothing_and_a_changed_file_needs_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Scale.objects.count()
    assert load_scales() == 0
    call_command("load_scales")
    assert Scale.objects.count() == before
    Scale.objects.filter(key="dan").update(document={})
    with pytest.raises(DomainError, match="raise its version"):
        load_scales()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"total": {"range": [0, 5], "prorating": {"allowed": False}}}, "says 0 to 5, but the items reach 0 to 4"),
        ({"total": {"range": [0, 4], "prorating": {"allowed": True}}}, "Say where the scale's author allows prorating"),
        ({"total": {"range": [0], "prorating": {"allowed": False}}}, "at least 2 elements"),
        ({"pain_from": 5}, "5 lies outside the totals 0 to 4"),
        ({"key": "Our Scale"}, "does not match the required pattern"),
        ({"sources": []}, "at least 1 elements"),
        ({"exactly_one_of": [["hands", "nose"]]}, "There is no item 'nose'"),
        ({"conditional": {"items": ["nose"], "subtotal_above": 0}}, "There is no item 'nose'"),
        ({"formula": "hands + feet"}, "Unknown field"),
        ({"items": "all of them"}, "Expected a list of items"),
    ],
)
def test_a_wrong_scale_is_told_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    assert words in problem(**changes)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"score": 2, "wording": {"en": "again"}}, "Two options have the score 2"),
        ({"score": 3}, "This field is required"),
        ({"score": 3, "wording": {"en": ""}}, "may not be blank"),
        ({"score": "3", "wording": {"en": "three"}}, "A whole number is required"),
        ({"score": True, "wording": {"en": "three"}}, "A whole number is required"),
    ],
)
def test_a_wrong_option_is_told_what_is_wrong(option: dict[str, Any], words: str) -> None:
    items = deepcopy(own_document()["items"])
    items[0]["options"].append(option)
    assert words in problem(items=items)


def test_a_derived_item_needs_every_answer_of_its_rule() -> None:
    items = deepcopy(own_document()["items"])
    items[0]["derive"] = {"rule": "pipp_tenths", "actions": ["brow_bulge"]}
    assert "'hands' follows the rule pipp_tenths but has no option 3" in problem(items=items)


def test_two_items_of_one_name_and_overlapping_bands() -> None:
    items = own_document()["items"]
    assert "Two items have the key 'hands'" in problem(items=[items[0], items[0]])
    bands = [{"score_from": 0, "score_to": 2, "meaning": "low"}, {"score_from": 2, "score_to": 4, "meaning": "high"}]
    cutoff = {"rule": "0-2 | 2-4", "meaning": "low | high", "verification": "study", "bands": bands}
    assert "The bands 'low' and 'high' both claim 2" in problem(cutoffs=[cutoff])


def test_a_study_adds_a_scale_and_its_next_version(
    admin: APIClient, study: Study, member: Callable[..., Any], client_of: Callable[..., APIClient]
) -> None:
    url = f"/api/v1/studies/{study.pk}/scales/"
    first = admin.post(url, own_document(), format="json")
    assert first.status_code == 201, first.json()
    again = admin.post(url, own_document(pain_from=2), format="json").json()
    assert (first.json()["version"], again["version"], again["document"]["pain_from"]) == (1, 2, 2)
    rows = {row["key"]: row for row in admin.get(url).json()}
    assert (rows["our_scale"]["version"], rows["our_scale"]["built_in"]) == (2, False)
    assert (rows["dan"]["in_use"], rows["dan"]["items_in_use"]) == (True, ["face", "limbs", "voice"])
    assert admin.get(f"/api/v1/scales/{first.json()['id']}/").json()["document"]["key"] == "our_scale"
    taken = admin.post(url, own_document(key="dan"), format="json")
    assert (taken.status_code, error_code(taken)) == (409, "scale_key_taken")
    refused = client_of(member(Role.OPERATOR)).post(url, own_document(), format="json")
    assert refused.status_code == 403


def test_another_studys_scale_does_not_exist(
    admin: APIClient, study: Study, site_admin: Any, client_of: Callable[..., APIClient]
) -> None:
    made = admin.post(f"/api/v1/studies/{study.pk}/scales/", own_document(), format="json").json()
    other = factories.make_study(site_admin)
    stranger = client_of(factories.make_member(other, Role.ADMIN))
    assert stranger.get(f"/api/v1/scales/{made['id']}/").status_code == 404
    assert "our_scale" not in {row["key"] for row in stranger.get(f"/api/v1/studies/{other.pk}/scales/").json()}
