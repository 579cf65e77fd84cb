"""One recording of a coder, edit by edit, whatever database keeps it."""

from __future__ import annotations

import pytest

from countenance.core import Coding, InputError
from countenance.core.errors import ConflictError
from countenance.store.records import Film, Mark
from countenance.study.coding import assign, own_pass
from countenance.study.coding.editing import (
    add_mark,
    change_mark,
    history_of,
    marks_of,
    remove_mark,
    submit_task,
    task_of,
    tasks_of,
)
from countenance.study.project import Study

ID = "0123456789abcdef"


@pytest.fixture
def assigned(study: Study) -> Study:
    with study.writing("admin") as writer:
        assign(writer, ["anna", "ben"], list(writer.find(Film)))
    return study


def test_tasks_are_numbers_in_the_coders_order(assigned: Study):
    with assigned.reading() as reader:
        tasks = tasks_of(reader, "anna")
        assert [(one.number, one.of, one.title) for one in tasks] == [
            (1, 2, "Recording 1"),
            (2, 2, "Recording 2"),
        ]
        assert task_of(reader, "anna", tasks[1].film.id) == tasks[1]
        assert task_of(reader, "anna", "0") is None


def test_edits_repeat_without_harm_and_clash_in_a_sentence_without_a_name(assigned: Study):
    with assigned.writing("anna") as writer:
        task = tasks_of(writer, "anna")[0]
        added = add_mark(writer, task, Coding(10, id=ID))
        assert add_mark(writer, task, Coding(10, id=ID)) == added
        changed = change_mark(writer, task, Coding(11, id=ID), 1)
        assert change_mark(writer, task, Coding(11, id=ID), 1) == changed
        assert [one.mark.onset for one in history_of(writer, changed)] == [11, 10]
        with pytest.raises(ConflictError, match="changed by anna"):
            change_mark(writer, task, Coding(12, id=ID), 1)
        with pytest.raises(InputError, match="Recording 1, coder anna: frame 300 is beyond"):
            change_mark(writer, task, Coding(300, id=ID), 2)
        with pytest.raises(ConflictError):
            remove_mark(writer, task, ID, 1)
        remove_mark(writer, task, ID, 2)
        with pytest.raises(ConflictError, match="removed meanwhile"):
            add_mark(writer, task, Coding(10, id=ID))
        assert marks_of(writer, task) == []
        assert not writer.count(Mark)


def test_nothing_is_submitted_unseen_or_changed_afterwards(assigned: Study):
    with assigned.writing("anna") as writer:
        task = tasks_of(writer, "anna")[0]
        add_mark(writer, task, Coding(10, id=ID))
        with pytest.raises(ConflictError, match="Recording 1 holds other movements"):
            submit_task(writer, task, {})
        done = submit_task(writer, task, {ID: 1})
        for edit in (
            lambda: add_mark(writer, done, Coding(20, id="f" * 16)),
            lambda: change_mark(writer, done, Coding(20, id=ID), 1),
            lambda: remove_mark(writer, done, ID, 1),
            lambda: submit_task(writer, done, {ID: 1}),
        ):
            with pytest.raises(InputError, match="Recording 1 is submitted"):
                edit()
        assert [one.onset for one in own_pass(writer, "anna", task.film.name).codings] == [10]
