"""Bringing scales in, and finding the one a study means."""

import json
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.scoring.models import Scale
from annotator.scoring.scale_shape import ScaleDocument
from annotator.studies.models import Study

FOLDER = Path(__file__).parent / "scales"


def built_in_documents() -> list[dict[str, Any]]:
    """Every scale that comes along, validated; raises ValidationError naming what is wrong in which file."""
    documents = []
    for file in sorted(FOLDER.glob("*.json")):
        shape = ScaleDocument(data=json.loads(file.read_text(encoding="utf-8")))
        shape.is_valid(raise_exception=True)
        documents.append(json.loads(json.dumps(shape.validated_data)))
    return documents


@transaction.atomic
def load_scales() -> int:
    """Enters new built-in scales and versions; done twice, it changes nothing more.

    Returns:
        How many were entered.

    Raises:
        DomainError: `scale_changed` when a file says something else than its version already entered.
    """
    known = {(scale.key, scale.version): scale.document for scale in Scale.objects.filter(study=None)}
    entered = 0
    for document in built_in_documents():
        before = known.get((document["key"], document["version"]))
        if before is None:
            Scale.objects.create(key=document["key"], version=document["version"], document=document)
            entered += 1
        elif before != document:
            raise DomainError("scale_changed", f"The file of scale {document['key']} changed: raise its version.")
    return entered


@transaction.atomic
def add_scale(*, actor: User, study: Study, document: dict[str, Any]) -> Scale:
    """A study's own scale, or the next version of one; whatever version the document names is replaced.

    Raises:
        DomainError: `scale_key_taken` when a built-in scale has the key, `scale_busy` when two people add at once.
    """
    key = document["key"]
    if Scale.objects.filter(study=None, key=key).exists():
        raise DomainError("scale_key_taken", f"'{key}' is a built-in scale. Choose another key.", status_code=409)
    last = Scale.objects.filter(study=study, key=key).order_by("-version").first()
    version = last.version + 1 if last else 1
    scale = Scale(study=study, key=key, version=version, document={**document, "version": version}, created_by=actor)
    try:
        with transaction.atomic():
            scale.save()
    except IntegrityError:
        raise DomainError("scale_busy", "Somebody else is adding this scale. Try again.", status_code=409) from None
    record(actor=actor, action="scale.added", study_id=study.id, subject=scale, detail={"version": version})
    return scale


def scales_for(study: Study) -> list[Scale]:
    """The newest version of every scale the study can use, built-in ones included, by key."""
    newest: dict[str, Scale] = {}
    for scale in Scale.objects.filter(Q(study=None) | Q(study=study)).order_by("version"):
        newest[scale.key] = scale
    return [newest[key] for key in sorted(newest)]


def scale_in_use(study: Study, protocol: dict[str, Any], key: str) -> tuple[Scale, list[str]]:
    """The scale the protocol names and which of its items are in use, in the scale's order.

    Raises:
        DomainError: `scale_not_in_use`, or `scale_unknown` and `scale_item_unknown` when the protocol names
            something that does not exist.
    """
    chosen = next((choice for choice in protocol["scales"] if choice["scale"] == key), None)
    if chosen is None:
        raise DomainError("scale_not_in_use", "This study's protocol does not use this scale.", status_code=409)
    found = Scale.objects.filter(Q(study=None) | Q(study=study), key=key).order_by("-version").first()
    if found is None:
        raise DomainError("scale_unknown", f"The protocol names a scale that does not exist: {key}.", status_code=409)
    items = [item["key"] for item in found.document["items"]]
    unknown = sorted(set(chosen["items"]) - set(items))
    if unknown:
        message = f"The protocol names items that scale {key} does not have: {', '.join(unknown)}."
        raise DomainError("scale_item_unknown", message, status_code=409)
    return found, [item for item in items if item in chosen["items"]]
