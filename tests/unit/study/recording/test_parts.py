"""Parts of a session, by one number everywhere."""

from __future__ import annotations

from countenance.study.elicitation import EventKind, State
from countenance.study.recording import append_events, experimenting, kept_session, resume_session
from countenance.study.recording.parts import part_number, parts_of

from .filming import BEGINNING, happens, walk


def resumed(study, session: str) -> None:
    with experimenting(study) as writer:
        resume_session(writer, session, monotonic_ms=0, wall_time=BEGINNING)


def walked(study, session: str, to: State) -> None:
    with experimenting(study) as writer:
        append_events(writer, session, walk(kept_session(writer, session).session, to))


def look(study, session: str):
    with study.reading() as reader:
        return kept_session(reader, session)


def test_the_first_opening_of_a_page_is_the_first_part(ready, begun):
    assert parts_of(look(ready, begun))[1:] == ()
    resumed(ready, begun)
    walked(ready, begun, State.PLAY)
    resumed(ready, begun)
    kept = look(ready, begun)
    assert [(one.number, one.segment, one.n_clips) for one in parts_of(kept)] == [(1, 1, 1), (2, 2, 0)]
    assert [part_number(kept, segment) for segment in (1, 2)] == [1, 2]
    first, second = parts_of(kept)
    assert [one.kind for one in first.moments] == [
        EventKind.BASELINE_ONSET,
        EventKind.BASELINE_OFFSET,
        EventKind.CLIP_ONSET,
    ]
    assert (second.moments, second.began) == ((), BEGINNING)
    assert first.ended == kept.events[-2].wall_time


def test_a_session_that_began_with_its_program_has_a_part_from_the_beginning(ready, begun):
    with experimenting(ready) as writer:
        append_events(writer, begun, [happens(EventKind.NOTE, 1)])
    resumed(ready, begun)
    kept = look(ready, begun)
    assert [(one.number, one.segment) for one in parts_of(kept)] == [(1, 0), (2, 1)]
    assert [part_number(kept, segment) for segment in (0, 1)] == [1, 2]


def test_what_nobody_has_opened_has_no_part(ready, begun):
    assert parts_of(look(ready, begun)) == ()
