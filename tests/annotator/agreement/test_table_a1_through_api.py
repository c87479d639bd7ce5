"""Table A.1 of the thesis scored through the API: its statistics, its export, and its flow from 34 videos to 30."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from annotator.recordings.models import Video
from tests import factories
from tests.annotator.agreement.conftest import Ward
from tests.annotator.agreement.test_table_a1 import EXPECTED, INTERVALS, PAIRS, REFERENCE

CODES = {"A": "op1", "B": "op2", "C": "op3"}

pytestmark = pytest.mark.slow


@pytest.fixture
def videos(ward: Ward) -> dict[str, Video]:
    """The 34 videos by their number, scored by three operators."""
    table = REFERENCE / "table_a1.csv"
    if not table.exists():
        pytest.skip(f"the reference table {table.name} is not beside the project")
    infants = {}
    made = {}
    for row in csv.DictReader(table.read_text().splitlines()):
        name = row["infant"]
        infants[name] = infants.get(name) or factories.make_infant(ward.study, pseudonym=name)
        faces = [int(row[operator]) for operator in CODES.values()]
        made[row["video"]] = ward.scored(*faces, name=f"video {row['video']}.mp4", infant=infants[name])
    return made


def rounded(value: float) -> float:
    return round(value, 4)


def test_the_statistics_and_the_export_give_the_published_figures(
    ward: Ward, videos: dict[str, Video], tmp_path: Path
) -> None:
    found = ward.get("statistics")
    assert (found["videos"], found["infants"], found["draws"], found["levels"]) == (34, 29, 2000, [0, 1, 2])
    board = ward.get("board")
    assert (board["videos"], board["infants"], board["unresolved"], board["hidden"]) == (34, 29, 1, 0)
    assert [row["name"] for row in board["rows"] if row["range"]] == [
        f"video {number}.mp4" for number in (21, 22, 23, 24, 25, 28)
    ]
    content = ward.admin.get(f"/api/v1/studies/{ward.study.pk}/agreement/export/").content
    table = tmp_path / "board.csv"
    table.write_bytes(content)
    out = io.StringIO()
    call_command("agreement", str(table), "--json", "--categories", "0,1,2", stdout=out)
    for measured in (found, json.loads(out.getvalue())):
        values = {name: rounded(measured["statistics"][name]["value"]) for name in EXPECTED}
        assert values == {name: expected[0] for name, expected in EXPECTED.items()}
        intervals = {name: tuple(map(rounded, measured["statistics"][name]["ci95"])) for name in INTERVALS}
        assert intervals == INTERVALS
        for pair in measured["pairs"]:
            first, second = (CODES[code] for code in pair["operators"])
            coefficients = [pair[name] for name in ("agreement", "kappa", "kappa_linear", "kappa_quadratic")]
            limits = [pair["bland_altman"][name] for name in ("bias", "low", "high")]
            assert tuple(map(rounded, [*coefficients, *limits])) == PAIRS[(first, second)]
    first = next(one for one in found["confusions"] if one["operators"] == ["A", "B"])
    assert [sum(row) for row in first["matrix"]] == [24, 5, 5]
    assert [sum(column) for column in zip(*first["matrix"], strict=True)] == [23, 5, 6]


def test_34_videos_become_30_of_28_infants_and_28_can_be_decided(ward: Ward, videos: dict[str, Video]) -> None:
    flow = ward.get("flow", rule="exclude")
    nodes = {node["key"]: node for node in flow["nodes"]}
    sizes = {key: (node["videos"], node["infants"]) for key, node in nodes.items()}
    assert sizes["recorded"] == sizes["scored"] == (34, 29)
    assert nodes["consistent"]["excluded"] == [
        {"reason": "inconsistent", "videos": 1, "infants": 1, "names": ["video 28.mp4"]}
    ]
    redundant = nodes["not_redundant"]["excluded"][0]
    assert (redundant["videos"], redundant["names"]) == (3, ["video 1.mp4", "video 9.mp4", "video 26.mp4"])
    assert sizes["kept"] == (30, 28)
    assert flow["kept"]["by_value"]["2"] == 5
    assert (flow["kept"]["videos"], flow["kept"]["infants"]) == (30, 28)
    assert {rule: ward.get("flow", rule=rule)["kept"]["videos"] for rule in ("median", "majority")} == {
        "median": 31,
        "majority": 31,
    }
    video = videos["28"]
    assert ward.row(video)["consensus"]["state"] == "pending"
    assert ward.decide(video, value=2).status_code == 201
    row = ward.row(video)
    assert (row["consensus"]["state"], row["consensus"]["value"], row["unresolved"]) == ("adjudicated", 2, False)
    assert ward.get("flow")["kept"]["by_value"]["2"] == 6
    assert ward.get("flow", rule="exclude")["kept"]["videos"] == 30
