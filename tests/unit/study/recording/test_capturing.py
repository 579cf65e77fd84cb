"""What a camera sends while it records, and the recording that it becomes."""

from __future__ import annotations

import errno
import os
import shutil
import time
from fractions import Fraction

import pytest

from countenance.core.errors import ConflictError, InputError
from countenance.store.records import Film, Medium
from countenance.study.elicitation import EventKind
from countenance.study.people import ITEMS, add_consent, add_consent_text, participant, withdraw
from countenance.study.recording import append_events, experimenting, kept_session, resume_session
from countenance.study.recording import capturing as module
from countenance.study.recording.capturing import begin_capture, finish_capture, unfinished_captures
from countenance.study.recording.filmed import discard_captures, filmed_until
from countenance.study.recording.spooling import CaptureNote, Spool, read_chunks
from countenance.video import VideoFile

from ....barcodes import frame_in
from ....chunks import encoded, packed
from .filming import BEGINNING, happens, who

US = [5_000_000 + 33_333 * i + i % 3 for i in range(45)]
SENT = packed(encoded(US))
NOTE = CaptureNote(key="recorder-1", clock_ms=1234.5, width=320, height=240)


@pytest.fixture
def spool(ready, begun) -> Spool:
    return begin_capture(ready, begun, 0, NOTE)


def numbers(study, film: Film) -> list[int]:
    with study.reading() as reader:
        medium = reader.get(Medium, film.medium)
    return [frame_in(one.image) for one in VideoFile(study.media.path(medium.digest, medium.suffix)).frames()]


def test_what_was_sent_becomes_a_film(ready, begun, spool):
    for at in range(0, len(SENT), 7000):
        spool.append("recorder-1", at, SENT[at : at + 7000])
    assert (spool.n_bytes, spool.n_frames) == (len(SENT), 45)
    film = finish_capture(ready, begun, 0)
    assert numbers(ready, film) == list(range(45))
    assert film.name == f"{who(ready)} session 1 part 1"
    assert film.session == begun
    assert not spool.path.exists()
    assert unfinished_captures(ready) == []


def test_times_are_exact(ready, begun, spool):
    uneven = [7, 40_007, 50_008, 99_999, 200_000]
    spool.append("recorder-1", 0, packed(encoded(uneven)))
    film = finish_capture(ready, begun, 0)
    assert [Fraction(time) for time in film.times] == [Fraction(us - 7, 1_000_000) for us in uneven]


def test_what_is_sent_again_changes_nothing(spool):
    spool.append("recorder-1", 0, SENT[:5000])
    assert spool.append("recorder-1", 0, SENT[:5000]) == 5000
    assert spool.append("recorder-1", 1000, SENT[1000:8000]) == 8000
    assert spool.append("recorder-1", 1000, SENT[1000:2000]) == 8000
    assert spool.path.read_bytes() == SENT[:8000]


def test_a_gap_is_refused(spool):
    spool.append("recorder-1", 0, SENT[:5000])
    with pytest.raises(
        ConflictError, match="5000 bytes of this recording are here, and byte 5001 cannot follow"
    ):
        spool.append("recorder-1", 5001, SENT[5001:])
    assert spool.n_bytes == 5000


def test_another_recorder_is_refused(ready, begun, spool):
    assert begin_capture(ready, begun, 0, NOTE) == spool
    with pytest.raises(ConflictError, match="is recorded already"):
        begin_capture(ready, begun, 0, CaptureNote(key="recorder-2"))
    with pytest.raises(ConflictError, match="another window"):
        spool.append("recorder-2", 0, SENT)


@pytest.mark.parametrize("cut", [1, 15, 17])
def test_a_torn_end_is_left_out(ready, begun, spool, cut):
    spool.append("recorder-1", 0, SENT[:-cut])
    assert numbers(ready, finish_capture(ready, begun, 0)) == list(range(44))


def test_finishing_twice_gives_the_same_recording(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    assert finish_capture(ready, begun, 0).id == finish_capture(ready, begun, 0).id
    with pytest.raises(ConflictError, match="is over"):
        spool.append("recorder-1", len(SENT), b"more")
    with pytest.raises(ConflictError, match="is recorded already"):
        begin_capture(ready, begun, 0, NOTE)


def test_a_kill_before_it_was_noted_leaves_one_recording(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    film = finish_capture(ready, begun, 0)
    spool.mark(film="")
    spool.path.write_bytes(SENT)
    assert finish_capture(ready, begun, 0).id == film.id


def test_frames_of_a_killed_browsers_last_events_may_be_missing(ready, begun, spool):
    """The session logged a sync point for a frame that never arrived."""
    spool.append("recorder-1", 0, SENT)
    with experimenting(ready) as writer:
        append_events(
            writer,
            begun,
            [happens(EventKind.SYNC, 1, 2000.0, frame=3), happens(EventKind.SYNC, 2, 4000.0, frame=60)],
        )
    film = finish_capture(ready, begun, 0)
    assert film.report["alignment"]["points"] == [[3, 2000.0]]


def test_without_sync_points_the_recorders_clock_serves(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    assert finish_capture(ready, begun, 0).report["alignment"]["points"] == [[0, 1234.5]]


def test_each_segment_is_a_recording(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    with pytest.raises(ConflictError, match="has not come so far"):
        begin_capture(ready, begun, 1, CaptureNote(key="recorder-2"))
    with experimenting(ready) as writer:
        append_events(writer, begun, [happens(EventKind.NOTE, 1)])
        resume_session(writer, begun, monotonic_ms=0, wall_time=BEGINNING)
    second = begin_capture(ready, begun, 1, CaptureNote(key="recorder-2", width=320, height=240))
    second.append("recorder-2", 0, packed(encoded(US[:20])))
    assert [(one.segment, one.problem) for one in unfinished_captures(ready)] == [(0, ""), (1, "")]
    names = [finish_capture(ready, begun, segment).name for segment in (1, 0)]
    assert names == [f"{who(ready)} session 1 part {part}" for part in (2, 1)]


def test_what_a_page_could_not_begin_in_its_segment_is_kept_when_the_session_goes_on_elsewhere(ready, begun):
    with experimenting(ready) as writer:
        resume_session(writer, begun, monotonic_ms=0, wall_time=BEGINNING)
    begin_capture(ready, begun, 0, NOTE).append("recorder-1", 0, SENT)
    assert finish_capture(ready, begun, 0).n_frames == 45


def test_what_is_damaged_is_told_and_stays(ready, begun, spool):
    spool.append("recorder-1", 0, packed(encoded(US[:3])) + b"\xff" * 30)
    with pytest.raises(InputError, match="is damaged after 3 frames"):
        finish_capture(ready, begun, 0)
    assert [one.problem for one in unfinished_captures(ready)] == [
        "what was recorded is damaged after 3 frames"
    ]
    assert spool.n_frames == 3


def test_zeros_after_a_power_cut_are_left_out(ready, begun, spool):
    spool.append("recorder-1", 0, SENT + bytes(70_000))
    assert spool.n_frames == 45
    assert numbers(ready, finish_capture(ready, begun, 0)) == list(range(45))


def test_zeros_before_something_else_are_a_damage(ready, begun, spool):
    spool.append("recorder-1", 0, packed(encoded(US[:3])) + bytes(40) + b"x")
    with pytest.raises(InputError, match="is damaged after 3 frames"):
        finish_capture(ready, begun, 0)


def test_what_is_wrong_is_told_without_the_servers_folders(ready, begun, spool):
    spool.append("recorder-1", 0, packed(encoded(US[:1])))
    with pytest.raises(InputError, match="a recording needs at least two"):
        finish_capture(ready, begun, 0)
    assert (
        spool.note().problem
        == f"{who(ready)} session 1 part 1.mp4 has 1 frame, a recording needs at least two"
    )


def test_nothing_recorded_is_told(ready, begun):
    with pytest.raises(InputError, match="nothing was recorded in this part"):
        finish_capture(ready, begun, 0)


def test_who_did_not_agree_is_not_recorded(ready, begun):
    with ready.writing("admin") as writer:
        text = add_consent_text(writer, "Consent 2", "I agree to less.")
        add_consent(writer, participant(writer, who(ready)), text, dict.fromkeys(ITEMS, False))
    with pytest.raises(InputError, match="did not agree to be recorded"):
        begin_capture(ready, begun, 0, NOTE)


def test_who_withdraws_leaves_no_byte(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    withdraw(ready, who(ready), "admin")
    assert not ready.captures(begun).exists()
    with pytest.raises(ConflictError):
        spool.append("recorder-1", len(SENT), b"more")
    with pytest.raises(ConflictError, match="not there any more"):
        spool.begin(NOTE)
    assert not ready.captures(begun).exists()


def test_a_full_disk_adds_nothing(spool, monkeypatch):
    spool.append("recorder-1", 0, SENT[:100])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("countenance.study.recording.spooling._SETTLED_EVERY", 128)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        spool.append("recorder-1", 100, SENT[100:5000])
    assert spool.path.read_bytes() == SENT[:100]


def test_a_capture_has_a_largest_size(spool, monkeypatch):
    monkeypatch.setattr("countenance.study.recording.spooling.MOST_BYTES", 1000)
    with pytest.raises(InputError, match="at most"):
        spool.append("recorder-1", 0, SENT[:1001])


def test_a_name_that_is_taken_gets_a_number(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    with ready.reading() as reader:
        kept = kept_session(reader, begun)
    with ready.writing("admin") as writer:
        film = writer.first(Film, name="film1")
        writer.change(film, name=f"{who(ready)} Session 1 Part 1")
    with ready.reading() as reader:
        assert module.recording_name(reader, kept, 0) == f"{who(ready)} session 1 part 1 (2)"


def test_huge_lengths_are_not_read(tmp_path):
    (tmp_path / "a").write_bytes(b"\0" * 8 + b"\xff" * 4 + b"\1\0\0\0" + b"x" * 20)
    with pytest.raises(InputError, match="damaged after 0 frames"):
        list(read_chunks(tmp_path / "a"))
    assert list(read_chunks(tmp_path / "a", whole=False)) == []


def test_what_a_killed_server_left_of_finishing_goes(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    left = spool.path.parent / "tmpkilled"
    left.mkdir()
    (left / "part 1.mp4").write_bytes(b"face")
    finish_capture(ready, begun, 0)
    assert [path.name for path in spool.path.parent.iterdir()] == ["0.json"]


def test_who_withdraws_while_it_is_finished_leaves_no_byte(ready, begun, spool, monkeypatch):
    """The recording is in the study already, and the note that says so is to be written."""
    spool.append("recorder-1", 0, SENT)
    read = CaptureNote.read.__func__

    def then_withdraws(cls, path):
        note = read(cls, path)
        with ready.reading() as reader:
            is_made = reader.first(Film, session=begun) is not None
        if is_made:
            withdraw(ready, who(ready), "admin")
        return note

    monkeypatch.setattr(CaptureNote, "read", classmethod(then_withdraws))
    with pytest.raises(InputError, match="nothing was recorded"):
        finish_capture(ready, begun, 0)
    monkeypatch.undo()
    assert not ready.captures(begun).exists()


def test_bytes_for_a_capture_that_goes_at_this_moment_are_refused(ready, begun, spool, monkeypatch):
    spool.append("recorder-1", 0, SENT[:100])

    def then_goes(own: Spool) -> int:
        shutil.rmtree(own.path.parent)
        return 100

    monkeypatch.setattr(Spool, "n_bytes", property(then_goes))
    with pytest.raises(ConflictError, match="not there any more"):
        spool.append("recorder-1", 100, SENT[100:])
    assert not ready.captures(begun).exists()


def test_a_clock_that_was_set_back_keeps_nobody_from_finishing(spool):
    spool.append("recorder-1", 0, SENT)
    assert spool.is_growing
    os.utime(spool.path, (time.time() + 3600,) * 2)
    assert not spool.is_growing


def withdraw_in_session(study, session: str) -> None:
    with experimenting(study) as writer:
        number = kept_session(writer, session).session.next_sequence
        append_events(writer, session, [happens(EventKind.WITHDRAWN, number)])


def test_nothing_is_made_of_what_was_captured_of_somebody_who_withdrew(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    withdraw_in_session(ready, begun)
    with pytest.raises(InputError, match="has withdrawn: what was recorded is removed"):
        finish_capture(ready, begun, 0)
    assert (spool.n_bytes, unfinished_captures(ready)) == (0, [])
    with pytest.raises(ConflictError, match="is over"):
        spool.append("recorder-1", 0, SENT)
    with pytest.raises(ConflictError, match="nothing is recorded any more"):
        begin_capture(ready, begun, 0, CaptureNote(key="recorder-2"))


def test_who_withdraws_while_his_recording_is_looked_at_has_none(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)

    def then_withdraws(stage: str, done: int, _: int) -> None:
        if stage == "decoding" and done:
            withdraw_in_session(ready, begun)

    with pytest.raises(InputError, match="nothing is kept of what was recorded in this session"):
        finish_capture(ready, begun, 0, progress=then_withdraws)
    with ready.reading() as reader:
        assert reader.first(Film, session=begun) is None


def test_what_was_captured_can_be_let_go(ready, begun, spool):
    spool.append("recorder-1", 0, SENT)
    discard_captures(ready, begun)
    assert unfinished_captures(ready) == []


def test_how_far_the_camera_reaches(ready, begun, spool):
    assert filmed_until(ready, begun, 0) == NOTE.clock_ms
    spool.append("recorder-1", 0, SENT[:-5])
    assert filmed_until(ready, begun, 0) == pytest.approx(NOTE.clock_ms + (US[43] - US[0]) / 1000)
    finish_capture(ready, begun, 0)
    assert filmed_until(ready, begun, 0) is None


def test_a_camera_of_which_nothing_has_arrived_has_filmed_nothing(ready, begun):
    """Unless another one records, of which nobody knows here."""
    assert filmed_until(ready, begun, 0) == 0
    with experimenting(ready) as writer:
        consent = happens(EventKind.CONSENT_GIVEN, 1)
        without = happens(EventKind.CAMERA_OK, 2, data={"camera": "none"})
        append_events(writer, begun, [consent, without])
    assert filmed_until(ready, begun, 0) is None
