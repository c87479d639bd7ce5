"""The chapters of a report in their order; each gathers its facts, and tells them."""

from annotator.reports.chapters import agreement, datasets, faces, frames, methods, supervision, traces, training
from annotator.reports.chapters.base import Teller

CHAPTERS: dict[str, Teller] = {
    "methods": methods,
    "agreement": agreement,
    "frames": frames,
    "faces": faces,
    "datasets": datasets,
    "training": training,
    "supervision": supervision,
    "traces": traces,
}
