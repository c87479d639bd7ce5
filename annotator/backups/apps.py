"""Registers the app."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups of everything the house keeps, and their way back."""

    name = "annotator.backups"
