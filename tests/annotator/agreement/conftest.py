"""A study scored by several operators, through the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.scoring.scale_services import load_scales
from annotator.studies.models import Infant, Preset, Role, Study
from tests import factories
from tests.annotator.agreement.scored import ask, give
from tests.annotator.scoring.answers import long_video


@dataclass
class Ward:
    """A VideoDol study: three operators in the order A, B, C, and an admin who scores nothing."""

    study: Study
    people: list[User]
    operators: list[APIClient]
    admin: APIClient
    admin_user: User

    def video(self, name: str = "v.mp4", infant: Infant | None = None, frames: int = 100) -> Video:
        """A video to score, under a name."""
        video = long_video(infant or factories.make_infant(self.study), frames=frames)
        Video.objects.filter(pk=video.pk).update(original_name=name)
        video.refresh_from_db()
        return video

    def scored(self, *faces: int | None, name: str = "v.mp4", infant: Infant | None = None) -> Video:
        """A video with a face score by each operator; None: that one has not scored it."""
        video = self.video(name, infant)
        for client, face in zip(self.operators, faces, strict=False):
            if face is not None:
                give(client, video, face)
        return video

    def get(self, what: str, **query: Any) -> Any:
        """What the admin reads."""
        return ask(self.admin, f"studies/{self.study.pk}/agreement/{what}/", **query)

    def row(self, video: Video, **query: Any) -> Any:
        """A video's row on the admin's board."""
        return next(row for row in self.get("board", **query)["rows"] if row["video"] == str(video.pk))

    def decide(self, video: Video, client: APIClient | None = None, **given: Any) -> Any:
        """A decision by the admin, or somebody else."""
        facts = {"outcome": "score", "reason": "sign_ambiguous", "supersedes": None, **given}
        return (client or self.admin).post(f"/api/v1/videos/{video.pk}/adjudication/", facts, format="json")


@pytest.fixture
def ward(site_admin: User, client_of: Callable[[User], APIClient]) -> Ward:
    load_scales()
    study = factories.make_study(site_admin, preset=Preset.VIDEODOL_FLACC)
    people = [factories.make_member(study, Role.OPERATOR) for _ in range(3)]
    admin = factories.make_member(study, Role.ADMIN)
    return Ward(study, people, [client_of(one) for one in people], client_of(admin), admin)
