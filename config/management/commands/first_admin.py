"""`manage.py first_admin`: the first site administrator of an installation without `make run`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.first_admin import create_first_admin


class Command(BaseCommand):
    help = "Makes the first site administrator and prints the password once."

    def handle(self, *args: Any, **options: Any) -> None:
        created = create_first_admin()
        if created is None:
            raise CommandError("There already is a site administrator.")
        self.stdout.write(f"address   {created[0]}\npassword  {created[1]}\nShown once: write it down.")
