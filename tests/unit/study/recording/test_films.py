"""Recordings are looked through and copied; a damaged one leaves nothing behind; clips of a long one are found."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from countenance.core import InputError, Interval
from countenance.core.errors import VideoError
from countenance.store.records import Film, Medium, Participant
from countenance.study.coding.files import film_times
from countenance.study.elicitation import EventKind, Session, State, SyncPoint
from countenance.study.people import add_consent, add_participant, consent_text, plan_withdrawal, withdraw
from countenance.study.project import Study
from countenance.study.recording import (
    NewFilm,
    add_film,
    add_stimulus,
    append_events,
    clip_at,
    clips_of,
    experimenting,
    kept_session,
    list_films,
    look_at,
    sync_point_of,
)
from countenance.video import VideoFile, write_video

from .filming import damaged, film, happens, next_event, uneven, walk, who


def names(study: Study) -> set[str]:
    with study.reading() as reader:
        return {one.name for one in reader.find(Film)}


def files(study: Study) -> set[str]:
    return {digest for digest, _ in study.media.files()}


def test_a_recording_of_constant_rate(study: Study, tmp_path: Path):
    path = film(tmp_path / "s01.mp4", 45)
    told: list[tuple[str, int, int]] = []
    added = add_film(
        study, path, NewFilm(participant=who(study)), actor="dora", progress=lambda *given: told.append(given)
    )
    kept = added.film
    assert (kept.name, kept.fps, kept.n_frames, kept.times, kept.take) == ("s01", 30, 45, (), 1)
    assert added.warnings == ()
    assert told[-1] == ("decoding", 45, 45)
    assert [kept.report[name] for name in ("missing", "warnings", "damage", "nominal_fps")] == [
        0,
        [],
        "",
        "30",
    ]
    with study.reading() as reader:
        medium = reader.get(Medium, kept.medium)
    assert (medium.suffix, medium.name) == (".mp4", "s01.mp4")
    assert study.media.path(medium.digest).read_bytes() == path.read_bytes()
    assert study.verify().faults == ()


def test_a_recording_of_variable_rate_keeps_its_times(study: Study, tmp_path: Path):
    added = add_film(study, film(tmp_path / "s01.mp4", times=uneven()), NewFilm(participant=who(study)))
    assert tuple(map(Fraction, added.film.times)) == tuple(uneven())
    assert added.film.report["missing"] == 2
    assert added.film.report["drops"] == [[4, 100.0, 2]]
    assert any("100 ms pass between frames 4 and 5" in one for one in added.warnings)
    assert any("the distance of frames varies" in one for one in added.warnings)
    times = film_times(added.film)
    assert (times.start(5), times.n_frames) == (Fraction(7, 30), 12)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_rate_that_the_file_states_and_does_not_keep(tmp_path: Path, suffix: str):
    slow = [Fraction(place * 1005, 30_000) for place in range(300)]
    footage = look_at(film(tmp_path / f"slow{suffix}", 300, times=slow))
    assert footage.is_constant
    assert float(footage.fps) == pytest.approx(30_000 / 1005, rel=1e-4)


def test_a_rate_that_changes_half_way_keeps_its_times(tmp_path: Path):
    times = [
        Fraction(place, 30) if place < 100 else Fraction(100, 30) + Fraction(place - 100, 25)
        for place in range(200)
    ]
    footage = look_at(film(tmp_path / "dim.mp4", 200, times=times))
    assert [Fraction(time) for time in footage.times] == times
    assert footage.fps == Fraction(199) / times[-1]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi", ".webm", ".mov"])
def test_containers_that_round_are_of_constant_rate(tmp_path: Path, suffix: str):
    path = tmp_path / f"film{suffix}"
    codec = {"codec": "libvpx-vp9"} if suffix == ".webm" else {}
    write_video(path, np.zeros((40, 48, 64, 3), np.uint8), Fraction(30000, 1001), **codec)
    assert look_at(path).times == ()
    assert look_at(path).fps == Fraction(30000, 1001)


def test_a_film_that_is_no_film(study: Study, tmp_path: Path):
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear reader")
    before = files(study)
    with pytest.raises(VideoError, match=r"letter\.mp4"):
        add_film(study, letter, NewFilm(participant=who(study)))
    with pytest.raises(VideoError, match="does not exist"):
        add_film(study, tmp_path / "gone.mp4", NewFilm(participant=who(study)))
    with pytest.raises(VideoError, match="a recording needs at least two"):
        add_film(study, film(tmp_path / "one.mp4", 1), NewFilm(participant=who(study)))
    assert (names(study), files(study)) == ({"film1", "film2"}, before)


@pytest.mark.parametrize("decode", [True, False])
def test_a_film_that_was_cut_off(study: Study, tmp_path: Path, decode: bool):
    path = damaged(film(tmp_path / "whole.mkv", 60), tmp_path / "cut.mkv")
    given = NewFilm(participant=who(study))
    before = files(study)
    with pytest.raises(
        VideoError, match=r"cut\.mkv is damaged or cut short after frame \d+.*with --allow-damaged"
    ):
        add_film(study, path, given, decode=decode)
    assert (names(study), files(study)) == ({"film1", "film2"}, before)
    added = add_film(study, path, given, decode=decode, allow_damaged=True)
    assert 2 <= added.film.n_frames < 60
    assert added.film.n_frames <= VideoFile(path).n_frames
    assert added.warnings[0].endswith(f"the first {added.film.n_frames} frames are kept")
    with study.reading() as reader:
        assert "cut short" in {row["recording"]: row["warnings"] for row in list_films(reader)}["cut"]


def test_damage_inside_of_pictures_is_found_by_decoding(study: Study, tmp_path: Path):
    content = bytearray(film(tmp_path / "whole.mp4", 60).read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(4000)
    (tmp_path / "spoilt.mp4").write_bytes(content)
    given = NewFilm(participant=who(study))
    with pytest.raises(VideoError, match=r"spoilt\.mp4 is damaged"):
        add_film(study, tmp_path / "spoilt.mp4", given)
    added = add_film(study, tmp_path / "spoilt.mp4", given, allow_damaged=True)
    assert 2 <= added.film.n_frames < 60


def test_what_is_kept_of_a_film_tells_neither_where_its_file_lay_nor_what_it_was_called(
    study: Study, tmp_path: Path
):
    path = damaged(film(tmp_path / "whole.mkv", 60), tmp_path / "Anna Miller.mkv")
    given = NewFilm(participant=who(study), by_participant=True)
    added = add_film(study, path, given, allow_damaged=True).film
    assert added.name == f"{who(study)} recording 1"
    assert added.report["damage"].startswith(f"{added.name} is damaged or cut short")
    with study.reading() as reader:
        assert reader.get(Medium, added.medium).name == f"{added.name}.mkv"
    assert "Miller" not in f"{added.report}"
    other = add_film(study, film(tmp_path / "Anna Miller.mp4", shade=7), given).film
    assert other.name == f"{who(study)} recording 2"


def test_what_somebody_typed_behind_the_last_dot_of_a_name_is_not_kept(study: Study, tmp_path: Path):
    given = NewFilm(participant=who(study), by_participant=True)
    for n, (typed, kept) in enumerate((("clip 3.Anna Miller", ""), ("Anna.MP4", ".mp4")), 1):
        path = film(tmp_path / "film.mp4", shade=n).rename(tmp_path / typed)
        added = add_film(study, path, given).film
        with study.reading() as reader:
            assert reader.get(Medium, added.medium).name == f"{who(study)} recording {n}{kept}"


def test_a_name_is_given_once(study: Study, tmp_path: Path):
    path, given = film(tmp_path / "film1.mp4", shade=1), NewFilm(participant=who(study))
    with pytest.raises(InputError, match="there is already a recording 'film1': give another name"):
        add_film(study, path, given)
    with pytest.raises(InputError, match="'ＦＩＬＭ１' differs in case or width"):
        add_film(study, path, NewFilm(participant=who(study), name="ＦＩＬＭ１"))
    added = add_film(study, path, NewFilm(participant=who(study), name="微笑 ①"))
    assert added.film.name == "微笑 ①"
    with pytest.raises(InputError, match="is in the study already, as the recording '微笑 ①'"):
        add_film(study, path, NewFilm(participant=who(study), name="other"))


def test_a_recording_is_no_stimulus_and_the_other_way_round(shown: Study, clips: Path, tmp_path: Path):
    with pytest.raises(InputError, match="is the stimulus 'teeth', not a recording"):
        add_film(shown, clips / "teeth.mp4", NewFilm(participant=who(shown)))
    path = film(tmp_path / "face.mp4", shade=77)
    add_film(shown, path, NewFilm(participant=who(shown)))
    with pytest.raises(InputError, match="is the recording 'face', not a stimulus"):
        add_stimulus(shown, path)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"participant": "p0"}, "there is no participant 'p0'"),
        ({}, "name a participant or a session"),
        ({"session": "none"}, "there is no session 'none'"),
        ({"stimulus": "none"}, "there is no stimulus 'none'"),
        ({"take": 2}, "a take is one of a stimulus"),
        ({"take": 0}, "takes count from 1"),
        ({"level": "moon"}, "'moon' is no release level: give one of none, laboratory"),
        ({"stimulus": "teeth", "sync": [SyncPoint(0, 0.0)]}, "leave out the stimulus"),
        ({"sync": [SyncPoint(0, 0.0)]}, "name the session"),
    ],
)
def test_what_a_recording_cannot_belong_to(shown: Study, tmp_path: Path, given: dict, told: str):
    before = files(shown)
    known = given if given in ({"participant": "p0"}, {}) else {"participant": who(shown), **given}
    with pytest.raises(InputError, match=told):
        add_film(shown, film(tmp_path / "s01.mp4"), NewFilm(**known))
    assert (names(shown), files(shown)) == ({"film1", "film2"}, before)


def test_only_experimenters_add_recordings(study: Study, tmp_path: Path):
    with pytest.raises(InputError, match="anna is coder, and this is for experimenter or admin"):
        add_film(study, film(tmp_path / "s01.mp4"), NewFilm(participant=who(study)), actor="anna")


def test_nobody_is_kept_who_did_not_agree(study: Study, tmp_path: Path):
    with study.writing("admin") as writer:
        third = add_participant(writer)
    path = film(tmp_path / "s03.mp4")
    added = add_film(study, path, NewFilm(participant=third.pseudonym, level="laboratory"))
    assert added.warnings == ("the participant has given no consent yet, so the recording may go nowhere",)
    with study.reading() as reader:
        text = consent_text(reader)
    with study.writing("admin") as writer:
        add_consent(writer, third, text, dict.fromkeys(text.items, False))
    with pytest.raises(InputError, match=r"did not agree to be recorded: s03b\.mp4 may not be kept"):
        add_film(study, film(tmp_path / "s03b.mp4", shade=3), NewFilm(participant=third.pseudonym))


def test_a_recording_of_one_clip_of_a_session(ready: Study, begun: str, tmp_path: Path):
    path = film(tmp_path / "teeth.mp4", shade=40)
    with experimenting(ready) as writer:
        kept = append_events(writer, begun, walk(kept_session(writer, begun).session))
    given = NewFilm(session=who(ready), stimulus="teeth", name="s01-teeth")
    added = add_film(ready, path, given).film
    assert (added.session, added.take, clips_of(added)) == (begun, 1, ())
    with ready.reading() as reader:
        assert reader.get(Participant, added.participant).pseudonym == who(ready)
        row = {one["recording"]: one for one in list_films(reader)}["s01-teeth"]
    assert (row["stimulus"], row["session"], row["may_go_to"]) == ("teeth", kept.row.id, "public")
    with pytest.raises(InputError, match=f"teeth, take 2, was not shown in session {begun}"):
        add_film(ready, path, NewFilm(session=begun, stimulus="teeth", take=2, name="x"))
    with pytest.raises(InputError, match="is not one of participant"):
        add_film(ready, path, NewFilm(session=begun, participant=who(ready, 2), name="x"))


def played(study: Study, session: str, *, sync: bool) -> None:
    """A session of which clip k is on from second 2 + 3k to second 4 + 3k, and a flash in second 1."""
    with experimenting(study) as writer:
        state: Session = kept_session(writer, session).session
        events = []
        while state.state is not State.DONE:
            ms = 100.0 * state.next_sequence
            if state.state is State.READY:
                ms = 2000 + 3000.0 * state.position
            elif state.state in {State.PLAY, State.REST}:
                ms = 4000 + 3000.0 * (state.position - (state.state is State.REST))
            elif state.position == 3:
                ms = 12_000.0 + state.next_sequence
            if sync and state.state is State.READY and state.position == 0:
                events.append(happens(EventKind.SYNC, state.next_sequence, 1000.0, frame=45))
                state = state.apply(events[-1])
            events.append(next_event(state, ms))
            state = state.apply(events[-1])
        append_events(writer, session, events)


@pytest.mark.parametrize("logged", [True, False])
def test_clips_are_found_in_the_recording_of_a_session(
    ready: Study, begun: str, tmp_path: Path, logged: bool
):
    played(ready, begun, sync=logged)
    # Half a second of film went before the clock of the session: second 1 is frame 45.
    path = film(tmp_path / "session.mp4", 280, shade=8)
    points = () if logged else (SyncPoint(45, 1000.0), SyncPoint(75, 2000.0))
    added = add_film(ready, path, NewFilm(session=begun, sync=points)).film
    with ready.reading() as reader:
        order = kept_session(reader, begun).session.order
        listed = {one["recording"]: one["stimulus"] for one in list_films(reader)}["session"]
    found = clips_of(added)
    assert [(one.stimulus, one.take) for one in found] == [(name, 1) for name in order]
    assert [one.interval for one in found] == [Interval(75, 135), Interval(165, 225), None]
    assert "ends outside of the recording" in found[2].problem
    assert found[2].problem in added.report["warnings"]
    assert listed == ", ".join(order)
    assert clip_at(added, Interval(80, 90)) == found[0]
    assert clip_at(added, Interval(140, 150)) is None
    assert added.stimulus is None


def test_a_session_without_a_sync_point(ready: Study, begun: str, tmp_path: Path):
    played(ready, begun, sync=False)
    path, before = film(tmp_path / "session.mp4"), files(ready)
    with pytest.raises(InputError, match=r"logged no sync point in segment 0: .*--sync FRAME:MILLISECONDS"):
        add_film(ready, path, NewFilm(session=begun))
    with pytest.raises(InputError, match="has the segments 0 to 0, 1 is none of them"):
        add_film(ready, path, NewFilm(session=begun, segment=1))
    with pytest.raises(InputError, match="is frame 99, and the recording has frames 0 to 11"):
        add_film(ready, path, NewFilm(session=begun, sync=[SyncPoint(99, 0.0)]))
    assert files(ready) == before


@pytest.mark.parametrize("text", ["", "5", "x:5", "5:x", "5.5:3"])
def test_what_is_no_sync_point(text: str):
    with pytest.raises(InputError, match="is no sync point: write FRAME:MILLISECONDS"):
        sync_point_of(text)


def test_a_file_that_grows_while_it_is_read(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = film(tmp_path / "s01.mp4")
    add = study.media.add

    def grow(source: Path):
        with source.open("ab") as file:
            file.write(b"more")
        return add(source)

    monkeypatch.setattr(study.media, "add", grow)
    before = files(study)
    with pytest.raises(InputError, match=r"s01\.mp4 changed while it was read"):
        add_film(study, path, NewFilm(participant=who(study)))
    assert (names(study), files(study)) == ({"film1", "film2"}, before)


def test_a_withdrawal_finds_everything(ready: Study, begun: str, tmp_path: Path):
    pseudonym = who(ready)
    played(ready, begun, sync=True)
    digest_before = files(ready)
    add_film(ready, film(tmp_path / "session.mp4", 60, shade=8), NewFilm(session=begun))
    with ready.reading() as reader:
        plan = plan_withdrawal(reader, pseudonym)
    assert (plan.rows["recording"], plan.rows["session"]) == (2, 1)
    withdraw(ready, pseudonym, "admin")
    assert files(ready) <= digest_before
    assert ready.verify().faults == ()
