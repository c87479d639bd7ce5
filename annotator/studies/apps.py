"""Django's entry for this app."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """Studies, their members, infants under a pseudonym, consent and protocol."""

    name = "annotator.studies"
    label = "studies"
