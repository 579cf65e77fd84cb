"""Several films at once: which are meant, what they are called, and that one of them does not stop the others."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from countenance.app import measuring
from countenance.app.films import films_of, named_apart
from countenance.app.measuring import Film, measure_films
from countenance.core.errors import FaceError, InputError, VideoError
from countenance.measurement import Measurement
from countenance.video import FrameSource, write_video

TABLES = ("landmarks", "pose", "proxies", "motion")


def grey(path: Path, level: int, n: int = 3) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_video(path, [np.full((64, 64, 3), level, np.uint8)] * n, 25)
    return path


def images(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        cv2.imwrite(str(folder / name), np.full((64, 64, 3), 90, np.uint8))
    return folder


def touched(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_what_a_path_stands_for(tmp_path: Path):
    films = touched(tmp_path / "films", "b.MP4", "a.mov", ".hidden.mp4", "notes.txt")
    touched(films / "below.mp4", "c.mp4")
    assert films_of(films) == [films / "a.mov", films / "b.MP4"]
    assert films_of(films / "a.mov") == [films / "a.mov"]
    assert films_of(tmp_path / "nowhere") == [tmp_path / "nowhere"]
    images(films, "poster.png")  # bears no number, so it is no frame
    assert films_of(films) == [films / "a.mov", films / "b.MP4"]
    frames = touched(images(tmp_path / "frames", "img1.png", "img2.png"), "source.avi")
    assert films_of(frames) == [frames]
    empty = touched(tmp_path / "empty")
    assert films_of(empty) == [empty]


def test_names_are_told_apart_by_folders_in_whatever_case_and_otherwise_refused():
    films = [Path("/a/Smile.mp4"), Path("/b/smile.mov"), Path("/b/blink.mp4"), Path("/b/cache.mp4")]
    assert named_apart(films, ["cache"]) == ["a-Smile", "b-smile", "blink", "b-cache"]
    with pytest.raises(InputError, match=r"/a/smile\.mov and /a/smile\.mp4 would both be called 'a-smile'"):
        named_apart([Path("/a/smile.mov"), Path("/a/smile.mp4")])
    with pytest.raises(InputError, match="would both be called 'b-smile'"):
        named_apart([Path("/a/smile.mp4"), Path("/b/smile.mp4"), Path("/c/b-smile.mp4")])


def test_every_film_has_its_outcome_in_order(tmp_path: Path):
    paths = [grey(tmp_path / "grey.mp4", 128, n=4), touched(tmp_path / "torn") / "torn.mp4"]
    paths[1].write_bytes(paths[0].read_bytes()[:300])
    out = [touched(tmp_path / "out") / path.stem for path in paths]
    films = [Film(path, folder, tmp_path / "cache") for path, folder in zip(paths, out, strict=True)]
    told: list[tuple[int, int]] = []
    first, second = measure_films(films, progress=lambda _, done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert (first.frames, first.faces, type(first.problem)) == (4, 0, FaceError)
    assert (second.frames, second.faces, type(second.problem)) == (0, 0, VideoError)
    assert str(paths[1]) in str(second.problem)
    assert (out[0] / "report.html").exists()
    assert not out[1].exists()


def test_a_film_without_a_frame_leaves_no_folder(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    good, bad, empty = (grey(tmp_path / f"{name}.mp4", 128) for name in ("good", "bad", "empty"))
    bad.write_bytes(b"no film")
    measure = measuring.measure_recording

    def unreadable(source: FrameSource, **options: object) -> Iterator[Measurement]:
        if source.path == empty:
            raise VideoError(f"{empty} has no frame")
        return measure(source, **options)

    monkeypatch.setattr(measuring, "measure_recording", unreadable)
    out = tmp_path / "out"
    assert cli("measure", good, bad, empty, "--out", out, "--jobs", 1).code == 2
    assert {path.name for path in out.iterdir()} == {"cache", "good"}
    for film in (bad, empty):
        assert cli("measure", film, "--out", tmp_path / "alone", "--jobs", 1).code == 2
        assert not (tmp_path / "alone").exists()


def test_a_file_in_the_place_of_a_films_folder_is_told_before_any_work(cli: Callable, tmp_path: Path):
    films = [grey(tmp_path / f"{level}.mp4", level) for level in (80, 90)]
    out = touched(tmp_path / "out", "90")
    outcome = cli("measure", *films, "--out", out)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "lies in a file where a folder is needed" in outcome.err
    assert [path.name for path in out.iterdir()] == ["90"]


def test_a_machine_that_does_not_see_the_folder_for_results_is_named(tmp_path: Path):
    film = Film(grey(tmp_path / "grey.mp4", 128), tmp_path / "elsewhere/grey", tmp_path / "cache")
    with pytest.raises(InputError, match=r"a worker on .* does not see .*elsewhere"):
        measure_films([film])
    assert not film.out.parent.exists()


def test_one_film_is_written_to_out_itself_and_a_folder_of_one_below_it(cli: Callable, tmp_path: Path):
    film = grey(tmp_path / "films/grey.mp4", 128)
    for given, tables in ((film, "alone"), (film.parent, "folder/grey")):
        outcome = cli("measure", given, "--out", tmp_path / Path(tables).parts[0], "--jobs", 1)
        assert outcome.code == 2  # there is no face
        assert "no face was found" in outcome.err
        assert "3 frames, 0 with a face" in outcome.out
        assert all((tmp_path / tables / f"{name}.csv").exists() for name in TABLES)


def test_rate_goes_to_folders_of_images_alone(cli: Callable, tmp_path: Path):
    film, frames = grey(tmp_path / "grey.mp4", 128), images(tmp_path / "frames", "img1.png", "img2.png")
    out = tmp_path / "out"
    refused = cli("measure", film, grey(tmp_path / "other.mp4", 90), "--fps", 50, "--out", out)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "leave out --fps" in refused.err
    unknown = cli("measure", film, frames, "--out", out)
    assert "give --fps" in unknown.err
    missing = cli("measure", film, tmp_path / "typo.mp4", "--out", out)
    assert "typo.mp4 does not exist" in missing.err
    assert not out.exists()
    assert cli("measure", film, frames, film, "--fps", 50, "--out", out, "--jobs", 1).code == 2
    times = {}
    for name in ("grey", "frames"):
        with (out / name / "pose.csv").open(encoding="utf-8") as file:
            times[name] = float(list(csv.DictReader(file))[1]["time_s"])
    assert times == {"grey": pytest.approx(1 / 25), "frames": pytest.approx(1 / 50)}


@pytest.mark.parametrize("levels", [(80,), (80, 90)])
@pytest.mark.parametrize("place", ["", "new"])
def test_out_that_cannot_be_written_is_told_before_any_work(
    cli: Callable, tmp_path: Path, locked: Path, levels: tuple[int, ...], place: str
):
    films = [grey(tmp_path / f"{level}.mp4", level) for level in levels]
    outcome = cli("measure", *films, "--out", locked / place)
    assert (outcome.code, outcome.err.count("\n"), outcome.out) == (2, 1, "")
    assert f"{locked}: Permission denied" in outcome.err
    assert list(locked.iterdir()) == []


def test_results_that_cannot_be_written_stop_the_run_with_one_sentence(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "motion.csv")

    monkeypatch.setattr(measuring, "write_tables", full)
    films = [grey(tmp_path / f"{level}.mp4", level) for level in (80, 90)]
    outcome = cli("measure", *films, "--out", tmp_path / "out", "--jobs", 1)
    assert outcome.code == 2
    assert "motion.csv: No space left on device" in outcome.err
