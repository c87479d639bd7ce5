"""Whose turn it is at which frame, what raters say of it, and what a clinician decides."""

from annotator.labelling.models.finals import Arm, FinalLabel, Question
from annotator.labelling.models.imports import LabelImport
from annotator.labelling.models.labels import FrameLabel, FrameLabelQuerySet, LabelSource, LabelValue, labelled_by
from annotator.labelling.models.tasks import (
    FIRST,
    REPEAT,
    LabelCursor,
    LabelPreparation,
    LabelTask,
    LabelTaskQuerySet,
)

__all__ = [
    "FIRST",
    "REPEAT",
    "Arm",
    "FinalLabel",
    "FrameLabel",
    "FrameLabelQuerySet",
    "LabelCursor",
    "LabelImport",
    "LabelPreparation",
    "LabelSource",
    "LabelTask",
    "LabelTaskQuerySet",
    "LabelValue",
    "Question",
    "labelled_by",
]
