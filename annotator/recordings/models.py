"""Videos, the uploads they come from, and the real time of each of their frames."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.accounts.models import User
from annotator.audit.models import StoredFile
from annotator.core.models import BaseModel
from annotator.studies.models import Infant, Study, member_of

TICKS_PER_SECOND = 90_000


class Verdict(models.TextChoices):
    """What the probe and the playback copy found."""

    READY = "ready"
    READY_WITH_WARNINGS = "ready_with_warnings"
    REFUSED = "refused"


class VideoState(models.TextChoices):
    """A video can be used only when it is ready."""

    PROCESSING = "processing"
    READY = "ready"
    REFUSED = "refused"


class VideoQuerySet(models.QuerySet["Video"]):
    """Videos."""

    def visible_to(self, user: User) -> "VideoQuerySet":
        """Videos of the person's studies whose infant was not withdrawn."""
        return self.filter(member_of(user), infant__withdrawn_at=None)


class Video(BaseModel):
    """One recording of an infant. Width, height and times are those of the upright playback copy."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="videos")
    infant = models.ForeignKey(Infant, on_delete=models.PROTECT, related_name="videos")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255)
    context = models.JSONField(default=list)
    size_bytes = models.BigIntegerField()
    # A file of its own until it is registered: the upload's place, relative to the media folder.
    source_path = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)

    state = models.CharField(max_length=10, choices=VideoState.choices, default=VideoState.PROCESSING)
    warnings = models.JSONField(default=list)
    refusal_code = models.CharField(max_length=60, blank=True)
    refusal_message = models.TextField(blank=True)

    container = models.CharField(max_length=20, blank=True)
    codec = models.CharField(max_length=20, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    rotation = models.PositiveSmallIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField(null=True)
    start_ms = models.BigIntegerField(default=0)
    frame_count = models.PositiveIntegerField(null=True)
    frame_rate = models.FloatField(null=True)
    variable_frame_rate = models.BooleanField(default=False)
    has_audio = models.BooleanField(default=False)
    audio_kept = models.BooleanField(default=False)
    original = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    playback = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[VideoQuerySet] = VideoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study", "sha256"],
                condition=~Q(sha256="") & ~Q(state=VideoState.REFUSED),
                name="one_video_per_content_and_study",
            )
        ]
        indexes = [
            models.Index(fields=["study", "-created_at", "-id"], name="videos_newest_first"),
            models.Index(fields=["infant", "-created_at"], name="videos_by_infant"),
        ]

    def __str__(self) -> str:
        return f"video {self.pk}"

    @property
    def verdict(self) -> Verdict | None:
        """None while the video is being read."""
        if self.state == VideoState.PROCESSING:
            return None
        if self.state == VideoState.REFUSED:
            return Verdict.REFUSED
        return Verdict.READY_WITH_WARNINGS if self.warnings else Verdict.READY


class FrameTimes(models.Model):
    """When each frame of a video is shown, in ticks of 1/90,000 s from its first frame, packed."""

    video = models.OneToOneField(Video, on_delete=models.CASCADE, primary_key=True, related_name="frame_times")
    packed = models.BinaryField()
    end_ticks = models.BigIntegerField()

    def __str__(self) -> str:
        return f"frame times of {self.video_id}"


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads."""

    def visible_to(self, user: User) -> "UploadQuerySet":
        """A person's own uploads, as long as they are in the study and the infant is not withdrawn."""
        return self.filter(member_of(user), user_id=user.pk, infant__withdrawn_at=None)


class Upload(BaseModel):
    """A file on its way in. How much has arrived is the size of the file itself, never a number beside it.

    `video` is set when the last byte is in; the row stays until it expires, so that a client whose last answer
    was lost can still ask.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="uploads")
    infant = models.ForeignKey(Infant, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    original_name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    expires_at = models.DateTimeField(db_index=True)
    # The file's own time of last change, so that a resumed upload is not mixed with a namesake of the same size.
    modified_ms = models.BigIntegerField(null=True)
    video = models.OneToOneField(Video, on_delete=models.CASCADE, null=True, related_name="upload")

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"upload {self.pk}"
