"""Two data sets in one run: one is tested, the other only helps training."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.training.made import HEAD, manifest_of, write_csv, write_faces
from tests.training.planned import preset_file
from training.config import Data, load_preset
from training.dataset import read_manifest
from training.joining import Source, join
from training.leakage import refuse_label_leak
from training.picture_store import open_store
from training.planning import Wish, make_plan
from training.refusal import TrainingRefused
from training.run_folder import PICTURES, open_run


def sources(folder: Path) -> list[Source]:
    own, other = folder / "ward", folder / "elsewhere" / "faces"
    ward = write_faces(own, infants=6, each=4)
    icope = write_faces(other, infants=4, each=4, domain="icope", first=50)
    return [Source(ward, own), Source(icope, other)]


def test_pictures_stay_where_they_lie_and_columns_are_joined(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    first = write_csv(tmp_path / "a" / "m.csv", (*HEAD, "camera"), [("1.png", "0" * 64, "N1", "ward", "pain", "old")])
    rows = [("x/1.png", "1" * 64, "S1", "icope", "nonpain", "cry")]
    second = write_csv(tmp_path / "b.csv", (*HEAD, "original_class"), rows)
    folder = join([Source(first, tmp_path / "a"), Source(second, tmp_path / "b")], tmp_path / "joined.csv")
    assert folder == tmp_path
    with (tmp_path / "joined.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert [(row["file"], row["camera"], row["original_class"]) for row in found] == [
        ("a/1.png", "old", ""),
        ("b/x/1.png", "", "cry"),
    ]


def test_the_helping_data_set_is_learnt_from_and_never_tested(tmp_path: Path) -> None:
    preset = preset_file(tmp_path)
    words = preset.read_text()
    preset.write_text(words.replace("[data]", '[data]\ntraining_only_domains = ["icope"]'))
    table = tmp_path / "joined.csv"
    folder = join(sources(tmp_path), table)
    wish = Wish(manifest=table, pictures=folder, preset=load_preset(str(preset)), preset_name="small")
    make_plan(wish, tmp_path / "run")
    run = open_run(tmp_path / "run")
    domains = run.manifest().domains
    assert len(open_store(run.folder / PICTURES)) == 40
    for split in run.splits:
        assert set(domains[split.training]) == {"made", "icope"}
        assert set(domains[split.validation]) == set(domains[split.test]) == {"made"}
        assert np.isin(np.flatnonzero(domains == "icope"), split.training).all()


def test_two_data_sets_are_refused_where_the_preset_takes_one(tmp_path: Path) -> None:
    preset, table = preset_file(tmp_path), tmp_path / "joined.csv"
    folder = join(sources(tmp_path), table)
    wish = Wish(manifest=table, pictures=folder, preset=load_preset(str(preset)), preset_name="small")
    with pytest.raises(TrainingRefused, match="several_domains"):
        make_plan(wish, tmp_path / "run")


def test_a_missing_picture_of_either_is_named(tmp_path: Path) -> None:
    from training.dataset import check_files_exist

    folder = join(sources(tmp_path), tmp_path / "joined.csv")
    (tmp_path / "elsewhere" / "faces" / "50-0.png").unlink()
    with pytest.raises(TrainingRefused, match=r"elsewhere/faces/50-0\.png.*missing_files"):
        check_files_exist(read_manifest(tmp_path / "joined.csv"), folder)


def test_another_data_set_does_not_hide_a_leak_in_ones_own() -> None:
    own, other = [("N1", 0), ("N1", 1), ("N2", 0), ("N2", 1)], [("S1", 0), ("S1", 1)]
    domains = ["ward"] * 4 + ["icope"] * 2
    camera = {"camera": ["old", "new", "old", "new", "", ""]}
    with pytest.raises(TrainingRefused, match=r"“camera”.*label_leak"):
        refuse_label_leak(manifest_of(own + other, domains=domains, context=camera), Data())
