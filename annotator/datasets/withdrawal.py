"""What a withdrawn consent reaches among datasets, and its erasure."""

import shutil
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.audit.files import erase_file, place_of, register_file, sha256_of
from annotator.audit.models import StoredFile
from annotator.audit.services import record
from annotator.datasets.building import MANIFEST, new_manifest
from annotator.datasets.manifest import columns_of, read_rows, write_rows
from annotator.datasets.models import Dataset, DatasetExport, DatasetInfant, Origin, TrainingCrop, crops_folder
from annotator.recordings.models import Video


def subjects(infant_id: UUID) -> list[UUID]:
    """Datasets of the study that are being built, and exports being written of those that hold the infant."""
    building = Dataset.objects.filter(study__infants=infant_id, origin=Origin.STUDY, manifest=None)
    writing = DatasetExport.objects.filter(dataset__in=_holding(infant_id), file=None, erased_at=None)
    return [*building.values_list("pk", flat=True), *writing.values_list("pk", flat=True)]


def count(infant_id: UUID) -> dict[str, int]:
    """How many datasets hold the infant; training models on them is then known to have used it."""
    return {"datasets": len(_holding(infant_id)), "dataset_pictures": _crops(infant_id)}


def erase(infant_id: UUID) -> None:
    """Removes pictures, rows and exports; the versions stay, marked. Done twice, it changes nothing more."""
    for study_id, video in Video.objects.filter(infant=infant_id).values_list("study_id", "pk"):
        shutil.rmtree(place_of(crops_folder(study_id)) / str(video), ignore_errors=True)
    with transaction.atomic():
        crops = TrainingCrop.objects.filter(frame__video__infant=infant_id)
        images = list(StoredFile.objects.filter(pk__in=crops.values("image")))
        crops.delete()
        for image in images:
            erase_file(image)
    for dataset in Dataset.objects.filter(pk__in=_holding(infant_id)).select_related("manifest"):
        _forget(dataset, infant_id)


def _holding(infant_id: UUID) -> list[UUID]:
    # Names in datasets from elsewhere are no ids of ours.
    own = DatasetInfant.objects.filter(infant=str(infant_id), dataset__origin=Origin.STUDY)
    return list(own.values_list("dataset_id", flat=True))


def _crops(infant_id: UUID) -> int:
    return TrainingCrop.objects.filter(frame__video__infant=infant_id).count()


def _forget(dataset: Dataset, infant_id: UUID) -> None:
    """Takes the infant's rows out of one version's file and erases what was exported of it."""
    place = dataset.manifest_place
    part = new_manifest(dataset)
    rows = (row for row in read_rows(place) if row["infant"] != str(infant_id))
    write_rows(part, rows, columns_of(place))
    sha256 = sha256_of(part)
    with transaction.atomic():
        for export in DatasetExport.objects.filter(dataset=dataset).select_related("file"):
            former, export.file, export.erased_at = export.file, None, timezone.now()
            export.save(update_fields=["file", "erased_at"])
            if former is not None:
                erase_file(former)
        stored, dataset.manifest = dataset.manifest, None
        dataset.contains_withdrawn = True
        dataset.withdrawn_infants += 1
        path = f"{dataset.folder}/{MANIFEST}"
        dataset.save(update_fields=["manifest", "contains_withdrawn", "withdrawn_infants"])
        if stored is not None:
            stored.delete()
        part.chmod(0o640)
        part.replace(place_of(path))
        dataset.manifest = register_file(path, sha256=sha256)
        dataset.save(update_fields=["manifest"])
        DatasetInfant.objects.filter(dataset=dataset, infant=str(infant_id)).delete()
        detail = {"infant": str(infant_id)}
        record(actor=None, action="dataset.withdrawn", study_id=dataset.study_id, subject=dataset, detail=detail)
