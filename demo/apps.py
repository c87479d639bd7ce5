"""Django's entry for the demo study."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Synthetic infants to try everything on."""

    name = "demo"
