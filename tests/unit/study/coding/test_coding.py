"""Each coder codes blind, in an order of his own, and nothing changes after he has submitted."""

from __future__ import annotations

import pytest

from countenance.core import Coding, CodingPass, InputError, IntervalError, parse_action_units
from countenance.core.errors import ConflictError
from countenance.store.records import Assignment, Film, Mark
from countenance.study.coding import (
    add_coding,
    assign,
    assignments_of,
    change_coding,
    first_two,
    import_pass,
    own_pass,
    remove_coding,
    submit,
    submitted_passes,
    visible_passes,
)
from countenance.study.people import add_account
from countenance.study.project import Study

SMILE = Coding(10, 14, 25, parse_action_units("L6B+12C"), "", "happiness", confidence=2, note="ä")


@pytest.fixture
def assigned(study: Study) -> Study:
    with study.writing("admin") as writer:
        assign(writer, ["anna", "ben"], list(writer.find(Film)))
    return study


def test_every_coder_has_every_recording_once_in_an_order_of_his_own(study: Study):
    with study.writing("admin") as writer:
        person = writer.first(Film, name="film1").participant
        for number in range(3, 13):
            film = writer.first(Film, name="film1")
            writer.add(
                Film(name=f"film{number}", participant=person, medium=film.medium, fps=film.fps, n_frames=300)
            )
        films = list(writer.find(Film))
        assert len(assign(writer, ["anna", "ben"], films, seed=3)) == 24
        assert assign(writer, ["anna"], films) == []
        orders = [[one.film.name for one in assignments_of(writer, coder)] for coder in ("anna", "ben")]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]


def test_only_coders_are_given_recordings(study: Study):
    with (
        study.writing("admin") as writer,
        pytest.raises(InputError, match="cleo is arbiter, and this is for coder"),
    ):
        assign(writer, ["cleo"], list(writer.find(Film)))


def test_a_mark_comes_back_as_it_was_coded(assigned: Study):
    with assigned.writing("anna") as writer:
        kept = add_coding(writer, "anna", "film1", SMILE)
        assert own_pass(writer, "anna", "film1").codings == (kept,)
    assert {
        name: getattr(kept, name) for name in ("onset", "apex", "offset", "action_units", "upper", "lower")
    } == {
        name: getattr(SMILE, name) for name in ("onset", "apex", "offset", "action_units", "upper", "lower")
    }
    assert (kept.confidence, kept.note) == (2, "ä")


def test_every_edit_is_kept(assigned: Study):
    with assigned.writing("anna") as writer:
        kept = add_coding(writer, "anna", "film1", SMILE)
        change_coding(writer, "anna", "film1", Coding(11, None, None, id=kept.id))
        mark = writer.get(Mark, kept.id)
        assert [one.onset for _, _, one in writer.history(mark)] == [10, 11]
        remove_coding(writer, "anna", "film1", kept.id)
        assert own_pass(writer, "anna", "film1").codings == ()


def test_two_windows_of_one_coder_do_not_overwrite_each_other(assigned: Study):
    with assigned.writing("anna") as writer:
        kept = add_coding(writer, "anna", "film1", SMILE)
        change_coding(writer, "anna", "film1", Coding(11, id=kept.id), version=1)
        with pytest.raises(ConflictError, match="the coding was changed by anna"):
            change_coding(writer, "anna", "film1", Coding(12, id=kept.id), version=1)


def test_a_coding_beyond_the_end_is_refused(assigned: Study):
    with assigned.writing("anna") as writer:
        with pytest.raises(IntervalError, match="film1, coder anna: frame 300 is beyond the last frame, 299"):
            add_coding(writer, "anna", "film1", Coding(10, 14, 300))
        kept = add_coding(writer, "anna", "film1", Coding(10, 14, 299))
        with pytest.raises(IntervalError, match="beyond the last frame"):
            change_coding(writer, "anna", "film1", Coding(10, 14, 301, id=kept.id))


def test_nobody_touches_the_marks_of_another(assigned: Study):
    with assigned.writing("anna") as writer:
        kept = add_coding(writer, "anna", "film1", SMILE)
    with assigned.writing("ben") as writer:
        with pytest.raises(InputError, match="there is no coding"):
            change_coding(writer, "ben", "film1", Coding(1, id=kept.id))
        with pytest.raises(InputError, match="there is no coding"):
            remove_coding(writer, "ben", "film1", kept.id)
        assert own_pass(writer, "ben", "film1").codings == ()


def test_what_was_submitted_does_not_change_and_is_seen_by_others_only_then(assigned: Study):
    with assigned.writing("anna") as writer:
        kept = add_coding(writer, "anna", "film1", SMILE)
        assert submitted_passes(writer) == []
        submit(writer, "anna", "film1")
        for change in (
            lambda: add_coding(writer, "anna", "film1", SMILE),
            lambda: change_coding(writer, "anna", "film1", Coding(1, id=kept.id)),
            lambda: remove_coding(writer, "anna", "film1", kept.id),
            lambda: import_pass(writer, CodingPass("film1", "anna"), replace=True),
        ):
            with pytest.raises(
                InputError, match="anna has submitted film1: what was submitted does not change"
            ):
                change()
        with pytest.raises(InputError, match="anna submitted film1 already, on 20"):
            submit(writer, "anna", "film1")
        (seen,) = submitted_passes(writer, "film1")
        assert (seen.coder, seen.codings, seen.n_frames) == ("anna", (kept,), 300)
        assert [one.film.name for one in assignments_of(writer, "anna")] == ["film2"]


def coders(passes: list[CodingPass]) -> list[tuple[str, str]]:
    return [(one.recording, one.coder) for one in passes]


def test_nobody_sees_what_others_marked_before_he_has_submitted(assigned: Study):
    with assigned.writing("x") as writer:
        add_coding(writer, "anna", "film1", SMILE)
        add_coding(writer, "ben", "film1", SMILE)
        submit(writer, "ben", "film1")
        assert coders(visible_passes(writer, "anna", "film1")) == [("film1", "anna")]
        assert coders(visible_passes(writer, "ben", "film1")) == [("film1", "ben")]
        assert coders(visible_passes(writer, "cleo")) == [("film1", "ben")]
        submit(writer, "anna", "film1")
        for name in ("anna", "ben", "cleo"):
            assert coders(visible_passes(writer, name, "film1")) == [("film1", "anna"), ("film1", "ben")]
        assert coders(visible_passes(writer, "anna")) == [
            ("film1", "anna"),
            ("film1", "ben"),
            ("film2", "anna"),
        ]
        with pytest.raises(InputError, match="there is no account 'eve'"):
            visible_passes(writer, "eve")


def test_the_two_that_submitted_first_are_settled_however_many_follow(assigned: Study):
    with assigned.writing("x") as writer:
        add_account(writer, "carl", ["coder"])
        assign(writer, ["carl"], list(writer.find(Film)))
        for coder in ("carl", "ben"):
            submit(writer, coder, "film1")
        ((first, second),) = first_two(writer)
        submit(writer, "anna", "film1")
        assert first_two(writer) == [(first, second)]
    assert (first.coder, second.coder) == ("ben", "carl")


def test_what_was_coded_elsewhere_comes_in_whole_or_not_at_all(assigned: Study):
    with assigned.writing("anna") as writer:
        assert len(import_pass(writer, CodingPass("film1", "anna", (SMILE, Coding(40))))) == 2
        with pytest.raises(
            InputError, match=r"anna has coded film1 already \(2 codings\): replace them on purpose"
        ):
            import_pass(writer, CodingPass("film1", "anna", (SMILE,)))
        with pytest.raises(IntervalError, match="beyond the last frame"):
            import_pass(writer, CodingPass("film1", "anna", (SMILE, Coding(999))), replace=True)
        assert len(own_pass(writer, "anna", "film1").codings) == 2
        import_pass(writer, CodingPass("film1", "anna", (SMILE,)), replace=True)
        assert len(own_pass(writer, "anna", "film1").codings) == 1


@pytest.mark.parametrize(("coder", "film", "told"), [
    ("anna", "film9", "there is no recording 'film9'"),
    ("eve", "film1", "there is no account 'eve'"),
    ("dora", "film1", "dora is experimenter, and this is for coder"),
])  # fmt: skip
def test_strangers_are_told_apart(assigned: Study, coder: str, film: str, told: str):
    with assigned.writing("x") as writer, pytest.raises(InputError, match=told):
        add_coding(writer, coder, film, SMILE)


def test_what_is_not_assigned_is_not_coded(study: Study):
    with study.writing("x") as writer:
        with pytest.raises(InputError, match="recording film1 is not assigned to anna"):
            add_coding(writer, "anna", "film1", SMILE)
        assert writer.count(Assignment) == 0
