"""BIDS with videos: names, events, sidecars."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from countenance.store.records import Film, Stimulus
from countenance.study.publishing import publish

from .conftest import NewStudy


def test_the_tree(new: NewStudy, tmp_path: Path):
    made = publish(new(consents=("public",)), "bids", tmp_path / "out", "public", "emil")
    [who] = made.release.participants
    stem = f"sub-{who}/beh/sub-{who}_task-cmdfilm_run-1"
    assert set(made.release.manifest["files"]) == {
        ".bidsignore", "DATA_USE_AGREEMENT.md", "README.md", "SHA256SUMS", "datasheet.md", "printable.csv",
        "dataset_description.json", "participants.tsv", "participants.json",
        f"{stem}_events.tsv", f"{stem}_events.json",
        f"{stem}_recording-face_video.mp4", f"{stem}_recording-face_video.json",
    }  # fmt: skip
    description = json.loads((tmp_path / "out/dataset_description.json").read_text(encoding="utf-8"))
    assert (description["Name"], description["DatasetType"]) == ("Smiles & Frowns", "raw")
    assert "Experimental" in (tmp_path / "out/README.md").read_text(encoding="utf-8")
    video = json.loads((tmp_path / f"out/{stem}_recording-face_video.json").read_text(encoding="utf-8"))
    assert video == {
        "TaskName": "cmdfilm", "TaskDescription": "=cmd|film ü", "VideoFrameRate": 30.0, "FrameCount": 60,
        "CodingState": "settled",
    }  # fmt: skip


def test_events(new: NewStudy, tmp_path: Path):
    publish(new(consents=("public",)), "bids", tmp_path / "out", "public", "emil")
    [path] = (tmp_path / "out").rglob("*_events.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        smile, frown = csv.DictReader(file, delimiter="\t")
    assert float(smile["onset"]) == pytest.approx(0.35)
    assert float(smile["duration"]) == pytest.approx(0.4)
    assert len(smile["duration"]) <= len("0.400000")
    assert (smile["trial_type"], smile["apex_frame"], frown["apex_frame"]) == ("micro", "n/a", "42")
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert list(told) == list(smile)


def test_participants(new: NewStudy, tmp_path: Path):
    made = publish(new(consents=("public",)), "bids", tmp_path / "out", "public", "emil")
    lines = (tmp_path / "out/participants.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "participant_id\tage\tgender\thobby"
    assert lines[1].startswith(f"sub-{made.release.participants[0]}\t20\tfemale\t")


def test_stimuli_that_would_share_a_label_are_numbered_and_runs_counted(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    with study.writing("admin") as writer:
        first = writer.first(Film)
        other = writer.add(Stimulus(name="cmd film", digest="cd" * 32, seconds=1.0))
        for name, stimulus in (("b", other.id), ("c", first.stimulus), ("d", None)):
            writer.add(
                Film(
                    name=name, participant=first.participant, medium=first.medium, fps=first.fps,
                    n_frames=60, stimulus=stimulus,
                )
            )  # fmt: skip
    publish(study, "bids", tmp_path / "out", "public", "emil")
    tasks = sorted(path.name.split("_", 1)[1] for path in (tmp_path / "out").rglob("*_events.tsv"))
    assert tasks == [
        "task-cmdfilm_run-1_events.tsv",
        "task-cmdfilm_run-2_events.tsv",
        "task-cmdfilmx2_run-1_events.tsv",
        "task-recording_run-1_events.tsv",
    ]
