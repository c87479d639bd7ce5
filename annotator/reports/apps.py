"""Django's entry for this app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The report of a study: methods, numbers and figures, each with the hashes it comes from."""

    name = "annotator.reports"
    label = "reports"
