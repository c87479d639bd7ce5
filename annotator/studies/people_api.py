"""Me, the people of this installation, and invitations."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from annotator.accounts import services as accounts
from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.errors import DomainError
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import PlainText, ProseText
from annotator.studies import invitations
from annotator.studies.models import Invitation, InvitationState, Membership, Role, Study
from annotator.studies.permissions import Action, require, require_site_admin

KEY_MAP_LIMIT = 200


class RolesField(serializers.ListField):
    """One or more roles."""

    child = serializers.ChoiceField(Role.choices)
    min_length = 1


class MyMembership(serializers.ModelSerializer[Membership]):
    """One of my studies and what I do there."""

    study_name = serializers.CharField(source="study.name")
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))

    class Meta:
        model = Membership
        fields = ["study", "study_name", "roles"]


class MeOut(serializers.ModelSerializer[User]):
    """Who I am and how I like it."""

    is_site_admin = serializers.BooleanField(source="is_superuser")
    memberships = MyMembership(many=True)
    key_map = serializers.DictField(child=serializers.CharField())
    uploads_chunk_bytes = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = [
            *(
                "id",
                "email",
                "name",
                "language",
                "theme",
                "key_map",
                "single_keys",
                "is_site_admin",
                "memberships",
            ),
            *("uploads_chunk_bytes", "version"),
        ]

    def get_uploads_chunk_bytes(self, user: User) -> int:
        """How much of a file one request carries."""
        return settings.UPLOAD_CHUNK_BYTES

    def get_version(self, user: User) -> str:
        """The application's version."""
        return str(settings.SPECTACULAR_SETTINGS["VERSION"])


class MeIn(StrictSerializer):
    """What I may change about myself."""

    name = PlainText(max_length=120, required=False)
    language = serializers.ChoiceField(["en", "it"], required=False)
    theme = serializers.ChoiceField(User.Theme.choices, required=False)
    key_map = serializers.DictField(child=PlainText(max_length=20), required=False)
    single_keys = serializers.BooleanField(required=False)

    def validate_key_map(self, keys: dict[str, str]) -> dict[str, str]:
        """A key map is short."""
        if len(keys) > KEY_MAP_LIMIT or any(len(action) > 60 for action in keys):
            raise serializers.ValidationError("Too many keys.")
        return keys


class Me(APIView):
    """The signed-in person."""

    def _answer(self, user: User) -> Response:
        user = User.objects.prefetch_related("memberships__study").get(pk=user.pk)
        return Response(MeOut(user).data)

    @extend_schema(responses=MeOut)
    def get(self, request: Request) -> Response:
        """Who I am."""
        return self._answer(person_of(request))

    @extend_schema(request=MeIn, responses=MeOut)
    def patch(self, request: Request) -> Response:
        """Changes my name or preferences."""
        return self._answer(accounts.change_profile(user=person_of(request), changes=body(request, MeIn)))


class UserOut(serializers.ModelSerializer[User]):
    """A person as the site administrator sees them."""

    is_site_admin = serializers.BooleanField(source="is_superuser")
    mfa = serializers.BooleanField()

    class Meta:
        model = User
        fields = ["id", "email", "name", "is_active", "is_site_admin", "last_login", "mfa"]


class UserList(APIView):
    """Everybody who signs in here."""

    @extend_schema(operation_id="users_list", responses=page_of(UserOut))
    def get(self, request: Request) -> Response:
        """Latest comers first; site administrators only."""
        require_site_admin(person_of(request))
        query(request, NoQuery)
        return page(request, _people(), UserOut, ordering=("-id",))


class ReasonIn(StrictSerializer):
    """Why."""

    reason = ProseText(max_length=500)


class UserActivation(APIView):
    """Letting people in and shutting them out."""

    active = True

    @extend_schema(request=ReasonIn, responses=UserOut)
    def post(self, request: Request, user_id: int) -> Response:
        """Takes effect with this request; site administrators only."""
        actor = person_of(request)
        require_site_admin(actor)
        person = find(User.objects.all(), pk=user_id)  # nosemgrep: rows-are-asked-as-somebody
        accounts.set_active(actor=actor, person=person, active=self.active, **body(request, ReasonIn))
        return Response(UserOut(_people().get(pk=person.pk)).data)


def _people() -> QuerySet[User]:
    return User.objects.annotate(mfa=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type="totp")))


class InvitationOut(serializers.ModelSerializer[Invitation]):
    """An invitation without its token."""

    study_name = serializers.CharField(source="study.name", default="")
    state = serializers.ChoiceField(InvitationState.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))

    class Meta:
        model = Invitation
        fields = [
            *("id", "email", "is_site_admin", "study", "study_name", "roles", "created_at", "expires_at"),
            *("accepted_at", "revoked_at", "state"),
        ]


class InvitationCreated(InvitationOut):
    """An invitation with its link, this once."""

    link = serializers.CharField()

    class Meta(InvitationOut.Meta):
        fields = [*InvitationOut.Meta.fields, "link"]


class InvitationIn(StrictSerializer):
    """Whom to invite to what."""

    email = serializers.EmailField(max_length=254)
    study = serializers.UUIDField(required=False, allow_null=True, default=None)
    roles = RolesField(required=False, default=list)
    is_site_admin = serializers.BooleanField(required=False, default=False)


class InvitationList(APIView):
    """Invitations."""

    @extend_schema(operation_id="invitations_list", responses=page_of(InvitationOut))
    def get(self, request: Request) -> Response:
        """All of them, for site administrators."""
        require_site_admin(person_of(request))
        query(request, NoQuery)
        return page(request, Invitation.objects.select_related("study"), InvitationOut)

    @extend_schema(request=InvitationIn, responses={201: InvitationCreated})
    def post(self, request: Request) -> Response:
        """Invites somebody: into a study as its admin, or into the site as its administrator."""
        actor, wanted = person_of(request), body(request, InvitationIn)
        study = find(Study.objects.visible_to(actor), pk=wanted["study"]) if wanted["study"] else None
        if study:
            require(actor, Action.MEMBER_MANAGE, study)
        if study is None or wanted["is_site_admin"]:
            require_site_admin(actor)
        if study and not wanted["roles"]:
            raise DomainError("roles_missing", "Choose at least one role for this study.")
        invitation, token = invitations.invite(actor=actor, **{**wanted, "study": study})
        link = request.build_absolute_uri(f"/invitation/{token}")
        return Response({**InvitationOut(invitation).data, "link": link}, status=status.HTTP_201_CREATED)


class InvitationDetail(APIView):
    """One invitation."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, invitation_id: UUID) -> Response:
        """Revokes it; site administrators only."""
        actor = person_of(request)
        require_site_admin(actor)
        invitation = find(Invitation.objects.all(), pk=invitation_id)  # nosemgrep: rows-are-asked-as-somebody
        invitations.revoke(actor=actor, invitation=invitation)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AcceptIn(StrictSerializer):
    """The token of the link, and who is behind it."""

    token = serializers.CharField(max_length=100)
    name = PlainText(max_length=120)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class AcceptOut(serializers.ModelSerializer[User]):
    """With which address to sign in now."""

    class Meta:
        model = User
        fields = ["email"]


class InvitationAccept(APIView):
    """Coming in."""

    permission_classes = [permissions.AllowAny]
    authentication_classes = []
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "invitation"

    @extend_schema(request=AcceptIn, responses={201: AcceptOut}, auth=[])
    def post(self, request: Request) -> Response:
        """Makes the person; they sign in next."""
        return Response(AcceptOut(invitations.accept(**body(request, AcceptIn))).data, status=status.HTTP_201_CREATED)
