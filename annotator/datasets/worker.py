"""Builds datasets, writes them as files, and takes in those of others: the only module here that knows pure code."""

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.audit.files import place_of, register_file, sha256_of
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.datasets.building import Command, build_dataset, enter
from annotator.datasets.exporting import Load, load_of
from annotator.datasets.incoming import pattern_of, source_place
from annotator.datasets.models import Dataset, DatasetExport, Origin
from annotator.datasets.taking_in import (
    Brought,
    built_from,
    infants_left_out,
    place_pictures,
    register_pictures,
    rows_brought,
)
from annotator.jobs.tracking import Run
from annotator.jobs.worker import lasting, run_program
from inference.commands.detecting import FOR_MODELS

MANIFEST = "manifest.csv"


def build(run: Run) -> None:
    """Freezes a dataset; done twice, it changes nothing more."""
    dataset = Dataset.objects.filter(pk=run.subject_id, manifest=None).select_related("study").first()
    if dataset is None:
        with run.completing():
            return
    built = build_dataset(dataset, _command(run), lambda done, total, stage: run.progress(done, total, stage=stage))
    try:
        with run.completing():
            enter(dataset, built)
    finally:
        built.place.unlink(missing_ok=True)


def export(run: Run) -> None:
    """Writes a dataset as one file; done twice, it changes nothing more."""
    from training.exports.formats import SUFFIXES

    rows = DatasetExport.objects.filter(pk=run.subject_id, file=None, erased_at=None)
    wanted = rows.select_related("dataset__study", "dataset__manifest").first()
    if wanted is None:
        with run.completing():
            return
    load = load_of(wanted)
    # Its name holds the fence: of two attempts neither writes into the other's file.
    path = f"{wanted.dataset.folder}/exports/{wanted.pk}-{run.job.fence}.{SUFFIXES[wanted.kind]}"
    place = place_of(path)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    try:
        _write(run, wanted, load, place)
        sha256 = sha256_of(place)
        with run.completing():
            wanted.file, wanted.rows, wanted.left_out = (
                register_file(path, sha256=sha256),
                len(load.rows),
                load.left_out,
            )
            wanted.save(update_fields=["file", "rows", "left_out"])
            detail = {"dataset": str(wanted.dataset_id), "kind": wanted.kind, "rows": len(load.rows)}
            study = wanted.dataset.study_id
            record(actor=None, action="dataset.exported", study_id=study, subject=wanted, detail=detail)
    except BaseException:
        with suppress(OSError):
            place.unlink(missing_ok=True)
        raise


def _write(run: Run, wanted: DatasetExport, load: Load, place: Path) -> None:
    from training.exports.formats import writer_of
    from training.exports.rows import ExportRow, Papers

    rows = [ExportRow(one.name, one.place, one.fields) for one in load.rows]
    papers = Papers(load.card, load.facts)
    try:
        writer_of(wanted.kind)(place, rows, papers, lambda done: run.progress(done, len(rows), stage="writing"))
    except FileNotFoundError as error:
        message = "A picture of this dataset is missing on the disk. Ask your administrator to verify the files."
        raise DomainError("picture_missing", message) from error


def import_file(run: Run) -> None:
    """Takes in a data set from elsewhere, whole or not at all; done twice, it changes nothing more."""
    from training.incoming import unpack

    waiting = Dataset.objects.filter(pk=run.subject_id, manifest=None).exclude(origin=Origin.STUDY)
    dataset = waiting.select_related("study").first()
    if dataset is None:
        with run.completing():
            return
    with tempfile.TemporaryDirectory(dir=place_of(dataset.folder)) as name, _in_our_words():
        folder = Path(name) / "unpacked"
        folder.mkdir()
        unpack(source_place(dataset), folder, step=lambda done, total: run.progress(done, total, stage="unpacking"))
        brought, classes = _brought(dataset, folder)
        lost = infants_left_out(dataset, folder)
        _check_readable(run, [one.place for one in brought], folder)
        rows, names = rows_brought(brought, dataset.domain)
        built = built_from(dataset, rows, classes, lost)
        try:
            place_pictures(dataset, names)
            with run.completing():
                register_pictures(dataset, rows)
                enter(dataset, built)
        finally:
            built.place.unlink(missing_ok=True)
    source_place(dataset).unlink(missing_ok=True)


def _brought(dataset: Dataset, folder: Path) -> tuple[list[Brought], dict[str, int]]:
    """The pictures with their rows, and how many there were of each class."""
    from training.dataset import check_files_exist, read_manifest

    classes: dict[str, int] = {}
    if dataset.origin == Origin.FOLDER:
        from training.folder_import import import_folder

        table, mapping = folder / MANIFEST, dataset.rules["classes"]
        pattern = pattern_of(dataset.rules["template"])
        classes = import_folder(folder, table, domain=dataset.domain, pattern=pattern, classes=mapping)
    else:
        table = _table_in(folder)
    manifest = read_manifest(table)
    check_files_exist(manifest, table.parent)
    if len(set(manifest.domains)) > 1:
        message = "The table holds several domains. Bring each as a data set of its own."
        raise DomainError("several_domains", message, status_code=422)
    with table.open(newline="", encoding="utf-8-sig") as file:
        brought = [Brought(table.parent / row["file"], row) for row in csv.DictReader(file)]
    if dataset.origin == Origin.MANIFEST:
        _check_content(brought)
    return brought, classes


def _table_in(folder: Path) -> Path:
    found = list(folder.rglob(MANIFEST))
    if len(found) != 1:
        message = "There must be exactly one “manifest.csv” in the archive."
        raise DomainError("manifest_missing", message, status_code=422)
    return found[0]


def _check_content(brought: list[Brought]) -> None:
    changed = [one.row["file"] for one in brought if sha256_of(one.place) != one.row["sha256"]]
    if changed:
        message = f"“{changed[0]}” and {len(changed) - 1} more: not the content that the table promises."
        raise DomainError("content_changed", message, status_code=422)


def _check_readable(run: Run, places: list[Path], folder: Path) -> None:
    """Decodes every picture in a process of its own; raises `unreadable_pictures` (422), naming the first ones."""
    listed = folder.parent / "pictures.json"
    listed.write_text(json.dumps([str(place) for place in places]))
    run.progress(0, len(places), stage="reading")
    refused = _command(run)(["check", str(listed), "--json"], lambda done: run.progress(done, len(places)))["refused"]
    if refused:
        names = ", ".join(f"“{Path(path).relative_to(folder)}”" for path in list(refused)[:5])
        message = f"{len(refused)} pictures cannot be read: {names}."
        raise DomainError("unreadable_pictures", message, status_code=422)


@contextmanager
def _in_our_words() -> Iterator[None]:
    from training.refusal import TrainingRefused

    try:
        yield
    except TrainingRefused as refusal:
        raise DomainError(refusal.code, refusal.message, status_code=422) from refusal


def _command(run: Run) -> Command:
    """Runs the words of a command of ours in a process of its own, without a network."""
    return lambda words, step: run_program(run, words, limits=lasting(FOR_MODELS), step=lambda done, _: step(done))
