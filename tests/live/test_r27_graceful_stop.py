"""R-27: told to stop in the middle of work: nothing stays behind, and the work is done now or after the next start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.live.api_client import ApiClient
from tests.server import ROOT, Server, command_line, descendants, environment, free_port, serve, wait_until_ready

EMBEDDED = "the database and the broker of `make services-test` serve others, too; `make test` runs this"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif("ANNOTATOR_DATABASE_URL" in os.environ, reason=EMBEDDED),
]
STOPPED_WITHIN_SECONDS = 30
STATES = (
    "from annotator.jobs.models import Job; "
    "print('STATES', *Job.objects.filter(kind='recordings.ingest_video').values_list('state', 'attempts').get())"
)


def ingest_of(server: Server) -> list[str]:
    """The state of the only video's job, and its attempts."""
    said = server.manage("shell", "-c", STATES)
    return said.split("STATES")[1].split()


def test_r27_a_stop_in_the_middle_of_a_copy(tmp_path: Path, footage: Path) -> None:
    with serve(tmp_path / "data") as server:
        client = ApiClient(server.url, server.email, server.password)
        study, infant = client.study_with_infant()
        client.upload(study, infant, name="stop.mkv", content=footage.read_bytes())
        end = time.monotonic() + 60
        while not server.processes("playback"):
            assert time.monotonic() < end, "the copy never began"
            time.sleep(0.02)
        running = descendants(server.process.pid)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=STOPPED_WITHIN_SECONDS)
        assert time.monotonic() - began < STOPPED_WITHIN_SECONDS
        left = [line for pid in running if "manage.py" in (line := command_line(pid)) or "inference" in line]
        assert left == [], "something runs on without its server"
        assert ingest_of(server)[0] in ("queued", "succeeded"), "short work is finished first, long work given back"
        _start_again(server)


def _start_again(server: Server) -> None:
    port, log = free_port(), server.data / "again.log"
    words = [sys.executable, "manage.py", "serve", "--port", str(port), "--demo", "no"]
    with log.open("w") as output:
        again = subprocess.Popen(words, cwd=ROOT, env=environment(server.data), stdout=output, stderr=output, text=True)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/health/ready/", again, log)
        end = time.monotonic() + 120
        while (found := ingest_of(server))[0] != "succeeded":
            assert time.monotonic() < end, found
            time.sleep(1)
        assert found[1] in ("1", "2"), "a stop in good order is no loss"
    finally:
        again.send_signal(signal.SIGINT)
        again.wait(timeout=60)
