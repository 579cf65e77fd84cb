"""Commands from stimuli to self-reports, in the order in which a laboratory runs them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from countenance.study.elicitation import Event, EventKind, EventLog, Protocol
from countenance.study.people import ITEMS
from countenance.video import write_video

from ...conftest import MadeOnce

BEGINNING = datetime(2026, 7, 17, 9, 30, tzinfo=UTC)


def film(path: Path, n_frames: int = 30, *, shade: int = 0, **options) -> Path:
    path.parent.mkdir(exist_ok=True)
    frames = np.random.default_rng(shade).integers(0, 255, (n_frames, 48, 64, 3), dtype=np.uint8)
    write_video(path, frames, 30, crf=30, **options)
    return path


@pytest.fixture
def stimuli(cli, made_once: MadeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A study in the working directory: a coder, an experimenter, two stimuli and a participant; the pseudonym."""
    made = made_once("study-with-stimuli", lambda folder: _begin(cli, folder))
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return rows(cli, "people", "smiles")[0]["pseudonym"]


def _begin(cli, folder: Path) -> None:
    study, consent = folder / "smiles", folder / "consent.txt"
    consent.write_text("I agree.", encoding="utf-8")
    cli("study", "init", study, "--name", "Smiles", "--synthetic")
    cli("study", "add-account", study, "anna", "--role", "coder")
    cli("study", "add-account", study, "dora", "--role", "experimenter")
    cli("study", "add-consent-text", study, consent, "--title", "Consent")
    pseudonym = cli("study", "add-participant", study).out.strip()
    agreed = [word for item in ITEMS for word in ("--agree", item)]
    assert cli("study", "consent", study, pseudonym, *agreed).code == 0
    for shade, (name, emotion) in enumerate({"teeth": "disgust", "baby": "happiness"}.items(), 1):
        clip = film(folder / "clips" / f"{name}.mp4", shade=shade)
        done = cli("study", "add-stimulus", study, clip, "--emotion", emotion, "--as", "dora")
        assert done.code == 0


@pytest.fixture
def ready(cli, stimuli: str) -> str:
    assert cli("study", "protocol-template", "smiles", "protocol.toml").code == 0
    assert cli("study", "add-protocol", "smiles", "protocol.toml").code == 0
    return stimuli


def rows(cli, *words: str) -> list[dict]:
    return json.loads(cli("study", *words, "-f", "json").out)


def refused(outcome, *told: str) -> None:
    """One sentence on the error stream, exit code 2."""
    assert outcome.code == 2
    assert outcome.out == ""
    said = [line for line in outcome.err.splitlines() if not line.startswith("decoding: ")]
    assert len(said) == 1
    for text in told:
        assert text in outcome.err


def event(kind: EventKind, sequence: int, ms: float, **rest) -> Event:
    moment = BEGINNING + timedelta(milliseconds=ms)
    return Event(sequence, ms, moment, moment, kind, **rest)


def log_of(path: Path, *, jump: bool = False) -> Path:
    """The first clip is on from second 2 to second 3, and a flash is frame 15, in second 1."""
    protocol = Protocol.read("protocol.toml")
    order = protocol.order(1)
    first = {"participant": 1, "protocol": protocol.digest, "order": list(order)}
    shown = {"clip": order[0], "take": 1}
    kinds = [
        (EventKind.CONSENT_GIVEN, 100, {}), (EventKind.CAMERA_OK, 200, {}), (EventKind.INSTRUCTIONS_READ, 300, {}),
        (EventKind.COMPREHENSION_PASSED, 400, {}), (EventKind.BASELINE_ONSET, 500, {}),
        (EventKind.BASELINE_OFFSET, 600, {}), (EventKind.SYNC, 1000, {"frame": 15}),
        (EventKind.CLIP_ONSET, 2000, shown), (EventKind.CLIP_OFFSET, 3000, shown), (EventKind.STOPPED, 3500, {}),
    ]  # fmt: skip
    events = [event(EventKind.STARTED, 0, 0, data=first)]
    events += [event(kind, number, ms, **rest) for number, (kind, ms, rest) in enumerate(kinds, 1)]
    if jump:
        last = events[-1]
        events[-1] = Event(
            last.sequence, last.monotonic_ms, BEGINNING + timedelta(days=1), BEGINNING, last.kind
        )
    with EventLog(path) as log:
        log.append(events)
    return path


@pytest.mark.usefixtures("stimuli")
def test_stimuli_are_added_rated_and_chosen(cli):
    lines = ["rater,clip,emotion,intensity"]
    lines += [f"r{rater},teeth,{'disgust' if rater < 9 else 'fear'},4" for rater in range(12)]
    lines += [f"r{rater},baby,happiness,5" for rater in range(12)]
    Path("ratings.csv").write_text("\n".join(lines), encoding="utf-8")
    assert cli("study", "import-ratings", "smiles", "ratings.csv").out == (
        "24 ratings added, 0 changed, 0 there already.\n"
    )
    assert "24 there already" in cli("study", "import-ratings", "smiles", "ratings.csv").out
    wanted = ("--want", "disgust=1", "--prefer", "disgust=low intensity")
    chosen = cli("study", "choose-stimuli", "smiles", *wanted, "--as", "dora")
    assert chosen.out == (
        "chosen  teeth: disgust, 9 of 12 raters\nnot     baby: its main emotion, happiness, is not wanted\n"
    )
    table = {row["clip"]: row for row in rows(cli, "stimuli", "smiles")}
    assert (table["teeth"]["rate"], table["teeth"]["chosen"], table["clip 1"]["rate"]) == (0.75, "yes", 0.86)
    assert "clip 9" in cli("study", "stimuli", "smiles", columns=200).out
    refused(cli("study", "choose-stimuli", "smiles", "--want", "anger=1"), "1 clip of anger is missing")
    few = cli("study", "choose-stimuli", "smiles", "--want", "anger=1", "--incomplete")
    assert (few.code, "1 clip of anger is missing" in few.err) == (0, True)


@pytest.mark.usefixtures("stimuli")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--want", "anger"), "--want anger: write EMOTION=VALUE"),
        (("--want", "anger=two"), "'two' is no number of clips"),
        (("--want", "anger=1", "--want", "Anger=2"), "--want names anger twice"),
        (("--want", "anger=1", "--prefer", "anger=best"), "--prefer: 'best' is none of selection, intensity"),
        (("--want", "anger=1", "--prefer", "fear=intensity"), "prefer names fear"),
        (("--want", "anger=1", "--scores", "some"), "--scores some: give one of all, selectors"),
        (("--want", "anger=1"), "no stimulus was rated"),
    ],
)
def test_rules_that_make_no_sense(cli, words: tuple[str, ...], told: str):
    refused(cli("study", "choose-stimuli", "smiles", *words), told)


@pytest.mark.usefixtures("stimuli")
def test_stimuli_that_cannot_be_added(cli):
    film(Path("clips/teeth.mp4"), shade=99)
    refused(
        cli("study", "add-stimulus", "smiles", "clips/teeth.mp4"),
        "is not the stimulus 'teeth' that was added",
    )
    refused(
        cli("study", "add-stimulus", "smiles", "clips/baby.mp4", "--name", "b"),
        "is the stimulus 'baby' already",
    )
    refused(cli("study", "add-stimulus", "smiles", "clips/gone.mp4"), "clips/gone.mp4 does not exist")
    refused(cli("study", "add-stimulus", "smiles", "clips/teeth.mp4", "--as", "anna"), "anna is coder")
    refused(cli("study", "add-stimulus", "elsewhere", "clips/teeth.mp4"), "elsewhere holds no study")
    refused(
        cli("study", "import-ratings", "smiles", "gone.csv"),
        "gone.csv does not exist, expected a table of",
    )
    again = cli("study", "add-stimulus", "smiles", "clips/teeth.mp4", "--name", "teeth 2", "--hash-only")
    assert "its hash alone is kept" in again.out
    assert len([row for row in rows(cli, "stimuli", "smiles") if row["of"] == "this study"]) == 3
    assert cli("study", "verify", "smiles").code == 0


@pytest.mark.usefixtures("stimuli")
def test_a_protocol_is_made_checked_and_added(cli):
    assert "2 clips" in cli("study", "protocol-template", "smiles", "protocol.toml").out
    refused(cli("study", "protocol-template", "smiles", "protocol.toml"), "protocol.toml exists already")
    checked = cli("study", "protocol-check", "smiles", "protocol.toml", "--clips", "clips")
    assert (checked.code, "can be used; SHA-256" in checked.out) == (0, True)
    film(Path("clips/teeth.mp4"), shade=99)
    wrong = cli("study", "protocol-check", "smiles", "protocol.toml", "--clips", "clips")
    assert (wrong.code, "wrong  clip teeth: clips/teeth.mp4 is not the stimulus" in wrong.out) == (2, True)
    assert cli("study", "add-protocol", "smiles", "protocol.toml").out.startswith(
        "Suppressed expressions is kept;"
    )
    assert "is kept already" in cli("study", "add-protocol", "smiles", "protocol.toml").out
    Path("torn.toml").write_text("schema = ", encoding="utf-8")
    refused(cli("study", "add-protocol", "smiles", "torn.toml"), "torn.toml has 1 problem: it is not TOML")
    refused(
        cli("study", "protocol-check", "smiles", "gone.toml"), "gone.toml has 1 problem: it cannot be read"
    )


def test_the_order_of_a_participant(cli, ready: str):
    shown = rows(cli, "order", "smiles", ready)
    assert tuple(row["clip"] for row in shown) == Protocol.read("protocol.toml").order(1)
    assert shown == rows(cli, "order", "smiles", ready)
    refused(cli("study", "order", "smiles", "p0"), "there is no participant 'p0'")
    refused(cli("study", "order", "smiles", ready, "--protocol", "x"), "there is no protocol 'x'")


def test_a_session_with_its_recording(cli, ready: str):
    log_of(Path("s01.jsonl"), jump=True)
    taken = cli("study", "import-session", "smiles", "s01.jsonl", "--participant", ready)
    assert "11 events added, 1 of 2 clips seen to the end, state stopped." in taken.out
    assert "event 10: the wall clock jumped forward" in taken.err
    assert "0 events added" in cli("study", "import-session", "smiles", "s01.jsonl").out
    (row,) = rows(cli, "sessions", "smiles")
    assert (row["participant"], row["clips_seen"], row["state"]) == (ready, 1, "stopped")
    film(Path("whole.mp4"), 100, shade=5)
    added = cli("study", "add-recording", "smiles", "whole.mp4", "--session", ready)
    first = Protocol.read("protocol.toml").order(1)[0]
    assert added.out == f"whole: 100 frames, 30 per second.\n  {first}, take 1: frames 45 to 75\n"
    again = ("--session", ready, "--name", "again", "--sync", "15:1000", "--sync", "x")
    refused(cli("study", "add-recording", "smiles", "whole.mp4", *again), "'x' is no sync point")
    refused(cli("study", "import-session", "smiles", "gone.jsonl"), "gone.jsonl cannot be read")
    refused(
        cli("study", "import-session", "smiles", "s01.jsonl", "--participant", "p0"), "no participant 'p0'"
    )


def test_recordings_of_constant_and_variable_rate(cli, stimuli: str):
    film(Path("even.mp4"), shade=5)
    film(Path("uneven.mp4"), shade=6, times=[Fraction(i if i < 9 else i + 3, 30) for i in range(30)])
    whose = ("--participant", stimuli, "--stimulus", "teeth", "--as", "dora")
    even = cli("study", "add-recording", "smiles", "even.mp4", *whose)
    assert (even.out, even.err) == ("even: 30 frames, 30 per second.\n", "decoding: 30\n")
    uneven = cli("study", "add-recording", "smiles", "uneven.mp4", *whose, "--quick", "--name", "不均 ①")
    assert "133.3 ms pass between frames 8 and 9" in uneven.err
    listed = {row["recording"]: row for row in rows(cli, "recordings", "smiles")}
    assert [(row["constant"], row["missing"]) for row in listed.values()] == [(True, 0), (False, 3)]
    assert listed["不均 ①"]["stimulus"] == "teeth"
    assert "teeth" in cli("study", "recordings", "smiles", columns=220).out


def test_a_recording_that_was_added_by_mistake_is_taken_out(cli, stimuli: str):
    film(Path("even.mp4"), shade=5)
    cli("study", "add-recording", "smiles", "even.mp4", "--participant", stimuli)
    refused(cli("study", "remove-recording", "smiles", "odd"), "there is no recording 'odd'")
    removed = cli("study", "remove-recording", "smiles", "even")
    assert (removed.code, removed.out) == (0, "even is taken out, with its file.\n")
    assert rows(cli, "recordings", "smiles") == []


def test_recordings_that_cannot_be_added(cli, stimuli: str):
    whole = film(Path("whole.mkv"), 60, shade=5).read_bytes()
    Path("cut.mkv").write_bytes(whole[: len(whole) // 2])
    Path("letter.mp4").write_text("Dear reader", encoding="utf-8")
    whose = ("--participant", stimuli)
    add = ("study", "add-recording", "smiles")
    refused(cli(*add, "letter.mp4", *whose), "letter.mp4")
    refused(cli(*add, "whole.mkv", "--participant", "p0"), "there is no participant 'p0'")
    refused(cli(*add, "whole.mkv"), "name a participant or a session")
    refused(
        cli(*add, "whole.mkv", *whose, "--as", "anna"), "anna is coder, and this is for experimenter or admin"
    )
    refused(cli(*add, "clips/teeth.mp4", *whose), "is the stimulus 'teeth', not a recording")
    assert cli("study", "verify", "smiles").code == 0
    assert "note" not in cli("study", "verify", "smiles").out  # no file belongs to nothing
    assert rows(cli, "recordings", "smiles") == []
    damaged = cli(*add, "cut.mkv", *whose)
    assert (damaged.code, "can be read); take these with --allow-damaged" in damaged.err) == (2, True)
    kept = cli(*add, "cut.mkv", *whose, "--allow-damaged")
    assert (kept.code, "frames are kept" in kept.err) == (0, True)
    refused(cli(*add, "whole.mkv", *whose, "--name", "cut"), "there is already a recording 'cut'")


def test_self_reports_go_in_and_out(cli, stimuli: str):
    film(Path("s01.mp4"), shade=5)
    cli("study", "add-recording", "smiles", "s01.mp4", "--participant", stimuli)
    table = "recording,onset,offset,emotion,intensity,text,not_emotional\n"
    Path("reports.csv").write_text(f"{table}s01,3,9,disgust,4,噁心,\ns01,12,14,,,,blink\n", encoding="utf-8")
    assert cli("study", "import-reports", "smiles", "reports.csv", "--as", "dora").out == (
        "2 self-reports of 1 recording; 2 changes.\n"
    )
    listed = list(csv.DictReader(io.StringIO(cli("study", "reports", "smiles", "-f", "csv").out)))
    assert [(row["onset"], row["emotion"], row["text"]) for row in listed] == [
        ("3", "disgust", "噁心"),
        ("12", "", ""),
    ]
    assert cli("study", "reports", "smiles", "--out", "out.xlsx").out == "out.xlsx: 2 self-reports.\n"
    assert "0 changes" in cli("study", "import-reports", "smiles", "out.xlsx").out
    Path("late.csv").write_text(f"{table}s01,3,30,disgust,4,,\n", encoding="utf-8")
    late = cli("study", "import-reports", "smiles", "late.csv", "--replace")
    refused(late, "late.csv: s01, frames 3 to 30: the recording has the frames 0 to 29")
    Path("other.csv").write_text(f"{table}s01,3,8,disgust,4,,\n", encoding="utf-8")
    refused(cli("study", "import-reports", "smiles", "other.csv"), "s01 has 2 self-reports already")
    assert "3 changes" in cli("study", "import-reports", "smiles", "other.csv", "--replace").out
    refused(cli("study", "reports", "smiles", "--out", "out.docx"), "name a file that ends in .csv or .xlsx")
    refused(cli("study", "reports", "smiles", "--recording", "none"), "there is no recording 'none'")
