"""Infants and their consent."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import PlainText, ProseText
from annotator.studies import services
from annotator.studies.models import Circumstance, Consent, Infant, InfantQuerySet, Scope, Study
from annotator.studies.permissions import Action, require

MAX_AGE_HOURS = 24 * 366 * 7  # FLACC is validated up to 7 years


class ContextField(serializers.ListField):
    """What surrounds the infant, besides pain."""

    child = serializers.ChoiceField(Circumstance.choices)


class ConsentOut(serializers.ModelSerializer[Consent]):
    """One consent."""

    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    recorded_by_name = serializers.CharField(source="recorded_by.name")
    superseded = serializers.SerializerMethodField()

    class Meta:
        model = Consent
        fields = [
            "id",
            "scopes",
            "document_version",
            "signed_on",
            "recorded_by_name",
            "created_at",
            "superseded",
        ]

    def get_superseded(self, consent: Consent) -> bool:
        """Whether a newer one is in force."""
        return consent.superseded_at is not None


class ConsentIn(StrictSerializer):
    """What the parents signed."""

    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices), min_length=1)
    document_version = PlainText(max_length=60)
    signed_on = serializers.DateField()


class InfantOut(serializers.ModelSerializer[Infant]):
    """An infant."""

    context = serializers.ListField(child=serializers.ChoiceField(Circumstance.choices))  # type: ignore[assignment]
    consent = serializers.SerializerMethodField()

    class Meta:
        model = Infant
        fields = [
            *("id", "study", "pseudonym", "sex", "age_hours", "group", "context", "note", "created_at"),
            "consent",
        ]

    @extend_schema_field(ConsentOut(allow_null=True))
    def get_consent(self, infant: Infant) -> dict[str, Any] | None:
        """The one in force; None when it is missing."""
        in_force = [consent for consent in infant.consents.all() if consent.superseded_at is None]
        return ConsentOut(in_force[0]).data if in_force else None


class InfantIn(StrictSerializer):
    """A new infant."""

    pseudonym = PlainText(max_length=40)
    sex = serializers.ChoiceField(Infant.Sex.choices, default=Infant.Sex.UNKNOWN)
    age_hours = serializers.IntegerField(min_value=0, max_value=MAX_AGE_HOURS, allow_null=True, default=None)
    group = PlainText(max_length=60, allow_blank=True, default="")
    context = ContextField(default=list)  # type: ignore[assignment]
    note = ProseText(max_length=2000, allow_blank=True, default="")


class InfantChange(StrictSerializer):
    """What may be corrected about an infant."""

    pseudonym = PlainText(max_length=40, required=False)
    sex = serializers.ChoiceField(Infant.Sex.choices, required=False)
    age_hours = serializers.IntegerField(min_value=0, max_value=MAX_AGE_HOURS, allow_null=True, required=False)
    group = PlainText(max_length=60, allow_blank=True, required=False)
    context = ContextField(required=False)  # type: ignore[assignment]
    note = ProseText(max_length=2000, allow_blank=True, required=False)


class InfantQuery(StrictSerializer):
    """Filters of the list."""

    search = PlainText(max_length=40, required=False)
    consent = serializers.ChoiceField(["missing", "valid"], required=False)


def visible(user: User) -> InfantQuerySet:
    """The infants a person may see, with the consent in force."""
    in_force = Consent.objects.filter(superseded_at=None).select_related("recorded_by")
    return Infant.objects.visible_to(user).prefetch_related(Prefetch("consents", queryset=in_force))


class InfantList(APIView):
    """A study's infants."""

    @extend_schema(operation_id="infants_list", parameters=[InfantQuery], responses=page_of(InfantOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        wanted = query(request, InfantQuery)
        infants = visible(user).filter(study=study)
        if "search" in wanted:
            infants = infants.filter(pseudonym__icontains=wanted["search"])
        if "consent" in wanted:
            infants = infants.with_consent() if wanted["consent"] == "valid" else infants.without_consent()
        return page(request, infants, InfantOut)

    @extend_schema(request=InfantIn, responses={201: InfantOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Adds one."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.INFANT_ADD, study)
        infant = services.add_infant(actor=user, study=study, **body(request, InfantIn))
        return Response(InfantOut(infant).data, status=status.HTTP_201_CREATED)


class InfantDetail(APIView):
    """One infant."""

    @extend_schema(responses=InfantOut)
    def get(self, request: Request, infant_id: UUID) -> Response:
        """Its facts."""
        return Response(InfantOut(find(visible(person_of(request)), pk=infant_id)).data)

    @extend_schema(request=InfantChange, responses=InfantOut)
    def patch(self, request: Request, infant_id: UUID) -> Response:
        """Corrects them."""
        user = person_of(request)
        infant = find(visible(user).select_related("study"), pk=infant_id)
        require(user, Action.INFANT_CHANGE, infant.study)
        services.change_infant(actor=user, infant=infant, changes=body(request, InfantChange))
        return Response(InfantOut(infant).data)


class ConsentList(APIView):
    """An infant's consents."""

    @extend_schema(operation_id="consents_list", responses=page_of(ConsentOut))
    def get(self, request: Request, infant_id: UUID) -> Response:
        """Newest first."""
        infant = find(Infant.objects.visible_to(person_of(request)), pk=infant_id)
        query(request, NoQuery)
        return page(request, infant.consents.select_related("recorded_by"), ConsentOut)

    @extend_schema(request=ConsentIn, responses={201: ConsentOut})
    def post(self, request: Request, infant_id: UUID) -> Response:
        """Puts a new one in force."""
        user = person_of(request)
        infant = find(Infant.objects.visible_to(user).select_related("study"), pk=infant_id)
        require(user, Action.CONSENT_RECORD, infant.study)
        consent = services.record_consent(actor=user, infant=infant, **body(request, ConsentIn))
        return Response(ConsentOut(consent).data, status=status.HTTP_201_CREATED)
