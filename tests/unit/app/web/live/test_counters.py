"""Rates of the last second, and whether there is anything to be seen."""

from __future__ import annotations

from countenance.app.web.live.counters import LastSecond, Sight


def test_only_the_last_second_counts():
    counted = LastSecond()
    assert counted.n(0.0) == 0
    for tenth in range(25):
        counted.count(tenth / 10)
    assert counted.n(2.4) == 10
    assert counted.n(2.9) == 5
    assert counted.n(9.0) == 0


def test_half_a_second_without_a_value_is_a_lost_face_and_one_value_ends_it():
    sight = Sight()
    lost = []
    for frame in range(30):
        value = 0.1 if frame < 5 or frame >= 25 else None
        sight.take(frame / 25, [None, value])
        lost.append(sight.lost)
    first = 5 + 13  # 0.52 s after the first frame without a value; 12 frames are 0.48 s
    assert lost == [first <= frame < 25 for frame in range(30)]


def test_a_spotter_without_curves_says_nothing_about_faces():
    sight = Sight()
    for second in range(5):
        sight.take(second, [])
    assert not sight.lost
