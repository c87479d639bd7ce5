"""Fails when `frontend/openapi.json` no longer says what the code does: `make api` writes it anew."""

import os
import sys
import tempfile
from pathlib import Path

WRITTEN = Path(__file__).parents[1] / "frontend" / "openapi.json"


def main() -> int:
    """Generates the schema strictly and compares it with the file in the repository."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django
    from django.core.management import call_command

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.json"
        call_command("spectacular", "--validate", "--fail-on-warn", format="openapi-json", file=str(fresh))
        if fresh.read_text() == WRITTEN.read_text():
            return 0
    print("frontend/openapi.json is out of date: run `make api` and commit the result", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
