"""Makes small videos whose pictures carry their own number, and reads the numbers back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

BITS, SQUARE_PX = 8, 16
TICK = Fraction(1, 90_000)
MILLISECOND = Fraction(1, 1000)
Image = NDArray[np.uint8]


def paint(number: int, *, width: int = 160, height: int = 120) -> Image:
    """A grey ramp with the number as squares along the top, most significant first, white for 1."""
    ramp = np.linspace(60, 180, width)[None, :, None]
    image = np.broadcast_to(ramp, (height, width, 3)).astype(np.uint8)
    image[SQUARE_PX : 2 * SQUARE_PX] = (np.arange(width)[:, None] + 5 * number) % 200
    for bit in range(BITS):
        image[:SQUARE_PX, bit * SQUARE_PX : (bit + 1) * SQUARE_PX] = 255 * (number >> (BITS - 1 - bit) & 1)
    return image


def number_in(image: Image) -> int:
    """The number that `paint` put into a picture."""
    number = 0
    for bit in range(BITS):
        left = bit * SQUARE_PX
        number = 2 * number + int(image[4:12, left + 4 : left + 12].mean() > 128)
    return number


@dataclass(frozen=True, kw_only=True)
class Camera:
    """How to record: `stored` changes each picture before it is stored, as a turned camera would."""

    codec: str = "libx264"
    options: tuple[tuple[str, str], ...] = (("preset", "ultrafast"), ("bf", "0"), ("g", "12"))
    width: int = 160
    height: int = 120
    time_base: Fraction = MILLISECOND
    turn: int = 0
    """Degrees clockwise that the file asks for to show its picture upright."""
    stored: Callable[[Image], Image] = lambda image: image
    pixel_format: str = "yuv420p"
    beep_at: Fraction | None = None
    """Seconds of the file's own clock at which one second of tone starts."""


def film(path: Path, stamps: Sequence[int], camera: Camera | None = None) -> Path:
    """Record one numbered picture per timestamp (in the camera's time base) and return the path."""
    camera = camera or Camera()
    with av.open(str(path), "w") as output:
        stream = cast(VideoStream, output.add_stream(camera.codec, options=dict(camera.options)))
        first = camera.stored(paint(0, width=camera.width, height=camera.height))
        stream.height, stream.width, stream.pix_fmt = first.shape[0], first.shape[1], camera.pixel_format
        stream.time_base = stream.codec_context.time_base = camera.time_base
        if camera.turn:
            stream.set_display_rotation(-camera.turn)  # PyAV counts counter-clockwise
        sound = output.add_stream("aac", rate=48_000, layout="mono") if camera.beep_at is not None else None
        for number, stamp in enumerate(stamps):
            image = camera.stored(paint(number % 256, width=camera.width, height=camera.height))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
            frame.pts, frame.time_base = stamp, camera.time_base
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        if sound is not None and camera.beep_at is not None:
            _sound(output, sound, stamps[0] * camera.time_base, stamps[-1] * camera.time_base, camera.beep_at)
    return path


def numbers_in(path: Path) -> list[int]:
    """The number of every picture of a video, in the order they are shown."""
    with av.open(str(path)) as video:
        return [number_in(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)) for frame in video.decode(video=0)]


def shown_at(path: Path) -> list[int]:
    """When every picture of a video is shown, in ticks of 1/90 000 s of the file's own clock."""
    with av.open(str(path)) as video:
        return [round(Fraction(f.pts or 0) * Fraction(f.time_base or 0) / TICK) for f in video.decode(video=0)]


def loud_from(path: Path) -> float:
    """Seconds of the file's own clock at which its sound becomes loud."""
    with av.open(str(path)) as video:
        for frame in video.decode(audio=0):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()[0]) > 0.1)
            if len(loud):
                return float(frame.time or 0) + int(loud[0]) / frame.sample_rate
    raise AssertionError("silent")


def damage(path: Path, *, flips: int, seed: int = 1) -> Path:
    """Flip bits in the last four fifths of a file."""
    content = bytearray(path.read_bytes())
    generator = np.random.default_rng(seed)
    for place in generator.integers(len(content) // 5, len(content), flips):
        content[place] ^= 1 << int(generator.integers(8))
    path.write_bytes(content)
    return path


def _sound(
    output: av.container.OutputContainer,
    stream: av.audio.stream.AudioStream,
    start: Fraction,
    end: Fraction,
    beep_at: Fraction,
) -> None:
    rate, size = 48_000, 1024
    for first in range(round(start * rate), round(end * rate), size):
        seconds = np.arange(first, first + size) / rate
        tone = 0.8 * np.sin(2 * np.pi * 440 * seconds) * (seconds >= float(beep_at)) * (seconds < float(beep_at) + 1)
        frame = av.AudioFrame.from_ndarray(tone.astype(np.float32)[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))
