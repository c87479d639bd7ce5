"""A study's protocol in its versions, and the ready-made ones."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import PlainText
from annotator.studies import services
from annotator.studies.models import Preset, Protocol, Study
from annotator.studies.permissions import Action, require
from annotator.studies.presets import DOCUMENTS, TITLES
from annotator.studies.protocol_shape import ProtocolDocument


class ProtocolOut(serializers.ModelSerializer[Protocol]):
    """One version of a protocol."""

    document = ProtocolDocument()
    created_by_name = serializers.CharField(source="created_by.name")
    in_use = serializers.SerializerMethodField()

    class Meta:
        model = Protocol
        fields = ["id", "version", "preset", "document", "note", "created_by_name", "created_at", "in_use"]

    def get_in_use(self, protocol: Protocol) -> bool:
        """Whether it is the newest one."""
        return bool(protocol.version == self.context["newest"])


class ProtocolIn(StrictSerializer):
    """The next version."""

    document = ProtocolDocument()
    note = PlainText(max_length=300)


class ProtocolList(APIView):
    """A study's protocol in its versions."""

    @extend_schema(operation_id="protocols_list", responses=page_of(ProtocolOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        study = find(Study.objects.visible_to(person_of(request)), pk=study_id)
        query(request, NoQuery)
        newest = services.current_protocol(study).version
        rows = study.protocols.select_related("created_by")
        return page(request, rows, ProtocolOut, context={"newest": newest})

    @extend_schema(request=ProtocolIn, responses={201: ProtocolOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Writes the next version; the former stays with what was done under it."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.PROTOCOL_CHANGE, study)
        protocol = services.add_protocol_version(actor=user, study=study, **body(request, ProtocolIn))
        shown = ProtocolOut(protocol, context={"newest": protocol.version})
        return Response(shown.data, status=status.HTTP_201_CREATED)


class TitleOut(serializers.Serializer[dict[str, str]]):
    """A title in both languages."""

    en = serializers.CharField()
    it = serializers.CharField()


class PresetOut(serializers.Serializer[dict[str, Any]]):
    """A ready-made protocol."""

    preset = serializers.ChoiceField(Preset.choices)
    title = TitleOut()
    document = ProtocolDocument()


class PresetList(APIView):
    """The ready-made protocols."""

    @extend_schema(operation_id="protocol_presets_list", responses=PresetOut(many=True))
    def get(self, request: Request) -> Response:
        """The two of the thesis."""
        rows: Any = [{"preset": p, "title": TITLES[p], "document": DOCUMENTS[p]} for p in Preset]
        return Response(PresetOut(rows, many=True).data)
