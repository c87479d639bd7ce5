"""Commands for `manage.py` that concern the installation as a whole."""
