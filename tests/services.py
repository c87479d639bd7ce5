"""Runs the Python suite on PostgreSQL and Redis from Debian's packages, started here: `make services-test`."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import ROOT, free_port

START_SECONDS = 30
MISSING = "{program} is not installed (on Debian: apt install postgresql redis-server)"


def postgresql_folder() -> Path | None:
    """Where Debian keeps the newest PostgreSQL's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


def as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Waits until the condition holds; raises RuntimeError when it never does."""
    end = time.monotonic() + START_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not start")
        time.sleep(0.1)


def succeeds(command: list[str]) -> bool:
    """Whether a command ends well."""
    return subprocess.run(command, capture_output=True).returncode == 0


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """A PostgreSQL of its own on a free port; yields the URL of an empty database."""
    with restartable_postgresql(programs) as (url, _):
        yield url


@contextmanager
def restartable_postgresql(programs: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """As `postgresql`, with a function that kills the server as a power cut would and starts it again."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    port, data = free_port(), folder / "data"
    how = ["--auth", "trust", "--username", "app", "--encoding=UTF8"]
    initdb = [str(programs / "initdb"), "--pgdata", str(data), *how]
    subprocess.run(as_postgres(initdb), check=True, stdout=subprocess.DEVNULL, cwd="/")
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    words = as_postgres([str(programs / "postgres"), "-D", str(data), *options])
    ready = [str(programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]

    def start() -> "subprocess.Popen[bytes]":
        begun = subprocess.Popen(words, cwd="/", stderr=subprocess.DEVNULL)
        wait_for(lambda: succeeds(ready), "PostgreSQL")
        return begun

    server = start()

    def restart() -> None:
        nonlocal server
        stop = [str(programs / "pg_ctl"), "stop", "-m", "immediate", "-D", str(data)]
        subprocess.run(as_postgres(stop), check=True, stdout=subprocess.DEVNULL, cwd="/")
        server.wait(timeout=60)
        server = start()

    try:
        create = [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "app", "app"]
        subprocess.run(create, check=True, cwd="/")
        yield f"postgresql://app@127.0.0.1:{port}/app", restart
    finally:
        server.terminate()
        server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis(program: str) -> Iterator[str]:
    """An append-only Redis with a password on a free port; yields its URL."""
    folder, port, password = tempfile.mkdtemp(prefix="annotator-redis-"), free_port(), "only-for-this-test"
    options = ["--bind", "127.0.0.1", "--port", str(port), "--appendonly", "yes", "--maxmemory-policy", "noeviction"]
    server = subprocess.Popen(
        [program, *options, "--requirepass", password, "--dir", folder], stdout=subprocess.DEVNULL
    )
    ping = [program.replace("redis-server", "redis-cli"), "-p", str(port), "ping"]
    try:
        wait_for(lambda: succeeds(ping), "Redis")
        yield f"redis://:{password}@127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Runs pytest against both servers."""
    programs, redis_server = postgresql_folder(), shutil.which("redis-server")
    if programs is None or redis_server is None:
        missing = "PostgreSQL" if programs is None else "redis-server"
        print(MISSING.format(program=missing), file=sys.stderr)
        return 1
    with postgresql(programs) as database_url, redis(redis_server) as redis_url:
        variables = {"ANNOTATOR_DATABASE_URL": database_url, "ANNOTATOR_BROKER_URL": redis_url}
        # The front end and the pure code know neither server: `make test` has run them.
        paths = arguments or ["tests/annotator", "tests/live"]
        command = [sys.executable, "-m", "pytest", *paths, "-m", "not browser"]
        return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
