"""BORIS: projects (`.boris`, JSON) and tabular events (comma or tab). Friard and Gamba 2016."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from annotator.scoring.interchange.events import Event, Found, UnreadableFileError, milliseconds, text_of

COLUMNS = [
    "Time",
    "Media file path",
    "Total length",
    "FPS",
    "Subject",
    "Behavior",
    "Behavioral category",
    "Comment",
    "Status",
]
Mark = tuple[int, str, str]  # time in ms, subject, behaviour


def read_project(content: bytes) -> dict[str, Found]:
    """The state events of each observation, by its name.

    Raises:
        UnreadableFileError: it is no BORIS project, or a state event has no end.
    """
    try:
        project = json.loads(text_of(content))
        kinds = {one["code"]: one["type"] for one in project["behaviors_conf"].values()}
        observations = {name: one["events"] for name, one in project["observations"].items()}
        marks = {name: [(row[0], str(row[1]), str(row[2])) for row in rows] for name, rows in observations.items()}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError("This is not a BORIS project.") from None
    return {name: _intervals(rows, kinds) for name, rows in marks.items()}


def _intervals(rows: Iterable[tuple[Any, str, str]], kinds: dict[str, str]) -> Found:
    found, states = Found(), []
    for time, subject, behaviour in rows:
        if kinds.get(behaviour, "").startswith("State"):
            states.append((milliseconds(time), subject, behaviour))
        else:
            found.pass_over("point_event")
    return _pair(sorted(states), found)


def _pair(states: Iterable[Mark], found: Found) -> Found:
    """Joins every first mark of a subject's behaviour with the next one, as BORIS does."""
    begun: dict[tuple[str, str], int] = {}
    for time, subject, behaviour in states:
        start = begun.pop((subject, behaviour), None)
        if start is None:
            begun[subject, behaviour] = time
        else:
            found.add(Event(behaviour, start, time, subject))
    for _ in begun:
        found.pass_over("without_end")
    found.events.sort(key=lambda event: (event.start_ms, event.end_ms, event.action))
    return found


def read_tabular(content: bytes) -> Found:
    """The state events of an export of tabular events, comma or tab between columns.

    Raises:
        UnreadableFileError: the header is missing, a row is ragged or a time is no number.
    """
    text = text_of(content)
    lines = text.splitlines()
    header = next((line for line in lines if line.startswith(("Time,", "Time\t"))), None)
    if header is None:
        raise UnreadableFileError("There is no line of column names that starts with Time.")
    rows = csv.reader(lines[lines.index(header) :], delimiter=header[4])
    names = next(rows)
    found, states = Found(), []
    try:
        at = {name: names.index(name) for name in ("Time", "Subject", "Behavior", "Status")}
    except ValueError:
        raise UnreadableFileError("The columns Time, Subject, Behavior and Status are needed.") from None
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise UnreadableFileError(f"Row {number} has {len(row)} columns instead of {len(names)}.")
        if row[at["Status"]] in ("START", "STOP"):
            states.append((milliseconds(row[at["Time"]]), row[at["Subject"]], row[at["Behavior"]]))
        else:
            found.pass_over("point_event")
    return _pair(sorted(states), found)


def write_project(events: Sequence[Event], *, observation: str, media: str, length_ms: int) -> bytes:
    """A project with one observation of one media file."""
    actions = sorted({event.action for event in events})
    behaviours = {
        str(index): {
            "type": "State event",
            "key": str(index % 10),
            "code": action,
            "description": "",
            "category": "",
            "modifiers": {},
            "excluded": "",
            "coding map": "",
        }
        for index, action in enumerate(actions)
    }
    marks = sorted((time / 1000, event.subject, event.action) for event in events for time in _edges(event))
    described = {
        "type": "MEDIA",
        "date": "",
        "description": "",
        "time offset": 0.0,
        "file": {"1": [media], "2": []},
        "events": [[time, subject, action, "", ""] for time, subject, action in marks],
        "independent_variables": {},
        "close_behaviors_between_videos": False,
        "visualize_spectrogram": False,
        "media_info": {"length": {media: length_ms / 1000}, "hasVideo": {media: True}},
    }
    project = {
        "time_format": "s",
        "project_name": observation,
        "project_format_version": "4.0",
        "subjects_conf": {},
        "behavioral_categories": [],
        "behaviors_conf": behaviours,
        "observations": {observation: described},
        "independent_variables": {},
        "coding_map": {},
    }
    return json.dumps(project, ensure_ascii=False, indent=1).encode()


def write_tabular(events: Sequence[Event], *, media: str, length_ms: int) -> bytes:
    """Tabular events with commas, the way BORIS exports them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    marks = [(*mark, event) for event in events for mark in zip(_edges(event), ("START", "STOP"), strict=True)]
    for time, status, event in sorted(marks, key=lambda mark: (mark[0], mark[2].action, mark[1] == "START")):
        seconds, length = f"{time / 1000:.3f}", f"{length_ms / 1000:.3f}"
        writer.writerow([seconds, media, length, "", event.subject, event.action, "", "", status])
    return out.getvalue().encode()


def _edges(event: Event) -> tuple[int, int]:
    return event.start_ms, event.end_ms
