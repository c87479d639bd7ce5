"""Comparing detectors, choosing among them, and correcting what they found; with real detectors."""

from typing import Any
from uuid import UUID, uuid4

import cv2
import numpy as np
import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from annotator.audit.models import AuditEvent
from annotator.faces import worker
from annotator.faces.in_force import faces_in_force
from annotator.faces.models import DetectorChoice, DetectorStatus, FaceReview, FoundFace, FrameDetection
from annotator.frames.models import Frame
from tests import factories
from tests.annotator.agreement.conftest import Ward
from tests.annotator.conftest import error_code
from tests.annotator.frames.conftest import Filmed, apply_plan, work
from tests.inference.assets import IMAGES, WEIGHTS, needs_images, needs_weights
from tests.inference.filming import Camera, Image

pytestmark = pytest.mark.django_db
BOX = [0.4, 0.2, 0.7, 0.6]


def portrait(_: Image) -> Image:
    from inference.pictures import read_picture

    return np.asarray(cv2.resize(read_picture(IMAGES / "adult_obama.jpg")[:600], (400, 300)), np.uint8)


@pytest.fixture(autouse=True)
def weights(settings: Settings) -> None:
    settings.WEIGHTS_DIR = WEIGHTS
    worker.check_detectors()


@pytest.fixture
def drawn(ward: Ward, filmed: Filmed) -> list[Frame]:
    filmed(0, 0, 0, seconds=4, camera=Camera(stored=portrait))
    apply_plan(ward)
    return list(Frame.objects.order_by("index"))


def post(client: Any, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/{path}", body, format="json")


def test_the_detectors_are_listed_with_why_some_cannot_run(ward: Ward, settings: Settings, tmp_path: Any) -> None:
    settings.WEIGHTS_DIR = tmp_path
    worker.check_detectors()
    rows = {row["name"]: row for row in ward.admin.get("/api/v1/detectors/").json()["detectors"]}
    assert list(rows)[:7] == [
        "mediapipe-short", "mediapipe-full", "opencv-haar", "opencv-ssd", "retinaface", "yolov5", "dlib-hog",
    ]  # fmt: skip
    assert rows["opencv-haar"]["missing"] == ""
    assert rows["yolov5"]["missing"].startswith("not installed: ")


@needs_weights
@needs_images
def test_a_comparison_counts_times_and_measures_against_people_s_boxes(ward: Ward, drawn: list[Frame]) -> None:
    body = {"detectors": ["yunet", "opencv-haar"], "turn_policies": ["none", "on_miss"], "frames_per_infant": 2}
    made = post(ward.admin, f"studies/{ward.study.pk}/detector-comparisons/", body).json()
    assert (made["frames"], made["result"]) == (2, None)
    assert [job.state for job in work()] == ["succeeded"]
    done = ward.admin.get(f"/api/v1/detector-comparisons/{made['id']}/").json()
    assert set(done["result"]["arms"]) == {"yunet", "yunet on_miss", "opencv-haar", "opencv-haar on_miss"}
    assert done["result"]["arms"]["yunet"]["empty"] == 0
    assert done["result"]["machine"]["cores"] == 1
    assert FrameDetection.objects.count() == 8
    assert done["result"]["correctness"]["frames"] == 0

    found = FrameDetection.objects.filter(arm="yunet")[0]
    said = {"verdict": "face", "box": found.faces[0]["box"], "supersedes": None}
    assert post(ward.operators[0], f"frames/{found.frame_id}/reviews/", said).status_code == 201
    assert post(ward.admin, f"detector-comparisons/{made['id']}/measure/", {}).status_code == 202
    work()
    right = ward.admin.get(f"/api/v1/detector-comparisons/{made['id']}/").json()["result"]["correctness"]
    assert (right["frames"], right["arms"]["yunet"]["all"]["recall"]) == (1, 1.0)
    assert any(group.startswith("infant:") for group in right["arms"]["yunet"])


def test_no_face_anywhere_is_what_the_filter_shows(ward: Ward, filmed: Filmed) -> None:
    filmed(0, 0, 0, seconds=3)
    apply_plan(ward)
    path = f"/api/v1/studies/{ward.study.pk}/frames/"
    assert ward.admin.get(path, {"state": "without_face"}).json()["results"] == []  # nobody has looked yet
    post(
        ward.admin,
        f"studies/{ward.study.pk}/detector-choice/",
        {"arms": [{"detector": "opencv-haar", "turn_policy": "none"}]},
    )
    assert [job.state for job in work()] == ["succeeded"]
    rows = ward.admin.get(path, {"state": "without_face"}).json()["results"]
    assert [row["found"]["box"] for row in rows] == [None] * Frame.objects.count()
    reviewed = {"verdict": "no_face", "supersedes": None}
    assert post(ward.operators[0], f"frames/{rows[0]['id']}/reviews/", reviewed).status_code == 201
    assert len(ward.admin.get(path, {"state": "without_face"}).json()["results"]) == len(rows) - 1


def test_landmarks_count_while_nobody_has_moved_the_face(ward: Ward, filmed: Filmed) -> None:
    frame = factories.make_frame(filmed(0, 0, 0, seconds=2))
    choice = DetectorChoice.objects.create(study=ward.study, arms=["yunet"], created_by=ward.people[0])
    points = [[0.4, 0.4], [0.6, 0.4], [0.5, 0.5], [0.45, 0.6], [0.55, 0.6]]
    FoundFace.objects.create(frame=frame, choice=choice, arm="yunet", box=[0.3, 0.2, 0.7, 0.8], landmarks=points)
    assert list(map(list, faces_in_force([frame.pk])[frame.pk].landmarks)) == points
    said = {"verdict": "face", "box": [0.3, 0.2, 0.7, 0.8], "turn": 0, "supersedes": None}
    made = post(ward.operators[0], f"frames/{frame.pk}/reviews/", said)
    assert list(map(list, faces_in_force([frame.pk])[frame.pk].landmarks)) == points
    moved = {**said, "box": [0.1, 0.1, 0.3, 0.3], "supersedes": made.json()["review"]["id"]}
    assert post(ward.operators[0], f"frames/{frame.pk}/reviews/", moved).status_code == 201
    assert faces_in_force([frame.pk])[frame.pk].landmarks == ()


def test_the_database_refuses_a_face_without_a_box(ward: Ward, filmed: Filmed) -> None:
    frame = factories.make_frame(filmed(0, 0, 0, seconds=2))
    with pytest.raises(IntegrityError, match="face_verdict_has_a_box"), transaction.atomic():
        FaceReview.objects.create(frame=frame, reviewer=ward.people[0], verdict="face")


@needs_weights
@needs_images
def test_the_chosen_chain_finds_the_face_of_every_frame(ward: Ward, drawn: list[Frame]) -> None:
    arms = [{"detector": "dlib-hog", "turn_policy": "none"}, {"detector": "yunet", "turn_policy": "on_miss"}]
    made = post(ward.admin, f"studies/{ward.study.pk}/detector-choice/", {"arms": arms}).json()
    assert made["choice"]["arms"] == ["dlib-hog", "yunet on_miss"]
    assert [job.state for job in work()] == ["succeeded"]
    assert FoundFace.objects.filter(box__isnull=False).count() == len(drawn)
    assert all(len(face.landmarks) in (0, 5) for face in FoundFace.objects.all())
    rows = ward.operators[0].get(f"/api/v1/studies/{ward.study.pk}/frames/").json()["results"]
    assert [row["index"] for row in rows] == [frame.index for frame in drawn]
    found = rows[0]["found"]["box"]
    assert found[0] < 0.55 < found[2]
    assert "score" not in {key for row in rows for key in row}


def test_what_cannot_run_cannot_be_chosen(ward: Ward, settings: Settings, tmp_path: Any) -> None:
    settings.WEIGHTS_DIR = tmp_path
    worker.check_detectors()
    for path, body in (
        ("detector-choice", {"arms": [{"detector": "retinaface", "turn_policy": "none"}]}),
        ("detector-comparisons", {"detectors": ["nobody"], "turn_policies": ["none"], "frames_per_infant": 1}),
    ):
        response = post(ward.admin, f"studies/{ward.study.pk}/{path}/", body)
        assert (response.status_code, error_code(response)) == (409, "detector_not_installed")


def test_a_comparison_without_frames_is_refused(ward: Ward) -> None:
    body = {"detectors": ["opencv-haar"], "turn_policies": ["none"], "frames_per_infant": 1}
    response = post(ward.admin, f"studies/{ward.study.pk}/detector-comparisons/", body)
    assert (response.status_code, error_code(response)) == (409, "no_frames")


def test_people_s_words_are_superseded_and_never_lost(ward: Ward, filmed: Filmed) -> None:
    filmed(0, 0, 0, seconds=3)
    apply_plan(ward)
    frame = Frame.objects.all()[0]
    path = f"frames/{frame.pk}/reviews/"
    first = post(ward.operators[0], path, {"verdict": "face", "box": BOX, "turn": 90, "supersedes": None}).json()
    assert (first["review"]["box"], first["review"]["turn"]) == (BOX, 90)
    late = post(ward.operators[1], path, {"verdict": "no_face", "supersedes": None})
    assert (late.status_code, error_code(late)) == (409, "reviewed_meanwhile")
    assert late.json()["error"]["review"] == first["review"]["id"]
    covered = {"verdict": "covered", "reason": "hand", "box": BOX, "supersedes": first["review"]["id"]}
    second = post(ward.operators[1], path, covered).json()
    assert (second["review"]["reason"], second["review"]["box"]) == ("hand", BOX)
    assert FaceReview.objects.count() == 2
    assert FaceReview.objects.live().get().previous_id == UUID(first["review"]["id"])
    states = [
        len(ward.admin.get(f"/api/v1/studies/{ward.study.pk}/frames/", {"state": state}).json()["results"])
        for state in ("reviewed", "to_review")
    ]
    assert states == [1, 1]


def test_a_first_answer_taken_back_leaves_the_frame_not_reviewed_and_stays_in_the_history(
    ward: Ward, filmed: Filmed
) -> None:
    filmed(0, 0, 0, seconds=3)
    apply_plan(ward)
    frame = Frame.objects.all()[0]
    path = f"frames/{frame.pk}/reviews/"
    taken_back = f"{path}taken-back/"

    def waiting() -> int:
        rows = ward.admin.get(f"/api/v1/studies/{ward.study.pk}/frames/", {"state": "to_review"}).json()["results"]
        return len(rows)

    before = waiting()
    first = post(ward.operators[0], path, {"verdict": "face", "box": BOX, "supersedes": None}).json()["review"]
    not_mine = post(ward.operators[1], taken_back, {"review": first["id"]})
    assert (not_mine.status_code, error_code(not_mine)) == (403, "forbidden")
    assert waiting() == before - 1
    answer = post(ward.operators[0], taken_back, {"review": first["id"]})
    assert (answer.status_code, answer.json()["review"]) == (201, None)
    assert waiting() == before
    again = post(ward.operators[0], taken_back, {"review": first["id"]})
    assert (again.status_code, error_code(again)) == (409, "reviewed_meanwhile")
    second = post(ward.operators[1], path, {"verdict": "no_face", "supersedes": None})
    assert second.status_code == 201
    history = list(FaceReview.objects.order_by("created_at").values_list("verdict", "box", "reviewer__name"))
    assert [(verdict, box) for verdict, box, _ in history] == [("face", BOX), ("", None), ("no_face", None)]
    assert FaceReview.objects.live().get().verdict == "no_face"
    events = AuditEvent.objects.filter(action__startswith="face.review").order_by("sequence")
    assert [event.action for event in events] == ["face.reviewed", "face.review_taken_back", "face.reviewed"]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"verdict": "face"}, 400, "box_missing"),
        ({"verdict": "covered"}, 400, "reason_missing"),
        ({"verdict": "face", "box": [0.5, 0.2, 0.4, 0.6]}, 400, "invalid"),
        ({"verdict": "face", "box": [0.5, 0.2, 0.4]}, 400, "invalid"),
        ({"verdict": "face", "box": [0.1, 0.2, 9, 0.6]}, 400, "invalid"),
        ({"verdict": "face", "box": BOX, "turn": 45}, 400, "invalid"),
        ({"verdict": "pain", "box": BOX}, 400, "invalid"),
        ({"verdict": "face", "box": BOX, "supersedes": str(uuid4())}, 409, "reviewed_meanwhile"),
    ],
)
def test_bad_reviews_change_nothing(ward: Ward, filmed: Filmed, said: dict[str, Any], status: int, code: str) -> None:
    filmed(0, 0, 0, seconds=2)
    apply_plan(ward)
    frame = Frame.objects.all()[0]
    response = post(ward.operators[0], f"frames/{frame.pk}/reviews/", {"supersedes": None, **said})
    assert (response.status_code, error_code(response)) == (status, code)
    assert not FaceReview.objects.exists()


def test_statuses_of_detectors_that_are_gone_go_too(tmp_path: Any) -> None:
    DetectorStatus.objects.create(name="old", position=99, weights=[], checked_at="2026-01-01T00:00:00Z")
    worker.check_detectors()
    assert not DetectorStatus.objects.filter(name="old").exists()
