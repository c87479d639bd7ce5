"""Django's entry for this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only, hash-chained events and the register of stored files."""

    name = "annotator.audit"
    label = "audit"
