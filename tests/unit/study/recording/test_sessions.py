"""Protocols word for word, orders that can be computed again, and sessions event by event."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.store.records import Participant, ProtocolVersion, SessionEvent, SessionRow, Stimulus
from countenance.study.elicitation import EventKind, EventLog, Protocol, Session, State
from countenance.study.people import add_participant
from countenance.study.project import Study
from countenance.study.recording import (
    add_protocol,
    append_events,
    begin_session,
    clip_order_of,
    experimenting,
    import_log,
    kept_session,
    list_sessions,
    protocol_named,
    protocol_of,
    protocol_problems,
    resume_session,
    session_named,
    write_protocol,
)

from .filming import BEGINNING, film, happens, next_event, walk, who


def started(study: Study, number: int = 1):
    """The event with which a log of a participant begins."""
    with study.reading() as reader:
        kept = protocol_named(reader)
        order = protocol_of(kept).order(number)
    return happens(
        EventKind.STARTED, 0, data={"participant": number, "protocol": kept.digest, "order": list(order)}
    )


def logged(path: Path, events) -> Path:
    with EventLog(path) as log:
        log.append(events)
    return path


def test_a_template_lists_the_chosen_stimuli(shown: Study, tmp_path: Path):
    with experimenting(shown) as writer:
        writer.change(writer.first(Stimulus, name="baby"), chosen=True)
    with shown.reading() as reader:
        assert [one.name for one in write_protocol(reader, tmp_path / "protocol.toml")] == ["baby"]
        with pytest.raises(InputError, match=r"protocol\.toml exists already"):
            write_protocol(reader, tmp_path / "protocol.toml")
    (clip,) = Protocol.read(tmp_path / "protocol.toml").clips
    assert (clip.name, clip.file, clip.duration_s, clip.emotion) == ("baby", "baby.mp4", 1.0, "happiness")


def test_a_template_needs_to_know_what_clips_are_to_evoke(shown: Study, tmp_path: Path):
    with experimenting(shown) as writer:
        writer.change(writer.first(Stimulus, name="baby"), emotion=None)
    with shown.reading() as reader, pytest.raises(InputError, match="nobody said what the stimulus baby"):
        write_protocol(reader, tmp_path / "protocol.toml")
    assert not (tmp_path / "protocol.toml").exists()


def test_a_protocol_is_kept_word_for_word_and_once(shown: Study, protocol_file: Path):
    for is_new in (True, False):
        with experimenting(shown, "dora") as writer:
            kept, new = add_protocol(writer, protocol_file)
        assert new is is_new
    assert kept.content == protocol_file.read_text(encoding="utf-8")
    assert protocol_of(kept) == Protocol.read(protocol_file)
    with shown.reading() as reader:
        assert reader.count(ProtocolVersion) == 1
        for name in ("", "Suppressed expressions", kept.digest[:8], kept.digest.upper()):
            assert protocol_named(reader, name) == kept
        with pytest.raises(InputError, match="there is no protocol 'x'; there are: Suppressed"):
            protocol_named(reader, "x")


def test_a_changed_protocol_needs_another_version(ready: Study, protocol_file: Path):
    text = protocol_file.read_text(encoding="utf-8").replace("rest_s = 60", "rest_s = 30")
    protocol_file.write_text(text, encoding="utf-8")
    with (
        pytest.raises(InputError, match=r"expressions, version 1\.0: every change is a new version"),
        experimenting(ready) as writer,
    ):
        add_protocol(writer, protocol_file)
    protocol_file.write_text(text.replace('version = "1.0"', 'version = "1.1"'), encoding="utf-8")
    with experimenting(ready) as writer:
        assert add_protocol(writer, protocol_file)[1]
        with pytest.raises(InputError, match="several protocols are meant"):
            protocol_named(writer)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "teeth"', 'name = "tooth"', "clip tooth is no stimulus of the study"),
        ('emotion = "disgust"', 'emotion = "fear"', "clip teeth is to evoke fear, and the stimulus disgust"),
        ('sha256 = "', 'sha256 = "00', "clip baby has a SHA-256 that begins with 00"),
    ],
)
def test_a_protocol_of_other_clips_is_refused(
    shown: Study, protocol_file: Path, old: str, new: str, told: str
):
    text = protocol_file.read_text(encoding="utf-8").replace(old, new)
    lines = [
        line[: len('sha256 = "') + 64] + '"' if line.startswith("sha256") else line
        for line in text.splitlines()
    ]
    protocol_file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=told), experimenting(shown) as writer:
        add_protocol(writer, protocol_file)


def test_files_that_are_not_those_of_the_protocol(shown: Study, protocol_file: Path, clips: Path):
    protocol = Protocol.read(protocol_file)
    with shown.reading() as reader:
        assert protocol_problems(reader, protocol, clips) == []
        film(clips / "teeth.mp4", shade=99)
        (clips / "door.mp4").unlink()
        told = protocol_problems(reader, protocol, clips)
    assert [one.split(":")[0] for one in told] == ["clip door", "clip teeth"]


def test_without_a_protocol_nothing_begins(shown: Study):
    with pytest.raises(InputError, match="no protocol is kept yet"), experimenting(shown) as writer:
        begin_session(writer, who(shown), monotonic_ms=0, wall_time=BEGINNING)


def test_the_order_belongs_to_the_participants_number(ready: Study):
    with experimenting(ready) as writer:
        kept = protocol_named(writer)
        for number in (3, 4, 5, 6):
            assert add_participant(writer).number == number
        rows = list(writer.find(SessionRow))
    assert rows == []
    orders = []
    for number in range(1, 7):
        with experimenting(ready) as writer:
            begun = begin_session(writer, who(ready, number), monotonic_ms=0, wall_time=BEGINNING)
        assert begun.session.order == begun.row.order == protocol_of(kept).order(number)
        assert begun.row.started_at == BEGINNING
        orders.append(begun.row.order)
    assert len(set(orders)) == 6  # a whole Latin square of three clips
    with ready.reading() as reader:
        assert orders[0] == clip_order_of(reader.first(Participant, number=1), kept)


def test_an_unknown_participant_begins_nothing(ready: Study):
    with pytest.raises(InputError, match="there is no participant 'p0'"), experimenting(ready) as writer:
        begin_session(writer, "p0", monotonic_ms=0, wall_time=BEGINNING)
    with ready.reading() as reader:
        assert reader.count(SessionRow) == reader.count(SessionEvent) == 0


def test_a_participant_is_in_one_session_at_a_time(ready: Study, begun: str):
    with (
        pytest.raises(InputError, match=f"is in the session {begun}, at consent"),
        experimenting(ready) as writer,
    ):
        begin_session(writer, who(ready), monotonic_ms=0, wall_time=BEGINNING)
    with experimenting(ready) as writer:
        append_events(writer, begun, walk(kept_session(writer, begun).session))
        second = begin_session(writer, who(ready), monotonic_ms=0, wall_time=BEGINNING)
    with ready.reading() as reader, pytest.raises(InputError, match=f"had the sessions .*{second.row.id}"):
        session_named(reader, who(ready))


def test_a_session_is_what_its_events_add_up_to(ready: Study, begun: str):
    with ready.reading() as reader:
        events = walk(kept_session(reader, begun).session)
    for event in events:
        with experimenting(ready) as writer:
            kept = append_events(writer, begun, [event])
        assert kept.row.state == str(kept.session.state)
    with ready.reading() as reader:
        again = session_named(reader, who(ready))
        assert again == kept
        assert again.session == Session.replay(again.events)
        assert (again.row.state, len(again.session.completed), again.problems) == ("done", 3, [])
        (row,) = list_sessions(reader)
    assert (row["session"], row["state"], row["clips_seen"], row["clips"]) == (begun, "done", 3, 3)


def test_an_event_may_be_sent_again(ready: Study, begun: str):
    with experimenting(ready) as writer:
        events = walk(kept_session(writer, begun).session, State.READY)
        first = append_events(writer, begun, events)
        later = [replace(event, received=event.received + timedelta(seconds=9)) for event in events]
        assert append_events(writer, begun, later) == first
        assert writer.count(SessionEvent) == len(events) + 1
    other = replace(events[1], monotonic_ms=7.5)
    with (
        pytest.raises(InputError, match=r"event 2 is kept already with another content \(monotonic_ms\)"),
        experimenting(ready) as writer,
    ):
        append_events(writer, begun, [other])


def test_events_are_kept_all_or_none_and_in_order(ready: Study, begun: str):
    with ready.reading() as reader:
        events = walk(kept_session(reader, begun).session, State.PLAY)
    with (
        pytest.raises(InputError, match="event 3 cannot follow: event 2 was"),
        experimenting(ready) as writer,
    ):
        append_events(writer, begun, [events[0], events[2]])
    impossible = happens(EventKind.PAID, 2)
    with (
        pytest.raises(InputError, match="not possible in the state camera check"),
        experimenting(ready) as writer,
    ):
        append_events(writer, begun, [events[0], impossible])
    unwritable = happens(EventKind.NOTE, 1, data={"text": object()})
    with pytest.raises(InputError, match="event 1 have no form in JSON"), experimenting(ready) as writer:
        append_events(writer, begun, [unwritable])
    with ready.reading() as reader:
        assert kept_session(reader, begun).session.state is State.CONSENT
        with pytest.raises(InputError, match="there is no session 'none'"):
            kept_session(reader, "none")


def test_data_come_back_as_json_has_them(ready: Study, begun: str):
    note = happens(EventKind.NOTE, 1, data={"words": ("a", "b"), "ü": 1.5})
    for _ in range(2):
        with experimenting(ready) as writer:
            append_events(writer, begun, [note])
    with ready.reading() as reader:
        assert dict(kept_session(reader, begun).events[1].data) == {"words": ["a", "b"], "ü": 1.5}


def test_a_clip_that_was_on_is_shown_again(ready: Study, begun: str):
    with experimenting(ready) as writer:
        append_events(writer, begun, walk(kept_session(writer, begun).session, State.PLAY))
        kept = resume_session(writer, begun, monotonic_ms=5, wall_time=BEGINNING + timedelta(hours=1))
    first = kept.session.order[0]
    assert (kept.session.state, kept.session.clip, kept.session.take) == (State.READY, first, 2)
    assert kept.session.takes[0].interrupted == "resumed"
    assert kept.problems == []
    with experimenting(ready) as writer:
        done = append_events(writer, begun, walk(kept.session))
        assert len(done.session.completed) == 3
        with pytest.raises(InputError, match="is not possible in the state done"):
            resume_session(writer, begun, monotonic_ms=5, wall_time=BEGINNING)


def test_clocks_that_jump_are_told(ready: Study, begun: str):
    with experimenting(ready) as writer:
        session = kept_session(writer, begun).session
        first = next_event(session)
        late = replace(
            next_event(session.apply(first)),
            monotonic_ms=1001.0,
            wall_time=first.wall_time + timedelta(hours=1),
        )
        back = happens(EventKind.NOTE, 3, ms=10.0)
        kept = append_events(writer, begun, [first, late, back])
    assert kept.problems[0] == "event 2: the wall clock jumped forward by 3599.999 s"
    assert kept.problems[1] == "event 3: the monotonic clock went back by 0.991 s"
    with ready.reading() as reader:
        assert "jumped forward" in list_sessions(reader)[0]["problems"]


def test_a_log_is_taken_in_and_goes_on(ready: Study, tmp_path: Path):
    first = started(ready)
    events = [first, *walk(Session.replay([first]))]
    path = logged(tmp_path / "s01.jsonl", events[:5])
    with experimenting(ready, "dora") as writer:
        done = import_log(writer, path, who(ready))
    assert (done.added, done.problems, done.kept.row.state) == (5, (), "baseline")
    logged(path, events[5:])
    for added in (len(events) - 5, 0):
        with experimenting(ready) as writer:
            again = import_log(writer, path)
        assert (again.added, again.kept.row.id, again.kept.row.state) == (added, done.kept.row.id, "done")
    assert list(again.kept.events) == events


def test_a_torn_log_and_a_clock_that_jumps_are_told(ready: Study, tmp_path: Path):
    first = started(ready)
    late = replace(happens(EventKind.NOTE, 1), wall_time=BEGINNING + timedelta(minutes=5))
    path = logged(tmp_path / "s01.jsonl", [first, late])
    with path.open("ab") as file:
        file.write(b'{"sequence": 2, "mono')
    with experimenting(ready) as writer:
        done = import_log(writer, path)
    assert done.added == 2
    assert "s01.jsonl: event 1: the wall clock jumped forward by 299.000 s" in done.problems
    assert "the last line was cut off" in done.problems[1]


def test_a_log_that_lacks_events_is_refused(ready: Study, tmp_path: Path):
    first = started(ready)
    path = logged(tmp_path / "s01.jsonl", [first, *(happens(EventKind.NOTE, number) for number in (1, 2, 3))])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    with (
        pytest.raises(InputError, match=r"s01\.jsonl: event 2 cannot follow"),
        experimenting(ready) as writer,
    ):
        import_log(writer, path)
    path.write_bytes(lines[0].replace(b"participant", b"partzipiant"))
    with pytest.raises(InputError, match=r"s01\.jsonl, line 1 is damaged"), experimenting(ready) as writer:
        import_log(writer, path)
    with ready.reading() as reader:
        assert reader.count(SessionRow) == 0


def test_a_log_of_somebody_else_or_of_another_protocol(ready: Study, tmp_path: Path):
    first = started(ready, 9)
    with pytest.raises(InputError, match="no participant number 9"), experimenting(ready) as writer:
        import_log(writer, logged(tmp_path / "nine.jsonl", [first]))
    path = logged(tmp_path / "one.jsonl", [started(ready)])
    with pytest.raises(InputError, match=r"number 1, and \w+ has number 2"), experimenting(ready) as writer:
        import_log(writer, path, who(ready, 2))
    with pytest.raises(InputError, match="there is no participant 'x'"), experimenting(ready) as writer:
        import_log(writer, path, "x")
    other = replace(first, data={**first.data, "participant": 1, "protocol": "ab" * 32})
    with (
        pytest.raises(InputError, match="the protocol abababababab is not kept"),
        experimenting(ready) as writer,
    ):
        import_log(writer, logged(tmp_path / "other.jsonl", [other]))
    strange = replace(first, data={**started(ready).data, "order": ["teeth"]})
    with (
        pytest.raises(InputError, match="shows other clips than the protocol"),
        experimenting(ready) as writer,
    ):
        import_log(writer, logged(tmp_path / "strange.jsonl", [strange]))


def test_a_log_that_contradicts_what_is_kept(ready: Study, tmp_path: Path):
    first = started(ready)
    with experimenting(ready) as writer:
        import_log(
            writer, logged(tmp_path / "a.jsonl", [first, happens(EventKind.NOTE, 1, data={"text": "a"})])
        )
    other = logged(tmp_path / "b.jsonl", [first, happens(EventKind.NOTE, 1, data={"text": "b"})])
    with (
        pytest.raises(InputError, match=r"b\.jsonl: event 1 is kept already with another content \(data\)"),
        experimenting(ready) as writer,
    ):
        import_log(writer, other)
