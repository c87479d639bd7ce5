"""A dataset as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.errors import DomainError
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.datasets import services
from annotator.datasets.api import dataset_for
from annotator.datasets.models import Audience, DatasetExport, ExportKind
from annotator.jobs.api import JobOut
from annotator.jobs.services import latest_job
from annotator.recordings.streaming import stream
from annotator.studies.permissions import Action, require

CONTENT_TYPES = {"zip": "application/zip", "parquet": "application/vnd.apache.parquet"}


class ExportIn(StrictSerializer):
    """Which format, and for whom: `outside` only infants whose consent covers sharing, under new names."""

    kind = serializers.ChoiceField(ExportKind.choices)
    audience = serializers.ChoiceField(Audience.choices, default=Audience.HOUSE)


class ExportOut(serializers.ModelSerializer[DatasetExport]):
    """An export; `size_bytes` is null until the file is there, and once a withdrawal of consent has erased it."""

    size_bytes = serializers.IntegerField(source="file.size_bytes", allow_null=True, default=None)
    sha256 = serializers.CharField(source="file.sha256", allow_null=True, default=None)
    created_by_name = serializers.CharField(source="created_by.name")
    job = serializers.SerializerMethodField()

    class Meta:
        model = DatasetExport
        fields = [
            *("id", "dataset", "kind", "audience", "rows", "left_out", "size_bytes", "sha256", "erased_at"),
            *("created_at", "created_by_name", "job"),
        ]

    @extend_schema_field(JobOut(allow_null=True))
    def get_job(self, export: DatasetExport) -> dict[str, Any] | None:
        """The work on it; null once the file is there."""
        job = None if export.file_id else latest_job(export.pk)
        return JobOut(job).data if job else None


class ExportList(APIView):
    """The exports of a dataset."""

    @extend_schema(operation_id="dataset_exports_list", responses=page_of(ExportOut))
    def get(self, request: Request, dataset_id: UUID) -> Response:
        """Newest first."""
        _, dataset = dataset_for(request, dataset_id, Action.DATASETS_EXPORT)
        query(request, NoQuery)
        return page(request, dataset.exports.select_related("file", "created_by"), ExportOut)

    @extend_schema(operation_id="dataset_exports_create", request=ExportIn, responses={202: ExportOut})
    def post(self, request: Request, dataset_id: UUID) -> Response:
        """Starts writing one."""
        user, dataset = dataset_for(request, dataset_id, Action.DATASETS_EXPORT)
        given = body(request, ExportIn)
        kind, audience = ExportKind(given["kind"]), Audience(given["audience"])
        export = services.start_export(actor=user, dataset=dataset, kind=kind, audience=audience)
        return Response(ExportOut(export).data, status=status.HTTP_202_ACCEPTED)


class ExportFile(APIView):
    """The file of an export."""

    @extend_schema(
        operation_id="dataset_exports_file", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, export_id: UUID) -> HttpResponseBase:
        """The bytes, whole or in ranges."""
        user = person_of(request)
        rows = DatasetExport.objects.visible_to(user).select_related("dataset__study", "file")
        export = find(rows, pk=export_id)
        require(user, Action.DATASETS_EXPORT, export.dataset.study)
        if export.file is None:
            raise DomainError("export_not_there", "This file is not written yet, or it was erased.", status_code=409)
        # Every request, a part of the file too: whoever asks in parts has had it all the same.
        services.note_download(actor=user, export=export)
        suffix = export.file.path.rsplit(".", 1)[1]
        response = stream(
            request._request, export.file, content_type=CONTENT_TYPES.get(suffix, "application/octet-stream")
        )
        name = f"dataset-{export.dataset.number}-{export.kind}.{suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
