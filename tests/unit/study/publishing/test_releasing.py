"""A release is made whole or not at all, is entered in the study, and is the same again."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.store.records import ConsentText, Film, Participant, Release, StudyFacts
from countenance.study.people import ITEMS, add_consent, withdraw
from countenance.study.publishing import Options, Profile, publish
from countenance.study.publishing.questions import QUESTIONS
from countenance.study.publishing.wording import SYNTHETIC

from .conftest import AT, SECRET, NewStudy


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
    assert printable == f"recording,participant\nfilm1,{who.pseudonym}\n"
