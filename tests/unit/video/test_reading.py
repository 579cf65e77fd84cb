"""A file that stays open while it is read from one place after another."""

from __future__ import annotations

import pytest

from countenance.core.errors import VideoError
from countenance.video import VideoFile, decoder

from .test_files import CONTAINERS

PLACES = [0, 25, 26, 3, 39, 38, 12, 39, 0, 24]


@pytest.fixture
def openings(monkeypatch):
    """Names of files, one for each time that one is opened."""
    made = []
    original = decoder.av.open

    def opening(path, *arguments, **options):
        made.append(path.name)
        return original(path, *arguments, **options)

    monkeypatch.setattr(decoder.av, "open", opening)
    return made


@pytest.mark.parametrize("name", CONTAINERS)
def test_from_everywhere_to_everywhere(name, film, read_number):
    video = VideoFile(film(name, n_frames=40, **({"keyframe_interval": 12} | CONTAINERS[name])))
    with video.kept_open("grey") as reader:
        for place in PLACES:
            found = [
                (frame.index, read_number(frame.image))
                for frame in reader.frames(range(place, min(place + 3, 40)))
            ]
            assert found == [(index, index) for index in range(place, min(place + 3, 40))]


def test_a_file_whose_keyframes_are_known_is_opened_once(film, openings):
    video = VideoFile(film(n_frames=40, keyframe_interval=12))
    places = [place for place in PLACES if video.timetable.keyframe_before(place) is not None]
    assert len(places) > 5
    openings.clear()
    with video.kept_open() as reader:
        for place in places:
            next(reader.frames(range(place, 40)))
    assert openings == ["film.mp4"]


def test_what_lies_before_damage_can_be_read_after_it_was_met(film, read_number):
    path = film(n_frames=100, keyframe_interval=20, noise=30, codec="mpeg4")
    video = VideoFile(path)
    assert len(video.timetable) == 100
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2000] = bytes(2000)
    path.write_bytes(content)
    with video.kept_open("grey") as reader:
        for _ in range(2):
            with pytest.raises(VideoError, match=r"frame [0-9]+ cannot be decoded"):
                list(reader.frames(range(30, 100)))
            assert [read_number(frame.image) for frame in reader.frames(range(5, 15))] == list(range(5, 15))


def test_a_file_that_is_gone_is_told(film):
    path = film()
    video = VideoFile(path)
    assert video.n_frames == 60
    path.unlink()
    with (
        video.kept_open() as reader,
        pytest.raises(VideoError, match=r"film\.mp4 cannot be read: No such file"),
    ):
        next(reader.frames(range(3, 60)))
