"""Render synthetic infants as videos, each with its ground truth beside it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.stream import VideoStream

from demo.faces import Expression, invent_appearance
from demo.performance import ACTIONS, Performance, intervals, perform
from demo.scene import HEIGHT, WIDTH, Scene, invent_setting

FRAME_RATE = 30
X264 = {"preset": "superfast", "crf": "20", "g": "30", "threads": "1", "tune": "fastdecode"}
TICKS_PER_MS = 90
LEVELS = (4, 0, 2, 1, 3)
LYING_EVERY, WRAPPED_EVERY, PACIFIER_EVERY = 6, 3, 5


@dataclass(frozen=True, kw_only=True)
class RenderedInfant:
    """One infant on disk.

    Attributes:
        video: a 1280x720 MKV, H.264, 30 frames per second, without sound.
        truth: the JSON beside it (see `truth_of`).
        sex: female, male or unknown.
        context: circumstances that scores depend on: pacifier, wrapping.
        level: how many facial actions show at the height of the procedure, 0 to 4.
    """

    video: Path
    truth: Path
    pseudonym: str
    sex: str
    age_hours: int
    context: tuple[str, ...]
    level: int


@dataclass(frozen=True, kw_only=True)
class Cast:
    """An infant that has been made up but not drawn yet."""

    infant: dict[str, Any]
    performance: Performance
    scene: Scene
    lies: float


def make_up_infant(index: int, *, seed: int, seconds: float) -> Cast:
    """Invent the index-th infant of a seed: five in a row have the five levels 0 to 4, every sixth lies turned."""
    generator = np.random.default_rng([seed, index])
    wrapped, pacifier = index % WRAPPED_EVERY == 1, index % PACIFIER_EVERY == 3
    lies = float(generator.choice([-90.0, 90.0])) if index % LYING_EVERY == LYING_EVERY - 1 else 0.0
    level = LEVELS[index % len(LEVELS)]
    appearance = invent_appearance(generator, pacifier=pacifier)
    setting = invent_setting(generator, wrapped=wrapped, lies=lies)
    infant = {
        "pseudonym": f"SYN-{seed:02d}-{index + 1:03d}",
        "sex": str(generator.choice(["female", "male"])),
        "age_hours": int(generator.integers(6, 97)),
        "context": [name for name, present in (("pacifier", pacifier), ("wrapping", wrapped)) if present],
    }
    performance = perform(level=level, seconds=seconds, frame_rate=FRAME_RATE, generator=generator)
    return Cast(infant=infant, performance=performance, scene=Scene(appearance, setting), lies=lies)


def picture_of(cast: Cast, frame: int) -> Any:
    """Return one frame as (720, 1280, 3) of uint8 (blue, green, red)."""
    performance = cast.performance
    actions = dict(zip(ACTIONS, map(float, performance.intensities[frame]), strict=True))
    expression = Expression(**actions, blink=float(performance.blinks[frame]))
    return cast.scene.paint(expression, performance.poses[frame], number=frame)


def render_infant(index: int, *, seed: int, seconds: float, folder: Path) -> RenderedInfant:
    """Draw the index-th infant of a seed into `folder`; the same arguments give the same pixels and truth.

    Raises:
        ValueError: when there is no time for a single frame, or for more than 65536.
        OSError: when the folder cannot be written.
    """
    cast = make_up_infant(index, seed=seed, seconds=seconds)
    infant = cast.infant
    video = folder / f"{infant['pseudonym']}.mkv"
    _write_video(cast, video)
    truth = video.with_suffix(".truth.json")
    truth.write_text(json.dumps(truth_of(cast, seed=seed, index=index), separators=(",", ":")) + "\n")
    return RenderedInfant(
        video=video,
        truth=truth,
        pseudonym=infant["pseudonym"],
        sex=infant["sex"],
        age_hours=infant["age_hours"],
        context=tuple(infant["context"]),
        level=cast.performance.level,
    )


def truth_of(cast: Cast, *, seed: int, index: int) -> dict[str, Any]:
    """Return what is true of a video.

    `times` are ticks of 1/90 000 s as a reader of the MKV finds them (it stores whole milliseconds); `actions`
    and `pain` are half-open ranges of frames, `intensities` hundredths per frame, `face_boxes` left, top, width,
    height in fractions of the picture.
    """
    performance = cast.performance
    active = performance.activity
    return {
        **cast.infant,
        "seed": seed,
        "index": index,
        "level": performance.level,
        "lies_degrees": cast.lies,
        "frame_rate": FRAME_RATE,
        "frame_count": performance.frame_count,
        "times": [TICKS_PER_MS * round(frame * 1000 / FRAME_RATE) for frame in range(performance.frame_count)],
        "phases": performance.phases(),
        "actions": {name: intervals(active[:, place]) for place, name in enumerate(ACTIONS)},
        "pain": intervals(performance.pain),
        "intensities": {
            name: [round(100 * float(value)) for value in performance.intensities[:, place]]
            for place, name in enumerate(ACTIONS)
        },
        "face_boxes": [cast.scene.face_box(pose) for pose in performance.poses],
    }


def _write_video(cast: Cast, path: Path) -> None:
    with av.open(str(path), "w") as output:
        stream: VideoStream = output.add_stream("libx264", rate=FRAME_RATE, options=X264)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(cast.performance.frame_count):
            frame = av.VideoFrame.from_ndarray(picture_of(cast, number), format="bgr24")
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
