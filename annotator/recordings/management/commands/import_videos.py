"""`manage.py import_videos FOLDER`: takes in videos that were put into a folder on the server."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.accounts.models import User
from annotator.recordings.folder_import import import_folder
from annotator.studies.models import Study
from annotator.studies.permissions import Action, may


class Command(BaseCommand):
    help = "Imports FOLDER/<pseudonym>/<video> into a study; with --watch, again and again until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--study", required=True, help="the study's name")
        parser.add_argument("--as", required=True, dest="email", help="the address of the member who imports")
        parser.add_argument("--watch", type=float, metavar="SECONDS", help="look again every so many seconds")

    def handle(self, *args: Any, folder: Path, study: str, email: str, watch: float | None, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        actor = User.objects.filter(email__iexact=email, is_active=True).first()
        chosen = Study.objects.filter(name=study).first()
        if actor is None or chosen is None or not may(actor, Action.VIDEO_UPLOAD, chosen):
            raise CommandError("There is no such study, or this person may not upload to it.")
        told: set[tuple[Path, str]] = set()
        while True:
            for outcome in import_folder(folder=folder, study=chosen, actor=actor):
                if (outcome.path, outcome.code) not in told:
                    told.add((outcome.path, outcome.code))
                    self.stdout.write(f"{outcome.path.relative_to(folder)}: {outcome.code}. {outcome.message}")
            if watch is None:
                return
            time.sleep(watch)
