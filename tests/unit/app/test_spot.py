"""``countenance spot``: what is printed, what is written, what is not done twice, and what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from pympi.Elan import Eaf

from countenance.app.spotting import DOCUMENT, SpottingTask, settings_for, spot_film, spot_films
from countenance.core.errors import InputError, MethodError
from countenance.core.expressions import ExpressionKind
from countenance.evaluation.versions import versions
from countenance.spotting import SpottingMethod
from countenance.spotting.files import read_document
from countenance.video import write_video

from .planted import HIDDEN, METHOD, REST, RUNS, SMILE, Planted, film

FILES = {"spotting.json", "expressions.csv", "excluded.csv", "spotting.eaf", "curves.csv.gz", "report.html"}


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name of a method means the planted one."""
    RUNS.clear()
    for module in ("countenance.app.spotting", "countenance.app.cameras", "countenance.spotting"):
        monkeypatch.setattr(f"{module}.spotting_method", lambda _: METHOD)


def torn(path: Path) -> Path:
    """A film whose pictures are grainy, so that its bytes are spread over its frames, without its end."""
    rng = np.random.default_rng(0)
    grain = rng.integers(-20, 21, (64, 64, 3))
    frames = [(level + rng.permutation(grain)).astype(np.uint8) for level in (*SMILE, *[REST] * 60)]
    write_video(path, frames, 25)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    return path


def test_json_on_the_terminal_is_one_document_for_one_recording_and_nothing_is_kept(
    cli: Callable, tmp_path: Path
):
    path = film(tmp_path / "smile.mp4", *SMILE)
    outcome = cli("spot", path, "--format", "json")
    document = json.loads(outcome.out)
    assert list(document)[:5] == ["recording", "fps", "n_frames", "expressions", "excluded"]
    assert (document["recording"], document["fps"], document["n_frames"]) == ("smile", 25.0, 17)
    [found] = document["expressions"]
    assert [found[name] for name in ("onset", "apex", "offset", "kind", "score")] == [5, 8, 11, "micro", 0.75]
    assert (found["regions"], found["action_units"]) == (["mouth_corner_left"], ["12"])
    assert (outcome.code, document["excluded"]) == (0, [])
    assert "The light is planted." in outcome.err
    assert list(tmp_path.iterdir()) == [path]


def test_several_recordings_are_a_list_in_their_order(cli: Callable, tmp_path: Path):
    films = [film(tmp_path / f"{name}.mp4", *SMILE) for name in ("b", "a")]
    documents = json.loads(cli("spot", *films, "--format", "json", "--jobs", 1).out)
    assert [document["recording"] for document in documents] == ["b", "a"]


def test_csv_and_table_and_eaf(cli: Callable, tmp_path: Path):
    path = film(tmp_path / "smile.mp4", *SMILE)
    [row] = csv.DictReader(io.StringIO(cli("spot", path, "--format", "csv").out))
    assert (row["recording"], row["onset"], row["apex"], row["offset"]) == ("smile", "5", "8", "11")
    assert (row["onset_s"], row["offset_s"]) == ("0.2", "0.44")
    table = cli("spot", path)
    assert "5-8-11" in table.out
    heading, row = (re.findall(r"[^│┃]+", line) for line in table.out.splitlines()[1:4:2])
    assert dict(zip(map(str.strip, heading), map(str.strip, row), strict=True))["onset"] == "0:00.20"
    assert "mouth corner left" in table.out
    assert "smile: 0 macro, 1 micro." in table.err
    (tmp_path / "smile.eaf").write_text(cli("spot", path, "--format", "eaf").out)
    annotated = Eaf(str(tmp_path / "smile.eaf"))
    assert annotated.get_annotation_data_for_tier("micro") == [(200, 480, "AU 12 mouth corner left (0.75)")]
    assert annotated.get_linked_files()[0]["MEDIA_URL"] == path.as_uri()
    refused = cli("spot", path, film(tmp_path / "b.mp4", *SMILE), "--format", "eaf")
    assert (refused.code, refused.out) == (2, "")
    assert "with --out each gets a file spotting.eaf" in refused.err


def test_where_nothing_is_found_the_table_says_so(cli: Callable, tmp_path: Path):
    films = [film(tmp_path / f"{name}.mp4", *[REST] * 9) for name in ("a", "b")]
    assert cli("spot", films[0]).out == "No expressions.\n"
    assert cli("spot", *films, "--jobs", 1).out == "a: no expressions.\nb: no expressions.\n"


@pytest.mark.parametrize(
    ("levels", "summary"),
    [((HIDDEN,) * 9, "When it was"), ((HIDDEN, *[REST] * 9, HIDDEN), "Each of the 2")],
)
def test_a_report_counts_what_is_no_expression_in_plain_words(
    cli: Callable, tmp_path: Path, levels: tuple[int, ...], summary: str
):
    cli("spot", film(tmp_path / "dark.mp4", *levels), "--out", tmp_path / "out")
    page = (tmp_path / "out/dark/report.html").read_text(encoding="utf-8")
    assert f"<summary>{summary}</summary>" in page


def test_a_report_keeps_room_for_its_pictures(cli: Callable, tmp_path: Path):
    cli("spot", film(tmp_path / "smile.mp4", *SMILE), "--out", tmp_path / "out")
    page = (tmp_path / "out/smile/report.html").read_text(encoding="utf-8")
    sizes = re.findall(r'<img src="data:[^"]*" width="(\d+)" height="(\d+)"', page)
    assert sizes == [("300", "300")] * 3


def test_everything_is_written_to_a_folder_of_the_recordings_name(cli: Callable, tmp_path: Path):
    out = tmp_path / "out"
    assert cli("spot", film(tmp_path / "smile.mp4", *SMILE), "--out", out).code == 0
    assert {path.name for path in (out / "smile").iterdir()} == FILES
    assert read_document(out / "smile" / DOCUMENT)["method"]["name"] == "planted"
    assert (out / "expressions.csv").read_text() == (out / "smile/expressions.csv").read_text()
    assert "micro-expression" in (out / "smile/report.html").read_text(encoding="utf-8")


def test_a_finished_recording_is_not_done_again_unless_content_method_or_settings_differ(
    cli: Callable, tmp_path: Path
):
    path, out = film(tmp_path / "films/smile.mp4", *SMILE), tmp_path / "out"
    first = cli("spot", path, "--out", out)
    again = cli("spot", path, "--out", out)
    assert (again.out, len(RUNS)) == (first.out, 1)
    assert "from an earlier run" in again.err
    cli("spot", path, "--out", out, "--set", "least=150")
    assert len(RUNS) == 2
    cli("spot", path, "--out", out, "--set", "least=150")
    assert len(RUNS) == 2
    film(path, *SMILE, REST)
    cli("spot", path, "--out", out, "--set", "least=150")
    assert RUNS == [17, 17, 18]
    # A run that is killed has not written its document.
    (out / "smile" / DOCUMENT).unlink()
    cli("spot", path, "--out", out, "--set", "least=150")
    assert len(RUNS) == 4
    film(path.with_name("second.mp4"), *SMILE)
    cli("spot", path.parent, "--out", out, "--set", "least=150", "--jobs", 1)
    assert len(RUNS) == 5
    assert len((out / "expressions.csv").read_text().splitlines()) == 3


def test_a_changed_choice_of_the_method_or_changed_code_is_noticed_though_the_version_is_the_same(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path, out = film(tmp_path / "smile.mp4", *SMILE), tmp_path / "out"

    def spots_anew() -> bool:
        before = len(RUNS)
        assert cli("spot", path, "--out", out).code == 0
        return len(RUNS) > before

    assert [spots_anew(), spots_anew()] == [True, False]
    told = read_document(out / "smile" / DOCUMENT)["method"]
    assert (told["settings"], told["parameters"]) == ({}, {"face": "largest", "least": 100.0})
    monkeypatch.setattr(Planted.__init__, "__defaults__", ("largest", 101.0))
    assert [spots_anew(), spots_anew()] == [True, False]
    monkeypatch.setattr("countenance.app.spotting.code_digest", lambda _: "other code")
    assert [spots_anew(), spots_anew()] == [True, False]
    newer = {**versions(), "opencv-python-headless": "4.99"}
    monkeypatch.setattr("countenance.app.spotting.versions", lambda: newer)
    assert [spots_anew(), spots_anew()] == [True, False]
    # Another process may or may not have PyTorch in use, whatever the spotter does.
    with_torch = {**newer, "torch": "2.9"}
    monkeypatch.setattr("countenance.app.spotting.versions", lambda: with_torch)
    assert [spots_anew(), spots_anew()] == [False, False]


def test_a_parameter_of_another_type_is_another_parameter(cli: Callable, tmp_path: Path):
    path, out = film(tmp_path / "smile.mp4", *SMILE), tmp_path / "out"
    for n, value in enumerate(("150", "150.0", "True", "1"), start=1):
        assert cli("spot", path, "--out", out, "--set", f"least={value}").code == 0
        assert len(RUNS) == n


def test_a_parameter_that_json_does_not_know_is_written_and_known_again(cli: Callable, tmp_path: Path):
    path, out = film(tmp_path / "smile.mp4", *SMILE), tmp_path / "out"
    for _ in range(2):
        assert cli("spot", path, "--out", out, "--set", "least=1e999").code == 0
    assert len(RUNS) == 1
    told = read_document(out / "smile" / DOCUMENT)["method"]
    assert (told["settings"], told["parameters"]["least"]) == ({"least": "Infinity"}, {"float": "inf"})


@pytest.mark.parametrize("name", sorted(FILES - {DOCUMENT, "curves.csv.gz"}))
def test_a_file_that_is_gone_is_written_again_without_spotting(cli: Callable, tmp_path: Path, name: str):
    path, out = film(tmp_path / "smile.mp4", *SMILE, *[HIDDEN] * 3), tmp_path / "out"
    cli("spot", path, "--out", out)

    def written() -> dict[str, bytes]:
        return {
            file.name: re.sub(rb'DATE="[^"]*"', b"", file.read_bytes()) for file in (out / "smile").iterdir()
        }

    before = written()
    (out / "smile" / name).unlink()
    outcome = cli("spot", path, "--out", out)
    assert (outcome.code, RUNS) == (0, [20])
    assert "from an earlier run" in outcome.err
    assert written() == before


@pytest.mark.parametrize(
    "curves",
    [None, b"", b"torn", gzip.compress(b"frame,time_s\n0,0.0\n")],
    ids=["gone", "empty", "torn", "of another film"],
)
def test_a_report_cannot_be_written_again_without_curves_so_the_film_is_spotted_again(
    cli: Callable, tmp_path: Path, curves: bytes | None
):
    path, out = film(tmp_path / "smile.mp4", *SMILE), tmp_path / "out"
    cli("spot", path, "--out", out)
    (out / "smile/report.html").unlink()
    (out / "smile/curves.csv.gz").unlink()
    if curves is not None:
        (out / "smile/curves.csv.gz").write_bytes(curves)
    assert cli("spot", path, "--out", out).code == 0
    assert RUNS == [17, 17]
    assert {file.name for file in (out / "smile").iterdir()} == FILES


def test_code_is_read_before_the_film_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    state = ["as it runs"]
    known: list[str] = []

    def code(_: object) -> str:
        known.append(state[0])
        return known[0]

    def edited_meanwhile(_: Path) -> str:
        state[0] = "edited"
        return "content"

    for module in ("spotting", "spotters"):
        monkeypatch.setattr(f"countenance.app.{module}.code_digest", code)
    monkeypatch.setattr("countenance.app.spotting.digest_path", edited_meanwhile)
    done = spot_film(SpottingTask(film(tmp_path / "smile.mp4", *SMILE), "smile", "planted"))
    assert done.document["method"]["code"] == "as it runs"
    assert done.document["source"]["sha256"] == "content"


def test_again_does_what_an_earlier_run_finished(cli: Callable, tmp_path: Path):
    path, out = film(tmp_path / "smile.mp4", *SMILE), tmp_path / "out"
    cli("spot", path, "--out", out)
    outcome = cli("spot", path, "--out", out, "--again")
    assert (outcome.code, len(RUNS)) == (0, 2)
    assert "from an earlier run" not in outcome.err
    refused = cli("spot", "camera:0", "--again")
    assert "a camera cannot be combined with --again" in refused.err


@pytest.mark.shared
def test_a_recording_of_variable_rate_is_said_to_be_one(cli: Callable, tmp_path: Path, shared: Path):
    video = shared / "data/videos/face_then_none_vfr.mov"
    outcome = cli("spot", video, "--out", tmp_path, "--format", "json")
    [_, remark] = json.loads(outcome.out)["remarks"]
    assert remark.startswith(
        "The frame rate varies (frames lie 13.67 to 41.67 ms apart, most of them 41.67 ms)"
    )
    assert "seconds come from the time stamps" in remark
    assert f"note: {video.stem}: The frame rate varies" in outcome.err
    assert "The frame rate varies" in (tmp_path / video.stem / "report.html").read_text(encoding="utf-8")


def test_a_truncated_film_is_reported_up_to_there_and_ends_with_exit_code_2(cli: Callable, tmp_path: Path):
    path, out = torn(tmp_path / "torn.mp4"), tmp_path / "out"
    for _ in range(2):  # the second time from what is written
        outcome = cli("spot", path, "--out", out, "--format", "json")
        document = json.loads(outcome.out)
        assert outcome.code == 2
        n_frames = document["n_frames"]
        assert n_frames > 17
        assert n_frames < 77
        assert len(document["expressions"]) == 1
        assert f"The {n_frames} frames before were searched." in outcome.err
    assert [n_frames] == RUNS
    assert "Not all of the recording could be read." in (out / "torn/report.html").read_text(encoding="utf-8")


def test_films_that_fail_are_named_at_the_end_and_do_not_stop_the_others(cli: Callable, tmp_path: Path):
    folder = tmp_path / "films"
    film(folder / "a.mp4", *SMILE)
    film(folder / "dark.mp4", *[HIDDEN] * 4)
    (folder / "b.mp4").write_bytes(b"no film")
    outcome = cli("spot", folder, "--out", tmp_path / "out", "--jobs", 1)
    assert outcome.code == 2
    lines = [line for line in outcome.err.splitlines() if line.startswith("problem:")]
    assert len(lines) == 2
    assert "b.mp4" in lines[0]
    assert "no face was found in any frame" in lines[1]
    assert outcome.err.splitlines()[-1] == "3 films, 2 with a problem."
    assert {path.name for path in (tmp_path / "out/a").iterdir()} == FILES
    assert json.loads((tmp_path / "out/dark/spotting.json").read_text())["excluded"][0]["reason"] == "no face"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a", "dark", "expressions.csv"}


def test_a_file_in_the_place_of_a_films_folder_is_told_before_any_work(cli: Callable, tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/smile").touch()
    outcome = cli("spot", film(tmp_path / "smile.mp4", *SMILE), "--out", tmp_path / "out")
    assert (outcome.code, outcome.out, RUNS) == (2, "", [])
    assert "lies in a file where a folder is needed" in outcome.err


@pytest.mark.parametrize(("option", "place"), [("--out", ""), ("--out", "new"), ("--export", "new/crops")])
def test_a_folder_that_cannot_be_written_is_told_before_any_work(
    cli: Callable, tmp_path: Path, locked: Path, option: str, place: str
):
    outcome = cli("spot", film(tmp_path / "smile.mp4", *SMILE), option, locked / place)
    assert (outcome.code, outcome.out, RUNS, outcome.err.count("\n")) == (2, "", [], 1)
    assert f"{locked}: Permission denied; name a place that is" in outcome.err


def test_a_films_own_folder_that_cannot_be_written_is_told_before_any_work(
    cli: Callable, tmp_path: Path, locked: Path
):
    outcome = cli("spot", film(tmp_path / "locked.mp4", *SMILE), "--out", locked.parent)
    assert (outcome.code, outcome.out, RUNS) == (2, "", [])
    assert f"{locked}: Permission denied" in outcome.err


def test_a_folder_of_images_has_the_rate_that_is_given(cli: Callable, tmp_path: Path):
    folder = tmp_path / "frames"
    folder.mkdir()
    for number, level in enumerate(SMILE, start=1):
        cv2.imwrite(str(folder / f"img{number:03d}.png"), np.full((64, 64, 3), level, np.uint8))
    assert "give --fps" in cli("spot", folder).err
    document = json.loads(cli("spot", folder, "--fps", 100, "--format", "json").out)
    assert (document["recording"], document["fps"]) == ("frames", 100.0)
    assert document["expressions"][0]["onset_s"] == 0.05
    slow = json.loads(cli("spot", folder, "--fps", 10, "--format", "json").out)
    assert slow["expressions"][0]["kind"] == ExpressionKind.MACRO


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--set", "most=3"), "has no parameter 'most'; it has face, least"),
        (("--set", "least=0"), "cannot work with least=0: least must be positive"),
        (("--face", "9"), "face '9' is no choice"),
        (("--face", "left", "--set", "face=left"), "the face is given twice"),
        (("--set", "least"), "write NAME=VALUE"),
        (("--fps", "30"), "leave out --fps"),
        (("--seconds", "3"), "no camera is given"),
    ],
)
def test_what_was_mistyped_is_told_in_one_sentence_before_any_work(
    cli: Callable, tmp_path: Path, words: tuple[str, ...], sentence: str
):
    path = film(tmp_path / "smile.mp4", *SMILE)
    outcome = cli("spot", path, "--out", tmp_path / "out", *words)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert sentence in outcome.err
    assert (RUNS, list(tmp_path.iterdir())) == ([], [path])


def test_a_face_is_chosen_only_where_the_method_can():
    assert settings_for(METHOD, {"least": 3}, "left") == {"least": 3, "face": "left"}
    blind = SpottingMethod("blind", "Blind", "", "", (), lambda: Planted())  # noqa: PLW0108 (it takes nothing)
    with pytest.raises(InputError, match="the method blind watches the first face alone"):
        settings_for(blind, {}, "left")


def test_a_method_that_crashes_is_told_from_a_film_that_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Planted, "spot", crash)
    with pytest.raises(MethodError, match=r"planted crashed on .*smile\.mp4 \(ZeroDivisionError"):
        spot_films([SpottingTask(film(tmp_path / "smile.mp4", *SMILE), "smile", "planted")])


def test_a_worker_that_does_not_see_the_folder_for_results_says_so(tmp_path: Path):
    path = film(tmp_path / "smile.mp4", *SMILE)
    with pytest.raises(InputError, match=r"does not see .*elsewhere"):
        spot_films([SpottingTask(path, "smile", "planted", out=tmp_path / "elsewhere" / "smile")])
