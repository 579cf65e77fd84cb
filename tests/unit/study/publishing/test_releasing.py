"""A release is made whole or not at all, is entered in the study, and is the same again."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.store.records import Account, ConsentText, Film, Participant, Release, Report, StudyFacts
from countenance.study.people import (
    ITEMS,
    Role,
    add_account,
    add_consent,
    add_participant,
    plan_withdrawal,
    withdraw,
)
from countenance.study.project import Study
from countenance.study.publishing import Options, Profile, publish
from countenance.study.publishing.kept import delete_release, kept_releases, new_release
from countenance.study.publishing.questions import QUESTIONS
from countenance.study.publishing.staging import staged
from countenance.study.publishing.wording import SYNTHETIC
from countenance.study.status import study_status

from .conftest import AT, SECRET, NewStudy, add_film, agreed, label


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("profile", list(Profile))
def test_the_study_knows_what_was_published(new: NewStudy, tmp_path: Path, profile: Profile):
    study = new()
    out = tmp_path / "out"
    made = publish(study, profile, out, "researchers", "emil", at=AT)
    with study.reading() as reader:
        [row] = reader.find(Release)
        notes = [(one["actor"], one["action"], one["note"]) for one in reader.log()]
    assert row == made.release
    assert (row.profile, row.made_at, row.manifest["level"]) == (profile, AT, "researchers")
    assert row.manifest["finished"] is True
    assert set(row.manifest) == {"level", "files", "finished"}
    assert row.manifest["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in contents(out).items()
    }
    assert ("emil", "publish", f"{profile} for researchers: 1 participant") in notes
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=out, check=True)
    assert study.verify().faults == ()


def test_pictures_are_summed_up_in_the_study(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    made = publish(study, "casme", tmp_path / "out", "public", "emil", options=Options(pictures=True))
    files = made.release.manifest["files"]
    assert not [name for name in files if name.endswith(".jpg")]
    lines = (tmp_path / "out/SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
    pictures = "".join(line for line in lines if "rawpic/s1/1_0001disgust1/" in line)
    assert pictures.count("\n") == 60
    assert files["rawpic/s1/1_0001disgust1/"] == hashlib.sha256(pictures.encode()).hexdigest()


@pytest.mark.parametrize("profile", list(Profile))
def test_the_same_study_gives_the_same_bytes(new: NewStudy, tmp_path: Path, profile: Profile):
    study = new()
    first, second = tmp_path / "first", tmp_path / "other/second"
    for out in (first, second):
        publish(study, profile, out, "researchers", "emil", at=AT)
    one, other = contents(first), contents(second)
    assert one.keys() == other.keys()
    told = {"SHA256SUMS", "croissant.json"} if profile is Profile.CASME else set()
    for name in one.keys() - told:
        assert name.endswith(".xlsx") or one[name] == other[name], name
    assert not [name for name, content in one.items() if str(tmp_path).encode() in content]


def test_what_is_there_is_left_alone(new: NewStudy, tmp_path: Path):
    study = new()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/note.txt").write_text("mine")
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "full", tmp_path / "full/note.txt"):
        with pytest.raises(InputError, match="is there already: name a new or empty folder"):
            publish(study, "tables", out, "researchers", "emil")
    publish(study, "tables", tmp_path / "empty", "researchers", "emil")
    assert (tmp_path / "empty/README.md").is_file()
    assert contents(tmp_path / "full") == {"note.txt": b"mine"}


def test_a_failure_leaves_nothing(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))

    def broken(_: Path):
        yield {"x": 1.0}
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        publish(study, "deidentified", tmp_path / "out", "public", "emil", options=Options(features=broken))
    assert not list(tmp_path.glob("*out*"))
    with study.reading() as reader:
        assert reader.count(Release) == 0


def test_who_withdraws_meanwhile_is_not_published(new: NewStudy, tmp_path: Path):
    study = new(consents=("public", "public"))
    with study.reading() as reader:
        who = reader.get(Participant, reader.first(Film, name="film1").participant).pseudonym

    def leaving(_stage: str, done: int, total: int) -> None:
        if done == total:
            withdraw(study, who, "admin")

    with pytest.raises(InputError, match="changed while it was being published"):
        publish(study, "casme", tmp_path / "out", "public", "emil", options=Options(progress=leaving))
    assert not list(tmp_path.glob("*out*"))
    with study.reading() as reader:
        assert reader.count(Release) == 0
    publish(study, "casme", tmp_path / "out", "public", "emil")


def test_a_withdrawal_names_the_release(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    made = publish(study, "tables", tmp_path / "out", "public", "emil", at=AT)
    gone = withdraw(study, made.release.participants[0], "admin")
    assert gone.releases == (f"tables of 2026-03-01 ({made.release.id})",)


def test_a_withdrawal_calls_a_release_by_its_name_even_if_it_was_deleted(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    first = publish(study, "tables", new_release(study, "first"), "public", "emil", at=AT).release
    publish(study, "tables", tmp_path / "out", "public", "emil", at=AT)
    with study.reading() as reader:
        kept = next(one for one in kept_releases(study, reader) if one.folder is not None)
    delete_release(study, kept, "emil")
    with study.reading() as reader:
        told = plan_withdrawal(reader, first.participants[0]).releases
    assert f"first, tables of 2026-03-01 ({first.id})" in told
    assert len([one for one in told if one.startswith("tables of 2026-03-01 (")]) == 1


@pytest.mark.parametrize(
    ("profile", "level", "actor", "told"),
    [
        ("zip", "public", "emil", "there is no profile 'zip'; there are: casme, bids, tables, deidentified"),
        ("tables", "friends", "emil", "'friends' is no level"),
        ("tables", "public", "anna", "anna is coder, and this is for analyst or admin"),
        ("tables", "public", "otto", "there is no account 'otto'"),
    ],
)
def test_what_cannot_be_asked_for(
    new: NewStudy, tmp_path: Path, profile: str, level: str, actor: str, told: str
):
    with pytest.raises(InputError, match=told):
        publish(new(), profile, tmp_path / "out", level, actor)
    assert not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize("profile", list(Profile))
def test_a_synthetic_study_says_so(new: NewStudy, tmp_path: Path, profile: Profile):
    publish(new(synthetic=True), profile, tmp_path / "out", "researchers", "emil")
    files = contents(tmp_path / "out")
    wanted = {"README.md", "datasheet.md", "DATA_USE_AGREEMENT.md"} | (
        {"datapackage.json", "croissant.json"} & files.keys()
    )
    for name in wanted:
        assert SYNTHETIC in files[name].decode(), name


def test_the_datasheet_asks_what_only_the_laboratory_knows(new: NewStudy, tmp_path: Path):
    study = new()
    with study.writing("admin") as writer:
        facts = writer.first(StudyFacts)
        answers = {"funding": "Nobody.", "uses_comments": "None yet.", "citation": "Smiles, 2026"}
        writer.change(facts, settings={"datasheet": answers})
    publish(study, "tables", tmp_path / "out", "researchers", "emil")
    text = (tmp_path / "out/datasheet.md").read_text(encoding="utf-8")
    questions = {name: words for section in QUESTIONS.values() for name, words in section.items()}
    assert len(questions) == 57
    for name, words in questions.items():
        assert name.endswith("_comments") or f"### {words}\n" in text
    assert "### Who funded the creation of the dataset?\n\nNobody.\n" in text
    assert "None yet." in text
    assert "**For the laboratory to answer.** (`purpose`)" in text
    assert "1 macro-expression and 1 micro-expression; by category other: 1, positive: 1." in text
    assert "Smiles, 2026" in (tmp_path / "out/croissant.json").read_text(encoding="utf-8")
    assert SECRET not in text


def test_only_recordings_that_may_be_printed_are_listed(new: NewStudy, tmp_path: Path):
    study = new(consents=("public", "public"))
    with study.writing("admin") as writer:
        film = writer.first(Film, name="film1")
        who = writer.get(Participant, film.participant)
        add_consent(writer, who, writer.first(ConsentText), dict.fromkeys(ITEMS, True))
    publish(study, "tables", tmp_path / "out", "public", "emil")
    printable = (tmp_path / "out/printable.csv").read_text(encoding="utf-8")
    header, *rows = (line.split(",") for line in printable.splitlines())
    assert header == ["recording", "participant", "expression", "moment", "frame"]
    assert {(row[0], row[1]) for row in rows} == {("film1", who.pseudonym)}
    assert {row[3] for row in rows} == {"onset", "apex", "offset"}
    assert all(row[4].isdecimal() for row in rows)


def test_stale_labels_are_not_published(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    with study.writing("dora") as writer:
        writer.change(writer.first(Report, onset=8), emotion=None, intensity=None, not_emotional="swallow")
    told = "^what was settled or reported has changed since it was labelled: run 'countenance study label' again$"
    with pytest.raises(InputError, match=told):
        publish(study, "tables", tmp_path / "out", "public", "emil")
    assert not list(tmp_path.glob("*out*"))
    with study.writing("cleo") as writer:
        label(writer)
    publish(study, "tables", tmp_path / "out", "public", "emil")
    assert "positive" not in (tmp_path / "out/expressions.csv").read_text(encoding="utf-8")


def known(study: Study) -> tuple[dict[str, int], dict[str, int]]:
    """Numbers that the study keeps, of participants by pseudonym and of coders by name."""
    with study.reading() as reader:
        kept = reader.first(StudyFacts).settings["published names"]
        people = {one.id: one.pseudonym for one in reader.find(Participant)}
        coders = {one.id: one.name for one in reader.find(Account)}
    return (
        {people[one]: number for one, number in kept["participants"].items() if one in people},
        {coders[one]: number for one, number in kept["coders"].items()},
    )


def test_names_stay_from_release_to_release(new: NewStudy, tmp_path: Path):
    study = new(consents=("public", "public"))
    with study.writing("admin") as writer:
        writer.change(writer.first(StudyFacts), settings={"datasheet": {"funding": "Nobody."}})
    publish(study, "casme", tmp_path / "first", "public", "emil")
    people, coders = known(study)
    assert sorted(people.values()) == sorted(coders.values()) == [1, 2]
    with study.writing("admin") as writer:
        for number in range(2, 6):  # of so many somebody is sure to stand before the others
            who = add_participant(writer)
            add_consent(writer, who, writer.first(ConsentText), agreed("public"))
            names = [add_account(writer, f"coder{number}{place}", [Role.CODER]).name for place in "ab"]
            add_film(study, writer, who, tmp_path, number, names)
        label(writer)
    publish(study, "casme", tmp_path / "second", "public", "emil")
    more, further = known(study)
    assert more.items() >= people.items()
    assert further.items() >= coders.items()
    assert (sorted(more.values()), sorted(further.values())) == ([*range(1, 7)], [*range(1, 11)])
    with study.reading() as reader:
        assert reader.first(StudyFacts).settings["datasheet"] == {"funding": "Nobody."}
    for name, content in contents(tmp_path / "first/rawvideo").items():
        folder, film = name.split("/")
        again = (tmp_path / "second/rawvideo" / folder).iterdir()
        assert content in [path.read_bytes() for path in again], film


def test_the_number_of_somebody_who_withdrew_is_nobody_elses(new: NewStudy, tmp_path: Path):
    study = new(consents=("public", "public"))
    publish(study, "tables", tmp_path / "first", "public", "emil")
    people, _ = known(study)
    last = max(people, key=lambda one: people[one])
    withdraw(study, last, "admin")
    with study.writing("admin") as writer:
        who = add_participant(writer)
        add_consent(writer, who, writer.first(ConsentText), agreed("public"))
        add_film(study, writer, who, tmp_path, 7, ["anna", "ben"])
        label(writer)
    publish(study, "tables", tmp_path / "second", "public", "emil")
    after, _ = known(study)
    assert after == {min(people, key=lambda one: people[one]): 1, who.pseudonym: 3}
    with study.reading() as reader:
        assert last not in str(reader.first(StudyFacts))


def test_a_release_that_cannot_be_entered_is_not_there(new: NewStudy, tmp_path: Path, monkeypatch):
    study = new(consents=("public",))

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    # The last thing that is written before the commit.
    monkeypatch.setattr("countenance.store.store.Writer.note", fails)
    with pytest.raises(OSError, match="No space left"):
        publish(study, "tables", tmp_path / "out", "public", "emil")
    assert not list(tmp_path.glob("*out*"))
    with study.reading() as reader:
        assert reader.count(Release) == 0


def test_a_release_that_cannot_be_put_in_its_place_is_not_entered(new: NewStudy, tmp_path: Path, monkeypatch):
    study = new(consents=("public",))

    def fails(*_: object) -> None:
        with study.reading() as reader:
            [row] = reader.find(Release)
            assert row.manifest["finished"] is False
            assert "1 release not finished" in study_status(reader).next_steps[-1]
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="Permission denied"):
        publish(study, "tables", tmp_path / "out", "public", "emil")
    assert not list(tmp_path.glob("*out*"))
    with study.reading() as reader:
        assert reader.count(Release) == 0


DIES = """
import os, sys
from pathlib import Path
from countenance.study.project import Study
from countenance.study.publishing import entering, publish, releasing

def die(*_, **__):
    os.kill(os.getpid(), 9)

if sys.argv[3] == "writing":
    entering.Stage.manifest = die
elif sys.argv[3] == "entered":
    Path.replace = die
else:
    entering._finished = die
publish(Study.open(Path(sys.argv[1])), "bids", Path(sys.argv[2]), "public", "emil")
"""


def killed(study: Study, out: Path, where: str) -> None:
    command = [sys.executable, "-c", DIES, str(study.folder), str(out), where]
    assert subprocess.run(command, check=False).returncode == -9


@pytest.mark.parametrize(("where", "entered"), [("writing", 0), ("entered", 1)])
def test_the_next_release_removes_what_a_kill_left(new: NewStudy, tmp_path: Path, where: str, entered: int):
    study, out = new(consents=("public",)), tmp_path / "out"
    killed(study, out, where)
    [left] = tmp_path.glob("*out*")
    assert list(left.rglob("*.mp4"))
    mine = tmp_path / ".out.release-notes"
    mine.mkdir()
    with study.reading() as reader:
        assert [one.manifest["finished"] for one in reader.find(Release)] == [False] * entered
    publish(study, "tables", tmp_path / "elsewhere", "public", "emil")
    assert left.is_dir()
    made = publish(study, "tables", out, "public", "emil")
    assert sorted(tmp_path.glob("*out*")) == [mine, out]
    with study.reading() as reader:
        assert made.release in list(reader.find(Release))
        assert [one.manifest["finished"] for one in reader.find(Release)] == [True, True]


def test_a_release_whose_process_was_killed_when_it_was_there_is_finished(new: NewStudy, tmp_path: Path):
    study, out = new(consents=("public",)), tmp_path / "out"
    killed(study, out, "placed")
    with study.reading() as reader:
        [row] = reader.find(Release)
    assert row.manifest["finished"] is False
    with pytest.raises(InputError, match="is there already"):
        publish(study, "tables", out, "public", "emil")
    with study.reading() as reader:
        [row] = reader.find(Release)
    assert row.manifest["finished"] is True
    assert list(tmp_path.glob("*out*")) == [out]


def test_a_folder_that_is_being_written_is_left_alone(new: NewStudy, tmp_path: Path):
    study, out = new(consents=("public",)), tmp_path / "out"
    with staged(out, study.media) as stage:
        stage.write("README.md", "mine")
        publish(study, "tables", out, "public", "emil")
        assert (stage.folder / "README.md").is_file()
    assert list(tmp_path.glob("*out*")) == [out]
