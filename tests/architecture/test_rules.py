"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("annotator", "config", "demo", "inference", "training", "tests", "benchmarks")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "managers", "misc"}
HEAVY = {"cv2", "mediapipe", "torch", "tensorflow", "av", "pyarrow", "sklearn"}
MAX_LINES, MAX_FUNCTION_LINES = 300, 40


def python_files(*packages: str) -> Iterator[Path]:
    for package in packages:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


def front_end_files() -> Iterator[Path]:
    for ending in ("*.ts", "*.tsx", "*.css"):
        for file in sorted((ROOT / "frontend" / "src").rglob(ending)):
            if file.name != "schema.d.ts":
                yield file


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Its lines without the docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    return lines - len((ast.get_docstring(function, clean=False) or "").splitlines())


def test_no_file_is_longer_than_300_lines() -> None:
    files = [*python_files(*PACKAGES), *front_end_files()]
    long = {str(file.relative_to(ROOT)): n for file in files if (n := len(file.read_text().splitlines())) > MAX_LINES}
    assert not long


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in python_files("annotator", "config", "demo", "inference", "training")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of_code(node) > MAX_FUNCTION_LINES
    ]
    assert not long


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [file for file in python_files(*PACKAGES) if file.stem in FORBIDDEN_NAMES]


def test_the_web_process_never_loads_vision_or_learning_libraries() -> None:
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.test';"
        "import django; django.setup(); import config.urls, config.wsgi;"
        f"print(','.join(sorted({HEAVY!r} & set(sys.modules))))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.strip() == ""


@pytest.mark.parametrize("package", ["inference", "training"])
def test_pure_packages_import_without_django(package: str) -> None:
    blocked = "import sys; sys.modules['django'] = None; sys.modules['celery'] = None;"
    modules = [
        str(file.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
        for file in python_files(package)
        if file.name != "__main__.py"
    ]
    program = blocked + "import importlib;" + f"[importlib.import_module(name) for name in {modules!r}]"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_no_signals_generic_keys_or_thread_locals() -> None:
    banned = ("django.db.models.signals", "GenericForeignKey", "threading.local", "@receiver(")
    found = [
        f"{file.relative_to(ROOT)}: {word}"
        for file in python_files("annotator", "config", "demo")
        for word in banned
        if word in file.read_text()
    ]
    assert not found


def test_s11_nothing_is_ever_unpickled() -> None:
    modules = {"pickle", "cPickle", "dill", "shelve", "joblib", "cloudpickle", "marshal"}
    found = []
    for file in python_files("annotator", "config", "demo", "inference", "training"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{file}: {name}" for name in names if name.split(".")[0] in modules]
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                found.append(f"{file}: allow_pickle")
    assert not found


def test_s06_s15_nothing_is_marked_safe_or_set_as_html() -> None:
    words = ("mark_safe", "|safe", "dangerouslySetInnerHTML", "innerHTML", "outerHTML", "insertAdjacentHTML")
    files = [*python_files("annotator", "config", "demo"), *front_end_files()]
    assert not [f"{file}: {word}" for file in files for word in words if word in file.read_text()]


def test_s07_no_filter_takes_its_keys_from_a_request() -> None:
    words = ("filter(**request", "filter(**self.request", "order_by(request", "RawSQL(", ".raw(", ".extra(")
    files = list(python_files("annotator", "config", "demo"))
    assert not [f"{file}: {word}" for file in files for word in words if word in file.read_text()]


def test_s18_no_page_of_a_person_is_cached() -> None:
    words = ("UpdateCacheMiddleware", "FetchFromCacheMiddleware", "cache_page")
    files = list(python_files("annotator", "config"))
    assert not [f"{file}: {word}" for file in files for word in words if word in file.read_text()]


def test_only_tokens_css_holds_a_colour() -> None:
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(")
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in front_end_files()
        if file.name != "tokens.css" and file.suffix == ".css"
        for match in colour.finditer(file.read_text())
    ]
    assert not found
