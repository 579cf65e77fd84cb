"""Codings written to the files of other programs come back as they were."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from countenance.core import ActionUnit, Coding, CodingPass, Side
from countenance.core.action_units import ACTION_UNIT_NAMES
from countenance.study.exchange import (
    CodingFileError,
    ConstantRate,
    Times,
    Timestamps,
    read_codings,
    write_codings,
)
from countenance.study.exchange.fields import in_order

FRAMES = 60
FORMATS = (".eaf", ".boris", ".TextGrid", ".csv", ".xlsx")
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

letters = st.characters(
    exclude_categories=("Cc", "Cs", "Cn", "Co"), include_characters="\n\t\"'=+-@|(),`~%/<>&;äβ笑😀"
)
# Texts are kept without the blanks around them.
texts = st.text(letters, max_size=12).map(str.strip)
ODD = (
    "", "None", "nothing read", "(none)", "((none)", "-", "null", "yes", "0", "=1+1", "'-", "''", "a|b", 'say "x"',
    "item [1]:", '"IntervalTier"', "intervals [2]:", "expression", "100 %", "%41", "12", "1e5", "x_x0041_", "TRUE",
)  # fmt: skip
odd = st.sampled_from(ODD)
words = texts | odd
names = words.filter(lambda name: name != "" and name.isprintable())

units = st.builds(
    ActionUnit,
    st.sampled_from(sorted(ACTION_UNIT_NAMES)),
    st.sampled_from(Side),
    st.sampled_from(["", *"ABCDE"]),
    st.none() | st.sampled_from([14, 23]),
)


@st.composite
def codings(draw: st.DrawFn) -> Coding:
    onset, apex, offset = sorted(draw(st.tuples(*[st.integers(0, FRAMES - 1)] * 3)))
    return Coding(
        onset,
        draw(st.sampled_from([None, apex])),
        draw(st.sampled_from([None, offset, offset])),
        action_units=tuple(dict.fromkeys(draw(st.lists(units, max_size=3)))),
        upper=draw(st.none() | words),
        lower=draw(st.none() | words),
        excluded=draw(st.none() | words),
        confidence=draw(st.sampled_from([None, 1, 2, 3])),
        note=draw(words),
        id=draw(words),
    )


rates = st.sampled_from([Fraction(30), Fraction(25), Fraction(30000, 1001), Fraction(200), Fraction(4000)])
constant = rates.map(lambda fps: ConstantRate(fps, FRAMES))
# From a tenth of a millisecond to a second between two frames.
steps = st.lists(st.integers(1, 10_000).map(lambda n: Fraction(n, 10_000)), min_size=FRAMES, max_size=FRAMES)
variable = steps.map(lambda gaps: Timestamps((Fraction(0), *accumulate(gaps)), Fraction(30)))


def passes(recordings: int, people: st.SearchStrategy[str]) -> st.SearchStrategy[list[CodingPass]]:
    """Passes of up to three coders over one or several recordings, one participant a recording."""

    def of(who: dict[str, str]) -> st.SearchStrategy[list[CodingPass]]:
        one = st.builds(
            CodingPass, st.sampled_from(sorted(who)), names, st.lists(codings(), max_size=5).map(tuple)
        )
        several = st.lists(one, min_size=1, max_size=3, unique_by=lambda each: (each.recording, each.coder))
        return several.map(lambda found: [replace(each, participant=who[each.recording]) for each in found])

    return st.dictionaries(names, people, min_size=1, max_size=recordings).flatmap(of)


def round_trip(given: list[CodingPass], times: Times, ending: str) -> list[CodingPass]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"film{ending}"
        write_codings(path, given, times=times)
        recording = given[0].recording if ending == ".TextGrid" else None
        read, _ = read_codings(path, times=times, recording=recording)
    return read


def expected(given: list[CodingPass], times: Times) -> dict[tuple[str, str], CodingPass]:
    return {
        (one.recording, one.coder): replace(
            one, codings=in_order(one.codings), n_frames=times.n_frames, fps=times.fps
        )
        for one in given
    }


@pytest.mark.parametrize("ending", [".eaf", ".TextGrid"])
@unhurried
@given(data=st.data(), times=constant | variable)
def test_what_tiers_hold_comes_back(ending: str, data: st.DataObject, times: Times) -> None:
    participant = st.just("") if ending == ".TextGrid" else names | st.just("")
    given = data.draw(passes(1, participant))
    read = round_trip(given, times, ending)
    assert {(one.recording, one.coder): one for one in read} == expected(given, times)


@pytest.mark.parametrize("ending", [".boris", ".csv", ".xlsx"])
@unhurried
@given(given=passes(3, names | st.just("")), times=constant | variable)
def test_what_projects_and_tables_hold_comes_back(ending: str, given: list[CodingPass], times: Times) -> None:
    read = round_trip(given, times, ending)
    assert {(one.recording, one.coder): one for one in read} == expected(given, times)


@pytest.mark.parametrize("ending", [".eaf", ".TextGrid"])
@unhurried
@given(data=st.data(), times=rates.filter(lambda fps: fps < 500).map(lambda fps: ConstantRate(fps, FRAMES)))
def test_times_alone_give_the_frames_below_500_per_second(
    ending: str, data: st.DataObject, times: Times
) -> None:
    marked = data.draw(st.lists(codings(), min_size=1, max_size=4))
    whole = [
        replace(one, offset=one.onset + 1 if one.offset is None else one.offset)
        for one in marked
        if one.onset + 1 < FRAMES and (one.apex or 0) <= (one.onset + 1 if one.offset is None else one.offset)
    ]
    assume(whole)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"film{ending}"
        write_codings(path, [CodingPass("film", "A", tuple(whole))], times=times)
        text = path.read_text(encoding="utf-8")
        # The tiers of frame numbers are given a name that means nothing.
        path.write_text(
            text.replace(" frames@A", " numbers@A").replace('REF="frames"', 'REF="numbers"'), "utf-8"
        )
        read, _ = read_codings(path, times=times)
    assert read[0].codings == in_order(whole)


@unhurried
@given(st.integers(0, FRAMES - 1), constant.filter(lambda rate: rate.fps < 500))
def test_a_frame_is_found_by_every_millisecond_beside_its_beginning(frame: int, times: ConstantRate) -> None:
    exact = 1000 * times.start(frame)
    for rounded in (exact.__floor__(), round(exact), exact.__ceil__()):
        assert times.first_frame(Fraction(rounded)) == frame
        assert times.last_frame(Fraction(rounded)) == max(0, frame - 1)


@unhurried
@given(variable, st.integers(0, 60_000))
def test_the_shown_frame_is_the_last_that_began(times: Timestamps, millisecond: int) -> None:
    seconds = Fraction(millisecond, 1000)
    begun = [frame for frame in range(FRAMES) if times.start(frame) <= seconds]
    assert times.shown(seconds) == begun[-1]


@pytest.mark.parametrize("ending", FORMATS)
@unhurried
@given(content=st.binary(max_size=200))
@example(b"")
@example(b"\xff\xfe\x00")
@example(b"{}")
@example(b'{"behaviors_conf": {"0": 1}, "observations": {}}')
@example(b"<ANNOTATION_DOCUMENT/>")
@example(b"PK\x03\x04")
def test_any_bytes_are_refused_with_a_sentence(ending: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"film{ending}"
        path.write_bytes(content)
        with pytest.raises(CodingFileError) as caught:
            read_codings(path, times=25)
    assert str(caught.value).startswith(f"film{ending}")
