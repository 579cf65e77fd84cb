"""Spotting methods are found by name, and plug-ins that are none are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countenance.core import InputError, SetupError
from countenance.spotting import registry
from countenance.spotting.registry import names, spotting_method

BUILT_IN = ("feature-difference", "mdmd", "mdmd-megc2020", "region-flow")


def test_built_in_methods_are_registered():
    assert set(BUILT_IN) <= set(names())
    assert names() == sorted(names())


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_method_says_what_it_is_and_makes_spotters(name: str):
    method = spotting_method(name)
    assert method.name == name
    assert method.title
    assert method.citation
    assert all(choice.endswith(".") for choice in method.free_choices)
    one, other = method.spotter(), method.spotter()
    assert one is not other
    assert isinstance(one.curve_names, tuple)


def test_only_the_projects_own_spotter_is_of_no_paper():
    assert [name for name in BUILT_IN if not spotting_method(name).doi] == ["region-flow"]


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(InputError, match=r"'mdm' is not registered; known names: .*mdmd"):
        spotting_method("mdm")


def test_plugins_that_are_no_method_or_another_are_refused(monkeypatch: pytest.MonkeyPatch):
    method = spotting_method("mdmd")
    monkeypatch.setattr(registry, "load_plugin", lambda *_: object())
    with pytest.raises(SetupError, match="is no spotting method, which is a SpottingMethod"):
        spotting_method("mdmd")
    monkeypatch.setattr(registry, "load_plugin", lambda *_: replace(method, name="else"))
    with pytest.raises(SetupError, match="is a SpottingMethod of another name, 'else': expected 'mdmd'"):
        spotting_method("mdmd")
