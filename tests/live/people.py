"""People and a video to score on a running server."""

import json
from pathlib import Path

from tests.live.api_client import ApiClient
from tests.server import Server

PASSWORD = "correct horse battery"
PROGRAM = """
import json
from annotator.accounts.models import User
from annotator.studies.models import Membership, Study
study = Study.objects.get(pk={study!r})
for name, roles in json.loads({people!r}).items():
    user = User.objects.create_user(name + '@example.org', {password!r}, name=name)
    Membership.objects.create(study=study, user=user, roles=roles)
"""


def join(server: Server, study: str, people: dict[str, list[str]]) -> dict[str, ApiClient]:
    """A signed-in client for each name, a member of the study with the given roles."""
    program = PROGRAM.format(study=study, people=json.dumps(people), password=PASSWORD)
    server.manage("shell", "-c", program)
    return {name: sign_in(server, name) for name in people}


def sign_in(server: Server, name: str) -> ApiClient:
    """One more session of somebody who joined."""
    return ApiClient(server.url, f"{name}@example.org", PASSWORD)


def ready_video(client: ApiClient, study: str, infant: str, footage: Path) -> str:
    """The id of an uploaded video that can be scored."""
    video = client.upload(study, infant, name="a.mkv", content=footage.read_bytes())
    client.wait_for(f"/api/v1/videos/{video}/", lambda found: found["state"] == "ready", seconds=90)
    return video
