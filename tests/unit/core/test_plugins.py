from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from countenance.core import InputError, SetupError, plugins
from countenance.core.plugins import load_plugin, plugin_names

GROUP = "countenance.test-group"


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed distribution that registers two databases, one of which cannot be imported."""
    (tmp_path / "third_party_faces.py").write_text("class Faces:\n    colour = 'grey'\n")
    (tmp_path / "third_party_shy.py").write_text(
        "from countenance.core import SetupError\nraise SetupError('install the extra shy')\n"
    )
    metadata = tmp_path / "third_party-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        f"[{GROUP}]\nfaces = third_party_faces:Faces\nbroken = third_party_absent:Faces\n"
        "renamed = third_party_faces:Eyes\nshy = third_party_shy:Faces\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins._found.cache_clear()
    yield
    plugins._found.cache_clear()
    for module in ("third_party_faces", "third_party_shy"):
        sys.modules.pop(module, None)


@pytest.mark.usefixtures("third_party")
def test_third_party_plugin_is_found_and_loaded():
    assert plugin_names(GROUP) == ["broken", "faces", "renamed", "shy"]
    assert load_plugin(GROUP, "faces").colour == "grey"


@pytest.mark.usefixtures("third_party")
@pytest.mark.parametrize(
    ("name", "place", "reason"),
    [
        ("broken", "third_party_absent:Faces", "ModuleNotFoundError: No module named 'third_party_absent'"),
        ("renamed", "third_party_faces:Eyes", "AttributeError: module 'third_party_faces' has no attribute"),
    ],
)
def test_plugin_that_cannot_be_loaded_says_so_in_one_sentence(name: str, place: str, reason: str):
    with pytest.raises(SetupError) as caught:
        load_plugin(GROUP, name)
    sentence = str(caught.value)
    assert sentence.startswith(f"the plug-in {name} ({place} of third-party 1.0) cannot be loaded ({reason}")
    assert sentence.endswith("repair or uninstall third-party")
    assert "\n" not in sentence


@pytest.mark.usefixtures("third_party")
def test_plugin_that_says_itself_what_is_missing_is_not_interrupted():
    with pytest.raises(SetupError, match=r"^install the extra shy$"):
        load_plugin(GROUP, "shy")


@pytest.mark.usefixtures("third_party")
def test_unknown_name_lists_the_known_ones():
    with pytest.raises(
        InputError, match="'eyes' is not registered; known names: broken, faces, renamed, shy"
    ):
        load_plugin(GROUP, "eyes")


def test_group_without_plugins_is_empty():
    assert plugin_names("countenance.no-such-group") == []
