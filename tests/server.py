"""A real embedded server for tests: web, worker and beat as `make run` starts them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 90


@dataclass
class Server:
    """Where it listens and who may sign in."""

    url: str
    email: str
    password: str
    data: Path
    process: subprocess.Popen[str]

    def manage(self, *arguments: str) -> str:
        """Runs a `manage.py` command on the server's data."""
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment(self.data),
            capture_output=True,
            text=True,
            check=True,
        )
        return result.stdout

    def processes(self, pattern: str) -> list[int]:
        """Ids of the server's descendants whose command line contains the pattern."""
        return [pid for pid in descendants(self.process.pid) if pattern in command_line(pid)]


def environment(data: Path) -> dict[str, str]:
    """This process' environment with the embedded settings and another data folder."""
    own = {"ANNOTATOR_DATABASE_URL", "ANNOTATOR_BROKER_URL"}  # set by `make services-test`
    kept = {
        key: value for key, value in os.environ.items() if key in own or not key.startswith(("ANNOTATOR_", "DJANGO_"))
    }
    return {**kept, "ANNOTATOR_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(data: Path, **variables: str) -> Iterator[Server]:
    """Starts a server on an empty data folder, with more environment variables, and stops it as Ctrl-C would."""
    port = free_port()
    log = data / "server.log"
    data.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--demo", "no"],
            cwd=ROOT,
            env={**environment(data), **variables},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/health/ready/", process, log)
            password = re.search(r"password\s+(\S+)", log.read_text())
            assert password, log.read_text()
            yield Server(f"http://127.0.0.1:{port}", "admin@localhost", password.group(1), data, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def wait_until_ready(url: str, process: subprocess.Popen[str], log: Path) -> None:
    """Waits for the health check; raises AssertionError with the log when it never answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(child) for child in children.read_text().split()] if children.exists() else []
    return below + [deeper for child in below for deeper in descendants(child)]


def command_line(pid: int) -> str:
    """A process' command line; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
