"""Withdrawing consent: see what it reaches, then confirm once."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import ProseText
from annotator.jobs.api import JobOut
from annotator.recordings.api import InfantBrief
from annotator.studies.models import Infant, Study
from annotator.studies.permissions import Action, require
from annotator.withdrawals import services
from annotator.withdrawals.models import Tombstone


class ReachOut(serializers.Serializer[dict[str, Any]]):
    """What a withdrawal erases; counts of answers are null while my own on the infant's videos are awaited."""

    infant = InfantBrief()
    videos = serializers.IntegerField()
    uploads = serializers.IntegerField()
    playback_copies = serializers.IntegerField()
    windows = serializers.IntegerField(allow_null=True)
    intervals = serializers.IntegerField(allow_null=True)
    sheets = serializers.IntegerField(allow_null=True)
    decisions = serializers.IntegerField(allow_null=True)
    labels = serializers.IntegerField(allow_null=True)
    datasets = serializers.IntegerField()
    trainings = serializers.IntegerField()
    predictions = serializers.IntegerField()
    reports = serializers.IntegerField()
    dataset_pictures = serializers.IntegerField()
    files = serializers.IntegerField()
    bytes = serializers.IntegerField()
    running_jobs = serializers.IntegerField()


class TombstoneOut(serializers.ModelSerializer[Tombstone]):
    """A withdrawal that happened."""

    withdrawn_at = serializers.DateTimeField(source="created_at")
    withdrawn_by_name = serializers.CharField(source="withdrawn_by.name")
    videos = serializers.IntegerField(source="reached.videos")
    files = serializers.IntegerField(source="reached.files")
    bytes = serializers.IntegerField(source="reached.bytes")

    class Meta:
        model = Tombstone
        fields = [
            "id",
            "withdrawn_at",
            "reason",
            "withdrawn_by_name",
            "erased_at",
            "videos",
            "files",
            "bytes",
        ]


class WithdrawalIn(StrictSerializer):
    """The one confirmation."""

    reason = ProseText(max_length=1000)
    confirm = serializers.CharField(max_length=40)


class WithdrawalOut(serializers.Serializer[dict[str, Any]]):
    """What stays, and the work that erases the rest."""

    tombstone = TombstoneOut()
    job = JobOut()


class InfantWithdrawal(APIView):
    """The withdrawal of one infant."""

    def _infant(self, request: Request, infant_id: UUID) -> Infant:
        user = person_of(request)
        infant = find(Infant.objects.visible_to(user).select_related("study"), pk=infant_id)
        require(user, Action.INFANT_WITHDRAW, infant.study)
        return infant

    @extend_schema(responses=ReachOut)
    def get(self, request: Request, infant_id: UUID) -> Response:
        """What it would reach."""
        infant = self._infant(request, infant_id)
        return Response(ReachOut({"infant": infant, **services.preview_for(person_of(request), infant)}).data)

    @extend_schema(request=WithdrawalIn, responses={202: WithdrawalOut})
    def post(self, request: Request, infant_id: UUID) -> Response:
        """Cuts access now, erases soon."""
        infant = self._infant(request, infant_id)
        given = body(request, WithdrawalIn)
        tombstone, job = services.withdraw(actor=person_of(request), infant=infant, **given)
        answer = WithdrawalOut({"tombstone": tombstone, "job": job}).data
        return Response(answer, status=status.HTTP_202_ACCEPTED)


class WithdrawalList(APIView):
    """A study's withdrawals."""

    @extend_schema(operation_id="withdrawals_list", responses=page_of(TombstoneOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.INFANT_WITHDRAW, study)
        query(request, NoQuery)
        tombstones = Tombstone.objects.visible_to(user).filter(study=study).select_related("withdrawn_by")
        return page(request, tombstones, TombstoneOut)
