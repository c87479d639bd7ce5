"""Data sets from elsewhere: announced as JSON, then sent in parts by the tus protocol, as videos are."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.errors import DomainError
from annotator.core.middleware import UPLOAD_CHUNK
from annotator.core.requests import StrictSerializer, body, find
from annotator.core.text import PlainText, ProseText
from annotator.datasets import incoming, services
from annotator.datasets.api import study_for
from annotator.datasets.models import Dataset, Origin
from annotator.datasets.shapes import DOMAIN, DatasetOut
from annotator.recordings.tus import TusView, body_length, let_go_of_stalled, number_in
from annotator.studies.permissions import Action, require

BECOMES = ["pain", "nonpain", incoming.LEFT_OUT]
MOST_CLASSES = 200


class IncomingIn(StrictSerializer):
    """What will be sent. For `folder`: where class and infant stand in a picture's path, and what each class becomes.

    In `template` `{class}` and `{infant}` stand for those two and `*` for anything else, for example
    `{class}/{infant}_*`.
    """

    name = PlainText(max_length=120)
    note = ProseText(max_length=2000, allow_blank=True, default="")
    domain = serializers.RegexField(DOMAIN)
    origin = serializers.ChoiceField([Origin.FOLDER.value, Origin.MANIFEST.value])
    size_bytes = serializers.IntegerField(min_value=1, max_value=2**50)
    template = PlainText(max_length=200, allow_blank=True, default="")
    classes = serializers.DictField(child=serializers.ChoiceField(BECOMES), default=dict)

    def validate_classes(self, given: dict[str, str]) -> dict[str, str]:
        """Bounded, since it is kept with the dataset."""
        if len(given) > MOST_CLASSES or any(len(name) > incoming.LONGEST_CLASS for name in given):
            raise serializers.ValidationError("Too many classes, or one with too long a name.")
        return given


class IncomingList(APIView):
    """Where data sets from elsewhere begin."""

    @extend_schema(operation_id="dataset_imports_create", request=IncomingIn, responses={201: DatasetOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Makes room for the file; its parts go to `/dataset-imports/{id}/`."""
        user, study = study_for(request, study_id, Action.DATASETS_BUILD)
        services.require_open(user, study)
        given = body(request, IncomingIn)
        rules = {"template": given.pop("template"), "classes": given.pop("classes")}
        origin = Origin(given.pop("origin"))
        dataset = incoming.start_incoming(actor=user, study=study, origin=origin, rules=rules, **given)
        return Response(DatasetOut(dataset).data, status=status.HTTP_201_CREATED)


class IncomingFile(TusView):
    """The file of one data set from elsewhere."""

    def _waiting(self, request: Request, incoming_id: UUID) -> tuple[User, Dataset]:
        user = person_of(request)
        rows = Dataset.objects.visible_to(user).exclude(origin=Origin.STUDY).select_related("study")
        dataset = find(rows, pk=incoming_id)
        require(user, Action.DATASETS_BUILD, dataset.study)
        return user, dataset

    @extend_schema(exclude=True)
    def head(self, request: Request, incoming_id: UUID) -> Response:
        """How many bytes have arrived."""
        user, dataset = self._waiting(request, incoming_id)
        headers = self._standing(user, dataset) | {"Upload-Length": str(dataset.source_bytes)}
        return Response(headers=headers)

    @extend_schema(operation_id="dataset_imports_append", request={UPLOAD_CHUNK: bytes}, responses={204: None})
    def patch(self, request: Request, incoming_id: UUID) -> Response:
        """Appends a chunk; the last one starts the work."""
        if request.content_type != UPLOAD_CHUNK:
            raise DomainError("chunk_type", "The chunk has the wrong content type.", status_code=415)
        user, dataset = self._waiting(request, incoming_id)
        let_go_of_stalled(request)
        offset, length = number_in(request, "Upload-Offset"), body_length(request)
        incoming.receive(dataset, offset=offset, length=length, stream=request._request)
        return Response(status=status.HTTP_204_NO_CONTENT, headers=self._standing(user, dataset))

    @staticmethod
    def _standing(user: User, dataset: Dataset) -> dict[str, str]:
        incoming.take_in_if_whole(user, dataset)
        return {"Upload-Offset": str(incoming.arrived(dataset))}
