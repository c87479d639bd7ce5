"""An operator, a long video and short ways to score it."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.scoring.scale_services import load_scales
from annotator.studies.models import Infant, Role
from tests.annotator.scoring.answers import long_video


@pytest.fixture(autouse=True)
def scales(db: None) -> None:
    """The built-in scales, also after a test that emptied all tables."""
    load_scales()


@pytest.fixture
def video(infant: Infant) -> Video:
    """900 frames, 40 ms each."""
    return long_video(infant, frames=900)


@pytest.fixture
def operator(member: Callable[..., User]) -> User:
    return member(Role.OPERATOR)


@pytest.fixture
def client(operator: User, client_of: Callable[..., APIClient]) -> APIClient:
    """The operator's client."""
    return client_of(operator)


@pytest.fixture
def windows_url(video: Video) -> str:
    return f"/api/v1/videos/{video.pk}/windows/"


@pytest.fixture
def coding_url(video: Video) -> str:
    return f"/api/v1/videos/{video.pk}/coding/"


@pytest.fixture
def window(client: APIClient, windows_url: str) -> dict[str, Any]:
    """The operator's primary window: frames 0 to 90."""
    given = {"start_frame": 0, "end_frame": 90, "end_reason": "completed"}
    made: dict[str, Any] = client.post(windows_url, given, format="json").json()
    return made
