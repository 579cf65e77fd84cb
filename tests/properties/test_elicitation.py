"""Orders, sessions, logs and summaries of any size keep what they promise."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core import InputError, Interval
from countenance.study.elicitation import (
    Event,
    EventKind,
    EventLog,
    OrderScheme,
    SelfReport,
    Session,
    State,
    SyncPoint,
    align,
    block_size,
    clip_order,
    ingest_report,
    match_self_reports,
    read_log,
)
from countenance.study.elicitation.keeping_apart import apart
from countenance.study.stimuli import (
    ChoiceRule,
    Preference,
    Rating,
    ScorePolicy,
    choose,
    summarise,
    wilson_interval,
)
from countenance.video import FrameArray

WORDS = ("anger", "disgust", "happiness", "fear")
NOW = datetime(2026, 7, 17, tzinfo=UTC)


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.sampled_from(list(OrderScheme)),
    st.integers(0, 10**9),
    st.integers(1, 10**4),
)
def test_every_order_shows_each_clip_once_and_is_the_same_again(
    emotions: list[str], scheme: OrderScheme, seed: int, participant: int
):
    clips = [f"clip {number}" for number in range(len(emotions))]
    if scheme is OrderScheme.APART and 2 * max(Counter(emotions).values()) > len(emotions) + 1:
        with pytest.raises(InputError, match="no order keeps the"):
            clip_order(clips, emotions, scheme, seed=seed, participant=participant)
        return
    order = clip_order(clips, emotions, scheme, seed=seed, participant=participant)
    assert sorted(order) == sorted(clips)
    assert order == clip_order(clips, emotions, scheme, seed=seed, participant=participant)
    if scheme is OrderScheme.APART:
        shown = [emotions[clips.index(clip)] for clip in order]
        assert all(one != other for one, other in pairwise(shown))


@given(st.integers(1, 11), st.integers(0, 10**9), st.integers(0, 50))
def test_a_block_of_the_latin_square_balances_places_and_what_carries_over(n: int, seed: int, block: int):
    clips, size = [str(number) for number in range(n)], block_size(OrderScheme.LATIN_SQUARE, n)
    orders = [
        clip_order(clips, clips, OrderScheme.LATIN_SQUARE, seed=seed, participant=block * size + member)
        for member in range(1, size + 1)
    ]
    for place in range(n):
        assert set(Counter(order[place] for order in orders).values()) == {size // n}
    carried = Counter(pair for order in orders for pair in pairwise(order))
    assert carried == dict.fromkeys(permutations(clips, 2), size // n)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.integers(0, 100))
def test_emotions_are_kept_apart_exactly_when_they_can_be(counts: list[int], number: int):
    emotions = [str(emotion) for emotion, n in enumerate(counts) for _ in range(n)]
    if max(counts) > sum(counts) - max(counts) + 1:
        with pytest.raises(InputError, match="would have to stand between them"):
            apart(emotions, number)
    else:
        order = apart(emotions, number)
        assert sorted(order) == list(range(len(emotions)))
        assert all(emotions[one] != emotions[other] for one, other in pairwise(order))


def _walk(choices: list[int]) -> tuple[list[Event], Session]:
    """A session of events that are possible, chosen by numbers."""
    start = {"participant": 1, "protocol": "ab", "order": ["a", "b", "c"]}
    events = [Event(0, 0.0, NOW, NOW, EventKind.STARTED, data=start)]
    session = Session.replay(events)
    for choice in choices:
        allowed = sorted(session.allowed)
        number = session.next_sequence
        time = NOW + timedelta(milliseconds=number)
        kind = allowed[choice % len(allowed)]
        event = Event(number, float(number), time, time, kind, session.clip, session.take)
        events.append(event)
        session = session.apply(event)
    return events, session


@given(st.lists(st.integers(0, 1000), max_size=80))
def test_any_course_of_a_session_is_the_sum_of_its_events(choices: list[int]):
    events, session = _walk(choices)
    assert Session.replay(events) == session
    assert session.next_sequence == len(events)
    complete = [take.clip for take in session.completed]
    assert complete == list(session.order[: session.position])
    assert (
        all(take.interrupted for take in session.takes if not take.is_complete) or session.state is State.PLAY
    )
    assert len({(take.clip, take.number) for take in session.takes}) == len(session.takes)
    withdrew = any(event.kind is EventKind.WITHDRAWN for event in events)
    assert (session.ended == "withdrawn") == withdrew
    assert EventKind.WITHDRAWN in session.allowed or session.state is State.WITHDRAWN


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), max_size=20), st.integers(0, 10**6))
def test_a_log_cut_anywhere_replays_to_the_session_of_its_whole_lines(choices: list[int], cut: int):
    events, _ = _walk(choices)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.jsonl")
        with EventLog(path) as log:
            log.append(events)
        whole = path.read_bytes()
        path.write_bytes(whole[: cut % (len(whole) + 1)])
        kept = read_log(path).events
        assert kept == tuple(events[: len(kept)])
        assert len(kept) == path.read_bytes().count(b"\n")
        with EventLog(path) as log:
            log.append(events[len(kept) :])
        assert path.read_bytes() == whole


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.integers(0, 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(list(EventKind)),
    st.none() | st.text(),
    st.none() | st.integers(1),
    st.none() | st.integers(0),
    st.dictionaries(st.text(), _JSON, max_size=3),
)
def test_an_event_survives_its_json(
    sequence: int,
    ms: float,
    time: datetime,
    kind: EventKind,
    clip: str | None,
    take: int | None,
    frame: int | None,
    data: dict[str, object],
):
    event = Event(sequence, ms, time, time, kind, clip, take, frame, data)
    assert Event.from_json(event.to_json()) == event


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=60).filter(lambda steps: steps.count(1) * 2 > len(steps))
)
def test_missing_frames_are_those_that_were_left_out(steps: list[int]):
    """Most steps are of one frame, so that the median is the camera's interval."""
    ticks = [0, *np.cumsum(steps).tolist()]
    source = FrameArray(
        np.zeros((len(ticks), 1, 1), np.uint8), times=[Fraction(tick, 30) for tick in ticks], name="film"
    )
    report = ingest_report(source)
    assert report.n_missing == ticks[-1] + 1 - len(ticks)
    assert report.longest_gap_ms == pytest.approx(max(steps) * 1000 / 30)


@given(
    st.lists(st.integers(20, 200), min_size=3, max_size=80),
    st.floats(-1e6, 1e6),
    st.floats(-200, 200),
    st.data(),
)
def test_an_alignment_finds_the_frame_of_any_moment(
    gaps_ms: list[int], offset_ms: float, ppm: float, data: st.DataObject
):
    times = [Fraction(0), *(Fraction(ms, 1000) for ms in np.cumsum(gaps_ms).tolist())]
    first = data.draw(st.integers(0, len(times) - 2))
    last = data.draw(st.integers(first + 1, len(times) - 1))

    def moment(seconds: float) -> float:
        return offset_ms + 1000 * seconds / (1 + ppm / 1e6)

    points = [SyncPoint(frame, moment(float(times[frame]))) for frame in (first, last)]
    alignment = align(times, points)
    assert alignment.drift_ppm == pytest.approx(ppm, abs=0.1)
    for frame, (shown, gone) in enumerate(pairwise(times)):
        assert alignment.frame_at(moment(float(shown + gone) / 2)) == frame


_SPAN = st.tuples(st.integers(0, 60), st.integers(0, 30)).map(lambda pair: (pair[0], sum(pair)))


@given(
    st.lists(_SPAN, max_size=6),
    st.lists(_SPAN, max_size=6),
    st.integers(0, 10),
    st.sampled_from([0.1, 0.5, 1.0]),
)
def test_self_reports_are_matched_as_by_looking_at_each_frame(
    spans: list[tuple[int, int]], coded: list[tuple[int, int]], tolerance: int, min_share: float
):
    reports = [SelfReport("s01", *span, "fear") for span in spans]
    matches, unused = match_self_reports(
        reports, [Interval(*one) for one in coded], tolerance=tolerance, min_share=min_share
    )
    for match, (onset, offset) in zip(matches, coded, strict=True):
        frames = range(onset, offset + 1)
        shares = [
            sum(one.onset - tolerance <= frame <= one.offset + tolerance for frame in frames) / len(frames)
            for one in reports
        ]
        best = max(shares, default=0)
        assert (match.report is not None) == (best >= min_share)
        assert match.share == (best if match.report else 0)
        assert len(match.others) == max(sum(share >= min_share for share in shares) - 1, 0)
    assert len(unused) == sum(all(report is not match.report for match in matches) for report in reports)


_RATINGS = st.dictionaries(
    st.tuples(st.sampled_from("abcdefghij"), st.sampled_from(["x", "y", "z"])),
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True), st.integers(1, 9)),
    min_size=1,
).map(lambda table: [Rating(*key, tuple(emotions), score) for key, (emotions, score) in table.items()])


@given(_RATINGS, st.sampled_from(list(ScorePolicy)), st.randoms())
def test_summaries_do_not_depend_on_the_order_of_ratings(
    ratings: list[Rating], policy: ScorePolicy, chance: object
):
    summaries = summarise(ratings, policy=policy)
    mixed = ratings.copy()
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert summarise(mixed, policy=policy) == summaries
    for summary in summaries:
        lower, upper = summary.selection_interval
        assert 0 <= lower <= summary.selection <= upper <= 1
        assert summary.n_selected == max(summary.votes.values()) <= summary.n_raters
        assert min(summary.scores) <= summary.mean <= max(summary.scores)
        assert len(summary.scores) >= summary.n_selected


@given(_RATINGS, st.sampled_from(list(Preference)), st.floats(0, 1), st.integers(1, 3))
def test_every_clip_is_chosen_or_has_a_reason(
    ratings: list[Rating], prefer: Preference, min_selection: float, wanted: int
):
    summaries = summarise(ratings)
    rule = ChoiceRule(dict.fromkeys(WORDS, wanted), min_selection=min_selection, min_raters=2, prefer=prefer)
    choice = choose(summaries, rule)
    chosen = [clip.clip for clip in choice.chosen]
    assert sorted([*chosen, *choice.reasons]) == sorted(clip.clip for clip in summaries)
    assert all(choice.reasons.values())
    for word in WORDS:
        n = sum(clip.emotions == (word,) for clip in choice.chosen)
        assert n + choice.lacking.get(word, 0) == wanted


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.01, 0.99))
def test_the_interval_of_a_share_holds_it_and_mirrors(k: int, n: int, confidence: float):
    k = min(k, n)
    lower, upper = wilson_interval(k, n, confidence)
    assert 0 <= lower <= k / n + 1e-12
    assert k / n - 1e-12 <= upper <= 1
    assert wilson_interval(n - k, n, confidence) == pytest.approx((1 - upper, 1 - lower), abs=1e-9)
