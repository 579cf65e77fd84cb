"""Events of two coders matched one to one."""

from __future__ import annotations

from countenance.study.agreement import by_recording, pair_coders, pair_recording

from .coders import coded, event


def test_matched_and_missed_worked_by_hand():
    first = coded("A", event(0, 9), event(20, 29), event(50, 59))
    second = coded("B", event(2, 9), event(26, 35), event(51, 60), event(80, 85))
    found = pair_recording(first, second)
    # 8 of 10 frames, 4 of 16, 9 of 11
    assert [(one.first.onset, one.second.onset) for one in found.matched] == [(0, 2), (50, 51)]
    assert [one.iou for one in found.matched] == [0.8, 9 / 11]
    assert [one.positions for one in found.matched] == [(0, 0), (2, 2)]
    assert [one.onset for one in found.missed_by_first] == [26, 80]
    assert [one.onset for one in found.missed_by_second] == [20]


def test_more_overlap_can_be_asked_for():
    first, second = coded("A", event(0, 9)), coded("B", event(2, 9))
    assert len(pair_recording(first, second, iou=0.8).matched) == 1
    assert not pair_recording(first, second, iou=0.81).matched


def test_an_excluded_coding_matches_only_on_demand():
    first, second = coded("A", event(0, 9)), coded("B", event(0, 9, excluded="speech"))
    plain = pair_recording(first, second)
    assert (plain.second, len(plain.matched), len(plain.missed_by_second)) == ((), 0, 1)
    assert len(pair_recording(first, second, excluded=True).matched) == 1


def test_every_two_coders_with_a_recording_in_common():
    passes = [
        coded("C", recording="x"),
        coded("A", recording="x"),
        coded("A", recording="y"),
        coded("B", recording="y"),
        coded("D", recording="z"),
    ]
    pairs = pair_coders(by_recording(passes))
    assert [(pair.first, pair.second, [one.name for one in pair.recordings]) for pair in pairs] == [
        ("A", "B", ["y"]),
        ("A", "C", ["x"]),
    ]


def test_of_two_equal_matches_the_same_is_chosen_whichever_coder_comes_first():
    some, others = [event(2, 7), event(7, 11)], [event(5, 10), event(8, 13)]  # 7-11 shares 4 of 7 with either
    one_way = pair_recording(coded("A", *some), coded("B", *others)).matched
    other_way = pair_recording(coded("A", *others), coded("B", *some)).matched
    assert [(m.first, m.second) for m in one_way] == [(m.second, m.first) for m in other_way]
