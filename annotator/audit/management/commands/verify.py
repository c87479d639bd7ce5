"""`manage.py verify`: is the audit chain unbroken, and is every stored file what was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.audit.files import damaged_files
from annotator.audit.models import StoredFile
from annotator.audit.services import verify_chain


class Command(BaseCommand):
    help = "Checks the audit chain and the SHA-256 of every stored file; exits 1 when something is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        chain = verify_chain()
        damaged = list(damaged_files())
        self.stdout.write(f"audit chain: {chain.events} events, head {chain.head}")
        self.stdout.write(f"stored files: {StoredFile.objects.count()} checked")
        for file in damaged:
            self.stderr.write(f"  {file.path}: {file.problem}")
        if chain.first_bad_sequence is not None:
            raise CommandError(f"the audit chain is broken at event {chain.first_bad_sequence}")
        if damaged:
            raise CommandError(f"{len(damaged)} stored files are not what was written")
        self.stdout.write("all intact")
