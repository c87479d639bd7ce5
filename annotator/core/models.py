"""The base of every table: an opaque id and the time of creation."""

import uuid

from django.db import models
from django.utils import timezone


class BaseModel(models.Model):
    """A row known outside by an id that tells nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        abstract = True
