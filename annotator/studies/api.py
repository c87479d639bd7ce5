"""Studies, their members and their protocol."""

from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import PlainText, ProseText
from annotator.studies import services
from annotator.studies.models import Infant, Membership, Preset, Protocol, Role, Study
from annotator.studies.people_api import RolesField
from annotator.studies.permissions import Action, actions_of, require, require_site_admin


class ProtocolBrief(serializers.ModelSerializer[Protocol]):
    """Which protocol a study follows."""

    class Meta:
        model = Protocol
        fields = ["id", "version", "preset"]


class StudyCounts(serializers.Serializer[dict[str, int]]):
    """How much there is."""

    infants = serializers.IntegerField()
    members = serializers.IntegerField()


class StudyOut(serializers.ModelSerializer[Study]):
    """A study as its members see it."""

    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))
    blind = serializers.BooleanField()
    counts = StudyCounts()
    consent_gaps = serializers.IntegerField()
    protocol = ProtocolBrief()
    allowed = serializers.ListField(child=serializers.ChoiceField([action.value for action in Action]))

    class Meta:
        model = Study
        fields = [
            *(
                "id",
                "name",
                "description",
                "created_at",
                "roles",
                "blind",
                "counts",
                "consent_gaps",
                "protocol",
            ),
            "allowed",
        ]


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """A correlated count of rows whose `study` is the outer study; 0 when there are none."""
    counted = rows.filter(study=OuterRef("pk")).order_by().values("study").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def studies_with_counts(user: User) -> QuerySet[Study]:
    """The person's studies with counts, own membership and protocol, in three queries however many there are."""
    infants = Infant.objects.filter(withdrawn_at=None)
    return (
        Study.objects.visible_to(user)
        .annotate(
            infant_count=count_of(infants),
            gap_count=count_of(infants.without_consent()),
            member_count=count_of(Membership.objects.all()),  # nosemgrep: rows-are-asked-as-somebody
        )
        .prefetch_related(
            Prefetch("memberships", queryset=Membership.objects.filter(user=user), to_attr="mine"),
            Prefetch("protocols", queryset=Protocol.objects.order_by("-version")),
        )
    )


def study_view(study: Any) -> dict[str, Any]:
    """A study of `studies_with_counts` in the shape of StudyOut."""
    protocol = study.protocols.all()[0]
    roles = frozenset(Role(role) for membership in study.mine for role in membership.roles)
    shown: Any = {
        **{field: getattr(study, field) for field in ("id", "name", "description", "created_at")},
        "roles": sorted(roles),
        "blind": protocol.document["blind"],
        "counts": {"infants": study.infant_count, "members": study.member_count},
        "consent_gaps": study.gap_count,
        "protocol": protocol,
        "allowed": actions_of(roles),
    }
    return StudyOut(shown).data


class StudyIn(StrictSerializer):
    """A new study."""

    name = PlainText(max_length=120)
    description = ProseText(max_length=5000, required=False, allow_blank=True, default="")
    preset = serializers.ChoiceField(Preset.choices)


class StudyChange(StrictSerializer):
    """What may change about a study."""

    name = PlainText(max_length=120, required=False)
    description = ProseText(max_length=5000, required=False, allow_blank=True)


class StudyList(APIView):
    """My studies."""

    @extend_schema(operation_id="studies_list", responses=page_of(StudyOut))
    def get(self, request: Request) -> Response:
        """Newest first."""
        user = person_of(request)
        query(request, NoQuery)
        return page(request, studies_with_counts(user), _StudyRows)

    @extend_schema(request=StudyIn, responses={201: StudyOut})
    def post(self, request: Request) -> Response:
        """A new study; site administrators only, who become its admin."""
        actor = person_of(request)
        require_site_admin(actor)
        study = services.create_study(actor=actor, **body(request, StudyIn))
        fresh = studies_with_counts(actor).get(pk=study.pk)
        return Response(study_view(fresh), status=status.HTTP_201_CREATED)


class _StudyRows(serializers.BaseSerializer[Study]):
    def to_representation(self, instance: Study) -> dict[str, Any]:
        return study_view(instance)


class StudyDetail(APIView):
    """One study."""

    @extend_schema(responses=StudyOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Its facts and what I may do there."""
        user = person_of(request)
        return Response(study_view(find(studies_with_counts(user), pk=study_id)))

    @extend_schema(request=StudyChange, responses=StudyOut)
    def patch(self, request: Request, study_id: UUID) -> Response:
        """Renames or describes it anew."""
        user = person_of(request)
        study = find(studies_with_counts(user), pk=study_id)
        require(user, Action.STUDY_CHANGE, study)
        services.change_study(actor=user, study=study, changes=body(request, StudyChange))
        return Response(study_view(study))


class PersonBrief(serializers.ModelSerializer[User]):
    """A person as co-members see them."""

    class Meta:
        model = User
        fields = ["id", "name", "email"]


class MemberOut(serializers.ModelSerializer[Membership]):
    """Who is in a study, as what, since when."""

    user = PersonBrief()
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))
    since = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Membership
        fields = ["id", "user", "roles", "since"]


class MemberIn(StrictSerializer):
    """Whom to add."""

    email = serializers.EmailField(max_length=254)
    roles = RolesField()


class RolesIn(StrictSerializer):
    """The roles a member shall have."""

    roles = RolesField()


class MemberList(APIView):
    """A study's members."""

    @extend_schema(operation_id="members_list", responses=page_of(MemberOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Latest comers first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.MEMBER_READ, study)
        query(request, NoQuery)
        return page(request, study.memberships.select_related("user"), MemberOut)

    @extend_schema(request=MemberIn, responses={201: MemberOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Adds somebody who already signs in here."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.MEMBER_MANAGE, study)
        member = services.add_member(actor=user, study=study, **body(request, MemberIn))
        return Response(MemberOut(member).data, status=status.HTTP_201_CREATED)


class MemberDetail(APIView):
    """One member."""

    def _member(self, request: Request, member_id: UUID) -> Membership:
        user = person_of(request)
        mine = Membership.objects.filter(study__in=Study.objects.visible_to(user)).select_related("study", "user")
        member = find(mine, pk=member_id)
        require(user, Action.MEMBER_MANAGE, member.study)
        return member

    @extend_schema(request=RolesIn, responses=MemberOut)
    def patch(self, request: Request, member_id: UUID) -> Response:
        """Changes the roles."""
        member = self._member(request, member_id)
        changed = services.change_roles(actor=person_of(request), membership=member, **body(request, RolesIn))
        return Response(MemberOut(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, member_id: UUID) -> Response:
        """Ends the membership."""
        services.remove_member(actor=person_of(request), membership=self._member(request, member_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
