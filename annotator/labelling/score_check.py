"""Labels held against the score of their video: the share of pain each rater finds, and the band it should lie in."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.frames.models import PlannedVideo, SamplingPlan
from annotator.labelling.bands import Band, band_of
from annotator.labelling.models import FIRST, REPEAT, FrameLabel, LabelSource, LabelTask
from annotator.labelling.raters import Raters
from annotator.labelling.rules import NONPAIN, PAIN
from annotator.labelling.statements import VALUES, Statements, statements_of
from annotator.recordings.models import Video
from annotator.scoring.blindness import standing_of
from annotator.scoring.openness import answers_open_to
from annotator.studies.models import Study


def score_check(user: User, study: Study) -> dict[str, Any]:
    """Every rater's labels of a video against the band of its score; what lies outside, furthest first.

    A third of the window is checked once a rater has labelled every frame of the video that waits for eyes; what a
    rule says of all frames is checked on however many were looked at. The scores are those the plan in force drew by.
    """
    raters = Raters.of(study, user)
    said = statements_of(user, study, raters)
    bands = _bands(user, study)
    wanted = _frames_wanted(study)
    checked, incomplete, outliers = 0, 0, []
    for place, rater, pain, judged, labelled in _tallies(said):
        video = said.videos[place]
        score, band = bands.get(video.id, (None, None))
        if band is None or not judged:
            continue
        if not band.by_rule and labelled < wanted.get(video.id, 0):
            incomplete += 1
            continue
        checked += 1
        if not band.holds(pain, judged):
            outliers.append(
                {
                    "video": video.id,
                    "name": video.name,
                    "infant": {"id": video.infant, "pseudonym": video.pseudonym},
                    "rater": raters.shown(said.raters[rater]),
                    "score": score,
                    "expected": [band.low / 3, band.high / 3],
                    "pain": pain,
                    "judged": judged,
                }
            )
    outliers.sort(key=_distance, reverse=True)
    return {"checked": checked, "incomplete": incomplete, "outliers": outliers}


def _distance(outlier: dict[str, Any]) -> float:
    share, (low, high) = outlier["pain"] / outlier["judged"], outlier["expected"]
    return float(max(low - share, share - high))


def _tallies(said: Statements) -> Iterator[tuple[int, int, int, int, int]]:
    """Video and rater by place, then how many frames are pain, judged and labelled at all."""
    counts = np.zeros((len(said.videos), len(said.raters), len(VALUES)), dtype=np.int64)
    np.add.at(counts, (said.video_of[said.frame], said.rater, said.value), 1)
    for video, rater in zip(*np.nonzero(counts.sum(axis=2)), strict=True):
        one = counts[video, rater]
        pain, nonpain = int(one[VALUES.index(PAIN)]), int(one[VALUES.index(NONPAIN)])
        yield int(video), int(rater), pain, pain + nonpain, int(one.sum())


def _bands(user: User, study: Study) -> dict[UUID, tuple[int | None, Band | None]]:
    """The score and its band of each video whose score the person may be told."""
    plan = SamplingPlan.objects.filter(study=study, superseded_at=None).select_related("protocol").first()
    if plan is None:
        return {}
    document = plan.protocol.document
    videos = PlannedVideo.objects.filter(plan=plan, excluded="", video__in=_told(user, study))
    return {video: (score, band_of(document, score)) for video, score in videos.values_list("video_id", "score")}


def _told(user: User, study: Study) -> Any:
    """The videos whose score a person may be told: their own scores and all their own labels there are in."""
    videos = Video.objects.visible_to(user).filter(answers_open_to(user), study=study)
    if study.pk in standing_of(user).open:
        return videos
    mine = FrameLabel.objects.live().filter(frame=OuterRef("frame"), rater=user.pk, source=LabelSource.PERSON)
    first = Q(reading=FIRST) & ~Exists(mine)
    again = Q(reading=REPEAT, rater=user.pk, due_at__lte=timezone.now(), done_at=None)
    left = LabelTask.objects.filter(first | again, frame__video=OuterRef("pk"), retired_at=None)
    return videos.filter(~Exists(left))


def _frames_wanted(study: Study) -> dict[UUID, int]:
    """How many frames of each video wait, or waited, for eyes."""
    tasks = LabelTask.objects.filter(study=study, reading=FIRST, retired_at=None, frame__retired_at=None)
    counted = tasks.order_by().values_list("frame__video_id").annotate(frames=Count("frame_id", distinct=True))
    return dict(counted)
