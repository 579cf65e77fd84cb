"""Pictures of frames: the right ones, bounded on disk, whole or not at all, and gone with the recording."""

from __future__ import annotations

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from countenance.core.cache import write_atomically
from countenance.core.errors import InputError, VideoError
from countenance.store.records import Participant
from countenance.study.people import withdraw
from countenance.study.project import Study
from countenance.study.recording import NewFilm, add_film, film_of
from countenance.study.viewing import KeptFilm, PictureCache, Pictures, Unready, decoders
from countenance.video import Colour, FrameReader, VideoFile, from_jpeg

from ....barcodes import frame_in, write_barcodes
from ....web_study import make_study

A, B = "a" * 64, "b" * 64


@pytest.fixture
def filmed(tmp_path):
    with make_study(tmp_path) as study:
        yield study


@pytest.fixture
def pictures(filmed):
    made = Pictures(filmed)
    yield made
    made.close()


def kept(study: Study, pictures: Pictures, name: str = "even") -> KeptFilm:
    with study.reading() as reader:
        return pictures.film(film_of(reader, name))


def files(study: Study, film: KeptFilm) -> list[str]:
    return sorted(path.name for path in study.cache(film.digest).rglob("*") if path.is_file())


def looked_at(study: Study, pictures: Pictures, film: KeptFilm, index: int) -> bytes:
    """A frame, once it lies on the disk: it is answered before."""
    picture = pictures.frame(film, index)
    end = time.monotonic() + 60
    while f"{index:06d}.jpg" not in files(study, film):
        assert time.monotonic() < end
        time.sleep(0.005)
    return picture


def number(jpeg: bytes) -> int:
    return frame_in(from_jpeg(jpeg))


def test_the_oldest_pictures_go_where_there_are_too_many(filmed):
    cache = PictureCache(filmed, 3 * 104)
    for name in ("1", "2", "3"):
        cache.put(A, name, bytes(100))
    assert cache.get(A, "1") == bytes(100)  # looked at again: 2 is now the oldest
    cache.put(B, "4", bytes(100))
    assert [cache.holds(A, name) for name in ("1", "2", "3")] == [True, False, True]
    assert cache.total == 3 * 104
    on_disk = list(filmed.cache("").rglob("*.jpg"))
    assert sum(path.stat().st_size for path in on_disk) == cache.total


def test_a_new_server_finds_what_the_old_one_left(filmed):
    PictureCache(filmed, 1000).put(A, "1", b"picture")
    half = filmed.cache(A) / "frames" / "killed.part"
    half.write_bytes(b"pic")
    cache = PictureCache(filmed, 1000)
    assert (cache.get(A, "1"), cache.total) == (b"picture", 11)
    assert not half.exists()


@pytest.mark.parametrize("damage", [b"", b"p", b"picturX", b"picture1234"])
def test_a_damaged_picture_is_none(filmed, damage):
    cache = PictureCache(filmed, 1000)
    cache.put(A, "1", b"picture")
    (filmed.cache(A) / "frames" / "1.jpg").write_bytes(damage)
    assert (cache.get(A, "1"), cache.holds(A, "1"), cache.total) == (None, False, 0)


def test_a_damaged_file_is_made_again(filmed, pictures):
    film = kept(filmed, pictures)
    first = looked_at(filmed, pictures, film, 7)
    path = filmed.cache(film.digest) / "frames" / "000007.jpg"
    path.write_bytes(first[:-200])
    assert pictures.frame(film, 7) == first


def test_a_frame_is_answered_before_it_lies_on_the_disk(filmed, pictures, monkeypatch):
    film, put, may_write = kept(filmed, pictures), PictureCache.put, threading.Event()

    def waits(*given):
        assert may_write.wait(60)
        put(*given)

    monkeypatch.setattr(PictureCache, "put", waits)
    assert number(pictures.frame(film, 7)) == 7
    with ThreadPoolExecutor(1) as beside:
        again = beside.submit(pictures.frame, film, 7)  # whoever comes meanwhile gets the same
        may_write.set()
        assert number(again.result(60)) == 7


def test_two_at_once_in_both_directions(filmed, pictures):
    film = kept(filmed, pictures, "uneven")
    start = threading.Barrier(2)

    def go(wanted: range) -> list[int]:
        start.wait()
        return [number(pictures.frame(film, index)) for index in wanted]

    with ThreadPoolExecutor(2) as pool:
        forwards, backwards = pool.map(go, (range(90), range(89, -1, -1)))
    assert forwards == list(range(90))
    assert backwards == list(range(89, -1, -1))


def test_more_jumps_than_decoders(filmed, pictures):
    film = kept(filmed, pictures)
    wanted = [(31 * n) % 90 for n in range(90)]
    with ThreadPoolExecutor(20) as pool:
        assert [number(one) for one in pool.map(lambda n: pictures.frame(film, n), wanted)] == wanted


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """Names of files, one for each time that one is opened to be read from place to place."""
    found: list[str] = []
    original = VideoFile.kept_open

    def opening(source: VideoFile, colour: Colour = "rgb") -> FrameReader:
        found.append(source.name)
        return original(source, colour)

    monkeypatch.setattr(VideoFile, "kept_open", opening)
    return found


def test_who_jumps_is_served_from_the_file_that_is_open(filmed, pictures, opened, monkeypatch):
    monkeypatch.setattr(decoders, "_AHEAD", 0)
    monkeypatch.setattr(decoders, "_QUIET", 0.0)
    film = kept(filmed, pictures)
    opened.clear()  # its size was looked up
    wanted = [70, 20, 89, 40, 0, 60]
    for index in wanted:
        assert number(pictures.frame(film, index)) == index
        threading.Event().wait(0.1)  # a decoder that has answered is to spare once the picture is kept
    assert 1 <= len(opened) < len(wanted) / 2


def test_nobody_takes_the_decoder_that_somebody_follows(filmed, pictures, opened, monkeypatch):
    monkeypatch.setattr(decoders, "_AHEAD", 3)
    monkeypatch.setattr(decoders, "_QUIET", 60.0)
    film = kept(filmed, pictures)
    opened.clear()  # its size was looked up
    for step in range(20):
        assert number(pictures.frame(film, step)) == step
        assert number(pictures.frame(film, 60 + step)) == 60 + step
        threading.Event().wait(0.02)
    assert len(opened) == 2


def test_a_tiny_cache_still_serves(filmed):
    pictures = Pictures(filmed, limit=1)
    film = kept(filmed, pictures)
    assert [number(pictures.frame(film, n)) for n in (3, 4, 3, 80, 3)] == [3, 4, 3, 80, 3]
    pictures.close()


def test_preloading_makes_the_window(filmed, pictures):
    film = kept(filmed, pictures)
    pictures.preload(film, 80, 1000)
    wanted = [f"{n:06d}.jpg" for n in range(80, 90)]
    for _ in range(500):
        if files(filmed, film) == wanted:
            return
        threading.Event().wait(0.02)
    assert files(filmed, film) == wanted


@pytest.mark.parametrize("index", [-1, 90, 10**12])
def test_no_frame_beyond_the_ends(filmed, pictures, index):
    with pytest.raises(InputError, match="the last one is 89"):
        pictures.frame(kept(filmed, pictures), index)


def test_a_closed_server_leaves_nobody_waiting(filmed):
    pictures = Pictures(filmed)
    film = kept(filmed, pictures)
    pictures.close()
    with pytest.raises(InputError, match="about to end"):
        pictures.frame(film, 0)


def test_damage_is_told_and_what_comes_before_is_shown(filmed, pictures, tmp_path):
    path = write_barcodes(tmp_path / "cut.mkv", 90, g="10")
    with filmed.reading() as reader:
        who = next(iter(reader.find(Participant))).pseudonym
    film = add_film(filmed, path, NewFilm(participant=who, name="cut")).film
    at = filmed.media.path(kept(filmed, pictures, "cut").digest)
    content = bytearray(at.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    at.write_bytes(content)
    shown = pictures.film(film)
    assert number(pictures.frame(shown, 0)) == 0
    with pytest.raises(VideoError, match="its file is damaged"):
        [pictures.frame(shown, index) for index in range(90)]


def test_who_withdraws_leaves_no_picture(filmed, pictures):
    film = kept(filmed, pictures)
    looked_at(filmed, pictures, film, 10)
    with filmed.reading() as reader:
        who = reader.get(Participant, film_of(reader, "even").participant).pseudonym
    withdraw(filmed, who, "ada")
    pictures.close()
    assert files(filmed, film) == []


def test_nothing_is_kept_of_a_file_that_is_gone(filmed, pictures):
    film = kept(filmed, pictures)
    looked_at(filmed, pictures, film, 80)
    film.path.unlink()
    shutil.rmtree(filmed.cache(film.digest))
    pictures.close()  # whatever was under way has ended
    assert files(filmed, film) == []


def withdrawn(study: Study, film: KeptFilm) -> None:
    """Take a file and its cache away, as a withdrawal does."""
    film.path.unlink(missing_ok=True)
    shutil.rmtree(study.cache(film.digest), ignore_errors=True)


def test_a_picture_that_is_written_while_somebody_withdraws_goes(filmed, pictures, monkeypatch):
    film, put = kept(filmed, pictures), PictureCache.put

    def then_withdraws(*given):
        withdrawn(filmed, film)
        put(*given)

    monkeypatch.setattr(PictureCache, "put", then_withdraws)
    assert number(pictures.frame(film, 10)) == 10  # it was asked for before
    pictures.close()
    assert not filmed.cache(film.digest).exists()


def test_a_curve_that_is_written_while_somebody_withdraws_goes(filmed, pictures, monkeypatch):
    film = kept(filmed, pictures)

    def then_withdraws(path, content):
        withdrawn(filmed, film)
        write_atomically(path, content)

    monkeypatch.setattr("countenance.study.viewing.motion_curves.write_atomically", then_withdraws)
    while isinstance(pictures.motion(film), Unready):
        threading.Event().wait(0.02)
    assert not filmed.cache(film.digest).exists()


def test_motion_is_computed_once(filmed):
    pictures = Pictures(filmed)
    film = kept(filmed, pictures)
    while isinstance(pictures.motion(film), Unready):
        threading.Event().wait(0.02)
    curve = pictures.motion(film)
    pictures.close()
    film.path.write_bytes(b"no longer a film")
    again = Pictures(filmed)
    assert (again.motion(film) == curve).all()
    again.close()


@pytest.mark.parametrize("gap", range(1, 13))
def test_a_frame_some_way_behind_one_that_is_there_already(filmed, gap):
    """Marks of one movement lie as near: a decoder begins behind the frame that is kept, and has to come so far."""
    there = Pictures(filmed)
    found = there.frame(kept(filmed, there), 0)
    there.close()
    digest = kept(filmed, there).digest
    shutil.rmtree(filmed.cache(digest))
    PictureCache(filmed, 1 << 20).put(digest, "000040", found)
    pictures = Pictures(filmed)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(pictures.frame, kept(filmed, pictures), 40 + gap)
        try:
            assert number(waiting.result(timeout=20)) == 40 + gap
        finally:
            pictures.close()


def test_nobody_waits_for_ever(filmed, pictures, monkeypatch):
    monkeypatch.setattr(decoders, "_LONGEST", 0.0)
    with pytest.raises(InputError, match="frame 5 takes too long"):
        pictures.frame(kept(filmed, pictures), 5)
    monkeypatch.undo()
    assert number(pictures.frame(kept(filmed, pictures), 5)) == 5
