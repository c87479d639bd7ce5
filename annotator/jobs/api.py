"""The jobs page: what runs, what waits, what failed and why."""

from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.errors import ForbiddenError
from annotator.core.requests import StrictSerializer, find, page, page_of, query
from annotator.jobs import services
from annotator.jobs.models import LIVE, Job, JobQuerySet
from annotator.studies.permissions import Action, may


class JobError(serializers.Serializer[dict[str, str]]):
    """Why a job failed."""

    code = serializers.CharField()
    message = serializers.CharField()


class JobOut(serializers.ModelSerializer[Job]):
    """A job as people see it."""

    study_name = serializers.CharField(source="study.name", default="", read_only=True)
    subject = serializers.UUIDField(source="subject_id", allow_null=True, read_only=True)
    subject_name = serializers.CharField(source="label", read_only=True)
    created_by_name = serializers.CharField(source="created_by.name", default="", read_only=True)
    error = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            *(
                "id",
                "kind",
                "study",
                "study_name",
                "subject",
                "subject_name",
                "state",
                "stage",
                "done",
                "total",
            ),
            *(
                "attempts",
                "cancel_requested",
                "error",
                "created_at",
                "started_at",
                "finished_at",
                "created_by_name",
            ),
        ]
        read_only_fields = fields

    @extend_schema_field(JobError(allow_null=True))
    def get_error(self, job: Job) -> dict[str, str] | None:
        """None while nothing failed."""
        return {"code": job.error_code, "message": job.error_message} if job.error_code else None


class JobQuery(StrictSerializer):
    """Filters of the list."""

    study = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(["live", "done"], required=False)


def visible(request: Request) -> JobQuerySet:
    """Jobs this person may see, with what a row shows."""
    return Job.objects.visible_to(person_of(request)).select_related("study", "created_by")


class JobList(APIView):
    """All jobs of my studies."""

    @extend_schema(operation_id="jobs_list", parameters=[JobQuery], responses=page_of(JobOut))
    def get(self, request: Request) -> Response:
        """Newest first."""
        wanted = query(request, JobQuery)
        jobs = visible(request)
        if "study" in wanted:
            jobs = jobs.filter(study_id=wanted["study"])
        if "state" in wanted:
            jobs = jobs.filter(state__in=LIVE) if wanted["state"] == "live" else jobs.exclude(state__in=LIVE)
        return page(request, jobs, JobOut)


class JobDetail(APIView):
    """One job."""

    @extend_schema(responses=JobOut)
    def get(self, request: Request, job_id: UUID) -> Response:
        """Where it stands."""
        return Response(JobOut(find(visible(request), pk=job_id)).data)


def _may_steer(request: Request, job: Job) -> None:
    mine = job.created_by_id == person_of(request).pk
    steers = job.study is not None and may(person_of(request), Action.JOB_CANCEL, job.study)
    if not (mine or steers):
        raise ForbiddenError


class JobCancel(APIView):
    """Stop a job."""

    @extend_schema(request=None, responses=JobOut)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Asks it to stop; who started it may, and who the table says."""
        job = find(visible(request), pk=job_id)
        _may_steer(request, job)
        return Response(JobOut(services.cancel_job(actor=person_of(request), job=job)).data)


class JobRetry(APIView):
    """Try a job again."""

    @extend_schema(request=None, responses=JobOut)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Puts a failed or cancelled job back in the queue."""
        job = find(visible(request), pk=job_id)
        _may_steer(request, job)
        return Response(JobOut(services.retry_job(actor=person_of(request), job=job)).data)
