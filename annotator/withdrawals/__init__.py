"""Withdrawal of consent: what it reaches, the cut, the erasure and the tombstone that stays."""
