"""ELAN annotation files (`.eaf`, XML): one tier per action. Wittenburg et al. 2006."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from annotator.scoring.interchange.events import Event, Found, UnreadableFileError, text_of
from annotator.scoring.interchange.safe_xml import walk_xml


def read_eaf(content: bytes) -> Found:
    """The time-aligned annotations, with the tier's name as action, in the file's order.

    Annotations on other annotations, and those whose time slots carry no time, are passed over and counted.

    Raises:
        UnreadableFileError: it is no well-formed EAF file, or it declares a document type.
    """
    reader = _Reader()
    text = text_of(content)
    walk_xml(text, root="ANNOTATION_DOCUMENT", kind="an ELAN annotation file", start=reader.start)
    return reader.found


class _Reader:
    """Collects annotations while the parser walks through the file."""

    def __init__(self) -> None:
        self.found = Found()
        self.slots: dict[str, int | None] = {}
        self.tier = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "TIME_SLOT":
            self.slots[attributes.get("TIME_SLOT_ID", "")] = _whole(attributes.get("TIME_VALUE"))
        elif name == "TIER":
            self.tier = attributes.get("TIER_ID", "")
        elif name == "REF_ANNOTATION":
            self.found.pass_over("annotation_on_annotation")
        elif name == "ALIGNABLE_ANNOTATION":
            self._annotation(attributes)

    def _annotation(self, attributes: dict[str, str]) -> None:
        edges = [attributes.get(f"TIME_SLOT_REF{number}", "") for number in (1, 2)]
        unknown = [edge for edge in edges if edge not in self.slots]
        if unknown:
            raise UnreadableFileError(f"There is no time slot '{unknown[0][:40]}'.")
        start, end = (self.slots[edge] for edge in edges)
        if start is None or end is None:
            self.found.pass_over("without_time")
        else:
            self.found.add(Event(self.tier, start, end))


def _whole(value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 13):
        raise UnreadableFileError(f"'{value[:40]}' is not a time in milliseconds.")
    return int(value)


def write_eaf(events: Sequence[Event], *, media: str, written_at: str) -> bytes:
    """An EAF 3.0 file with one tier per action.

    Args:
        events: what to write; the subject has no place in the file.
        media: the name of the media file, without a folder.
        written_at: date and time in ISO 8601.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<ANNOTATION_DOCUMENT AUTHOR="" DATE={quoteattr(written_at)} FORMAT="3.0" VERSION="3.0">',
        '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">',
        f'<MEDIA_DESCRIPTOR MEDIA_URL={quoteattr(media)} MIME_TYPE="video/mp4"/>',
        "</HEADER>",
        "<TIME_ORDER>",
    ]
    times = [time for event in events for time in (event.start_ms, event.end_ms)]
    lines += [f'<TIME_SLOT TIME_SLOT_ID="ts{index}" TIME_VALUE="{time}"/>' for index, time in enumerate(times, 1)]
    lines.append("</TIME_ORDER>")
    for action in sorted({event.action for event in events}):
        lines.append(f'<TIER LINGUISTIC_TYPE_REF="action" TIER_ID={quoteattr(action)}>')
        for index, event in enumerate(events):
            if event.action == action:
                slots = f'TIME_SLOT_REF1="ts{2 * index + 1}" TIME_SLOT_REF2="ts{2 * index + 2}"'
                annotation = f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="a{index + 1}" {slots}>'
                lines.append(f"<ANNOTATION>{annotation}<ANNOTATION_VALUE/></ALIGNABLE_ANNOTATION></ANNOTATION>")
        lines.append("</TIER>")
    lines.append('<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="action" TIME_ALIGNABLE="true"/>')
    lines.append("</ANNOTATION_DOCUMENT>\n")
    return "\n".join(lines).encode()
