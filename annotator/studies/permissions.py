"""The one table of who may do what in a study, and the one function that asks it."""

from enum import StrEnum
from uuid import UUID

from django.db.models import BigAutoField, UUIDField

from annotator.accounts.models import User
from annotator.core.errors import DomainError, ForbiddenError
from annotator.core.prepared import Prepared, columns_of, objects_of
from annotator.studies.models import Membership, Role, Study


class Action(StrEnum):
    """Everything a person can do inside a study besides reading what is visible to all its members."""

    STUDY_CHANGE = "study.change"
    MEMBER_READ = "member.read"
    MEMBER_MANAGE = "member.manage"
    PROTOCOL_CHANGE = "protocol.change"
    INFANT_ADD = "infant.add"
    INFANT_CHANGE = "infant.change"
    INFANT_WITHDRAW = "infant.withdraw"
    CONSENT_RECORD = "consent.record"
    VIDEO_UPLOAD = "video.upload"
    VIDEO_PLAY = "video.play"
    VIDEO_CHANGE = "video.change"
    SCALE_ADD = "scale.add"
    SCORE = "video.score"
    AGREEMENT_READ = "agreement.read"
    ADJUDICATE = "score.adjudicate"
    FRAMES_PLAN = "frames.plan"
    FRAMES_READ = "frames.read"
    DETECTOR_CHOOSE = "detector.choose"
    FACE_REVIEW = "face.review"
    LABEL = "frame.label"
    LABELS_PLAN = "labels.plan"
    LABELS_READ = "labels.read"
    REPEATS_READ = "repeats.read"
    DATASETS_READ = "datasets.read"
    DATASETS_BUILD = "datasets.build"
    DATASETS_EXPORT = "datasets.export"
    TRAINING_READ = "training.read"
    TRAINING_RUN = "training.run"
    MODEL_APPROVE = "model.approve"
    SUPERVISE = "frame.supervise"
    SUPERVISION_READ = "supervision.read"
    REPORT = "report"
    JOB_CANCEL = "job.cancel"
    AUDIT_READ = "audit.read"


EVERYBODY = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
CLINIC = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.ADMIN})
OVERSIGHT = frozenset({Role.SUPERVISOR, Role.RESEARCHER, Role.ADMIN})

ROLES: dict[Action, frozenset[Role]] = {
    Action.STUDY_CHANGE: ADMIN,
    Action.MEMBER_READ: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    Action.MEMBER_MANAGE: ADMIN,
    Action.PROTOCOL_CHANGE: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.INFANT_ADD: CLINIC,
    Action.INFANT_CHANGE: CLINIC,
    Action.INFANT_WITHDRAW: ADMIN,
    Action.CONSENT_RECORD: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    Action.VIDEO_UPLOAD: CLINIC,
    Action.VIDEO_PLAY: EVERYBODY,
    Action.VIDEO_CHANGE: CLINIC,
    Action.SCALE_ADD: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.SCORE: frozenset({Role.OPERATOR, Role.SUPERVISOR}),
    Action.AGREEMENT_READ: OVERSIGHT,
    Action.ADJUDICATE: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    Action.FRAMES_PLAN: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.FRAMES_READ: OVERSIGHT,
    Action.DETECTOR_CHOOSE: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.FACE_REVIEW: EVERYBODY,
    Action.LABEL: frozenset({Role.OPERATOR, Role.SUPERVISOR}),
    Action.LABELS_PLAN: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.LABELS_READ: OVERSIGHT,
    Action.REPEATS_READ: ADMIN,
    Action.DATASETS_READ: OVERSIGHT,
    Action.DATASETS_BUILD: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.DATASETS_EXPORT: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.TRAINING_READ: OVERSIGHT,
    Action.TRAINING_RUN: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.MODEL_APPROVE: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    Action.SUPERVISE: frozenset({Role.SUPERVISOR}),
    Action.SUPERVISION_READ: OVERSIGHT,
    Action.REPORT: OVERSIGHT,
    Action.JOB_CANCEL: frozenset({Role.RESEARCHER, Role.ADMIN}),
    Action.AUDIT_READ: ADMIN,
}


def roles_of(user: User, study: Study) -> frozenset[Role]:
    """The person's roles in the study; empty for strangers and for people shut out."""
    if not user.is_active:
        return frozenset()
    found = _ROLES.rows(study=study.pk, user=user.pk)
    return frozenset(Role(role) for (roles,) in found for role in roles)


_ROLES = Prepared(
    lambda study, user: Membership.objects.filter(study=study, user=user).values_list("roles"),
    study=UUIDField(),
    user=BigAutoField(),
)


def actions_of(mine: frozenset[Role]) -> list[Action]:
    """What somebody with these roles may do."""
    return [action for action, roles in ROLES.items() if roles & mine]


def may(user: User, action: Action, study: Study) -> bool:
    """Whether the table lets the person do this in the study."""
    return bool(ROLES[action] & roles_of(user, study))


def studies_where(user: User, action: Action) -> list[UUID]:
    """The studies in which the table lets the person do this."""
    roles = Membership.objects.filter(user=user.pk, user__is_active=True).values_list("study_id", "roles")
    return [study for study, mine in roles if ROLES[action] & frozenset(mine)]


def require(user: User, action: Action, study: Study) -> None:
    """Lets the person go on or raises: 404 for strangers, who must not learn that the study exists; else 403."""
    mine = roles_of(user, study)
    if not mine:
        raise DomainError("not_found", "This does not exist, or you may not see it.", status_code=404)
    if not ROLES[action] & mine:
        raise ForbiddenError


_MEMBERSHIP = Prepared(
    lambda study, user: Membership.objects.filter(study=study, user=user, user__is_active=True).values_list(
        "roles", *(f"study__{column}" for column in columns_of(Study))
    ),
    study=UUIDField(),
    user=BigAutoField(),
)


def member_study(user: User, study_id: UUID, action: Action) -> tuple[Study, frozenset[Role]]:
    """The study in which the person may do this, and all they are there; one query, for addresses asked all the time.

    Raises:
        DomainError: 404 for strangers and studies that do not exist; ForbiddenError (403) by the table.
    """
    found = _MEMBERSHIP.rows(study=study_id, user=user.pk)
    if not found:
        raise DomainError("not_found", "This does not exist, or you may not see it.", status_code=404)
    (roles, *columns), *_ = found
    mine = frozenset(Role(role) for role in roles)
    if not ROLES[action] & mine:
        raise ForbiddenError
    return objects_of(Study, [tuple(columns)])[0], mine


def require_site_admin(user: User) -> None:
    """Lets a site administrator go on; raises ForbiddenError for anybody else."""
    if not (user.is_active and user.is_superuser):
        raise ForbiddenError("Only a site administrator may do this.")
