"""BORIS and ELAN: files those programs wrote, round trips, and files that mean harm."""

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.interchange import boris, elan
from annotator.scoring.interchange.events import MAX_BYTES, Event, UnreadableFileError, nearest_frame
from tests.annotator.scoring.answers import reference_folder

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>
<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ANNOTATION_DOCUMENT>&e;</ANNOTATION_DOCUMENT>"""
NAMES = st.sampled_from(["brow_bulge", "eye_squeeze", 'a "quoted" & <odd> name'])


def foreign(name: str) -> bytes:
    file: Path = reference_folder().parent / "assets" / "interop" / name
    if not file.exists():
        pytest.skip("the files other programs wrote are not beside the project")
    return file.read_bytes()


def apart(lengths: list[tuple[str, int, int]]) -> list[Event]:
    """Events one after another, so that marks of one action pair up again."""
    edges = list(accumulate(step for _, pause, length in lengths for step in (pause, length)))
    return [Event(name, edges[2 * n], edges[2 * n + 1]) for n, (name, _, _) in enumerate(lengths)]


events = st.lists(st.tuples(NAMES, st.integers(1, 5000), st.integers(1, 5000)), max_size=20).map(apart)


def test_a_project_that_boris_wrote() -> None:
    found = boris.read_project(foreign("boris_test.boris"))
    first = found["observation #1"].events
    assert [(event.start_ms, event.end_ms, event.subject) for event in first] == [
        (3300, 7750, "subject1"),
        (9900, 16_200, "subject1"),
        (18_350, 24_475, "subject1"),
        (38_425, 46_100, "subject2"),
    ]
    assert found["offset neg"].passed_over == {"point_event": 4}
    assert len(boris.read_project(foreign("boris_test2.boris"))) > 0


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_a_table_that_boris_wrote_says_what_its_project_says(ending: str) -> None:
    table = boris.read_tabular(foreign(f"boris_test_export_events_tabular.{ending}"))
    assert table.events == boris.read_project(foreign("boris_test.boris"))["observation #1"].events


@pytest.mark.parametrize("name", ["elan_sample_2.8.eaf", "elan_sample_3.0.eaf"])
def test_a_file_that_elan_wrote(name: str) -> None:
    found = elan.read_eaf(foreign(name))
    tiers = {event.action for event in found.events}
    assert tiers >= {"text", "gestures"}
    assert sum(event.action == "text" for event in found.events) == 399
    assert found.passed_over["annotation_on_annotation"] == 1995 * 2
    written = elan.write_eaf(found.events, media="a.mp4", written_at="2026-01-01T00:00:00+00:00")
    again = elan.read_eaf(written).events
    assert sorted(again, key=repr) == sorted(found.events, key=repr)


@given(events)
def test_round_trips_are_identical(some: list[Event]) -> None:
    project = boris.write_project(some, observation="o", media="a.mp4", length_ms=10**6)
    assert boris.read_project(project)["o"].events == some
    assert boris.read_tabular(boris.write_tabular(some, media="a,b.mp4", length_ms=10**6)).events == some
    written = elan.write_eaf(some, media="a&b.mp4", written_at="2026-01-01T00:00:00+00:00")
    assert sorted(elan.read_eaf(written).events, key=repr) == sorted(some, key=repr)


@given(st.lists(st.integers(2, 200), min_size=1, max_size=50), st.data())
def test_a_frame_finds_itself_again(steps: list[int], data: st.DataObject) -> None:
    times = [0, *accumulate(steps)]
    frame = data.draw(st.integers(0, len(times) - 1))
    assert nearest_frame(times, times[frame]) == frame
    assert nearest_frame(times, times[-1] + 10**6) == len(times) - 1
    assert nearest_frame(times, -5) == 0


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
def test_entities_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="document type"):
        elan.read_eaf(content)


SLOT = b'<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="%s"/></TIME_ORDER>'
ANNOTATION = b'<TIER TIER_ID="t"><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="a" TIME_SLOT_REF2="%s"/></TIER>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "well-formed"),
        (b"<html/>", "not an ELAN"),
        (b"<ANNOTATION_DOCUMENT>", "well-formed"),
        (b"\xff\xfe<\x00", "not UTF-8"),
        (b"<ANNOTATION_DOCUMENT>" + b"<x>" * 60, "too deeply"),
        (b"<ANNOTATION_DOCUMENT>" + SLOT % b"-5" + b"</ANNOTATION_DOCUMENT>", "milliseconds"),
        (b"<ANNOTATION_DOCUMENT>" + SLOT % b"5" + ANNOTATION % b"z" + b"</ANNOTATION_DOCUMENT>", "no time slot"),
        (b" " * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_elan_never_wrote(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        elan.read_eaf(content)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"observations": {}}', b"[" * 100_000, b'{"observations": 3}']
)
def test_what_is_no_project(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        boris.read_project(content)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"a,b\n", "column names"),
        (b"Time,Subject\n1,x\n", "are needed"),
        (b"Time,Subject,Behavior,Status\n1,x\n", "Row 1 has 2 columns"),
        (b"Time,Subject,Behavior,Status\nsoon,x,y,START\n", "not a time"),
        (b"Time,Subject,Behavior,Status\nnan,x,y,START\n", "not a time"),
        (b"Time,Subject,Behavior,Status\n-1,x,y,START\n", "not a time"),
    ],
)
def test_what_is_no_table(table: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        boris.read_tabular(table)


def test_a_state_without_end_is_counted() -> None:
    table = b"Time,Subject,Behavior,Status\n1,x,y,START\n"
    found = boris.read_tabular(table)
    assert (found.events, found.passed_over) == ([], {"without_end": 1})
