from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from countenance.core import InputError, plugins
from countenance.core.plugins import load_plugin, plugin_names

GROUP = "countenance.test-group"


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed distribution that registers two databases, one of which cannot be imported."""
    (tmp_path / "third_party_faces.py").write_text("class Faces:\n    colour = 'grey'\n")
    metadata = tmp_path / "third_party-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        f"[{GROUP}]\nfaces = third_party_faces:Faces\nbroken = third_party_absent:Faces\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins._found.cache_clear()
    yield
    plugins._found.cache_clear()
    sys.modules.pop("third_party_faces", None)


@pytest.mark.usefixtures("third_party")
def test_third_party_plugin_is_found_and_loaded():
    assert plugin_names(GROUP) == ["broken", "faces"]
    assert load_plugin(GROUP, "faces").colour == "grey"


@pytest.mark.usefixtures("third_party")
def test_plugin_that_cannot_be_imported_says_so():
    with pytest.raises(ModuleNotFoundError, match="third_party_absent"):
        load_plugin(GROUP, "broken")


@pytest.mark.usefixtures("third_party")
def test_unknown_name_lists_the_known_ones():
    with pytest.raises(InputError, match="'eyes' is not registered; known names: broken, faces"):
        load_plugin(GROUP, "eyes")


def test_group_without_plugins_is_empty():
    assert plugin_names("countenance.no-such-group") == []
