"""Starting a dataset, an export, a preview; each change with its audit event in one transaction."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.datasets.exporting import infants_with
from annotator.datasets.models import Audience, Dataset, DatasetExport, ExportKind, Origin
from annotator.datasets.rules import ONE_RATER
from annotator.jobs.models import Queue
from annotator.jobs.services import start_job
from annotator.labelling.raters import RaterKey, Raters
from annotator.scoring.blindness import standing_of
from annotator.studies.models import Scope, Study

BUILD, EXPORT, IMPORT = "datasets.build", "datasets.export", "datasets.import_file"


def require_open(user: User, study: Study) -> None:
    """Raises `labels_before_datasets` (403) for somebody who labels here blind: counts tell others' labels."""
    if study.pk not in standing_of(user).open:
        message = "You label in this study blind. Its datasets show everybody's labels."
        raise DomainError("labels_before_datasets", message, status_code=403)


def stored_rules(user: User, study: Study, given: dict[str, Any]) -> dict[str, Any]:
    """The rules as a dataset keeps them: a rater's letter becomes who that is.

    Raises:
        DomainError: `rater_unknown` (400) unless the letter is one of the study's raters, where one is needed.
    """
    key: RaterKey | None = None
    if given["labels"] == ONE_RATER:
        key = next((one for one, code in _letters(user, study).items() if code == given["rater"]), None)
        if key is None:
            raise DomainError("rater_unknown", "This study has no such rater.")
    return {**given, "rater": given["rater"] if key is not None else "", "rater_key": key}


def choices_for(user: User, study: Study) -> list[dict[str, Any]]:
    """The raters whose labels alone could make a dataset, by letter; named only where that may be."""
    raters = Raters.of(study, user)
    found = [raters.shown(key) for key in _letters(user, study)]
    return [{"code": one["code"], "name": one["name"]} for one in found if one]


def _letters(user: User, study: Study) -> dict[RaterKey, str]:
    raters = Raters.of(study, user)
    return {key: raters.code_of(key) for key in [*raters.everybody, *raters.imported]}


@transaction.atomic
def start_dataset(*, actor: User, study: Study, name: str, note: str, domain: str, rules: dict[str, Any]) -> Dataset:
    """The study's next version, and the work that makes it; raises `domain_taken` (409), as `stored_rules`."""
    if Dataset.objects.filter(study=study, domain=domain).exclude(origin=Origin.STUDY).exists():
        message = "A data set from elsewhere is called this. The study's own need another domain."
        raise DomainError("domain_taken", message, status_code=409)
    dataset = next_version(actor, study, name=name, note=note, domain=domain, rules=stored_rules(actor, study, rules))
    start_job(
        kind=BUILD,
        queue=Queue.VISION,
        study=study,
        subject_id=dataset.pk,
        created_by=actor,
        label=label_of(dataset),
    )
    detail = {"number": dataset.number}
    record(actor=actor, action="dataset.started", study_id=study.pk, subject=dataset, detail=detail)
    return dataset


def next_version(actor: User, study: Study, **facts: Any) -> Dataset:
    """A row with the next number; call it in a transaction."""
    Study.objects.select_for_update().get(pk=study.pk)
    rows = Dataset.objects.filter(study=study)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    previous = rows.ready().filter(origin=facts.get("origin", "study")).order_by("-number").first()
    return Dataset.objects.create(study=study, number=number, previous=previous, created_by=actor, **facts)


def label_of(dataset: Dataset) -> str:
    """How its work is called on the list of jobs."""
    return f"{dataset.number} · {dataset.name}"


def require_usable(dataset: Dataset) -> None:
    """Raises `dataset_not_ready` or `contains_withdrawn` (409): nothing new is made of what consent no longer covers.

    This is also what training asks before it starts.
    """
    if dataset.manifest_id is None:
        raise DomainError("dataset_not_ready", "This dataset is not built yet.", status_code=409)
    if dataset.contains_withdrawn:
        message = "Consent for an infant of this version was withdrawn. Build a new version."
        raise DomainError("contains_withdrawn", message, status_code=409)


def require_shareable(dataset: Dataset, audience: Audience) -> None:
    """Raises `not_ours_to_share` (409) for what came from elsewhere: whoever gave it decides who else may have it."""
    if dataset.origin != Origin.STUDY and audience == Audience.OUTSIDE:
        message = "This data set came from elsewhere. Whoever gave it decides about sharing it."
        raise DomainError("not_ours_to_share", message, status_code=409)


def infants_not_covered(dataset: Dataset) -> set[str]:
    """The infants of a version, as its manifest calls them, whose consent in force no longer covers training.

    Their rows stay in the version, since consent was not withdrawn; whoever learns from it leaves them out.
    """
    if dataset.origin != Origin.STUDY:
        return set()
    there = set(dataset.infants.values_list("infant", flat=True))
    return there - infants_with(dataset.study_id, [Scope.TRAIN])


@transaction.atomic
def start_export(*, actor: User, dataset: Dataset, kind: ExportKind, audience: Audience) -> DatasetExport:
    """Starts writing the dataset as one file; raises as `require_usable`, `require_shareable`."""
    require_usable(dataset)
    require_shareable(dataset, audience)
    export = DatasetExport.objects.create(dataset=dataset, kind=kind, audience=audience, created_by=actor)
    start_job(
        kind=EXPORT,
        queue=Queue.IO,
        study=dataset.study,
        subject_id=export.pk,
        created_by=actor,
        label=label_of(dataset),
    )
    detail = {"dataset": str(dataset.pk), "kind": kind, "audience": audience}
    record(actor=actor, action="dataset.export_started", study_id=dataset.study_id, subject=export, detail=detail)
    return export


@transaction.atomic
def note_download(*, actor: User, export: DatasetExport) -> None:
    """Writes down that a file left."""
    detail = {"dataset": str(export.dataset_id), "rows": export.rows or 0}
    study = export.dataset.study_id
    record(actor=actor, action="dataset.downloaded", study_id=study, subject=export, detail=detail)
