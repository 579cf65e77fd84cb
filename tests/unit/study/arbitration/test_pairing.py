"""Which codings mean the same movement."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from random import Random

import pytest

from countenance.core import Coding, CodingPass, InputError
from countenance.study.arbitration import CodingPair, pair_codings


def passes(first: list[Coding], second: list[Coding]) -> tuple[CodingPass, CodingPass]:
    return CodingPass("film", "A", tuple(first)), CodingPass("film", "B", tuple(second))


def test_pairs_are_optimal_and_not_greedy():
    a = [Coding(0, offset=10), Coding(6, offset=16)]
    b = [Coding(0, offset=6), Coding(4, offset=12)]
    # Greedy gives the first of A the second of B (IoU 7/13) and leaves the others without a partner.
    assert pair_codings(*passes(a, b)) == (CodingPair(a[0], b[0]), CodingPair(a[1], b[1]))


@pytest.mark.parametrize(("offset", "paired"), [(9, True), (8, False)])
def test_half_of_the_frames_must_be_common(offset: int, paired: bool):
    long, short = Coding(0, offset=19), Coding(0, offset=offset)  # 10 or 9 of 20 frames
    pairs = pair_codings(*passes([long], [short]))
    assert pairs == (
        (CodingPair(long, short),) if paired else (CodingPair(long, None), CodingPair(None, short))
    )


def test_like_is_paired_with_like_before_unlike():
    smile, blink = Coding(10, offset=29), Coding(10, offset=29, excluded="blink")
    short_smile = Coding(12, offset=29)
    # The blink fits the first coder's smile better than the second coder's own smile does.
    pairs = pair_codings(*passes([smile], [blink, short_smile]))
    assert pairs == (CodingPair(None, blink), CodingPair(smile, short_smile))


def test_what_one_excludes_is_paired_with_what_the_other_takes_for_an_expression():
    smile, speech = Coding(10, offset=29), Coding(11, offset=30, excluded="speech")
    assert pair_codings(*passes([smile], [speech])) == (CodingPair(smile, speech),)
    assert pair_codings(*passes([speech], [smile])) == (CodingPair(speech, smile),)


@pytest.mark.parametrize(
    ("first", "second", "paired"),
    [
        (Coding(10), Coding(25), True),
        (Coding(10), Coding(26), False),
        (Coding(10), Coding(25, 26, 27), True),
        (Coding(10, 60), Coding(40, 62), True),  # by the apex, where the onset is slow
        (Coding(10, 60), Coding(40, 76), False),
        (Coding(10, offset=12), Coding(20, offset=22), False),  # both have an interval, and they are disjoint
    ],
)
def test_a_coding_without_an_offset_is_paired_by_onset_or_apex(first: Coding, second: Coding, paired: bool):
    for a, b in ((first, second), (second, first)):
        assert (len(pair_codings(*passes([a], [b]))) == 1) is paired


def test_the_window_can_be_chosen():
    a, b = passes([Coding(10)], [Coding(12)])
    assert [len(pair_codings(a, b, window=window)) for window in (0, 1, 2)] == [2, 2, 1]


def test_pairs_by_frames_are_as_many_as_possible_and_then_the_nearest():
    random = Random(5)
    for _ in range(60):
        a = [Coding(random.randrange(40)) for _ in range(random.randrange(1, 4))]
        b = [Coding(random.randrange(40)) for _ in range(random.randrange(1, 4))]
        found = [pair for pair in pair_codings(*passes(a, b), window=6) if pair.first and pair.second]
        distances = [abs(pair.first.onset - pair.second.onset) for pair in found]
        few, many = sorted((a, b), key=len)
        chances = []
        for order in permutations(many, len(few)):
            near = [d for one, two in zip(few, order, strict=True) if (d := abs(one.onset - two.onset)) <= 6]
            chances.append((-len(near), sum(near)))
        assert (-len(found), sum(distances)) == min(chances)


def test_equal_codings_of_one_coder_are_two_movements():
    twice = Coding(10, offset=20)
    pairs = pair_codings(*passes([twice, Coding(10, offset=20)], [twice]))
    assert sorted(pair.second is None for pair in pairs) == [False, True]


def test_a_pass_without_codings():
    only = Coding(5, offset=9)
    assert pair_codings(*passes([], [])) == ()
    assert pair_codings(*passes([], [only])) == (CodingPair(None, only),)


@pytest.mark.parametrize(
    ("second", "window", "message"),
    [
        (CodingPass("other", "B"), 15, "pair two passes of one recording"),
        (CodingPass("film", "A"), 15, "pair those of two coders"),
        (CodingPass("film", "B", n_frames=91), 15, "film has 90 frames for one coder and 91 for the other"),
        (CodingPass("film", "B", fps=Fraction(25)), 15, "film has 30 frames per second for one coder and 25"),
        (CodingPass("film", "B"), -1, "a window of -1 frames is negative"),
    ],
)
def test_passes_that_cannot_be_compared_are_refused(second: CodingPass, window: int, message: str):
    with pytest.raises(InputError, match=message):
        pair_codings(CodingPass("film", "A", n_frames=90, fps=Fraction(30)), second, window=window)
