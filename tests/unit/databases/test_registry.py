from __future__ import annotations

from pathlib import Path

import pytest

from countenance import databases
from countenance.core import DatabaseError, InputError
from countenance.databases.casme2sq.layout import SIMULATION_NOTE
from countenance.databases.simulated import SimulatedDatabase
from countenance.testing import check_database

from .builders import Release


def test_built_in_databases_are_registered():
    assert {"casme2sq", "simulated"} <= set(databases.names())


@pytest.mark.parametrize("name", ["casme2sq", "simulated"])
def test_info_needs_no_release(name: str):
    info = databases.info(name)
    assert info.name == name
    assert info.citation
    assert info.licence
    assert info.access
    assert info.synthetic == (name == "simulated")


def test_unknown_name_lists_the_known_ones(tmp_path: Path):
    with pytest.raises(
        InputError, match=r"'casme9' is not registered; known names: casme, casme2, casme2sq,"
    ):
        databases.open("casme9", tmp_path)
    with pytest.raises(InputError, match="'casme9' is not registered"):
        databases.info("casme9")


def test_simulated_release_is_known_by_its_note(tmp_path: Path):
    Release(tmp_path).write()
    (tmp_path / SIMULATION_NOTE).write_text("{}")
    database = SimulatedDatabase(tmp_path)
    assert [clip.key for clip in database.clips()] == ["simulated/s15/15_0401angercrash/anger1_1"]
    check_database(database)


def test_simulated_release_does_not_pass_for_real_faces(tmp_path: Path):
    Release(tmp_path).write()
    (tmp_path / SIMULATION_NOTE).write_text("{}")
    with pytest.raises(DatabaseError, match=r"is a simulated release.*open it as 'simulated'"):
        databases.open("casme2sq", tmp_path)


def test_release_without_the_note_is_not_taken_for_a_simulated_one(tmp_path: Path):
    Release(tmp_path).write()
    with pytest.raises(DatabaseError, match=r"is not a simulated release, because it has no SIMULATED\.json"):
        SimulatedDatabase(tmp_path)


def test_an_option_that_a_database_does_not_take_is_refused_in_words(tmp_path: Path):
    with pytest.raises(
        InputError, match=r"casme2sq takes no option 'camera'; leave it out \(options it takes: folder, "
    ):
        databases.open("casme2sq", tmp_path, camera="left")


def test_a_folder_that_may_not_be_read_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.access", lambda *_: False)  # the superuser may read everything
    with pytest.raises(DatabaseError, match=f"^{tmp_path} cannot be read; check its permissions$"):
        databases.open("casme2", tmp_path)
