"""Django's entry for this app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work: the database owns its state, the broker only rings the bell."""

    name = "annotator.jobs"
    label = "jobs"
