"""The picture is sent in ranges, to those who may see it, and nothing in it can run."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings
from rest_framework.test import APIClient

from annotator.audit.models import AuditEvent
from annotator.recordings import streaming
from annotator.recordings.models import Video, VideoState
from annotator.studies.models import Infant
from tests import factories
from tests.annotator.conftest import error_code

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(200)) * 50


@pytest.fixture
def video(infant: Infant) -> Video:
    return factories.make_ready_video(infant, content=CONTENT)


def get(client: APIClient, video: Video, **headers: str) -> Any:
    response = client.get(f"/api/v1/videos/{video.pk}/media/", **headers)
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def test_without_a_range_the_whole_file_comes(admin: APIClient, video: Video) -> None:
    response = get(admin, video)
    assert (response.status_code, response.body) == (200, CONTENT)
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, len(CONTENT)),
        ("bytes=-7", len(CONTENT) - 7, len(CONTENT)),
        ("bytes=5-999999999", 5, len(CONTENT)),
        (f"bytes=-{10 * len(CONTENT)}", 0, len(CONTENT)),
    ],
)
def test_ranges(admin: APIClient, video: Video, asked: str, start: int, stop: int) -> None:
    response = get(admin, video, HTTP_RANGE=asked)
    assert (response.status_code, response.body) == (206, CONTENT[start:stop])
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{len(CONTENT)}"
    assert response["Content-Length"] == str(stop - start)


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=99999999-", "bytes=-0"])
def test_ranges_past_the_end(admin: APIClient, video: Video, asked: str) -> None:
    response = get(admin, video, HTTP_RANGE=asked)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,5-6", "frames=0-1", "bytes=1" + "0" * 40]
)
def test_ranges_that_are_none_are_ignored(admin: APIClient, video: Video, asked: str) -> None:
    assert get(admin, video, HTTP_RANGE=asked).status_code == 200


def test_if_range(admin: APIClient, video: Video) -> None:
    tag = get(admin, video)["ETag"]
    assert get(admin, video, HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE=tag).status_code == 206
    assert get(admin, video, HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE='"another"').status_code == 200


def test_long_ranges_are_cut_short(admin: APIClient, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MAX_SPAN_BYTES", 1000)
    assert get(admin, video, HTTP_RANGE="bytes=10-").body == CONTENT[10:1010]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(alphabet="bytes=0123456789-, ", max_size=24))
def test_no_range_header_breaks_anything(admin: APIClient, video: Video, asked: str) -> None:
    assert get(admin, video, HTTP_RANGE=asked).status_code in (200, 206, 416)


def test_s04_nothing_in_a_video_can_run_or_be_embedded(admin: APIClient, video: Video) -> None:
    response = get(admin, video)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Disposition"] == "inline"


def test_s18_no_cache_keeps_a_video(admin: APIClient, video: Video) -> None:
    assert get(admin, video, HTTP_RANGE="bytes=0-9")["Cache-Control"] == "no-store, private"


def test_behind_nginx_the_file_is_sent_by_nginx(admin: APIClient, video: Video, settings: Settings) -> None:
    settings.ACCEL_PREFIX = "/protected/"
    response = get(admin, video)
    assert video.playback is not None
    assert response["X-Accel-Redirect"] == f"/protected/{video.playback.path}"
    assert (response.body, response["Content-Type"]) == (b"", "video/mp4")


def test_opening_a_video_is_one_event_however_many_ranges(
    admin: APIClient, video: Video, member: Callable[..., Any], client_of: Callable[..., APIClient]
) -> None:
    for start in range(3):
        get(admin, video, HTTP_RANGE=f"bytes={start}-")
    opened = AuditEvent.objects.filter(action="video.opened", object_id=str(video.pk))
    assert opened.count() == 1
    get(client_of(member("supervisor")), video)
    assert opened.count() == 2


@pytest.mark.parametrize("state", [VideoState.PROCESSING, VideoState.REFUSED])
@pytest.mark.parametrize("part", ["media", "frame-times"])
def test_only_ready_videos_play(admin: APIClient, video: Video, state: VideoState, part: str) -> None:
    Video.objects.update(state=state)
    response = admin.get(f"/api/v1/videos/{video.pk}/{part}/")
    assert (response.status_code, error_code(response)) == (409, "video_not_ready")


def test_frame_times(admin: APIClient, video: Video) -> None:
    answer = admin.get(f"/api/v1/videos/{video.pk}/frame-times/").json()
    assert answer == {"timescale": 90000, "times": [0, 3000, 6000], "end": 9000}
