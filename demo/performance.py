"""What a synthetic infant does over time: the ground truth behind every picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ACTIONS = ("brow_bulge", "eye_squeeze", "nasolabial_furrow", "mouth_stretch")
ACTIVE_FROM = 0.5
PAIN_FROM_ACTIONS = 2
PHASES = (("baseline", 0.0, 0.25), ("procedure", 0.25, 0.65), ("recovery", 0.65, 1.0))
RAMP_SECONDS = 0.3
BLINK_SECONDS = 0.25
RESTLESSNESS_AT_REST = 0.18

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Performance:
    """Every frame's facial actions and head pose.

    Attributes:
        frame_rate: frames per second.
        level: how many of the four actions show at the height of the procedure, 0 to 4.
        intensities: (frames, 4) in 0..1, in the order of `ACTIONS`.
        blinks: (frames,) in 0..1; a closed eye that is not squeezed.
        poses: (frames, 3): yaw and pitch in radians (positive: to the right of the picture, down), roll in
            degrees (positive: clockwise).
    """

    frame_rate: int
    level: int
    intensities: Floats
    blinks: Floats
    poses: Floats

    @property
    def frame_count(self) -> int:
        """The number of frames."""
        return len(self.intensities)

    @property
    def activity(self) -> NDArray[np.bool_]:
        """(frames, 4): whether each action is shown, that is at least half its strength."""
        return np.asarray(self.intensities >= ACTIVE_FROM)

    @property
    def pain(self) -> NDArray[np.bool_]:
        """(frames,): whether at least two actions are shown at once (a rule of this demonstration only)."""
        return np.asarray(self.activity.sum(axis=1) >= PAIN_FROM_ACTIONS)

    def phases(self) -> list[dict[str, Any]]:
        """Return baseline, procedure and recovery as half-open ranges of frames."""
        count = self.frame_count
        return [{"name": n, "start": round(a * count), "end": round(b * count)} for n, a, b in PHASES]


def perform(*, level: int, seconds: float, frame_rate: int, generator: np.random.Generator) -> Performance:
    """Invent a performance in which `level` of the four actions show during the procedure.

    Raises:
        ValueError: when the level is not 0 to 4 or there is no time for a single frame.
    """
    count = round(seconds * frame_rate)
    if level not in range(len(ACTIONS) + 1) or count < 1:
        raise ValueError(f"level {level} for {seconds} seconds")
    intensities = _restlessness(count, frame_rate, generator)
    for action in generator.permutation(len(ACTIONS))[:level]:
        strength = generator.uniform(0.75, 1.0)
        shown = _bursts(count, frame_rate, generator) * strength
        intensities[:, action] = np.maximum(intensities[:, action], shown)
    return Performance(
        frame_rate=frame_rate,
        level=level,
        intensities=intensities.clip(0, 1).astype(np.float32),
        blinks=_blinks(count, frame_rate, generator),
        poses=_poses(count, frame_rate, intensities.max(axis=1), generator),
    )


def intervals(shown: NDArray[np.bool_]) -> list[list[int]]:
    """Return the runs of True in a row of frames as half-open ranges [start, end)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], shown, [False]]).astype(np.int8)))
    return [[int(start), int(end)] for start, end in edges.reshape(-1, 2)]


def _bursts(count: int, frame_rate: int, generator: np.random.Generator) -> Floats:
    """Return an envelope that is up for most of the procedure and once more, perhaps, while recovering."""
    level = np.zeros(count, np.float32)
    place = PHASES[1][1] * count + generator.uniform(0, 0.4) * frame_rate
    while place < PHASES[1][2] * count:
        length = generator.uniform(1.5, 3.5) * frame_rate
        level[round(place) : round(min(place + length, PHASES[1][2] * count))] = 1
        place += length + generator.uniform(0.7, 1.4) * frame_rate
    if generator.random() < 0.5:
        place = generator.uniform(0.7, 0.85) * count
        level[round(place) : round(place + frame_rate)] = 1
    return _smooth(level, RAMP_SECONDS * frame_rate)


def _restlessness(count: int, frame_rate: int, generator: np.random.Generator) -> Floats:
    noise = generator.standard_normal((count, len(ACTIONS))).astype(np.float32)
    calm = np.stack([_smooth(noise[:, k], frame_rate) for k in range(len(ACTIONS))], axis=1)
    return np.asarray(np.abs(calm) / (np.abs(calm).max() + 1e-6) * RESTLESSNESS_AT_REST, np.float32)


def _blinks(count: int, frame_rate: int, generator: np.random.Generator) -> Floats:
    level = np.zeros(count, np.float32)
    place = generator.uniform(0.5, 3) * frame_rate
    while place < count:
        level[round(place) : round(place + BLINK_SECONDS * frame_rate)] = 1
        place += generator.uniform(2, 5) * frame_rate
    return _smooth(level, 0.1 * frame_rate)


def _poses(count: int, frame_rate: int, unrest: Floats, generator: np.random.Generator) -> Floats:
    """Return slow turning of the head, and quicker shaking where the infant is upset."""
    time = np.arange(count, dtype=np.float32) / frame_rate
    reach = np.array([0.16, 0.10, 5.0], np.float32)
    slow = np.stack([np.sin(time * generator.uniform(0.3, 0.7) + generator.uniform(0, 6)) for _ in reach], axis=1)
    quick = np.stack([np.sin(time * generator.uniform(4, 7) + generator.uniform(0, 6)) for _ in reach], axis=1)
    return np.asarray(reach * (slow + 0.35 * unrest[:, None] * quick), np.float32)


def _smooth(values: Floats, width: float) -> Floats:
    """Return values averaged over a raised-cosine window of about `width` frames."""
    window = np.hanning(2 * max(1, round(width)) + 1)[1:-1] if width >= 1 else np.ones(1)
    padded = np.pad(values, len(window) // 2, mode="edge")
    return np.asarray(np.convolve(padded, window / window.sum(), mode="valid")[: len(values)], np.float32)
