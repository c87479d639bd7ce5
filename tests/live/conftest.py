"""One real server for all live tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.api_client import ApiClient
from tests.server import Server, serve


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Web, worker and beat on an empty data folder."""
    with serve(tmp_path_factory.mktemp("live") / "data") as server:
        yield server


@pytest.fixture(scope="session")
def client(server: Server) -> ApiClient:
    """The first administrator."""
    return ApiClient(server.url, server.email, server.password)


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic infant of twenty seconds: long enough to be killed in the middle of its copy."""
    from demo.render import render_infant

    return render_infant(0, seed=7, seconds=20, folder=tmp_path_factory.mktemp("footage")).video
