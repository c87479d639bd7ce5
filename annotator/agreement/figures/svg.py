"""A drawing as SVG text: shapes and words with plain attributes, no script, no style sheet, nothing from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

FONT = "system-ui, sans-serif"
SIZE = 13


@dataclass(frozen=True)
class Theme:
    """Colours of one ground; `series` are told apart with every kind of colour vision (Okabe & Ito 2008)."""

    ground: str
    ink: str
    faint: str
    line: str
    fill: str
    series: tuple[str, ...]


LIGHT = Theme(
    "#ffffff", "#1b1f24", "#57606a", "#d0d7de", "#0072b2", ("#0072b2", "#b35900", "#7a4f9e", "#00735c", "#6b6b00")
)
DARK = Theme(
    "#14181d", "#e6edf3", "#9aa4af", "#3a424c", "#56b4e9", ("#56b4e9", "#e69f00", "#cc99e0", "#35c9a5", "#d8cf3a")
)
THEMES = {"light": LIGHT, "dark": DARK}


@dataclass
class Drawing:
    """Collects shapes; lengths in pixels, y runs downwards."""

    width: float
    height: float
    theme: Theme
    parts: list[str] = field(default_factory=list)

    def line(self, start: tuple[float, float], end: tuple[float, float], *, dash: str = "", colour: str = "") -> None:
        """A thin line; `dash` as in SVG."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        points = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
        self.parts.append(f'<line {points} stroke="{colour or self.theme.line}" stroke-width="1.5"{dashes}/>')

    def rectangle(
        self, corner: tuple[float, float], size: tuple[float, float], *, fill: str = "none", opacity: float = 1.0
    ) -> None:
        """A box from its upper left corner."""
        box = f'x="{corner[0]:.1f}" y="{corner[1]:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}"'
        paint = f'fill="{fill}" fill-opacity="{opacity:.3f}" stroke="{self.theme.line}"'
        self.parts.append(f"<rect {box} {paint}/>")

    def circle(self, centre: tuple[float, float], radius: float, *, colour: str, opacity: float = 1.0) -> None:
        """A dot."""
        place = f'cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{radius:.1f}"'
        self.parts.append(f'<circle {place} fill="{colour}" fill-opacity="{opacity:.2f}"/>')

    def path(self, points: Sequence[tuple[float, float]], *, colour: str) -> None:
        """A line through points."""
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>')

    def area(self, points: Sequence[tuple[float, float]], *, colour: str, opacity: float) -> None:
        """A filled shape between points, without an edge."""
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polygon points="{places}" fill="{colour}" fill-opacity="{opacity:.2f}"/>')

    def text(
        self,
        place: tuple[float, float],
        words: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        colour: str = "",
        bold: bool = False,
    ) -> None:
        """Words on one line, from, around or up to the place."""
        weight = ' font-weight="600"' if bold else ""
        look = f'text-anchor="{anchor}" font-size="{size:g}" fill="{colour or self.theme.ink}"{weight}'
        self.parts.append(f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" {look}>{clean(words)}</text>')

    def finished(self, *, title: str, description: str) -> str:
        """The whole document."""
        size = f'width="{self.width:g}" height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family={quoteattr(FONT)}>'
        words = f"<title>{clean(title)}</title><desc>{clean(description)}</desc>"
        ground = f'<rect width="100%" height="100%" fill="{self.theme.ground}"/>'
        return "\n".join([head, words, ground, *self.parts, "</svg>\n"])


def clean(words: str) -> str:
    """Words as they may stand in XML: markup escaped, characters XML does not know left out."""
    return escape("".join(letter for letter in words if letter.isprintable()))


def scaled(value: float, domain: tuple[float, float], reach: tuple[float, float]) -> float:
    """Where a value of the domain lies in the reach; the middle when the domain has no width."""
    low, high = domain
    share = (value - low) / (high - low) if high > low else 0.5
    return reach[0] + share * (reach[1] - reach[0])


def shortened(words: str, most: int) -> str:
    """Cut to so many letters."""
    return words if len(words) <= most else words[: most - 1] + "…"
