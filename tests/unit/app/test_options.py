"""Releases on the command line: NAME=ROOT, and what belongs to which."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countenance.app.cli.options import open_each, open_release
from countenance.core import CountenanceError, DatabaseError, InputError
from countenance.databases.casme2sq import CASME2Squared

from ..databases.builders import Release


@pytest.fixture
def real(tmp_path: Path) -> Path:
    return Release(tmp_path / "real").write()


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    root = Release(tmp_path / "rendered", folder="cropped").write()
    (root / "SIMULATED.json").write_text("{}", encoding="utf-8")
    return root


def test_one_release_is_itself(real: Path):
    [opened] = open_each([f"casme2sq={real}"])
    assert isinstance(opened, CASME2Squared)
    assert opened.root == real


def test_a_folder_alone_is_of_the_database_named_apart(real: Path):
    [opened] = open_each([str(real)], database="casme2sq")
    assert opened.info.name == "casme2sq"


def test_a_name_before_the_folder_counts_more_than_the_option(rendered: Path):
    opened = open_release("casme2sq", Path(f"simulated={rendered}"), "cropped")
    assert opened.info.name == "simulated"
    assert open_release("simulated", rendered, "cropped").info.name == "simulated"


def test_a_folder_may_have_an_equals_sign_in_its_name(tmp_path: Path, monkeypatch):
    Release(tmp_path / "copy=2").write()
    monkeypatch.chdir(tmp_path)
    [opened] = open_each(["copy=2"], database="casme2sq")
    assert opened.root == Path("copy=2")
    [named] = open_each(["casme2sq=copy=2"])
    assert named.root == Path("copy=2")


def test_home_is_found_behind_the_equals_sign(real: Path, monkeypatch):
    monkeypatch.setenv("HOME", str(real.parent))
    [opened] = open_each(["casme2sq=~/real"])
    assert opened.root == real


def test_several_releases_keep_their_order(real: Path, rendered: Path):
    opened = open_each([f"simulated={rendered}", f"casme2sq={real}"], folders=["simulated=cropped"])
    assert [release.info.name for release in opened] == ["simulated", "casme2sq"]
    assert [release.folder for release in opened] == ["cropped", "rawpic"]


@pytest.mark.parametrize(
    ("given", "options", "sentence"),
    [
        (["{real}"], {}, "does not say which database it is: write NAME=ROOT, for example casme2sq={real}"),
        (["casme9={real}"], {}, "'casme9' is not registered"),
        (["casme2sq="], {}, "names no folder: write casme2sq=ROOT"),
        (
            ["casme2sq={real}"],
            {"folders": ["a", "b"]},
            "--folder is given twice for casme2sq: keep one of a and b",
        ),
        (
            ["casme2sq={real}", "simulated={rendered}"],
            {"folders": ["cropped"]},
            "--folder cropped belongs to none of the releases: write NAME=cropped with one of casme2sq, simulated",
        ),
        (
            ["casme2sq={real}", "simulated={rendered}"],
            {"corrections": ["samm=x.csv"]},
            "--corrections samm=x.csv belongs to none of the releases",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(given, options, sentence, real, rendered):
    def filled(text: str) -> str:
        return text.format(real=real, rendered=rendered)

    with pytest.raises(InputError) as refusal:
        open_each([filled(text) for text in given], **options)
    assert filled(sentence) in str(refusal.value)


def test_an_option_that_a_database_does_not_take_is_named(real: Path, monkeypatch):
    class Bare:
        info = CASME2Squared.info

        def __init__(self, root: Path) -> None:
            self.root = root

    monkeypatch.setattr("countenance.databases.registry.load_plugin", lambda *_: Bare)
    with pytest.raises(InputError, match=r"casme2sq takes no option 'folder'; leave it out .*none"):
        open_each([f"casme2sq={real}"], folders=["cropped"])


def test_a_folder_that_does_not_exist(tmp_path: Path):
    with pytest.raises(DatabaseError, match="does not exist"):
        open_each([f"casme2sq={tmp_path / 'nowhere'}"])


@example("~nobody-of-this-name", None, [])
@given(st.text(max_size=30), st.none() | st.just("casme2sq"), st.lists(st.text(max_size=12), max_size=2))
def test_no_text_gives_a_traceback(text: str, database: str | None, more: list[str]):
    """Random text is no release, so that it is refused, in a sentence about something that was given."""
    with pytest.raises(CountenanceError) as refusal:
        open_each([text], database=database, folders=more, corrections=more)
    path = str(Path(os.path.expanduser(text)))  # noqa: PTH111 (Path.expanduser refuses users whom nobody knows)
    told = (path, repr(text), text.partition("=")[0], *more)
    assert any(given in str(refusal.value) for given in told if given)
