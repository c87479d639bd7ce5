"""R-24: every migration goes back and forth over a database in use; rows of tables it does not make stay the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT, environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
PROGRAM = """
import hashlib, importlib.util, json, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.loader import MigrationLoader

call_command("migrate", verbosity=0)
from annotator.audit.services import verify_chain
from annotator.studies.models import Role
from tests import factories
admin = factories.make_user(is_superuser=True)
study = factories.make_study(admin)
people = {role: factories.make_member(study, role) for role in Role}
frame = factories.make_frame(factories.make_ready_video(factories.make_infant(study)))
factories.make_face_crop(frame)
factories.make_review_case(frame, by=people[Role.SUPERVISOR])
factories.make_dataset(study, by=people[Role.RESEARCHER])
factories.make_training_run(study, by=people[Role.RESEARCHER], frame=frame)
factories.make_report(study, by=people[Role.RESEARCHER])

def snapshot():
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("django_", "auth_", "sqlite_")):
                continue
            columns = sorted(c.name for c in connection.introspection.get_table_description(cursor, table))
            cursor.execute("SELECT {} FROM {}".format(", ".join(f'"{c}"' for c in columns), f'"{table}"'))
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = (columns, hashlib.sha256("\\n".join(rows).encode()).hexdigest(), len(rows))
    return found

found = importlib.util.find_spec
ours = {app for app, _ in MigrationLoader(connection).disk_migrations if found(f"annotator.{app}")}
told = {"rows": sum(rows for _, _, rows in snapshot().values()), "irreversible": [], "changed": [], "steps": 0}
for app in sorted(ours):
    names = sorted(name for a, name in MigrationLoader(connection).disk_migrations if a == app)
    for former, name in zip(names, names[1:]):
        before = snapshot()
        try:
            call_command("migrate", app, former, verbosity=0)
        except IrreversibleError:
            told["irreversible"].append(f"{app}.{name}")
            call_command("migrate", verbosity=0)
            continue
        between = snapshot()
        call_command("migrate", verbosity=0)
        after = snapshot()
        told["steps"] += 1
        kept = [t for t in before if t in between and between[t][0] == before[t][0]]
        told["changed"] += [f"{app}.{name}: {t}" for t in kept if after[t] != before[t]]
        if set(after) != set(before):
            told["changed"].append(f"{app}.{name}: tables")
told["chain"] = verify_chain().first_bad_sequence
print("TOLD" + json.dumps(told))
"""


def test_r24_back_and_forth_over_rows(tmp_path: Path) -> None:
    variables = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.base"}
    variables.pop("ANNOTATOR_DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.split("TOLD")[1])
    assert told["rows"] > 40
    assert told["steps"] > 5
    assert (told["irreversible"], told["changed"], told["chain"]) == ([], [], None)
