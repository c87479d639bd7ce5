"""Turn decoded pictures into the ones people watch: upright, square pixels, even sides, 8 bits."""

from fractions import Fraction

import av
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.reformatter import ColorRange

from inference.video.orientation import MOVES, signs_of

LONGEST_SIDE_PX = 1920
PIXEL_FORMAT = "yuv420p"

Stage = tuple[str, str]
Shape = tuple[int, int, str, bool]


class PictureMaker:
    """Makes every decoded picture of one video look the way its first one does.

    The size is decided by the first picture: turned upright (mirrored where the file says so), stretched
    along its width where its pixels are not square, reduced until neither side is over 1920 pixels. H.264
    wants even sides: an odd one loses its last row or column. Pictures with more than 8 bits are rounded to 8
    without tone mapping, interlaced ones are shown as stored, and brightness is stored in the range that all
    browsers expect (16 to 235).

    Attributes:
        width, height: of the pictures made, in pixels.
    """

    def __init__(self, first: av.VideoFrame, *, pixel_aspect: Fraction | None) -> None:
        self._turns = MOVES[signs_of(first)][1]
        lies = any(name == "transpose" for name, _ in self._turns)
        upright = (first.height, first.width) if lies else (first.width, first.height)
        shown = _square_and_small(upright, pixel_aspect or Fraction(1), turned=lies)
        self.width, self.height = (max(2, side - side % 2) for side in shown)
        fits = shown == upright and min(shown) >= 2
        self._cropped_size = (first.width, first.height) if fits else None
        self._graph: Graph | None = None
        self._graph_takes: Shape | None = None

    def make(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the picture to be shown for a decoded one; its time is not set."""
        takes = (frame.width, frame.height, frame.format.name, frame.color_range == ColorRange.JPEG)
        if self._graph is None or takes != self._graph_takes:  # a video may change its size on the way
            self._graph, self._graph_takes = self._build(takes), takes
        frame.pts = None
        self._graph.vpush(frame)
        return self._graph.vpull()

    def _build(self, takes: Shape) -> Graph:
        graph = Graph()
        width, height, pixel_format, is_full_range = takes
        source = graph.add_buffer(
            width=width, height=height, format=VideoFormat(pixel_format), time_base=Fraction(1, 1000)
        )
        fit: Stage = ("scale", f"{self.width}:{self.height}")
        if takes[:2] == self._cropped_size:
            fit = ("crop", f"{self.width}:{self.height}:0:0")
        levels: list[Stage] = [("scale", "in_range=pc:out_range=tv")] if is_full_range else []
        stages: list[Stage] = [*self._turns, fit, *levels, ("format", PIXEL_FORMAT)]
        nodes = [graph.add(name, argument) for name, argument in stages]
        graph.link_nodes(source, *nodes, graph.add("buffersink")).configure()
        return graph


def _square_and_small(upright: tuple[int, int], aspect: Fraction, *, turned: bool) -> tuple[int, int]:
    """Return the size with square pixels and no side too long; unchanged where it fits already."""
    width, height = Fraction(upright[0]), Fraction(upright[1])
    if turned:
        height *= aspect
    else:
        width *= aspect
    shrink = min(Fraction(1), Fraction(LONGEST_SIDE_PX) / max(width, height))
    if aspect == 1 and shrink == 1:
        return upright
    return round(width * shrink), round(height * shrink)
