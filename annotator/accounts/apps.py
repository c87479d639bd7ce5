"""Django's entry for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in: sessions, second factor, invitations, named expiring API tokens."""

    name = "annotator.accounts"
    label = "accounts"
