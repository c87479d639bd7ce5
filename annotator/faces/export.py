"""The boxes people set right, with their pictures, as a folder from which a face detector learns."""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.faces.models import FaceReview, FaceReviewQuerySet, Verdict
from annotator.studies.models import Consent, Scope, Study

LIST, COLUMNS = "boxes.csv", ("file", "infant", "left", "top", "right", "bottom")
NO_BOX = ("", "", "", "")


@dataclass(frozen=True)
class ExportedBoxes:
    """What was written, and what was left out and why."""

    pictures: int
    infants: int
    covered: int
    without_consent: int


@transaction.atomic
def export_face_boxes(*, actor: User, study: Study, folder: Path) -> ExportedBoxes:
    """Writes `boxes.csv` and the pictures it names; files and infants are called by ids that say nothing.

    Frames without a face are part of it with empty sides. Left out are covered faces, which are neither, and
    infants whose consent does not allow training.

    Args:
        folder: new or empty.

    Raises:
        DomainError: `folder_not_empty`, `no_boxes` (409).
        OSError: when the disk says no.
    """
    if folder.exists() and any(folder.iterdir()):
        raise DomainError("folder_not_empty", f"{folder} is not empty.", status_code=409)
    reviewed = FaceReview.objects.live().filter(
        frame__retired_at=None, frame__video__study=study, frame__video__infant__withdrawn_at=None
    )
    allowed = _infants_to_learn_from(study)
    agreed = reviewed.filter(frame__video__infant__in=allowed)
    chosen = agreed.exclude(verdict=Verdict.COVERED)
    if not chosen.filter(verdict=Verdict.FACE).exists():
        message = "Nobody has set a box right yet on an infant whose parents agreed to training."
        raise DomainError("no_boxes", message, status_code=409)
    infants = _write(chosen, folder)
    done = ExportedBoxes(
        pictures=chosen.count(),
        infants=infants,
        covered=agreed.filter(verdict=Verdict.COVERED).count(),
        without_consent=reviewed.exclude(frame__video__infant__in=allowed).count(),
    )
    detail = {"pictures": done.pictures, "infants": done.infants}
    record(actor=actor, action="faces.boxes_exported", study_id=study.pk, subject=study, detail=detail)
    return done


def _infants_to_learn_from(study: Study) -> list[UUID]:
    consents = Consent.objects.filter(infant__study=study, superseded_at=None)
    return [infant for infant, scopes in consents.values_list("infant_id", "scopes") if Scope.TRAIN in scopes]


def _write(reviews: FaceReviewQuerySet, folder: Path) -> int:
    """How many infants there are."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    infants = set()
    with (folder / LIST).open("w", newline="") as content:
        rows = csv.writer(content, lineterminator="\n")
        rows.writerow(COLUMNS)
        for review in reviews.select_related("frame__image", "frame__video").order_by("frame__video", "frame__index"):
            frame = review.frame
            name = f"pictures/{frame.pk}.jpg"
            shutil.copyfile(place_of(frame.image.path), folder / name)
            sides = review.box if review.verdict == Verdict.FACE and review.box else NO_BOX
            rows.writerow([name, frame.video.infant_id, *sides])
            infants.add(frame.video.infant_id)
    return len(infants)
