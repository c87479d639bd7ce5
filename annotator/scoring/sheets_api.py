"""Score sheets, and what the coded intervals say about a window."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import ProseText
from annotator.scoring import sheet_services as services
from annotator.scoring.admission import require_scoring
from annotator.scoring.models import Coding, ScoreSheet, ScoreSheetQuerySet
from annotator.scoring.readings import current_reading
from annotator.scoring.scale_services import scale_in_use
from annotator.scoring.scale_shape import KeyField, WholeNumber
from annotator.scoring.sheet_values import derive_window
from annotator.scoring.totals import CANNOT_ASSESS
from annotator.scoring.windows_api import OperatorBrief, own_window
from annotator.scoring.windows_api import visible as visible_windows
from annotator.studies.services import current_protocol


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "enum": [CANNOT_ASSESS]}]})
class AnswerField(serializers.Field[Any, Any, Any, Any]):
    """An option's score, or `cannot_assess`."""

    def to_internal_value(self, data: Any) -> int | str:
        """Refuses everything else."""
        if type(data) is not int and data != CANNOT_ASSESS:
            raise serializers.ValidationError("A whole number or 'cannot_assess' is required.")
        return data  # type: ignore[no-any-return]

    def to_representation(self, value: Any) -> Any:
        """As it is kept."""
        return value


class DerivationOut(serializers.Serializer[Any]):
    """How an item follows from the coded intervals; frames are counted inside the window."""

    rule = serializers.CharField()
    value = serializers.IntegerField()
    window_frames = serializers.IntegerField()
    frames = serializers.DictField(child=serializers.IntegerField())
    scores = serializers.DictField(child=serializers.IntegerField())
    union_frames = serializers.IntegerField()
    union_value = serializers.IntegerField(allow_null=True)
    alert = serializers.BooleanField()


class OverrideIn(StrictSerializer):
    """Another answer than the derived one, and why."""

    value = AnswerField()
    reason = ProseText(max_length=1000)


class OverrideOut(serializers.Serializer[Any]):
    """Another answer than the derived one, and why."""

    value = AnswerField()
    reason = serializers.CharField()


class SheetOut(serializers.ModelSerializer[ScoreSheet]):
    """A score sheet; `values` are the answers that count, derived or overridden ones included."""

    operator = OperatorBrief()
    items = serializers.ListField(child=serializers.CharField())
    values = serializers.DictField(child=AnswerField())
    overrides = serializers.DictField(child=OverrideOut())
    derived = serializers.DictField(child=DerivationOut())
    subscores = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    protocol_version = serializers.IntegerField(source="protocol.version")
    scale_version = serializers.IntegerField(source="scale.version")
    superseded = serializers.SerializerMethodField()

    class Meta:
        model = ScoreSheet
        fields = [
            *(
                "id",
                "window",
                "video",
                "operator",
                "scale",
                "scale_key",
                "scale_version",
                "protocol_version",
                "reading",
            ),
            *("blind", "items", "values", "whine", "overrides", "derived", "total", "subscores", "pain", "state"),
            *("version", "created_at", "submitted_at", "previous", "correction_reason", "superseded"),
        ]

    def get_superseded(self, sheet: ScoreSheet) -> bool:
        """Whether a newer one took its place."""
        return sheet.superseded_at is not None


class SheetIn(StrictSerializer):
    """Which scale to score."""

    scale = KeyField()


class SheetChange(StrictSerializer):
    """Answers by item on the version the browser knows; null takes one back."""

    version = WholeNumber(min_value=1, max_value=2**31 - 1)
    values = serializers.DictField(child=AnswerField(allow_null=True), required=False)
    whine = serializers.BooleanField(required=False)
    overrides = serializers.DictField(child=OverrideIn(allow_null=True), required=False)


class SubmissionIn(StrictSerializer):
    """The version to submit."""

    version = WholeNumber(min_value=1, max_value=2**31 - 1)


class CorrectionIn(StrictSerializer):
    """Why a submitted sheet is corrected."""

    reason = ProseText(max_length=1000)


class DerivedQuery(StrictSerializer):
    """For which scale, and whether the infant whines."""

    scale = KeyField()
    whine = serializers.BooleanField(default=False)


def visible(user: User) -> ScoreSheetQuerySet:
    """The sheets a person may see, with what a row shows."""
    related = ("operator", "scale", "protocol", "video__study", "video__infant")
    return ScoreSheet.objects.visible_to(user).select_related(*related)


def own_sheet(request: Request, sheet_id: UUID) -> ScoreSheet:
    """My sheet, if I may score its video now; raises 404 for others' sheets, else as `require_scoring`."""
    user = person_of(request)
    sheet = find(visible(user).filter(operator=user), pk=sheet_id)
    require_scoring(user, sheet.video)
    return sheet


class SheetList(APIView):
    """A window's sheets."""

    @extend_schema(operation_id="sheets_list", responses=page_of(SheetOut))
    def get(self, request: Request, window_id: UUID) -> Response:
        """Newest first."""
        user = person_of(request)
        window = find(visible_windows(user), pk=window_id)
        query(request, NoQuery)
        return page(request, visible(user).filter(window=window), SheetOut)

    @extend_schema(request=SheetIn, responses={200: SheetOut, 201: SheetOut})
    def post(self, request: Request, window_id: UUID) -> Response:
        """Begins one; answers 200 with the draft when there is one already."""
        window = own_window(request, window_id)
        key = body(request, SheetIn)["scale"]
        sheet, new = services.start_sheet(actor=person_of(request), window=window, scale_key=key)
        return Response(SheetOut(sheet).data, status=status.HTTP_201_CREATED if new else status.HTTP_200_OK)


class SheetDetail(APIView):
    """One sheet."""

    @extend_schema(responses=SheetOut)
    def get(self, request: Request, sheet_id: UUID) -> Response:
        """Its answers."""
        return Response(SheetOut(find(visible(person_of(request)), pk=sheet_id)).data)

    @extend_schema(request=SheetChange, responses=SheetOut)
    def patch(self, request: Request, sheet_id: UUID) -> Response:
        """Saves answers of a draft."""
        sheet = own_sheet(request, sheet_id)
        given = body(request, SheetChange)
        version = given.pop("version")
        saved = services.save_sheet(actor=person_of(request), sheet=sheet, version=version, changes=given)
        return Response(SheetOut(saved).data)


class SheetSubmission(APIView):
    """Submitting a sheet."""

    @extend_schema(request=SubmissionIn, responses=SheetOut)
    def post(self, request: Request, sheet_id: UUID) -> Response:
        """Locks it."""
        sheet = own_sheet(request, sheet_id)
        version = body(request, SubmissionIn)["version"]
        return Response(SheetOut(services.submit_sheet(actor=person_of(request), sheet=sheet, version=version)).data)


class SheetCorrection(APIView):
    """Correcting a submitted sheet."""

    @extend_schema(request=CorrectionIn, responses={201: SheetOut})
    def post(self, request: Request, sheet_id: UUID) -> Response:
        """Begins a draft that will supersede it."""
        sheet = own_sheet(request, sheet_id)
        draft = services.correct_sheet(actor=person_of(request), sheet=sheet, **body(request, CorrectionIn))
        return Response(SheetOut(draft).data, status=status.HTTP_201_CREATED)


class DerivedOut(serializers.Serializer[Any]):
    """What the coded intervals say, by item; `coded` is false while the video was never coded."""

    scale = serializers.CharField()
    coded = serializers.BooleanField()
    items = serializers.DictField(child=DerivationOut())


class WindowDerivation(APIView):
    """What the coded intervals say about a window."""

    @extend_schema(parameters=[DerivedQuery], responses=DerivedOut)
    def get(self, request: Request, window_id: UUID) -> Response:
        """Worked out anew from the operator's intervals."""
        user = person_of(request)
        window = find(visible_windows(user), pk=window_id)
        wanted = query(request, DerivedQuery)
        own = window.operator_id == user.pk
        reading = current_reading(user, window.video) if own else 1
        everybodys = Coding.objects.all()  # nosemgrep: rows-are-asked-as-somebody
        codings = everybodys if own else Coding.objects.visible_to(user)
        coding = codings.filter(video=window.video_id, operator=window.operator_id, reading=reading)
        study = window.video.study
        scale, items = scale_in_use(study, current_protocol(study).document, wanted["scale"])
        coded = coding.filter(version__gt=0).exists()
        facts = {"window": window, "scale": scale, "items": items, "reading": reading, "whine": wanted["whine"]}
        found = derive_window(**facts) if coded else {}
        return Response(DerivedOut({"scale": scale.key, "coded": coded, "items": found}).data)
