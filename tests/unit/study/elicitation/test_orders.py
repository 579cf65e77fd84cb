"""Orders show each clip once, are balanced where they promise it, and never change for a participant."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise, permutations, product
from math import comb, factorial

import pytest
from scipy.stats import chisquare

from countenance.core import InputError
from countenance.study.elicitation import OrderScheme, block_size, clip_order, williams_design
from countenance.study.elicitation.drawing import draw, shuffled
from countenance.study.elicitation.keeping_apart import apart, count_apart

NINE = ("d1", "d2", "a1", "a2", "h1", "h2", "h3", "h4", "h5")
EMOTIONS = ("disgust",) * 2 + ("anger",) * 2 + ("happiness",) * 5


def test_the_square_of_four_by_hand():
    assert williams_design(4) == ((0, 1, 3, 2), (1, 2, 0, 3), (2, 3, 1, 0), (3, 0, 2, 1))


def test_the_squares_of_three_by_hand():
    assert williams_design(3) == ((0, 1, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (0, 2, 1), (1, 0, 2))


@pytest.mark.parametrize("n", range(1, 21))
def test_every_clip_is_at_every_place_and_after_every_other_equally_often(n: int):
    sequences = williams_design(n)
    times = 2 if n % 2 and n > 1 else 1
    assert len(sequences) == n * times
    places = Counter((place, clip) for sequence in sequences for place, clip in enumerate(sequence))
    assert places == dict.fromkeys(((place, clip) for place in range(n) for clip in range(n)), times)
    carried = Counter(pair for sequence in sequences for pair in pairwise(sequence))
    assert carried == dict.fromkeys(permutations(range(n), 2), times)


def test_no_square_without_clips():
    with pytest.raises(InputError, match="a Latin square needs at least one clip"):
        williams_design(0)


@pytest.mark.parametrize("n", [4, 9])
@pytest.mark.parametrize("block", [0, 1, 5])
def test_each_block_of_participants_is_balanced(n: int, block: int):
    size = block_size(OrderScheme.LATIN_SQUARE, n)
    orders = [
        clip_order(
            NINE[:n], EMOTIONS[:n], OrderScheme.LATIN_SQUARE, seed=3, participant=size * block + member
        )
        for member in range(1, size + 1)
    ]
    assert len(set(orders)) == size
    carried = Counter(pair for order in orders for pair in pairwise(order))
    assert carried == dict.fromkeys(permutations(NINE[:n], 2), size // n)
    firsts = Counter(order[0] for order in orders)
    assert firsts == dict.fromkeys(NINE[:n], size // n)


def test_blocks_and_seeds_differ():
    def order(seed: int, participant: int) -> tuple[str, ...]:
        return clip_order(NINE, EMOTIONS, OrderScheme.LATIN_SQUARE, seed=seed, participant=participant)

    assert [order(1, p) for p in range(1, 19)] != [order(1, p) for p in range(19, 37)]
    assert [order(1, p) for p in range(1, 19)] != [order(2, p) for p in range(1, 19)]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (OrderScheme.FIXED, "d1 d2 a1 a2 h1 h2 h3 h4 h5"),
        (OrderScheme.RANDOM, "a1 h4 h3 h1 a2 d2 h5 d1 h2"),
        (OrderScheme.LATIN_SQUARE, "h5 h1 h3 h2 d2 a1 h4 d1 a2"),
        (OrderScheme.APART, "h4 a2 h2 d1 h5 d2 h3 a1 h1"),
    ],
)
def test_an_order_once_given_is_given_for_ever(scheme: OrderScheme, expected: str):
    """Literal, because an order that changes with a version of the program makes a study irreproducible."""
    assert " ".join(clip_order(NINE, EMOTIONS, scheme, seed=2016, participant=7)) == expected


def test_five_of_nine_take_every_other_place():
    order = clip_order(NINE, EMOTIONS, OrderScheme.APART, seed=1, participant=1)
    assert [clip[0] == "h" for clip in order] == [True, False] * 4 + [True]


@pytest.mark.parametrize(
    "counts", [(1,), (2, 1), (2, 2), (3, 2), (3, 3), (2, 2, 2), (3, 2, 1), (4, 1, 1, 1), (3, 1)]
)
def test_ways_are_counted_as_by_trying_all(counts: tuple[int, ...]):
    emotions = [str(i) for i, n in enumerate(counts) for _ in range(n)]
    slow = {order for order in permutations(emotions) if all(a != b for a, b in pairwise(order))}
    assert count_apart(counts) == len(slow) == merged(list(counts))


def test_many_clips_are_counted_quickly():
    assert count_apart([1] * 20) == 2432902008176640000
    assert count_apart([8] * 7) == merged([8] * 7)


def merged(counts: list[int]) -> int:
    """Another way to count: clips of an emotion are merged into runs, with the signs of inclusion-exclusion."""
    ways = {0: Fraction(1)}
    for n in counts:
        runs = {k: Fraction((-1) ** (n - k) * comb(n - 1, k - 1), factorial(k)) for k in range(1, n + 1)}
        total: Counter[int] = Counter()
        for (before, many), (k, share) in product(ways.items(), runs.items()):
            total[before + k] += many * share
        ways = dict(total)
    return int(sum(factorial(n) * many for n, many in ways.items()))


def test_each_possible_order_is_equally_likely():
    emotions = ("a", "a", "b", "b", "c")
    drawn = Counter(apart(emotions, "test", number) for number in range(4800))
    possible = {
        order
        for order in permutations(range(5))
        if all(emotions[a] != emotions[b] for a, b in pairwise(order))
    }
    assert set(drawn) == possible
    assert len(possible) == 48
    assert chisquare(list(drawn.values())).pvalue > 0.001


def test_each_random_order_is_equally_likely():
    drawn = Counter(shuffled("abcd", "test", number) for number in range(2400))
    assert len(drawn) == 24
    assert chisquare(list(drawn.values())).pvalue > 0.001
    assert chisquare(list(Counter(draw(7, "test", number) for number in range(2100)).values())).pvalue > 0.001


@pytest.mark.parametrize(
    ("emotions", "sentence"),
    [
        (
            ["joy"] * 5 + ["fear"] * 3,
            "no order keeps the 5 clips of joy apart: 4 others would have to stand between them, and there are 3; ",
        ),
        (
            ["joy"] * 2,
            "no order keeps the 2 clips of joy apart: 1 other would have to stand between them, and there ",
        ),
        (["joy"] * 3 + ["fear"], "2 others would have to stand between them, and there is 1;"),
    ],
)
def test_what_cannot_be_kept_apart_is_proved(emotions: list[str], sentence: str):
    with pytest.raises(InputError, match=sentence):
        apart(emotions, "test")


@pytest.mark.parametrize("clips", [(), ("a", "a"), ("a",)])
def test_an_order_needs_clips(clips: tuple[str, ...]):
    with pytest.raises(InputError, match="an order needs at least one clip, each with a name of its own"):
        clip_order(clips, ("joy", "joy"), OrderScheme.FIXED, seed=1, participant=1)


def test_participants_count_from_one():
    with pytest.raises(InputError, match="participant 0 has no place in an order"):
        clip_order(("a",), ("joy",), OrderScheme.RANDOM, seed=1, participant=0)
