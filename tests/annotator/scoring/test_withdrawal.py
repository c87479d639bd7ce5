"""A withdrawn consent takes windows, intervals and scores along, and only those of its infant."""

from typing import Any

from rest_framework.test import APIClient

from annotator.recordings.models import Video
from annotator.scoring import withdrawal
from annotator.scoring.models import CodedInterval, Coding, ObservationWindow, ScoreSheet, SecondReading
from annotator.studies.models import Infant, Study
from tests import factories
from tests.annotator.scoring.answers import change_protocol, interval, long_video, score


def score_whole(client: APIClient, video: Video) -> None:
    given = {"start_frame": 0, "end_frame": 90, "end_reason": "calm"}
    windows = f"/api/v1/videos/{video.pk}/windows/"
    window = client.post(windows, given, format="json").json()
    window = client.patch(f"/api/v1/windows/{window['id']}/", {"end_frame": 80}, format="json").json()
    batch = {"base_version": 0, "changes": [interval("brow_bulge", 0, 45)]}
    client.put(f"/api/v1/videos/{video.pk}/coding/", batch, format="json")
    sheet = score(client, window["id"], {"limbs": 1, "voice": 1})
    client.post(f"/api/v1/sheets/{sheet['id']}/correct/", {"reason": "x"}, format="json")


def test_everything_of_the_infant_goes_and_nothing_else(
    client: APIClient, admin: APIClient, study: Study, infant: Infant, video: Video
) -> None:
    change_protocol(study, second_reading={"percent": 100, "after_days": 1})
    kept = long_video(factories.make_infant(study), frames=100)
    for one in (video, kept):
        score_whole(client, one)
    preview: dict[str, Any] = admin.get(f"/api/v1/infants/{infant.pk}/withdrawal/").json()
    assert (preview["windows"], preview["intervals"], preview["sheets"]) == (2, 1, 2)
    for _ in range(2):
        withdrawal.erase(infant.pk)
        left = [model.objects.values_list("video", flat=True) for model in (ObservationWindow, ScoreSheet, Coding)]
        assert {video_id for rows in left for video_id in rows} == {kept.pk}
    assert (SecondReading.objects.count(), CodedInterval.objects.count()) == (1, 1)
