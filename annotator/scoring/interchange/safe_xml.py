"""XML that somebody else wrote: document types and entities are refused, so no file reaches another or blows up."""

from collections.abc import Callable
from xml.parsers.expat import ExpatError, ParserCreate

from annotator.scoring.interchange.events import UnreadableFileError

MAX_DEPTH = 50


def walk_xml(
    text: str,
    *,
    root: str,
    kind: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Calls `start` for each element with its attributes, `end` after it, `characters` for the text between.

    Args:
        text: the file.
        root: the name of its outermost element.
        kind: what it should be, in words with an article.
        start: called with name and attributes.
        end: called with the name.
        characters: called with pieces of text, not always the whole.

    Raises:
        UnreadableFileError: not well-formed, nested too deeply, another root element, or with a document type.
    """
    parser = ParserCreate("utf-8")
    depth = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 1 and name != root:
            raise UnreadableFileError(f"This is not {kind}.")
        if depth > MAX_DEPTH:
            raise UnreadableFileError("The file is nested too deeply.")
        start(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(text.encode(), True)
    except ExpatError as error:
        raise UnreadableFileError(f"Line {error.lineno} is not well-formed XML.") from None


def _refuse(*_: object) -> None:
    raise UnreadableFileError("Files with a document type or entities are not read.")
