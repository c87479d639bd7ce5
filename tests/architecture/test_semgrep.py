"""Each of our semgrep rules finds what it is there to find, and nothing of the project has to be excused silently."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.everything import ROOT, RULES, SEMGREP

EXAMPLES = ROOT / "tests" / "semgrep" / "examples.py"
needs_semgrep = pytest.mark.skipif(not Path(SEMGREP[0]).exists(), reason="semgrep is not installed: make lint")


@needs_semgrep
@pytest.mark.slow
def test_every_rule_finds_its_example(tmp_path: Path) -> None:
    place = tmp_path / "annotator" / "jobs" / "example_api.py"  # where rules with a place of their own look
    place.parent.mkdir(parents=True)
    lines = EXAMPLES.read_text().splitlines()
    place.write_text("\n".join(lines))
    named = ((number, re.search(r"  # ([a-z-]+)$", line)) for number, line in enumerate(lines, start=1))
    wanted = {(number, found[1]) for number, found in named if found}
    done = subprocess.run(
        [*SEMGREP, "--json", "--no-git-ignore", "."], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    results = json.loads(done.stdout)["results"]
    assert {(one["start"]["line"], one["check_id"].rsplit(".", 1)[1]) for one in results} == wanted
    rules = set(re.findall(r"- id: (\S+)", RULES.read_text()))
    assert rules - {rule for _, rule in wanted} == {"nothing-becomes-html"}, "the front end has a test of its own"
