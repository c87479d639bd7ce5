"""The statistics run without the web application, and without SciPy, which is no dependency."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PURE = (
    "chance_corrected",
    "coding_agreement",
    "consensus",
    "intraclass",
    "krippendorff",
    "notes",
    "pairwise",
    "presentation",
    "ratings_file",
    "resampling",
    "statistics",
    "table",
    "weights",
)


def test_the_statistics_import_neither_django_nor_scipy() -> None:
    modules = [f"annotator.agreement.{name}" for name in PURE]
    blocked = "".join(f"sys.modules[{name!r}] = None; " for name in ("django", "celery", "scipy", "pandas"))
    program = f"import importlib, sys; {blocked}[importlib.import_module(name) for name in {modules!r}]"
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, check=True)
