"""Which settings of a preset contradict each other, in sentences."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.config import Architecture, Preset, SplitRule

HEADS = ("vgg-face", "convnext-tiny")  # networks with hidden dense layers of any number
SMALLEST_PX = {"vgg-face": 32, "compact": 64, "convnext-tiny": 32, "hog-svm": 32, "lbp-svm": 32}
MULTIPLE_PX = {"vgg-face": 16, "compact": 8, "convnext-tiny": 32, "hog-svm": 8, "lbp-svm": 8}


def settings_that_agree(preset: "Preset") -> list[tuple[bool, str]]:
    """Whether each rule holds, and the sentence to refuse with where it does not."""
    return [*_split_agrees(preset.split), *_architecture_agrees(preset.architecture), *_fit_agrees(preset)]


def _split_agrees(split: "SplitRule") -> list[tuple[bool, str]]:
    k_fold = split.method == "stratified_group_k_fold"
    hold_out = split.method in ("group_hold_out", "frame_hold_out")
    share, folds, inner = split.test_share, split.folds, split.validation_folds
    return [
        ((folds is not None) == k_fold, "“split.folds” belongs to stratified_group_k_fold, and only to it."),
        ((share is not None) == hold_out, "“split.test_share” belongs to the hold-outs, and only to them."),
        (folds is None or folds >= 2, "“split.folds” must be at least 2."),
        (share is None or 0 < share < 1, "“split.test_share” must lie between 0 and 1."),
        (inner is None or inner >= 2, "“split.validation_folds” must be at least 2."),
        (inner is None or split.independent, "frame_hold_out has no validation by infant."),
        (split.seed >= 0, "“split.seed” must not be negative."),
    ]


def _architecture_agrees(model: "Architecture") -> list[tuple[bool, str]]:
    smallest, multiple = SMALLEST_PX[model.name], MULTIPLE_PX[model.name]
    head = not model.head_units or model.name in HEADS
    sized = model.side_px >= smallest and model.side_px % multiple == 0
    frozen = model.frozen_layers == 0 or model.name in ("vgg-face", "compact")
    return [
        (sized, f"“architecture.side_px” of {model.name} must be a multiple of {multiple} from {smallest} on."),
        (model.frozen_layers >= 0, "“architecture.frozen_layers” must not be negative."),
        (frozen, f"No layer of {model.name} can be frozen: “architecture.frozen_layers” must be 0."),
        (head, f"“architecture.head_units” does not belong to {model.name}."),
        (all(units > 0 for units in model.head_units), "Rates, sizes and numbers of epochs must be above 0."),
        (0 <= model.dropout < 1, "“architecture.dropout” must be at least 0 and below 1."),
        (0 <= model.l1 < math.inf, "“architecture.l1” must not be negative."),
        ((model.c is not None) != model.neural, "“architecture.c” belongs to support vector machines, and only there."),
        (model.c is None or 0 < model.c < math.inf, "“architecture.c” must be above 0."),
    ]


def _fit_agrees(preset: "Preset") -> list[tuple[bool, str]]:
    fit, changes = preset.fit, preset.augmentation
    validated = preset.split.validation_folds is not None
    low, high = changes.brightness or (1.0, 1.0)
    positive = (fit.learning_rate, fit.batch_size, fit.max_epochs, preset.architecture.side_px)
    looks_at_validation = fit.patience is not None or fit.keep != "final_epoch" or fit.calibration != "none"
    return [
        (all(0 < number < math.inf for number in positive), "Rates, sizes and numbers of epochs must be above 0."),
        (fit.patience is None or fit.patience >= 1, "“fit.patience” must be at least 1."),
        (fit.seed >= 0, "“fit.seed” must not be negative."),
        (0 <= fit.label_smoothing < 1, "“fit.label_smoothing” must be at least 0 and below 1."),
        (0 < low <= high < math.inf, "“augmentation.brightness” must be two factors above 0, the smaller first."),
        (0 <= changes.rotation_degrees <= 180, "“augmentation.rotation_degrees” must lie between 0 and 180."),
        (changes.draws is None or changes.draws >= 1, "“augmentation.draws” must be at least 1."),
        (validated or not looks_at_validation, "Stopping early, the best epoch and calibration need validation."),
        (validated or "validation" not in changes.applied_to, "There is no validation part to augment."),
    ]
