"""What the addresses of supervision take and answer."""

from typing import Any

from rest_framework import serializers

from annotator.agreement.models import Reason
from annotator.core.requests import StrictSerializer
from annotator.core.text import PlainText, ProseText
from annotator.experiments.shapes import HeatMapOut
from annotator.jobs.api import JobOut
from annotator.labelling.labels_api import AN_HOUR_MS, RaterOut
from annotator.labelling.models import Arm, LabelSource, LabelValue
from annotator.labelling.rules import AFTERWARDS, AT_ONCE, NEVER
from annotator.labelling.tasks_api import TaskFaceOut
from annotator.scoring.scale_shape import WholeNumber
from annotator.supervision.valuing import REASONS

VALUES = [value for value in LabelValue.values if value != LabelValue.UNSURE]


class LeftOut(serializers.Serializer[Any]):
    """Open frames of one reason, counted up to 10,000."""

    reason = serializers.ChoiceField(REASONS)
    frames = serializers.IntegerField()


class ReviewStateOut(serializers.Serializer[Any]):
    """The queue and how far it is; `prepared_at` is null before the first.

    `outdated` says that labels, the protocol or the model changed since. `reasons` are the protocol's for an unusable
    frame, `whys` why a decision may differ from the raters.
    """

    prepared_at = serializers.DateTimeField(allow_null=True)
    outdated = serializers.BooleanField()
    job = JobOut(allow_null=True)
    left = LeftOut(many=True)
    decided = serializers.IntegerField()
    suggestions = serializers.ChoiceField([NEVER, AFTERWARDS, AT_ONCE])
    silent_percent = serializers.IntegerField()
    model_number = serializers.IntegerField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())
    whys = serializers.ListField(child=serializers.CharField())


class QuestionOut(serializers.Serializer[Any]):
    """What was asked about a label."""

    text = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class ReviewedLabelOut(serializers.Serializer[Any]):
    """What one rater says; `rater` is null for a label by rule."""

    id = serializers.UUIDField()
    rater = RaterOut(allow_null=True)
    value = serializers.ChoiceField(LabelValue.choices)
    reason = serializers.CharField()
    note = serializers.CharField()
    actions = serializers.ListField(child=serializers.CharField())
    source = serializers.ChoiceField(LabelSource.choices)  # type: ignore[assignment]
    question = QuestionOut(allow_null=True)


class FinalLabelOut(serializers.Serializer[Any]):
    """A decision in force; the value `cleared` says that it was taken back."""

    id = serializers.UUIDField()
    frame = serializers.UUIDField()
    value = serializers.ChoiceField(VALUES)
    reason = serializers.CharField()
    why = serializers.CharField()
    note = serializers.CharField()
    in_run = serializers.BooleanField()
    decided_by_name = serializers.CharField()
    created_at = serializers.DateTimeField()


class ReliabilityOut(serializers.Serializer[Any]):
    """Of `frames` with a probability between `low` and `high`, `pain` did show pain."""

    low = serializers.FloatField()
    high = serializers.FloatField()
    frames = serializers.IntegerField()
    pain = serializers.IntegerField()


class SuggestionOut(serializers.Serializer[Any]):
    """What the model says: `probability` of pain, calibrated."""

    probability = serializers.FloatField()
    spread = serializers.FloatField(allow_null=True)
    model = serializers.UUIDField()
    model_number = serializers.IntegerField()
    margin = serializers.FloatField()
    reliability = ReliabilityOut(allow_null=True)


class ReviewCaseOut(serializers.Serializer[Any]):
    """A frame to decide about; `suggestion` is null where there is none and where it may not be told (yet)."""

    id = serializers.UUIDField()
    frame = serializers.UUIDField()
    video = serializers.UUIDField()
    video_name = serializers.CharField()
    pseudonym = serializers.CharField()
    age_hours = serializers.IntegerField(allow_null=True)
    index = serializers.IntegerField()
    pts_ms = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    context = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    face = TaskFaceOut(allow_null=True)
    crop = serializers.BooleanField()
    reason = serializers.ChoiceField(REASONS)
    agreed = serializers.CharField()
    run = serializers.IntegerField(allow_null=True)
    labels = ReviewedLabelOut(many=True)
    final = FinalLabelOut(allow_null=True)
    suggestion = SuggestionOut(allow_null=True)


class CaseQuery(StrictSerializer):
    """Which cases: one reason, one run, or those that are decided."""

    reason = serializers.ChoiceField(REASONS, required=False)
    run = serializers.IntegerField(min_value=1, required=False)
    decided = serializers.BooleanField(default=False)


class FinalLabelIn(StrictSerializer):
    """One decision; `id` is made where it is decided, `supersedes` is the decision it replaces."""

    id = serializers.UUIDField()
    frame = serializers.UUIDField()
    value = serializers.ChoiceField(VALUES)
    supersedes = serializers.UUIDField(allow_null=True)
    reason = PlainText(max_length=40, allow_blank=True, default="")
    why = serializers.ChoiceField(Reason.choices, allow_blank=True, default="")
    note = ProseText(max_length=1000, allow_blank=True, default="")
    decided_ms = WholeNumber(min_value=0, max_value=AN_HOUR_MS, allow_null=True, default=None)


class FinalLabelsIn(StrictSerializer):
    """Decisions in their order; `in_run` approves frames that are alike together."""

    decisions = FinalLabelIn(many=True, allow_empty=False)
    in_run = serializers.BooleanField(default=False)


class FinalLabelToldOut(serializers.Serializer[Any]):
    """A decision with what may be told after it."""

    final = FinalLabelOut()
    suggestion = SuggestionOut(allow_null=True)


class FinalLabelsOut(serializers.Serializer[Any]):
    """In the order in which they were sent."""

    decided = FinalLabelToldOut(many=True)


class MapsOut(serializers.Serializer[Any]):
    """Where the model saw what speaks for each class."""

    maps = HeatMapOut(many=True)


class QuestionIn(StrictSerializer):
    """What the rater of a label is asked."""

    label = serializers.UUIDField()  # type: ignore[assignment]
    text = ProseText(max_length=500)


class ShareOut(serializers.Serializer[Any]):
    """A share, or a distance of shares, with its 95 % interval over infants; null where it counts among nothing."""

    value = serializers.FloatField(allow_null=True)
    interval = serializers.ListField(child=serializers.FloatField(), allow_null=True)


class SharesOut(serializers.Serializer[Any]):
    """What became of the frames of an arm."""

    as_suggested = ShareOut()
    as_raters = ShareOut()
    sided_with_model = ShareOut()
    changed = ShareOut()
    changed_towards = ShareOut()


class ArmOut(serializers.Serializer[Any]):
    """One way a suggestion reaches who decides; `median_ms` is the time to the first answer."""

    arm = serializers.ChoiceField(Arm.choices)
    frames = serializers.IntegerField()
    infants = serializers.IntegerField()
    median_ms = serializers.IntegerField(allow_null=True)
    shares = SharesOut()


class ArmDifferenceOut(serializers.Serializer[Any]):
    """How far an arm lies from the silent one."""

    arm = serializers.ChoiceField(Arm.choices)
    shares = SharesOut()


class EffectOut(serializers.Serializer[Any]):
    """What suggestions changed."""

    infants = serializers.IntegerField()
    arms = ArmOut(many=True)
    differences = ArmDifferenceOut(many=True)
