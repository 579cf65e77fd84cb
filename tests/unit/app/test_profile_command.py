"""``countenance databases``: profiles of one release and of several side by side, lists and facts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from ..databases.builders import Release, macro, micro


@pytest.fixture
def release(tmp_path: Path) -> Path:
    rows = [
        micro(),
        micro("anger1_2", onset=20, offset=35, apex=25, units="12", emotion="positive"),
        macro("happy1_1", 2, units="6+12", emotion="positive"),
        macro("happy1_2", 2, offset=0),
    ]
    return Release(tmp_path / "release", rows, {"s15/15_0401crash": 40, "s16/16_0502smiles": 60}).write()


@pytest.fixture
def smic(tmp_path: Path) -> Path:
    """Four samples of high-speed SMIC: no table, no action units, no macro-expressions."""
    root = tmp_path / "smic"
    for sample in ("s1/micro/negative/s1_ne_01", "s1/micro/surprise/s1_sur_01", "s2/micro/negative/s2_ne_01"):
        folder = root / "SMIC_all_cropped" / "HS" / sample
        folder.mkdir(parents=True)
        for number in range(10):
            cv2.imwrite(str(folder / f"reg_image{number:06d}.bmp"), np.full((8, 8), number, np.uint8))
    return root


def test_tables_of_one_release(cli, release: Path):
    shown = cli("databases", "profile", release)
    assert shown.code == 0
    assert "CAS(ME)2: 3 expressions of 2 participants in 2 recordings" in shown.out
    assert "Published: macro 250 or 300; micro 53 or 57; participants 22; recordings 87 or 98." in shown.out
    for heading in ("Durations (Table 2)", "Categories (Table 4)", "Action units", "micro - macro"):
        assert heading in shown.out
    assert "agreement of the coders: action units 0.8, frames 0.82." in shown.out
    assert "Only 1 macro-expression of 1 participant" in shown.out
    assert "1 expression is left out" in shown.out


def test_tables_are_numbered_as_in_the_paper_where_it_is_concerned(cli, release: Path, smic: Path):
    assert "Durations (Table 2)" in cli("databases", "profile", f"casme2sq={release}", f"smic_hs={smic}").out
    for roots in ([f"smic_hs={smic}"], [f"smic_hs={smic}", f"smic_hs={smic}"]):
        shown = cli("databases", "profile", *roots).out
        assert "Durations, offset - onset" in shown
        assert "Categories" in shown
        assert "(Table" not in shown


def test_json_of_one_release_is_one_object(cli, release: Path):
    whole = json.loads(cli("databases", "profile", release, "--format", "json").out)
    assert whole["expressions"] == 3
    assert whole["table_2"][1]["paper_n"] == 53
    assert [row["category"] for row in whole["table_4"]] == ["positive", "negative", "surprise", "other"]
    smile = next(row for row in whole["action_unit_shares"] if row["action_unit"] == 12)
    assert (smile["macro_share"], smile["micro_share"], smile["difference"]) == (1.0, 0.5, -0.5)
    assert whole["published"]["agreement"][0]["value"] == 0.8
    assert len(whole["dropped"]) == 1


def test_several_releases_stand_side_by_side(cli, release: Path, smic: Path):
    named = (f"casme2sq={release}", f"smic_hs={smic}")
    one, other = json.loads(cli("databases", "profile", *named, "-f", "json").out)
    assert (one["database"], other["database"]) == ("casme2sq", "smic_hs")
    assert other["overview"]["published_micro"] == "164"
    assert other["action_unit_shares"] == []
    assert "No action units are coded." in other["remarks"]
    shown = cli("databases", "profile", *named)
    for word in ("Overview", "CAS(ME)2 macro", "unknown", "No action units are coded."):
        assert word in shown.out


def test_csv_has_a_row_for_each_figure(cli, release: Path, smic: Path):
    printed = cli("databases", "profile", f"casme2sq={release}", f"smic_hs={smic}", "-f", "csv").out
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert list(rows[0]) == ["database", "table", "row", "figure", "value"]
    values = {(r["database"], r["table"], r["row"], r["figure"]): r["value"] for r in rows}
    assert len(values) == len(rows)
    assert values["casme2sq", "durations", "macro", "mean_ms"] == "1000.0"
    assert values["casme2sq", "categories", "positive", "paper_micro"] == "6"
    assert values["casme2sq", "action units", "12", "difference"] == "-0.5"
    assert values["smic_hs", "categories", "surprise", "micro"] == "1"
    assert values["smic_hs", "durations", "micro", "published_n"] == "164"


def test_copies_of_one_database_are_told_apart(cli, release: Path, tmp_path: Path):
    other = Release(tmp_path / "copy").write()
    shown = cli("databases", "profile", f"casme2sq={release}", f"casme2sq={other}")
    assert "CAS(ME)2 in release" in shown.out
    assert "CAS(ME)2 in copy" in shown.out


def test_report_is_written_beside_what_is_printed(cli, release: Path, smic: Path, tmp_path: Path):
    out = tmp_path / "new" / "profile.html"
    shown = cli("databases", "profile", f"casme2sq={release}", f"smic_hs={smic}", "--out", out, "-f", "json")
    assert len(json.loads(shown.out)) == 2
    assert str(out) in shown.err
    page = out.read_text(encoding="utf-8")
    assert "CAS(ME)2 · SMIC" in page
    assert page.count("<svg") == 4


def test_a_release_without_usable_expressions_is_drawn_too(cli, tmp_path: Path):
    empty = Release(tmp_path / "empty", [micro(offset=0)]).write()
    shown = cli("databases", "profile", empty, "--out", tmp_path / "empty.html")
    assert shown.code == 0
    assert "CAS(ME)2: 0 expressions" in shown.out
    assert (tmp_path / "empty.html").is_file()


def test_labels_follow_the_scheme(cli, release: Path):
    whole = json.loads(cli("databases", "profile", release, "--labels", "three", "-f", "json").out)
    assert whole["labels"] == "three"
    assert [row["category"] for row in whole["table_4"]] == ["negative", "positive", "surprise"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--labels", "seven"), "there is no label scheme 'seven'; known: "),
        (("--database", "casme9"), "'casme9' is not registered"),
        (("--folder", "cropped"), "has no folder cropped"),
        (("--corrections", "nowhere.csv"), "nowhere.csv"),
        (("samm=/nowhere/at/all",), "/nowhere/at/all does not exist"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(cli, words, sentence, release: Path):
    outcome = cli("databases", "profile", release, *words)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""


def test_list_tells_year_and_contents(cli):
    rows = {row["name"]: row for row in json.loads(cli("databases", "list", "-f", "json").out)}
    assert (rows["casme2sq"]["title"], rows["casme2sq"]["year"]) == ("CAS(ME)2", 2016)
    assert "long recordings" in rows["casme2sq"]["holds"]
    assert (rows["simulated"]["year"], rows["simulated"]["holds"]) == (None, "simulated faces")


def test_info_tells_what_is_published(cli):
    [facts] = json.loads(cli("databases", "info", "casme2sq", "-f", "json").out)
    assert facts["published"]["counts"][0]["macro"] == 250
    shown = cli("databases", "info", "samm").out
    assert "159 micro" in shown
    assert "unknown" in shown  # the agreement of its coders
    [line] = csv.DictReader(io.StringIO(cli("databases", "info", "simulated", "-f", "csv").out))
    assert line["synthetic"] == "True"


def test_corrections_are_applied_and_named(cli, release: Path, tmp_path: Path):
    file = tmp_path / "corrections.csv"
    file.write_text(
        "clip,field,published,corrected,reason\ns16/happy1_2,offset,0,35,coded again\n", encoding="utf-8"
    )
    checked = cli("databases", "validate", release, "--corrections", file)
    assert checked.code == 0
    assert (
        "offset was published as '0' and is read as '35' (coded again); see corrections.csv, row 2."
        in checked.out
    )
    shown = cli("databases", "profile", release, "--corrections", f"casme2sq={file}")
    assert "4 expressions of 2 participants" in shown.out
    assert "CAS(ME)2, corrected: s16/happy1_2: offset was published as '0'" in shown.out
    [row] = json.loads(cli("databases", "profile", release, "--corrections", file, "-f", "json").out)[
        "corrections"
    ]
    assert row["reason"] == "coded again"


def test_one_of_a_kind_is_no_plural(cli, tmp_path: Path):
    root = Release(tmp_path / "small", [micro()]).write()
    drawn = tmp_path / "small.html"
    shown = cli("databases", "profile", root, "--out", drawn)
    assert "CAS(ME)2: 1 expression of 1 participant in 1 recording, 10 frames long." in shown.out
    text = drawn.read_text()
    assert "participant with a recording" in text
    assert "<span>recording, 1 of them" in text
    assert cli("databases", "validate", root).err.startswith("1 clip can be used; lost: 0")


def test_a_folder_is_no_place_to_draw_to(cli, release: Path, tmp_path: Path):
    shown = cli("databases", "profile", release, "--out", tmp_path)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == (
        f"error: {tmp_path} is a folder; name an HTML file to write, for example {tmp_path / 'profile.html'}\n"
    )


def laboratory(root: Path, title: str = "lab_a faces") -> Path:
    """One expression in the generic layout."""
    facts = dict.fromkeys(("citation", "licence", "access"), "Ask us.")
    facts |= {"name": "our_lab", "title": title, "fps": 30, "first_frame": 1}
    (root / "recordings" / "film1").mkdir(parents=True)
    (root / "database.json").write_text(json.dumps(facts), encoding="utf-8")
    (root / "labels.csv").write_text("recording,participant,onset,offset,type\nfilm1,p1,2,5,micro\n")
    for number in range(1, 9):
        cv2.imwrite(str(root / f"recordings/film1/{number:03d}.png"), np.full((8, 8), number, np.uint8))
    return root


@pytest.mark.parametrize("title", ["lab_a faces", "lab [bold]_a_[/bold]", "a_b"])
def test_a_title_keeps_its_underscores_in_headings(cli, smic: Path, tmp_path: Path, title: str):
    root = laboratory(tmp_path / "lab", title)
    shown = cli("databases", "profile", f"generic={root}", f"smic_hs={smic}").out
    categories = shown[
        shown.index("Categories") : shown.index("Action units") if "Action units" in shown else None
    ]
    heading = "".join(categories.splitlines()[1:4])
    assert all(word in heading for word in title.split())
    assert "published n" in cli("databases", "profile", f"generic={root}").out


@pytest.mark.parametrize("command", ["validate", "profile"])
def test_a_release_of_another_layout_is_told_how_it_was_read(cli, tmp_path: Path, command: str):
    root = laboratory(tmp_path / "lab")
    outcome = cli("databases", command, root)
    assert outcome.code == 2
    assert outcome.err.startswith(f"error: {root} holds no workbook of labels; expected ")
    assert outcome.err.endswith(
        "(it was read as CAS(ME)2; it has a database.json, as the generic layout does: name another database as "
        f"NAME=ROOT, for example generic={root})\n"
    )
    (root / "database.json").unlink()
    told = cli("databases", command, root).err
    assert f"(it was read as CAS(ME)2: name another database as NAME=ROOT, for example samm={root})" in told
    assert "(it was read as" not in cli("databases", command, f"casme2sq={root}").err
    assert "(it was read as" not in cli("databases", command, tmp_path / "nowhere").err


def test_evaluate_notices_a_release_of_the_generic_layout_too(cli, tmp_path: Path):
    root = laboratory(tmp_path / "lab")
    told = cli("evaluate", "-d", f"samm={root}", "-m", "hoof", "-o", tmp_path / "out")
    assert told.code == 2
    assert (
        "(it was read as SAMM; it has a database.json, as the generic layout does: name another" in told.err
    )
    assert cli("databases", "validate", f"generic={root}").code == 0


def test_the_generic_layout_has_any_frame_rate(cli):
    [row] = [line for line in cli("databases", "list").out.splitlines() if "generic" in line]
    assert " any " in row
    rows = {row["name"]: row["fps"] for row in json.loads(cli("databases", "list", "-f", "json").out)}
    assert (rows["generic"], rows["samm"]) == (None, 200)
    assert [facts["fps"] for facts in json.loads(cli("databases", "info", "generic", "-f", "json").out)] == [
        None
    ]
    assert "any" in cli("databases", "info", "generic").out


@pytest.mark.parametrize("jobs", [1, 2])
def test_deep_validation_is_shared_by_processes(cli, tmp_path: Path, jobs: int):
    root = laboratory(tmp_path / "lab")
    (root / "recordings/film1/003.png").write_bytes(b"no picture")
    assert cli("databases", "validate", f"generic={root}", "--jobs", jobs).code == 0
    checked = cli("databases", "validate", f"generic={root}", "--deep", "--jobs", jobs, "-f", "json")
    assert checked.code == 2
    [lost] = json.loads(checked.out)
    assert (lost["clip"], lost["row"], lost["lost"]) == ("p1/film1_2", 2, True)
    assert lost["problem"].startswith("its frames cannot be decoded")
    assert "0 clips can be used; lost: 1" in checked.err


def test_a_cluster_that_cannot_be_used_is_told_before_anything_is_decoded(cli, tmp_path: Path):
    told = cli(
        "databases", "validate", f"generic={laboratory(tmp_path / 'lab')}", "--deep", "--cluster", "nonsense"
    )
    assert (told.code, told.out) == (2, "")
