"""What the addresses about one video answer; see `shapes`."""

from typing import Any

from rest_framework import serializers

from annotator.agreement.consensus import STATES
from annotator.agreement.models import Outcome, Reason
from annotator.agreement.shapes import CutoffOut, IntervalField, OperatorCodeOut
from annotator.scoring.sheets_api import AnswerField, OverrideOut


class LanesField(serializers.DictField):
    """Intervals by action: start, and the first frame after the end."""

    child = serializers.ListField(child=IntervalField(serializers.IntegerField()))


class StretchOut(serializers.Serializer[Any]):
    """A window's frames, and its times in milliseconds from the first frame."""

    start_frame = serializers.IntegerField()
    end_frame = serializers.IntegerField()
    start_ms = serializers.IntegerField()
    end_ms = serializers.IntegerField()
    start_event = serializers.CharField()
    end_reason = serializers.CharField()


class ComparedSheetOut(serializers.Serializer[Any]):
    """An operator's answers."""

    id = serializers.UUIDField()
    values = serializers.DictField(child=AnswerField())
    derived = serializers.DictField(child=serializers.IntegerField())
    overrides = serializers.DictField(child=OverrideOut())
    total = serializers.IntegerField(allow_null=True)
    pain = serializers.BooleanField(allow_null=True)
    whine = serializers.BooleanField()
    blind = serializers.BooleanField()


class ComparedWindowOut(StretchOut):
    """An operator's window with answers and coded intervals inside it."""

    operator = OperatorCodeOut()
    window = serializers.UUIDField()
    sheet = ComparedSheetOut(allow_null=True)
    lanes = LanesField()


class ActionPairOut(serializers.Serializer[Any]):
    """Two operators on one action, over the frames both watched; null with a note where undefined."""

    operators = serializers.ListField(child=serializers.CharField())
    kappa = serializers.FloatField(allow_null=True)
    overlap = serializers.FloatField(allow_null=True)
    agreement = serializers.FloatField(allow_null=True)
    frames = serializers.IntegerField()
    note = serializers.CharField()


class ActionOut(serializers.Serializer[Any]):
    """An action somebody coded."""

    action = serializers.CharField()
    pairs = ActionPairOut(many=True)


class WindowOverlapOut(serializers.Serializer[Any]):
    """How far two windows hold the same time, 0 to 1."""

    operators = serializers.ListField(child=serializers.CharField())
    overlap = serializers.FloatField(allow_null=True)


class ComparisonOut(serializers.Serializer[Any]):
    """A video as its operators saw it; `hidden` while my own answers are awaited."""

    video = serializers.UUIDField()
    hidden = serializers.BooleanField()
    windows = ComparedWindowOut(many=True)
    actions = ActionOut(many=True)
    window_overlap = WindowOverlapOut(many=True)


class UnnamedAnswerOut(serializers.Serializer[Any]):
    """An answer without its operator."""

    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.IntegerField(allow_null=True)
    values = serializers.DictField(child=AnswerField())
    total = serializers.IntegerField(allow_null=True)
    pain = serializers.BooleanField(allow_null=True)
    whine = serializers.BooleanField()
    window = StretchOut()
    lanes = LanesField()


class FormerDecisionOut(serializers.Serializer[Any]):
    """What was decided before."""

    outcome = serializers.ChoiceField(Outcome.choices)
    value = serializers.IntegerField(allow_null=True)
    reason = serializers.ChoiceField(Reason.choices)
    note = serializers.CharField()
    decided_at = serializers.DateTimeField()


class DecisionOut(FormerDecisionOut):
    """What was decided, and whether answers changed since."""

    id = serializers.UUIDField()
    stale = serializers.BooleanField()


class CaseOut(serializers.Serializer[Any]):
    """A video's answers without names, in an order that tells nothing, and its decisions; former ones newest first."""

    video = serializers.UUIDField()
    hidden = serializers.BooleanField()
    own_answer = serializers.BooleanField()
    answers = UnnamedAnswerOut(many=True)
    scale = serializers.CharField()
    item = serializers.CharField()
    levels = serializers.ListField(child=serializers.IntegerField())
    cutoff = CutoffOut(allow_null=True)
    reasons = serializers.ListField(child=serializers.ChoiceField(Reason.choices))
    state = serializers.ChoiceField(STATES)
    needed = serializers.BooleanField()
    decision = DecisionOut(allow_null=True)
    history = FormerDecisionOut(many=True)
