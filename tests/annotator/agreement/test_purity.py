"""The statistics run without the web application, and without SciPy, which is no dependency."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_statistics_import_neither_django_nor_scipy() -> None:
    folder = ROOT / "annotator" / "agreement"
    modules = [f"annotator.agreement.{file.stem}" for file in folder.glob("*.py") if file.stem not in ("apps",)]
    assert len(modules) > 8
    blocked = "".join(f"sys.modules[{name!r}] = None; " for name in ("django", "celery", "scipy", "pandas"))
    program = f"import importlib, sys; {blocked}[importlib.import_module(name) for name in {modules!r}]"
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, check=True)
