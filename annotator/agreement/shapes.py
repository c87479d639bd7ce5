"""What the addresses of the board take and answer; large answers are built as plain JSON and only described here."""

from typing import Any

from rest_framework import serializers

from annotator.agreement.consensus import STATES
from annotator.agreement.flow import STEPS
from annotator.agreement.models import PRIMARY, Outcome, Reason
from annotator.core.requests import StrictSerializer
from annotator.core.text import PlainText, ProseText
from annotator.scoring.scale_shape import KeyField, WholeNumber
from annotator.studies.protocol_shape import CONSENSUS_RULES


class QuestionQuery(StrictSerializer):
    """Which score: without a scale and an item the one that decides on sampling; `item` may be `total`."""

    scale = KeyField(required=False)
    item = KeyField(required=False)
    phase = PlainText(max_length=40, default=PRIMARY)


class AgreementQuery(QuestionQuery):
    """Which score, of which infant, in which reading."""

    infant = serializers.UUIDField(required=False)
    reading = serializers.IntegerField(min_value=1, max_value=2, default=1)


class BoardQuery(AgreementQuery):
    """Which part of a board of more than 2,000 videos."""

    page = serializers.IntegerField(min_value=1, max_value=10_000, default=1)


class FlowQuery(AgreementQuery):
    """By which rule; the protocol's unless another is tried."""

    rule = serializers.ChoiceField(CONSENSUS_RULES, required=False)


class FigureQuery(FlowQuery):
    """In which language, and on which ground."""

    language = serializers.ChoiceField(["en", "it"], default="en")
    theme = serializers.ChoiceField(["light", "dark"], default="light")


class ComparisonQuery(StrictSerializer):
    """Which scale's answers."""

    scale = KeyField(required=False)
    phase = PlainText(max_length=40, default=PRIMARY)
    reading = serializers.IntegerField(min_value=1, max_value=2, default=1)


class DecisionIn(QuestionQuery):
    """A decision; `supersedes` is the id of the one it takes the place of, null for the first."""

    outcome = serializers.ChoiceField(Outcome.choices)
    value = WholeNumber(allow_null=True, default=None)
    reason = serializers.ChoiceField(Reason.choices)
    note = ProseText(max_length=1000, allow_blank=True, default="")
    supersedes = serializers.UUIDField(allow_null=True)


class OperatorCodeOut(serializers.Serializer[Any]):
    """An operator's letter in the study; who it is only for the study's admins."""

    id = serializers.IntegerField(allow_null=True)
    code = serializers.CharField()
    name = serializers.CharField(allow_null=True)


class CutoffOut(serializers.Serializer[Any]):
    """From which value a video counts as pain."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of the language and cannot name an attribute."""
        return {"from": serializers.IntegerField()}


class WordOut(serializers.Serializer[Any]):
    """A name in English and, where there is one, in Italian."""

    en = serializers.CharField()
    it = serializers.CharField(required=False)


class ItemChoiceOut(serializers.Serializer[Any]):
    """An item to look at."""

    key = serializers.CharField()
    name = WordOut()


class ScaleItemsOut(serializers.Serializer[Any]):
    """A scale to look at."""

    scale = serializers.CharField()
    name = WordOut()
    items = ItemChoiceOut(many=True)


class BoardInfantOut(serializers.Serializer[Any]):
    """The infant a video shows."""

    id = serializers.UUIDField()
    pseudonym = serializers.CharField()


class BoardConsensusOut(serializers.Serializer[Any]):
    """The one score; `stale` when answers changed since it was decided."""

    state = serializers.ChoiceField(STATES)
    value = serializers.IntegerField(allow_null=True)
    rule = serializers.ChoiceField(CONSENSUS_RULES)
    stale = serializers.BooleanField()


class BoardRowOut(serializers.Serializer[Any]):
    """A video; `values` and `sheets` stand in the order of the operators."""

    video = serializers.UUIDField()
    name = serializers.CharField()
    infant = BoardInfantOut()
    values = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    sheets = serializers.ListField(child=serializers.UUIDField(allow_null=True))
    median = serializers.IntegerField(allow_null=True)
    range = serializers.IntegerField(allow_null=True)
    consensus = BoardConsensusOut()
    unresolved = serializers.BooleanField()


class BoardOut(serializers.Serializer[Any]):
    """Every video with an answer, those furthest apart first; `hidden` counts videos one scores oneself first."""

    scale = serializers.CharField()
    item = serializers.CharField()
    phase = serializers.CharField()
    reading = serializers.IntegerField()
    rule = serializers.ChoiceField(CONSENSUS_RULES)
    levels = serializers.ListField(child=serializers.IntegerField())
    cutoff = CutoffOut(allow_null=True)
    phases = serializers.ListField(child=serializers.CharField())
    choices = ScaleItemsOut(many=True)
    operators = OperatorCodeOut(many=True)
    rows = BoardRowOut(many=True)
    hidden = serializers.IntegerField()
    videos = serializers.IntegerField()
    infants = serializers.IntegerField()
    unresolved = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()


class IntervalField(serializers.ListField):
    """Two numbers: lower and upper, or start and end."""

    def __init__(self, child: serializers.Field[Any, Any, Any, Any], **options: Any) -> None:
        super().__init__(child=child, min_length=2, max_length=2, **options)


class StatisticOut(serializers.Serializer[Any]):
    """A statistic with its interval by infant; null with a note where it is undefined."""

    value = serializers.FloatField(allow_null=True)
    ci95 = IntervalField(serializers.FloatField(), allow_null=True)
    leave_one_out = IntervalField(serializers.FloatField(), allow_null=True)
    videos = serializers.IntegerField()
    note = serializers.CharField()


class LimitsOut(serializers.Serializer[Any]):
    """Bias and 95 % limits of agreement, first operator minus second."""

    bias = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class PairOut(serializers.Serializer[Any]):
    """Two operators."""

    operators = serializers.ListField(child=serializers.CharField())
    videos = serializers.IntegerField()
    agreement = serializers.FloatField(allow_null=True)
    agreement_within_one = serializers.FloatField(allow_null=True)
    kappa = serializers.FloatField(allow_null=True)
    kappa_linear = serializers.FloatField(allow_null=True)
    kappa_quadratic = serializers.FloatField(allow_null=True)
    positive_agreement = serializers.FloatField(allow_null=True)
    negative_agreement = serializers.FloatField(allow_null=True)
    bland_altman = LimitsOut()
    ci95 = serializers.DictField(child=IntervalField(serializers.FloatField(), allow_null=True))
    note = serializers.CharField()


class ConfusionOut(serializers.Serializer[Any]):
    """Counts of videos: rows are the first operator's levels, columns the second's."""

    operators = serializers.ListField(child=serializers.CharField())
    matrix = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class PointOut(serializers.Serializer[Any]):
    """Mean and difference of two answers, and how many videos lie there."""

    mean = serializers.FloatField()
    difference = serializers.FloatField()
    n = serializers.IntegerField()


class PointsOut(serializers.Serializer[Any]):
    """A pair's points."""

    operators = serializers.ListField(child=serializers.CharField())
    points = PointOut(many=True)


class StatisticsOut(serializers.Serializer[Any]):
    """How far the operators agree."""

    statistics = serializers.DictField(child=StatisticOut())
    prevalence = serializers.DictField(child=serializers.FloatField())
    pairs = PairOut(many=True)
    warnings = serializers.ListField(child=serializers.CharField())
    videos = serializers.IntegerField()
    infants = serializers.IntegerField()
    draws = serializers.IntegerField()
    names = serializers.DictField(child=serializers.CharField())
    levels = serializers.ListField(child=serializers.IntegerField())
    operators = OperatorCodeOut(many=True)
    confusions = ConfusionOut(many=True)
    bland_altman = PointsOut(many=True)


class WeekOut(serializers.Serializer[Any]):
    """An operator's week: how many videos others scored too, and the differences from their mean."""

    week = serializers.CharField()
    n = serializers.IntegerField()
    mean_difference = serializers.FloatField()
    mean_absolute_difference = serializers.FloatField()


class OperatorDriftOut(OperatorCodeOut):
    """An operator's weeks."""

    points = WeekOut(many=True)


class DriftOut(serializers.Serializer[Any]):
    """How each operator differs from the others, by ISO week of submission."""

    weeks = serializers.ListField(child=serializers.CharField())
    operators = OperatorDriftOut(many=True)


class FlowSizeOut(serializers.Serializer[Any]):
    """How many."""

    videos = serializers.IntegerField()
    infants = serializers.IntegerField()


class FlowLossOut(FlowSizeOut):
    """What left at a step, and why."""

    reason = serializers.CharField()
    names = serializers.ListField(child=serializers.CharField())


class FlowNodeOut(FlowSizeOut):
    """What is left after a step."""

    key = serializers.ChoiceField(STEPS)
    excluded = FlowLossOut(many=True)


class FlowKeptOut(FlowSizeOut):
    """What is kept."""

    by_value = serializers.DictField(child=serializers.IntegerField())
    names = serializers.ListField(child=serializers.CharField())


class FlowOut(serializers.Serializer[Any]):
    """From recorded to kept."""

    rule = serializers.ChoiceField(CONSENSUS_RULES)
    scale = serializers.CharField()
    item = serializers.CharField()
    nodes = FlowNodeOut(many=True)
    kept = FlowKeptOut()
