"""Django's entry for this app."""

from django.apps import AppConfig


class FramesConfig(AppConfig):
    """Frames drawn from videos as the protocol says: the plan, its dry run, the pictures."""

    name = "annotator.frames"
    label = "frames"
