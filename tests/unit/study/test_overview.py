"""A study at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countenance.core import Coding
from countenance.store.records import Label, Release, Stimulus
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import add_coding, assign, submit
from countenance.study.overview import ActionKind, Stage, overview
from countenance.study.people import add_account, add_consent_text, add_participant
from countenance.study.project import Study
from countenance.study.recording import add_stimulus, choose_stimuli, experimenting, film_of, rate_clip
from countenance.study.settlement import decide_automatically, label_all
from countenance.study.stimuli import ChoiceRule

from ...barcodes import write_barcodes
from ...staged_session import begin
from ...staged_session import stage as staged


def kinds(study: Study, name: str = "") -> set[ActionKind]:
    with study.reading() as reader:
        return {one.kind for one in overview(reader, name).actions}


def stage(study: Study, name: str) -> Stage:
    with study.reading() as reader:
        return next(one for one in overview(reader).stages if one.name == name)


def assigned(study: Study) -> None:
    with study.writing("admin") as writer:
        assign(writer, ["anna", "ben"], [film_of(writer, "film1"), film_of(writer, "film2")])


def coded(study: Study, coder: str, film: str, onset: int) -> None:
    with study.writing(coder) as writer:
        add_coding(writer, coder, film, Coding(onset, onset + 5, onset + 12, upper="surprise", lower=""))
        submit(writer, coder, film)


def test_each_step_is_told_when_it_is_due(study: Study):
    assert kinds(study) == {ActionKind.ASSIGN}
    assigned(study)
    assert kinds(study) == {ActionKind.CODE}
    for film in ("film1", "film2"):
        for coder in ("anna", "ben"):
            coded(study, coder, film, 30)
    assert kinds(study) == {ActionKind.SETTLE}
    with study.writing("cleo") as writer:
        decide_automatically(writer, "cleo", AutomaticPolicy.mean_within(3))
    assert kinds(study) == {ActionKind.LABEL}
    with study.writing("cleo") as writer:
        label_all(writer, "cleo")
    assert kinds(study) == {ActionKind.PUBLISH}
    with study.writing("emil") as writer:
        writer.add(Release(profile="tables", made_at=datetime.now(UTC), participants=(), manifest={}))
    assert kinds(study) == set()
    with study.writing("cleo") as writer:
        label = next(writer.find(Label))
        writer.change(label, override="positive", overridden_by="cleo", reason="he smiles")
    with study.reading() as reader:
        (again,) = overview(reader).actions
    assert "labels have changed" in again.sentence


def test_a_coder_is_told_what_is_left_for_him(study: Study):
    assigned(study)
    coded(study, "anna", "film1", 30)
    with study.reading() as reader:
        own, all_coders = (
            next(one.sentence for one in overview(reader, name).actions if one.kind is ActionKind.CODE)
            for name in ("anna", "cleo")
        )
    assert (own, all_coders) == ("1 recording to code.", "3 recordings to code.")


def test_a_recording_is_coded_when_two_have_submitted_it(study: Study):
    assigned(study)
    coded(study, "anna", "film1", 30)
    assert stage(study, "Coded").done == 0
    coded(study, "ben", "film1", 32)
    assert stage(study, "Coded") == Stage("Coded", 1, 2, "recordings by two coders")
    assert stage(study, "To settle").done == 2


def test_an_empty_study_asks_for_people_and_texts(new_url, tmp_path):
    url = new_url()
    with Study.create(tmp_path / "new", "New", database=url if url.startswith("postgresql") else "") as study:
        assert kinds(study) == {ActionKind.ACCOUNTS, ActionKind.CONSENT, ActionKind.STIMULI}
        with study.writing("admin") as writer:
            for name in ("anna", "ben"):
                add_account(writer, name, ["coder"])
            add_participant(writer)
        assert kinds(study) == {ActionKind.CONSENT, ActionKind.STIMULI}


def test_who_has_still_to_code_is_not_told_how_much_others_saw(study: Study):
    assigned(study)
    coded(study, "anna", "film1", 30)
    with study.reading() as reader:
        blind, seeing = (overview(reader, name) for name in ("ben", "cleo"))
    assert "codings" in seeing.counts
    assert not {"codings", "self-reports", "expressions"} & blind.counts.keys()
    assert [one.name for one in blind.stages] == ["Recorded", "Coded", "Published"]
    for film in ("film1", "film2"):
        coded(study, "ben", film, 30)
    with study.reading() as reader:
        assert overview(reader, "ben").counts["codings"] == 3


@pytest.fixture
def empty(new_url, tmp_path) -> Iterator[Study]:
    """A study of nothing but two coders and a text of consent."""
    url = new_url()
    with Study.create(tmp_path / "new", "New", database=url if url.startswith("postgresql") else "") as study:
        with study.writing("admin") as writer:
            for name in ("anna", "ben"):
                add_account(writer, name, ["coder"])
            add_consent_text(writer, "Consent", "I agree.")
        yield study


def add_clips(study: Study, folder: Path) -> list[str]:
    """Two clips; their ids."""
    for number, name in enumerate(("one", "two"), 1):
        path = write_barcodes(folder / f"{name}.mp4", 12, first=100 * number)
        add_stimulus(study, path, emotion="disgust")
    with study.reading() as reader:
        return [one.id for one in reader.find(Stimulus, order="name")]


def test_from_clips_to_a_protocol(empty: Study, tmp_path):
    clips = add_clips(empty, tmp_path)
    assert kinds(empty) == {ActionKind.ACCOUNTS}
    with empty.writing("admin") as writer:
        add_account(writer, "rita", ["rater"])
        add_account(writer, "rob", ["rater"])
    assert kinds(empty) == {ActionKind.RATE}
    with empty.writing("rita") as writer:
        rate_clip(writer, "rita", clips[0], ["disgust"], 7)
    assert kinds(empty) == {ActionKind.RATE, ActionKind.STIMULI}
    with empty.reading() as reader:
        told = {name: overview(reader, name).actions[0].sentence for name in ("rita", "rob", "anna")}
    assert told == {"rita": "1 clip to rate.", "rob": "2 clips to rate.", "anna": "3 clips to rate."}
    with experimenting(empty) as writer:
        choose_stimuli(writer, ChoiceRule({"disgust": 1}, min_raters=1))
    assert kinds(empty) == {ActionKind.RATE, ActionKind.PROTOCOL}


def test_from_a_protocol_to_sessions(empty: Study, tmp_path):
    staged(empty, tmp_path)
    assert kinds(empty) == {ActionKind.PARTICIPANTS}
    with empty.writing("admin") as writer:
        add_participant(writer)
        add_participant(writer)
    begin(empty)
    with empty.reading() as reader:
        told = [one.sentence for one in overview(reader).actions]
    assert told == ["1 session to go on with.", "1 participant without a session."]
