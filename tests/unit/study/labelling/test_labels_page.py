"""The reference of labels names every rule, action, reason and difference, in the program's order."""

from __future__ import annotations

import re
from pathlib import Path

from countenance.core import Coding, DurationPolicy
from countenance.study.arbitration import (
    IOU,
    TOLERANCE,
    WINDOW,
    Action,
    Disagreement,
    DisagreementKind,
    UnitChoice,
)
from countenance.study.labelling import OTHER_FEELINGS, RULES, Basis, ExclusionReason

PAGE = (Path(__file__).parents[4] / "docs/reference/labels.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Cells of the table whose header begins with the given cell."""
    body = re.search(rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, flags=re.MULTILINE)
    assert body is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body[1].splitlines()]


def names(heading: str) -> list[str]:
    return [row[0].strip("`") for row in table(heading)]


def test_the_precedence_is_the_one_that_the_program_follows():
    assert table("rule") == [
        [str(number), rule.name, str(rule.emotion), str(rule.category)]
        for number, rule in enumerate(RULES, 1)
    ]


def test_every_difference_in_the_order_of_severity():
    kinds = [DisagreementKind(name) for name in names("difference")]
    assert set(kinds) == set(DisagreementKind) - {DisagreementKind.AGREED, DisagreementKind.SEVERAL}
    one = Coding(0, offset=9)
    severities = [Disagreement("film", ("A", "B"), one, one, (kind,), TOLERANCE).severity for kind in kinds]
    assert severities == sorted(severities, reverse=True)
    assert "`agreed`" in PAGE
    assert "`several at once`" in PAGE


def test_every_action_reason_and_basis():
    assert names("action") == list(Action)
    assert names("reason") == list(ExclusionReason)
    assert names("basis") == list(Basis)
    assert all(f"`{choice}`" in PAGE for choice in (*UnitChoice, *DurationPolicy))


def test_thresholds_and_words():
    assert f"an intersection over union of at least {IOU}" in PAGE
    assert f"at most {WINDOW} frames" in PAGE
    assert f"more than {TOLERANCE} frames apart (the tolerance)" in PAGE
    assert ", ".join(OTHER_FEELINGS) in " ".join(PAGE.split())
