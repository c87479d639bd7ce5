"""S19: a log line is one line of JSON, whatever a path or a header contained, and names nobody."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from rest_framework.test import APIClient

from annotator.core.logs import line_formatter


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the configured handler writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(line_formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


def lines_of(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.django_db
def test_s19_a_request_cannot_write_lines_of_its_own(log: io.StringIO) -> None:
    APIClient().get("/api/v1/x%0d%0aFAKE%1b[31m/", HTTP_USER_AGENT="a\r\nFAKE")
    assert lines_of(log)
    assert not any(line.startswith("FAKE") for line in log.getvalue().splitlines())


def test_s19_names_are_left_out(log: io.StringIO) -> None:
    structlog.get_logger("annotator").warning("video_refused", pseudonym="A1", job="7")
    (line,) = lines_of(log)
    assert (line["event"], line["pseudonym"], line["job"]) == ("video_refused", "[redacted]", "7")


def test_an_error_keeps_its_traceback_on_the_same_line(log: io.StringIO) -> None:
    try:
        raise ValueError("bad")
    except ValueError:
        logging.getLogger("annotator").exception("job failed")
    (line,) = lines_of(log)
    assert line["event"] == "job failed"
    assert "ValueError: bad" in line["exception"]
