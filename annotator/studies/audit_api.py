"""Reading the audit log: a study's admins see its events, site administrators all."""

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.audit.services import verify_chain
from annotator.core.errors import ForbiddenError
from annotator.core.requests import StrictSerializer, page, page_of, query
from annotator.core.text import PlainText
from annotator.studies.models import Membership, Role
from annotator.studies.permissions import require_site_admin
from annotator.studies.services import current_protocol


class EventOut(serializers.ModelSerializer[AuditEvent]):
    """One event."""

    actor_name = serializers.CharField(source="actor.name", default="")
    study = serializers.UUIDField(source="study_id", allow_null=True)
    detail = serializers.DictField()

    class Meta:
        model = AuditEvent
        fields = [
            *(
                "sequence",
                "at",
                "actor_name",
                "action",
                "study",
                "object_type",
                "object_id",
                "detail",
                "reason",
            ),
            "hash",
        ]


class EventQuery(StrictSerializer):
    """Filters of the log."""

    study = serializers.UUIDField(required=False)
    action = PlainText(max_length=60, required=False)
    actor = serializers.IntegerField(required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


FILTERS = {
    "study": "study_id",
    "action": "action__startswith",
    "actor": "actor_id",
    "since": "at__gte",
    "until": "at__lt",
}


# Rows that are answers or decisions about answers: ids and times of others' would tell who has scored what.
ANSWERS = ("observationwindow", "coding", "scoresheet", "consensusscore")


def visible_events(user: User) -> QuerySet[AuditEvent]:
    """The events a person may read; raises ForbiddenError when they are admin of nothing.

    Whoever scores in a blind study never reads what others did to answers there: another admin does.
    """
    mine = list(Membership.objects.filter(user=user).select_related("study"))
    blind = [
        one.study_id for one in mine if Role.OPERATOR in one.roles and current_protocol(one.study).document["blind"]
    ]
    withheld = Q(study_id__in=blind, object_type__in=ANSWERS) & ~Q(actor_id=user.pk)
    if user.is_superuser:
        return AuditEvent.objects.exclude(withheld)
    governed = [membership.study_id for membership in mine if Role.ADMIN in membership.roles]
    if not governed:
        raise ForbiddenError("Only a study's admin may read its log.")
    return AuditEvent.objects.filter(study_id__in=governed).exclude(withheld)


class EventList(APIView):
    """The log."""

    @extend_schema(operation_id="audit_list", parameters=[EventQuery], responses=page_of(EventOut))
    def get(self, request: Request) -> Response:
        """Latest first."""
        events = visible_events(person_of(request))
        wanted = query(request, EventQuery)
        chosen = events.filter(**{FILTERS[name]: value for name, value in wanted.items()})
        return page(request, chosen.select_related("actor"), EventOut, ordering=("-sequence",))


class VerificationOut(serializers.Serializer[dict[str, object]]):
    """Whether the chain is unbroken; `head` written down elsewhere also shows a chain cut short."""

    events = serializers.IntegerField()
    intact = serializers.BooleanField()
    first_bad_sequence = serializers.IntegerField(allow_null=True)
    head = serializers.CharField()


class ChainVerification(APIView):
    """The chain as a whole."""

    @extend_schema(responses=VerificationOut)
    def get(self, request: Request) -> Response:
        """Walks it; site administrators only."""
        require_site_admin(person_of(request))
        found = verify_chain()
        return Response(
            {
                "events": found.events,
                "intact": found.first_bad_sequence is None,
                "first_bad_sequence": found.first_bad_sequence,
                "head": found.head,
            }
        )
