"""The queue of a study, for people who plan: what it would hold, making it, how far it is."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import NoQuery, find, query
from annotator.jobs.api import JobOut
from annotator.jobs.models import Job
from annotator.labelling import preparation
from annotator.labelling.labels_api import RaterOut
from annotator.labelling.models import LabelPreparation, LabelSource, LabelValue
from annotator.labelling.progress import study_progress
from annotator.labelling.raters import Raters
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require
from annotator.studies.services import current_protocol


class QueueDryRunOut(serializers.Serializer[Any]):
    """How many frames would be labelled by rule and by eye; `tasks` counts every rater's turn."""

    frames = serializers.IntegerField()
    by_eye = serializers.IntegerField()
    by_rule_pain = serializers.IntegerField()
    by_rule_nonpain = serializers.IntegerField()
    spot_checks = serializers.IntegerField()
    tasks = serializers.IntegerField()


class QueueCountsOut(serializers.Serializer[Any]):
    """What a preparation made."""

    by_rule = serializers.IntegerField()
    by_eye = serializers.IntegerField()
    spot_checks = serializers.IntegerField()
    tasks = serializers.IntegerField()
    retired = serializers.IntegerField()


class PreparationOut(serializers.ModelSerializer[LabelPreparation]):
    """The queue as it was last made."""

    protocol_version = serializers.IntegerField(source="protocol.version")
    created_by_name = serializers.CharField(source="created_by.name")
    counts = QueueCountsOut()

    class Meta:
        model = LabelPreparation
        fields = ["id", "created_at", "created_by_name", "protocol_version", "counts"]


class RaterProgressOut(serializers.Serializer[Any]):
    """How many turns a rater has taken."""

    rater = RaterOut()
    labelled = serializers.IntegerField()


class LabelCountOut(serializers.Serializer[Any]):
    """How many labels in force have one source and value."""

    source = serializers.ChoiceField(LabelSource.choices)  # type: ignore[assignment]
    value = serializers.ChoiceField(LabelValue.choices)
    labels = serializers.IntegerField()


class QueueStateOut(serializers.Serializer[Any]):
    """The queue in force and how far it is; `outdated` says that the plan, the protocol or pictures changed since.

    `labels` is null for somebody who labels here too: counts by value could tell what others said.
    """

    preparation = PreparationOut(allow_null=True)
    outdated = serializers.BooleanField()
    job = JobOut(allow_null=True)
    tasks = serializers.IntegerField()
    done = serializers.IntegerField()
    repeats_done = serializers.IntegerField()
    raters = RaterProgressOut(many=True)
    labels = LabelCountOut(many=True, allow_null=True)


class Labelling(APIView):
    """A study's labelling queue."""

    @extend_schema(responses=QueueStateOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """What it holds and how far it is."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.LABELS_READ, study)
        query(request, NoQuery)
        made = preparation.preparation_in_force(study)
        newest = LabelPreparation.objects.filter(study=study).order_by("-created_at").first()
        job = Job.objects.filter(subject_id=newest.pk).order_by("-created_at").first() if newest else None
        outdated = made is not None and preparation.is_outdated(made, current_protocol(study))
        state = {"preparation": made, "outdated": outdated, "job": job, **study_progress(study, Raters.of(study, user))}
        if study.pk in standing_of(user).after_own:
            state["labels"] = None
        return Response(QueueStateOut(state).data)

    @extend_schema(request=None, responses={202: JobOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Makes the queue, or brings it up to date."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.LABELS_PLAN, study)
        _, job = preparation.prepare(actor=user, study=study)
        return Response(JobOut(job).data, status=status.HTTP_202_ACCEPTED)


class LabellingDryRun(APIView):
    """What the queue would hold."""

    @extend_schema(responses=QueueDryRunOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Counts, before anything is written."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.LABELS_PLAN, study)
        query(request, NoQuery)
        return Response(QueueDryRunOut(preparation.dry_run(study)).data)
