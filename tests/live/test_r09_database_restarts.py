"""R-09: PostgreSQL is killed in the middle of writes and comes back; what was acknowledged is there, exactly."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.api_client import ApiClient
from tests.server import serve
from tests.services import postgresql_folder, restartable_postgresql

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
WRITERS, RESTARTS, BETWEEN_SECONDS = 4, 2, 3.0
NO_POSTGRESQL = "no PostgreSQL on this machine (on Debian: apt install postgresql)"


@pytest.mark.skipif(postgresql_folder() is None, reason=NO_POSTGRESQL)
def test_r09_acknowledged_is_stored_through_restarts(tmp_path: Path) -> None:
    programs = postgresql_folder()
    assert programs is not None
    with (
        restartable_postgresql(programs) as (url, restart),
        serve(tmp_path / "data", ANNOTATOR_DATABASE_URL=url) as server,
    ):
        client = ApiClient(server.url, server.email, server.password)
        study = client.post("/api/v1/studies/", name="Restarts", preset="mpain-dan")["id"]
        kept, answers = write_while(client, study, restart)
        stored = set()
        page = client.get(f"/api/v1/studies/{study}/infants/?page_size=200")
        while True:
            stored |= {row["pseudonym"] for row in page["results"]}
            if not page["next"]:
                break
            page = client.get(page["next"].removeprefix(server.url))
    assert kept <= stored, "acknowledged and gone"
    assert len(kept) > 20 * WRITERS, f"only {len(kept)} writes came through"
    assert 503 in answers, "nobody was told that the database was away"
    assert answers <= {201, 503, 409, 400}, answers


def write_while(client: ApiClient, study: str, restart: Callable[[], None]) -> tuple[set[str], set[int]]:
    """Writes from several threads, through restarts; the pseudonyms acknowledged and every status seen."""
    kept: set[str] = set()
    answers: set[int] = set()
    over = threading.Event()

    def write(number: int) -> None:
        count = 0
        while not over.is_set():
            pseudonym = f"W{number}-{count}"
            status, _, _ = client.request("POST", f"/api/v1/studies/{study}/infants/", {"pseudonym": pseudonym})
            answers.add(status)
            # A repeat of what was stored although its answer was lost is refused, and is there.
            if status in (201, 400, 409):
                kept.add(pseudonym)
                count += 1
            else:
                time.sleep(0.05)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(RESTARTS):
        time.sleep(BETWEEN_SECONDS)
        restart()
    time.sleep(BETWEEN_SECONDS)
    over.set()
    for writer in writers:
        writer.join()
    return kept, answers
