"""Videos from a folder on the server."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.recordings import folder_import
from annotator.recordings.models import Video
from annotator.studies.models import Infant, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(infant: Infant) -> User:
    return factories.make_member(infant.study, Role.OPERATOR)


@pytest.fixture
def folder(tmp_path: Path, infant: Infant) -> Path:
    put(tmp_path / "in" / infant.pseudonym / "one.mkv", b"one")
    return tmp_path / "in"


def put(path: Path, content: bytes, *, seconds_ago: float = 60) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = time.time() - seconds_ago
    os.utime(path, (then, then))
    return path


def outcomes(folder: Path, infant: Infant, operator: User) -> dict[str, str]:
    found = folder_import.import_folder(folder=folder, study=infant.study, actor=operator)
    return {outcome.path.name: outcome.code for outcome in found}


def test_new_files_come_in_once_and_the_folder_stays(folder: Path, infant: Infant, operator: User) -> None:
    assert outcomes(folder, infant, operator) == {"one.mkv": "imported"}
    assert outcomes(folder, infant, operator) == {"one.mkv": "already_there"}
    put(folder / infant.pseudonym / "copy.mkv", b"one")
    put(folder / infant.pseudonym / "two.mkv", b"two")
    assert outcomes(folder, infant, operator) == {
        "one.mkv": "already_there",
        "copy.mkv": "already_there",
        "two.mkv": "imported",
    }
    assert {place_of(video.source_path).read_bytes() for video in Video.objects.all()} == {b"one", b"two"}
    assert (folder / infant.pseudonym / "one.mkv").read_bytes() == b"one"


def test_every_other_file_gets_its_reason(folder: Path, infant: Infant, operator: User, tmp_path: Path) -> None:
    without = factories.make_infant(infant.study, consent=False)
    put(folder / "NOBODY" / "a.mkv", b"a")
    put(folder / without.pseudonym / "b.mkv", b"b")
    put(folder / infant.pseudonym / "c.txt", b"c")
    put(folder / infant.pseudonym / "d.mkv", b"d", seconds_ago=0)
    secret = put(tmp_path / "secret.mkv", b"secret")
    (folder / infant.pseudonym / "link.mkv").symlink_to(secret)
    (folder / "loose.mkv").write_bytes(b"loose")
    assert outcomes(folder, infant, operator) == {
        "one.mkv": "imported",
        "a.mkv": "infant_unknown",
        "b.mkv": "consent_missing",
        "c.txt": "container_not_supported",
        "d.mkv": "still_arriving",
    }


def test_the_command_needs_a_member_who_may_upload(folder: Path, infant: Infant, operator: User) -> None:
    researcher = factories.make_member(infant.study, Role.RESEARCHER)
    options = {"study": infant.study.name, "stdout": StringIO()}
    with pytest.raises(CommandError, match="may not upload"):
        call_command("import_videos", folder, email=researcher.email, **options)
    with pytest.raises(CommandError, match="not a folder"):
        call_command("import_videos", folder / "absent", email=operator.email, **options)
    call_command("import_videos", folder, email=operator.email, **options)
    assert "one.mkv: imported" in str(options["stdout"].getvalue())
