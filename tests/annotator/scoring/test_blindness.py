"""Nobody learns another's answers before their own are in: every address is asked and the bytes are searched."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.urls import URLPattern, reverse
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.agreement.figures.draw import FIGURES
from annotator.jobs.models import Job
from annotator.recordings.models import Video
from annotator.scoring.models import ScoreSheet
from annotator.studies.models import Infant, Role
from config.urls import api
from tests import factories
from tests.annotator.scoring.answers import change_protocol, interval, long_video, own_document, score

NOTE, REASON = "kestrel-note-5119", "kestrel-reason-6637"
START, END = 48_211, 51_977
GRADES = (0, 1, 2_611, 7_741, 9_001)
VALUES = {"hands": GRADES[2], "feet": GRADES[3]}
NOT_ABOUT_PEOPLE = {"schema", "video-media", "video-frame-times"}  # the picture and its 60,000 times hold any number


@dataclass
class Planted:
    """What operator A left behind, and the bytes that would give it away."""

    ids: dict[str, Any]
    needles: dict[str, re.Pattern[bytes]]


@pytest.fixture
def open_video(infant: Infant) -> Video:
    return long_video(infant, frames=60_000)


@pytest.fixture
def first(member: Callable[..., User]) -> User:
    return member(Role.OPERATOR)


@pytest.fixture
def planted(open_video: Video, first: User, client_of: Callable[..., APIClient], admin: APIClient) -> Planted:
    """Operator A's window, intervals and submitted sheet, full of values found nowhere else."""
    client, video = client_of(first), open_video
    options = [{"score": grade, "wording": {"en": f"grade {index}"}} for index, grade in enumerate(GRADES)]
    items = [{"key": key, "name": {"en": key}, "options": options} for key in VALUES]
    items[0]["derive"] = {"rule": "presence", "actions": ["brow_bulge"]}
    total = {"range": [0, 2 * GRADES[4]], "prorating": {"allowed": False}}
    scale = admin.post(
        f"/api/v1/studies/{video.study_id}/scales/", own_document(items=items, total=total), format="json"
    ).json()
    change_protocol(video.study, scales=[{"scale": "our_scale", "items": list(VALUES)}])
    given = {"start_frame": START, "end_frame": END, "end_reason": "other", "note": NOTE}
    window = client.post(f"/api/v1/videos/{video.pk}/windows/", given, format="json").json()
    change = interval("brow_bulge", START + 17, START + 1_234)
    client.put(f"/api/v1/videos/{video.pk}/coding/", {"base_version": 0, "changes": [change]}, format="json")
    sheet = client.post(f"/api/v1/windows/{window['id']}/sheets/", {"scale": "our_scale"}, format="json").json()
    url = f"/api/v1/sheets/{sheet['id']}/"
    override = {"hands": {"value": VALUES["hands"], "reason": REASON}}
    saved = client.patch(url, {"version": 1, "values": {"feet": VALUES["feet"]}, "overrides": override}, format="json")
    sheet = client.post(f"{url}submit/", {"version": saved.json()["version"]}, format="json").json()
    job = Job.objects.filter(subject_id=video.pk).get()
    frame = factories.make_frame(video)
    ids = {
        "study_id": video.study_id,
        "infant_id": video.infant_id,
        "video_id": video.pk,
        "job_id": job.pk,
        "scale_id": scale["id"],
        "window_id": window["id"],
        "sheet_id": sheet["id"],
        "operator": first.pk,
        "frame_id": frame.pk,
        "comparison_id": factories.make_detector_comparison(frame).pk,
        "import_id": factories.make_label_import(video.study, by=first).pk,
        "report_id": factories.make_report(video.study, by=first).pk,
        "kind": "html",
        **factories.make_dataset(video.study, by=first),
        **factories.make_training_run(video.study, by=first, frame=frame),
    }
    words = [NOTE, REASON, START, END, START + 17, START + 1_234, sum(VALUES.values()), 1_217]
    words += [window["id"], sheet["id"], change["client_id"], sheet["submitted_at"], window["created_at"]]
    return Planted(ids, {str(word): needle(word) for word in words})


def needle(word: str | int) -> re.Pattern[bytes]:
    """A number counts where it stands alone: within a random id or a time of day the same digits mean nothing."""
    text = re.escape(str(word).encode())
    return re.compile(rb"(?<![\w.-])(?<!\d:)" + text + rb"(?![\w:-])" if isinstance(word, int) else text)


@cache
def documented() -> dict[str, Any]:
    """The addresses of the API's own description."""
    paths: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    return paths


def queries(path: str, planted: Planted) -> Iterator[dict[str, Any]]:
    """No parameters, each documented one alone, and all together."""
    yield {}
    operation = documented().get(f"/api/v1/{path}", {}).get("get", {})
    names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
    guesses = {
        "operator": planted.ids["operator"],
        "actor": planted.ids["operator"],
        "study": planted.ids["study_id"],
        "infant": planted.ids["infant_id"],
        "scale": "our_scale",
        "reading": 1,
        "kind": "csv",
        "superseded": "true",
        "whine": "true",
        "item": "hands",
        "phase": "recording_starts",
        "rule": "median",
        "rater": planted.ids["operator"],
        "video": planted.ids["video_id"],
        "frame": planted.ids["frame_id"],
        "source": "person",
        "state": "done",
        "history": "true",
        "by": "quarters",
        "measure": "own",
        "against": planted.ids["dataset_id"],
        "decided": "true",
        "page_size": 200,
    }
    known = {one: guesses[one] for one in names if one in guesses}
    for one, value in known.items():
        yield {one: value}
    yield known


def leaks(client: APIClient, planted: Planted) -> list[str]:
    """Every address whose answer holds a planted value."""
    found = []
    for pattern in api:
        if not isinstance(pattern, URLPattern) or not pattern.name or pattern.name in NOT_ABOUT_PEOPLE:
            continue
        path = (
            str(pattern.pattern).replace("<uuid:", "{").replace("<int:", "{").replace("<slug:", "{").replace(">", "}")
        )
        asked = list(queries(path, planted))
        names = list(kwargs_of(planted, pattern))
        # Every figure is drawn without and with all parameters: one at a time would only take longer.
        for query, kwargs in product(asked if len(names) == 1 else [asked[0], asked[-1]], names):
            response = client.get(f"{reverse(pattern.name, kwargs=kwargs)}?{urlencode(query)}")
            seen = b"".join(response.streaming_content) if response.streaming else response.content
            # How long an answer is, is a number that means nothing of what it says.
            seen += json.dumps({**response.headers, "Content-Length": None}).encode()
            found += [
                f"{pattern.name} {query}: {word}" for word, there in planted.needles.items() if there.search(seen)
            ]
    return found


def kwargs_of(planted: Planted, pattern: URLPattern) -> Iterator[dict[str, Any]]:
    """What the address asks for; a figure's is asked under every name."""
    fixed = {key: ids_of(planted, key) for key in pattern.pattern.converters if key != "name"}
    for name in FIGURES if "name" in pattern.pattern.converters else [None]:
        yield fixed if name is None else {**fixed, "name": name}


def ids_of(planted: Planted, key: str) -> Any:
    """The id an address asks for; a new kind of id is looked up here, so that no address escapes the walk."""
    elsewhere = {"token_id", "invitation_id", "member_id", "upload_id"}
    if key in elsewhere:
        return UUID(int=0)
    return 0 if key == "user_id" else planted.ids[key]


def test_another_operator_finds_nothing_anywhere(
    planted: Planted, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    assert leaks(client_of(member(Role.OPERATOR)), planted) == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.RESEARCHER, Role.ADMIN])
def test_who_oversees_and_scores_sees_others_only_after_their_own(
    planted: Planted, open_video: Video, member: Callable[..., User], client_of: Callable[..., APIClient], role: Role
) -> None:
    client = client_of(member(Role.OPERATOR, role))
    assert leaks(client, planted) == []
    given = {"start_frame": 10, "end_frame": 20, "end_reason": "calm"}
    window = client.post(f"/api/v1/videos/{open_video.pk}/windows/", given, format="json").json()
    assert leaks(client, planted) == []
    mine = score(client, window["id"], {"hands": 0, "feet": 0}, scale="our_scale")
    assert mine["blind"] is True
    assert {line.split()[0] for line in leaks(client, planted)} >= {"windows", "window", "coding", "sheets", "sheet"}
    client.post(f"/api/v1/videos/{open_video.pk}/windows/", {**given, "end_frame": 30}, format="json")
    assert leaks(client, planted) == []  # a further window is begun and not scored yet


def test_who_oversees_and_does_not_score_sees_what_is_submitted(
    planted: Planted, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    client = client_of(member(Role.SUPERVISOR))
    found = {line.split()[0] for line in leaks(client, planted)}
    about_one = {"windows", "window", "coding", "window-derived", "sheets", "sheet", "comparison", "adjudication"}
    assert found == about_one | {"agreement-board", "agreement-statistics", "agreement-flow", "agreement-export"}
    ScoreSheet.objects.update(state="draft")
    assert leaks(client, planted) == []


def test_the_walk_would_find_what_is_there(planted: Planted, first: User, client_of: Callable[..., APIClient]) -> None:
    words = {line.rsplit(" ", 1)[1] for line in leaks(client_of(first), planted)}
    assert words == set(planted.needles)


def test_where_the_protocol_is_open_submitted_answers_are_shared(
    planted: Planted, open_video: Video, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    change_protocol(open_video.study, blind=False)
    client = client_of(member(Role.OPERATOR))
    rows = client.get(f"/api/v1/videos/{open_video.pk}/windows/").json()["results"]
    assert [(row["note"], row["mine"]) for row in rows] == [(NOTE, False)]
    assert client.patch(f"/api/v1/windows/{rows[0]['id']}/", {"note": "x"}, format="json").status_code == 404


def test_a_withdrawn_infant_takes_every_answer_along(
    planted: Planted, first: User, client_of: Callable[..., APIClient], infant: Infant
) -> None:
    from django.utils import timezone

    Infant.objects.filter(pk=infant.pk).update(withdrawn_at=timezone.now())
    assert leaks(client_of(first), planted) == []
