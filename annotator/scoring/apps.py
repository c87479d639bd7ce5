"""Django's entry for this app."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Observation windows, coded facial actions, pain scales as data and the sheets that score them, blind."""

    name = "annotator.scoring"
    label = "scoring"
