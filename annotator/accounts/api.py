"""My API tokens."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import services
from annotator.accounts.authentication import person_of
from annotator.accounts.models import ApiToken
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import PlainText


class TokenOut(serializers.ModelSerializer[ApiToken]):
    """A token without its text."""

    class Meta:
        model = ApiToken
        fields = ["id", "name", "prefix", "created_at", "expires_at", "last_used_at", "revoked_at"]
        read_only_fields = fields


class TokenCreated(TokenOut):
    """A token with its text, this once."""

    token = serializers.CharField()

    class Meta(TokenOut.Meta):
        fields = [*TokenOut.Meta.fields, "token"]


class TokenIn(StrictSerializer):
    """What a new token needs."""

    name = PlainText(max_length=80)
    expires_in_days = serializers.IntegerField(min_value=1, max_value=365)


class TokenList(APIView):
    """My tokens."""

    @extend_schema(operation_id="tokens_list", responses=page_of(TokenOut))
    def get(self, request: Request) -> Response:
        """Newest first."""
        query(request, NoQuery)
        return page(request, ApiToken.objects.visible_to(person_of(request)), TokenOut)

    @extend_schema(request=TokenIn, responses={201: TokenCreated})
    def post(self, request: Request) -> Response:
        """Makes a token; its text is in this answer and nowhere else."""
        token, text = services.create_token(user=person_of(request), **body(request, TokenIn))
        return Response({**TokenOut(token).data, "token": text}, status=status.HTTP_201_CREATED)


class TokenDetail(APIView):
    """One of my tokens."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Revokes it."""
        user = person_of(request)
        services.revoke_token(user=user, token=find(ApiToken.objects.visible_to(user), pk=token_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
