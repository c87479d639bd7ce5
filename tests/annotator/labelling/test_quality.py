"""How good labels are: between raters, within a rater, against the score, over time."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.agreement.statistics import measure_agreement
from annotator.agreement.table import tabulate_ratings
from annotator.frames.models import Frame
from annotator.labelling.bands import band_of
from annotator.labelling.models import FrameLabel, LabelTask
from annotator.studies.models import Role
from annotator.studies.presets import MPAIN_DAN, VIDEODOL_FLACC
from tests import factories
from tests.annotator.conftest import error_code
from tests.annotator.labelling.conftest import Room, drawn_video, say
from tests.annotator.labelling.files import bring, table

VALUES = {"p": "pain", "n": "nonpain", "u": "unusable", "?": "unsure"}


def label_all(room: Room, rater: int, words: str) -> list[dict[str, Any]]:
    """A rater labels their next frames, in the order of the queue, a letter each."""
    tasks = sorted(room.claim(rater, len(words)), key=lambda task: (task["video"], task["index"]))
    said = [
        say(task, VALUES[letter], position=place, **({"reason": "hand"} if letter == "u" else {}))
        for place, (task, letter) in enumerate(zip(tasks, words, strict=True))
    ]
    assert room.put(*said, rater=rater).status_code == 200
    return said


def ask(room: Room, name: str, client: APIClient | None = None) -> Any:
    response = (client or room.researcher).get(f"/api/v1/studies/{room.study.pk}/labelling/{name}/")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def overlapping(room: Room) -> Room:
    """Three infants with a video of four frames each, which two raters label."""
    for _ in range(3):
        drawn_video(factories.make_infant(room.study), score=3, frames=4)
    room.change_labels(raters_per_frame=2, repeat_percent=0)
    room.prepare()
    return room


FIRST, SECOND = "ppnnpnnnpp?u", "ppnnnnnnpppp"


def matrix(*raters: str) -> list[list[float]]:
    meaning = {"p": 1.0, "n": 0.0, "?": float("nan"), "u": float("nan")}
    return [[meaning[letter] for letter in row] for row in zip(*raters, strict=True)]


def test_agreement_is_that_of_the_same_table(overlapping: Room) -> None:
    label_all(overlapping, 0, FIRST)
    label_all(overlapping, 1, SECOND)
    found = ask(overlapping, "agreement")
    frames = FrameLabel.objects.filter(rater=overlapping.raters[0]).order_by("frame__video_id", "frame__index")
    infants = list(frames.values_list("frame__video__infant__pseudonym", flat=True))
    expected = measure_agreement(tabulate_ratings(matrix(FIRST, SECOND), infants=infants, categories=[0, 1]))
    for name, one in found["pain"]["statistics"].items():
        assert one["value"] == pytest.approx(expected.statistics[name].value)
        assert one["ci95"] == pytest.approx(expected.statistics[name].ci95)
    assert found["pain"]["statistics"]["agreement_pairwise"]["value"] == pytest.approx(9 / 10)
    assert found["pain"]["statistics"]["gwet_ac1"]["ci95"]
    (pair,) = found["pain"]["pairs"]
    assert (pair["operators"], pair["videos"]) == (["A", "B"], 10)
    assert found["raters"][0] == {
        "rater": {"id": None, "code": "A", "name": None}, "pain": 5, "nonpain": 5, "unusable": 1, "unsure": 1
    }  # fmt: skip
    assert "frames" in found["pain"]["statistics"]["gwet_ac1"]["note"]


def test_usability_is_a_question_of_its_own(overlapping: Room) -> None:
    label_all(overlapping, 0, FIRST)
    label_all(overlapping, 1, SECOND)
    usability = ask(overlapping, "agreement")["usability"]
    assert usability["statistics"]["agreement_pairwise"]["value"] == pytest.approx(11 / 12)
    assert usability["prevalence"] == {"0": pytest.approx(23 / 24), "1": pytest.approx(1 / 24)}


def test_shares_of_pain_and_the_videos_that_need_a_look_first(overlapping: Room) -> None:
    label_all(overlapping, 0, FIRST)
    label_all(overlapping, 1, SECOND)
    found = ask(overlapping, "agreement")
    videos = found["videos"]
    assert [video["agreement"] for video in videos] == [0.75, 1, 1]
    assert (videos[0]["shares"], videos[0]["frames"]) == ([0.25, 0], 4)
    (pair,) = found["shares"]["pairs"]
    assert pair["bland_altman"]["bias"] == pytest.approx(25 / 3)  # in per cent: 0, 25 and 0
    assert found["shares"]["statistics"]["icc_2_1"]["value"] > 0.8


def test_imported_labels_are_raters_of_their_own_and_labels_by_rule_none(overlapping: Room, site_admin: User) -> None:
    drawn_video(factories.make_infant(overlapping.study), score=0, frames=4)
    overlapping.prepare()
    label_all(overlapping, 0, FIRST)
    frames = Frame.objects.filter(labels__rater=overlapping.raters[0])
    bring(overlapping, "csv", table([{"frame": frame.pk, "value": "pain"} for frame in frames]))
    rows = table([{"frame": frame.pk, "value": "nonpain"} for frame in frames])
    bring(overlapping, "csv", rows, rater=overlapping.raters[1].pk, rater_name="")
    raters = ask(overlapping, "agreement")["raters"]
    assert [(one["rater"]["code"], one["pain"]) for one in raters] == [("A", 5), ("I1", 12), ("I2", 0)]


def test_without_labels_nothing_is_measured_and_nothing_fails(room: Room) -> None:
    found = ask(room, "agreement")
    assert (found["raters"], found["videos"], found["pain"]["videos"]) == ([], [], 0)
    assert found["pain"]["statistics"]["gwet_ac1"]["value"] is None
    assert ask(room, "drift") == {"weeks": [], "quarters": ["1/4", "2/4", "3/4", "4/4"], "raters": []}
    assert ask(room, "score-check") == {"checked": 0, "incomplete": 0, "outliers": []}


@pytest.fixture
def repeated(room: Room, drawn: list[Frame]) -> Room:
    """Two raters have labelled four frames each, and again later; A changed one."""
    room.change_labels(spot_check_percent=0, repeat_percent=50)
    room.prepare()
    for rater in (0, 1):
        tasks = room.claim(rater, 4)
        room.put(*(say(task, "pain" if task["index"] % 2 else "nonpain") for task in tasks), rater=rater)
        LabelTask.objects.filter(reading=2).delete()
        again = [
            factories.make_label_task(Frame.objects.get(pk=task["frame"]), rater=room.raters[rater], reading=2)
            for task in tasks
        ]
        values = ["pain" if task["index"] % 2 else "nonpain" for task in tasks]
        values[0] = "unsure" if rater == 0 else values[0]
        said = [say({"id": str(task.pk)}, value) for task, value in zip(again, values, strict=True)]
        assert room.put(*said, rater=rater).status_code == 200
    return room


def test_a_rater_sees_their_own_repeats_only(repeated: Room, member: Any, client_of: Callable[..., APIClient]) -> None:
    (mine,) = ask(repeated, "repeats", repeated.clients[0])
    assert (mine["rater"]["id"], mine["frames"], mine["same"]) == (repeated.raters[0].pk, 4, 3)
    assert mine["values"] == ["nonpain", "pain", "unusable", "unsure"]
    assert mine["changes"] == [[1, 0, 0, 1], [0, 2, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert (mine["statistics"]["agreement_pairwise"]["value"], mine["statistics"]["agreement_pairwise"]["videos"]) == (
        1, 3
    )  # fmt: skip
    assert ask(repeated, "repeats", client_of(member(Role.SUPERVISOR))) == []
    everybody = ask(repeated, "repeats", client_of(member(Role.ADMIN)))
    assert [one["rater"]["code"] for one in everybody] == ["A", "B"]
    refused = repeated.researcher.get(f"/api/v1/studies/{repeated.study.pk}/labelling/repeats/")
    assert (refused.status_code, error_code(refused)) == (403, "forbidden")


BANDS: Sequence[tuple[dict[str, Any], int | None, int, int, bool | None]] = [
    (MPAIN_DAN, 0, 0, 3, True),
    (MPAIN_DAN, 1, 1, 300, False),
    (MPAIN_DAN, 2, 1, 4, True),
    (MPAIN_DAN, 2, 1, 3, False),
    (MPAIN_DAN, 3, 1, 3, True),
    (MPAIN_DAN, 3, 26, 79, False),
    (MPAIN_DAN, 3, 2, 3, True),
    (MPAIN_DAN, 4, 2, 3, False),
    (MPAIN_DAN, 4, 79, 79, True),
    (MPAIN_DAN, None, 1, 2, None),
    (VIDEODOL_FLACC, 2, 9, 10, False),
    (VIDEODOL_FLACC, 2, 10, 10, True),
    ({**MPAIN_DAN, "sampling": {**MPAIN_DAN["sampling"], "score": {"scale": "dan"}}}, 3, 1, 2, None),
]


@pytest.mark.parametrize(("document", "score", "pain", "judged", "holds"), BANDS)
def test_the_band_of_a_score(
    document: dict[str, Any], score: int | None, pain: int, judged: int, holds: bool | None
) -> None:
    band = band_of(document, score)
    assert (band.holds(pain, judged) if band else None) is holds


def test_labels_outside_the_band_are_listed_furthest_first(room: Room) -> None:
    low, high = (drawn_video(factories.make_infant(room.study), score=score, frames=4) for score in (2, 4))
    drawn_video(factories.make_infant(room.study), score=0, frames=2)
    room.change_labels(spot_check_percent=100, repeat_percent=0)
    room.prepare()
    tasks = room.claim(0, 10)
    said = {str(low.pk): "pain", str(high.pk): "nonpain"}
    late = [task for task in tasks if task["video"] == str(high.pk)][-1]
    room.put(*(say(task, said.get(task["video"], "pain")) for task in tasks if task is not late))
    check = ask(room, "score-check")
    assert (check["checked"], check["incomplete"]) == (2, 1)  # of the high one a frame is still to do
    assert [(row["score"], row["pain"], row["judged"]) for row in check["outliers"]] == [(0, 2, 2), (2, 4, 4)]
    room.put(say(late, "nonpain"))
    check = ask(room, "score-check")
    assert (check["checked"], check["incomplete"]) == (3, 0)
    assert [row["expected"] for row in check["outliers"]] == [
        [0, 0],
        [0, pytest.approx(1 / 3)],
        [pytest.approx(2 / 3), 1],
    ]


def test_the_score_is_not_told_before_ones_own_labels_are_done(room: Room, client_of: Callable[..., APIClient]) -> None:
    both = factories.make_member(room.study, Role.OPERATOR, Role.RESEARCHER)
    room.clients.append(client_of(both))
    room.raters.append(both)
    drawn_video(factories.make_infant(room.study), score=2, frames=4)
    room.change_labels(raters_per_frame=2, repeat_percent=0)
    room.prepare()
    label_all(room, 0, "pppp")
    assert len(ask(room, "score-check")["outliers"]) == 1
    label_all(room, 3, "ppp")
    assert ask(room, "score-check", room.clients[3]) == {"checked": 0, "incomplete": 0, "outliers": []}


def test_drift_by_week_and_by_quarter_of_the_sitting(overlapping: Room) -> None:
    sitting = "6e0f2a53-7a0e-4a58-9bd5-0f0d5f8f4b4c"
    first = label_all(overlapping, 0, "ppppppnnnnnn")
    label_all(overlapping, 1, "nnnnnnnnnnnn")
    FrameLabel.objects.filter(rater=overlapping.raters[0]).update(sitting=sitting)
    early = [one["id"] for one in first[:6]]
    FrameLabel.objects.filter(pk__in=early).update(client_at=timezone.now() - timedelta(days=14))
    drift = ask(overlapping, "drift")
    assert len(drift["weeks"]) == 2
    mine, theirs = drift["raters"]
    assert [(point["pain"], point["difference"], point["shared"]) for point in mine["weeks"]] == [(1, 1, 6), (0, 0, 6)]
    assert [(point["at"], point["difference"]) for point in mine["quarters"]] == [
        ("1/4", 1), ("2/4", 1), ("3/4", 0), ("4/4", 0)
    ]  # fmt: skip
    assert (theirs["weeks"][0]["difference"], theirs["quarters"]) == (-0.5, [])
    assert (mine["pain"], theirs["pain"]) == (0.5, 0)


def test_a_rater_alone_is_compared_with_nobody(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0, repeat_percent=0)
    room.prepare()
    label_all(room, 0, "ppppnnnn")
    (mine,) = ask(room, "drift")["raters"]
    assert [(point["pain"], point["shared"], point["difference"]) for point in mine["weeks"]] == [(0.5, 0, None)]


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("measure", ["others", "own"])
@pytest.mark.parametrize("by", ["weeks", "quarters"])
def test_drift_is_drawn(overlapping: Room, by: str, measure: str, language: str) -> None:
    url = f"/api/v1/studies/{overlapping.study.pk}/labelling/drift/figure.svg"
    wanted = {"by": by, "measure": measure, "language": language, "theme": "dark"}
    assert b"<svg" in overlapping.researcher.get(url, wanted).content  # of nothing
    label_all(overlapping, 0, FIRST)
    label_all(overlapping, 1, SECOND)
    FrameLabel.objects.filter(source="person").update(sitting="6e0f2a53-7a0e-4a58-9bd5-0f0d5f8f4b4c")
    drawn = overlapping.researcher.get(url, wanted).content
    assert drawn.count(b"<polyline") == 2
    assert b">A</text>" in drawn
