"""Spotting before a camera: how it ends, what is reported, and that pictures of what was found are still there."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import pytest

from countenance.app import cameras
from countenance.app.cameras import WatchedFrames
from countenance.core.errors import VideoError
from countenance.core.frames import Frame
from countenance.video.live import LiveFrames, Picture

from .planted import METHOD, REST, SMILE


class Scripted(LiveFrames):
    """A camera whose pictures are known, at 25 frames a second by its own clock."""

    def __init__(self, *levels: int, gone: bool = False, endless: bool = False) -> None:
        super().__init__("camera 0", Fraction(25), (64, 64), kept=10_000)
        self.levels, self.gone, self.endless = levels, gone, endless

    def _pictures(self) -> Iterator[Picture]:
        for index, level in enumerate(chain(self.levels, repeat(REST) if self.endless else ())):
            if index > len(self.levels):
                time.sleep(0.001)
            yield np.full((64, 64, 3), level, np.uint8), Fraction(index, 25)
        if self.gone:
            raise VideoError("camera 0 has disappeared: connect it again")


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, cli: Callable) -> Callable:
    """Run the command before a scripted camera."""
    for module in ("countenance.app.spotting", "countenance.app.cameras", "countenance.spotting"):
        monkeypatch.setattr(f"{module}.spotting_method", lambda _: METHOD)

    def run(camera: LiveFrames, *words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(cameras, "open_camera", lambda name: camera if name == "camera:0" else None)
        return cli("spot", "camera:0", *words)

    return run


def test_a_folder_that_cannot_be_written_is_told_before_a_camera_is_opened(watch: Callable, locked: Path):
    camera = Scripted(*SMILE)
    code, out, err = watch(camera, "--out", locked)
    assert (code, out, camera.n_delivered) == (2, "", 0)
    assert f"{locked}: Permission denied" in err


def test_a_camera_is_watched_for_some_seconds(watch: Callable):
    code, out, err = watch(Scripted(*SMILE, endless=True), "--seconds", 0.6, "--format", "json")
    document = json.loads(out)
    assert (code, document["recording"], document["n_frames"]) == (0, "camera-0", 15)
    assert [entry["apex"] for entry in document["expressions"]] == [8]
    assert document["source"] == {"path": "camera:0", "sha256": ""}
    assert "watching camera:0; for 0.6 s" in err


def test_the_report_of_a_camera_has_pictures_although_none_is_stored(watch: Callable, tmp_path: Path):
    assert watch(Scripted(*SMILE), "--out", tmp_path)[0] == 0
    page = (tmp_path / "camera-0/report.html").read_text(encoding="utf-8")
    assert page.count('src="data:image/jpeg') == 3
    assert {path.suffix for path in (tmp_path / "camera-0").iterdir()} == {
        ".json",
        ".csv",
        ".eaf",
        ".gz",
        ".html",
    }


def test_ctrl_c_ends_the_watching_and_reports(watch: Callable, monkeypatch: pytest.MonkeyPatch):
    camera = Scripted(*SMILE, endless=True)
    pictures = camera._pictures

    def interrupted() -> Iterator[Picture]:
        for index, picture in enumerate(pictures()):
            if index == 40:
                os.kill(os.getpid(), signal.SIGINT)
            yield picture

    monkeypatch.setattr(camera, "_pictures", interrupted)
    before = signal.getsignal(signal.SIGINT)
    code, out, _ = watch(camera, "--format", "json")
    assert code == 0
    assert len(json.loads(out)["expressions"]) == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_a_camera_that_disappears_is_reported_up_to_there_with_exit_code_2(watch: Callable):
    code, out, err = watch(Scripted(*SMILE, gone=True), "--format", "json")
    document = json.loads(out)
    assert (code, document["n_frames"], len(document["expressions"])) == (2, 17, 1)
    assert "camera 0 has disappeared: connect it again. The 17 frames before were searched." in err


def test_a_camera_that_shows_nothing_is_an_error(watch: Callable):
    code, out, err = watch(Scripted(gone=True))
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == "error: camera 0 has disappeared: connect it again"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("other.mp4",), "a camera is watched alone"),
        (("--export", "db"), "a camera cannot be combined with --export"),
        (("--fps", 30, "--cluster", "tcp://x"), "combined with --fps and --cluster"),
    ],
)
def test_what_a_camera_cannot_is_told(watch: Callable, words: tuple[object, ...], sentence: str):
    code, out, err = watch(Scripted(*SMILE), *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert sentence in err


class Slow:
    """A camera whose reader missed frames 1, 3 and 4."""

    name, fps, size, n_dropped = "camera 0", Fraction(10), (2, 2), 3

    def frames(self) -> Iterator[Frame]:
        for index in (0, 2, 5):
            yield Frame(index, Fraction(index, 10), np.full((2, 2, 3), 10 * index, np.uint8))


def test_missed_frames_are_gaps_in_time_and_not_in_the_numbers():
    watched = WatchedFrames(Slow())  # type: ignore[arg-type]
    frames = list(watched.frames())
    assert [(frame.index, frame.time) for frame in frames] == [
        (0, Fraction(0)),
        (1, Fraction(1, 5)),
        (2, Fraction(1, 2)),
    ]
    assert watched.n_frames == 3
    watched.keep((0, 2))
    assert [(frame.index, int(frame.image[0, 0, 0])) for frame in watched.frames(0, 3)] == [(0, 0), (2, 50)]
    with pytest.raises(VideoError, match="frames 1 to 2 are no longer there"):
        list(watched.frames(1, 3))
