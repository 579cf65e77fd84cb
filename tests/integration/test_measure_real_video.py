from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from countenance.app.cli.workers import worker_pool
from countenance.app.measuring import Film, measure_films
from countenance.core.errors import VideoError
from countenance.face import PROXIES
from countenance.measurement import PROXY_UNITS, REGION_NAMES, Measurement, measure_recording
from countenance.video import ImageFolder, VideoFile, write_video


@pytest.fixture(scope="module")
def smile(shared: Path) -> Measurement:
    return Measurement.joined(list(measure_recording(VideoFile(shared / "data/videos/single_face.mp4"))))


def test_every_frame_of_a_smile_has_a_face(smile: Measurement):
    assert len(smile) == 72
    assert smile.has_face.all()
    assert set(smile.status) == {"detected", "tracked"}


def test_the_smile_is_in_the_proxies_and_in_the_motion(smile: Measurement):
    smiling = smile.proxies[:, PROXY_UNITS.index(12)].mean(1)
    assert smiling.max() > smiling[:5].mean() + 0.2
    speed = np.nanmax(smile.speed, axis=0)
    corners = [i for i, name in enumerate(REGION_NAMES) if name.startswith("mouth_corner")]
    forehead = [i for i, name in enumerate(REGION_NAMES) if name.startswith("forehead")]
    assert speed[corners].min() > speed[forehead].max()
    assert PROXIES[12] == "mouthSmile"


def test_a_stopped_run_continues_with_the_same_figures(shared: Path, tmp_path: Path, smile: Measurement):
    source = VideoFile(shared / "data/videos/single_face.mp4")
    first = measure_recording(source, cache=tmp_path, chunk=25)
    next(first)  # the first chunk is stored; then the run is stopped
    next(first)
    first.close()
    again = Measurement.joined(list(measure_recording(source, cache=tmp_path, chunk=25)))
    for name, array in smile.to_arrays().items():
        assert np.array_equal(again.to_arrays()[name], array, equal_nan=array.dtype.kind == "f"), name


def test_a_finished_film_is_not_measured_again_and_damage_is_told_again(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    frames = [frame.image for frame in VideoFile(shared / "data/videos/single_face.mp4").frames(stop=40)]
    whole, cut = tmp_path / "whole.mp4", tmp_path / "cut.mp4"
    write_video(whole, frames, 30)
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.8)])
    first = Measurement.joined(list(measure_recording(VideoFile(whole), cache=tmp_path / "cache", chunk=15)))
    before: list[Measurement] = []
    with pytest.raises(VideoError) as told:
        before.extend(measure_recording(VideoFile(cut), cache=tmp_path / "cache", chunk=15))
    after: list[Measurement] = []
    with pytest.raises(VideoError, match=re.escape(str(told.value))):
        after.extend(measure_recording(VideoFile(cut), cache=tmp_path / "cache", chunk=15))
    assert sum(map(len, after)) == sum(map(len, before))
    monkeypatch.setattr("countenance.measurement.measure._Instruments.measure", None)
    again = Measurement.joined(list(measure_recording(VideoFile(whole), cache=tmp_path / "cache", chunk=15)))
    assert len(again) == 40
    for name, array in first.to_arrays().items():
        assert np.array_equal(again.to_arrays()[name], array, equal_nan=array.dtype.kind == "f"), name


def test_a_face_that_leaves_is_reported_frame_by_frame(shared: Path):
    source = VideoFile(shared / "data/videos/face_then_none_vfr.mov")
    measured = Measurement.joined(list(measure_recording(source)))
    assert len(measured) == source.n_frames
    assert measured.has_face[0]
    assert not measured.has_face[-1]
    assert measured.status[-1] == "lost"
    assert np.isnan(measured.landmarks[-1]).all()
    assert np.all(np.diff(measured.time) > 0)


def test_what_came_before_damage_is_measured(shared: Path, tmp_path: Path):
    frames = [frame.image for frame in VideoFile(shared / "data/videos/single_face.mp4").frames(stop=40)]
    whole = tmp_path / "whole.mp4"
    write_video(whole, frames, 30)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.8)])
    parts: list[Measurement] = []
    with pytest.raises(VideoError, match=r"cut\.mp4"):
        parts.extend(measure_recording(VideoFile(cut), chunk=10))
    assert 0 < sum(map(len, parts)) < 40


def test_another_rate_is_not_answered_from_the_cache(shared: Path, tmp_path: Path):
    frames = tmp_path / "frames"
    frames.mkdir()
    for frame in VideoFile(shared / "data/videos/single_face.mp4").frames(stop=6):
        cv2.imwrite(str(frames / f"img{frame.index + 1:03d}.png"), frame.image[..., ::-1])
    last = {}
    for fps in (25, 50):
        source = ImageFolder(frames, fps=Fraction(fps))
        parts = measure_recording(source, cache=tmp_path / "cache", chunk=3)
        last[fps] = Measurement.joined(list(parts)).time[-1]
    assert last == {25: pytest.approx(5 / 25), 50: pytest.approx(5 / 50)}


def test_films_measured_side_by_side_have_the_tables_of_films_measured_one_by_one(
    shared: Path, tmp_path: Path
):
    frames = [frame.image for frame in VideoFile(shared / "data/videos/single_face.mp4").frames(stop=24)]
    paths = [tmp_path / "first.mp4", tmp_path / "torn.mp4", tmp_path / "second.mp4"]
    write_video(paths[0], frames[:12], 30)
    paths[1].write_bytes(paths[0].read_bytes()[:400])
    write_video(paths[2], frames[12:], 30)
    tables: dict[str, list[bytes]] = {}
    with worker_pool(2) as pool:
        for way, executor in (("one by one", None), ("side by side", pool)):
            films = [Film(path, tmp_path / way / path.stem, tmp_path / way / "cache") for path in paths]
            for film in films:
                film.out.mkdir(parents=True)
            first, torn, second = measure_films(films, executor=executor)
            assert (first.faces, torn.frames, second.faces) == (12, 0, 12)
            assert isinstance(torn.problem, VideoError)
            assert "torn.mp4" in str(torn.problem)
            tables[way] = [file.read_bytes() for file in sorted((tmp_path / way).glob("*/*.csv"))]
    assert len(tables["side by side"]) == 8
    assert tables["side by side"] == tables["one by one"]
