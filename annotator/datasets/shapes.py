"""What the addresses of datasets take and answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.core.requests import StrictSerializer
from annotator.core.text import PlainText, ProseText
from annotator.datasets import rules
from annotator.datasets.comparing import KINDS
from annotator.datasets.models import Dataset, Origin
from annotator.datasets.reading import infants_by_id
from annotator.frames.planning import EXCLUSIONS as VIDEO_EXCLUSIONS
from annotator.jobs.api import JobOut
from annotator.jobs.services import latest_job
from annotator.labelling.models import LabelSource
from annotator.scoring.scale_shape import WholeNumber

SIDES = (48, 64, 96, 112, 128, 160, 192, 224, 256, 299, 384, 512)
LABEL_CHOICES = [*rules.CHOICES, rules.APPROVED]
AGREEMENTS, REASONS = list(rules.AGREEMENTS), list(rules.EXCLUSIONS)
VIDEO_REASONS = [*VIDEO_EXCLUSIONS, "not_planned"]
WARNINGS = ["no_rows", "one_class", "one_infant", "few_infants", "few_pain_infants"]


class RulesField(StrictSerializer):
    """What becomes a row; `rater` is the letter of the rater where `labels` is `rater`."""

    labels = serializers.ChoiceField(LABEL_CHOICES, default=rules.CONSENSUS)
    rater = PlainText(max_length=8, allow_blank=True, default="")
    sources = serializers.ListField(child=serializers.ChoiceField(LabelSource.choices), min_length=1, max_length=3)
    agreement = serializers.ChoiceField(AGREEMENTS, default=rules.UNANIMOUS)
    raters_needed = WholeNumber(min_value=1, max_value=20, default=1)
    near_duplicates = serializers.BooleanField(default=True)
    inconsistent_videos = serializers.BooleanField(default=False)
    side_px = serializers.ChoiceField(SIDES, default=224)
    margin = serializers.FloatField(min_value=0, max_value=1, default=0.0)

    def validate_sources(self, given: list[str]) -> list[str]:
        """Each once, always in the same order."""
        return [source for source in rules.SOURCES if source in given]


DOMAIN = r"^[a-z0-9][a-z0-9-]{0,39}\Z"


class PreviewIn(StrictSerializer):
    """Rules to try."""

    rules = RulesField()


class DatasetIn(PreviewIn):
    """A dataset to build; `domain` is how the data set is called in its manifest."""

    name = PlainText(max_length=120)
    note = ProseText(max_length=2000, allow_blank=True, default="")
    domain = serializers.RegexField(DOMAIN, default="study")


class LeftOutOut(serializers.Serializer[Any]):
    """How many frames, of how many infants, a reason leaves out."""

    reason = serializers.ChoiceField(REASONS)
    frames = serializers.IntegerField()
    infants = serializers.IntegerField()


class SizeOut(serializers.Serializer[Any]):
    """Videos and infants."""

    videos = serializers.IntegerField()
    infants = serializers.IntegerField()


class VideosLeftOutOut(SizeOut):
    """How many videos gave no frames, and why."""

    reason = serializers.ChoiceField(VIDEO_REASONS)


class UpstreamOut(serializers.Serializer[Any]):
    """From recorded videos to those whose frames were drawn."""

    recorded = SizeOut()
    withdrawn = SizeOut()
    excluded = VideosLeftOutOut(many=True)
    drawn = SizeOut()


class SourceCountOut(serializers.Serializer[Any]):
    """Rows by where their label comes from; those by rule are weak."""

    source = serializers.ChoiceField([*rules.SOURCES, rules.APPROVAL])  # type: ignore[assignment]
    pain = serializers.IntegerField()
    nonpain = serializers.IntegerField()


class SummaryOut(serializers.Serializer[Any]):
    """Counts; `warnings` say what would keep a model from being trained or tested on these rows."""

    frames = serializers.IntegerField()
    frame_infants = serializers.IntegerField()
    rows = serializers.IntegerField()
    pain = serializers.IntegerField()
    nonpain = serializers.IntegerField()
    infants = serializers.IntegerField()
    pain_infants = serializers.IntegerField()
    nonpain_infants = serializers.IntegerField()
    exclusions = LeftOutOut(many=True)
    sources = SourceCountOut(many=True)
    upstream = UpstreamOut(allow_null=True)
    original_classes = serializers.DictField(child=serializers.IntegerField(), required=False)
    warnings = serializers.ListField(child=serializers.ChoiceField(WARNINGS))


class InfantCountOut(serializers.Serializer[Any]):
    """Rows of one infant; no pseudonym for an infant from elsewhere, whose name in the file stands in `infant`."""

    infant = serializers.CharField()
    pseudonym = serializers.CharField(allow_null=True)
    pain = serializers.IntegerField()
    nonpain = serializers.IntegerField()


class PreviewOut(SummaryOut):
    """What a dataset by these rules would hold now."""

    by_infant = InfantCountOut(many=True)


class RaterChoiceOut(serializers.Serializer[Any]):
    """A rater by letter."""

    code = serializers.CharField()
    name = serializers.CharField(allow_null=True)


class ChoicesOut(serializers.Serializer[Any]):
    """What there is to choose from."""

    raters = RaterChoiceOut(many=True)


class DatasetOut(serializers.ModelSerializer[Dataset]):
    """A dataset; `summary` is null until it is built, `sha256` is that of its manifest as it was built."""

    summary = SummaryOut(allow_null=True)
    created_by_name = serializers.CharField(source="created_by.name")
    job = serializers.SerializerMethodField()

    class Meta:
        model = Dataset
        fields = [
            *("id", "study", "number", "name", "note", "origin", "domain", "sha256", "summary", "contains_withdrawn"),
            *("withdrawn_infants", "previous", "created_at", "ready_at", "created_by_name", "job"),
        ]

    @extend_schema_field(JobOut(allow_null=True))
    def get_job(self, dataset: Dataset) -> dict[str, Any] | None:
        """The newest work on it; null where it waits for its file, and once it is built."""
        job = None if dataset.manifest_id else latest_job(dataset.pk)
        return JobOut(job).data if job else None


class DatasetDetailOut(DatasetOut):
    """A dataset with its rules and infants."""

    rules = serializers.SerializerMethodField()
    by_infant = serializers.SerializerMethodField()

    class Meta(DatasetOut.Meta):
        fields = [*DatasetOut.Meta.fields, "rules", "by_infant"]

    @extend_schema_field(serializers.DictField())
    def get_rules(self, dataset: Dataset) -> dict[str, Any]:
        """As they were given."""
        return {name: value for name, value in dataset.rules.items() if name != "rater_key"}

    @extend_schema_field(InfantCountOut(many=True))
    def get_by_infant(self, dataset: Dataset) -> list[dict[str, Any]]:
        """Rows by infant and class."""
        counts = list(dataset.infants.values("infant", "pain", "nonpain"))
        names = infants_by_id([one["infant"] for one in counts]) if dataset.origin == Origin.STUDY else {}
        rows = [{**one, "pseudonym": names.get(one["infant"])} for one in counts]
        return sorted(rows, key=lambda row: row["pseudonym"] or row["infant"])


class FlowFigureQuery(StrictSerializer):
    """In which language, and on which ground."""

    language = serializers.ChoiceField(["en", "it"], default="en")
    theme = serializers.ChoiceField(["light", "dark"], default="light")


class CardOut(serializers.Serializer[Any]):
    """The data card as facts and as Markdown."""

    facts = serializers.DictField()
    text = serializers.CharField()


class DifferenceQuery(StrictSerializer):
    """Which other version, the older one."""

    against = serializers.UUIDField()


class ChangeCountOut(serializers.Serializer[Any]):
    """Rows by what became of them."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One number for each kind of change."""
        return {kind: serializers.IntegerField() for kind in KINDS}


class InfantChangeOut(ChangeCountOut):
    """Changed rows of one infant."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Who, and one number for each kind of change."""
        names = {"infant": serializers.CharField(), "pseudonym": serializers.CharField(allow_null=True)}
        return {**names, **super().get_fields()}


class ChangedRowOut(serializers.Serializer[Any]):
    """One changed row; labels are null where there is none, with the share of raters where they differ."""

    kind = serializers.ChoiceField(KINDS[:-1])
    infant = serializers.CharField()
    pseudonym = serializers.CharField(allow_null=True)
    video = serializers.UUIDField()
    frame_id = serializers.UUIDField()
    pts_ms = serializers.IntegerField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class DifferenceOut(serializers.Serializer[Any]):
    """What changed; `rows` lists the first 200, `rules` names the rules that differ, `same` says equal hashes."""

    against = serializers.UUIDField()
    same = serializers.BooleanField()
    rules = serializers.ListField(child=serializers.CharField())
    counts = ChangeCountOut()
    by_infant = InfantChangeOut(many=True)
    rows = ChangedRowOut(many=True)
