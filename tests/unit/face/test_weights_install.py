"""Model files appear whole, however many installers run at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from countenance.face.weights.install import WEIGHTS, _write, is_whole


def test_installers_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    target = tmp_path / "model.task"
    content = bytes(200_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: _write(target, content), range(80)))
    assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]


def test_other_content_is_not_whole(tmp_path: Path) -> None:
    target = tmp_path / "model.task"
    assert not is_whole(target, WEIGHTS[0])
    _write(target, b"half a model")
    assert not is_whole(target, WEIGHTS[0])
