"""Detectors, comparisons of them, and the study's choice."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import PlainText
from annotator.faces import services
from annotator.faces.models import DetectorChoice, DetectorComparison, DetectorStatus, TurnPolicy
from annotator.jobs.api import JobOut
from annotator.jobs.models import Job
from annotator.scoring.scale_shape import WholeNumber
from annotator.studies.models import Study, member_of
from annotator.studies.permissions import Action, require


class DetectorOut(serializers.ModelSerializer[DetectorStatus]):
    """A detector; `missing` says why it cannot run, empty when it can."""

    weights = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = DetectorStatus
        fields = ["name", "weights", "licence", "missing", "checked_at"]


class DetectorsOut(serializers.Serializer[Any]):
    """Every detector, those of the thesis first."""

    detectors = DetectorOut(many=True)


class DetectorList(APIView):
    """Which detectors can run on this installation."""

    @extend_schema(responses=DetectorsOut)
    def get(self, request: Request) -> Response:
        """As the workers found within the last minutes."""
        query(request, NoQuery)
        return Response(DetectorsOut({"detectors": DetectorStatus.objects.order_by("position")}).data)


class ArmField(StrictSerializer):
    """A detector with a turn policy."""

    detector = PlainText(max_length=60)
    turn_policy = serializers.ChoiceField(TurnPolicy.choices)


class DetectorComparisonIn(StrictSerializer):
    """Which detectors to compare, with which turn policies, on how many frames of each infant."""

    detectors = serializers.ListField(child=PlainText(max_length=60), min_length=1, max_length=40)
    turn_policies = serializers.ListField(child=serializers.ChoiceField(TurnPolicy.choices), min_length=1, max_length=3)
    frames_per_infant = WholeNumber(min_value=1, max_value=1000)


class DetectorComparisonOut(serializers.ModelSerializer[DetectorComparison]):
    """A comparison; `result` is null until the work is done.

    `result.arms` has frames, empty, several, median_ms, p95_ms and mean_faces by arm; `result.agreement` the mean
    overlap of each two arms; `result.correctness` recall, precision and overlap against people's boxes by arm and
    group; `result.doubts` how far the arms differ by frame; `result.machine` where it was measured.
    """

    arms = ArmField(many=True)
    frames = serializers.SerializerMethodField()
    result = serializers.JSONField(allow_null=True)
    job = serializers.SerializerMethodField()
    created_by_name = serializers.CharField(source="created_by.name")

    class Meta:
        model = DetectorComparison
        fields = ["id", "study", "arms", "frames", "result", "job", "created_at", "created_by_name"]

    def get_frames(self, comparison: DetectorComparison) -> int:
        """How many frames were compared."""
        return len(comparison.frames)

    @extend_schema_field(JobOut(allow_null=True))
    def get_job(self, comparison: DetectorComparison) -> dict[str, Any] | None:
        """The newest work on it."""
        job = Job.objects.filter(subject_id=comparison.pk).order_by("-created_at").first()
        return JobOut(job).data if job else None


class ComparisonList(APIView):
    """A study's comparisons of detectors."""

    @extend_schema(operation_id="detector_comparisons_list", responses=page_of(DetectorComparisonOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.FRAMES_READ, study)
        query(request, NoQuery)
        return page(request, study.detector_comparisons.select_related("created_by"), DetectorComparisonOut)

    @extend_schema(request=DetectorComparisonIn, responses={201: DetectorComparisonOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Starts one."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.DETECTOR_CHOOSE, study)
        comparison = services.compare(actor=user, study=study, **body(request, DetectorComparisonIn))
        return Response(DetectorComparisonOut(comparison).data, status=status.HTTP_201_CREATED)


class ComparisonDetail(APIView):
    """One comparison."""

    @extend_schema(responses=DetectorComparisonOut)
    def get(self, request: Request, comparison_id: UUID) -> Response:
        """Its table."""
        user = person_of(request)
        comparison = find(DetectorComparison.objects.filter(member_of(user)), pk=comparison_id)
        require(user, Action.FRAMES_READ, comparison.study)
        return Response(DetectorComparisonOut(comparison).data)


class ComparisonMeasurement(APIView):
    """A comparison held against people's boxes anew."""

    @extend_schema(request=None, responses={202: JobOut})
    def post(self, request: Request, comparison_id: UUID) -> Response:
        """Starts the work."""
        user = person_of(request)
        comparison = find(DetectorComparison.objects.filter(member_of(user)), pk=comparison_id)
        require(user, Action.DETECTOR_CHOOSE, comparison.study)
        job = services.remeasure(actor=user, comparison=comparison)
        return Response(JobOut(job).data, status=status.HTTP_202_ACCEPTED)


class ChoiceIn(StrictSerializer):
    """Detectors in the order in which they are asked; `margin` is added to each side of the crop, in box sizes."""

    arms = ArmField(many=True, allow_empty=False)
    margin = serializers.FloatField(min_value=0, max_value=1, default=0)
    comparison = serializers.UUIDField(allow_null=True, default=None)


class ChoiceOut(serializers.ModelSerializer[DetectorChoice]):
    """The detectors a study uses."""

    arms = serializers.ListField(child=serializers.CharField())
    created_by_name = serializers.CharField(source="created_by.name")

    class Meta:
        model = DetectorChoice
        fields = ["id", "arms", "margin", "comparison", "created_at", "created_by_name"]


class ChoiceStateOut(serializers.Serializer[Any]):
    """The choice in force, null when there is none."""

    choice = ChoiceOut(allow_null=True)


class DetectorChoiceDetail(APIView):
    """The detectors a study uses."""

    @extend_schema(responses=ChoiceStateOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """The choice in force."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.FRAMES_READ, study)
        query(request, NoQuery)
        choice = DetectorChoice.objects.filter(study=study, superseded_at=None).first()
        return Response(ChoiceStateOut({"choice": choice}).data)

    @extend_schema(request=ChoiceIn, responses={201: ChoiceStateOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Puts a choice in force and looks for all faces with it."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.DETECTOR_CHOOSE, study)
        given = body(request, ChoiceIn)
        named = given.pop("comparison")
        comparison = find(DetectorComparison.objects.filter(study=study), pk=named) if named else None
        choice = services.choose_detectors(actor=user, study=study, comparison=comparison, **given)
        return Response(ChoiceStateOut({"choice": choice}).data, status=status.HTTP_201_CREATED)
