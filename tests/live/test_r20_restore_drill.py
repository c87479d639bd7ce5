"""R-20: the machine is lost; a backup comes back on another one, whole, and withdrawn infants stay gone.

Runs on SQLite, and where PostgreSQL is at hand on that as well, each installation with a database of its own.
"""

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotator.backups.store import content_place
from tests.live.api_client import ApiClient
from tests.live.databases import new_database
from tests.server import ROOT, environment, serve

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
COUNT = (
    "import json; from annotator.studies.models import Infant; from annotator.recordings.models import Video;"
    "from annotator.withdrawals.models import Tombstone; from annotator.audit.models import StoredFile;"
    "print(json.dumps([sorted(Infant.objects.values_list('pseudonym', flat=True)), Video.objects.count(),"
    "Tombstone.objects.filter(erased_at__isnull=False).count(), StoredFile.objects.count()]))"
)


@dataclass
class Installation:
    """A data folder and a database."""

    data: Path
    url: str

    def manage(self, *words: str, fails: bool = False) -> str:
        own = {**environment(self.data), "ANNOTATOR_DATABASE_URL": self.url}
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=own, capture_output=True, text=True, check=False
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def counted(self) -> list[object]:
        found: list[object] = json.loads(self.manage("shell", "-v", "0", "-c", COUNT).splitlines()[-1])
        return found


def installation(folder: Path, engine: str) -> Installation:
    folder.mkdir()
    if engine == "sqlite":
        return Installation(folder, f"sqlite://{folder / 'annotator.sqlite3'}")
    return Installation(folder, new_database(f"drill_{uuid.uuid4().hex[:12]}"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_r20_a_backup_comes_back_and_the_withdrawn_stay_gone(engine: str, tmp_path: Path, footage: Path) -> None:
    if engine == "postgresql" and not os.environ.get("ANNOTATOR_DATABASE_URL", "").startswith("postgresql"):
        pytest.skip("PostgreSQL is started by `make services-test`")
    store, here = tmp_path / "store", installation(tmp_path / "here", engine)
    with serve(here.data, ANNOTATOR_DATABASE_URL=here.url) as server:
        client = ApiClient(server.url, server.email, server.password)
        study, stays = client.study_with_infant("Drill")
        goes = client.post(f"/api/v1/studies/{study}/infants/", pseudonym="L2")["id"]
        consent = {"scopes": ["record", "label"], "document_version": "1", "signed_on": "2024-01-01"}
        client.post(f"/api/v1/infants/{goes}/consents/", **consent)
        content = footage.read_bytes()
        for infant, tail in ((stays, b""), (goes, b"\0")):
            video = client.upload(study, infant, name="film.mkv", content=content + tail)
            client.wait_for(f"/api/v1/videos/{video}/", lambda found: found["state"] == "ready", seconds=120)
        here.manage("backup", str(store))
        before = here.counted()
        assert before[:2] == [["L1", "L2"], 2]
        client.post(f"/api/v1/infants/{goes}/withdrawal/", reason="Asked by the parents", confirm="L2")
        client.wait_for(
            f"/api/v1/studies/{study}/withdrawals/",
            lambda found: all(one["erased_at"] for one in found["results"]),
            seconds=120,
        )
        here.manage("backup", str(store))
    old, new = sorted(path for path in store.iterdir() if (path / "manifest.json").is_file())

    there = installation(tmp_path / "there", engine)
    said = there.manage("restore", str(old))
    assert "1 infants erased again" in said
    assert "all intact" in said
    assert there.counted()[:3] == [["L1"], 1, 1]
    assert "is in use" in there.manage("restore", str(new), fails=True)
    assert "0 infants erased again" in there.manage("restore", str(new), "--replace")
    assert there.counted()[:3] == [["L1"], 1, 1]
    assert (there.data / "secret_key").read_text() == (here.data / "secret_key").read_text()

    # Damage is seen before anything is touched.
    named = [one["sha256"] for one in json.loads((new / "manifest.json").read_text())["files"]]
    largest = max((content_place(store, one) for one in named), key=lambda path: path.stat().st_size)
    with largest.open("r+b") as file:
        file.seek(1000)
        file.write(b"\xff\x00\xff\x00")
    third = installation(tmp_path / "third", engine)
    assert "damaged" in third.manage("restore", str(new), fails=True)
    assert not (third.data / "media").exists()
    assert "damaged" in third.manage("restore", str(new), "--check", fails=True)
