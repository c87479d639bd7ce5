"""What was trained on which dataset, and what came of it. Weights and figures are files in a run's folder."""

from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.core.models import BaseModel
from annotator.datasets.models import Dataset
from annotator.frames.models import Frame
from annotator.labelling.models import FinalLabel
from annotator.recordings.models import Video
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Study, member_of
from annotator.studies.permissions import Action, studies_where


class TrainingRunQuerySet(models.QuerySet["TrainingRun"]):
    """Training runs."""

    def visible_to(self, user: User) -> "TrainingRunQuerySet":
        """Those of one's studies, but none where one labels blind: figures by infant tell everybody's labels."""
        return self.filter(member_of(user)).exclude(study__in=list(standing_of(user).after_own))


class TrainingRun(BaseModel):
    """One experiment: a preset on a dataset, with a second one that only helps training where the preset takes one.

    `plan` is what was checked and measured before anything started, None until then; `report` is None until every
    fold is done. `started_at` is None until somebody has seen the plan and started it, `stopped_at` is set when
    somebody stopped it. `contains_withdrawn` says that consent for an infant it learnt from was withdrawn since.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="training_runs")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="training_runs")
    helping = models.ForeignKey(Dataset, on_delete=models.PROTECT, null=True, related_name="helped_runs")
    preset = models.CharField(max_length=60)
    plan = models.JSONField(null=True)
    report = models.JSONField(null=True)
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    contains_withdrawn = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[TrainingRunQuerySet] = TrainingRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="one_run_per_study_and_number")]
        indexes = [models.Index(fields=["study", "-created_at", "-id"], name="training_runs_newest_first")]

    def __str__(self) -> str:
        return f"training {self.number} of {self.study_id}"

    @property
    def folder(self) -> Path:
        """Where everything of it lies on the disk."""
        return place_of(f"experiments/{self.pk}")

    @property
    def datasets(self) -> list[Dataset]:
        """All it learns from; the first is the one it is tested on."""
        return [self.dataset] if self.helping is None else [self.dataset, self.helping]

    @property
    def is_under_way(self) -> bool:
        """Started, and neither stopped nor finished."""
        return self.started_at is not None and self.stopped_at is None and self.finished_at is None


class Fold(BaseModel):
    """One model of a run: trained on some infants, tested on others; `finished_at` is None until it is done."""

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="folds")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="one_fold_per_run_and_place")]

    def __str__(self) -> str:
        return f"{self.name} of {self.run_id}"

    @property
    def folder(self) -> Path:
        """Where its history, its predictions and its model lie."""
        return self.run.folder / "folds" / self.slug


class ModelStatus(models.TextChoices):
    """What a model may be used for: only an approved one makes suggestions."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    """Models."""

    def visible_to(self, user: User) -> "ModelVersionQuerySet":
        """Those of runs the person may see."""
        return self.filter(run__in=TrainingRun.objects.visible_to(user))


class ModelVersion(BaseModel):
    """The networks of a finished run, one per fold.

    `folds` has the SHA-256 of each network's description by the fold's slug, which in turn names the hashes of its
    files; `signature` is made over it with the site's secret key, and without it nothing is opened.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="models")
    run = models.OneToOneField(TrainingRun, on_delete=models.PROTECT, related_name="model")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=ModelStatus.choices, default=ModelStatus.DRAFT)
    folds = models.JSONField()
    signature = models.CharField(max_length=64)
    likeness_to_random = models.FloatField(null=True)

    objects: ClassVar[ModelVersionQuerySet] = ModelVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="one_model_per_study_and_number"),
            models.UniqueConstraint(
                fields=["study"], condition=Q(status="approved"), name="one_approved_model_per_study"
            ),
        ]

    def __str__(self) -> str:
        return f"model {self.number} of {self.study_id}"


class PredictionQuerySet(models.QuerySet["Prediction"]):
    """What models say of frames."""

    def visible_to(self, user: User) -> "PredictionQuerySet":
        """Those of models one may see; who decides about a study's frames sees what they were told after deciding."""
        deciding = studies_where(user, Action.SUPERVISE)
        told = FinalLabel.objects.filter(decided_by=user.pk, superseded_at=None).filter(
            Q(suggestion_seen=True) | Q(revealed_at__isnull=False), frame=OuterRef("frame_id")
        )
        shown = self.filter(model__in=ModelVersion.objects.visible_to(user), frame__video__infant__withdrawn_at=None)
        return shown.filter(~Q(model__study__in=deciding) | Exists(told))


class Prediction(models.Model):
    """What a model says of a frame: a suggestion, never a label.

    `probability` of pain is calibrated. `fold` is the network that was tested on the infant, so that it never saw it;
    None where no network was trained on the infant and all were asked: `spread` is then how far they lie apart.
    """

    model = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="predictions")
    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="predictions")
    probability = models.FloatField()
    spread = models.FloatField(null=True)
    fold = models.ForeignKey(Fold, on_delete=models.CASCADE, null=True, related_name="+")

    objects: ClassVar[PredictionQuerySet] = PredictionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "frame"], name="one_prediction_per_model_and_frame")]

    def __str__(self) -> str:
        return f"{self.probability:.2f} on {self.frame_id}"


class PainTrace(models.Model):
    """What a model says of a whole video, once a second; for looking at, never a label.

    `points` are [milliseconds, calibrated probability of pain], the latter None where no face was found; None until
    the work is done. `fold` is as in `Prediction`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    model = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="traces")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="pain_traces")
    fold = models.ForeignKey(Fold, on_delete=models.CASCADE, null=True, related_name="+")
    points = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "video"], name="one_pain_trace_per_model_and_video")]

    def __str__(self) -> str:
        return f"trace of {self.video_id}"


class HeatMap(models.Model):
    """Where a network saw what speaks for `target` (pain or nonpain): `values` row by row, from 0 to 1.

    `shares` is the part of the heat on each region of the face; None for a map without heat.
    """

    model = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="heat_maps")
    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="heat_maps")
    target = models.CharField(max_length=7)
    predicted = models.BooleanField()
    values = models.JSONField()
    shares = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "frame", "target"], name="one_heat_map_per_model_frame_and_target")
        ]

    def __str__(self) -> str:
        return f"{self.target} on {self.frame_id}"
