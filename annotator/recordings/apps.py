"""Django's entry for this app."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    """Videos: resumable upload, probing, playback copy, authorised streaming."""

    name = "annotator.recordings"
    label = "recordings"
