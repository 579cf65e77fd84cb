"""``countenance live`` from its start to Ctrl-C, without a browser."""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from countenance import spotting
from countenance.app.web.live.session import Session
from countenance.core.errors import InputError
from countenance.video import open_frames, write_video

from .conftest import Bright, level_at


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    images = (np.full((48, 64, 3), level_at(number), np.uint8) for number in range(70))
    write_video(path, images, 25)
    return path


@pytest.fixture
def ctrl_c(monkeypatch: pytest.MonkeyPatch, bright_method) -> None:
    """Presses Ctrl-C when the film is over; the method finds bright frames."""
    monkeypatch.setattr(spotting, "spotting_method", lambda _: bright_method)
    start = Session.start

    def started(session: Session) -> None:
        start(session)

        def press() -> None:
            session.wait(60)
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=press, daemon=True).start()

    monkeypatch.setattr(Session, "start", started)


@pytest.mark.usefixtures("ctrl_c")
def test_a_film_until_ctrl_c(cli, film, tmp_path, monkeypatch):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    outcome = cli("live", film, "--no-browser", "--speed", 2)
    assert outcome.code == 0
    assert outcome.out.startswith("Live at http://127.0.0.1:")
    assert "Nothing is stored. Ctrl-C ends it." in outcome.err
    assert "1 macro-expression, 1 micro-expression found." in outcome.err
    assert list(folder.iterdir()) == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("live", "capture"))]


@pytest.mark.usefixtures("ctrl_c")
def test_a_face_that_is_no_choice_is_one_sentence(cli, film, monkeypatch):
    def spot(*_, **__):
        raise InputError("face 'nobody' is no choice: give largest, left or right")
        yield

    monkeypatch.setattr(Bright, "spot", spot)
    outcome = cli("live", film, "--no-browser")
    assert outcome.code == 2
    assert outcome.err.count("error: face 'nobody' is no choice: give largest, left or right") == 1
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("cut", "code", "said"),
    [(False, 0, "film.mkv is over. The page stays"), (True, 2, "film.mkv is damaged or cut short")],
)
def test_an_end_that_nobody_asked_for_is_said_at_once(
    cli, tmp_path, monkeypatch, bright_method, cut, code, said
):
    """Ctrl-C comes only after it was said."""
    film = tmp_path / "film.mkv"
    noise = np.random.default_rng(0).integers(-20, 20, (48, 64, 3))
    images = ((level_at(number) + noise * (-1) ** number).astype(np.uint8) for number in range(70))
    write_video(film, images, 25)
    if cut:
        film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    command = importlib.import_module("countenance.app.cli.live")
    say_over = command._say_over

    def over(session: Session) -> None:
        say_over(session)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(spotting, "spotting_method", lambda _: bright_method)
    monkeypatch.setattr(command, "_say_over", over)
    outcome = cli("live", film, "--no-browser", "--speed", 4)
    assert outcome.code == code
    before, stays, _ = outcome.err.partition("The page stays until Ctrl-C.")
    assert stays
    assert said in before + stays
    assert "expressions found" not in before


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_address_is_in_a_file_at_once_and_any_end_is_summed_up(film, tmp_path, end):
    out, err = tmp_path / "out", tmp_path / "err"
    command = [sys.executable, "-m", "countenance.app.cli", "live", str(film), "--no-browser", "--loop"]
    with (
        out.open("w") as told,
        err.open("w") as remarks,
        subprocess.Popen(command, stdout=told, stderr=remarks) as program,
    ):
        try:
            while not (out.read_text().endswith("\n") and err.read_text().endswith("\n")):
                assert program.poll() is None
                time.sleep(0.05)  # the test's own time limit ends it
            program.send_signal(end)
            assert program.wait(60) == 0
        finally:
            program.kill()
    assert out.read_text().startswith("Live at http://127.0.0.1:")
    first, last = err.read_text().splitlines()
    assert first == "Nothing is stored. Ctrl-C ends it."
    assert last.endswith("0 macro-expressions, 0 micro-expressions found.")


@pytest.mark.usefixtures("ctrl_c")
def test_a_recording_where_it_is_asked_for(cli, film, tmp_path):
    folder = tmp_path / "recorded"
    outcome = cli("live", film, "--no-browser", "--record", folder, "--face", "left")
    assert outcome.code == 0
    assert f"Recording: {folder / 'recording.mkv'}" in outcome.err
    document = json.loads((folder / "spotting.json").read_text())
    levels = np.array([frame.image.mean() for frame in open_frames(folder / "recording.mkv").frames()])
    assert document["n_frames"] == len(levels)
    for found in document["expressions"]:
        onset, offset = found["onset"], found["offset"]
        assert levels[onset : offset + 1].min() > 120 > max(levels[onset - 1], levels[offset + 1])
    assert [found["kind"] for found in document["expressions"]] == ["micro", "macro"]
    assert document["method"]["settings"] == {"face": "left"}
    assert document["method"]["parameters"] == {"face": "left"}
    assert sorted(path.name for path in folder.iterdir()) == ["recording.mkv", "spotting.json"]
    again = cli("live", film, "--no-browser", "--record", folder)
    assert again.code == 2
    assert "is there already" in again.err


def test_a_folder_for_the_recording_that_cannot_be_written_is_told_at_once(cli, film, locked):
    outcome = cli("live", film, "--no-browser", "--record", locked / "recorded")
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{locked}: Permission denied" in outcome.err


@pytest.mark.usefixtures("ctrl_c")
def test_a_damaged_film_is_told_at_the_end_with_what_was_found_before(cli, tmp_path):
    film = tmp_path / "film.mkv"
    noise = np.random.default_rng(0).integers(-20, 20, (48, 64, 3))
    images = ((level_at(number) + noise * (-1) ** number).astype(np.uint8) for number in range(70))
    write_video(film, images, 25)
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    outcome = cli("live", film, "--no-browser", "--speed", 4)
    assert outcome.code == 2
    assert "0 macro-expressions, 1 micro-expression found." in outcome.err
    assert "film.mkv is damaged or cut short" in outcome.err


@pytest.mark.usefixtures("ctrl_c")
def test_a_method_that_crashes_ends_with_a_traceback_for_its_author(cli, film, monkeypatch):
    def spot(*_, **__):
        raise RuntimeError("of the method")
        yield

    monkeypatch.setattr(Bright, "spot", spot)
    outcome = cli("live", film, "--no-browser")
    assert outcome.code == 1
    assert "error: the spotter failed: RuntimeError: of the method" in outcome.err
    assert "Traceback" in outcome.err


@pytest.mark.usefixtures("ctrl_c")
def test_the_browser_is_opened_with_the_secret(cli, film, monkeypatch):
    opened = []

    def browse(url: str) -> bool:
        """As a browser that returns only when the page is there."""
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(url, timeout=30) as page:
            opened.append((url, page.status))
        return True

    monkeypatch.setattr("webbrowser.open", browse)
    outcome = cli("live", film)
    [(url, status)] = opened
    assert f"Live at {url}" in outcome.out
    assert "?token=" in url
    assert status == 200
    assert "No browser" not in outcome.err


@pytest.mark.usefixtures("ctrl_c")
def test_a_machine_without_a_browser(cli, film, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    outcome = cli("live", film)
    assert outcome.code == 0
    assert "No browser could be opened on this machine: open the address above." in outcome.err
    assert "Live at http://" in outcome.out


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["camera:9876"], "is not there: connect it"),
        (["none.mp4"], "none.mp4 does not exist"),
        (["camera:0", "--size", "large"], "--size large is no size: write WIDTHxHEIGHT, for example 640x480"),
        (["FILM", "--host", "192.0.2.1"], "192.0.2.1 is no address of this machine"),
        (["FILM", "--speed", "inf"], "speed must be a positive number"),
        (["FILM", "--fps", "30"], "film.mp4 is a file, which is played at its own rate and size"),
        (["FILM", "--size", "640x480"], "film.mp4 is a file, which is played at its own rate and size"),
        (["camera:0", "--loop"], "camera:0 is a camera, which cannot be played faster, slower or again"),
        (["camera:0", "--port", "70000"], "'--port'"),
        (["0"], "0 is neither a file nor a camera: for the camera write camera:0"),
    ],
)
def test_bad_input_is_one_sentence(cli, film, words, told):
    outcome = cli("live", "--no-browser", *(str(film) if word == "FILM" else word for word in words))
    assert outcome.code == 2
    assert told in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.usefixtures("ctrl_c")
def test_a_port_in_use(cli, film):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        outcome = cli("live", film, "--no-browser", "--port", other.getsockname()[1])
    assert outcome.code == 2
    assert "is in use: give another --port" in outcome.err


def test_an_unknown_method(cli, film):
    outcome = cli("live", film, "--no-browser", "--method", "none-such")
    assert outcome.code == 2
    assert "none-such" in outcome.err
