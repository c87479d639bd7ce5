"""What one experiment is: data, split, architecture, augmentation, optimisation; read from TOML presets."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from training.refusal import TrainingRefused, listed
from training.settings import settings_that_agree
from training.strict_toml import read_strictly

PRESETS = Path(__file__).parent / "presets"
NOT_INDEPENDENT = "not independent"

Part = Literal["training", "validation", "test"]


@dataclass(frozen=True, kw_only=True)
class Data:
    """Which rows of a manifest may be tested.

    Attributes:
        training_only_domains: Data sets that help training and are never validated or tested on. All other rows
            must be of one domain: two studies are mixed only where this says so.
        known_by_design: Columns that may equal the label in every row without being a leak.
    """

    training_only_domains: tuple[str, ...] = ()
    known_by_design: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SplitRule:
    """How rows are divided into training, validation and test.

    Attributes:
        method: `frame_hold_out` puts frames of one infant on both sides; its figures are stamped.
        folds: Of `stratified_group_k_fold`; None for the others.
        test_share: Of the hold-outs, as a share of the frames; None for the others.
        validation_folds: The training part is split again into so many folds of infants, and the first is the
            validation part; None: no validation.
        seed: Of every shuffle.
    """

    method: Literal["stratified_group_k_fold", "leave_one_infant_out", "group_hold_out", "frame_hold_out"]
    folds: int | None = None
    test_share: float | None = None
    validation_folds: int | None = None
    seed: int = 0

    @property
    def independent(self) -> bool:
        """Whether no infant of the test part was trained on."""
        return self.method != "frame_hold_out"


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """The classifier.

    Attributes:
        side_px: Pictures are squares of so many pixels.
        frozen_layers: How many of the first layers keep their weights, the input layer counted.
        head_units: Widths of the hidden dense layers after global average pooling.
        dropout: After each hidden dense layer, not after the last; of `compact`, before the last.
        l1: Penalty on the kernels of the head.
        channel_means: Subtracted in the order blue, green, red; None: pictures stay RGB, scaled to -0.5 to 0.5.
        c: How much a support vector machine pays for errors; None for networks.
    """

    name: Literal["vgg-face", "compact", "convnext-tiny", "hog-svm", "lbp-svm"]
    side_px: int
    frozen_layers: int = 0
    head_units: tuple[int, ...] = ()
    dropout: float = 0.0
    l1: float = 0.0
    channel_means: tuple[float, float, float] | None = None
    c: float | None = None

    @property
    def neural(self) -> bool:
        """Whether it is a network that is trained in epochs."""
        return self.name not in ("hog-svm", "lbp-svm")


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """Random changes before the channel means are subtracted.

    Attributes:
        rotation_degrees: At most so far to either side.
        brightness: Smallest and largest factor; None: unchanged.
        fill: What stands beyond the edge of a turned picture.
        applied_to: The parts of the data that are changed.
        draws: Changed versions of each picture, taken in turn epoch by epoch; None: drawn anew in each epoch. Only
            a limited number can be cached: the features of frozen layers are then computed once for each.
    """

    horizontal_flip: bool
    rotation_degrees: float = 0.0
    brightness: tuple[float, float] | None = None
    fill: Literal["nearest"] = "nearest"
    applied_to: tuple[Literal["training", "validation"], ...]
    draws: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The optimisation.

    Attributes:
        optimiser: `none` for classifiers that are not trained in epochs.
        class_weights: `balanced`: rows / (classes x rows of the class), from the training part.
        label_smoothing: Share of the label spread over both classes.
        max_epochs: The last epoch at the latest.
        patience: Stop when the validation loss has not fallen for so many epochs; None: never.
        keep: Which epoch's weights are tested, once. It looks at another figure than stopping does.
    """

    optimiser: Literal["adam", "none"]
    learning_rate: float
    batch_size: int
    max_epochs: int
    patience: int | None = None
    keep: Literal["best_validation_accuracy", "final_epoch"]
    class_weights: Literal["balanced", "none"]
    label_smoothing: float = 0.0
    calibration: Literal["none", "temperature"] = "none"
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One experiment, whole."""

    title: str
    source: str
    data: Data
    split: SplitRule
    architecture: Architecture
    augmentation: Augmentation
    fit: Fit

    @property
    def stamp(self) -> str | None:
        """The words that stand wherever this preset's figures do; None when there is nothing to warn of."""
        return None if self.split.independent else NOT_INDEPENDENT


def load_preset(name: str) -> Preset:
    """A preset by its name, or the one in a file whose name ends in `.toml`.

    Raises:
        TrainingRefused: unknown_preset, what `read_strictly` refuses, or contradicting_settings.
    """
    if not name.endswith(".toml") and name not in preset_names():
        there = listed(preset_names(), most=20)
        raise TrainingRefused("unknown_preset", f"There is no preset “{name}”; there are {there}.")
    path = Path(name) if name.endswith(".toml") else PRESETS / f"{name}.toml"
    preset = read_strictly(Preset, path)
    for holds, sentence in settings_that_agree(preset):
        if not holds:
            raise TrainingRefused("contradicting_settings", sentence)
    return preset


def preset_names() -> list[str]:
    """The presets that come with the program."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))
