"""`manage.py export_face_boxes FOLDER`: what people corrected, for `python -m inference finetune` and `compare`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.accounts.models import User
from annotator.core.errors import DomainError
from annotator.faces.export import export_face_boxes
from annotator.studies.models import Study
from annotator.studies.permissions import Action, may


class Command(BaseCommand):
    help = "Writes the corrected face boxes of a study and their pictures (of real infants!) into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--study", required=True, help="the study's name")
        parser.add_argument("--as", required=True, dest="email", help="the address of the member who exports")

    def handle(self, *args: Any, folder: Path, study: str, email: str, **options: Any) -> None:
        actor = User.objects.filter(email__iexact=email, is_active=True).first()
        chosen = Study.objects.filter(name=study).first()
        if actor is None or chosen is None or not may(actor, Action.DETECTOR_CHOOSE, chosen):
            raise CommandError("There is no such study, or this person may not choose its detectors.")
        try:
            done = export_face_boxes(actor=actor, study=chosen, folder=folder)
        except DomainError as problem:
            raise CommandError(problem.message) from problem
        self.stdout.write(
            f"{done.pictures} pictures of {done.infants} infants. Left out: {done.covered} with a covered face, "
            f"{done.without_consent} of infants whose parents did not agree to training."
        )
