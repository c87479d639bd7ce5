"""Corrected boxes leave as a folder to learn from: consented infants only, under ids that say nothing, on record."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotator.audit.models import AuditEvent
from annotator.faces.models import CoverReason, FaceReview, Verdict
from annotator.frames.models import Frame
from annotator.studies.models import Consent, Infant, Scope, Study
from inference.yolo.dataset import read_boxes, write_dataset
from tests import factories
from tests.annotator.agreement.conftest import Ward
from tests.annotator.frames.conftest import Filmed, apply_plan

pytestmark = pytest.mark.django_db
BOX = [0.4, 0.2, 0.7, 0.6]


def not_agreed_to_training(study: Study) -> Infant:
    infant = factories.make_infant(study)
    Consent.objects.filter(infant=infant).update(scopes=[Scope.RECORD, Scope.LABEL])
    return infant


def review_all(ward: Ward, infant: Infant) -> list[Frame]:
    """The first frame covered, the second without a face, the others with one."""
    frames = list(Frame.objects.filter(video__infant=infant).order_by("index"))
    for place, frame in enumerate(frames):
        said = {"verdict": Verdict.FACE, "box": BOX}
        if place == 0:
            said = {"verdict": Verdict.COVERED, "box": BOX, "reason": CoverReason.HAND}
        if place == 1:
            said = {"verdict": Verdict.NO_FACE}
        FaceReview.objects.create(frame=frame, reviewer=ward.people[0], **said)
    return frames


def export(ward: Ward, folder: Path, email: str | None = None) -> None:
    call_command(
        "export_face_boxes", str(folder), study=ward.study.name, email=email or ward.admin_user.email, verbosity=0
    )


def test_what_people_corrected_becomes_a_dataset(
    ward: Ward, filmed: Filmed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learned = [factories.make_infant(ward.study) for _ in range(2)]
    others = not_agreed_to_training(ward.study)
    for infant in (*learned, others):
        filmed(0, 0, 0, seconds=5, infant=infant)
    apply_plan(ward)
    frames = [frame for infant in learned for frame in review_all(ward, infant)]
    left_out = review_all(ward, others)
    taken_back = frames.pop()
    said = FaceReview.objects.live().get(frame=taken_back)
    FaceReview.objects.filter(pk=said.pk).update(superseded_at=timezone.now())
    FaceReview.objects.create(frame=taken_back, reviewer=ward.people[0], verdict="", previous=said)

    export(ward, tmp_path / "boxes")

    assert f"Left out: 2 with a covered face, {len(left_out)} of infants" in capsys.readouterr().out
    pictures = read_boxes(tmp_path / "boxes")
    assert len(pictures) == len(frames) - 2
    assert {one.infant for one in pictures} == {str(infant.pk) for infant in learned}
    assert [tuple(one.boxes) for one in pictures].count(()) == 2
    named = (tmp_path / "boxes" / "boxes.csv").read_text()
    for infant in learned:
        assert infant.pseudonym not in named
    assert write_dataset(pictures, tmp_path / "yolo")["infants_held_out"] == 1
    event = AuditEvent.objects.get(action="faces.boxes_exported")
    assert event.detail == {"pictures": len(pictures), "infants": 2}

    Infant.objects.filter(pk=learned[0].pk).update(withdrawn_at=timezone.now())
    export(ward, tmp_path / "later")
    assert {one.infant for one in read_boxes(tmp_path / "later")} == {str(learned[1].pk)}


def test_who_may_not_choose_detectors_exports_nothing(ward: Ward, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="may not choose its detectors"):
        export(ward, tmp_path / "boxes", ward.people[0].email)
    with pytest.raises(CommandError, match="Nobody has set a box right yet"):
        export(ward, tmp_path / "boxes")
    (tmp_path / "boxes").mkdir(exist_ok=True)
    (tmp_path / "boxes" / "note.txt").touch()
    with pytest.raises(CommandError, match="is not empty"):
        export(ward, tmp_path / "boxes")
    assert not AuditEvent.objects.filter(action="faces.boxes_exported").exists()
