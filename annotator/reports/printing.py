"""The page as PDF, printed by a program of its own."""

import subprocess
import sys
from pathlib import Path

from annotator.core.errors import DomainError
from annotator.reports.press import NO_PANGO

PRINTED_WITHIN_SECONDS = 600


def print_pdf(page: Path, place: Path) -> None:
    """Prints a page that lies on the disk.

    Raises:
        DomainError: `no_printing` where the system's text library (Pango) is missing; `printing_failed`.
    """
    words = [sys.executable, "-m", "annotator.reports.press", str(page), str(place)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=PRINTED_WITHIN_SECONDS)  # noqa: S603  (our own words)
    except subprocess.TimeoutExpired as problem:
        raise DomainError("printing_failed", "Printing took too long. The HTML file is complete.") from problem
    if done.returncode == NO_PANGO:
        message = "This installation cannot write PDF: the system library Pango is missing. The HTML file is complete."
        raise DomainError("no_printing", message)
    if done.returncode:
        raise DomainError("printing_failed", "The PDF could not be written. The HTML file is complete.")
