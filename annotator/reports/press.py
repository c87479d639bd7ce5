"""`python -m annotator.reports.press PAGE PDF`: the page on A4; what it names outside itself is refused, not fetched.

A program of its own: the library behind it is large, and changes for its whole process how pictures are read.
"""

import sys

NO_PANGO = 3


def main(page: str, pdf: str) -> int:
    """The exit status: 0 when the file is written, NO_PANGO without the system's text library."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as problem:
        print(problem, file=sys.stderr)
        return NO_PANGO
    HTML(filename=page, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
