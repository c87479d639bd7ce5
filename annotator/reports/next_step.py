"""What a person can do next in a study: the first step of a study's way that waits for somebody with their roles."""

from collections.abc import Callable

from django.db.models import Count, Q, QuerySet

from annotator.accounts.models import User
from annotator.agreement.answers import answered_videos, ask
from annotator.datasets.models import Dataset
from annotator.experiments.models import ModelStatus, ModelVersion, TrainingRun
from annotator.faces.models import DetectorChoice
from annotator.frames.models import Frame, SamplingPlan
from annotator.labelling.claiming import how_many_left
from annotator.labelling.models import FrameLabel, LabelPreparation
from annotator.recordings.models import Video, VideoState
from annotator.reports.models import StudyReport
from annotator.scoring.models import ScoreSheet, SheetState
from annotator.studies.models import Consent, Infant, Role, Study
from annotator.studies.permissions import Action, actions_of, roles_of
from annotator.studies.services import current_protocol
from annotator.supervision.models import ReviewCase
from annotator.supervision.preparing import queue_of

Waits = Callable[[User, Study], bool]
WATCH, NOTHING = "watch", "nothing"


def next_step(user: User, study: Study) -> str:
    """One of `STEPS`; `watch` where nothing waits for the person, `nothing` before there is a video."""
    mine = roles_of(user, study)
    allowed = set(actions_of(mine))
    for name, action, waits in WAY:
        if action not in allowed or (action in BY_HAND and Role.OPERATOR not in mine):
            continue
        if waits(user, study):
            return name
    return WATCH if _ready(study).exists() else NOTHING


def _no_infant(_: User, study: Study) -> bool:
    return not _infants(study).exists()


def _no_consent(_: User, study: Study) -> bool:
    return not Consent.objects.filter(infant__in=_infants(study), superseded_at=None).exists()


def _no_video(_: User, study: Study) -> bool:
    return not Video.objects.filter(study=study, infant__withdrawn_at=None).exists()


def _to_score(user: User, study: Study) -> bool:
    keys = {choice["scale"] for choice in current_protocol(study).document["scales"]}
    given = Q(score_sheets__operator=user, score_sheets__state=SheetState.SUBMITTED, score_sheets__superseded_at=None)
    given &= Q(score_sheets__scale_key__in=keys, score_sheets__window__is_primary=True)
    counted = _ready(study).annotate(given=Count("score_sheets__scale_key", filter=given, distinct=True))
    return counted.filter(given__lt=len(keys)).exists()


def _to_label(user: User, study: Study) -> bool:
    return how_many_left(user, study, 1) > 0


def _to_adjudicate(user: User, study: Study) -> bool:
    question = ask(study, {})
    return any(one.consensus(question).unresolved for one in answered_videos(question, user))


def _no_plan(_: User, study: Study) -> bool:
    scored = ScoreSheet.objects.live().filter(video__in=_ready(study), state=SheetState.SUBMITTED)
    return scored.exists() and not SamplingPlan.objects.filter(study=study).exists()


def _no_detectors(_: User, study: Study) -> bool:
    return _frames(study) and not DetectorChoice.objects.filter(study=study, superseded_at=None).exists()


def _no_queue(_: User, study: Study) -> bool:
    return _frames(study) and not LabelPreparation.objects.filter(study=study).exists()


def _no_dataset(user: User, study: Study) -> bool:
    return _labelled(study) and not Dataset.objects.visible_to(user).filter(study=study).exists()


def _no_training(user: User, study: Study) -> bool:
    ready = Dataset.objects.visible_to(user).ready().filter(study=study)
    return ready.exists() and not TrainingRun.objects.filter(study=study).exists()


def _no_model_in_use(user: User, study: Study) -> bool:
    statuses = set(ModelVersion.objects.visible_to(user).filter(study=study).values_list("status", flat=True))
    return ModelStatus.DRAFT in statuses and ModelStatus.APPROVED not in statuses


def _to_review(user: User, study: Study) -> bool:
    queue = queue_of(study)
    if queue is None:
        return _labelled(study)
    return ReviewCase.objects.visible_to(user).filter(preparation=queue, decided_at=None).exists()


def _no_report(user: User, study: Study) -> bool:
    finished = TrainingRun.objects.visible_to(user).filter(study=study, finished_at__isnull=False)
    return finished.exists() and not StudyReport.objects.filter(study=study, erased_at=None).exists()


def _infants(study: Study) -> QuerySet[Infant]:
    return Infant.objects.filter(study=study, withdrawn_at=None)


def _ready(study: Study) -> QuerySet[Video]:
    return Video.objects.filter(study=study, state=VideoState.READY, infant__withdrawn_at=None)


def _frames(study: Study) -> bool:
    return Frame.objects.filter(video__study=study, retired_at=None).exists()


def _labelled(study: Study) -> bool:
    return FrameLabel.objects.live().filter(study=study).exists()


# What is done watching and answering oneself: for operators, whoever else may.
BY_HAND = (Action.SCORE, Action.LABEL)
WAY: tuple[tuple[str, Action, Waits], ...] = (
    ("infant", Action.INFANT_ADD, _no_infant),
    ("consent", Action.INFANT_ADD, _no_consent),
    ("upload", Action.VIDEO_UPLOAD, _no_video),
    ("score", Action.SCORE, _to_score),
    ("adjudicate", Action.ADJUDICATE, _to_adjudicate),
    ("plan_frames", Action.FRAMES_PLAN, _no_plan),
    ("detectors", Action.DETECTOR_CHOOSE, _no_detectors),
    ("prepare_labels", Action.LABELS_PLAN, _no_queue),
    ("label", Action.LABEL, _to_label),
    ("dataset", Action.DATASETS_BUILD, _no_dataset),
    ("train", Action.TRAINING_RUN, _no_training),
    ("approve", Action.MODEL_APPROVE, _no_model_in_use),
    ("review", Action.SUPERVISE, _to_review),
    ("report", Action.REPORT, _no_report),
)
STEPS = (*(name for name, _, _ in WAY), WATCH, NOTHING)
