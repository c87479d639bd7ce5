"""Django's entry for this app."""

from django.apps import AppConfig


class LabellingConfig(AppConfig):
    """Frame labels: who looks at which frame, what they say of it, and what the protocol says by rule."""

    name = "annotator.labelling"
    label = "labelling"
