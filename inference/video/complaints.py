"""Hear what a decoder says about a picture that it patched up without raising anything."""

from types import TracebackType

from av import logging


class Complaints:
    """Listens, while open, to the error messages of one decoder, whichever thread it speaks from.

    H.264 decoders hide damage: they fill the holes with parts of other pictures and report success. The only
    sign is a message.
    """

    def __init__(self) -> None:
        self._capture = logging.Capture(local=False)
        self._messages: list[tuple[int, str, str]] = []
        self._level: int | None = None
        self._skips_repeated = True

    def __enter__(self) -> "Complaints":
        self._level, self._skips_repeated = logging.get_level(), logging.get_skip_repeated()
        logging.set_skip_repeated(False)
        logging.set_level(logging.ERROR)
        self._messages = self._capture.__enter__()
        return self

    def heard_from(self, decoder: str) -> bool:
        """Say whether this decoder complained since the last call."""
        heard = any(name == decoder for _, name, _ in list(self._messages))
        self._messages.clear()
        return heard

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._capture.__exit__(None, None, None)
        logging.set_level(self._level)
        logging.set_skip_repeated(self._skips_repeated)
