"""How the parts are wired: settings, URLs, the Celery application and the server entry points."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
