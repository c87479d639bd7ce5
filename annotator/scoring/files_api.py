"""Codings as files of BORIS and ELAN."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import LargeJson, StrictSerializer, body, query
from annotator.core.text import PlainText
from annotator.scoring.admission import scorable_video
from annotator.scoring.coding_api import CodingOut, shown
from annotator.scoring.file_services import Kind, export_coding, import_coding, read_file
from annotator.scoring.scale_shape import KeyField, WholeNumber

TYPES = {Kind.BORIS: "application/json", Kind.BORIS_TABLE: "text/csv", Kind.ELAN: "application/xml"}


class CodingFileQuery(StrictSerializer):
    """Which program's file."""

    kind = serializers.ChoiceField([kind.value for kind in Kind])


class CodingFileIn(StrictSerializer):
    """A file's text, the observation of a project with several, and the file's names for the study's actions."""

    kind = serializers.ChoiceField([kind.value for kind in Kind])
    content = serializers.CharField(trim_whitespace=False)
    observation = PlainText(max_length=300, allow_blank=True, default="")
    actions = serializers.DictField(child=KeyField(), default=dict)
    base_version = WholeNumber(min_value=0, max_value=2**31 - 1)


class CodingImportOut(serializers.Serializer[Any]):
    """The coding after the import, and how many events were passed over, by reason."""

    coding = CodingOut()
    passed_over = serializers.DictField(child=serializers.IntegerField())


class CodingFile(APIView):
    """My coding of a video as a file."""

    parser_classes = [LargeJson]

    @extend_schema(parameters=[CodingFileQuery], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, video_id: UUID) -> HttpResponse:
        """Writes it."""
        user = person_of(request)
        video = scorable_video(user, video_id)
        kind = Kind(query(request, CodingFileQuery)["kind"])
        content = export_coding(actor=user, video=video, kind=kind)
        name = f'attachment; filename="{video.pk}.{kind.value}"'
        return HttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": name})

    @extend_schema(request=CodingFileIn, responses=CodingImportOut)
    def post(self, request: Request, video_id: UUID) -> Response:
        """Adds its intervals to my coding."""
        user = person_of(request)
        video = scorable_video(user, video_id)
        given = body(request, CodingFileIn)
        found = read_file(Kind(given["kind"]), given["content"].encode(), given["observation"])
        facts = {"actions": given["actions"], "base_version": given["base_version"]}
        saved, passed_over = import_coding(actor=user, video=video, found=found, **facts)
        return Response({"coding": shown(saved), "passed_over": passed_over})
