"""Presets say what was published, and a preset that says something else is refused by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from training.architectures.vgg_face import all_parameters, trainable_parameters
from training.config import PRESETS, load_preset, preset_names
from training.refusal import TrainingRefused

FOLDED = ("mpain", "icope", "mpain-icope")
HELD_OUT = ("videodol-group", "videodol-frame")


OF_THE_THESIS = (*FOLDED, *HELD_OUT)


def test_the_presets_are_these() -> None:
    assert preset_names() == sorted([*OF_THE_THESIS, "recommended", "demo", "hog-svm", "lbp-svm"])


@pytest.mark.parametrize("name", FOLDED)
def test_experiments_in_folds(name: str) -> None:
    preset = load_preset(name)
    assert preset.fit.learning_rate == (1e-5 if name == "icope" else 5e-6)
    assert (preset.fit.batch_size, preset.fit.max_epochs, preset.fit.patience) == (32, 100, 15)
    assert preset.fit.keep == "best_validation_accuracy"
    assert preset.split.method == "stratified_group_k_fold"
    assert (preset.split.folds, preset.split.validation_folds) == (10 if name == "icope" else 5, 5)
    changes = preset.augmentation
    assert (changes.horizontal_flip, changes.rotation_degrees, changes.brightness) == (True, 30.0, (1.0, 1.5))
    assert changes.applied_to == ("training", "validation")
    assert preset.data.training_only_domains == (("icope",) if name == "mpain-icope" else ())


@pytest.mark.parametrize("name", HELD_OUT)
def test_experiments_with_a_quarter_held_out(name: str) -> None:
    preset = load_preset(name)
    assert (preset.fit.learning_rate, preset.fit.batch_size, preset.fit.max_epochs) == (5e-6, 32, 20)
    assert (preset.fit.patience, preset.fit.keep) == (None, "final_epoch")
    assert (preset.split.test_share, preset.split.validation_folds) == (0.25, None)
    assert (preset.augmentation.brightness, preset.augmentation.applied_to) == (None, ("training",))


def test_only_the_split_by_frame_is_stamped() -> None:
    stamps = {name: load_preset(name).stamp for name in preset_names()}
    assert stamps.pop("videodol-frame") == "not independent"
    assert set(stamps.values()) == {None}


def test_recommended_differs_from_the_first_experiment_where_it_says() -> None:
    first, recommended = load_preset("mpain"), load_preset("recommended")
    assert recommended.augmentation == replace(first.augmentation, applied_to=("training",))
    assert recommended.fit == replace(first.fit, calibration="temperature")
    assert (recommended.split, recommended.architecture) == (first.split, first.architecture)


@pytest.mark.parametrize("name", [*OF_THE_THESIS, "recommended"])
def test_the_published_number_of_trainable_parameters(name: str) -> None:
    architecture = load_preset(name).architecture
    assert trainable_parameters(architecture) == 10_230_274
    assert all_parameters(architecture) == 17_865_538
    assert trainable_parameters(replace(architecture, frozen_layers=19)) == 3_150_850
    assert architecture.channel_means == (93.5940, 104.7624, 129.1863)
    assert (architecture.dropout, architecture.l1, architecture.side_px) == (0.5, 0.01, 224)


@pytest.mark.parametrize(
    ("before", "after", "code", "named"),
    [
        ("folds = 5\n", "folds = 5\nfoldz = 5\n", "unknown_key", "split.foldz"),
        ("batch_size = 32\n", "", "missing_key", "fit.batch_size"),
        ("batch_size = 32", 'batch_size = "32"', "wrong_type", "fit.batch_size"),
        ("batch_size = 32", "batch_size = true", "wrong_type", "fit.batch_size"),
        ("horizontal_flip = true", "horizontal_flip = 1", "wrong_type", "augmentation.horizontal_flip"),
        ("[1.0, 1.5]", "[1.0]", "wrong_type", "augmentation.brightness"),
        ("[1.0, 1.5]", "[1.5, 1.0]", "contradicting_settings", "augmentation.brightness"),
        ('"adam"', '"sgd"', "wrong_value", "fit.optimiser"),
        ("learning_rate = 5e-6", "learning_rate = nan", "contradicting_settings", "above 0"),
        ("validation_folds = 5", "", "contradicting_settings", "need validation"),
        ("folds = 5\n", "folds = 5\ntest_share = 0.2\n", "contradicting_settings", "split.test_share"),
        ("stratified_group_k_fold", "leave_one_infant_out", "contradicting_settings", "split.folds"),
        ("side_px = 224", "side_px = 225", "contradicting_settings", "architecture.side_px"),
        ('"vgg-face"', '"convnext-tiny"', "contradicting_settings", "architecture.frozen_layers"),
        ('"vgg-face"', '"compact"', "contradicting_settings", "architecture.head_units"),
        ("dropout = 0.5", "dropout = 0.5\nc = 1.0", "contradicting_settings", "architecture.c"),
        ('fill = "nearest"', 'fill = "nearest"\ndraws = 0', "contradicting_settings", "augmentation.draws"),
        ("[data]", "[data", "preset_unreadable", "mine.toml"),
    ],
)
def test_a_preset_that_is_wrong_is_refused_by_name(
    tmp_path: Path, before: str, after: str, code: str, named: str
) -> None:
    text = (PRESETS / "mpain.toml").read_text()
    assert before in text
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace(before, after, 1))
    with pytest.raises(TrainingRefused) as refusal:
        load_preset(str(mine))
    assert refusal.value.code == code
    assert named in refusal.value.message


def test_an_unknown_preset_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(TrainingRefused, match="videodol-group") as refusal:
        load_preset("../config")
    assert refusal.value.code == "unknown_preset"
