"""`manage.py seed_demo`: the demo study, rendered here and now."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.accounts.models import User


class Command(BaseCommand):
    help = "Makes a study of synthetic infants with consent, videos and three operators."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--infants", type=int, default=12)
        parser.add_argument("--seconds", type=float, default=20)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, infants: int, seconds: float, seed: int, **options: Any) -> None:
        from demo import study
        from demo.render import render_infant

        actor = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        if actor is None:
            raise CommandError("Make an administrator first: `make run` does.")
        render = [partial(_render, render_infant, index, seed, seconds) for index in range(infants)]
        self.stdout.write(f"Drawing {infants} synthetic infants of {seconds:g} s each…")
        with tempfile.TemporaryDirectory() as scratch:
            try:
                study.seed(actor=actor, render=render, folder=Path(scratch), said=self.stdout.write)
            except study.DemoExistsError:
                raise CommandError("There already is a demo study.") from None
        self.stdout.write("The videos are prepared in the background; the jobs page shows how far they are.")


def _render(render_infant: Any, index: int, seed: int, seconds: float, folder: Path) -> Any:
    return render_infant(index, seed=seed, seconds=seconds, folder=folder)
