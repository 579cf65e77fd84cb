"""Spotting in real films with processes: the same findings as in this process, and exports that are read again."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from countenance import databases
from countenance.app.cli.workers import worker_pool
from countenance.app.exporting import export_crops, plan_export
from countenance.app.spotting import SpottingTask, spot_films
from countenance.spotting.files import Document
from countenance.video import VideoFile, write_video

N_FRAMES = 130


@pytest.fixture(scope="module")
def films(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Brows that rise, whole and without the end."""
    folder = tmp_path_factory.mktemp("films")
    whole, cut = folder / "s1-whole.mp4", folder / "s1-cut.mp4"
    frames = islice(VideoFile(shared / "data/videos/cap12.mp4").frames(colour="rgb"), N_FRAMES)
    write_video(whole, [frame.image for frame in frames], 25)
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.8)])
    return [whole, cut]


def plain(document: Document) -> Document:
    return json.loads(json.dumps(document))


def test_processes_find_what_one_process_finds_and_crops_are_a_release(films: list[Path], tmp_path: Path):
    tasks = []
    for path in films:
        out = tmp_path / path.stem
        out.mkdir()
        tasks.append(SpottingTask(path, path.stem, "region-flow", out=out))
    with worker_pool(2) as pool:
        many = spot_films(tasks, executor=pool)
    again = spot_films(tasks)
    assert [outcome.resumed for outcome in again] == [True, True]
    assert [plain(outcome.document) for outcome in again] == [plain(outcome.document) for outcome in many]
    whole, cut = (outcome.document for outcome in many)
    assert whole["n_frames"] == N_FRAMES
    assert 0 < cut["n_frames"] < N_FRAMES
    assert many[0].problem is None
    assert "frames before were searched" in str(many[1].problem)
    assert [entry["kind"] for entry in whole["expressions"]]
    page = (tmp_path / "s1-whole/report.html").read_text(encoding="utf-8")
    assert page.count('src="data:image/jpeg') == 3 * len(whole["expressions"])

    root = tmp_path / "crops"
    root.mkdir()
    n, kept = export_crops(plan_export([(films[0], whole, None)], root))
    release = databases.open("casme2sq", root)
    assert [problem for problem in release.validate(deep=True) if problem.fatal] == []
    assert (len(release.clips()), kept) == (n, 0)
    assert n == len(whole["expressions"])
    assert export_crops(plan_export([(films[0], whole, None)], root)) == (n, n)
    height, width = release.frames(release.clips()[0]).shape[1:]
    assert (width, height) < VideoFile(films[0]).size
