"""The approved model over whole videos, beside what people coded and labelled there."""

from typing import Any

from annotator.accounts.models import User
from annotator.experiments.models import ModelStatus, ModelVersion, PainTrace
from annotator.experiments.tracing import smoothed
from annotator.labelling.models import FrameLabel, LabelSource
from annotator.recordings.frame_times import unpack_times
from annotator.recordings.models import TICKS_PER_SECOND, FrameTimes, Video
from annotator.reports.chapters.base import Facts
from annotator.reports.document import Chapter, Figure, Section, Source, drawn
from annotator.reports.drawings import draw_trace
from annotator.reports.words import Say
from annotator.scoring.models import CodedInterval, Coding, ObservationWindow
from annotator.studies.models import Study

MS_PER_SECOND = 1000
MOST = 12  # a figure each; more would bury the rest of the report


def gather(study: Study, user: User) -> Facts | None:
    """The first videos, by the time they were recorded here, that the approved model was asked about; None without."""
    model = ModelVersion.objects.visible_to(user).filter(study=study, status=ModelStatus.APPROVED).first()
    if model is None:
        return None
    traces = PainTrace.objects.filter(model=model, points__isnull=False, video__infant__withdrawn_at=None)
    rows = traces.select_related("video").order_by("video__created_at", "video_id")[:MOST]
    found = [_of(trace, user) for trace in rows]
    return {"model": model.number, "videos": found} if found else None


def _of(trace: PainTrace, user: User) -> Facts:
    video = trace.video
    times = FrameTimes.objects.get(video=video)
    starts = [*unpack_times(bytes(times.packed)), times.end_ticks]

    def ms(frame: int) -> float:
        return starts[min(frame, len(starts) - 1)] * MS_PER_SECOND / TICKS_PER_SECOND

    labels = FrameLabel.objects.visible_to(user).live().filter(frame__video=video).exclude(source=LabelSource.RULE)
    return {
        "id": str(video.pk),
        "sha256": video.sha256,
        "duration_ms": video.duration_ms,
        "points": smoothed(trace.points or []),
        "windows": [[ms(start), ms(end)] for start, end in _windows(video, user)],
        "actions": [[name, ms(start), ms(end)] for name, start, end in _intervals(video, user)],
        "labels": [
            list(row) for row in labels.order_by("frame__pts_ms", "value").values_list("frame__pts_ms", "value")
        ],
    }


def _windows(video: Video, user: User) -> Any:
    live = ObservationWindow.objects.visible_to(user).live().filter(video=video, is_primary=True)
    return live.order_by("start_frame", "end_frame").values_list("start_frame", "end_frame")


def _intervals(video: Video, user: User) -> Any:
    codings = Coding.objects.visible_to(user).filter(video=video)
    rows = CodedInterval.objects.filter(coding__in=codings, superseded_at=None)
    return rows.order_by("action", "start_frame", "end_frame").values_list("action", "start_frame", "end_frame")


def tell(facts: Facts, say: Say) -> Chapter:
    """A figure for each video; videos are numbered here, their names stay in the house."""
    section = Section(paragraphs=[say("traces.told")])
    chapter = Chapter(say("traces"), [section], [])
    for place, video in enumerate(facts["videos"], start=1):
        section.figures.append(Figure(say("traces.figure", place=place), drawn(draw_trace(video, say=say))))
        chapter.sources.append(Source(say("traces.source", place=place), video["sha256"], f"/videos/{video['id']}"))
    return chapter
