"""What a store of backups keeps, refuses and throws away."""

from pathlib import Path
from uuid import uuid4

import pytest

from annotator.backups import store as backups
from annotator.backups.store import BackupError, backups_in, content_place, keep, new_backup, prune, read_manifest
from annotator.withdrawals.ledger import note_withdrawn, withdrawn_in


def backup_of(store: Path, name: str, *contents: bytes) -> Path:
    """A backup of files with these contents."""
    with new_backup(store, name) as folder:
        files = []
        for number, content in enumerate(contents):
            source = store.parent / "given"
            source.write_bytes(content)
            files.append({"path": f"{number}", "sha256": keep(store, source)})
        backups.write_manifest(folder, {"files": files})
    return store / name


def test_content_is_kept_once_and_goes_with_the_last_backup_that_names_it(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = backup_of(store, "1", b"old", b"both")
    second = backup_of(store, "2", b"both", b"new")
    kept = {path.name for path in (store / "files").glob("*/*")}
    assert len(kept) == 3
    assert prune(store, keep_last=1) == 1
    assert not first.exists()
    named = {one["sha256"] for one in read_manifest(second)["files"]}
    assert {path.name for path in (store / "files").glob("*/*")} == named


def test_a_backup_that_failed_leaves_nothing_with_a_name(tmp_path: Path) -> None:
    def fill() -> None:
        with new_backup(tmp_path, "1") as folder:
            (folder / "half").write_bytes(b"x")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_what_was_written_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "film.mkv"
    source.write_bytes(b"changed")
    with pytest.raises(BackupError, match=r"film\.mkv"):
        keep(tmp_path / "store", source, expected="0" * 64)
    assert not content_place(tmp_path / "store", "0" * 64).exists()


@pytest.mark.parametrize("harm", ["cut off", "changed", "no check"])
def test_a_list_of_files_that_was_changed_is_no_backup(tmp_path: Path, harm: str) -> None:
    folder = backup_of(tmp_path / "store", "1", b"content")
    manifest, check = folder / backups.MANIFEST, folder / backups.CHECK
    if harm == "cut off":
        manifest.write_bytes(manifest.read_bytes()[:-5])
    elif harm == "changed":
        manifest.write_text(manifest.read_text().replace('"0"', '"1"'))
    else:
        check.unlink()
    with pytest.raises(BackupError):
        read_manifest(folder)
    assert backups_in(tmp_path / "store") == ([] if harm == "no check" else [folder])


def test_the_ledger_only_grows_and_a_line_that_a_crash_cut_off_harms_none_after_it(tmp_path: Path) -> None:
    ledger = tmp_path / "far" / "withdrawn.txt"
    one, two = uuid4(), uuid4()
    note_withdrawn([one], ledger)
    with ledger.open("a") as file:
        file.write(str(uuid4())[:20])
    note_withdrawn([one, two], ledger)
    assert withdrawn_in(ledger, tmp_path / "absent") == {one, two}
    assert ledger.read_text().count(str(one)) == 1
