"""Carry the sound of a video over to its playback copy, in step with the picture."""

from fractions import Fraction

import av
from av.container import OutputContainer
from av.filter import Graph

SAMPLE_RATE = 48_000
BIT_RATE = 96_000
SAMPLES_PER_PACKET = 1024
LONGEST_GAP_SECONDS = 60

Shape = tuple[int, str, str]


class SoundCopier:
    """Writes decoded sound as AAC; its zero is the first frame of the picture.

    Sound from before that frame is cut off; a late start and gaps are filled with silence. A piece that claims
    to start more than a minute after the one before is left out: such a claim is damage, and filling it could
    take hours.

    Attributes:
        heard: whether any sound was written.
    """

    def __init__(self, output: OutputContainer) -> None:
        self._output = output
        self._stream = output.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        self._stream.bit_rate = BIT_RATE
        self._graph: Graph | None = None
        self._graph_takes: Shape | None = None
        self._reached = Fraction(0)
        self.heard = False

    def add(self, frame: av.AudioFrame, *, picture_starts: Fraction) -> None:
        """Write one decoded piece of sound; `picture_starts` is in seconds of the file's own clock."""
        if frame.pts is None or frame.time_base is None:
            return
        seconds = frame.pts * frame.time_base - picture_starts
        if seconds - self._reached > LONGEST_GAP_SECONDS:
            return
        self._reached = max(self._reached, seconds + Fraction(frame.samples, frame.sample_rate))
        frame.time_base = Fraction(1, frame.sample_rate)
        frame.pts = round(seconds * frame.sample_rate)
        takes = (frame.sample_rate, frame.format.name, frame.layout.name)
        if takes != self._graph_takes:  # some decoders find out about the true shape on the way
            self._drain()
            self._graph, self._graph_takes = _graph_for(takes, is_first=self._graph is None), takes
        if self._graph is not None:
            self._graph.push(frame)
            self._write_ready()

    def finish(self) -> None:
        """Write what is still held back."""
        self._drain()
        self._output.mux(self._stream.encode(None))

    def _drain(self) -> None:
        if self._graph is not None:
            self._graph.push(None)
            self._write_ready()

    def _write_ready(self) -> None:
        graph = self._graph
        while graph is not None:
            try:
                ready = graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if isinstance(ready, av.AudioFrame):
                self.heard = True
                self._output.mux(self._stream.encode(ready))


def _graph_for(takes: Shape, *, is_first: bool) -> Graph:
    sample_rate, sample_format, layout = takes
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format=sample_format, layout=layout, time_base=Fraction(1, sample_rate)
    )
    from_zero = ":first_pts=0" if is_first else ""
    steady = graph.add("aresample", f"{SAMPLE_RATE}:async=1{from_zero}")
    shaped = graph.add("aformat", f"sample_fmts=fltp:sample_rates={SAMPLE_RATE}:channel_layouts=stereo")
    sliced = graph.add("asetnsamples", f"n={SAMPLES_PER_PACKET}:p=0")
    graph.link_nodes(source, steady, shaped, sliced, graph.add("abuffersink")).configure()
    return graph
