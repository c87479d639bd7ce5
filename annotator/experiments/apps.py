"""The app's name for Django."""

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """Experiments."""

    name = "annotator.experiments"
    label = "experiments"
    default_auto_field = "django.db.models.BigAutoField"
