"""`manage.py agreement`: how far do the operators in a table of ratings agree?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.agreement.presentation import to_json, to_text
from annotator.agreement.ratings_file import INFANT, parse_categories, read_ratings
from annotator.agreement.resampling import DRAWS
from annotator.agreement.statistics import measure_agreement
from annotator.agreement.table import RatingTableError

MAX_DRAWS = 100_000


class Command(BaseCommand):
    help = "Prints coefficients of agreement for a CSV file with the columns video, infant and one per operator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("table", type=Path, metavar="TABLE.csv", help="an empty field is a missing rating")
        parser.add_argument("--group", default=INFANT, help="the column that is resampled as a whole (default: infant)")
        parser.add_argument("--json", action="store_true", help="for programs: everything, in full precision")
        parser.add_argument("--draws", type=int, default=DRAWS, help=f"bootstrap draws, 0 for none (default: {DRAWS})")
        parser.add_argument("--categories", help="every level of the scale, used or not, for example 0,1,2")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["draws"] <= MAX_DRAWS:
            raise CommandError(f"The number of draws must be between 0 and {MAX_DRAWS}.")
        try:
            categories = None if options["categories"] is None else parse_categories(options["categories"])
            table = read_ratings(options["table"], group=options["group"], categories=categories)
            report = measure_agreement(table, draws=options["draws"])
        except RatingTableError as problem:
            raise CommandError(str(problem)) from problem
        if options["json"]:
            self.stdout.write(json.dumps(to_json(report), indent=1, allow_nan=False))
        else:
            self.stdout.write(to_text(report))
