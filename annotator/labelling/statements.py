"""What raters say of a study's frames, as arrays: two queries however much it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db.models.functions import Coalesce

from annotator.accounts.models import User
from annotator.agreement.table import Floats, Integers
from annotator.labelling.models import FIRST, FrameLabel, LabelSource
from annotator.labelling.raters import RaterKey, Raters, rater_of
from annotator.labelling.rules import NONPAIN, PAIN, UNSURE, UNUSABLE
from annotator.recordings.models import Video
from annotator.studies.models import Study

VALUES = (NONPAIN, PAIN, UNUSABLE, UNSURE)
_CODE = {value: code for code, value in enumerate(VALUES)}
# What is compared: whether a frame shows pain, where it can be judged; whether it can be used at all.
SHOWS_PAIN = np.array([0.0, 1.0, np.nan, np.nan])
IS_UNUSABLE = np.array([0.0, 0.0, 1.0, 0.0])


class ShownVideo(NamedTuple):
    """A video and the infant it shows."""

    id: UUID
    name: str
    infant: UUID
    pseudonym: str


@dataclass(frozen=True)
class Statements:
    """The labels in force of one reading, one row each; labels by rule are none of them.

    Attributes:
        raters: whose labels they are, in the order in which raters are listed.
        videos: the videos they are about, by pseudonym and id.
        rater: index into `raters`, shape (labels,).
        frame: a number for each frame from 0, shape (labels,).
        frame_ids: the frames by that number.
        video_of: index into `videos` of each frame, shape (frames,).
        value: index into `VALUES`, shape (labels,).
        at: when each was said, by the device's corrected clock where it is known; empty unless asked for, as the next.
        sitting, position: where in which stretch of work, None where unknown.
    """

    raters: list[RaterKey]
    videos: list[ShownVideo]
    rater: Integers
    frame: Integers
    frame_ids: list[UUID]
    video_of: Integers
    value: Integers
    at: list[datetime]
    sitting: list[UUID | None]
    position: list[int | None]

    @cached_property
    def infants(self) -> list[str]:
        """The infant each frame shows, in the order of the frames."""
        return [self.videos[place].pseudonym for place in self.video_of]

    def matrix(self, meaning: Floats) -> Floats:
        """What each rater says of each frame, shape (frames, raters); NaN where nothing.

        Args:
            meaning: the number each of `VALUES` stands for; NaN for what is not compared.
        """
        table = np.full((len(self.frame_ids), len(self.raters)), np.nan)
        table[self.frame, self.rater] = meaning[self.value]
        return table

    def sum_by_video(self, per_frame: Floats) -> Floats:
        """Adds up the frames of each video: shape (frames, ...) becomes (videos, ...)."""
        total = np.zeros((len(self.videos), *per_frame.shape[1:]))
        np.add.at(total, self.video_of, per_frame)
        return total


def statements_of(user: User, study: Study, raters: Raters, *, reading: int = FIRST, timed: bool = False) -> Statements:
    """The labels the person may see; `timed` with when they were said, which costs as much as all the rest."""
    labels = FrameLabel.objects.live().visible_to(user).filter(study=study, reading=reading)
    columns = ["frame_id", "frame__video_id", "source", "rater_id", "imported_rater", "value"]
    if timed:
        labels = labels.annotate(said_at=Coalesce("client_at", "created_at"))
        columns += ["said_at", "sitting", "position"]
    # One order, whatever the database prefers: the statistics must not depend on it.
    ordered = labels.exclude(source=LabelSource.RULE).order_by("frame_id", "source", "rater_id", "imported_rater")
    rows = list(ordered.values_list(*columns))
    keys = [rater_of(*row[2:5]) for row in rows]
    order = raters.in_order([key for key in dict.fromkeys(keys) if key is not None])
    videos = _videos({row[1] for row in rows})
    video_place = {video.id: place for place, video in enumerate(videos)}
    frames = {row[0]: row[1] for row in rows}
    frame_place = {frame: place for place, frame in enumerate(frames)}
    rater_place: dict[RaterKey | None, int] = {rater: place for place, rater in enumerate(order)}
    return Statements(
        raters=order,
        videos=videos,
        rater=_integers([rater_place[key] for key in keys]),
        frame=_integers([frame_place[row[0]] for row in rows]),
        frame_ids=list(frames),
        video_of=_integers([video_place[video] for video in frames.values()]),
        value=_integers([_CODE[row[5]] for row in rows]),
        at=[row[6] for row in rows] if timed else [],
        sitting=[row[7] for row in rows] if timed else [],
        position=[row[8] for row in rows] if timed else [],
    )


def _videos(ids: set[UUID]) -> list[ShownVideo]:
    rows = Video.objects.filter(pk__in=ids).values_list("pk", "original_name", "infant_id", "infant__pseudonym")
    return sorted((ShownVideo(*row) for row in rows), key=lambda video: (video.pseudonym, video.id))


def _integers(numbers: Sequence[int]) -> Integers:
    return np.array(numbers, dtype=np.int64)
