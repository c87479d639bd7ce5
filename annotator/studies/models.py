"""Studies and who belongs to them; infants under a pseudonym, their consent; the protocol in its versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.core.models import BaseModel


class Role(models.TextChoices):
    """What a member does in a study; one person may do several."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    RESEARCHER = "researcher"
    ADMIN = "admin"


class Preset(models.TextChoices):
    """The two protocols the thesis describes."""

    MPAIN_DAN = "mpain-dan"
    VIDEODOL_FLACC = "videodol-flacc"


class Scope(models.TextChoices):
    """What parents agree to."""

    RECORD = "record"
    LABEL = "label"
    TRAIN = "train"
    SHARE = "share"
    PUBLISH_IMAGE = "publish_image"


class Circumstance(models.TextChoices):
    """What alters an infant's expression besides pain (containment, non-nutritive sucking, sweet solution)."""

    PACIFIER = "pacifier"
    WRAPPING = "wrapping"
    SWEET_SOLUTION = "sweet_solution"
    SKIN_TO_SKIN = "skin_to_skin"
    BREASTFEEDING = "breastfeeding"
    OTHER = "other"


class StudyQuerySet(models.QuerySet["Study"]):
    """Studies."""

    def visible_to(self, user: User) -> "StudyQuerySet":
        """The studies a person is a member of; a site administrator gets no more than that."""
        return self.filter(Exists(Membership.objects.filter(study=OuterRef("pk"), user_id=user.pk)))


class Study(BaseModel):
    """One research question with its infants, people and protocol."""

    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True)

    objects: ClassVar[StudyQuerySet] = StudyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.name


def member_of(user: User, *, study: str = "study") -> Exists:
    """The condition that a row's study is one of the person's; `study` is the path to it."""
    return Exists(Membership.objects.filter(study=OuterRef(f"{study}_id"), user_id=user.pk))


class Membership(BaseModel):
    """A person's roles in a study; ending it deletes the row, the audit log remembers."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    roles = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "user"], name="one_membership_per_person_and_study")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.study_id}"


class InfantQuerySet(models.QuerySet["Infant"]):
    """Infants."""

    def visible_to(self, user: User) -> "InfantQuerySet":
        """Infants of the person's studies whose consent was not withdrawn."""
        return self.filter(member_of(user), withdrawn_at=None)

    def with_consent(self) -> "InfantQuerySet":
        """Infants with a consent in force."""
        return self.filter(Exists(Consent.objects.filter(infant=OuterRef("pk"), superseded_at=None)))

    def without_consent(self) -> "InfantQuerySet":
        """Infants that still lack a consent."""
        return self.exclude(Exists(Consent.objects.filter(infant=OuterRef("pk"), superseded_at=None)))


class Infant(BaseModel):
    """An infant, known by a study code; the key from code to identity stays outside this application."""

    class Sex(models.TextChoices):
        """As recorded by the clinic."""

        FEMALE = "female"
        MALE = "male"
        UNKNOWN = "unknown"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="infants")
    pseudonym = models.CharField(max_length=40)
    sex = models.CharField(max_length=7, choices=Sex.choices, default=Sex.UNKNOWN)
    age_hours = models.PositiveIntegerField(null=True, blank=True)
    group = models.CharField(max_length=60, blank=True)
    context = models.JSONField(default=list)
    note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[InfantQuerySet] = InfantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "pseudonym"], name="one_infant_per_pseudonym_and_study")
        ]
        indexes = [models.Index(fields=["study", "-created_at", "-id"], name="infants_newest_first")]

    def __str__(self) -> str:
        return self.pseudonym


class Consent(BaseModel):
    """What the parents agreed to, on which document, when. A newer one supersedes; none is changed."""

    infant = models.ForeignKey(Infant, on_delete=models.CASCADE, related_name="consents")
    scopes = models.JSONField(default=list)
    document_version = models.CharField(max_length=60)
    signed_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["infant"], condition=Q(superseded_at=None), name="one_consent_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.document_version} of {self.signed_on}"


class Protocol(BaseModel):
    """One version of how a study works; a new version is written, an old one never changes."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="protocols")
    version = models.PositiveIntegerField()
    preset = models.CharField(max_length=20, choices=Preset.choices)
    document = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "version"], name="one_protocol_per_version")]

    def __str__(self) -> str:
        return f"{self.preset} v{self.version}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def open(self) -> "InvitationQuerySet":
        """Not accepted, not revoked, not expired."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Invitation(BaseModel):
    """A link that lets one person in, once, for some days; only the SHA-256 of its token is kept."""

    email = models.EmailField()
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, related_name="invitations")
    roles = models.JSONField(default=list)
    is_site_admin = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def state(self) -> InvitationState:
        """Derived, so that expiry needs no job."""
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.accepted_at:
            return InvitationState.ACCEPTED
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED
