"""Labels as tags of images in CVAT's XML, version 1.1: an image for each frame, a tag for each rater's label.

Format: https://docs.cvat.ai/docs/manual/advanced/xml_format/. What a tag says beside its label are its attributes;
`source` is CVAT's own: `auto` for a label by rule, `file` for an imported one.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from annotator.labelling.interchange.rows import BY_RULE, VALUES, FileRow, Label, bounded, by_frame, id_in
from annotator.scoring.interchange.events import text_of
from annotator.scoring.interchange.safe_xml import walk_xml

SOURCES = {"person": "manual", BY_RULE: "auto", "import": "file"}
PLACE = ("infant", "video", "index", "pts_ms")
READ = ("reason", "rater", "reading", "client_at")
WRITTEN = ("label", "reason", "actions", "rater", "reading", "client_at", "created_at")


def write(labels: Iterable[Label]) -> Iterator[str]:
    """The file in pieces, an image at a time."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n'
    yield "".join(_meta())
    for number, (frame, several) in enumerate(by_frame(labels)):
        name = f'id="{number}" name="{frame.frame}.jpg" width="{frame.width}" height="{frame.height}"'
        tags = "".join(_tag(label) for label in several)
        yield f"  <image {name}>\n{tags}  </image>\n"
    yield "</annotations>\n"


def _meta() -> Iterator[str]:
    yield "  <meta>\n    <task>\n      <mode>annotation</mode>\n      <labels>\n"
    attributes = "".join(
        f"<attribute><name>{name}</name><mutable>False</mutable><input_type>text</input_type>"
        "<default_value></default_value><values></values></attribute>"
        for name in (*WRITTEN, *PLACE)
    )
    for value in VALUES:
        yield f"        <label><name>{value}</name><type>tag</type><attributes>{attributes}</attributes></label>\n"
    yield "      </labels>\n    </task>\n  </meta>\n"


def _tag(label: Label) -> str:
    facts: dict[str, Any] = {**label.facts, "actions": " ".join(label.actions)}
    named = {**{name: facts[name] for name in WRITTEN}, **{name: label.place[name] for name in PLACE}}
    attributes = "".join(
        f"      <attribute name={quoteattr(name)}>{escape(str(value))}</attribute>\n"
        for name, value in named.items()
        if value != ""
    )
    return f'    <tag label="{label.value}" source="{SOURCES[label.source]}">\n{attributes}    </tag>\n'


def read(content: bytes) -> list[FileRow]:
    """A row for each tag; boxes and other shapes are no labels of a frame and not read.

    Raises:
        UnreadableFileError: it is no such file, or as `walk_xml`.
    """
    reader = _Reader()
    text = text_of(content)
    handlers = {"start": reader.start, "end": reader.end, "characters": reader.characters}
    walk_xml(text, root="annotations", kind="an XML export of CVAT", **handlers)  # type: ignore[arg-type]
    return bounded(reader.rows)


class _Reader:
    """Collects tags while the parser walks through the file."""

    def __init__(self) -> None:
        self.rows: list[FileRow] = []
        self.frame = ""
        self.said: dict[str, Any] | None = None
        self.attribute = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "image":
            image = attributes.get("name", "")
            self.frame = id_in(image) or image
        elif name == "tag":
            source = "rule" if attributes.get("source") == "auto" else "person"
            self.said = {"frame": self.frame, "value": attributes.get("label", ""), "source": source}
        elif name == "attribute":
            self.attribute = attributes.get("name", "")

    def characters(self, text: str) -> None:
        if self.said is not None and self.attribute in (*READ, "actions"):
            self.said[self.attribute] = self.said.get(self.attribute, "") + text

    def end(self, name: str) -> None:
        if name == "attribute":
            self.attribute = ""
        elif name == "tag" and self.said is not None:
            if "actions" in self.said:
                self.said["actions"] = self.said["actions"].split()
            self.rows.append(FileRow(len(self.rows) + 1, self.said))
            self.said = None
