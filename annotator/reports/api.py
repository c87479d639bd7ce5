"""Where a study stands: what is to be done next; its reports, their files, and whether they still hold."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.jobs.api import JobOut
from annotator.jobs.services import latest_job
from annotator.recordings.streaming import stream
from annotator.reports.making import compare_with_now
from annotator.reports.models import Language, StudyReport
from annotator.reports.next_step import STEPS, next_step
from annotator.reports.services import require_made, start_report
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require

CONTENT_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


class ReportIn(StrictSerializer):
    """In which language, and whether with the model's answers over whole videos: who decides about frames may not
    read such a report."""

    language = serializers.ChoiceField(Language.choices)
    with_traces = serializers.BooleanField(default=False)


class ReportOut(serializers.ModelSerializer[StudyReport]):
    """A report; sizes are null until its file is there. `no_pdf` says why there is no PDF."""

    html_bytes = serializers.IntegerField(source="html.size_bytes", allow_null=True, default=None)
    pdf_bytes = serializers.IntegerField(source="pdf.size_bytes", allow_null=True, default=None)
    created_by_name = serializers.CharField(source="created_by.name")
    job = serializers.SerializerMethodField()

    class Meta:
        model = StudyReport
        fields = [
            *("id", "study", "language", "with_traces", "html_bytes", "pdf_bytes", "no_pdf", "erased_at"),
            *("created_at", "created_by_name", "job"),
        ]

    @extend_schema_field(JobOut(allow_null=True))
    def get_job(self, report: StudyReport) -> dict[str, Any] | None:
        """The work on it; null once the report is there."""
        job = None if report.html_id else latest_job(report.pk)
        return JobOut(job).data if job else None


class ChapterMarkOut(serializers.Serializer[Any]):
    """A chapter's SHA-256 in the report and as it would be now; null where the chapter was not or is not there."""

    chapter = serializers.CharField()
    then = serializers.CharField(allow_null=True)
    now = serializers.CharField(allow_null=True)


class ReportCheckOut(serializers.Serializer[Any]):
    """A report beside the same numbers counted again."""

    chapters = ChapterMarkOut(many=True)


class NextStepOut(serializers.Serializer[Any]):
    """The first step of the study's way that waits for me."""

    step = serializers.ChoiceField(STEPS)


class NextStep(APIView):
    """What I can do next in a study."""

    @extend_schema(operation_id="next_step", responses=NextStepOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """By my roles and by what is there."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        query(request, NoQuery)
        return Response({"step": next_step(user, study)})


class ReportList(APIView):
    """A study's reports."""

    @extend_schema(operation_id="reports_list", responses=page_of(ReportOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.REPORT, study)
        query(request, NoQuery)
        rows = StudyReport.objects.visible_to(user).filter(study=study).select_related("html", "pdf", "created_by")
        return page(request, rows, ReportOut)

    @extend_schema(operation_id="reports_create", request=ReportIn, responses={202: ReportOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Starts writing one."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.REPORT, study)
        given = body(request, ReportIn)
        report = start_report(actor=user, study=study, address=request.build_absolute_uri("/"), **given)
        return Response(ReportOut(report).data, status=status.HTTP_202_ACCEPTED)


def _report_for(request: Request, report_id: UUID) -> StudyReport:
    user = person_of(request)
    rows = StudyReport.objects.visible_to(user).select_related("study", "html", "pdf", "created_by")
    report = find(rows, pk=report_id)
    require(user, Action.REPORT, report.study)
    return report


class ReportCheck(APIView):
    """Whether a report still holds."""

    @extend_schema(operation_id="reports_check", responses=ReportCheckOut)
    def get(self, request: Request, report_id: UUID) -> Response:
        """Counts everything again and compares hashes; 409 `report_not_there`."""
        report = _report_for(request, report_id)
        query(request, NoQuery)
        require_made(report)
        return Response({"chapters": compare_with_now(report)})


class ReportFile(APIView):
    """A report as a file."""

    @extend_schema(
        operation_id="reports_file",
        parameters=[OpenApiParameter("kind", str, "path", enum=list(CONTENT_TYPES))],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, report_id: UUID, kind: str) -> HttpResponseBase:
        """The bytes, whole or in ranges; 409 `report_not_there`."""
        report = _report_for(request, report_id)
        stored = {"html": report.html, "pdf": report.pdf}.get(kind)
        if kind not in CONTENT_TYPES:
            raise DomainError("not_found", "This does not exist, or you may not see it.", status_code=404)
        if stored is None:
            message = report.no_pdf or "This report is not written yet, or it was erased."
            raise DomainError("report_not_there", message, status_code=409)
        actor, detail = person_of(request), {"kind": kind}
        record(actor=actor, action="report.downloaded", study_id=report.study_id, subject=report, detail=detail)
        response = stream(request._request, stored, content_type=CONTENT_TYPES[kind])
        name = f"report-{report.created_at:%Y-%m-%d}-{report.language}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
