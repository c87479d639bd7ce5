"""The guide: every picture it shows is there, every picture that is there is shown, in both languages."""

import re

from tests.server import ROOT

GUIDE = ROOT / "docs" / "guide"


def test_the_guide_shows_what_is_there() -> None:
    pages = list(GUIDE.glob("*/*.md"))
    assert len(pages) == 8
    shown = {name for page in pages for name in re.findall(r"\.\./images/([\w.-]+)", page.read_text())}
    assert shown == {path.name for path in (GUIDE / "images").iterdir()}


def test_links_lead_somewhere() -> None:
    for page in [GUIDE / "README.md", *GUIDE.glob("*/*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+?)\)", page.read_text()):
            assert target.startswith("http") or (page.parent / target).exists(), f"{page.name}: {target}"
