"""Films as tasks of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from countenance.app.films import each_film


def test_outcomes_come_in_the_order_of_the_films_whatever_is_done_first():
    second_done = Event()

    def attempt(film: str) -> str:
        if film == "first":
            assert second_done.wait(20)
        else:
            second_done.set()
        return film.upper()

    told: list[tuple[str, int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        outcomes = each_film(attempt, ["first", "second"], "films", executor, lambda *at: told.append(at))
    assert outcomes == ["FIRST", "SECOND"]
    assert told == [("films", 0, 2), ("films", 1, 2), ("films", 2, 2)]


def test_no_film_and_one_without_an_executor():
    told: list[int] = []
    assert each_film(len, [], "films", None, lambda _, done, __: told.append(done)) == []
    assert each_film(len, ["abc"], "films", None, lambda _, done, __: told.append(done)) == [3]
    assert told == [0, 0, 1]


def test_what_an_attempt_raises_is_not_kept_back():
    with pytest.raises(ZeroDivisionError):
        each_film(lambda film: 1 // film, [1, 0], "films", None, lambda *_: None)
