"""`manage.py restore BACKUP`: a backup in the place of what is here; withdrawn infants stay gone."""

import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.backups.restoring import check_backup, restore
from annotator.backups.store import BackupError


class Command(BaseCommand):
    help = "Checks a backup as a whole, puts it in place, and erases again whoever was withdrawn since."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", help="the folder of one backup")
        parser.add_argument("--replace", action="store_true", help="replace an installation that is in use")
        parser.add_argument("--check", action="store_true", help="only check the backup; nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, started = Path(options["backup"]).resolve(), time.monotonic()
        try:
            if options["check"]:
                files = check_backup(folder)["files"]
                self.stdout.write(f"whole: {len(files)} files, all as they were written")
                return
            restore(folder, replace=options["replace"], tell=self.stdout.write)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("verify", stdout=self.stdout)
        self.stdout.write(f"restored in {time.monotonic() - started:.0f} s")
