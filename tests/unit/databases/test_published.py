from __future__ import annotations

import json

import pytest

from countenance.core import ExpressionKind
from countenance.databases import PAPER_TABLE_2, literature, names
from countenance.databases.megc2019 import MEGC2019_COUNTS, MEGC2019_PARTICIPANTS
from countenance.databases.published import _LITERATURE


def test_what_is_described_can_be_read():
    assert set(_LITERATURE) <= set(names())
    assert set(names()) - set(_LITERATURE) == {"generic", "simulated"}


@pytest.mark.parametrize("name", _LITERATURE)
def test_every_figure_has_a_source(name: str):
    known = literature(name)
    assert known is not None
    assert 2013 <= known.year <= 2024
    assert all(count.source for count in known.counts)
    assert all(agreement.source and agreement.measure for agreement in known.agreement)
    assert all(0 < agreement.value <= 1 for agreement in known.agreement)
    assert json.loads(json.dumps(known.to_dict())) == known.to_dict()


@pytest.mark.parametrize(
    ("name", "macro", "micro"),
    [
        # Table 1 of the CAS(ME)2 paper, and the papers of the later databases.
        ("casme", (0,), (195, 189)),
        ("casme2", (0,), (247, 255)),
        ("smic_hs", (0,), (164,)),
        ("smic_vis", (0,), (71,)),
        ("smic_nir", (0,), (71,)),
        ("samm", (0,), (159,)),
        ("samm_long_videos", (343,), (159,)),
        ("casme2sq", (250, 300), (53, 57)),
    ],
)
def test_published_numbers(name: str, macro: tuple[int, ...], micro: tuple[int, ...]):
    known = literature(name)
    assert known is not None
    assert known.expressions(ExpressionKind.MACRO) == macro
    assert known.expressions(ExpressionKind.MICRO) == micro


def test_the_papers_own_numbers_are_those_of_its_table_2():
    paper = literature("casme2sq").counts[0]
    assert all(paper.of(kind) == PAPER_TABLE_2[kind].n for kind in ExpressionKind)


def test_the_grand_challenge_takes_no_more_than_is_published():
    for name, counts in MEGC2019_COUNTS.items():
        known = literature(name)
        assert sum(counts.values()) <= max(known.expressions(ExpressionKind.MICRO))
        assert MEGC2019_PARTICIPANTS[name] <= max(known.participants())


def test_nothing_is_invented_where_nothing_is_published():
    assert literature("generic") is None
    assert literature("no such database") is None
    assert literature("casme2").agreement == ()
