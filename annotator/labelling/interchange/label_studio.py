"""Labels as tasks of Label Studio, JSON: a task for each frame, an annotation for each rater's label.

Format: https://labelstud.io/guide/task_format.html. The labelling configuration these tasks belong to has three
`Choices` on an `Image` called `image`: `label`, `reason` and `actions` (several). Labels by rule are predictions.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.labelling.interchange.rows import BY_RULE, FileRow, Label, bounded, by_frame, id_in, json_of
from annotator.scoring.interchange.events import UnreadableFileError

KIND = "an export of Label Studio"
FACTS = ("rater", "source", "reading", "client_at")


def write(labels: Iterable[Label]) -> Iterator[str]:
    """The file in pieces, a task at a time."""
    yield "["
    for number, (frame, several) in enumerate(by_frame(labels), start=1):
        people = [_annotation(label) for label in several if label.source != BY_RULE]
        rules = [{"model_version": BY_RULE, **_annotation(label)} for label in several if label.source == BY_RULE]
        data = {"image": f"/api/v1/frames/{frame.frame}/image/", **frame.place}
        task = {"id": number, "data": data, "annotations": people, "predictions": rules}
        yield f"{',' if number > 1 else ''}\n{json.dumps(task, ensure_ascii=False)}"
    yield "\n]\n"


def _annotation(label: Label) -> dict[str, Any]:
    results = [_choice("label", [label.value])]
    if label.reason:
        results.append(_choice("reason", [label.reason]))
    if label.actions:
        results.append(_choice("actions", list(label.actions)))
    facts = label.facts
    return {
        "unique_id": facts["label"],
        "result": results,
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": facts["created_at"],
        **{name: facts[name] for name in FACTS},
    }


def _choice(name: str, choices: list[str]) -> dict[str, Any]:
    return {"from_name": name, "to_name": "image", "type": "choices", "value": {"choices": choices}}


def read(content: bytes) -> list[FileRow]:
    """A row for each annotation that was not cancelled; a choice under any other name than ours is the label.

    Raises:
        UnreadableFileError: it is no list of tasks.
    """
    tasks = json_of(content, KIND)
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise UnreadableFileError(f"This is not {KIND}.")
    return bounded(_rows(tasks))


def _rows(tasks: list[dict[str, Any]]) -> Iterator[FileRow]:
    number = 0
    for task in tasks:
        data, annotations = task.get("data"), task.get("annotations", [])
        if not isinstance(data, dict) or not isinstance(annotations, list):
            raise UnreadableFileError(f"This is not {KIND}.")
        for annotation in annotations:
            number += 1
            if not isinstance(annotation, dict) or not isinstance(annotation.get("result"), list):
                raise UnreadableFileError(f"Annotation {number} has no result.")
            if annotation.get("was_cancelled") is True:
                continue
            facts = {name: annotation[name] for name in FACTS if annotation.get(name) not in (None, "")}
            frame = data.get("frame") or id_in(*data.values())
            yield FileRow(number, {"frame": frame, **facts, **_said(annotation["result"])})


def _said(results: list[Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for result in results:
        value = result.get("value") if isinstance(result, dict) else None
        choices = value.get("choices") if isinstance(value, dict) else None
        if not isinstance(choices, list):
            continue
        name = result.get("from_name")
        if name == "actions":
            said["actions"] = choices
        else:
            said["reason" if name == "reason" else "value"] = choices[0] if len(choices) == 1 else choices
    return said
