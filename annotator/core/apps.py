"""Django's entry for this app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app shares and nothing of their tables: ids, errors, pages, request checks."""

    name = "annotator.core"
    label = "core"
