"""Two coders who have submitted what they saw, with one of each disagreement, for whoever compares or labels."""

from __future__ import annotations

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.study.coding import import_pass, submit
from countenance.study.project import Study

__all__ = ["ANNA", "BEN", "code", "submit_all"]

SMILE, FROWN = parse_action_units("6+12"), parse_action_units("4+7")

ANNA = (
    Coding(2, 5, 9, SMILE, "", "happiness"),
    Coding(14, 18, 24, FROWN, "anger", None),
    Coding(30, 34, 40, parse_action_units("1+2"), "surprise", None),
    Coding(50, 52, 56, excluded="blink"),
    Coding(60, 64, 72, SMILE, "", "happiness"),
)
BEN = (
    Coding(2, 5, 9, SMILE, "", "happiness"),
    Coding(14, 19, 24, parse_action_units("4"), "anger", None),
    Coding(31, 34, 44, parse_action_units("1+2"), "surprise", None),
    Coding(50, 52, 56, parse_action_units("4"), "anger", None),
    Coding(78, 82, 88, SMILE, "", "happiness"),
)
"""The same, action units differ, timing differs by 4 frames, exclusion differs, and one missed by each."""


def code(study: Study, film: str, **passes: tuple[Coding, ...]) -> None:
    """Mark what coders saw in a recording."""
    for coder, codings in passes.items():
        with study.writing(coder) as writer:
            import_pass(writer, CodingPass(film, coder, codings))


def submit_all(study: Study, film: str = "even") -> None:
    """anna and ben code a recording and submit it."""
    code(study, film, anna=ANNA, ben=BEN)
    for coder in ("anna", "ben"):
        with study.writing(coder) as writer:
            submit(writer, coder, film)
