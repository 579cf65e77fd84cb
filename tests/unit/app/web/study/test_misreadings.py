"""Requests that cannot be read are told in words, whatever is wrong with them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from countenance.app.web.study.misreadings import misreading


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid")

    n: int


@pytest.mark.parametrize(
    ("wanted", "given", "sentence"),
    [
        (int, "abc", "x: expected a whole number, got 'abc'."),
        (int, 1.5, "x: expected a whole number, got 1.5."),
        (int, None, "x: expected a whole number."),
        (int, {"n": 1}, "x: expected a whole number."),
        (Annotated[str, Field(pattern="^a$")], "b", "x: this cannot be written there."),
        (int, "9" * 5000, f"x: expected a smaller number, got '{'9' * 60}'…."),
        (float, "abc", "x: expected a number, got 'abc'."),
        (Annotated[float, Field(allow_inf_nan=False)], "nan", "x: expected a finite number, got 'nan'."),
        (bool, "perhaps", "x: expected true or false, got 'perhaps'."),
        (str, 1, "x: expected text, got 1."),
        (list[int], 1, "x: expected a list, got 1."),
        (Given, 1, "x: expected fields with names, got 1."),
        (Given, {}, "x.n is missing."),
        (Given, {"n": 1, "m": 1}, "x.m is not known here."),
        (Annotated[int, Field(ge=0)], -1, "x: expected at least 0, got -1."),
        (Annotated[int, Field(gt=0)], 0, "x: expected more than 0, got 0."),
        (Annotated[int, Field(le=9)], 10, "x: expected at most 9, got 10."),
        (Annotated[int, Field(lt=9)], 9, "x: expected less than 9, got 9."),
        (Side, "up", "x: expected 'left' or 'right', got 'up'."),
        (Annotated[str, Field(max_length=3)], "a secret", "x: expected at most 3 characters."),
        (Annotated[str, Field(min_length=3)], "a", "x: expected at least 3 characters."),
        (Annotated[list[int], Field(max_length=1)], [1, 2], "x: expected at most 1 of them."),
        (Annotated[list[int], Field(min_length=1)], [], "x: expected at least 1 of them."),
    ],
)
def test_what_was_expected(wanted: Any, given: object, sentence: str) -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(wanted).validate_python(given)
    first = dict(raised.value.errors()[0])
    first["loc"] = ("query", "x", *raised.value.errors()[0]["loc"])
    assert misreading(first) == sentence


def test_what_is_no_json_and_what_has_no_name() -> None:
    assert (
        misreading({"type": "json_invalid", "loc": ("body", 3), "msg": "..."}) == "What was sent is no JSON."
    )
    error = {"type": "dict_type", "loc": ("body",), "input": 1, "msg": "..."}
    assert misreading(error) == "the body: expected fields with names, got 1."


def test_what_has_no_words_here_keeps_its_own() -> None:
    error = {
        "type": "date_parsing",
        "loc": ("query", "day"),
        "input": "x",
        "msg": "Input should be a valid date",
    }
    assert misreading(error) == "day: Input should be a valid date."
