"""Labels as files."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.downloads import whole_file
from annotator.core.errors import DomainError
from annotator.core.requests import LargeJson, StrictSerializer, body, find, query
from annotator.core.text import PlainText
from annotator.jobs.api import JobOut
from annotator.jobs.models import Job
from annotator.labelling.export_services import Kind, export_labels
from annotator.labelling.import_services import start_import
from annotator.labelling.models import LabelImport
from annotator.scoring.scale_shape import WholeNumber
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require

TYPES = {Kind.TABLE: "text/csv", Kind.CVAT: "application/xml"}
KINDS = [kind.value for kind in Kind]
REASONS = [
    *("no_frame", "unknown_frame", "other_study", "no_consent", "unknown_label", "wrong_type", "wrong_time"),
    *("reason_missing", "reason_unknown", "action_unknown", "duplicate", "different"),
]
ROWS_PER_PAGE = 500
SUFFIXES = {Kind.TABLE: "csv", Kind.CVAT: "xml"}


class LabelExportQuery(StrictSerializer):
    """Which format; with superseded statements where it is the table."""

    kind = serializers.ChoiceField(KINDS, default=Kind.TABLE.value)
    history = serializers.BooleanField(default=False)


class FrameLabelExport(APIView):
    """A study's labels as a file."""

    @extend_schema(parameters=[LabelExportQuery], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, study_id: UUID) -> FileResponse:
        """Every label I may see; raters by their letters."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.LABELS_READ, study)
        wanted = query(request, LabelExportQuery)
        kind, history = Kind(wanted["kind"]), wanted["history"]
        if history and kind != Kind.TABLE:
            raise DomainError("history_in_table_only", "Superseded labels are written to CSV files only.")
        name = f'attachment; filename="labels-{study.pk}.{SUFFIXES.get(kind, "json")}"'
        return FileResponse(
            whole_file(export_labels(actor=user, study=study, kind=kind, history=history)),
            content_type=TYPES.get(kind, "application/json"),
            headers={"Content-Disposition": name},
        )


class LabelFileIn(StrictSerializer):
    """A file's text, and whose labels it holds: a member's, or those of somebody without an account here.

    `file_rater` takes only the rows of one rater of the file; `skip_unmatched` imports the rest where rows have no
    place.
    """

    kind = serializers.ChoiceField(KINDS)
    content = serializers.CharField(trim_whitespace=False)
    rater = WholeNumber(min_value=1, max_value=2**31 - 1, allow_null=True, default=None)
    rater_name = PlainText(max_length=120, allow_blank=True, default="")
    file_rater = PlainText(max_length=120, allow_blank=True, default="")
    skip_unmatched = serializers.BooleanField(default=False)


class UnmatchedRowOut(serializers.Serializer[Any]):
    """A row without a place: which one, what it said, and why."""

    row = serializers.IntegerField()
    said = serializers.DictField(child=serializers.CharField())
    reason = serializers.ChoiceField(REASONS)


class ImportCountsOut(serializers.Serializer[Any]):
    """How many rows become labels, are there already, have no place, or are passed over, by reason."""

    matched = serializers.IntegerField()
    there = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    passed_over = serializers.DictField(child=serializers.IntegerField())


class LabelImportOut(serializers.Serializer[Any]):
    """A file of labels and what became of it; `counts` is null until its rows were looked at."""

    id = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    kind = serializers.ChoiceField(KINDS)
    rater_name = serializers.CharField()
    skip_unmatched = serializers.BooleanField()
    job = JobOut()
    counts = ImportCountsOut(allow_null=True)
    unmatched = UnmatchedRowOut(many=True)


def _shown(brought: LabelImport, job: Job | None, page: int = 1) -> dict[str, Any]:
    start = (page - 1) * ROWS_PER_PAGE
    facts = {name: getattr(brought, name) for name in ("id", "created_at", "kind", "rater_name", "skip_unmatched")}
    rows = brought.unmatched[start : start + ROWS_PER_PAGE]
    return dict(LabelImportOut({**facts, "job": job, "counts": brought.counts, "unmatched": rows}).data)


class LabelImportStart(APIView):
    """Labels from a file."""

    parser_classes = [LargeJson]

    @extend_schema(request=LabelFileIn, responses={202: LabelImportOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Keeps the file and starts the work, which writes all of its labels or none."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.LABELS_PLAN, study)
        given = body(request, LabelFileIn)
        kind = Kind(given.pop("kind"))
        brought, job = start_import(actor=user, study=study, kind=kind, **given)
        return Response(_shown(brought, job), status=status.HTTP_202_ACCEPTED)


class LabelImportQuery(StrictSerializer):
    """Which part of a long report."""

    page = serializers.IntegerField(min_value=1, max_value=10_000, default=1)


class LabelImportDetail(APIView):
    """A file of labels that was brought."""

    @extend_schema(parameters=[LabelImportQuery], responses=LabelImportOut)
    def get(self, request: Request, import_id: UUID) -> Response:
        """How far it is and, row by row, what has no place; 500 rows to a page."""
        user = person_of(request)
        brought = find(LabelImport.objects.visible_to(user).select_related("study"), pk=import_id)
        require(user, Action.LABELS_PLAN, brought.study)
        wanted = query(request, LabelImportQuery)
        job = Job.objects.filter(subject_id=brought.pk).order_by("-created_at").first()
        return Response(_shown(brought, job, wanted["page"]))
