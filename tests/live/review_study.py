"""A study on a running server whose frames two raters have labelled and a model has looked at, written as rows.

A frozen dataset of made faces lies in it too, from which a network can really be trained.
"""

from pathlib import Path
from uuid import UUID

from django.utils import timezone

from tests.live.api_client import ApiClient
from tests.live.label_study import study_to_label
from tests.server import Server

NONPAIN, PAIN, SPLIT, DOUBT = 8, 6, 3, 2  # frames of each kind, in the order of the film
DIFFERS = 3  # a frame both raters call nonpain and the model calls pain
FIELDS = 7  # a side of the heat map


def study_to_review(client: ApiClient, server: Server, film: Path) -> str:
    """The id of a study whose review queue can be made; the signed-in person supervises and does not label."""
    study = study_to_label(client, [film], name="Review (synthetic)", per_second=2)
    server.manage("shell", "-c", f"from tests.live.review_study import write_rows; write_rows('{study}')")
    members = client.get(f"/api/v1/studies/{study}/members/")["results"]
    mine = next(member["id"] for member in members if member["user"]["email"] == server.email)
    client.request("PATCH", f"/api/v1/members/{mine}/", {"roles": ["admin", "supervisor"]})
    protocol = client.get(f"/api/v1/studies/{study}/protocols/")["results"][0]["document"]
    supervision = {"spot_check_percent": 0, "silent_percent": 0, "names_masked": True}
    client.post(
        f"/api/v1/studies/{study}/protocols/", document={**protocol, "supervision": supervision}, note="Nothing silent"
    )
    return study


def write_rows(study_id: str) -> None:
    """Labels of two raters, an approved model, what it says of each frame and why; runs beside the server."""
    from annotator.experiments.models import HeatMap, ModelVersion, Prediction
    from annotator.frames.models import Frame
    from annotator.labelling.models import FrameLabel
    from annotator.studies.models import Role, Study
    from tests import factories

    study = Study.objects.get(pk=UUID(study_id))
    raters = [factories.make_member(study, Role.OPERATOR) for _ in range(2)]
    frames = list(Frame.objects.filter(video__study=study).order_by("index"))
    pairs = [("nonpain", "nonpain")] * NONPAIN + [("pain", "pain")] * PAIN
    pairs += [("pain", "nonpain")] * SPLIT + [("unsure", "nonpain")] * DOUBT
    made = factories.make_training_run(study, by=raters[0], frame=frames[0])
    model = ModelVersion.objects.get(pk=made["model_id"])
    ModelVersion.objects.filter(pk=model.pk).update(status="approved")
    Prediction.objects.filter(model=model).delete()
    HeatMap.objects.filter(model=model).delete()
    fold = model.run.folds.get()
    band = {"low": 0.9, "high": 1.0, "frames": 40, "pain": 37}
    type(model.run).objects.filter(pk=model.run_id).update(report={"reliability": [band]})
    for place, (frame, pair) in enumerate(zip(frames, pairs, strict=False)):
        facts = {"study": study, "frame": frame, "protocol": frame.plan.protocol, "source": "person"}
        FrameLabel.objects.bulk_create(
            FrameLabel(rater=rater, value=value, **facts) for rater, value in zip(raters, pair, strict=True)
        )
        probability = 0.95 if place == DIFFERS or pair[0] == "pain" else 0.06
        Prediction.objects.create(model=model, frame=frame, probability=probability, fold=fold)
        for target in ("pain", "nonpain"):
            bright = [[max(0.0, 1 - (abs(x - 3) + abs(y - 4)) / 4) for x in range(FIELDS)] for y in range(FIELDS)]
            HeatMap.objects.create(
                model=model,
                frame=frame,
                target=target,
                predicted=(probability > 0.5) == (target == "pain"),
                values=bright,
                shares={"mouth": 1.0},
            )
    write_dataset(study_id)


def write_dataset(study_id: str) -> None:
    """A dataset of ten made infants with eight pictures each, frozen; runs beside the server."""
    from annotator.accounts.models import User
    from annotator.audit.files import place_of, register_file, sha256_of
    from annotator.datasets.models import Dataset
    from tests.training.made import write_faces

    facts = {"number": 1, "name": "Made faces", "domain": "made", "rules": {"margin": 0.0}, "origin": "manifest"}
    by = User.objects.filter(is_superuser=True)[0]
    dataset = Dataset.objects.create(study_id=study_id, created_by=by, **facts)
    manifest = write_faces(dataset.pictures_place, infants=10, each=8)
    path = f"{dataset.folder}/manifest.csv"
    manifest.rename(place_of(path))
    dataset.manifest = register_file(path, sha256=sha256_of(place_of(path)))
    dataset.sha256, dataset.ready_at, dataset.summary = dataset.manifest.sha256, timezone.now(), SUMMARY
    dataset.save()


COUNTS = {"frames": 80, "rows": 80, "pain": 40, "nonpain": 40}
INFANTS = dict.fromkeys(("frame_infants", "infants", "pain_infants", "nonpain_infants"), 10)
SUMMARY: dict[str, object] = {**COUNTS, **INFANTS, "exclusions": [], "sources": [], "upstream": None, "warnings": []}
