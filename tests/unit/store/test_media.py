"""A file is kept once, whole, under what it holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from countenance.core.errors import StoreError
from countenance.store import MediaFolder


def test_a_file_is_kept_once_whatever_it_is_called(media: MediaFolder, tmp_path: Path):
    for name in ("Face 1.MP4", "ü.mp4"):
        (tmp_path / name).write_bytes(b"film" * 1000)
    first, second = (media.add(tmp_path / name) for name in ("Face 1.MP4", "ü.mp4"))
    assert first == second
    assert first.digest == hashlib.sha256(b"film" * 1000).hexdigest()
    assert [path for _, path in media.files()] == [media.path(first.digest)]
    assert media.is_sound(first.digest)


def test_a_suffix_that_is_none_is_left_out(media: MediaFolder, tmp_path: Path):
    (tmp_path / "a.what is this").write_bytes(b"x")
    assert media.add(tmp_path / "a.what is this").suffix == ""


def test_what_is_no_file_and_no_digest_is_refused(media: MediaFolder, tmp_path: Path):
    with pytest.raises(StoreError, match="nowhere is no file"):
        media.add(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="is no SHA-256"):
        media.path("../../etc/passwd")
    for suffix in ("/../../../x.txt", ".x/../y", ".mp4\n", "mp4"):
        with pytest.raises(StoreError, match="is no suffix of a file"):
            media.path("0" * 64, suffix)
    with pytest.raises(StoreError, match="is missing in"):
        media.path("0" * 64)


def test_a_file_that_was_cut_short_is_taken_in_anew(media: MediaFolder, tmp_path: Path):
    (tmp_path / "face.mp4").write_bytes(b"film")
    kept = media.add(tmp_path / "face.mp4")
    media.path(kept.digest).write_bytes(b"fi")
    assert not media.is_sound(kept.digest)
    media.add(tmp_path / "face.mp4")
    assert media.is_sound(kept.digest)


def test_a_full_disk_leaves_no_half_of_a_file(
    media: MediaFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "face.mp4").write_bytes(b"film")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(OSError, match="No space left"):
        media.add(tmp_path / "face.mp4")
    assert not [path for path in media.root.rglob("*") if path.is_file()]


def test_a_removed_file_is_gone(media: MediaFolder):
    kept = media.add_bytes(b"x", ".txt")
    media.remove(kept.digest)
    media.remove(kept.digest)
    assert list(media.files()) == []
