"""`manage.py load_scales`: enters built-in scales that came with an update."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.core.errors import DomainError
from annotator.scoring.scale_services import load_scales


class Command(BaseCommand):
    help = "Enters new built-in scales and versions; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"{load_scales()} scales entered")
        except DomainError as error:
            raise CommandError(error.message) from None
