"""Pain scales: which there are, which a study uses, a study's own."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import NoQuery, body, find, query
from annotator.scoring.models import Scale
from annotator.scoring.scale_services import add_scale, scales_for
from annotator.scoring.scale_shape import Fact, ScaleDocument, Wording
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require
from annotator.studies.services import current_protocol


class ScaleOut(serializers.ModelSerializer[Scale]):
    """A scale in full."""

    built_in = serializers.SerializerMethodField()
    document = ScaleDocument()

    class Meta:
        model = Scale
        fields = ["id", "key", "version", "built_in", "document", "created_at"]

    def get_built_in(self, scale: Scale) -> bool:
        """Whether it came along with the application."""
        return scale.study_id is None


class ScaleBriefOut(serializers.ModelSerializer[Scale]):
    """A scale in a list, with what the study's protocol uses of it."""

    name = Wording(source="document.name")
    population = Fact(source="document.population", allow_null=True)
    total_range = serializers.ListField(child=serializers.IntegerField(), source="document.total.range")
    built_in = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()
    in_use = serializers.SerializerMethodField()
    items_in_use = serializers.SerializerMethodField()
    items_unknown = serializers.SerializerMethodField()

    class Meta:
        model = Scale
        fields = [
            *("id", "key", "version", "name", "population", "total_range", "built_in"),
            *("items", "in_use", "items_in_use", "items_unknown"),
        ]

    def get_built_in(self, scale: Scale) -> bool:
        """Whether it came along with the application."""
        return scale.study_id is None

    def get_in_use(self, scale: Scale) -> bool:
        """Whether the protocol names it."""
        return scale.key in self.context["choices"]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_items(self, scale: Scale) -> list[str]:
        """Every item, in the scale's order."""
        return [item["key"] for item in scale.document["items"]]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_items_in_use(self, scale: Scale) -> list[str]:
        """The items the protocol names, in the scale's order."""
        chosen = self.context["choices"].get(scale.key, [])
        return [item["key"] for item in scale.document["items"] if item["key"] in chosen]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_items_unknown(self, scale: Scale) -> list[str]:
        """Items the protocol names that the scale does not have; sheets cannot be begun until that is mended."""
        known = {item["key"] for item in scale.document["items"]}
        return [item for item in self.context["choices"].get(scale.key, []) if item not in known]


def choices_of(study: Study) -> dict[str, list[str]]:
    """The protocol's items by scale."""
    chosen: list[dict[str, Any]] = current_protocol(study).document["scales"]
    return {choice["scale"]: choice["items"] for choice in chosen}


class ScaleList(APIView):
    """The scales a study can use."""

    @extend_schema(operation_id="scales_list", responses=ScaleBriefOut(many=True))
    def get(self, request: Request, study_id: UUID) -> Response:
        """The newest version of each, by key."""
        study = find(Study.objects.visible_to(person_of(request)), pk=study_id)
        query(request, NoQuery)
        shown = ScaleBriefOut(scales_for(study), many=True, context={"choices": choices_of(study)})
        return Response(shown.data)

    @extend_schema(request=ScaleDocument, responses={201: ScaleOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Adds a scale of the study's own, or its next version."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.SCALE_ADD, study)
        scale = add_scale(actor=user, study=study, document=body(request, ScaleDocument))
        return Response(ScaleOut(scale).data, status=status.HTTP_201_CREATED)


class ScaleDetail(APIView):
    """One scale."""

    @extend_schema(responses=ScaleOut)
    def get(self, request: Request, scale_id: UUID) -> Response:
        """Its items, wording, totals, sources."""
        return Response(ScaleOut(find(Scale.objects.visible_to(person_of(request)), pk=scale_id)).data)
