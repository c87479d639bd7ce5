"""Backups of everything the house keeps, and their way back, on which withdrawn infants stay gone."""
