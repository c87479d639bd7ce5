"""Log lines as JSON: one event, one line, whatever a path or a header contained."""

from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Names of infants, files and people have no place in a log; ids do.
REDACTED = frozenset({"pseudonym", "name", "email", "password", "token", "filename", "original_name"})


def redact(logger: Any, method: str, event: EventDict) -> EventDict:
    """Replaces values that could identify a person."""
    return {key: "[redacted]" if key in REDACTED else value for key, value in event.items()}


SHARED_PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    redact,
]


def line_formatter() -> structlog.stdlib.ProcessorFormatter:
    """Makes one JSON line of a log record, whether structlog or the standard library made it."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED_PROCESSORS,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )


structlog.configure(
    processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
