"""Django's entry for this app."""

from django.apps import AppConfig


class WithdrawalsConfig(AppConfig):
    """Withdrawal of consent: what it reaches, the cut, the erasure and the tombstone that stays."""

    name = "annotator.withdrawals"
    label = "withdrawals"
