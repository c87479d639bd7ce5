"""Who, how many, and by which rules."""

from collections import Counter

from django.db.models import Count, Sum

from annotator.accounts.models import User
from annotator.recordings.models import Video, VideoState
from annotator.reports.chapters.base import Facts
from annotator.reports.document import Chapter, Section, Source, hash_of
from annotator.reports.words import Say
from annotator.scoring.scale_services import scale_in_use
from annotator.studies.models import Consent, Infant, Scope, Study
from annotator.studies.services import current_protocol

MS_PER_MINUTE = 60_000
CONSENTS = (Scope.LABEL, Scope.TRAIN, Scope.PUBLISH_IMAGE)


def gather(study: Study, user: User) -> Facts:
    """Counts of infants, consents and videos, and the protocol in force."""
    protocol = current_protocol(study)
    infants = Infant.objects.filter(study=study)
    consents = Consent.objects.filter(infant__study=study, infant__withdrawn_at=None, superseded_at=None)
    given = Counter(scope for scopes in consents.values_list("scopes", flat=True) for scope in scopes)
    videos = Video.objects.visible_to(user).filter(study=study)
    ready = videos.filter(state=VideoState.READY).aggregate(count=Count("pk"), ms=Sum("duration_ms"))
    keys = [choice["scale"] for choice in protocol.document["scales"]]
    scales = {key: scale_in_use(study, protocol.document, key)[0] for key in keys}
    return {
        "version": protocol.version,
        "preset": protocol.preset,
        "protocol_sha256": hash_of(protocol.document),
        "document": protocol.document,
        "scales": {key: {"name": scale.document["name"], "version": scale.version} for key, scale in scales.items()},
        "infants": infants.filter(withdrawn_at=None).count(),
        "withdrawn": study.tombstones.count(),
        "consents": {str(scope): given[scope] for scope in CONSENTS},
        "videos": videos.count(),
        "ready": ready["count"],
        "minutes": (ready["ms"] or 0) / MS_PER_MINUTE,
        "study": str(study.pk),
    }


def tell(facts: Facts, say: Say) -> Chapter:
    """A paragraph each for people, scoring, frames, labels and statistics."""
    document = facts["document"]
    counts = {name: facts[name] for name in ("version", "preset", "infants", "withdrawn", "videos", "ready")}
    minutes = say.number(facts["minutes"], 1)
    paragraphs = [
        say("methods.study", **counts, **facts["consents"], minutes=minutes),
        _scoring(facts, say),
        _sampling(document["sampling"], say),
        say(
            "methods.labels",
            raters=document["labels"]["raters_per_frame"],
            repeats=document["labels"]["repeat_percent"],
            days=document["labels"]["repeat_after_days"],
        ),
        say("methods.statistics"),
    ]
    page = f"/studies/{facts['study']}?tab=protocol"
    source = Source(say("methods.protocol", version=facts["version"]), facts["protocol_sha256"], page)
    return Chapter(say("methods"), [Section(paragraphs=paragraphs)], [source])


def _scoring(facts: Facts, say: Say) -> str:
    document, cutoff = facts["document"], facts["document"]["pain_cutoff"]
    value = cutoff.get("total_from", cutoff.get("score_from"))
    names = [one["name"].get(say.language) or one["name"]["en"] for one in facts["scales"].values()]
    return say(
        "methods.scoring",
        operators=document["operators_per_video"],
        scales=say.listed(names),
        blind=say("methods.blind" if document["blind"] else "methods.open"),
        consensus=say(f"methods.consensus.{document['consensus']}"),
        cutoff=say(
            "methods.cutoff", scale=cutoff["scale"], item=say(f"item.{cutoff.get('item', 'total')}"), value=value
        ),
    )


def _sampling(sampling: Facts, say: Say) -> str:
    rates = [
        say("methods.rate", low=one["score_from"], high=one["score_to"], rate=say.number(one["rate"], 2))
        for one in sampling["frames_per_second"]
    ]
    score = sampling["score"]
    item = say(f"item.{score.get('item', 'total')}")
    cap = sampling["max_frames_per_infant"]
    return say("methods.sampling", scale=score["scale"], item=item, rates="; ".join(rates), cap=say.number(cap))
