"""Label Studio's open edition as it starts by itself: SQLite, its own server, one project with two labels."""

import asyncio
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.vs_label_studio.client import Answer, Client
from tests.server import free_port

TOKEN = "0123456789abcdef0123456789abcdef01234567"
ADMIN, PASSWORD = "admin@example.com", "benchpass123"
CONFIG = (
    '<View><Image name="image" value="$image"/><Choices name="pain" toName="image" choice="single" required="true">'
    '<Choice value="pain" hotkey="1"/><Choice value="nonpain" hotkey="2"/></Choices></View>'
)
START_SECONDS = 300
CHUNK = 1_000


@dataclass
class Peer:
    """A running server and its project."""

    url: str
    project: int = 0

    def admin(self) -> Client:
        """Whoever owns the project."""
        return Client(self.url, {"Authorization": f"Token {TOKEN}"})

    async def create_project(self, title: str) -> None:
        """A project in which each picture is labelled once."""
        facts = {"title": title, "label_config": CONFIG, "maximum_annotations": 1, "sampling": "Sequential sampling"}
        answer = await self.admin().ask("POST", "/api/projects/", data=facts)
        assert answer.status == 201, answer.body[:300]
        self.project = answer.json()["id"]

    async def import_records(self, folder: Path, names: list[str]) -> float:
        """Seconds to take pictures in as records, its fastest way: the files lie where its server serves them."""
        admin = self.admin()
        storage = {"project": self.project, "path": str(folder), "use_blob_urls": True, "title": "frames"}
        answer = await admin.ask("POST", "/api/storages/localfiles", data=storage)
        assert answer.status == 201, answer.body[:300]
        records = [{"data": {"image": f"/data/local-files/?d={folder.name}/{name}"}} for name in names]
        started = time.perf_counter()
        for start in range(0, len(records), CHUNK):
            path = f"/api/projects/{self.project}/import"
            answer = await admin.ask("POST", path, data=records[start : start + CHUNK])
            assert answer.status == 201, answer.body[:300]
        return time.perf_counter() - started

    async def sign_in(self, number: int) -> Client:
        """One annotator's session; signed up on first use, as anybody can."""
        client, email = Client(self.url), f"bench{number}@example.com"
        for page in ("signup", "login"):
            found = await client.ask("GET", f"/user/{page}/")
            token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', found.body)
            assert token, found.body[:300]
            form = {"csrfmiddlewaretoken": token.group(1).decode(), "email": email, "password": PASSWORD}
            form |= {"allow_newsletters": "false", "how_find_us": "", "elaborate": "", "persist_session": "on"}
            headers = {"Referer": f"{self.url}/user/{page}/"}
            kind = "application/x-www-form-urlencoded"
            body = urlencode(form).encode()
            answer = await client.ask("POST", f"/user/{page}/?", body=body, kind=kind, headers=headers)
            if page == "signup" and answer.status in (302, 303):
                return client
        assert answer.status in (302, 303), answer.body[:300]
        return client

    async def next(self, client: Client) -> tuple[Answer, Any]:
        """The next task; None when nothing is left."""
        answer = await client.ask("GET", f"/api/projects/{self.project}/next")
        return answer, answer.json() if answer.status == 200 else None

    async def submit(self, client: Client, task: Any, label: str) -> Answer:
        """Stores one label."""
        result = {"from_name": "pain", "to_name": "image", "type": "choices", "value": {"choices": [label]}}
        path = f"/api/tasks/{task['id']}/annotations/?project={self.project}"
        csrf = {"X-CSRFToken": client.cookies.get("csrftoken", ""), "Referer": self.url}
        return await client.ask("POST", path, data={"result": [result], "lead_time": 1.2}, headers=csrf)

    async def annotate_all(self, names: list[str], folder: Path) -> None:
        """A project whose every task is annotated, for the export."""
        admin = self.admin()
        value = {"from_name": "pain", "to_name": "image", "type": "choices", "value": {"choices": ["pain"]}}
        records = [
            {
                "data": {"image": f"/data/local-files/?d={folder.name}/{name}"},
                "annotations": [{"result": [value], "lead_time": 1.2}],
            }
            for name in names
        ]
        for start in range(0, len(records), CHUNK):
            path = f"/api/projects/{self.project}/import"
            answer = await admin.ask("POST", path, data=records[start : start + CHUNK])
            assert answer.status == 201, answer.body[:300]

    async def export(self) -> Answer:
        """Every label as its small JSON."""
        return await self.admin().ask("GET", f"/api/projects/{self.project}/export?exportType=JSON_MIN")


@contextmanager
def running_peer(program: Path, folder: Path, pictures: Path) -> Iterator[Peer]:
    """Starts it on an empty data folder and stops it afterwards."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "ANNOTATOR_"))},
        "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true",
        "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(pictures.parent),
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
    }
    words = [str(program), "start", "--no-browser", "--port", str(port), "--data-dir", str(folder), "--username", ADMIN]
    words += ["--password", PASSWORD, "--user-token", TOKEN, "--enable-legacy-api-token", "--log-level", "ERROR"]
    with (folder.parent / "peer.log").open("w") as log:
        process = subprocess.Popen(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        try:
            peer = Peer(f"http://127.0.0.1:{port}")
            asyncio.run(_until_up(peer, process))
            yield peer
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


async def _until_up(peer: Peer, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if (await peer.admin().ask("GET", "/api/projects/")).status == 200:
                return
        except OSError:
            await asyncio.sleep(0.5)
        else:
            await asyncio.sleep(0.5)
    raise AssertionError("Label Studio did not start")
