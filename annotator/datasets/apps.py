"""Django's entry for this app."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Datasets: frozen versions of what was labelled, ready to learn from."""

    name = "annotator.datasets"
    label = "datasets"
