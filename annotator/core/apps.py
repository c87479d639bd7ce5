"""Django's entry for this app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app shares and nothing of their tables: ids, errors, pages, request checks."""

    name = "annotator.core"
    label = "core"

    def ready(self) -> None:
        """Registers the checks."""
        from annotator.core import checks  # noqa: F401
