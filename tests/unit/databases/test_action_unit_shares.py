from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import Clip, Expression, ExpressionKind, Interval, Recording, parse_action_units
from countenance.databases.action_unit_shares import compare_action_units

MACRO, MICRO = ExpressionKind.MACRO, ExpressionKind.MICRO


def clip(participant: str, kind: ExpressionKind, units: str, number: int = 0) -> Clip:
    film = Recording("lab", participant, f"film{number}", Fraction(30))
    return Clip(film, f"c{number}", Expression(Interval(0, 9), None, kind, parse_action_units(units)))


@pytest.fixture
def clips() -> list[Clip]:
    return [
        clip("a", MACRO, "6+12", 1),
        clip("a", MACRO, "R12C+L12", 2),  # both sides: once
        clip("b", MACRO, "4", 3),
        clip("b", MACRO, "", 4),
        clip("a", MICRO, "4", 5),
        clip("b", MICRO, "4+7", 6),
    ]


def test_shares_and_differences(clips: list[Clip]):
    found = {unit.action_unit: unit for unit in compare_action_units(clips)}
    assert list(found) == [4, 12, 6, 7]  # the most frequent first, then by number
    frown = found[4]
    assert frown.name == "brow lowerer"
    assert (frown.macro.n, frown.macro.of, frown.macro.share) == (1, 4, 0.25)
    assert (frown.micro.n, frown.micro.of, frown.micro.share) == (2, 2, 1.0)
    assert frown.difference == 0.75
    assert found[12].macro.share == 0.5
    assert found[12].micro.share == 0.0
    assert frown.low < 0 < frown.high  # two people prove nothing
    assert not frown.differs


def test_a_clear_difference_is_told():
    people = [f"p{number}" for number in range(20)]
    smiles = [clip(who, MACRO, "12", number) for number, who in enumerate(people)]
    frowns = [clip(who, MICRO, "4", 100 + number) for number, who in enumerate(people)]
    for unit in compare_action_units(smiles + frowns):
        assert unit.differs
        assert abs(unit.difference) == 1


def test_one_kind_alone_has_shares_and_no_difference(clips: list[Clip]):
    for unit in compare_action_units([c for c in clips if c.expression.kind is MICRO]):
        assert unit.macro.share is None
        assert unit.macro.low is None
        assert unit.difference is None
        assert unit.micro.low is not None
        assert not unit.differs


def test_no_action_units_no_rows():
    assert compare_action_units([]) == ()
    assert compare_action_units([clip("a", MICRO, "")]) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from(list(ExpressionKind)), st.sets(st.sampled_from([1, 2, 4]))
        ),
        max_size=12,
    )
)
def test_against_counting_by_hand(rows):
    clips = [clip(who, kind, "+".join(map(str, units)), n) for n, (who, kind, units) in enumerate(rows)]
    found = {unit.action_unit: unit for unit in compare_action_units(clips)}
    for number in (1, 2, 4):
        for kind in ExpressionKind:
            n = sum(number in units for _, k, units in rows if k is kind)
            of = sum(k is kind for _, k, _ in rows)
            if number in found:
                share = found[number].macro if kind is MACRO else found[number].micro
                assert (share.n, share.of) == (n, of)
            else:
                assert n == 0
