"""Enters the scales that come along; later ones are entered by `manage.py load_scales`."""

import json
from pathlib import Path
from typing import Any

from django.db import migrations

FOLDER = Path(__file__).parents[1] / "scales"


def enter(apps: Any, schema_editor: Any) -> None:
    scale = apps.get_model("scoring", "Scale")
    for file in sorted(FOLDER.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        # They stay when this migration is taken back: sheets rest on them.
        named = {"key": document["key"], "version": document["version"], "study": None}
        scale.objects.get_or_create(**named, defaults={"document": document})


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
