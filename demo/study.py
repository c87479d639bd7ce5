"""The demo study: synthetic infants with consent, three operators without a way to sign in."""

import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.recordings.services import original_path, register_recording
from annotator.studies.models import Infant, Membership, Preset, Role, Scope, Study
from annotator.studies.services import add_infant, add_member, create_study, record_consent

if TYPE_CHECKING:  # the renderer brings OpenCV along, which this module does not need
    from demo.render import RenderedInfant

STUDY_NAME = "Demo study (synthetic infants)"
DESCRIPTION = (
    "Every infant here is drawn by a program; nobody was filmed. Use it to try everything, then withdraw or keep it."
)
OPERATORS = ("Operator One (demo)", "Operator Two (demo)", "Operator Three (demo)")
CONSENT_DOCUMENT = "demo-1"


class DemoExistsError(Exception):
    """There already is a demo study."""


@transaction.atomic
def create_demo_study(actor: User) -> Study:
    """The study and its people; raises DemoExistsError."""
    if Study.objects.filter(name=STUDY_NAME).exists():
        raise DemoExistsError
    study = create_study(actor=actor, name=STUDY_NAME, description=DESCRIPTION, preset=Preset.MPAIN_DAN)
    Membership.objects.filter(study=study, user=actor).update(roles=sorted(Role.values))
    for number, name in enumerate(OPERATORS, start=1):
        email = f"operator{number}@demo.localhost"
        if not User.objects.filter(email=email).exists():
            # Without a usable password nobody signs in as them until a site administrator invites a real person.
            User.objects.create_user(email, None, name=name)
        add_member(actor=actor, study=study, email=email, roles=[Role.OPERATOR])
    return study


@transaction.atomic
def add_rendered_infant(*, actor: User, study: Study, rendered: "RenderedInfant") -> Infant:
    """One synthetic infant with consent and its video, which the worker reads like any other."""
    infant = add_infant(
        actor=actor,
        study=study,
        pseudonym=rendered.pseudonym,
        sex=rendered.sex,
        age_hours=rendered.age_hours,
        context=list(rendered.context),
        note="Synthetic.",
    )
    record_consent(
        actor=actor,
        infant=infant,
        scopes=list(Scope.values),
        document_version=CONSENT_DOCUMENT,
        signed_on=timezone.localdate(),
    )
    source = original_path(uuid.uuid4())
    shutil.copyfile(rendered.video, place_of(source))
    register_recording(actor=actor, infant=infant, name=rendered.video.name, source_path=source)
    return infant


def seed(
    *, actor: User, render: Sequence[Callable[[Path], "RenderedInfant"]], folder: Path, said: Callable[[str], None]
) -> Study:
    """Makes the study and renders its infants one by one; says each as it is done."""
    study = create_demo_study(actor)
    for number, render_into in enumerate(render, start=1):
        rendered = render_into(folder)
        add_rendered_infant(actor=actor, study=study, rendered=rendered)
        said(f"  infant {number} of {len(render)}: {rendered.pseudonym}")
    return study
