"""Django's entry for this app."""

from django.apps import AppConfig


class FacesConfig(AppConfig):
    """Faces in frames: detectors compared, the study's choice of them, what it finds, what people correct."""

    name = "annotator.faces"
    label = "faces"
