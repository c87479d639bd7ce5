"""Work that people see has words in the front end, never the name it has in the code."""

import re

from tests.server import ROOT

WORDS = (ROOT / "frontend" / "src" / "shared" / "i18n" / "en" / "jobs.ts").read_text()
CODE = {path: path.read_text() for path in (ROOT / "annotator").rglob("*.py")}


def found(pattern: str) -> set[str]:
    """Every first group of a pattern in the application's code."""
    return {match for text in CODE.values() for match in re.findall(pattern, text)}


def test_every_kind_of_job_has_a_name_for_people() -> None:
    kinds = found(r'@shared_task\(name="([^"]+)"\)\ndef \w+\(job_id')
    assert len(kinds) > 15
    assert {kind for kind in kinds if f"'{kind}':" not in WORDS} == set()


def test_every_stage_of_a_job_has_words() -> None:
    stages = found(r'stage="(\w+)"') | found(r'progress\([^)]*, "(\w+)"\)')
    assert len(stages) > 15
    assert {stage for stage in stages if not re.search(rf"^    {stage}: ", WORDS, re.MULTILINE)} == set()
