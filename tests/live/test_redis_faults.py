"""What Redis can do to jobs: be down, be wiped, carry a pickle. The rows in the database win every time."""

import base64
import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.live.api_client import ApiClient
from tests.server import Server, free_port, serve

BROKER = os.environ.get("ANNOTATOR_BROKER_URL", "")
pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not BROKER.startswith("redis"), reason="runs in `make services-test` only"),
]


class Broker:
    """A Redis of its own that can be killed and started again on the same append-only file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--appendonly", "yes", "--dir", str(self.folder)]
        program = shutil.which("redis-server") or "redis-server"
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                self.client().ping()
            except redis.ConnectionError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("Redis did not start")

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(tmp_path_factory.mktemp("redis"))
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def redis_server(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("faults") / "data"
    own = {"ANNOTATOR_DATABASE_URL": f"sqlite://{data}/annotator.sqlite3", "ANNOTATOR_BROKER_URL": broker.url}
    with serve(data, **own) as server:
        yield server


@pytest.fixture(scope="module")
def redis_client(redis_server: Server) -> ApiClient:
    return ApiClient(redis_server.url, redis_server.email, redis_server.password)


def upload_text(client: ApiClient, name: str) -> str:
    """Uploads a file that gets its verdict quickly, being no video; returns the id."""
    study, infant = client.study_with_infant(name)
    return client.upload(study, infant, name="a.mkv", content=b"no video at all " * 200)


def wait_for_verdict(client: ApiClient, video: str, *, seconds: float) -> None:
    row = client.wait_for(f"/api/v1/videos/{video}/", lambda row: row["state"] != "processing", seconds=seconds)
    assert row["refusal"]["code"] == "not_a_video"
    jobs = [job for job in client.get("/api/v1/jobs/")["results"] if job["subject"] == video]
    assert [(job["state"], job["attempts"]) for job in jobs] == [("succeeded", 1)]


def test_r06_a_broker_that_is_down_delays_and_loses_nothing(broker: Broker, redis_client: ApiClient) -> None:
    broker.kill()
    started = time.monotonic()
    video = upload_text(redis_client, "Broker down")
    assert time.monotonic() - started < 10
    assert redis_client.get(f"/api/v1/videos/{video}/")["job"]["state"] == "queued"
    broker.start()
    wait_for_verdict(redis_client, video, seconds=120)


def test_r08_a_wiped_queue_is_filled_again(broker: Broker, redis_server: Server, redis_client: ApiClient) -> None:
    workers = redis_server.processes("celery --app config --quiet worker")
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        video = upload_text(redis_client, "Wiped queue")
        broker.client().flushall()
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
    wait_for_verdict(redis_client, video, seconds=120)


def test_s26_a_pickle_in_the_queue_is_thrown_away(broker: Broker, redis_client: ApiClient, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    pickled = b"cposix\nsystem\n(S'touch " + str(canary).encode() + b"'\ntR."
    message = {
        "body": base64.b64encode(pickled).decode(),
        "content-type": "application/x-python-serialize",
        "content-encoding": "binary",
        "headers": {"id": str(uuid.uuid4()), "task": "recordings.ingest_video", "lang": "py"},
        "properties": {
            "body_encoding": "base64",
            "delivery_tag": str(uuid.uuid4()),
            "delivery_info": {"exchange": "", "routing_key": "io"},
            "correlation_id": str(uuid.uuid4()),
        },
    }
    broker.client().lpush("io", json.dumps(message))
    wait_for_verdict(redis_client, upload_text(redis_client, "Pickle"), seconds=120)
    assert not canary.exists()
    assert broker.client().llen("io") == 0
