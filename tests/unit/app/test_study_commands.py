"""A study from the command line: begun, coded by two, settled, labelled, backed up and restored."""

from __future__ import annotations

import json
import os
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from countenance.core.errors import StoreError
from countenance.store import Store
from countenance.store.records import Film, Medium, Participant
from countenance.study.project import Study

from ...conftest import MadeOnce

ANNA = """recording,onset,apex,offset,aus,region,emotion
film1,10,14,25,6+12,lower,happiness
film1,60,66,90,4+7,upper,anger
"""
BEN = """recording,onset,apex,offset,aus,region,emotion
film1,11,14,25,6+12,lower,happiness
film1,60,66,90,4,upper,anger
film1,200,210,230,12,lower,happiness
"""


@pytest.fixture
def begun(cli, made_once: MadeOnce, tmp_path: Path) -> Path:
    """A study with two coders, an arbiter and one recording of a participant."""
    made = made_once("study-begun", lambda folder: _begin(cli, folder / "smiles"))
    return shutil.copytree(made / "smiles", tmp_path / "smiles")


def _begin(cli, folder: Path) -> None:
    assert cli("study", "init", folder, "--name", "Smiles", "--synthetic").code == 0
    for name, role in (("anna", "coder"), ("ben", "coder"), ("cleo", "arbiter")):
        assert cli("study", "add-account", folder, name, "--role", role).code == 0
    pseudonym = cli(
        "study", "add-participant", folder, "--fact", "age=22", "--name", "Zoë Example"
    ).out.strip()
    with Study.open(folder) as study, study.writing("test") as writer:
        kept = study.media.add_bytes(b"film", ".mp4")
        medium = writer.add(Medium(digest=kept.digest, size=4, suffix=".mp4", name="film1.mp4"))
        who = writer.first(Participant, pseudonym=pseudonym)
        writer.add(Film(name="film1", participant=who.id, medium=medium.id, fps=Fraction(30), n_frames=300))


@pytest.fixture
def coded(cli, made_once: MadeOnce, tmp_path: Path) -> Path:
    """The same study after both coders have submitted."""
    made = made_once("study-coded", lambda folder: _code(cli, folder))
    return shutil.copytree(made / "smiles", tmp_path / "smiles")


def _code(cli, folder: Path) -> None:
    study = folder / "smiles"
    _begin(cli, study)
    assert cli("study", "assign", study, "--coder", "anna", "--coder", "ben").out == "2 assignments added.\n"
    for coder, table in (("anna", ANNA), ("ben", BEN)):
        (folder / f"{coder}.csv").write_text(table)
        assert cli("study", "import-codings", study, folder / f"{coder}.csv", "--as", coder).code == 0
        assert cli("study", "submit", study, "--as", coder, "--all").code == 0


def test_a_study_says_what_comes_next(cli, begun: Path):
    told = cli("study", "status", begun)
    assert "Smiles (synthetic)" in told.out
    assert "1 participant without a consent" in told.out
    assert "Next: give the recordings to two coders" in told.out
    counts = {
        row["what"]: row["number"]
        for row in json.loads(cli("study", "status", begun, "--format", "json").out)
    }
    assert (counts["accounts"], counts["recordings"], counts["codings"]) == (3, 1, 0)


def test_people_are_listed_without_names_unless_asked(cli, begun: Path, tmp_path: Path):
    (tmp_path / "consent.txt").write_text("I agree.", encoding="utf-8")
    pseudonym = json.loads(cli("study", "people", begun, "--format", "json").out)[0]["pseudonym"]
    assert "Zoë" not in cli("study", "people", begun).out
    assert "Zoë Example" in cli("study", "people", begun, "--names").out
    cli("study", "add-consent-text", begun, tmp_path / "consent.txt", "--title", "Consent 1")
    told = cli("study", "consent", begun, pseudonym, "--agree", "record", "--agree", "laboratory")
    assert told.out == (
        f"{pseudonym} agrees to record, laboratory (Consent 1): recordings may go to laboratory.\n"
    )
    assert json.loads(cli("study", "people", begun, "--format", "json").out)[0]["may_go_to"] == "laboratory"
    refused = cli("study", "consent", begun, pseudonym, "--agree", "fame")
    assert (refused.code, refused.out) == (2, "")
    assert "an answer to fame, which was not asked" in refused.err


def test_what_was_submitted_too_early_is_reopened(cli, coded: Path):
    words = ("study", "reopen", coded, "film1", "--coder", "anna", "--reason", "a slip")
    refused = cli(*words, "--as", "anna")
    assert (refused.code, "anna is coder" in refused.err) == (2, True)
    assert cli(*words).out == "anna may go on with film1.\n"
    assert "there is nothing to reopen" in cli(*words).err
    assert "film1 for anna: a slip" in cli("study", "log", coded, columns=200).out


def test_who_withdraws_is_gone(cli, begun: Path):
    pseudonym = json.loads(cli("study", "people", begun, "--format", "json").out)[0]["pseudonym"]
    assert "anna is coder" in cli("study", "withdraw", begun, pseudonym, "--as", "anna").err
    planned = cli("study", "withdraw", begun, pseudonym, "--dry-run").out
    assert "would be removed" in planned
    assert "1 recording" in planned
    assert "are removed" in cli("study", "withdraw", begun, pseudonym).out
    (row,) = json.loads(cli("study", "people", begun, "--format", "json").out)
    assert row["withdrew"].startswith("20")
    assert cli("study", "verify", begun).code == 0
    again = cli("study", "withdraw", begun, pseudonym)
    assert again.code == 2
    assert "withdrew on" in again.err
    assert cli("study", "withdraw", begun, "--finish").out == "Every withdrawal is finished.\n"


def test_a_withdrawal_that_was_interrupted_is_finished(cli, begun: Path, monkeypatch: pytest.MonkeyPatch):
    pseudonym = json.loads(cli("study", "people", begun, "--format", "json").out)[0]["pseudonym"]

    def busy(_: Store) -> None:
        raise StoreError("it is busy")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "scrub", busy)
        assert "it is busy" in cli("study", "withdraw", begun, pseudonym).err
    assert "1 withdrawal not finished" in cli("study", "status", begun).out
    told = cli("study", "verify", begun)
    assert (told.code, "run 'countenance study withdraw STUDY --finish'" in " ".join(told.out.split())) == (
        0,
        True,
    )
    assert cli("study", "withdraw", begun, "--finish").out == f"{pseudonym}: nothing is left.\n"
    assert "not finished" not in cli("study", "status", begun).out
    for words in ((), (pseudonym, "--finish"), ("--finish", "--dry-run")):
        assert "name the participant who withdraws" in cli("study", "withdraw", begun, *words).err


def test_files_that_belong_to_nothing_are_removed(cli, begun: Path):
    with Study.open(begun) as study:
        stray = study.media.path(study.media.add_bytes(b"of nobody").digest)
    os.utime(stray, (0, 0))
    assert "belongs to nothing" in cli("study", "verify", begun).out
    assert "anna is coder" in cli("study", "verify", begun, "--clean", "--as", "anna").err
    told = cli("study", "verify", begun, "--clean")
    assert (told.code, told.out.splitlines()[0]) == (0, "1 file that belonged to nothing removed.")
    assert not stray.exists()
    assert "belongs to nothing" not in told.out


def test_what_two_coders_marked_is_settled_and_labelled(cli, coded: Path):
    rows = json.loads(cli("study", "disagreements", coded, "--format", "json").out)
    assert [row["differs"] for row in rows] == ["missed by coder 1", "action units differ", "agreed"]
    assert rows[1]["coder_1"] == "60-66-90 AU 4+7 anger upper"
    assert cli("study", "settle", coded, "--within", 2, "--as", "cleo").out == (
        "1 movement settled (mean within 2 frames), 2 left.\n"
    )
    refused = cli("study", "decide", coded, rows[1]["item"], "--action", "mean", "--as", "cleo")
    assert refused.code == 2
    assert "say whose action units" in refused.err
    told = cli(
        "study", "decide", coded, rows[1]["item"], "--action", "mean", "--units", "union", "--as", "cleo"
    )
    assert told.out == "Settled: onset 60, apex 66, offset 90; action units 4+7; an expression.\n"
    told = cli(
        "study", "decide", coded, rows[0]["item"], "--action", "reject", "--reason", "chews", "--as", "cleo"
    )
    assert "rejected" in told.out
    again = cli(
        "study", "decide", coded, rows[0]["item"], "--action", "reject", "--reason", "eats", "--as", "cleo"
    )
    assert again.code == 0  # a decision may be taken again
    assert "eats" not in cli("study", "log", coded).out  # reasons go with whom they are about, the log stays
    labelled = cli("study", "label", coded, "--as", "cleo").out
    assert "3 movements -> 2 (1 macro, 1 micro); dropped: 1 rejected" in labelled
    listed = json.loads(cli("study", "expressions", coded, "--format", "json").out)
    assert [(row["clip"], row["kind"], row["category"]) for row in listed] == [
        ("film1_1", "micro", "positive"),
        ("film1_2", "macro", "negative"),
        ("film1_3", None, None),
    ]
    assert listed[2]["left_out"] == "excluded as 'rejected'"
    assert (
        cli(
            "study", "override", coded, "film1_2", "--category", "other", "--reason", "reads", "--as", "cleo"
        ).code
        == 0
    )
    assert json.loads(cli("study", "expressions", coded, "--format", "json").out)[1]["category"] == "other"
    profile = json.loads(cli("study", "profile", coded, "--format", "json").out)
    assert profile["synthetic"] is True
    assert cli("study", "profile", coded).code == 0


def test_an_edit_is_typed(cli, coded: Path):
    item = json.loads(cli("study", "disagreements", coded, "--format", "json").out)[1]["item"]
    words = ("study", "decide", coded, item, "--action", "edit", "--as", "cleo", "--reason", "between")
    assert "an edit needs its frames" in cli(*words).err
    told = cli(*words, "--onset", 61, "--offset", 92, "--action-units", "4+7", "--upper", "anger")
    assert told.out == "Settled: onset 61, offset 92; action units 4+7; an expression.\n"


def test_codings_go_out_and_come_in_again(cli, coded: Path, tmp_path: Path):
    for name in ("all.csv", "all.xlsx", "all.boris"):
        told = cli("study", "export-codings", coded, tmp_path / name, "--as", "cleo")
        assert told.out == f"{tmp_path / name}: 5 codings in 1 recording.\n"
    for name in ("anna.eaf", "anna.TextGrid"):
        words = (
            "export-codings",
            coded,
            tmp_path / name,
            "--as",
            "cleo",
            "--coder",
            "anna",
            "--recording",
            "film1",
        )
        assert cli("study", *words).out.endswith("2 codings in 1 recording.\n")
    refused = cli("study", "import-codings", coded, tmp_path / "anna.eaf", "--as", "anna")
    assert refused.code == 2
    assert "anna has submitted film1" in refused.err


@pytest.mark.parametrize("name", ["again.csv", "again.xlsx", "again.eaf", "again.TextGrid", "again.boris"])
def test_every_format_gives_back_what_was_coded(cli, begun: Path, tmp_path: Path, name: str):
    (tmp_path / "anna.csv").write_text(ANNA)
    cli("study", "assign", begun, "--coder", "anna")
    cli("study", "import-codings", begun, tmp_path / "anna.csv", "--as", "anna")
    assert (
        cli("study", "export-codings", begun, tmp_path / name, "--as", "anna", "--recording", "film1").code
        == 0
    )
    with Study.open(begun) as study, study.reading() as reader:
        from countenance.study.coding import own_pass

        before = own_pass(reader, "anna", "film1")
    which = ("--recording", "film1") if name.endswith("TextGrid") else ()
    words = ("study", "import-codings", begun, tmp_path / name, "--as", "anna", *which)
    told = cli(*words)
    assert told.code == 2
    assert "replace them on purpose with --replace" in told.err
    told = cli(*words, "--replace")
    assert told.out == "2 codings in 1 recording.\n", told.err
    with Study.open(begun) as study, study.reading() as reader:
        after = own_pass(reader, "anna", "film1")
    assert [
        (one.onset, one.apex, one.offset, one.action_units, one.upper, one.lower) for one in after.codings
    ] == [(one.onset, one.apex, one.offset, one.action_units, one.upper, one.lower) for one in before.codings]


def test_another_coders_file_and_another_recordings_do_not_come_in(cli, coded: Path, tmp_path: Path):
    table = tmp_path / "all.csv"
    assert cli("study", "export-codings", coded, table, "--as", "cleo").code == 0
    told = cli("study", "import-codings", coded, table, "--as", "anna")
    assert told.code == 2
    assert "holds codings of ben, which cannot come in as those of anna" in told.err
    with Study.open(coded) as study, study.writing("test") as writer:
        film = writer.first(Film, name="film1")
        writer.add(Film(name="film2", participant=film.participant, medium=None, fps=film.fps, n_frames=300))
    mine = tmp_path / "mine.csv"
    mine.write_text(ANNA)
    told = cli("study", "import-codings", coded, mine, "--as", "anna", "--recording", "film2")
    assert told.code == 2
    assert "codes film1, and --recording says film2: leave the option out" in told.err
    told = cli("study", "import-codings", coded, mine, "--as", "anna", "--tier", "foo")
    assert "--tier foo: write NAME=VALUE, for example expression=Mimik" in told.err


def test_what_is_exported_is_in_the_log(cli, coded: Path, tmp_path: Path):
    cli("study", "export-codings", coded, tmp_path / "all.csv", "--as", "cleo")
    log = json.loads(cli("study", "log", coded, "--format", "json").out)
    assert (log[-1]["actor"], log[-1]["action"], log[-1]["note"]) == (
        "cleo",
        "export",
        "2 passes of all coders as .csv",
    )


def test_a_file_that_does_not_say_what_it_codes_needs_it_said(cli, coded: Path, tmp_path: Path):
    words = ("export-codings", coded, tmp_path / "x.TextGrid", "--as", "anna", "--coder", "anna")
    assert cli("study", *words).code == 0
    told = cli("study", "import-codings", coded, tmp_path / "x.TextGrid", "--as", "anna")
    assert told.code == 2
    assert (
        "codes 'x', and the study has no recording of that name: say which is meant with --recording"
        in told.err
    )


def test_a_study_is_backed_up_verified_and_restored(cli, coded: Path, tmp_path: Path):
    assert "The study is whole." in cli("study", "verify", coded).out
    told = cli("study", "backup", coded, tmp_path / "smiles.tar").out
    head = told.split()[-1]
    assert cli("study", "restore", tmp_path / "smiles.tar", tmp_path / "again").code == 0
    assert "The study is whole." in cli("study", "verify", tmp_path / "again", "--head", head).out
    wrong = cli("study", "verify", tmp_path / "again", "--head", "0" * 64)
    assert wrong.code == 2
    assert "entries were cut off its end" in wrong.out
    assert cli("study", "migrate", coded).out == "The study is of this version (0001).\n"
    log = json.loads(cli("study", "log", coded, "--since", 2, "--format", "json").out)
    assert log[0]["sequence"] == 3
    assert {entry["actor"] for entry in log} >= {"anna", "ben"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("status", "nowhere"), "holds no study"),
        (("add-account", "STUDY", "eve", "--role", "king"), "king is no role"),
        (("add-account", "STUDY", "anna", "--role", "coder"), "there is already an account 'anna'"),
        (("add-participant", "STUDY", "--fact", "age"), "write NAME=VALUE"),
        (("assign", "STUDY", "--coder", "cleo"), "cleo is arbiter"),
        (("assign", "STUDY", "--coder", "anna", "--recording", "x"), "there is no recording 'x'"),
        (("submit", "STUDY", "--as", "anna"), "name recordings with --recording, or give --all"),
        (("import-codings", "STUDY", "nowhere.csv", "--as", "anna"), "nowhere.csv"),
        (("export-codings", "STUDY", "out.csv", "--as", "anna"), "there is nothing that anna may see"),
        (
            ("assign", "STUDY", "--coder", "anna", "--as", "anna"),
            "anna is coder, and this is for experimenter or admin",
        ),
        (("add-participant", "STUDY", "--as", "ghost"), "there is no account 'ghost'"),
        (("decide", "STUDY", "x", "--action", "mean", "--as", "cleo"), "no movement is called 'x'"),
        (("decide", "STUDY", "x", "--action", "guess", "--as", "cleo"), "'guess' is no action"),
        (("label", "STUDY", "--as", "anna"), "anna is coder, and this is for arbiter"),
        (("label", "STUDY", "--as", "cleo", "--policy", "x"), "--policy x is none of"),
        (
            ("override", "STUDY", "x", "--category", "joy", "--reason", "y", "--as", "cleo"),
            "'joy' is none of",
        ),
        (
            ("override", "STUDY", "x", "--category", "other", "--reason", "y", "--as", "cleo"),
            "there is no clip 'x'",
        ),
        (("restore", "nowhere.tar", "again"), "is not there"),
        (("consent", "STUDY", "p1"), "there is no consent text"),
    ],
)
def test_bad_input_is_told_in_one_sentence(cli, begun: Path, words: tuple[str, ...], told: str):
    outcome = cli("study", *(begun if word == "STUDY" else word for word in words))
    assert outcome.code == 2
    assert told in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.err.count("error:") == 1
