"""A recording holds what was offered, and nothing is lost when something fails."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from time import sleep

import av
import numpy as np
import pytest

from countenance.app.web.live import recorder as module
from countenance.app.web.live.recorder import Recorder
from countenance.core import Interval
from countenance.core.contracts import Spotted
from countenance.core.errors import InputError, VideoError
from countenance.core.expressions import ExpressionKind
from countenance.core.frames import Frame
from countenance.spotting import Spotting
from countenance.video import open_frames

TIMES = [Fraction(0), Fraction(40, 1000), Fraction(130, 1000), Fraction(160, 1000)]


def frames(width: int = 32, height: int = 24):
    for index, time in enumerate(TIMES):
        yield Frame(index, time, np.full((height, width, 3), 50 * index + 20, np.uint8))


def spotting(n_frames: int = 4) -> Spotting:
    found = Spotted(Interval(1, 3), 2, ExpressionKind.MICRO, 0.5)
    return Spotting("x", 25.0, n_frames, (found,), (), ("v",), np.zeros((n_frames, 1), np.float32))


@pytest.mark.parametrize("size", [(32, 24), (33, 25)])
def test_frames_with_their_times_and_findings_beside_them(tmp_path, size):
    recorder = Recorder(tmp_path / "new" / "folder", Fraction(25))
    assert all(recorder.offer(frame) for frame in frames(*size))
    recorder.close()
    recorder.write_findings(spotting(), {"name": "m"}, {"python": "3"})
    written = open_frames(recorder.video)
    assert written.size == (32, 24)
    assert written.timestamps() == tuple(TIMES)
    levels = [frame.image.mean() for frame in written.frames()]
    assert levels == pytest.approx([20, 70, 120, 170], abs=3)
    document = json.loads(recorder.document.read_text())
    assert (document["recording"], document["n_frames"], document["damage"]) == ("recording.mkv", 4, "")
    assert document["expressions"][0]["apex"] == 2
    assert document["method"] == {"name": "m"}


def test_what_was_recorded_can_be_read_while_the_recording_goes_on(tmp_path):
    recorder = Recorder(tmp_path / "on", Fraction(25), waiting=400)
    random = np.random.default_rng(0)
    for index in range(250):
        recorder.offer(Frame(index, Fraction(index, 25), random.integers(0, 255, (48, 64, 3), np.uint8)))
    while not recorder._frames.empty():
        sleep(0.01)  # the test's own time limit ends it
    killed = tmp_path / "killed.mkv"
    shutil.copy(recorder.video, killed)
    recorder.close()
    with av.open(killed) as container:
        assert sum(1 for _ in container.decode(video=0)) >= 150


def test_an_earlier_recording_is_never_replaced(tmp_path):
    (tmp_path / "spotting.json").write_text("{}")
    with pytest.raises(InputError, match="is there already"):
        Recorder(tmp_path, Fraction(25))


def test_no_frame_no_file(tmp_path):
    recorder = Recorder(tmp_path, Fraction(25))
    recorder.close()
    assert list(tmp_path.iterdir()) == []
    assert (recorder.n_frames, recorder.problem) == (0, "")


def test_frames_are_refused_while_the_encoder_is_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "write_video", lambda *_, **__: None)  # an encoder that takes nothing
    recorder = Recorder(tmp_path, Fraction(25), waiting=3)
    recorder._thread.join()
    assert [recorder.offer(frame) for frame in frames()] == [True, True, True, False]
    assert recorder.n_frames == 3


def test_a_full_disk_stops_the_recording_and_nothing_else(tmp_path, monkeypatch):
    def full(path, images, *_, **__):
        next(iter(images))
        raise VideoError(f"{path} cannot be written: no space left")

    monkeypatch.setattr(module, "write_video", full)
    recorder = Recorder(tmp_path, Fraction(25))
    first, *others = frames()
    assert recorder.offer(first)
    while not recorder.problem:
        pass
    assert all(recorder.offer(frame) for frame in others)
    recorder.close()
    assert recorder.n_frames == 4
    assert "no space left" in recorder.problem
    recorder.write_findings(spotting(), {}, {})
    assert "no space left" in (document := json.loads(recorder.document.read_text()))["damage"]
    assert document["expressions"][0]["offset"] == 3
