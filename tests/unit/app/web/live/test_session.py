"""Frames from the camera to the spotter, and what was found to everybody."""

from __future__ import annotations

import threading
import time
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from countenance.app.web.live.hub import Hub
from countenance.app.web.live.recorder import Recorder
from countenance.app.web.live.session import Session, State
from countenance.core import Interval
from countenance.core.contracts import Spotted, Suspected
from countenance.core.errors import InputError, VideoError
from countenance.core.expressions import ExpressionKind
from countenance.video import open_frames

from .conftest import FPS, InStep


class Told(Hub):
    """Keeps everything it is told."""

    def __init__(self) -> None:
        super().__init__({})
        self.kept, self.statuses, self.rows, self.suspected = [], [], [], []

    def keep(self, message):
        self.kept.append(message)

    def status(self, message):
        self.statuses.append(message)

    def row(self, time, values):
        self.rows.append((time, *values))

    def suspect(self, spans):
        self.suspected.append(spans)


def run(session: Session) -> Told:
    session.start()
    assert session.wait(60)
    session.stop()
    return session.hub


def test_that_it_is_over_is_told_last(in_step):
    """Two threads tell how things are; the page must not be left with what the slower one saw before."""

    class Slow(Told):
        def status(self, message):
            if message["state"] == "running":
                time.sleep(0.05)
            super().status(message)

    for _ in range(3):
        assert run(Session(*in_step(), Slow())).statuses[-1]["state"] == "ended"


def test_expressions_are_told_as_they_end(in_step):
    hub = run(Session(*in_step(), Told()))
    assert [message["type"] for message in hub.kept] == ["remark", "mark", "mark"]
    first, second = hub.kept[1:]
    assert (first["kind"], second["kind"]) == ("micro", "macro")
    assert [first[key] * FPS for key in ("onset", "apex", "offset")] == pytest.approx([10, 13, 17])
    assert [second[key] * FPS for key in ("onset", "apex", "offset")] == pytest.approx([40, 50, 59])
    assert (first["id"], first["pictures"], first["action_units"], first["regions"]) == (
        0,
        3,
        ["4"],
        ("forehead",),
    )
    assert first["from_apex"] >= first["from_offset"] >= 0


def test_what_is_suspected_is_told_and_not_kept(in_step):
    session = Session(*in_step(30), Told())
    hub = run(session)
    assert hub.suspected == [[{"onset": 10 / FPS, "offset": 12 / FPS}], [], []]
    assert len(session.spotting().expressions) == 1


def test_nothing_is_suspected_any_more_when_the_spotter_has_crashed(in_step):
    class Crashing:
        curve_names = ()

        def spot(self, frames, fps, *, trace=None):  # noqa: ARG002
            yield Suspected((Interval(0, next(iter(frames)).index),))
            raise ValueError("no")

    camera, _ = in_step(30)
    camera.finished.release(30)  # nobody tells it to go on
    session = Session(camera, Crashing(), Told())
    assert run(session).suspected[-1] == []
    assert session.state is State.FAILED


def test_curves_are_told_for_every_frame_and_nothing_where_there_is_nothing(in_step):
    hub = run(Session(*in_step(20), Told()))
    assert [row[0] for row in hub.rows] == pytest.approx([number / FPS for number in range(20)])
    assert [row[1] for row in hub.rows[:11]] == [40.0] * 10 + [185.0]
    assert {row[2] for row in hub.rows} == {None}


def test_a_mark_comes_before_the_next_frame_is_asked_for(in_step):
    """The latency that the session itself adds is less than a frame, whatever the machine."""
    camera, spotter = in_step(30)
    hub = Told()
    session = Session(camera, spotter, hub)
    seen_at_mark = []
    hub.keep = lambda message: seen_at_mark.append((message["type"], len(hub.rows)))
    run(session)
    assert ("mark", 19) in seen_at_mark  # frames 0 to 18; the offset is frame 17, and 18 shows that it was


def test_a_slow_spotter_misses_frames_which_are_counted_and_never_queued():
    delivered, began = threading.Event(), threading.Event()

    class Camera(InStep):
        def _pictures(self):
            for number in range(100):
                yield np.full((24, 32, 3), 40, np.uint8), Fraction(number, FPS)
                if number == 0:
                    assert began.wait(30)
                while number < 99 and self._waiting:
                    pass  # nothing is lost before the session
            delivered.set()

    class Slow:
        curve_names = ()

        def spot(self, frames, fps, *, trace=None):
            del fps, trace
            seen = []
            for frame in frames:
                seen.append(frame)
                began.set()
                assert delivered.wait(30)
                while session._n_taken < 100:
                    pass
            assert [frame.index for frame in seen] == list(range(len(seen)))
            yield Spotted(Interval(0, len(seen) - 1), 1, ExpressionKind.MACRO, 1.0)

    session = Session(Camera([]), Slow(), Told())
    hub = run(session)
    room = round(FPS / 4)
    missed = 100 - 1 - room
    assert hub.statuses[-1]["seen"] == 1 + room
    assert hub.statuses[-1]["dropped"] == missed
    assert hub.statuses[-1]["dropped_share"] == missed / 100
    # In the frames of the camera the interval runs from the first to the last, and its apex was the 94th.
    [found] = session.spotting().expressions
    assert (found.interval, found.apex) == (Interval(0, 99), 100 - room)
    assert session.spotting().remarks == (
        f"This machine was too slow for {missed} of 100 frames: the spotter did not see them.",
    )


def test_frames_that_went_before_they_were_taken_are_counted_alike_on_the_page_and_in_the_end(monkeypatch):
    class Camera(InStep):
        def _pictures(self):
            return ((np.full((24, 32, 3), 40, np.uint8), Fraction(number, FPS)) for number in range(100))

    class Patient:
        curve_names = ()

        def spot(self, frames, fps, *, trace=None):
            del fps, trace
            assert len(list(frames)) > 0
            yield from ()

    camera, take = Camera([]), Session._take

    def busy(session, frame, now):
        while not camera._ended:
            pass
        take(session, frame, now)

    monkeypatch.setattr(Session, "_take", busy)
    session = Session(camera, Patient(), Told())
    last = run(session).statuses[-1]
    assert (session.n_delivered, last["seen"] + last["dropped"]) == (100, 100)
    assert last["dropped"] >= 100 - 1 - 8  # the one that was taken, and those that waited
    assert session.spotting().remarks == (
        f"This machine was too slow for {last['dropped']} of 100 frames: the spotter did not see them.",
    )


def test_what_was_found_before_the_camera_disappeared_stays(in_step):
    camera, spotter = in_step(15, end=VideoError("camera 0 has disappeared: connect it again"))
    session = Session(camera, spotter, Told())
    hub = run(session)
    assert session.state is State.LOST
    assert [message["type"] for message in hub.kept] == ["remark", "mark"]  # cut off, and still reported
    assert hub.statuses[-1]["state"] == "lost"
    assert hub.statuses[-1]["problem"] == "camera 0 has disappeared: connect it again"
    assert session.spotting().damage == "camera 0 has disappeared: connect it again"
    assert session.spotting().n_frames == 15


def test_a_lost_face_is_told_while_it_is_lost(in_step):
    class FaceLost:
        curve_names = ("motion", "more")
        curve_unit = "grey levels"

        def spot(self, frames, fps, *, trace=None):
            del fps
            for frame in frames:
                value = np.nan if 5 <= frame.index < 25 else 1.0
                trace(frame.index, np.array([value, np.nan], np.float32))
                camera.finished.release()
            yield from ()

    camera, _ = in_step(30)
    session = Session(camera, FaceLost(), hub := Told())
    run(session)
    told = [status["face_lost"] for status in hub.statuses]
    assert [here for here, before in zip(told[1:], told[:-1], strict=True) if here != before] == [True, False]
    assert not told[0]
    assert session.spotting().curve_unit == "grey levels"


def test_a_rate_at_which_micro_expressions_cannot_be_resolved_is_told_once(in_step, monkeypatch):
    monkeypatch.setattr("countenance.app.web.live.session._STATUS_EVERY", 0)
    unresolved = "At 5 frames per second a micro-expression lasts 3 frames at most"
    nominal, spotter = in_step(30)
    nominal.fps = Fraction(5)
    hub = run(Session(nominal, spotter, Told()))
    assert hub.kept[0]["text"].startswith(unresolved)

    class Dim(type(nominal)):
        """Promises 25 frames per second and delivers 5, as webcams do in dim light."""

        def _pictures(self):
            return ((image, 5 * time) for image, time in super()._pictures())

    dim = Dim([40] * 60)
    spotter = type(spotter)(dim)
    hub = run(Session(dim, spotter, Told()))
    told = [message["text"] for message in hub.kept if message["type"] == "remark"]
    assert [text.startswith(unresolved) for text in told] == [False, True]

    enough, spotter = in_step(30)
    hub = run(Session(enough, spotter, Told()))
    assert not any("cannot be resolved" in message.get("text", "") for message in hub.kept)


@pytest.mark.parametrize(("n_frames", "told"), [(30, 1), (20, 0)])
def test_a_method_that_looks_at_everything_at_the_end_is_told_of(in_step, monkeypatch, n_frames, told):
    monkeypatch.setattr("countenance.app.web.live.session._STATUS_EVERY", 0)
    monkeypatch.setattr("countenance.app.web.live.advice._SILENT_SECONDS", 1.0)  # 25 frames

    class AtTheEnd:
        curve_names = ("contrast",)

        def spot(self, frames, fps, *, trace=None):
            del fps
            for _ in frames:
                camera.finished.release()
            trace(0, np.array([1.0], np.float32))
            yield from ()

    camera, _ = in_step(n_frames)
    hub = run(Session(camera, AtTheEnd(), Told()))
    assert ["only at the end" in message["text"] for message in hub.kept] == [True] * told


def test_a_spotter_that_refuses_what_it_was_given_has_not_crashed(in_step):
    class Refusing:
        curve_names = ()

        def spot(self, frames, fps, *, trace=None):
            del frames, fps, trace
            raise InputError("face 'nobody' is no choice: give largest")
            yield

    camera, _ = in_step()
    session = Session(camera, Refusing(), Told())
    camera.finished.release(100)
    hub = run(session)
    assert session.state is State.FAILED
    assert isinstance(session.failure, InputError)
    assert hub.statuses[-1]["problem"] == "face 'nobody' is no choice: give largest"


def test_a_spotter_that_crashes_lets_the_camera_go(in_step):
    class Crashing:
        curve_names = ()

        def spot(self, frames, fps, *, trace=None):
            del fps, trace
            next(iter(frames))
            yield from ()
            raise KeyError("no such thing")

    camera, _ = in_step()
    session = Session(camera, Crashing(), Told())
    camera.finished.release(100)
    hub = run(session)
    assert session.state is State.FAILED
    assert hub.statuses[-1]["problem"] == "the spotter failed: KeyError: 'no such thing'"
    assert isinstance(session.failure.__cause__, KeyError)
    assert not camera._thread.is_alive()


@pytest.mark.parametrize("broken", ["keep", "picture", "recorder", "camera"])
def test_whatever_fails_while_frames_are_taken_is_told_and_everything_ends(in_step, monkeypatch, broken):
    monkeypatch.setattr("countenance.app.web.live.session._STATUS_EVERY", 0)
    camera, spotter = in_step(30)
    hub, recorder = Told(), None

    def crash(*_):
        raise ZeroDivisionError("planted")

    if broken == "keep":
        monkeypatch.setattr("countenance.app.web.live.session.Advice.next", crash)
    elif broken == "picture":
        hub.picture = crash  # the last frame's, for nobody watches
    elif broken == "recorder":
        recorder = SimpleNamespace(offer=crash, problem="")
    else:
        monkeypatch.setattr(camera, "frames", crash)
    session = Session(camera, spotter, hub, recorder)
    camera.finished.release(100)
    run(session)
    assert session.state is State.FAILED
    what = "showing the last frame" if broken == "picture" else "taking frames"
    assert hub.statuses[-1]["state"] == "failed"
    assert hub.statuses[-1]["problem"] == f"{what} failed: ZeroDivisionError: planted"
    assert isinstance(session.failure.__cause__, ZeroDivisionError)
    assert session.spotting().damage == hub.statuses[-1]["problem"]
    assert camera._closed
    assert camera._thread is None or not camera._thread.is_alive()


def test_a_camera_that_disappeared_is_told_although_its_last_frame_cannot_be_shown(in_step):
    camera, spotter = in_step(15, end=VideoError("camera 0 has disappeared: connect it again"))
    hub = Told()

    def crash(*_):
        raise ZeroDivisionError("planted")

    hub.picture = crash
    session = Session(camera, spotter, hub)
    run(session)
    assert str(session.problem) == "camera 0 has disappeared: connect it again"
    assert hub.statuses[-1]["problem"] == session.spotting().damage == str(session.problem)
    assert session.state is State.LOST
    assert [message["type"] for message in hub.kept] == ["remark", "mark"]


def test_pause_and_resume(in_step):
    camera, spotter = in_step(5)
    session = Session(camera, spotter, Told())
    assert session.state is State.RUNNING
    session.pause()
    assert session.state is State.PAUSED
    session.resume()
    hub = run(session)
    assert session.state is State.ENDED
    assert [status["state"] for status in hub.statuses[:2]] == ["paused", "running"]


def test_a_session_that_never_began_can_be_stopped(in_step):
    camera, spotter = in_step()
    session = Session(camera, spotter, Told())
    session.stop()
    assert list(camera.frames()) == []  # it has let go of the camera
    assert session.spotting().n_frames == 0
    assert (session.hub.kept, session.hub.statuses) == ([], [])


def test_nothing_is_stored_and_only_the_last_picture_shown_when_nobody_watches(
    in_step, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    hub = Told()
    shown = []
    hub.picture = lambda time, _: shown.append(time)
    run(Session(*in_step(30), hub))
    assert shown == [29 / FPS]
    assert list(tmp_path.iterdir()) == []


def test_a_recording_holds_what_was_spotted_and_its_frames_are_numbered_alike(in_step, tmp_path):
    camera, spotter = in_step()
    recorder = Recorder(tmp_path, camera.fps, waiting=100)  # all of them, however slow the encoder is
    session = Session(camera, spotter, Told(), recorder)
    run(session)
    recorder.close()
    found = session.spotting()
    assert [event.interval for event in found.expressions] == [Interval(10, 17), Interval(40, 59)]
    levels = np.array([frame.image.mean() for frame in open_frames(recorder.video).frames()])
    assert len(levels) == found.n_frames == 70
    assert np.flatnonzero(levels > 120).tolist() == [*range(10, 18), *range(40, 60)]
    assert np.flatnonzero(found.curves[:, 0] > 120).tolist() == [*range(10, 18), *range(40, 60)]
    assert session.hub.statuses[0]["recording"] is True
    assert session.hub.statuses[-1]["recording"] is False


def test_a_frame_that_cannot_be_recorded_is_not_spotted_either(in_step, tmp_path):
    camera, spotter = in_step(20)
    recorder = Recorder(tmp_path, camera.fps)
    offer = recorder.offer

    def refusing(frame):
        if frame.index == 5:
            camera.finished.release()  # the spotter will not
            return False
        return offer(frame)

    recorder.offer = refusing
    session = Session(camera, spotter, Told(), recorder)
    hub = run(session)
    recorder.close()
    assert hub.statuses[-1]["dropped"] == 1
    assert "too slow for 1 of 20 frames" in session.spotting().remarks[0]
    assert session.spotting().n_frames == 19
    assert session.spotting().expressions[0].interval == Interval(9, 16)
