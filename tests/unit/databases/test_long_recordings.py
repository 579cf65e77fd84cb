"""Where whole recordings lie, in every kind of release."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from countenance import databases
from countenance.core import DatabaseError, DatabaseInfo, Recording, VideoError
from countenance.databases.long_recordings import recording_path
from countenance.databases.releases import Extent, Film
from countenance.video import open_frames


@pytest.fixture
def release(simulated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(simulated, tmp_path / "release"))


def test_the_frame_at_place_n_of_a_recordings_path_is_its_frame_n(simulated: Path):
    database = databases.open("simulated", simulated)
    clip = database.clips()[0]
    source = open_frames(recording_path(database, clip.recording))
    assert source.n_frames == database.n_frames(clip.recording)
    onset = clip.expression.interval.onset
    first = next(source.frames(onset, onset + 1, "grey")).image
    assert (first == database.frames(clip)[0]).all()


def test_missing_frames_are_told_because_they_would_shift_the_others(release: Path):
    recording = databases.open("simulated", release).recordings()[0]
    folder = recording_path(databases.open("simulated", release), recording)
    if not folder.is_dir():
        pytest.skip("this release holds videos")
    sorted(folder.iterdir())[4].unlink()
    with pytest.raises(VideoError, match=r"missing in .*; copy the recording again"):
        recording_path(databases.open("simulated", release), recording)


def test_missing_first_frames_are_missing_too(tmp_path: Path):
    film = Film(Recording("x", "s1", "a", Fraction(30)), tmp_path, first_file=1)
    film.__dict__["_listing"] = (Extent((range(3, 9),)), None)
    with pytest.raises(VideoError, match="missing in"):
        film.whole()
    film.__dict__["_listing"] = (Extent((range(1, 9),)), None)
    assert film.whole() == tmp_path


def test_a_recording_of_another_release_is_refused(simulated: Path):
    database = databases.open("simulated", simulated)
    with pytest.raises(DatabaseError, match="casme2sq/s1/elsewhere"):
        recording_path(database, Recording("casme2sq", "s1", "elsewhere", Fraction(30)))


def test_a_plug_in_that_does_not_say_is_told_what_it_needs():
    class Silent:
        root = Path()
        info = DatabaseInfo("silent", "Silent", "nobody", "", "free", "here", 30.0)

    with pytest.raises(DatabaseError, match=r"Silent does not say where .* needs a method recording_path"):
        recording_path(Silent(), Recording("silent", "s1", "a", Fraction(30)))  # type: ignore[arg-type]
