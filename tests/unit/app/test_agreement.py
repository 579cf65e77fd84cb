"""``countenance agreement`` and ``countenance study agreement`` as users meet them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.store.records import Film, Medium
from countenance.study.coding import assign, import_pass, submit
from countenance.study.exchange import write_codings
from countenance.study.people import ITEMS, add_account, add_consent, add_consent_text, add_participant
from countenance.study.project import Study
from countenance.video import write_video

BROW, SMILE = parse_action_units("1+2"), parse_action_units("6+12")
TITLES = "recording,participant,onset,apex,offset,aus,upper,lower\n"
ANNA = TITLES + "film 1.mp4,Ann,10,15,29,1+2,surprise,\nfilm 1.mp4,Ann,60,70,79,6+12,,happiness\n"
BEN = TITLES + "film 1.mp4,Ann,12,15,29,1+2+5,surprise,\n"


def marks(coder: str) -> tuple[Coding, ...]:
    brow = Coding(10 if coder == "anna" else 12, 15, 29, BROW, upper="surprise")
    return (brow, Coding(60, 70, 79, SMILE, lower="happiness")) if coder == "anna" else (brow,)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    for name, content in (("anna", ANNA), ("ben", BEN)):
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    return tmp_path / "anna.csv", tmp_path / "ben.csv"


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    write_video(folder / "film 1.mp4", (np.full((16, 16, 3), i, np.uint8) for i in range(100)), fps=25)
    return folder


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two participants, one film each; anna and ben have submitted both, cleo the first alone."""
    folder = tmp_path / "smiles"
    with Study.create(folder, "Smiles & more", synthetic=True) as made, made.writing("admin") as writer:
        text = add_consent_text(writer, "Consent", "I agree.")
        films = []
        for name in ("anna", "ben", "cleo", "dora"):
            add_account(writer, name, ["coder"])
        for number in (1, 2):
            who = add_participant(writer, name=f"Secret Name {number}", contact="")
            add_consent(writer, who, text, dict.fromkeys(ITEMS, True))
            kept = made.media.add_bytes(f"film {number}".encode(), ".mp4")
            medium = writer.add(Medium(digest=kept.digest, size=kept.size, suffix=kept.suffix, name="a.mp4"))
            known = {"participant": who.id, "medium": medium.id, "fps": Fraction(30), "n_frames": 100}
            films.append(writer.add(Film(name=f"film{number}", **known)))
        for coder, some in (("anna", films), ("ben", films), ("cleo", films[:1]), ("dora", films)):
            assign(writer, [coder], some)
            for film in some:
                import_pass(writer, CodingPass(film.name, coder, marks(coder)))
                if coder != "dora":
                    submit(writer, coder, film.name)
    return folder


def figures(printed: str) -> dict[str, dict[str, str]]:
    return {row["figure"]: row for row in csv.DictReader(io.StringIO(printed)) if row["first"]}


def test_figures_fit_a_narrow_terminal_and_say_what_they_are(cli, files):
    shown = cli("agreement", *files, "--n-frames", "film 1.mp4=100", "--fps", "25", columns=80)
    assert shown.code == 0, shown.err
    lines = shown.out.splitlines()
    table = [line for line in lines if not line.startswith(("Events:", "note", "not defined"))]
    assert max(map(len, table)) <= 80
    assert "…" not in shown.out
    assert "Events: 2 of anna, 1 of ben, 1 of both; missed by anna: 0, by ben: 1." in lines
    words = [line.split() for line in lines]
    assert ["events:", "F1", "0.667", "3"] in words
    assert ["action", "units:", "R,", "pooled", "0.800", "5", "0.8"] in words
    assert ["frames,", "expression", "or", "neutral:", "alike", "0.780", "100", "0.82"] in words
    assert ["onset", "1", "2.00", "80", "+2.00"] in words  # one event has neither spread nor ICC
    assert "not defined: onset, sd" in shown.out
    assert "note: Intervals need at least two participants, and there is one" in shown.out
    assert "rows that name no coder are by 'anna'" in shown.err


def test_the_page_and_the_data_are_written(cli, files, videos: Path, tmp_path: Path):
    out = tmp_path / "made" / "here"
    shown = cli("agreement", *files, "--videos", videos, "--out", out, "--synthetic")
    assert shown.code == 0, shown.err
    assert f"Page: {out / 'report.html'}" in shown.out
    assert "Synthetic: says nothing about people." in (out / "report.html").read_text()
    data = json.loads((out / "agreement.json").read_text())
    assert data["synthetic"] is True
    (pair,) = data["pairs"]
    assert pair["frames"]["expressing"]["agreement"]["value"] == 0.78
    assert pair["timing"]["onset"]["seconds"]["mean_absolute"]["value"] == pytest.approx(2 / 25)


def test_json_is_what_the_file_holds(cli, files, tmp_path: Path):
    shown = cli("agreement", *files, "--no-frames", "--format", "json", "--out", tmp_path / "out")
    assert shown.code == 0, shown.err
    assert json.loads(shown.out) == json.loads((tmp_path / "out" / "agreement.json").read_text())
    assert "\nnote" not in shown.out


def test_csv_has_one_row_a_figure(cli, files):
    found = figures(cli("agreement", *files, "--no-frames", "--format", "csv").out)
    assert found["events.f1"]["value"] == str(2 / 3)
    assert found["action_units.by_unit.5.agreement"]["value"] == "0.0"
    assert found["timing.onset.within.2"]["value"] == "1.0"
    sd = found["timing.onset.frames.sd"]
    assert (sd["value"], sd["remark"]) == ("", "a standard deviation needs two events")


@pytest.mark.parametrize(
    ("options", "figure", "value"),
    [
        (["--iou", "0.95"], "events.f1", 0.0),
        (["--unmatched"], "action_units.pooled", 4 / 7),
        (["--resamples", "0"], "events.f1", 2 / 3),
        (["--seed", "5"], "events.f1", 2 / 3),
        (["--intensity", "--side", "--excluded", "--tolerance", "1"], "action_units.pooled", 0.8),
    ],
)
def test_options_reach_the_comparison(cli, files, options: list[str], figure: str, value: float):
    found = figures(cli("agreement", *files, "--no-frames", "-f", "csv", *options).out)
    assert float(found[figure]["value"]) == pytest.approx(value)


def test_files_with_times_are_read_by_their_rate(cli, tmp_path: Path):
    for coder in ("anna", "ben"):
        made = CodingPass("film", coder, marks(coder), n_frames=100, fps=Fraction(25))
        for ending in (".eaf", ".TextGrid", ".boris", ".xlsx"):
            write_codings(tmp_path / f"{coder}{ending}", [made], times=Fraction(25))
    for ending in (".eaf", ".boris", ".xlsx"):
        both = [tmp_path / f"{coder}{ending}" for coder in ("anna", "ben")]
        shown = cli("agreement", *both, "--fps", "25", "--n-frames", "film=100", "-f", "csv")
        assert shown.code == 0, (ending, shown.err)
        assert float(figures(shown.out)["frames.expressing.agreement"]["value"]) == 0.78, ending
    grids = [tmp_path / f"{coder}.TextGrid" for coder in ("anna", "ben")]
    shown = cli("agreement", *grids, "--recording", "film", "--fps", "25", "--no-frames", "-f", "csv")
    assert float(figures(shown.out)["events.f1"]["value"]) == pytest.approx(2 / 3), shown.err


def test_coders_may_be_named_and_columns_name_them(cli, files, tmp_path: Path):
    named = cli("agreement", *files, "--no-frames", "--coder", "x", "--coder", "y", "-f", "csv")
    assert "\nx,y,events.f1" in named.out
    both = tmp_path / "both.csv"
    rows = [f"{coder},{line}" for coder, text in (("p", ANNA), ("q", BEN)) for line in text.splitlines()[1:]]
    both.write_text("\n".join([f"coder,{TITLES.strip()}", *rows]) + "\n")
    assert "\np,q,events.f1" in cli("agreement", both, "--no-frames", "-f", "csv").out


def test_programs_that_call_a_recording_with_and_without_ending_mean_one(cli, files, tmp_path: Path):
    made = tmp_path / "ben.eaf"
    write_codings(made, [CodingPass("film 1", "ben", marks("ben"))], times=Fraction(25))
    shown = cli("agreement", files[0], made, "--fps", "25", "--n-frames", "film 1=100", "-f", "csv")
    assert float(figures(shown.out)["frames.expressing.agreement"]["value"]) == 0.78
    assert "note: film 1.mp4 and film 1 are taken for one recording" in shown.err


def refused(shown, sentence: str) -> None:
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.splitlines()[-1] == f"error: {sentence}"
    assert "Traceback" not in shown.err


def test_a_length_that_is_not_known_is_asked_for(cli, files, tmp_path: Path):
    asked = "give --videos FOLDER, --n-frames 'film 1.mp4=N', or --no-frames"
    refused(cli("agreement", *files), f"film 1.mp4: its number of frames is not known; {asked}")
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(
        cli("agreement", *files, "--videos", empty),
        f"film 1.mp4: its number of frames is not known and {empty} holds no film of it; {asked}",
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--n-frames", "film"],
            "--n-frames film: write RECORDING=N with N frames, for example film.mp4=1337",
        ),
        (
            ["--n-frames", "other=9"],
            "--n-frames other: no file codes a recording of that name, but film 1.mp4",
        ),
        (
            ["--n-frames", "a=9", "--n-frames", "a=8"],
            "--n-frames a=8: a has 9 frames already; give one length",
        ),
        (["--fps", "0"], "--fps is 0.0, a positive number was expected"),
        (["--fps", "nan"], "--fps is nan, a positive number was expected"),
        (["--videos", "nowhere"], "--videos nowhere is no folder, but films are looked for in one"),
        (
            ["--coder", "x"],
            "--coder was given 1 time for 2 files: give it once for each, in their order",
        ),
        (["--iou", "0"], "iou must lie in (0, 1], not 0.0"),
        (["--n-frames", "film 1.mp4=50"], "film 1.mp4, coder anna: frame 79 is beyond the last frame, 49"),
    ],
)
def test_what_cannot_be_used_costs_one_sentence(cli, files, options: Sequence[str], sentence: str):
    refused(cli("agreement", *files, *options), sentence)


def test_files_that_cannot_be_used_are_named(cli, files, tmp_path: Path):
    gone = tmp_path / "gone.csv"
    refused(cli("agreement", files[0], gone), f"{gone} does not exist, expected a file of codings")
    refused(
        cli("agreement", files[0], "--no-frames"),
        "no recording was coded by two coders; give the passes of at least two over one recording",
    )
    made = tmp_path / "anna.eaf"
    write_codings(made, [CodingPass("film", "anna", marks("anna"))], times=Fraction(25))
    refused(
        cli("agreement", made, made),
        f"{made} holds times, not frames: give --fps, or --videos with the films",
    )
    (tmp_path / "empty").mkdir()
    shown = cli("agreement", made, made, "--videos", tmp_path / "empty")
    assert (shown.code, "holds no film of it, and when its frames are shown" in shown.err) == (2, True)


def test_two_films_of_one_name_are_refused(cli, files, videos: Path):
    (videos / "film 1.mp4").rename(videos / "film 1.mov")
    (videos / "film 1.avi").write_bytes((videos / "film 1.mov").read_bytes())
    refused(
        cli("agreement", *files, "--videos", videos),
        f"{videos}: film 1.avi and film 1.mov may both be the recording film 1.mp4; keep one of them",
    )


def test_a_study_tells_the_agreement_of_what_was_submitted(cli, study: Path, tmp_path: Path):
    out = tmp_path / "out"
    shown = cli("study", "agreement", study, "--out", out, columns=80)
    assert shown.code == 0, shown.err
    assert "synthetic: nobody real was recorded or coded." in shown.out
    assert "anna and ben: 2 recordings" in shown.out
    assert "ben and cleo: 1 recording" in shown.out
    assert "Krippendorff's alpha of 3 coders" in shown.out
    assert "dora" not in shown.out
    page = (out / "report.html").read_text()
    assert "Agreement of coders: Smiles &amp; more" in page
    assert "Synthetic" in page
    assert "Secret" not in page


def test_coders_of_a_study_may_be_chosen(cli, study: Path):
    shown = cli("study", "agreement", study, "--coder", "anna", "--coder", "ben", "--format", "json")
    whole = json.loads(shown.out)
    assert (whole["coders"], whole["synthetic"]) == (["anna", "ben"], True)
    assert whole["pairs"][0]["events"]["f1"]["interval"] == pytest.approx([2 / 3, 2 / 3])


def test_a_study_that_has_nothing_to_compare_says_so(cli, study: Path, tmp_path: Path):
    refused(
        cli("study", "agreement", study, "--coder", "anna", "--coder", "dora"),
        "--coder dora: nobody of that name has submitted codings; those who have are anna, ben, cleo",
    )
    refused(
        cli("study", "agreement", study, "--coder", "anna"),
        "one coder agrees with nobody: give --coder twice or more, or not at all",
    )
    Study.create(tmp_path / "new", "New").close()
    refused(
        cli("study", "agreement", tmp_path / "new"),
        "no recording was submitted by two coders yet: 'countenance study submit' declares one coded",
    )


@pytest.mark.shared
def test_two_real_coders_agree_as_was_measured_by_hand(cli, shared: Path):
    codings = [shared / "data" / "coding" / f"coder{number}.csv" for number in (1, 2)]
    shown = cli("agreement", *codings, "--videos", shared / "data" / "videos", "-f", "csv")
    found = {name: float(row["value"]) for name, row in figures(shown.out).items()}
    assert found["events.f1"] == pytest.approx(2 * 27 / 55)
    assert found["labels.emotion.agreement"] == pytest.approx(26 / 27)
    for which, apart in (("onset", 2.7), ("apex", 3.2), ("offset", 2.6)):
        assert round(found[f"timing.{which}.frames.mean_absolute"], 1) == apart
