"""Frozen datasets. The rows of one are a file, its manifest; the database keeps what is asked about it."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.audit.models import StoredFile
from annotator.core.models import BaseModel
from annotator.frames.models import Frame
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Study, member_of


class Origin(models.TextChoices):
    """Where a dataset's rows come from."""

    STUDY = "study"
    FOLDER = "folder"
    MANIFEST = "manifest"


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Datasets."""

    def visible_to(self, user: User) -> "DatasetQuerySet":
        """Those of one's studies, but none where one oversees and labels blind: they tell everybody's labels."""
        return self.filter(member_of(user)).exclude(study__in=list(standing_of(user).after_own))

    def ready(self) -> "DatasetQuerySet":
        """Built, so that their manifest is there."""
        return self.filter(manifest__isnull=False)


class Dataset(BaseModel):
    """One version: made once from `rules`, never changed; `manifest` is None until the work is done.

    `sha256` is that of the manifest as it was built: the same rules on the same labels give the same. When an infant
    is withdrawn afterwards, its rows leave the file, `contains_withdrawn` is set, and `sha256` stays what it was.
    `domain` is the data set's name within the manifest. `summary` counts rows, classes, infants and what was left out
    and why; None until the work is done. `source_bytes` is how large the file of one from elsewhere is.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="datasets")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.STUDY)
    domain = models.CharField(max_length=40)
    rules = models.JSONField()
    sha256 = models.CharField(max_length=64, blank=True)
    summary = models.JSONField(null=True)
    manifest = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    contains_withdrawn = models.BooleanField(default=False)
    withdrawn_infants = models.PositiveIntegerField(default=0)
    source_bytes = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ready_at = models.DateTimeField(null=True)

    objects: ClassVar[DatasetQuerySet] = DatasetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="one_dataset_per_study_and_number")]
        indexes = [models.Index(fields=["study", "-created_at", "-id"], name="datasets_newest_first")]

    def __str__(self) -> str:
        return f"dataset {self.number} of {self.study_id}"

    @property
    def folder(self) -> str:
        """Its own folder, relative to the media folder."""
        return f"datasets/{self.pk}"

    @property
    def manifest_place(self) -> Path:
        """The manifest on the disk; raises ValueError before the dataset is ready."""
        if self.manifest is None:
            raise ValueError("This dataset is not ready.")
        return place_of(self.manifest.path)

    @property
    def pictures_place(self) -> Path:
        """The folder to which the manifest's `file` is relative."""
        own = f"{self.folder}/pictures"
        return place_of(crops_folder(self.study_id) if self.origin == Origin.STUDY else own)


def crops_folder(study_id: object) -> str:
    """Where a study's faces for training lie; every version of its datasets points into it."""
    return f"crops/{study_id}"


class DatasetInfant(models.Model):
    """How much of an infant a dataset holds; `infant` is as in the manifest: an id of ours, or an imported name."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="infants")
    infant = models.CharField(max_length=120)
    pain = models.PositiveIntegerField()
    nonpain = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "infant"], name="one_count_per_dataset_and_infant")]
        indexes = [models.Index(fields=["infant"], name="datasets_by_infant")]

    def __str__(self) -> str:
        return f"{self.infant} in {self.dataset_id}"


class TrainingCrop(models.Model):
    """A face cut out for learning; `key` tells box, turn, side and margin. Shared by all versions that hold it."""

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="training_crops")
    key = models.CharField(max_length=16)
    image = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frame", "key"], name="one_training_crop_per_frame_and_key")]

    def __str__(self) -> str:
        return f"crop {self.key} of {self.frame_id}"


class ExportKind(models.TextChoices):
    """The formats a dataset can leave in."""

    FOLDER = "folder"
    PARQUET = "parquet"
    COCO = "coco"
    TFRECORD = "tfrecord"


class Audience(models.TextChoices):
    """Who an export is for: `outside` only infants whose parents agreed to sharing, under names made anew."""

    HOUSE = "house"
    OUTSIDE = "outside"


class DatasetExportQuerySet(models.QuerySet["DatasetExport"]):
    """Exports."""

    def visible_to(self, user: User) -> "DatasetExportQuerySet":
        """Those of datasets the person may see."""
        return self.filter(dataset__in=Dataset.objects.visible_to(user))


class DatasetExport(BaseModel):
    """A dataset as one file; `file` is None until it is written, and again once a withdrawal has erased it."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=8, choices=ExportKind.choices)
    audience = models.CharField(max_length=7, choices=Audience.choices)
    rows = models.PositiveIntegerField(null=True)
    left_out = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[DatasetExportQuerySet] = DatasetExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["dataset", "-created_at", "-id"], name="dataset_exports_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.dataset_id}"
