"""Trains, reports and asks models, in processes of their own: the only module here that knows pure code."""

import csv
import json
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from annotator.audit.files import place_of, register_file, sha256_of
from annotator.audit.models import StoredFile
from annotator.audit.services import record
from annotator.experiments import services
from annotator.experiments.asking import Face, faces_to_ask_about, faces_to_explain, pooled, tested_in
from annotator.experiments.models import Fold, HeatMap, ModelVersion, PainTrace, Prediction, TrainingRun
from annotator.faces.models import DetectorChoice
from annotator.jobs.tracking import Run
from annotator.jobs.worker import lasting, run_program
from annotator.recordings.models import Video
from inference.commands.detecting import FOR_MODELS, FOR_TRAINING
from inference.video.isolation import Limits

PAIN = "pain"
PREDICTIONS, MODEL, DESCRIPTION = "predictions.csv", "model", "model.json"
BATCH = 2_000
LONGEST_TRAINING_DAYS = 14


def plan(run: Run) -> None:
    """Checks everything a training needs and measures its pace; done twice, it gives the same plan."""
    training = (
        TrainingRun.objects.filter(pk=run.subject_id, plan__isnull=True)
        .select_related("dataset__manifest", "helping__manifest")
        .first()
    )
    if training is None:
        with run.completing():
            return
    dataset, helping = training.dataset, training.helping
    training.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    words = ["plan", str(dataset.manifest_place), "--pictures", str(dataset.pictures_place)]
    words += ["--preset", training.preset, "--out", str(training.folder), "--weights", str(settings.WEIGHTS_DIR)]
    words += ["--helping", str(helping.manifest_place), str(helping.pictures_place)] if helping else []
    answer = _learn(run, words, stage="checking")
    with run.completing():
        training.plan = answer
        training.save(update_fields=["plan"])


def train_fold(run: Run) -> None:
    """Trains one fold, or goes on where it was stopped; then the next one's turn comes."""
    fold = Fold.objects.filter(pk=run.subject_id, finished_at=None).select_related("run__study").first()
    if fold is None:
        with run.completing():
            return
    _learn(run, ["fold", str(fold.run.folder), "--name", fold.name], stage="training")
    with run.completing():
        Fold.objects.filter(pk=fold.pk).update(finished_at=timezone.now())
        if not fold.run.folds.filter(finished_at=None).exists():
            services.start_report(fold.run)
        services.start_next_fold()


def report(run: Run) -> None:
    """Puts the folds' figures together and registers their networks."""
    training = TrainingRun.objects.filter(pk=run.subject_id, report__isnull=True).first()
    if training is None:
        with run.completing():
            return
    answer = _learn(run, ["report", str(training.folder)], stage="reporting")
    folds = list(training.folds.order_by("place"))
    hashes = {fold.slug: sha256_of(fold.folder / MODEL / DESCRIPTION) for fold in folds}
    tested = _rows(training.folder / PREDICTIONS)
    by_name = {fold.name: fold for fold in folds}
    with run.completing():
        training.report, training.finished_at = answer, timezone.now()
        training.save(update_fields=["report", "finished_at"])
        model = services.enter_model(training, hashes)
        Prediction.objects.filter(model=model).delete()
        Prediction.objects.bulk_create(
            (
                Prediction(
                    model=model,
                    frame_id=UUID(row["frame_id"]),
                    probability=float(row["calibrated"]),
                    fold=by_name[row["fold"]],
                )
                for row in tested
                if row.get("frame_id")
            ),
            batch_size=BATCH,
        )
        for fold in folds:
            _register(fold.folder / MODEL)
        detail = {"folds": len(folds), "model": str(model.pk)}
        record(actor=None, action="training.finished", study_id=training.study_id, subject=training, detail=detail)


def suggest(run: Run) -> None:
    """Asks a model about every face it has said nothing of, and why; done twice, it changes nothing more."""
    model = ModelVersion.objects.filter(pk=run.subject_id).select_related("run__dataset").first()
    if model is None:
        with run.completing():
            return
    services.require_signed(model)
    fold_of = tested_in(model, _rows(model.run.folder / PREDICTIONS))
    for fold, faces in faces_to_ask_about(model, fold_of=fold_of).items():
        asked = [fold] if fold else list(model.run.folds.order_by("place"))
        said = pooled([_probabilities(run, model, one, faces) for one in asked])
        _enter_predictions(model, fold, faces, said)
    likenesses = []
    for fold, faces in faces_to_explain(model, fold_of=fold_of).items():
        # Where every network may be asked, one explains: a mean of maps would show what none of them looked at.
        answer = _ask(run, model, fold or model.run.folds.order_by("place")[0], faces, "explain", stage="explaining")
        _enter_maps(model, faces, answer)
        likenesses += [answer["likeness_to_random"]] if answer["likeness_to_random"] is not None else []
    with run.completing():
        if likenesses:
            mean = sum(likenesses) / len(likenesses)
            ModelVersion.objects.filter(pk=model.pk).update(likeness_to_random=mean)
        detail = {"predictions": Prediction.objects.filter(model=model).count()}
        record(actor=None, action="model.asked", study_id=model.study_id, subject=model, detail=detail)


def trace(run: Run) -> None:
    """Asks a model about a whole video, once a second; its pictures are gone again afterwards."""
    asked = PainTrace.objects.filter(pk=run.subject_id, points__isnull=True).select_related(
        "model__run__dataset", "video__original"
    )
    wanted = asked.first()
    if wanted is None:
        with run.completing():
            return
    model, video = wanted.model, wanted.video
    services.require_signed(model)
    fold = tested_in(model, _rows(model.run.folder / PREDICTIONS)).get(str(video.infant_id))
    with tempfile.TemporaryDirectory() as folder:
        times, faces = _faces_of(run, video, Path(folder))
        folds = [fold] if fold else list(model.run.folds.order_by("place"))
        said = pooled([_probabilities(run, model, one, list(faces.values())) for one in folds])
    known = {place: one[0] for place, one in zip(faces, said, strict=True) if one is not None}
    with run.completing():
        wanted.points, wanted.fold = [[ms, known.get(place)] for place, ms in enumerate(times)], fold
        wanted.save(update_fields=["points", "fold"])


def _faces_of(run: Run, video: Video, folder: Path) -> tuple[list[int], dict[int, Face]]:
    """The milliseconds of one picture a second, and the faces found on them by their places."""
    assert video.original is not None  # noqa: S101  (a ready video has its original)
    choice = DetectorChoice.objects.filter(study=video.study_id, superseded_at=None).first()
    assert choice is not None  # noqa: S101  (asked before the work was started; a choice is only ever replaced)
    limits = Limits.for_playback(video.duration_ms or 0)
    sample = ["sample", str(place_of(video.original.path)), "--fps", "1", "--out", str(folder), "--json"]
    drawn = _carried_out(run, sample, limits=limits, stage="drawing")["frames"]
    pictures = [str(folder / one["file"]) for one in drawn]
    listed = folder / "pictures.json"
    listed.write_text(json.dumps(pictures))
    find = ["faces", str(listed), "--chain", ",".join(choice.arms), "--weights", str(settings.WEIGHTS_DIR), "--json"]
    found = _carried_out(run, find, limits=FOR_MODELS, total=len(pictures), stage="detecting")["pictures"]
    faces: dict[int, Face] = {}
    for place, one in enumerate(found):
        if one["chosen"] is not None:
            face = one["faces"][one["chosen"]]
            faces[place] = {"id": str(place), "file": pictures[place], "box": face["box"], "turn": face["turn"]}
    return [one["pts_ms"] for one in drawn], faces


def _probabilities(run: Run, model: ModelVersion, fold: Fold, faces: list[Face]) -> list[float | None]:
    answer = _ask(run, model, fold, faces, "predict", stage="predicting")
    pain = answer["classes"].index(PAIN)
    listed = [said[pain] if said is not None else None for said in answer["probabilities"]]
    return listed + [None] * (len(faces) - len(listed))


def _enter_predictions(
    model: ModelVersion, fold: Fold | None, faces: list[Face], said: list[tuple[float, float] | None]
) -> None:
    Prediction.objects.bulk_create(
        (
            Prediction(
                model=model,
                frame_id=UUID(face["id"]),
                probability=one[0],
                spread=None if fold else one[1],
                fold=fold,
            )
            for face, one in zip(faces, said, strict=True)
            if one is not None
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _enter_maps(model: ModelVersion, faces: list[Face], answer: dict[str, Any]) -> None:
    HeatMap.objects.bulk_create(
        (
            HeatMap(
                model=model,
                frame_id=UUID(faces[one["place"]]["id"]),
                target=target,
                predicted=target == one["predicted"],
                values=_from_0_to_1(values),
                shares=one["shares"][target],
            )
            for one in answer["explained"]
            for target, values in one["maps"].items()
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _from_0_to_1(values: list[list[float]]) -> list[list[float]]:
    peak = max((value for row in values for value in row), default=0.0)
    return [[round(value / peak, 3) if peak else 0.0 for value in row] for row in values]


def _ask(run: Run, model: ModelVersion, fold: Fold, faces: list[Face], command: str, *, stage: str) -> dict[str, Any]:
    """The answer of one network about faces; refuses one whose files are not those that were registered."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "faces.json"
        listed.write_text(json.dumps(faces))
        words = [command, str(fold.folder / MODEL), str(listed), "--sha256", model.folds[fold.slug]]
        words += ["--margin", str(model.run.dataset.rules.get("margin", 0.0)), "--json"]
        return _carried_out(run, words, limits=lasting(FOR_MODELS), total=len(faces), stage=stage)


def _learn(run: Run, words: list[str], *, stage: str) -> dict[str, Any]:
    variables = {"ANNOTATOR_TRAINING_LOCK": str(Path(settings.DATA_DIR) / "training.lock"), "TF_CPP_MIN_LOG_LEVEL": "3"}
    limits = lasting(FOR_TRAINING, days=LONGEST_TRAINING_DAYS)
    return _carried_out(run, [*words, "--json"], limits=limits, stage=stage, module="training", environment=variables)


def _carried_out(
    run: Run, words: list[str], *, limits: Limits, stage: str, total: int = 0, **options: Any
) -> dict[str, Any]:
    """The answer of a program of ours; what it refuses about data or weights, it would refuse again."""

    def tell(done: int, known: int) -> None:
        run.progress(done, max(known, total), stage=stage)

    return run_program(run, words, limits=limits, step=tell, is_final=lambda code: True, **options)


def _rows(place: Path) -> list[dict[str, str]]:
    with place.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _register(folder: Path) -> None:
    """Notes the hashes of a network's files, so that `verify` watches over them; done twice, it is the same."""
    root = place_of("")
    for place in sorted(folder.iterdir()):
        path = str(place.relative_to(root))
        if not StoredFile.objects.filter(path=path).exists():
            register_file(path, sha256=sha256_of(place))
