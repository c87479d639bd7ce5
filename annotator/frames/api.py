"""The sampling plan: its dry run, its application, the frames it drew, their pictures."""

from typing import Any
from uuid import UUID

from django.db.models import BigAutoField, UUIDField
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.audit.models import StoredFile
from annotator.core.errors import DomainError
from annotator.core.prepared import Prepared, columns_of, objects_of
from annotator.core.requests import NoQuery, StrictSerializer, body, find, query
from annotator.frames import plan_services
from annotator.frames.models import Frame, SamplingPlan
from annotator.frames.planning import EXCLUSIONS, make_plan, summary_of
from annotator.recordings.api import InfantBrief
from annotator.recordings.streaming import stream
from annotator.scoring.scale_shape import WholeNumber
from annotator.studies.models import Study
from annotator.studies.permissions import Action, member_study, require

LARGEST_SEED = 2**31 - 1
CACHED_AN_HOUR = "private, max-age=3600, immutable"  # a frame's bytes never change, and its address asks every time


class PlannedVideoOut(serializers.Serializer[Any]):
    """What the plan decides about one video; `excluded` says why nothing is drawn."""

    video = serializers.UUIDField()
    name = serializers.CharField()
    infant = InfantBrief()
    score = serializers.IntegerField(allow_null=True)
    per_second = serializers.FloatField(allow_null=True)
    frames = serializers.IntegerField()
    excluded = serializers.ChoiceField(EXCLUSIONS, allow_null=True)


class PlannedInfantOut(serializers.Serializer[Any]):
    """How many frames one infant gets."""

    id = serializers.UUIDField()
    pseudonym = serializers.CharField()
    frames = serializers.IntegerField()


class PlannedScoreOut(serializers.Serializer[Any]):
    """How many frames come from videos with one score."""

    score = serializers.IntegerField()
    frames = serializers.IntegerField()


class ExclusionOut(serializers.Serializer[Any]):
    """How many videos one reason excludes."""

    reason = serializers.ChoiceField(EXCLUSIONS)
    videos = serializers.IntegerField()


class DryRunOut(serializers.Serializer[Any]):
    """What would be drawn; `sha256` and `seed` name exactly this plan when it is applied."""

    frames = serializers.IntegerField()
    videos = PlannedVideoOut(many=True)
    infants = PlannedInfantOut(many=True)
    scores = PlannedScoreOut(many=True)
    exclusions = ExclusionOut(many=True)
    sha256 = serializers.CharField()
    seed = serializers.IntegerField()
    protocol_version = serializers.IntegerField()


class SeedQuery(StrictSerializer):
    """The seed of the random draw within strata."""

    seed = serializers.IntegerField(min_value=0, max_value=LARGEST_SEED, default=0)


class PlanProgressOut(serializers.Serializer[Any]):
    """How far the pictures are."""

    videos = serializers.IntegerField()
    videos_done = serializers.IntegerField()
    frames = serializers.IntegerField()
    retired = serializers.IntegerField()
    near_duplicates = serializers.IntegerField()
    unreadable = serializers.IntegerField()
    jobs_live = serializers.IntegerField()


class PlanOut(serializers.ModelSerializer[SamplingPlan]):
    """The plan in force."""

    protocol_version = serializers.IntegerField(source="protocol.version")
    created_by_name = serializers.CharField(source="created_by.name")
    progress = serializers.SerializerMethodField()

    class Meta:
        model = SamplingPlan
        fields = ["id", "seed", "sha256", "created_at", "created_by_name", "protocol_version", "progress"]

    @extend_schema_field(PlanProgressOut)
    def get_progress(self, plan: SamplingPlan) -> dict[str, Any]:
        """How far the pictures are."""
        return plan_services.progress_of(plan)


class PlanStateOut(serializers.Serializer[Any]):
    """The plan in force, null when there is none."""

    plan = PlanOut(allow_null=True)


class PlanIn(StrictSerializer):
    """The plan to apply, as its dry run named it."""

    seed = WholeNumber(min_value=0, max_value=LARGEST_SEED)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}\Z")


class DryRun(APIView):
    """What the protocol's sampling would draw."""

    @extend_schema(parameters=[SeedQuery], responses=DryRunOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Counts per video, infant and score, and every exclusion; nothing is written."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.FRAMES_PLAN, study)
        plan_services.require_open_answers(user, study)
        return Response(DryRunOut(summary_of(make_plan(study, **query(request, SeedQuery)))).data)


class Sampling(APIView):
    """The sampling plan of a study."""

    @extend_schema(responses=PlanStateOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """The plan in force and how far it is."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.FRAMES_READ, study)
        query(request, NoQuery)
        return Response(PlanStateOut({"plan": plan_services.plan_in_force(study)}).data)

    @extend_schema(request=PlanIn, responses={200: PlanStateOut, 201: PlanStateOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Puts a plan in force (201); the same again changes nothing (200)."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.FRAMES_PLAN, study)
        plan_services.require_open_answers(user, study)
        plan, is_new = plan_services.apply_plan(actor=user, study=study, **body(request, PlanIn))
        answer = PlanStateOut({"plan": plan}).data
        return Response(answer, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


def pictures_at(path: str) -> Prepared:
    """The query for the study and the stored file of one frame; `path` leads from the frame to the file."""
    return Prepared(
        lambda user, frame: (
            Frame.objects.visible_to(user)
            .filter(pk=frame)
            .values_list("video__study_id", *(f"{path}__{column}" for column in columns_of(StoredFile)))
        ),
        user=BigAutoField(),
        frame=UUIDField(),
    )


def picture_of(request: Request, frame_id: UUID, pictures: Prepared) -> HttpResponseBase:
    """A picture of a frame the person may look at; raises 404, also where there is none, or 403."""
    user = person_of(request)
    rows = pictures.rows(user=user.pk, frame=frame_id)
    stored = objects_of(StoredFile, [row[1:] for row in rows])
    if not stored or stored[0].pk is None:
        raise DomainError("not_found", "This does not exist, or you may not see it.", status_code=404)
    member_study(user, rows[0][0], Action.VIDEO_PLAY)
    return stream(request._request, stored[0], content_type="image/jpeg")


_IMAGES, _THUMBNAILS = pictures_at("image"), pictures_at("thumbnail")


class FrameImage(APIView):
    """A frame's picture."""

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, frame_id: UUID) -> HttpResponseBase:
        """The whole picture as it was drawn."""
        response = picture_of(request, frame_id, _IMAGES)
        response.headers["Cache-Control"] = CACHED_AN_HOUR
        return response


class FrameThumbnail(APIView):
    """A frame's small picture."""

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, frame_id: UUID) -> HttpResponseBase:
        """At most 256 px on a side."""
        response = picture_of(request, frame_id, _THUMBNAILS)
        response.headers["Cache-Control"] = CACHED_AN_HOUR
        return response
