"""Events that nobody can change, and the register of files whose bytes must stay what they were."""

from django.conf import settings
from django.db import models

from annotator.core.models import BaseModel

GENESIS = "0" * 64


class AuditEvent(models.Model):
    """Who did what to which object, when and why; each event's hash covers the one before it.

    Details hold ids and counts, never names: an event outlives the consent of the infant it speaks of.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    study_id = models.UUIDField(null=True)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["study_id", "-sequence"], name="audit_by_study"),
            models.Index(fields=["action", "-sequence"], name="audit_by_action"),
            models.Index(fields=["actor", "-sequence"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class StoredFile(BaseModel):
    """A file the application wrote: its place below the media folder, its size and its SHA-256."""

    path = models.CharField(max_length=255, unique=True)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return self.path
