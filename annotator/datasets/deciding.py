"""Which frames become rows under given rules, and the count of all that do not."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from annotator.datasets import rules as r
from annotator.datasets.manifest import CIRCUMSTANCES, Row, age_band
from annotator.datasets.reading import SeenFrame, ShownVideo, Upstream, frames_of, upstream_of, videos_of
from annotator.faces.models import Verdict as FaceVerdict
from annotator.labelling.rules import NONPAIN, PAIN
from annotator.studies.models import Study

FEWEST_INFANTS = 5  # the folds of the thesis; fewer infants cannot fill them
FRAMES_PER_REPORT = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A frame that becomes a row once its face is cut out."""

    frame: UUID
    video: UUID
    index: int
    pts_ms: int
    image_path: str
    box: list[float]
    turn: int
    verdict: r.Verdict

    @property
    def place(self) -> str:
        """Names the frame's crop together with a key."""
        return f"{self.video}/{self.index:07d}"


@dataclass
class Tally:
    """Counts while frames are decided about.

    Attributes:
        frames: how many there were.
        left_out: frames by reason and class of infant: reason to (frames, infants).
        infants: rows by infant and label.
        sources: rows by where their label comes from and label.
    """

    frames: int = 0
    seen_infants: set[UUID] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    left_infants: dict[str, set[UUID]] = field(default_factory=dict)
    infants: dict[UUID, Counter[str]] = field(default_factory=dict)
    sources: Counter[tuple[str, str]] = field(default_factory=Counter)

    def leave(self, reason: str, infant: UUID) -> None:
        """One frame that is no row."""
        self.left_out[reason] += 1
        self.left_infants.setdefault(reason, set()).add(infant)

    def keep(self, verdict: r.Verdict, infant: UUID) -> None:
        """One frame that is a row."""
        self.infants.setdefault(infant, Counter())[verdict.label or ""] += 1
        self.sources[verdict.source, verdict.label or ""] += 1

    def take_back(self, verdict: r.Verdict, infant: UUID, reason: str) -> None:
        """A row whose picture could not be cut out after all."""
        self.infants[infant][verdict.label or ""] -= 1
        self.sources[verdict.source, verdict.label or ""] -= 1
        if not self.infants[infant].total():
            del self.infants[infant]
        self.leave(reason, infant)


def decide(
    study: Study,
    rules: r.Rules,
    tally: Tally,
    videos: dict[UUID, ShownVideo],
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Chosen]:
    """The frames that become rows, by video and index; the tally counts everything on the way.

    Args:
        study: whose frames.
        rules: what becomes a row.
        tally: counts.
        videos: as `videos_of` gives them.
        progress: called now and then with the frames looked at; may raise to stop.
    """
    for frame in frames_of(study):
        if tally.frames % FRAMES_PER_REPORT == 0:
            progress(tally.frames)
        video = videos[frame.video]
        tally.frames += 1
        tally.seen_infants.add(video.infant)
        reason = reason_before_labels(frame, video, rules)
        verdict = r.Verdict(None, reason) if reason else r.label_of(frame.labels, rules, frame.final)
        if verdict.label is None or frame.box is None:
            tally.leave(verdict.reason, video.infant)
            continue
        tally.keep(verdict, video.infant)
        place = (frame.pk, frame.video, frame.index, frame.pts_ms, frame.image_path)
        yield Chosen(*place, frame.box, frame.turn, verdict)


def reason_before_labels(frame: SeenFrame, video: ShownVideo, rules: r.Rules) -> str:
    """Why nobody's label can make the frame a row; empty when one can."""
    if not video.may_train:
        return r.NO_CONSENT
    if video.inconsistent and not rules.inconsistent_videos:
        return r.INCONSISTENT
    if frame.near_duplicate and not rules.near_duplicates:
        return r.NEAR_DUPLICATE
    if frame.verdict == FaceVerdict.COVERED:
        return r.COVERED
    return r.NO_FACE if frame.box is None or frame.verdict == FaceVerdict.NO_FACE else ""


def preview(study: Study, rules: r.Rules) -> dict[str, Any]:
    """What a dataset by these rules would hold now; writes nothing. A constant number of queries."""
    tally, videos = Tally(), videos_of(study)
    for _ in decide(study, rules, tally, videos):
        pass
    return summary_of(tally, upstream_of(study), {v.infant: v.pseudonym for v in videos.values()})


def summary_of(tally: Tally, upstream: Upstream | None, names: dict[UUID, str] | None = None) -> dict[str, Any]:
    """The counts as JSON.

    Args:
        tally: what was counted.
        upstream: what happened before frames were drawn; None for what comes from elsewhere.
        names: pseudonyms, for a preview; a stored summary names nobody.
    """
    rows = sum((one for one in tally.infants.values()), Counter())
    holding = [counts for counts in tally.infants.values() if counts.total()]
    summary: dict[str, Any] = {
        "frames": tally.frames,
        "frame_infants": len(tally.seen_infants),
        "rows": rows.total(),
        "pain": rows[PAIN],
        "nonpain": rows[NONPAIN],
        "infants": len(holding),
        "pain_infants": sum(one[PAIN] > 0 for one in holding),
        "nonpain_infants": sum(one[NONPAIN] > 0 for one in holding),
        "exclusions": [
            {"reason": reason, "frames": tally.left_out[reason], "infants": len(tally.left_infants[reason])}
            for reason in r.EXCLUSIONS
            if tally.left_out[reason]
        ],
        "sources": [
            {"source": source, "pain": tally.sources[source, PAIN], "nonpain": tally.sources[source, NONPAIN]}
            for source in (*r.SOURCES, r.APPROVAL)
            if tally.sources[source, PAIN] + tally.sources[source, NONPAIN]
        ],
        "upstream": vars(upstream) if upstream else None,
    }
    summary["warnings"] = warnings_of(summary)
    if names is not None:
        summary["by_infant"] = [
            {"infant": str(pk), "pseudonym": names[pk], "pain": one[PAIN], "nonpain": one[NONPAIN]}
            for pk, one in sorted(tally.infants.items(), key=lambda pair: names[pair[0]])
        ]
    return summary


def warnings_of(summary: dict[str, Any]) -> list[str]:
    """What would keep a model from being trained or tested on these rows."""
    found = {
        "no_rows": not summary["rows"],
        "one_class": bool(summary["rows"]) and 0 in (summary["pain"], summary["nonpain"]),
        "one_infant": summary["infants"] == 1,
        "few_infants": 1 < summary["infants"] < FEWEST_INFANTS,
        "few_pain_infants": bool(summary["pain"]) and summary["pain_infants"] < FEWEST_INFANTS,
    }
    return [name for name, there in found.items() if there]


def row_of(chosen: Chosen, video: ShownVideo, *, domain: str, file: str, sha256: str) -> Row:
    """The row as the manifest holds it."""
    facts = {
        "file": file,
        "sha256": sha256,
        "infant": str(video.infant),
        "domain": domain,
        "label": chosen.verdict.label or "",
        "soft_label": f"{chosen.verdict.soft:.4f}",
        "frame_id": str(chosen.frame),
        "video": str(chosen.video),
        "frame_index": str(chosen.index),
        "pts_ms": str(chosen.pts_ms),
        "box": " ".join(f"{side:.6f}" for side in chosen.box),
        "turn": str(chosen.turn),
        "label_source": chosen.verdict.source,
        "raters": str(chosen.verdict.raters),
        "age_band": age_band(video.age_hours),
        "sex": video.sex,
        "group": video.group or "unknown",
    }
    return facts | {name: "yes" if name in video.circumstances else "no" for name in CIRCUMSTANCES}
