"""Studies, people, infants, consent and protocol through the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.studies.models import Consent, Infant, Invitation, Membership, Preset, Protocol, Role, Study
from annotator.studies.permissions import ROLES, Action
from annotator.studies.presets import DOCUMENTS
from annotator.studies.protocol_shape import ProtocolDocument
from tests import factories
from tests.annotator.conftest import error_code

pytestmark = pytest.mark.django_db


def post(client: APIClient, url: str, **given: Any) -> Any:
    return client.post(url, given, format="json")


def test_every_action_has_a_row_and_an_admin_may_do_everything_but_give_answers() -> None:
    assert set(ROLES) == set(Action)
    answers = [Action.SCORE, Action.LABEL, Action.SUPERVISE]
    assert [action for action, roles in ROLES.items() if Role.ADMIN not in roles] == answers


def test_a_new_study_starts_with_its_preset(site_admin: User, client_of: Callable[..., APIClient]) -> None:
    client = client_of(site_admin)
    made = post(client, "/api/v1/studies/", name="Heel prick", preset="mpain-dan").json()
    assert (made["roles"], made["protocol"]["version"], made["blind"]) == (["admin"], 1, True)
    protocols = client.get(f"/api/v1/studies/{made['id']}/protocols/").json()["results"]
    assert protocols[0]["document"] == DOCUMENTS[Preset.MPAIN_DAN]
    again = post(client, "/api/v1/studies/", name="Heel prick", preset="mpain-dan")
    assert (again.status_code, error_code(again)) == (409, "study_name_taken")


@pytest.mark.parametrize("preset", list(Preset))
def test_presets_are_valid_protocols(preset: Preset) -> None:
    ProtocolDocument(data=DOCUMENTS[preset]).is_valid(raise_exception=True)


def test_presets_say_what_the_thesis_says() -> None:
    mpain, videodol = DOCUMENTS[Preset.MPAIN_DAN], DOCUMENTS[Preset.VIDEODOL_FLACC]

    def rate(document: dict[str, Any], score: int) -> float:
        rates = document["sampling"]["frames_per_second"]
        return float(next(r["rate"] for r in rates if r["score_from"] <= score <= r["score_to"]))

    assert [rate(mpain, score) for score in range(5)] == [0.5, 0.5, 1, 1, 1]  # lines 1577-1580
    assert [rate(videodol, score) for score in range(3)] == [1, 1, 2]  # lines 1681-1686
    assert mpain["sampling"]["max_frames_per_infant"] == 79
    assert videodol["sampling"]["low_score_limit_seconds"] == 60
    assert (mpain["operators_per_video"], videodol["operators_per_video"]) == (1, 3)
    assert videodol["scales"][0]["items"] == ["face", "legs", "activity"]  # cry and consolability dropped


def test_a_protocol_is_versioned_never_edited(admin: APIClient, study: Study) -> None:
    document = {**DOCUMENTS[Preset.MPAIN_DAN], "operators_per_video": 2}
    url = f"/api/v1/studies/{study.pk}/protocols/"
    assert post(admin, url, document=document, note="two operators").json()["version"] == 2
    rows = admin.get(url).json()["results"]
    assert [(row["version"], row["in_use"], row["document"]["operators_per_video"]) for row in rows] == [
        (2, True, 2),
        (1, False, 1),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"operators_per_video": 0},
        {"blind": "perhaps"},
        {"scales": []},
        {"unknown": 1},
        {"suggestions": "always"},
        {"detectors": []},
    ],
)
def test_a_broken_protocol_is_refused_by_field(admin: APIClient, study: Study, broken: dict[str, Any]) -> None:
    document = {**DOCUMENTS[Preset.MPAIN_DAN], **broken}
    response = post(admin, f"/api/v1/studies/{study.pk}/protocols/", document=document, note="x")
    assert response.status_code == 400
    assert set(response.json()["error"]["fields"]["document"]) == set(broken)
    assert Protocol.objects.count() == 1


def test_two_rates_cannot_claim_one_score(admin: APIClient, study: Study) -> None:
    document = {**DOCUMENTS[Preset.MPAIN_DAN]}
    rates = [{"score_from": 0, "score_to": 2, "rate": 1}, {"score_from": 2, "score_to": 4, "rate": 2}]
    document["sampling"] = {**document["sampling"], "frames_per_second": rates}
    response = post(admin, f"/api/v1/studies/{study.pk}/protocols/", document=document, note="x")
    assert "claim the same score" in response.content.decode()


def test_infants_and_consent(admin: APIClient, study: Study) -> None:
    url = f"/api/v1/studies/{study.pk}/infants/"
    infant = post(admin, url, pseudonym="8203", sex="female", age_hours=40, context=["pacifier"]).json()
    assert infant["consent"] is None
    assert admin.get(f"{url}?consent=missing").json()["results"][0]["id"] == infant["id"]
    consents = f"/api/v1/infants/{infant['id']}/consents/"
    today = str(timezone.localdate())
    post(admin, consents, scopes=["record"], document_version="1", signed_on=today)
    post(admin, consents, scopes=["record", "label"], document_version="2", signed_on=today)
    assert [row["superseded"] for row in admin.get(consents).json()["results"]] == [False, True]
    shown = admin.get(f"/api/v1/infants/{infant['id']}/").json()
    assert shown["consent"]["scopes"] == ["label", "record"]
    assert admin.get(f"{url}?consent=missing").json()["results"] == []
    assert len(admin.get(f"{url}?consent=valid&search=82").json()["results"]) == 1


def test_two_infants_cannot_share_a_pseudonym(admin: APIClient, infant: Infant) -> None:
    response = post(admin, f"/api/v1/studies/{infant.study_id}/infants/", pseudonym=infant.pseudonym)
    assert (response.status_code, error_code(response)) == (409, "pseudonym_taken")


def test_a_consent_cannot_be_signed_tomorrow(admin: APIClient, infant: Infant) -> None:
    tomorrow = str(timezone.localdate() + timedelta(days=2))
    url = f"/api/v1/infants/{infant.pk}/consents/"
    response = post(admin, url, scopes=["record"], document_version="1", signed_on=tomorrow)
    assert error_code(response) == "consent_in_future"
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("pseudonym", ["", " ", "x" * 41, "a\x00b", "a\u202eb", "a\nb", None, 5.5, {"a": 1}])
def test_odd_pseudonyms(admin: APIClient, study: Study, pseudonym: Any) -> None:
    response = post(admin, f"/api/v1/studies/{study.pk}/infants/", pseudonym=pseudonym)
    assert response.status_code == (201 if pseudonym == 5.5 else 400)


def test_members_come_change_and_go(admin: APIClient, study: Study) -> None:
    person = factories.make_user("new@example.org")
    url = f"/api/v1/studies/{study.pk}/members/"
    member = post(admin, url, email="NEW@example.org", roles=["operator", "operator"]).json()
    assert member["roles"] == ["operator"]
    assert error_code(post(admin, url, email="new@example.org", roles=["operator"])) == "member_exists"
    assert error_code(post(admin, url, email="absent@example.org", roles=["operator"])) == "user_unknown"
    one = f"/api/v1/members/{member['id']}/"
    assert admin.patch(one, {"roles": ["supervisor"]}, format="json").json()["roles"] == ["supervisor"]
    assert admin.delete(one).status_code == 204
    assert not Membership.objects.filter(user=person).exists()
    actions = AuditEvent.objects.filter(action__startswith="member.").order_by("sequence")
    assert [event.action for event in actions] == ["member.added", "member.roles_changed", "member.removed"]


def test_a_study_keeps_an_admin(admin: APIClient, study: Study) -> None:
    mine = admin.get(f"/api/v1/studies/{study.pk}/members/").json()["results"][0]
    for response in (
        admin.patch(f"/api/v1/members/{mine['id']}/", {"roles": ["operator"]}, format="json"),
        admin.delete(f"/api/v1/members/{mine['id']}/"),
    ):
        assert (response.status_code, error_code(response)) == (409, "last_admin")


def invite(client: APIClient, study: Study | None, email: str = "new@example.org", **more: Any) -> Any:
    roles = ["operator"] if study else []
    return post(client, "/api/v1/invitations/", email=email, study=study and str(study.pk), roles=roles, **more)


def accept(link: str, password: str = "a long enough phrase") -> Any:
    token = link.split("/")[-1]
    return post(APIClient(), "/api/v1/invitations/accept/", token=token, name="New", password=password)


def test_an_invitation_lets_one_person_in_once(admin: APIClient, study: Study) -> None:
    made = invite(admin, study).json()
    assert made["link"].startswith("http://testserver/invitation/")
    assert made["link"].split("/")[-1] not in Invitation.objects.get().digest
    assert accept(made["link"]).json() == {"email": "new@example.org"}
    assert Membership.objects.get(user__email="new@example.org").roles == ["operator"]
    assert error_code(accept(made["link"])) == "invitation_invalid"


def test_invitations_end(admin: APIClient, study: Study, site_admin: User, client_of: Any, settings: Settings) -> None:
    link = invite(admin, study).json()["link"]
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert error_code(accept(link)) == "invitation_invalid"
    again = invite(admin, study).json()
    assert client_of(site_admin).delete(f"/api/v1/invitations/{again['id']}/").status_code == 204
    assert error_code(accept(again["link"])) == "invitation_invalid"
    states = [row["state"] for row in client_of(site_admin).get("/api/v1/invitations/").json()["results"]]
    assert sorted(states) == ["expired", "revoked"]


@pytest.mark.parametrize("password", ["short", "123456789012345", "password1234", "new@example.org"])
def test_weak_passwords_are_refused_and_the_invitation_stays(admin: APIClient, study: Study, password: str) -> None:
    link = invite(admin, study).json()["link"]
    response = accept(link, password)
    assert error_code(response) == "password_too_weak"
    assert response.json()["error"]["fields"]["password"]
    assert accept(link).status_code == 201


def test_a_study_admin_cannot_make_a_site_administrator(admin: APIClient, study: Study) -> None:
    assert invite(admin, study, is_site_admin=True).status_code == 403
    assert invite(admin, None).status_code == 403
    assert not Invitation.objects.exists()


def test_lists_cost_the_same_number_of_queries_however_long(
    site_admin: User, client_of: Callable[..., APIClient], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(site_admin)
    for number in range(3):
        post(client, "/api/v1/studies/", name=f"Study number {number}", preset="mpain-dan")
    study = Study.objects.filter(memberships__user=site_admin)[0]
    for number in range(5):
        factories.make_ready_video(factories.make_infant(study), content=b"video %d" % number)
    queries = {"studies/": 5, f"studies/{study.pk}/infants/": 5, f"studies/{study.pk}/videos/": 4, "jobs/": 3}
    for address, number in queries.items():
        with django_assert_max_num_queries(number):
            client.get(f"/api/v1/{address}")


def test_pages_follow_each_other_without_gap_or_repeat(admin: APIClient, study: Study) -> None:
    made = {factories.make_infant(study, consent=False).pseudonym for _ in range(12)}
    url, seen = f"/api/v1/studies/{study.pk}/infants/?page_size=5", []
    while url:
        page = admin.get(url).json()
        seen += [row["pseudonym"] for row in page["results"]]
        url = page["next"]
    assert (len(seen), set(seen)) == (12, made)
