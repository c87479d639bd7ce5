"""Django's entry for this app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """The clinician's queue: labels beside suggestions, final labels, and what suggestions changed."""

    name = "annotator.supervision"
    label = "supervision"
