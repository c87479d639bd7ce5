"""Django's entry for this app."""

from django.apps import AppConfig


class AgreementConfig(AppConfig):
    """Coefficients of agreement between operators, and the command that prints them."""

    name = "annotator.agreement"
    label = "agreement"
