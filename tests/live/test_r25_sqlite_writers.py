"""R-25: six processes write to one SQLite file at once; nothing is locked out and nothing is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT, environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
WRITERS, WRITES = 6, 50
PROGRAM = """
import django; django.setup()
from django.db import transaction
from annotator.audit.services import record
from annotator.jobs.models import Job
for _ in range({writes}):
    with transaction.atomic():
        job = Job.objects.select_for_update().get()
        job.done += 1
        job.save()
        record(actor=None, action="counted")
"""


def test_r25_no_write_is_locked_out_or_lost(tmp_path: Path) -> None:
    variables = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.base"}
    variables.pop("ANNOTATOR_DATABASE_URL", None)
    variables.pop("ANNOTATOR_BROKER_URL", None)

    def python(program: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True
        )

    prepare = python(
        "import django; django.setup(); from django.core.management import call_command;"
        "call_command('migrate', verbosity=0); from annotator.jobs.models import Job; Job.objects.create(kind='count')"
    )
    prepare.communicate()
    assert prepare.returncode == 0
    writers = [python(PROGRAM.format(writes=WRITES)) for _ in range(WRITERS)]
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    for writer in writers:
        writer.communicate()
    look = python(
        "import django; django.setup(); from annotator.jobs.models import Job;"
        "from annotator.audit.services import verify_chain; from django.db import connection as c;"
        "integrity = c.cursor().execute('PRAGMA integrity_check').fetchone()[0];"
        "mode = c.cursor().execute('PRAGMA journal_mode').fetchone()[0];"
        "sync = c.cursor().execute('PRAGMA synchronous').fetchone()[0];"
        "chain = verify_chain();"
        "print(Job.objects.get().done, chain.events, chain.first_bad_sequence, integrity, mode, sync)"
    )
    output, _ = look.communicate()
    total = WRITERS * WRITES
    assert output.split() == [str(total), str(total), "None", "ok", "delete", "2"]
