"""The page as PDF. Only a worker comes here: the library behind it is large."""

from pathlib import Path

from annotator.core.errors import DomainError


def print_pdf(page: str, place: Path) -> None:
    """Writes the page on A4; whatever it names outside itself is refused, not fetched.

    Raises:
        DomainError: `no_printing` where the system's text library (Pango) is missing.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as problem:
        message = "This installation cannot write PDF: the system library Pango is missing. The HTML file is complete."
        raise DomainError("no_printing", message) from problem
    HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf(place)
