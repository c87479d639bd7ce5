"""What a scale's JSON document must look like; every refusal says which value is wrong and why."""

from itertools import pairwise
from typing import Any

from rest_framework import serializers

from annotator.core.requests import StrictSerializer
from annotator.core.text import PlainText
from annotator.scoring.derive import RULES
from annotator.scoring.scale_sums import problem_with_range

VERIFICATIONS = ["verified", "secondary", "general_knowledge", "thesis", "study"]
METHODS = ["sum", "max", "sum_of_positive", "sum_of_negative"]
LONG = 600


class WholeNumber(serializers.IntegerField):
    """A JSON integer; unlike its base it takes no text, fraction or truth value for one."""

    def to_internal_value(self, data: Any) -> int:
        """Refuses anything else."""
        if type(data) is not int:
            raise serializers.ValidationError("A whole number is required.")
        return int(super().to_internal_value(data))


class KeyField(serializers.RegexField):
    """A short name for programs: small letters, digits and underscores."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^[a-z][a-z0-9_]{0,39}\Z", **options)


def repeated(names: list[Any]) -> list[Any]:
    """What occurs more than once, in order of the first repetition."""
    return [name for position, name in enumerate(names) if name in names[:position]]


class Wording(StrictSerializer):
    """A text in English and, where there is one, in Italian."""

    en = PlainText(max_length=LONG)
    it = PlainText(max_length=LONG, allow_blank=True, default="")


class Fact(StrictSerializer):
    """A statement with how well it is verified."""

    text = PlainText(max_length=LONG)
    verification = serializers.ChoiceField(VERIFICATIONS)
    source = PlainText(max_length=LONG, allow_blank=True, default="")  # type: ignore[assignment]


class ScaleOption(StrictSerializer):
    """One answer of an item."""

    score = WholeNumber(min_value=-10_000, max_value=10_000)
    wording = Wording()


class ItemDerivation(StrictSerializer):
    """From which coded actions an item follows, and by which rule."""

    rule = serializers.ChoiceField(sorted(RULES))
    actions = serializers.ListField(child=KeyField(), min_length=1, max_length=20)


class ScaleItem(StrictSerializer):
    """One thing to look at."""

    key = KeyField()
    name = Wording()
    options = ScaleOption(many=True, allow_empty=False)
    signs = serializers.ListField(child=PlainText(max_length=LONG), default=list)
    cannot_assess = serializers.BooleanField(default=True)
    derive = ItemDerivation(allow_null=True, default=None)
    note = PlainText(max_length=LONG, allow_blank=True, default="")
    verification = serializers.ChoiceField(VERIFICATIONS, default="study")

    def validate_options(self, options: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """No two options share a score."""
        twice = repeated([option["score"] for option in options])
        if twice:
            raise serializers.ValidationError(f"Two options have the score {twice[0]}.")
        return options


class RangeField(serializers.ListField):
    """Lowest and highest value, both included."""

    child = WholeNumber(min_value=-1_000_000, max_value=1_000_000)

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=2, max_length=2, **options)


class Prorating(StrictSerializer):
    """Whether a total may be scaled up when an item cannot be assessed, and who says so."""

    allowed = serializers.BooleanField()
    min_items = WholeNumber(min_value=1, max_value=40, allow_null=True, default=None)
    source = PlainText(max_length=LONG, allow_blank=True, default="")  # type: ignore[assignment]

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """Only an author can allow it."""
        if attributes["allowed"] and not attributes["source"]:
            raise serializers.ValidationError({"source": ["Say where the scale's author allows prorating."]})
        return attributes


class Total(StrictSerializer):
    """How items make a total and how far it can reach."""

    method = serializers.ChoiceField(METHODS, default="sum")
    range = RangeField()
    prorating = Prorating()


class Subscore(StrictSerializer):
    """A part score."""

    key = KeyField()
    method = serializers.ChoiceField(METHODS)
    range = RangeField()


class ItemGroup(serializers.ListField):
    """Items of which exactly one is scored, such as breathing for ventilated and crying for other infants."""

    child = KeyField()

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=2, max_length=10, **options)


class Condition(StrictSerializer):
    """Items that count only when the sub-total of the others is above a number."""

    items = serializers.ListField(child=KeyField(), min_length=1)
    subtotal_above = WholeNumber()


class Band(StrictSerializer):
    """A named stretch of totals, both ends included."""

    score_from = WholeNumber()
    score_to = WholeNumber()
    meaning = PlainText(max_length=120)


class Cutoff(StrictSerializer):
    """What a total is said to mean; authors and sources may disagree, hence there can be several."""

    rule = PlainText(max_length=120)
    meaning = PlainText(max_length=LONG)
    total_from = WholeNumber(allow_null=True, default=None)
    bands = Band(many=True, default=list)
    verification = serializers.ChoiceField(VERIFICATIONS)
    source = PlainText(max_length=LONG, allow_blank=True, default="")  # type: ignore[assignment]
    note = PlainText(max_length=LONG, allow_blank=True, default="")

    def validate_bands(self, bands: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """No total belongs to two bands."""
        for band in bands:
            if band["score_to"] < band["score_from"]:
                raise serializers.ValidationError(f"The band '{band['meaning']}' ends before it starts.")
        for lower, upper in pairwise(sorted(bands, key=lambda band: int(band["score_from"]))):
            if upper["score_from"] <= lower["score_to"]:
                names = f"'{lower['meaning']}' and '{upper['meaning']}'"
                raise serializers.ValidationError(f"The bands {names} both claim {upper['score_from']}.")
        return bands


class Code(StrictSerializer):
    """The scale's or an item's code in a terminology."""

    system = PlainText(max_length=80)
    code = PlainText(max_length=40)
    display = PlainText(max_length=200, allow_blank=True, default="")
    verification = serializers.ChoiceField(VERIFICATIONS)
    source = PlainText(max_length=LONG, allow_blank=True, default="")  # type: ignore[assignment]


class ScaleDocument(StrictSerializer):
    """A whole scale."""

    key = KeyField()
    version = WholeNumber(min_value=1, max_value=100_000, default=1)
    name = Wording()
    derived_from = PlainText(max_length=40, allow_blank=True, default="")
    original_language = PlainText(max_length=10, allow_blank=True, default="")
    kind = PlainText(max_length=80, allow_blank=True, default="")
    pain_types = serializers.ListField(child=PlainText(max_length=80), default=list)
    population = Fact(allow_null=True)
    observation = Fact(allow_null=True, default=None)
    items = ScaleItem(many=True)
    total = Total()
    subscores = Subscore(many=True, default=list)
    exactly_one_of = serializers.ListField(child=ItemGroup(), max_length=3, default=list)
    conditional = Condition(allow_null=True, default=None)
    cutoffs = Cutoff(many=True, default=list)
    pain_from = WholeNumber(allow_null=True, default=None)
    codes = Code(many=True, default=list)
    psychometrics = Fact(allow_null=True, default=None)
    sources = serializers.ListField(child=PlainText(max_length=LONG), min_length=1)
    notes = serializers.ListField(child=PlainText(max_length=LONG), default=list)

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """No two items share a key."""
        twice = repeated([item["key"] for item in items])
        if twice:
            raise serializers.ValidationError(f"Two items have the key '{twice[0]}'.")
        if len(items) > 40:
            raise serializers.ValidationError("A scale has at most 40 items.")
        return items

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """The parts fit together."""
        problem = problem_with_range(attributes)
        if problem:
            raise serializers.ValidationError(problem)
        return attributes
