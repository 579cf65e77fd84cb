"""Help, and a slip that needs no film to be looked at, are told before anything heavy is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "av", "cv2", "llvmlite", "matplotlib", "mediapipe", "numba", "openpyxl", "pandas", "scipy", "sklearn", "torch",
)  # fmt: skip
_PROGRAM = """
import sys
from countenance.app.cli import main
sys.argv[0] = "countenance"
try:
    main()
finally:
    print("heavy:", *(name for name in {heavy!r} if name in sys.modules), file=sys.stderr)
"""


def imported(*words: str, among: tuple[str, ...] = HEAVY) -> tuple[int, str, list[str]]:
    """Exit code, what was said, and which heavy packages the command needed for it."""
    ran = subprocess.run(  # this interpreter
        [sys.executable, "-c", _PROGRAM.format(heavy=among), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    said, _, loaded = ran.stderr.rpartition("heavy:")
    return ran.returncode, said, loaded.split()


@pytest.mark.parametrize("command", [(), ("spot",), ("score",), ("measure",)])
def test_help_imports_nothing_heavy(command: tuple[str, ...]):
    assert imported(*command, "--help") == (0, "", [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("spot", "--no-such-option"), "No such option"),
        (("spot",), "there is nothing to spot in"),
        (("spot", "nowhere.mp4"), "nowhere.mp4 does not exist, expected a video file or a folder of images"),
        (("spot", __file__, "--method", "nope"), "'nope' is not registered; known names: feature-difference"),
        (("spot", __file__, "--set", "least"), "write NAME=VALUE"),
        (("spot", __file__, "--seconds", "3"), "no camera is given"),
        (("spot", "--database", "casme2sq=x"), "give --out"),
        (("score", "nowhere.csv", __file__), "nowhere.csv does not exist, expected a table of predictions"),
        (("score", __file__, "nowhere.csv"), "nowhere.csv does not exist, expected a table of labels"),
        (("score", __file__, __file__, "--iou", "0"), "intervals that share no frame are no hit"),
        (("measure", "nowhere.mp4", "--out", "x"), "nowhere.mp4 does not exist"),
    ],
)
def test_a_slip_is_told_without_anything_heavy(words: tuple[str, ...], sentence: str):
    code, said, loaded = imported(*words)
    assert (code, loaded) == (2, [])
    assert sentence in said


def test_a_file_that_is_no_film_is_told_by_what_reads_films_alone():
    slow = ("matplotlib", "mediapipe", "openpyxl", "pandas", "scipy.stats", "sklearn", "torch")
    code, said, loaded = imported("spot", __file__, among=slow)
    assert (code, loaded) == (2, [])
    assert f"{Path(__file__).name} is not a video file" in said
