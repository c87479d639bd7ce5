"""`manage.py backup FOLDER`: everything the house keeps, as of one moment, while it works."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.backups.making import make_backup
from annotator.backups.store import BackupError, prune

USUAL_KEPT = 14


class Command(BaseCommand):
    help = "Backs up the database, every stored file and the site's key; content that is known is not copied again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="where backups lie, on another disk than the data")
        parser.add_argument("--keep", type=int, default=USUAL_KEPT, help=f"keep so many (default {USUAL_KEPT})")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 1:
            raise CommandError("Keep at least one backup.")
        store = Path(options["folder"]).resolve()
        try:
            folder, manifest = make_backup(store)
            removed = prune(store, keep_last=options["keep"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder}: {len(manifest['files'])} files; {removed} older backups removed")
