"""`manage.py agreement`: the figures of Table A.1, and one sentence for each kind of bad file."""

import json
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.agreement import ratings_file
from annotator.agreement.management.commands.agreement import Command
from tests.annotator.agreement.published import TABLE_A1, TABLE_A1_INFANTS

REQUIRED = {"agreement_all", "agreement_pairwise", "fleiss", "gwet_ac1", "brennan_prediger"}
REQUIRED |= {f"krippendorff_{level}" for level in ("nominal", "ordinal", "interval")}
REQUIRED |= {f"icc_{form}" for form in ("1_1", "2_1", "3_1", "2_k", "3_k")}
REQUIRED |= {f"gwet_ac2_{kind}" for kind in ("linear", "ordinal", "quadratic")}


def printed(path: Path, *options: str) -> str:
    out = StringIO()
    call_command(Command(), str(path), *options, stdout=out)
    return out.getvalue()


def as_json(path: Path, *options: str) -> Any:
    def no_constant(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(printed(path, "--json", *options), parse_constant=no_constant)


@pytest.fixture
def table_a1(tmp_path: Path) -> Path:
    rows = enumerate(zip(TABLE_A1_INFANTS, TABLE_A1, strict=True))
    lines = [f"{video},{infant},{','.join(map(str, ratings))}" for video, (infant, ratings) in rows]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["video,infant,op1,op2,op3", *lines]) + "\n")
    return path


def test_json(table_a1: Path) -> None:
    found = as_json(table_a1, "--group", "infant", "--categories", "0,1,2")
    assert set(found["statistics"]) >= REQUIRED
    fleiss = found["statistics"]["fleiss"]
    assert round(fleiss["value"], 4) == 0.7433
    assert fleiss["ci95"] == pytest.approx([0.4323, 0.9116], abs=5e-5)
    assert fleiss["leave_one_out"] == pytest.approx([0.6916, 0.7788], abs=5e-5)
    assert fleiss["note"] == ""
    assert found["prevalence"] == pytest.approx({"0": 0.7059, "1": 0.1373, "2": 0.1569}, abs=5e-5)
    assert [pair["operators"] for pair in found["pairs"]] == [["op1", "op2"], ["op1", "op3"], ["op2", "op3"]]
    assert round(found["pairs"][0]["kappa_quadratic"], 4) == 0.8462
    assert round(found["pairs"][0]["bland_altman"]["low"], 4) == -0.8863
    assert (found["videos"], found["infants"], found["draws"], found["warnings"]) == (34, 29, 2000, [])


def test_text(table_a1: Path) -> None:
    text = printed(table_a1, "--draws", "50")
    assert "34 videos of 29 infants, 50 bootstrap draws" in text
    assert "0: 70.6%  1: 13.7%  2: 15.7%" in text
    assert "Fleiss' kappa                     0.7433" in text
    assert "op1 - op2                         0.8235  0.6284  0.7475  0.8462  -0.0588 (-0.8863, 0.7687)" in text


def test_no_draws_no_intervals(table_a1: Path) -> None:
    found = as_json(table_a1, "--draws", "0")
    assert found["statistics"]["fleiss"]["ci95"] is None
    assert found["statistics"]["fleiss"]["leave_one_out"] is not None


@pytest.mark.parametrize(
    "content",
    [
        "video,infant,a,b\r\n1,x,0,\r\n2,y,1,1\r\n3,y,,2\r\n4,z,2,2\r\n",
        "\ufeffvideo,infant,a,b\n1,x,0,\n2,y,1,1\n\n3,y,,2\n4,z,2.0,+2\n\n",
        "video;infant;a;b\n1;x;0;\n2;y;1;1\n3;y;;2\n4;z;2;2",
        'infant,"a",b, video\nx,0,,1\ny,1,1,2\ny,,2,3\n"z",2, 2 ,4\n,,,\n',
    ],
    ids=["CRLF", "byte-order mark and blank lines", "semicolons", "other order, quotes and spaces"],
)
def test_the_same_table_in_other_dress(tmp_path: Path, content: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="utf-8", newline="")
    found = as_json(path, "--draws", "10")
    assert (found["videos"], found["infants"], list(found["prevalence"])) == (4, 3, ["0", "1", "2"])
    assert found["statistics"]["agreement_all"]["value"] == 1.0
    assert found["statistics"]["fleiss"]["note"].startswith("Left out: 2 of 4 videos")


def test_another_group_does_not_make_infants_operators(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("video,infant,centre,a,b\n1,x,C1,0,0\n2,y,C2,1,1\n3,z,C2,1,0\n")
    found = as_json(path, "--group", "centre", "--draws", "10")
    assert (found["infants"], found["pairs"][0]["operators"]) == (2, ["a", "b"])


GOOD = "video,infant,a,b\n1,x,0,1\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "The file is empty."),
        ("\n \n", "The file is empty."),
        ("video,infant,a,b\n", "The file has no row below its header in line 1."),
        (GOOD + "2,y,0\n", "Line 3 has 3 fields where the header has 4."),
        (GOOD + "\n2,y,0,1,1\n", "Line 4 has 5 fields where the header has 4."),
        (GOOD + "2,y,0,pain\n", "Line 3, column 'b': 'pain' is not a number."),
        (GOOD + "2,y,0,nan\n", "Line 3, column 'b': 'nan' is not a number."),
        (GOOD + "2,y,0,-inf\n", "Line 3, column 'b': '-inf' is not a number."),
        (GOOD + "2,y,0,1e999\n", "Line 3, column 'b': '1e999' is not a number."),
        (GOOD + "2,y,0,1_0\n", "Line 3, column 'b': '1_0' is not a number."),
        (GOOD + "2,y,0,\u0663\n", "Line 3, column 'b': '\u0663' is not a number."),
        (GOOD + '2,y,0,"a\nb"\n', "Line 4, column 'b': 'a?b' is not a number."),
        (GOOD + "1,y,0,1\n", "Line 3 repeats the video '1' of line 2."),
        (GOOD + "2,,0,1\n", "Line 3 has no value in the column 'infant'."),
        (GOOD + ",y,0,1\n", "Line 3 has no value in the column 'video'."),
        (GOOD + "2,y,0,7\n", "The rating 7 is not one of the categories 0, 1, 2."),
        ("vide,infant,a,b\n", "The column 'video' is missing."),
        ("video,a,b\n1,0,1\n", "The column 'infant' is missing."),
        ("video,infant\n1,x\n", "There is no column of an operator."),
        ("video,infant,a,a\n1,x,0,0\n", "The column 'a' is there twice."),
        ("video,infant,a,\n1,x,0,0\n", "Column 4 has no name."),
        ('video,infant,a,b\n1,x,0,"1\n', "Line 2 is not CSV: unexpected end of data."),
        ("video,infant," + ",".join(f"o{n}" for n in range(31)), "There are 31 operators; at most 30 can be compared"),
    ],
)
def test_one_sentence_for_each_bad_file(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        printed(path, "--categories", "0,1,2")
    assert str(refusal.value).startswith(message)
    assert str(refusal.value).count("\n") == 0
    assert refusal.value.returncode == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00v", GOOD.encode() + b"2,\xe8,0,1\n", b"video,infant\xff,a\n"])
def test_not_utf_8(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"^The file is not UTF-8 text\.$"):
        printed(path)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(CommandError, match=r"^There is no file "):
            printed(path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--draws", "-1"], "The number of draws must be between 0 and 100000."),
        (["--draws", "100001"], "The number of draws must be between 0 and 100000."),
        (["--categories", "0,one"], "The category 'one' is not a number."),
        (["--categories", ""], "The category '' is not a number."),
        (["--categories", "0,1,1.0"], "A category is given twice."),
        (["--categories", "0,inf"], "The category 'inf' is not a number."),
        (["--group", "centre"], "The column 'centre' is missing."),
    ],
)
def test_bad_options(table_a1: Path, options: list[str], message: str) -> None:
    with pytest.raises(CommandError) as refusal:
        printed(table_a1, *options)
    assert str(refusal.value) == message


def test_a_million_rows_are_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("video,infant,a,b\n" + "".join(f"{n},{n},0,1\n" for n in range(1_000_000)))
    started = time.process_time()
    with pytest.raises(CommandError, match=r"^The file has more than 100000 rows\.$"):
        printed(path)
    assert time.process_time() - started < 10


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    path.write_text(GOOD)
    monkeypatch.setattr(ratings_file, "MAX_BYTES", 10)
    with pytest.raises(CommandError, match=r"^The file is larger than "):
        printed(path)
