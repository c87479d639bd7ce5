"""Our embedded server as `make run` starts it, with a study of the same pictures."""

import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.vs_label_studio.client import Answer, Client
from tests.server import Server, environment

CLAIMED_AT_ONCE = 20
PASSWORD = "correct horse battery"  # as in label_rows, which needs Django to be imported


@dataclass
class Ours:
    """A running server and its study; who signed in once stays so, since sign-ins are limited."""

    server: Server
    study: str
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.server.url

    async def sign_in(self, number: int) -> Client:
        """One rater's session."""
        return await self._session(f"rater{number}@example.org", PASSWORD)

    async def admin(self) -> Client:
        """The study's admin."""
        return await self._session(self.server.email, self.server.password)

    async def _session(self, email: str, password: str) -> Client:
        client = Client(self.url, {"Referer": f"{self.url}/"})
        if email in self.cookies:
            client.cookies.update(self.cookies[email])
            return client
        await client.ask("GET", "/sign-in")
        given = {"email": email, "password": password}
        answer = await self._ask(client, "POST", "/_allauth/browser/v1/auth/login", given)
        assert answer.status == 200, answer.body[:300]
        self.cookies[email] = dict(client.cookies)
        return client

    async def next(self, client: Client, count: int = CLAIMED_AT_ONCE) -> tuple[Answer, list[Any]]:
        """The next tasks."""
        answer = await self._ask(client, "POST", f"/api/v1/studies/{self.study}/label-tasks/claim/", {"count": count})
        return answer, answer.json()["tasks"] if answer.status == 200 else []

    async def submit(self, client: Client, tasks: list[Any], label: str) -> Answer:
        """Stores one label per task, in one request, as the browser does with what was said meanwhile."""
        now = datetime.now(UTC).isoformat()
        said = {"value": label, "supersedes": None, "at": now, "decided_ms": 1200}
        labels = [{"id": str(uuid.uuid4()), "task": task["id"], **said} for task in tasks]
        path = f"/api/v1/studies/{self.study}/frame-labels/"
        return await self._ask(client, "PUT", path, {"sent_at": now, "labels": labels})

    async def export(self, client: Client) -> Answer:
        """Every label as CSV."""
        return await client.ask("GET", f"/api/v1/studies/{self.study}/frame-labels/export/?kind=csv")

    async def _ask(self, client: Client, method: str, path: str, data: Any) -> Answer:
        csrf = {"X-CSRFToken": client.cookies.get("csrftoken", "")}
        return await client.ask(method, path, data=data, headers=csrf)


def fill(server: Server, pictures: Path, *, frames: int, raters: int) -> tuple[str, float]:
    """The id of a study whose frames are the pictures, and the seconds it took to make its queue."""
    words = [sys.executable, "-m", "benchmarks.vs_label_studio.ours", server.email, str(pictures)]
    done = subprocess.run(
        [*words, str(frames), str(raters)],
        env={**environment(server.data), "DJANGO_SETTINGS_MODULE": "config.settings.base"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    study, seconds = done.stdout.split()[-2:]
    return study, float(seconds)


def _fill(email: str, pictures: Path, frames: int, raters: int) -> None:
    import django

    django.setup()
    from annotator.accounts.models import User
    from benchmarks import label_rows

    admin = User.objects.get(email=email)
    shown = sorted(pictures.glob("*.jpg"))
    study = label_rows.make_study(admin, name=f"{frames} frames {uuid.uuid4()}", frames=frames, pictures=shown)
    label_rows.add_raters(study, raters)
    started = time.perf_counter()
    label_rows.prepare(study, admin)
    print(study.pk, time.perf_counter() - started)


if __name__ == "__main__":
    _fill(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
