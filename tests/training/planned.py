"""Small runs for tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.training.made import write_faces
from training.config import load_preset
from training.fold import Surroundings, train_fold
from training.planning import Wish, make_plan
from training.run_folder import Run, open_run
from training.stopping import StopRequest

PRESET = """title = "small"
source = "a test"
[data]
[split]
method = "stratified_group_k_fold"
folds = 2
validation_folds = 2
[architecture]
name = "compact"
side_px = 64
dropout = 0.2
frozen_layers = {frozen}
[augmentation]
horizontal_flip = true
rotation_degrees = 10.0
applied_to = ["training"]
{draws}
[fit]
optimiser = "adam"
learning_rate = 1e-3
batch_size = 8
max_epochs = {epochs}
keep = "best_validation_accuracy"
class_weights = "balanced"
calibration = "temperature"
"""


def preset_file(folder: Path, *, frozen: int = 0, draws: int | None = None, epochs: int = 4) -> Path:
    path = folder / f"small-{frozen}-{draws}-{epochs}.toml"
    line = "" if draws is None else f"draws = {draws}"
    path.write_text(PRESET.format(frozen=frozen, draws=line, epochs=epochs))
    return path


def planned(folder: Path, preset: Path) -> Run:
    faces = folder / "faces"
    manifest = faces / "manifest.csv" if faces.is_dir() else write_faces(faces, infants=8, each=8)
    wish = Wish(manifest=manifest, pictures=faces, preset=load_preset(str(preset)), preset_name=str(preset))
    run = folder / preset.stem
    make_plan(wish, run)
    return open_run(run)


def trained(
    run: Run,
    *,
    fold: str = "fold 1",
    key: bytes | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    return train_fold(run, fold, Surroundings(progress or (lambda *_: None), StopRequest(), key))
