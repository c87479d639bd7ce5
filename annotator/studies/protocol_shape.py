"""What a protocol document must look like."""

from itertools import pairwise
from typing import Any

from rest_framework import serializers

from annotator.core.requests import StrictSerializer
from annotator.core.text import PlainText
from annotator.studies.presets import ACTIONS, SUPERVISION

CONSENSUS_RULES = ["unanimous_else_adjudicate", "median", "majority", "exclude"]


class ScaleChoice(StrictSerializer):
    """A scale and which of its items are in use."""

    scale = PlainText(max_length=40)
    items = serializers.ListField(child=PlainText(max_length=40), min_length=1, max_length=40)


class WindowRule(StrictSerializer):
    """How the observation window is set; `preset_seconds` null means by hand."""

    many_per_video = serializers.BooleanField()
    start_event = PlainText(max_length=40)
    end_reasons = serializers.ListField(child=PlainText(max_length=40), min_length=1, max_length=10)
    preset_seconds = serializers.IntegerField(min_value=1, max_value=3600, allow_null=True)


class ScoreOf(StrictSerializer):
    """Which score decides the sampling rate; without an item it is the total."""

    scale = PlainText(max_length=40)
    item = PlainText(max_length=40, required=False)


class SamplingRate(StrictSerializer):
    """Frames per second for an inclusive range of scores."""

    score_from = serializers.IntegerField(min_value=0, max_value=100)
    score_to = serializers.IntegerField(min_value=0, max_value=100)
    rate = serializers.FloatField(min_value=0.01, max_value=60)

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """The range runs upwards."""
        if attributes["score_from"] > attributes["score_to"]:
            raise serializers.ValidationError({"score_to": ["The range ends before it starts."]})
        return attributes


class SamplingRule(StrictSerializer):
    """How frames are drawn; null caps mean no cap."""

    score = ScoreOf()
    frames_per_second = SamplingRate(many=True)
    max_frames_per_infant = serializers.IntegerField(min_value=1, max_value=100_000, allow_null=True)
    part_of_window = serializers.ChoiceField(["first", "spread", "stratified_random"])
    low_score_limit_seconds = serializers.IntegerField(min_value=1, max_value=36_000, allow_null=True)

    def validate_frames_per_second(self, rates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """No score belongs to two rates."""
        ordered = sorted(rates, key=lambda rate: rate["score_from"])
        for lower, upper in pairwise(ordered):
            if upper["score_from"] <= lower["score_to"]:
                raise serializers.ValidationError("Two rates claim the same score.")
        return rates


class LabelRule(StrictSerializer):
    """Which scores label every frame by rule, and how much of it people check or repeat."""

    nonpain_scores = serializers.ListField(child=serializers.IntegerField(min_value=0), max_length=40)
    pain_scores = serializers.ListField(child=serializers.IntegerField(min_value=0), max_length=40)
    spot_check_percent = serializers.IntegerField(min_value=0, max_value=100)
    repeat_percent = serializers.IntegerField(min_value=0, max_value=50)
    repeat_after_days = serializers.IntegerField(min_value=1, max_value=365)
    raters_per_frame = serializers.IntegerField(min_value=1, max_value=20, default=1)
    order = serializers.ChoiceField(["by_video", "shuffled"], default="by_video")
    frame_actions = serializers.ListField(
        child=serializers.RegexField(r"^[a-z][a-z0-9_]{0,39}\Z"), max_length=12, default=list
    )


class PainCutoff(StrictSerializer):
    """From which total, or item score, a window counts as pain."""

    scale = PlainText(max_length=40)
    item = PlainText(max_length=40, required=False)
    total_from = serializers.IntegerField(min_value=0, required=False)
    score_from = serializers.IntegerField(min_value=0, required=False)


class SecondReadingRule(StrictSerializer):
    """Which share of videos each operator scores once more, unannounced, after how many days."""

    percent = serializers.IntegerField(min_value=0, max_value=100)
    after_days = serializers.IntegerField(min_value=1, max_value=365)


class SupervisionRule(StrictSerializer):
    """What a clinician looks at again, and the share of frames whose suggestion is never shown."""

    spot_check_percent = serializers.IntegerField(min_value=0, max_value=100)
    silent_percent = serializers.IntegerField(min_value=0, max_value=50)
    names_masked = serializers.BooleanField()


def usual_supervision() -> dict[str, Any]:
    """How protocols written before this choice existed are supervised."""
    return dict(SUPERVISION)


def coded_actions() -> list[str]:
    """The facial actions every study can code; protocols written before this choice existed code these."""
    return list(ACTIONS)


class ProtocolDocument(StrictSerializer):
    """The whole protocol of a study."""

    scales = ScaleChoice(many=True, allow_empty=False)
    operators_per_video = serializers.IntegerField(min_value=1, max_value=20)
    blind = serializers.BooleanField()
    window = WindowRule()
    keep_audio = serializers.BooleanField()
    sampling = SamplingRule()
    labels = LabelRule()
    consensus = serializers.ChoiceField(CONSENSUS_RULES)
    redundancy = serializers.ChoiceField(["keep_all", "one_low_score_video_per_infant"], default="keep_all")
    pain_cutoff = PainCutoff()
    detectors = serializers.ListField(child=PlainText(max_length=60), min_length=1, max_length=40)
    exclusion_reasons = serializers.ListField(child=PlainText(max_length=40), max_length=40)
    actions = serializers.ListField(
        child=serializers.RegexField(r"^[a-z][a-z0-9_]{0,39}\Z"), min_length=1, max_length=40, default=coded_actions
    )
    second_reading = SecondReadingRule(allow_null=True, default=None)
    suggestions = serializers.ChoiceField(["never", "after_my_answer", "at_once"])
    supervision = SupervisionRule(default=usual_supervision)
