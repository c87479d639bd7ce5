"""What the addresses about the quality of labels answer; built as plain JSON and only described here."""

from typing import Any

from rest_framework import serializers

from annotator.agreement.shapes import BoardInfantOut, IntervalField, PairOut, StatisticOut
from annotator.core.requests import StrictSerializer
from annotator.labelling.drift import BY_SITTING, BY_WEEK, FROM_OTHERS, FROM_OWN
from annotator.labelling.labels_api import RaterOut


class RaterCountsOut(serializers.Serializer[Any]):
    """How often a rater said each value."""

    rater = RaterOut()
    pain = serializers.IntegerField()
    nonpain = serializers.IntegerField()
    unusable = serializers.IntegerField()
    unsure = serializers.IntegerField()


class MeasuredOut(serializers.Serializer[Any]):
    """Coefficients with intervals by infant; `videos` counts frames where frames are compared."""

    statistics = serializers.DictField(child=StatisticOut())
    prevalence = serializers.DictField(child=serializers.FloatField())
    pairs = PairOut(many=True)
    warnings = serializers.ListField(child=serializers.CharField())
    videos = serializers.IntegerField()
    infants = serializers.IntegerField()
    draws = serializers.IntegerField()
    names = serializers.DictField(child=serializers.CharField())


class VideoAgreementOut(serializers.Serializer[Any]):
    """A video: `frames` that two or more judged, their mean `agreement`, and each rater's share of pain."""

    video = serializers.UUIDField()
    name = serializers.CharField()
    infant = BoardInfantOut()
    frames = serializers.IntegerField()
    agreement = serializers.FloatField(allow_null=True)
    shares = serializers.ListField(child=serializers.FloatField(allow_null=True))


class FrameAgreementOut(serializers.Serializer[Any]):
    """How far raters agree about frames; `shares` speaks of per cent of pain in each video."""

    raters = RaterCountsOut(many=True)
    pain = MeasuredOut()
    usability = MeasuredOut()
    shares = MeasuredOut()
    videos = VideoAgreementOut(many=True)


class RepeatsOut(serializers.Serializer[Any]):
    """A rater's two readings: frames labelled twice, those given the same value, and the changes from `values` to
    `values`."""

    rater = RaterOut()
    frames = serializers.IntegerField()
    same = serializers.IntegerField()
    statistics = serializers.DictField(child=StatisticOut())
    warnings = serializers.ListField(child=serializers.CharField())
    values = serializers.ListField(child=serializers.CharField())
    changes = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class ScoreOutlierOut(serializers.Serializer[Any]):
    """Labels that do not fit their video's score: `pain` of `judged` frames, where a share in `expected` should be."""

    video = serializers.UUIDField()
    name = serializers.CharField()
    infant = BoardInfantOut()
    rater = RaterOut()
    score = serializers.IntegerField()
    expected = IntervalField(serializers.FloatField())
    pain = serializers.IntegerField()
    judged = serializers.IntegerField()


class ScoreCheckOut(serializers.Serializer[Any]):
    """How many raters' videos were checked, how many are not labelled to their end, and which do not fit."""

    checked = serializers.IntegerField()
    incomplete = serializers.IntegerField()
    outliers = ScoreOutlierOut(many=True)


class DriftPointOut(serializers.Serializer[Any]):
    """A week, or a quarter of all sittings."""

    at = serializers.CharField()
    frames = serializers.IntegerField()
    pain = serializers.FloatField()
    shared = serializers.IntegerField()
    difference = serializers.FloatField(allow_null=True)


class RaterDriftOut(serializers.Serializer[Any]):
    """A rater's points and their share of pain over all."""

    rater = RaterOut()
    pain = serializers.FloatField()
    weeks = DriftPointOut(many=True)
    quarters = DriftPointOut(many=True)


class LabelDriftOut(serializers.Serializer[Any]):
    """How each rater moves, by ISO week and by quarter of their sittings."""

    weeks = serializers.ListField(child=serializers.CharField())
    quarters = serializers.ListField(child=serializers.CharField())
    raters = RaterDriftOut(many=True)


class DriftFigureQuery(StrictSerializer):
    """Along what, against what, in which language and on which ground."""

    by = serializers.ChoiceField([BY_WEEK, BY_SITTING], default=BY_WEEK)
    measure = serializers.ChoiceField([FROM_OTHERS, FROM_OWN], default=FROM_OTHERS)
    language = serializers.ChoiceField(["en", "it"], default="en")
    theme = serializers.ChoiceField(["light", "dark"], default="light")
