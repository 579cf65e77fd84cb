"""What findings depend on: every parameter of a spotter, and the code that it is made of."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from countenance.app.spotters import settings_for
from countenance.spotting import SpottingMethod, names, spotting_method
from countenance.spotting.mdmd import MDMD
from countenance.spotting.provenance import _digest_of, code_digest, every_parameter


@dataclass
class Inner:
    side: int = 224


@dataclass
class Outer:
    curve_names = ()
    score: float = 0.5
    inner: Inner = field(default_factory=Inner)
    cache: object = field(default_factory=object)
    held: list[int] = field(default_factory=list, init=False)


def method(spotter: object) -> SpottingMethod:
    return SpottingMethod("own", "Own", "", "", (), spotter)


def test_parameters_are_those_set_by_hand_the_defaults_and_the_fields_within():
    made = method(lambda least=0.5: Outer(score=least))
    assert every_parameter(made, {"least": 0.2}) == {"least": 0.2}
    assert every_parameter(made, {}, Outer()) == {
        "least": 0.5,
        "score": 0.5,
        "inner": {f"{__name__}.Inner": {"side": 224}},
        "cache": {"object": [{"function": "copyreg.__newobj__"}, {"type": "object"}]},
    }


@pytest.mark.parametrize("name", names())
def test_every_registered_spotter_tells_the_same_parameters_each_time(name: str):
    chosen = spotting_method(name)
    told = [every_parameter(chosen, {}, chosen.spotter()) for _ in range(2)]
    assert told[0] == told[1]
    assert told[0]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A third party's package of two modules."""
    folder = tmp_path / "lab_of_mine"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "spotters.py").write_text("class Spotter:\n    curve_names = ()\n")
    (folder / "helpers.py").write_text("LIMIT = 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for module in [module for module in sys.modules if module.partition(".")[0] == "lab_of_mine"]:
        sys.modules.pop(module)


def test_a_change_anywhere_in_the_package_of_a_spotter_changes_its_digest(package: Path):
    spotter = importlib.import_module("lab_of_mine.spotters").Spotter()

    def digest() -> str:
        _digest_of.cache_clear()
        return code_digest(spotter)

    first = digest()
    assert digest() == first
    assert first != code_digest(MDMD())
    (package / "notes.txt").write_text("no code")
    assert digest() == first
    (package / "helpers.py").write_text("LIMIT = 4\n")
    assert digest() != first


def test_a_module_that_is_no_package_counts_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "lone_spotter.py").write_text("class Spotter:\n    curve_names = ()\n")
    (tmp_path / "beside.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    spotter = importlib.import_module("lone_spotter").Spotter()
    first = code_digest(spotter)
    (tmp_path / "beside.py").write_text("x = 2\n")
    _digest_of.cache_clear()
    assert code_digest(spotter) == first
    sys.modules.pop("lone_spotter")


def test_code_is_read_when_the_spotter_is_first_made_and_not_after_somebody_edited_it(package: Path):
    module = importlib.import_module("lab_of_mine.spotters")
    _digest_of.cache_clear()
    settings_for(method(module.Spotter), {}, None)
    (package / "helpers.py").write_text("LIMIT = 4\n")
    late = code_digest(module.Spotter())
    _digest_of.cache_clear()
    assert late != code_digest(module.Spotter())


def test_all_spotters_of_this_package_share_its_code():
    assert code_digest(MDMD()) == code_digest(MDMD(p=0.5))
