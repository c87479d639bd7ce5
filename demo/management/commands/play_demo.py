"""`manage.py play_demo`: the demo study's operators score, box and label what was drawn; the server must be running."""

import re
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.studies.models import Study

PSEUDONYM = re.compile(r"^SYN-(\d+)-(\d+)$")
LONGEST_WAIT_SECONDS = 1800


class Command(BaseCommand):
    help = "Scores, draws, boxes and labels the demo study, so that a dataset can be built and learnt from."

    def handle(self, *args: Any, **options: Any) -> None:
        from demo import played
        from demo.study import STUDY_NAME

        actor = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        study = Study.objects.filter(name=STUDY_NAME).first()
        if actor is None or study is None:
            raise CommandError("Make the demo study first: manage.py seed_demo.")
        try:
            done = played.play(actor=actor, study=study, truth_of=_truth_of, wait=self._wait)
        except played.NothingToPlayError:
            raise CommandError("The demo study has no ready videos yet, or is labelled already.") from None
        self.stdout.write(f"{done['videos']} videos scored, {done['frames']} frames, {done['labels']} labels.")

    def _wait(self, busy: QuerySet[Any], what: str) -> None:
        self.stdout.write(f"Waiting for {what}…")
        end = time.monotonic() + LONGEST_WAIT_SECONDS
        while busy.all().exists():
            if time.monotonic() > end:
                raise CommandError(f"No end of the wait for {what}. Is the server running?")
            time.sleep(0.5)


def _truth_of(video: Video) -> dict[str, Any]:
    """What was played, made up once more from the infant's own number."""
    from demo.render import FRAME_RATE, make_up_infant, truth_of

    found = PSEUDONYM.match(video.infant.pseudonym)
    if found is None or video.frame_count is None:
        raise CommandError(f"{video.original_name} is no film of the demo.")
    seed, index = int(found[1]), int(found[2]) - 1
    return truth_of(make_up_infant(index, seed=seed, seconds=video.frame_count / FRAME_RATE), seed=seed, index=index)
