"""A recording that was taken in by mistake goes with its file; one that somebody has worked on stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from countenance.core import Coding, InputError
from countenance.store.records import Assignment, Film, Medium
from countenance.study.coding import add_coding, assign, submit
from countenance.study.elicitation import SelfReport
from countenance.study.project import Study
from countenance.study.recording import NewFilm, add_film, add_report, experimenting, film_of, remove_film

from .filming import film, who


@pytest.fixture
def recorded(study: Study, tmp_path: Path) -> Study:
    """The study with one more recording, which is assigned to anna."""
    add_film(study, film(tmp_path / "mistaken.mp4"), NewFilm(participant=who(study)))
    with study.writing("ada") as writer:
        assign(writer, ["anna"], [film_of(writer, "mistaken")])
    return study


def rows(study: Study) -> list[int]:
    with study.reading() as reader:
        return [reader.count(record) for record in (Film, Medium, Assignment)]


def test_it_goes_with_its_file_its_pictures_and_its_assignments(recorded: Study, tmp_path: Path):
    with recorded.reading() as reader:
        digest = reader.get(Medium, film_of(reader, "mistaken").medium or "").digest
    recorded.cache(digest).mkdir(parents=True)
    removed = remove_film(recorded, "mistaken", actor="dora")
    assert (removed.name, removed.releases) == ("mistaken", ())
    assert rows(recorded) == [2, 2, 0]
    assert digest not in {one for one, _ in recorded.media.files()}
    assert not recorded.cache(digest).exists()
    assert recorded.verify().faults == ()
    add_film(
        recorded, tmp_path / "mistaken.mp4", NewFilm(participant=who(recorded, 2))
    )  # this time of the right one


def test_a_coder_takes_nothing_out(recorded: Study):
    with pytest.raises(InputError, match="coder"):
        remove_film(recorded, "mistaken", actor="anna")
    assert rows(recorded) == [3, 3, 1]


def test_what_is_not_there(recorded: Study):
    with pytest.raises(InputError, match="there is no recording 's03'"):
        remove_film(recorded, "s03")


@pytest.mark.parametrize(
    ("done", "reason"),
    [
        ("marked", "mistaken stays: a coder has marked movements in it"),
        ("submitted", "mistaken stays: a coder has submitted it"),
        ("reported", "mistaken stays: the participant has said something of it"),
    ],
)
def test_what_somebody_has_worked_on_stays(recorded: Study, done: str, reason: str):
    with recorded.writing("anna") as writer:
        if done == "marked":
            add_coding(writer, "anna", "mistaken", Coding(1, 2, 3, excluded="blink"))
        if done == "submitted":
            submit(writer, "anna", "mistaken")
    if done == "reported":
        with experimenting(recorded) as writer:
            add_report(writer, SelfReport("mistaken", 1, 3, "happiness", 5))
    with pytest.raises(InputError, match=reason):
        remove_film(recorded, "mistaken", actor="dora")
    assert rows(recorded) == [3, 3, 1]
