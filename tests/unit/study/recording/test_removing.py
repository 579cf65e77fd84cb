"""A recording that was taken in by mistake goes with its file; one that somebody has worked on stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from countenance.core import Coding, InputError
from countenance.store.records import Assignment, Film, Medium, Release
from countenance.study.coding import add_coding, assign, submit
from countenance.study.elicitation import SelfReport
from countenance.study.people import change_account
from countenance.study.project import Study
from countenance.study.recording import (
    NewFilm,
    add_film,
    add_report,
    experimenting,
    film_of,
    remove_film,
    removing,
)
from countenance.study.recording.files import remove_unnamed

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


def test_the_file_stays_if_it_is_taken_in_again_meanwhile(recorded: Study, tmp_path: Path, monkeypatch):
    def first_taken_in_again(study: Study, digest: str) -> None:
        add_film(recorded, tmp_path / "mistaken.mp4", NewFilm(participant=who(recorded, 2), name="right"))
        remove_unnamed(study, digest)

    monkeypatch.setattr(removing, "remove_unnamed", first_taken_in_again)
    remove_film(recorded, "mistaken", actor="dora")
    with recorded.reading() as reader:
        digest = reader.get(Medium, film_of(reader, "right").medium or "").digest
    assert recorded.media.path(digest, ".mp4").is_file()


def test_what_was_filmed_in_a_session_stays(recorded: Study, tmp_path: Path):
    path = film(tmp_path / "filmed.mp4", shade=7)
    add_film(recorded, path, NewFilm(participant=who(recorded), captured=True))
    with pytest.raises(InputError, match="filmed stays: it was filmed in a session"):
        remove_film(recorded, "filmed", actor="dora")


def test_who_has_still_to_code_it_is_told_nothing_of_what_others_did(recorded: Study):
    with recorded.writing("ada") as writer:
        change_account(writer, "anna", roles=["coder", "experimenter"])
        assign(writer, ["ben"], [film_of(writer, "mistaken")])
        add_coding(writer, "ben", "mistaken", Coding(1, 2, 3))
    with pytest.raises(
        InputError, match="you have still to code this recording: somebody else may take it out"
    ):
        remove_film(recorded, "mistaken", actor="anna")


def test_releases_that_may_hold_it_are_told(recorded: Study):
    with recorded.writing("emil") as writer:
        release = writer.add(
            Release(
                profile="casme",
                made_at=datetime(2026, 3, 2, tzinfo=UTC),
                participants=(who(recorded),),
                manifest={"name": "first"},
            )
        )
    assert remove_film(recorded, "mistaken").releases == (f"first, casme of 2026-03-02 ({release.id})",)


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
