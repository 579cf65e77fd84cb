"""What holds for every format."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from countenance.core import Coding, CodingPass, InputError
from countenance.study.exchange import ConstantRate, Timestamps, read_codings, write_codings
from countenance.video import VideoFile

RATE = ConstantRate(Fraction(25), 100)
PASS = CodingPass("film", "anna", (Coding(10, 12, 20),))
ENDINGS = (".eaf", ".boris", ".TextGrid", ".csv", ".xlsx")
TIMED = ENDINGS[:3]


def test_an_ending_that_is_not_known_lists_the_known(tmp_path: Path):
    with pytest.raises(
        InputError, match=r"'.doc' is no ending .* expected .eaf, .boris, .TextGrid, .csv, .* or .xls"
    ):
        read_codings(tmp_path / "x.doc")
    with pytest.raises(
        InputError, match=r"'.xls' is no ending .* expected .eaf, .boris, .TextGrid, .csv or .xlsx"
    ):
        write_codings(tmp_path / "x.xls", [PASS])


@pytest.mark.parametrize("ending", ENDINGS)
def test_case_of_an_ending_does_not_count(tmp_path: Path, ending: str):
    path = tmp_path / f"film{ending.upper()}"
    write_codings(path, [PASS], times=RATE)
    assert read_codings(path, times=RATE)[0][0].codings == PASS.codings


@pytest.mark.parametrize("ending", TIMED)
def test_times_are_asked_for(tmp_path: Path, ending: str):
    path = tmp_path / f"film{ending}"
    with pytest.raises(
        InputError, match="give them as times: the frame rate or the timestamps of the frames"
    ):
        write_codings(path, [PASS])
    write_codings(path, [PASS], times=25)
    with pytest.raises(InputError, match="which frames of 'film' its times mean only the presentation times"):
        read_codings(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_recording_of_unknown_length_comes_back(tmp_path: Path, ending: str):
    path = tmp_path / f"film{ending}"
    passes = [PASS, CodingPass("film", "bob")]
    write_codings(path, passes, times=25)
    read, _ = read_codings(path, times=25)
    assert [(one.coder, one.codings, one.n_frames, one.fps) for one in read] == [
        ("anna", PASS.codings, None, Fraction(25)),
        ("bob", (), None, Fraction(25)),
    ]


@pytest.mark.parametrize(
    ("passes", "told"),
    [
        ([], "there is no pass to write"),
        ([PASS, PASS], "'film' has two passes of coder 'anna'"),
        ([CodingPass("film", " ")], "' ' is no name of a coder"),
        ([CodingPass("fi\nlm", "anna")], "is no name of a recording"),
        ([CodingPass("film", "anna", (Coding(100),))], "frame 100 is beyond the last frame, 99"),
        (
            [CodingPass("film", "anna", n_frames=90)],
            "'film' has 100 frames by its times and 90 by the pass of 'anna'",
        ),
        (
            [CodingPass("film", "anna", (Coding(7, note="a\x07b"),))],
            r"'film', coder 'anna', onset 7: note has the character U\+0007, which no file of codings can hold",
        ),
    ],
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_cannot_be_written_is_told_and_leaves_nothing(
    tmp_path: Path, ending: str, passes: list[CodingPass], told: str
):
    with pytest.raises(InputError, match=told):
        write_codings(tmp_path / f"film{ending}", passes, times=RATE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.shared
@pytest.mark.parametrize("ending", TIMED)
def test_every_frame_of_a_film_of_variable_rate_comes_back(tmp_path: Path, ending: str, shared: Path):
    film = VideoFile(shared / "data/videos/face_then_none_vfr.mov")
    assert film.is_variable_rate
    times = Timestamps.of_frames(film.timestamps(), film.fps)
    marked = tuple(Coding(frame, frame, min(frame + 1, film.n_frames - 1)) for frame in range(film.n_frames))
    path = tmp_path / f"film{ending}"
    write_codings(path, [CodingPass("film", "anna", marked)], times=times, media=film.path)
    read, remarks = read_codings(path, times=times)
    assert read[0].codings == marked
    assert remarks == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_replaced_whole_or_stays(tmp_path: Path, ending: str):
    path = tmp_path / f"film{ending}"
    write_codings(path, [PASS], times=RATE)
    before = path.read_bytes()
    with pytest.raises(InputError):
        write_codings(path, [CodingPass("film", "anna", (Coding(7, note="\x00"),))], times=RATE)
    assert path.read_bytes() == before
    write_codings(path, [CodingPass("film", "anna", (Coding(7, None, 8),))], times=RATE)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert read_codings(path, times=RATE)[0][0].codings == (Coding(7, None, 8),)


@pytest.mark.parametrize("ending", ENDINGS)
def test_lines_end_with_one_character_and_blanks_around_a_text_go(tmp_path: Path, ending: str):
    path = tmp_path / f"film{ending}"
    write_codings(path, [CodingPass("film", "anna", (Coding(7, note=" a\r\nb\rc "),))], times=RATE)
    assert read_codings(path, times=RATE)[0][0].codings[0].note == "a\nb\nc"
