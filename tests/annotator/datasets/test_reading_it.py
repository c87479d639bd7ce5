"""What people read of a dataset: the difference between versions, the flow as a figure, the card."""

from typing import Any
from xml.etree import ElementTree

import pytest

from annotator.datasets.flow import draw_flow
from annotator.datasets.models import Dataset
from annotator.datasets.rules import EXCLUSIONS
from annotator.frames.planning import EXCLUSIONS as VIDEO_EXCLUSIONS
from annotator.recordings.models import Video
from tests.annotator.conftest import error_code
from tests.annotator.datasets.conftest import Ward

pytestmark = pytest.mark.django_db


def difference(ward: Ward, newer: Dataset, older: Dataset) -> Any:
    return ward.researcher.get(f"/api/v1/datasets/{newer.pk}/difference/?against={older.pk}").json()


def test_versions_are_compared_row_by_row(ward: Ward, labelled: list[Video], cutting: Any) -> None:
    first = ward.build()
    same = difference(ward, ward.build(), first)
    assert (same["same"], same["counts"]["unchanged"], same["rows"], same["rules"]) == (True, 24, [], [])
    ward.say(labelled[0], ["nonpain"], rater=2)  # raters disagree now: one row less
    for label in labelled[1].frames.order_by("index")[0].labels.all():
        type(label).objects.filter(pk=label.pk).update(value="nonpain")
    video = ward.film(frames=2)
    ward.say(video, ["pain", "pain"])
    found = difference(ward, ward.build(), first)
    counts = {kind: count for kind, count in found["counts"].items() if count}
    assert counts == {"added": 2, "removed": 1, "relabelled": 1, "unchanged": 22}
    changed = {one["pseudonym"]: one for one in found["by_infant"]}
    assert changed[video.infant.pseudonym]["added"] == 2
    assert changed[labelled[0].infant.pseudonym]["removed"] == 1
    row = next(row for row in found["rows"] if row["kind"] == "relabelled")
    assert (row["before"], row["after"], row["video"]) == ("pain", "nonpain", str(labelled[1].pk))
    back = difference(ward, first, Dataset.objects.get(number=3))
    assert (back["counts"]["added"], back["counts"]["removed"]) == (1, 2)


def test_other_rules_and_shares_are_named(ward: Ward, labelled: list[Video], cutting: Any) -> None:
    first = ward.build(agreement="majority")
    ward.say(labelled[0], ["nonpain"], rater=2)
    soft = difference(ward, ward.build(labels="soft"), first)
    assert soft["rules"] == ["agreement", "labels"]
    assert soft["counts"]["reweighted"] == 1
    assert soft["rows"][0]["after"] == "pain 0.6667"
    assert difference(ward, ward.build(side_px=96, agreement="majority"), first)["counts"]["recut"] == 24


def test_only_what_is_built_is_compared(ward: Ward, labelled: list[Video], cutting: Any) -> None:
    built, waiting = ward.build(), ward.start()
    refused = ward.researcher.get(f"/api/v1/datasets/{built.pk}/difference/?against={waiting.pk}")
    assert (refused.status_code, error_code(refused)) == (409, "dataset_not_ready")


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_flow_is_a_picture_without_script_or_style(
    ward: Ward, labelled: list[Video], cutting: Any, language: str, theme: str
) -> None:
    dataset = ward.build()
    url = f"/api/v1/datasets/{dataset.pk}/flow.svg?language={language}&theme={theme}"
    answer = ward.researcher.get(url)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    names = {element.tag.rsplit("}", 1)[1] for element in ElementTree.fromstring(answer.content).iter()}
    assert names <= {"svg", "title", "desc", "rect", "line", "text"}
    assert b"style=" not in answer.content
    assert "24" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_reason_has_words(language: str) -> None:
    videos = [{"reason": reason, "videos": 1, "infants": 1} for reason in (*VIDEO_EXCLUSIONS, "not_planned")]
    size = {"videos": 9, "infants": 9}
    summary: dict[str, Any] = {
        **dict.fromkeys(("frames", "frame_infants", "rows", "pain", "nonpain", "infants"), 1),
        **{"pain_infants": 1, "nonpain_infants": 1},
        "exclusions": [{"reason": reason, "frames": 2, "infants": 1} for reason in EXCLUSIONS],
        "upstream": {"recorded": size, "withdrawn": {"videos": 1, "infants": 1}, "drawn": size, "excluded": videos},
    }
    drawn = draw_flow(summary, language=language)
    assert not [reason for reason in (*EXCLUSIONS, *VIDEO_EXCLUSIONS, "not_planned") if f": {reason}<" in drawn]


def test_the_card_says_what_it_is_and_names_nobody(ward: Ward, labelled: list[Video], cutting: Any) -> None:
    dataset = ward.build()
    Dataset.objects.filter(pk=dataset.pk).update(name="a *bold* <b>name</b>")
    card = ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/card/").json()
    assert card["facts"]["sha256"] == dataset.sha256
    assert "Research use only" in card["text"]
    assert "\\*bold\\* \\<b\\>" in card["text"]
    assert "| pain | 8 | 2 |" in card["text"]
    for video in labelled:
        assert video.infant.pseudonym not in card["text"]
        assert str(video.infant_id) not in card["text"]
