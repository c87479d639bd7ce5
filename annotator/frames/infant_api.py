"""Whose video it is, put right."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import StrictSerializer, body, find
from annotator.core.text import ProseText
from annotator.frames.infant_services import give_to_infant
from annotator.recordings.api import VideoOut, visible
from annotator.studies.models import Infant
from annotator.studies.permissions import Action, require


class OtherInfantIn(StrictSerializer):
    """The infant the video really shows, and how the mistake came about."""

    infant = serializers.UUIDField()
    reason = ProseText(max_length=1000)


class VideoInfant(APIView):
    """The infant of a video."""

    @extend_schema(operation_id="video_infant_change", request=OtherInfantIn, responses=VideoOut)
    def post(self, request: Request, video_id: UUID) -> Response:
        """Gives it to another one, until frames are drawn."""
        user = person_of(request)
        video = find(visible(user), pk=video_id)
        require(user, Action.VIDEO_CHANGE, video.study)
        given = body(request, OtherInfantIn)
        infant = find(Infant.objects.visible_to(user), pk=given["infant"])
        give_to_infant(actor=user, video=video, infant=infant, reason=given["reason"])
        return Response(VideoOut(find(visible(user), pk=video_id)).data)
