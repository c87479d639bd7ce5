"""What stays when an infant is gone: the fact of the withdrawal, without the identity."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from annotator.accounts.models import User
from annotator.core.models import BaseModel
from annotator.studies.models import Study, member_of


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    """Tombstones."""

    def visible_to(self, user: User) -> "TombstoneQuerySet":
        """Those of the person's studies."""
        return self.filter(member_of(user))


class Tombstone(BaseModel):
    """One withdrawal of consent. `infant_id` is the opaque id, kept so that a restored backup can erase again."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="tombstones")
    infant_id = models.UUIDField(unique=True)
    reason = models.TextField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reached = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[TombstoneQuerySet] = TombstoneQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"
