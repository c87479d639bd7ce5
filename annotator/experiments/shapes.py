"""What the addresses of training and models take and answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.core.requests import StrictSerializer
from annotator.core.text import PlainText, ProseText
from annotator.datasets.models import Origin
from annotator.datasets.reading import infants_by_id
from annotator.experiments.models import Fold, ModelStatus, ModelVersion, TrainingRun
from annotator.experiments.naming import in_peoples_words
from annotator.experiments.services import is_waiting, jobs_of
from annotator.jobs.api import JobOut


class TrainingPresetOut(serializers.Serializer[Any]):
    """An experiment that comes with the program; `independent` is false where infants stand on both sides."""

    name = serializers.CharField()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    independent = serializers.BooleanField()
    settings = serializers.DictField()


class TrainingPresetsOut(serializers.Serializer[Any]):
    """All of them."""

    presets = TrainingPresetOut(many=True)


class TrainingRunIn(StrictSerializer):
    """A training to check; nothing is trained before it is started. `helping` is a dataset that only helps training."""

    dataset = serializers.UUIDField()
    helping = serializers.UUIDField(allow_null=True, default=None)
    preset = PlainText(max_length=60)
    name = PlainText(max_length=120)
    note = ProseText(max_length=2000, allow_blank=True, default="")


class FoldOut(serializers.ModelSerializer[Fold]):
    """One model of a run."""

    class Meta:
        model = Fold
        fields = ["id", "place", "name", "finished_at"]


class HeadlineOut(serializers.Serializer[dict[str, Any]]):
    """What a finished run is worth over all its folds; a figure is null where it is undefined."""

    f1 = serializers.FloatField(allow_null=True)
    f1_interval = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="95 %, over infants, two numbers"
    )
    auc = serializers.FloatField(allow_null=True)
    infants = serializers.IntegerField()


class TrainingRunOut(serializers.ModelSerializer[TrainingRun]):
    """A training run; `stamp` warns where its figures are not independent, `headline` is null until it is finished."""

    dataset_number = serializers.IntegerField(source="dataset.number")
    dataset_name = serializers.CharField(source="dataset.name")
    helping_number = serializers.IntegerField(source="helping.number", allow_null=True, default=None)
    helping_name = serializers.CharField(source="helping.name", allow_null=True, default=None)
    created_by_name = serializers.CharField(source="created_by.name")
    stamp = serializers.SerializerMethodField()
    headline = serializers.SerializerMethodField()
    model = serializers.UUIDField(source="model.pk", allow_null=True, default=None)

    class Meta:
        model = TrainingRun
        fields = [
            *("id", "study", "number", "name", "note", "dataset", "dataset_number", "dataset_name", "preset", "stamp"),
            *("helping", "helping_number", "helping_name"),
            *("started_at", "stopped_at", "finished_at", "contains_withdrawn", "created_at", "created_by_name"),
            *("model", "headline"),
        ]

    @extend_schema_field(HeadlineOut(allow_null=True))
    def get_headline(self, run: TrainingRun) -> dict[str, Any] | None:
        """So that runs can be compared in a list."""
        pooled = (run.report or {}).get("pooled")
        if pooled is None:
            return None
        figures = pooled["figures"]
        interval = pooled["intervals"].get("f1")
        return {"f1": figures["f1"], "f1_interval": interval, "auc": figures["auc"], "infants": pooled["infants"]}

    def get_stamp(self, run: TrainingRun) -> str | None:
        """The warning that stands wherever its figures do."""
        return (run.plan or {}).get("stamp")


class TrainingRunDetailOut(TrainingRunOut):
    """A run with its plan, its folds, its work and its report, each null or empty until it is there."""

    plan = serializers.DictField(allow_null=True)
    report = serializers.DictField(allow_null=True)
    folds = serializers.SerializerMethodField()
    jobs = serializers.SerializerMethodField()
    waiting = serializers.SerializerMethodField()
    pseudonyms = serializers.SerializerMethodField()

    class Meta(TrainingRunOut.Meta):
        fields = [*TrainingRunOut.Meta.fields, "plan", "report", "folds", "jobs", "waiting", "pseudonyms"]

    @extend_schema_field(FoldOut(many=True))
    def get_folds(self, run: TrainingRun) -> list[dict[str, Any]]:
        """In their order."""
        return list(FoldOut(run.folds.order_by("place"), many=True).data)

    @extend_schema_field(JobOut(many=True))
    def get_jobs(self, run: TrainingRun) -> list[dict[str, Any]]:
        """The newest of each piece of work; a refusal names videos and infants as people do."""
        jobs = [dict(JobOut(job).data) for job in jobs_of(run)]
        for job in jobs:
            if job["error"]:
                job["error"] = {**job["error"], "message": in_peoples_words(job["error"]["message"], run.study)}
        return jobs

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_pseudonyms(self, run: TrainingRun) -> dict[str, str]:
        """Of the infants in the report that are still there, by the id as the report has it."""
        if run.dataset.origin != Origin.STUDY:
            return {}
        tested = [one["infant"] for one in (run.report or {}).get("per_infant", [])]
        ids = {infant.rpartition("/")[2]: infant for infant in tested}  # the domain stands before the id
        return {ids[pk]: pseudonym for pk, pseudonym in infants_by_id(list(ids)).items()}

    def get_waiting(self, run: TrainingRun) -> bool:
        """Whether another training has the machine."""
        return is_waiting(run)


class EpochOut(serializers.Serializer[Any]):
    """One epoch."""

    epoch = serializers.IntegerField()
    loss = serializers.FloatField(allow_null=True)
    accuracy = serializers.FloatField(allow_null=True)
    validation_loss = serializers.FloatField(allow_null=True)
    validation_accuracy = serializers.FloatField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True)


class FoldCurveOut(serializers.Serializer[Any]):
    """A fold's epochs so far."""

    fold = serializers.CharField()
    finished = serializers.BooleanField()
    epochs = EpochOut(many=True)


class CurvesOut(serializers.Serializer[Any]):
    """All folds."""

    folds = FoldCurveOut(many=True)


class ModelOut(serializers.ModelSerializer[ModelVersion]):
    """A model; `likeness_to_random` is near 1 where heat maps show nothing that was learnt, null before any."""

    run_number = serializers.IntegerField(source="run.number")
    run_name = serializers.CharField(source="run.name")
    preset = serializers.CharField(source="run.preset")
    contains_withdrawn = serializers.BooleanField(source="run.contains_withdrawn")
    margin = serializers.SerializerMethodField()

    class Meta:
        model = ModelVersion
        fields = [
            *("id", "study", "number", "status", "run", "run_number", "run_name", "preset", "contains_withdrawn"),
            *("likeness_to_random", "margin", "created_at"),
        ]

    def get_margin(self, model: ModelVersion) -> float:
        """What the network sees around a face's box at every side, in sizes of the box."""
        return float(model.run.dataset.rules.get("margin", 0.0))


class ModelStatusIn(StrictSerializer):
    """What the model may be used for from now on."""

    status = serializers.ChoiceField([ModelStatus.APPROVED, ModelStatus.RETIRED])


class RegionShareOut(serializers.Serializer[Any]):
    """Mean share of the heat on one region, over frames."""

    region = serializers.CharField()
    share = serializers.FloatField()


class RegionsOut(serializers.Serializer[Any]):
    """For maps of one predicted class."""

    target = serializers.CharField()
    maps = serializers.IntegerField()
    regions = RegionShareOut(many=True)


class ModelRegionsOut(serializers.Serializer[Any]):
    """Where a model looks."""

    classes = RegionsOut(many=True)


class HeatMapOut(serializers.Serializer[Any]):
    """A map, row by row from 0 to 1, over the face crop."""

    target = serializers.CharField()
    predicted = serializers.BooleanField()
    values = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    shares = serializers.DictField(child=serializers.FloatField(), allow_null=True)


class ExplainedFrameOut(serializers.Serializer[Any]):
    """A frame with what the model says of it; `probability` of pain."""

    frame = serializers.UUIDField()
    pseudonym = serializers.CharField()
    pts_ms = serializers.IntegerField()
    probability = serializers.FloatField()
    maps = HeatMapOut(many=True)


class ExplainedFramesOut(serializers.Serializer[Any]):
    """Some frames; `withheld` says that those the reader has still to decide about are left out."""

    frames = ExplainedFrameOut(many=True)
    withheld = serializers.BooleanField()
