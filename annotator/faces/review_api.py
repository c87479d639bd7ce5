"""Frames with their faces, and what people say about them."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import StrictSerializer, body, find, page, page_of, query
from annotator.faces.models import (
    TAKEN_BACK,
    CoverReason,
    FaceReview,
    FoundFace,
    FrameDetection,
    Verdict,
)
from annotator.faces.services import review_face, take_back_review
from annotator.frames.api import picture_of, pictures_at
from annotator.frames.models import Frame, FrameQuerySet
from annotator.recordings.api import InfantBrief
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require

TO_REVIEW, REVIEWED, WITHOUT_FACE = "to_review", "reviewed", "without_face"
TURNS = (0, 90, 180, 270)
SMALLEST_SIDE = 0.005
CROP_CACHED = "private, max-age=300"  # a corrected box gives another picture under the same address


class BoxField(serializers.ListField):
    """Left, top, right, bottom in fractions of the frame; a side may lie beyond the frame's edge."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.FloatField(min_value=-1, max_value=2), **options)

    def to_internal_value(self, data: Any) -> list[float]:
        """Refuses a box that is turned inside out or too small to be a face."""
        box = super().to_internal_value(data)
        if len(box) != 4:
            raise serializers.ValidationError("A box has four sides.")
        left, top, right, bottom = box
        if right - left < SMALLEST_SIDE or bottom - top < SMALLEST_SIDE:
            raise serializers.ValidationError("The box has no area.")
        return [float(side) for side in box]


class FoundFaceOut(serializers.ModelSerializer[FoundFace]):
    """What the detectors found; `box` is null where they found nothing, `others` counts further faces."""

    box = BoxField(allow_null=True)

    class Meta:
        model = FoundFace
        fields = ["arm", "box", "score", "turn", "others"]


class FaceReviewOut(serializers.ModelSerializer[FaceReview]):
    """What a person said."""

    verdict = serializers.ChoiceField(Verdict.choices)
    box = BoxField(allow_null=True)
    adults = serializers.ListField(child=BoxField())
    reviewer_name = serializers.CharField(source="reviewer.name")

    class Meta:
        model = FaceReview
        fields = ["id", "verdict", "reason", "box", "turn", "adults", "reviewer_name", "created_at"]


class FrameOut(serializers.ModelSerializer[Frame]):
    """A frame; `found` is null until detectors looked, `review` until a person did. It tells no score."""

    video_name = serializers.CharField(source="video.original_name")
    infant = InfantBrief(source="video.infant")
    found = serializers.SerializerMethodField()
    review = serializers.SerializerMethodField()
    near_duplicate = serializers.SerializerMethodField()

    class Meta:
        model = Frame
        fields = [
            *("id", "video", "video_name", "infant", "index", "pts_ms", "width", "height", "near_duplicate"),
            *("found", "review"),
        ]

    @extend_schema_field(FoundFaceOut(allow_null=True))
    def get_found(self, frame: Frame) -> dict[str, Any] | None:
        """The face the detectors chose."""
        found = getattr(frame, "found_face", None)
        return FoundFaceOut(found).data if found else None

    @extend_schema_field(FaceReviewOut(allow_null=True))
    def get_review(self, frame: Frame) -> dict[str, Any] | None:
        """The review in force."""
        newest = (review for review in frame.reviews.all() if review.superseded_at is None)
        live = [review for review in newest if review.verdict != TAKEN_BACK]
        return FaceReviewOut(live[0]).data if live else None

    def get_near_duplicate(self, frame: Frame) -> bool:
        """Whether it looks like an earlier frame of the video."""
        return frame.near_duplicate_of_id is not None


class DetectionOut(serializers.ModelSerializer[FrameDetection]):
    """What one arm of a comparison found."""

    faces = serializers.JSONField()

    class Meta:
        model = FrameDetection
        fields = ["arm", "faces", "ms"]


class FrameDetailOut(FrameOut):
    """A frame with what every compared detector found."""

    detections = DetectionOut(many=True)

    class Meta(FrameOut.Meta):
        fields = [*FrameOut.Meta.fields, "detections"]


class FrameQuery(StrictSerializer):
    """Filters of the list."""

    video = serializers.UUIDField(required=False)
    infant = serializers.UUIDField(required=False)
    state = serializers.ChoiceField([TO_REVIEW, REVIEWED, WITHOUT_FACE], required=False)


class FaceReviewIn(StrictSerializer):
    """What I see; `supersedes` is the review I was shown, null when there was none."""

    verdict = serializers.ChoiceField(Verdict.choices)
    box = BoxField(allow_null=True, default=None)
    turn = serializers.ChoiceField(TURNS, default=0)
    reason = serializers.ChoiceField(CoverReason.choices, allow_blank=True, default="")
    adults = serializers.ListField(child=BoxField(), max_length=20, default=list)
    supersedes = serializers.UUIDField(allow_null=True)


def shown(rows: FrameQuerySet) -> FrameQuerySet:
    """The rows with all that an answer shows, in a constant number of queries."""
    return rows.select_related("video__infant", "video__study", "found_face").prefetch_related("reviews__reviewer")


class FrameList(APIView):
    """The live frames of a study."""

    @extend_schema(operation_id="frames_list", parameters=[FrameQuery], responses=page_of(FrameOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """By video and time."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.FACE_REVIEW, study)
        wanted = query(request, FrameQuery)
        frames = Frame.objects.visible_to(user).live().filter(video__study=study)
        if "video" in wanted:
            frames = frames.filter(video=wanted["video"])
        if "infant" in wanted:
            frames = frames.filter(video__infant=wanted["infant"])
        reviewed = Exists(FaceReview.objects.live().filter(frame=OuterRef("pk")))
        if wanted.get("state") == REVIEWED:
            frames = frames.filter(reviewed)
        elif wanted.get("state") == TO_REVIEW:
            frames = frames.filter(~reviewed)
        elif wanted.get("state") == WITHOUT_FACE:
            frames = frames.filter(~reviewed, found_face__box__isnull=True, found_face__isnull=False)
        return page(request, shown(frames), FrameOut, ordering=("video_id", "index"))


class FrameDetail(APIView):
    """One frame."""

    @extend_schema(responses=FrameDetailOut)
    def get(self, request: Request, frame_id: UUID) -> Response:
        """With what every compared detector found."""
        user = person_of(request)
        frame = find(shown(Frame.objects.visible_to(user)).prefetch_related("detections"), pk=frame_id)
        require(user, Action.FACE_REVIEW, frame.video.study)
        return Response(FrameDetailOut(frame).data)


class FaceReviewList(APIView):
    """What people say about a frame's face."""

    @extend_schema(request=FaceReviewIn, responses={201: FrameOut})
    def post(self, request: Request, frame_id: UUID) -> Response:
        """Writes down what I see."""
        user = person_of(request)
        frame = find(shown(Frame.objects.visible_to(user)), pk=frame_id)
        require(user, Action.FACE_REVIEW, frame.video.study)
        said = body(request, FaceReviewIn)
        review_face(actor=user, frame=frame, supersedes=said.pop("supersedes"), said=said)
        # The frame was found as this person above.
        answered = shown(Frame.objects.all()).get(pk=frame.pk)  # nosemgrep: rows-are-asked-as-somebody
        return Response(FrameOut(answered).data, status=status.HTTP_201_CREATED)


_CROPS = pictures_at("face_crop__image")


class FaceCropImage(APIView):
    """The face of a frame as a small picture."""

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, frame_id: UUID) -> HttpResponseBase:
        """Cut out and upright; 404 where there is none."""
        response = picture_of(request, frame_id, _CROPS)
        response.headers["Cache-Control"] = CROP_CACHED
        return response


class TakenBackIn(StrictSerializer):
    """Which answer of mine I take back."""

    review = serializers.UUIDField()


class FaceReviewTakenBack(APIView):
    """An answer taken back."""

    @extend_schema(request=TakenBackIn, responses={201: FrameOut})
    def post(self, request: Request, frame_id: UUID) -> Response:
        """Makes a frame not reviewed again; my answer stays in the history."""
        user = person_of(request)
        frame = find(shown(Frame.objects.visible_to(user)), pk=frame_id)
        require(user, Action.FACE_REVIEW, frame.video.study)
        take_back_review(actor=user, frame=frame, **body(request, TakenBackIn))
        # The frame was found as this person above.
        said = shown(Frame.objects.all()).get(pk=frame.pk)  # nosemgrep: rows-are-asked-as-somebody
        return Response(FrameOut(said).data, status=status.HTTP_201_CREATED)
