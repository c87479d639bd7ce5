"""The experiments that come with the program, as data: the files themselves, without the code that trains."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "training" / "presets"
NOT_INDEPENDENT = "frame_hold_out"  # frames of one infant stand on both sides


@cache
def presets() -> dict[str, dict[str, Any]]:
    """By name, in order of names: title, source, and every setting by section."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def is_independent(settings: dict[str, Any]) -> bool:
    """Whether no infant is trained on and tested."""
    return bool(settings["split"]["method"] != NOT_INDEPENDENT)


def helping_domains(preset: str) -> list[str]:
    """The data sets that only help training in an experiment, by name; empty where it learns from one data set."""
    return list(presets()[preset]["data"].get("training_only_domains", []))
