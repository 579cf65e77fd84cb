"""A study as BIDS with videos of behaviour: experimental, because the extension (BEP047) is a proposal.

https://github.com/bids-standard/bids-specification/pull/2231
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from countenance.study.publishing.cells import Cell, write_tsv
from countenance.study.publishing.columns import Table
from countenance.study.publishing.contents import (
    ExpressionContent,
    RecordingContent,
    ReleaseContent,
    ShownClipContent,
)
from countenance.study.publishing.options import Options
from countenance.study.publishing.papers import AGREEMENT, PRINTABLE
from countenance.study.publishing.staging import Stage
from countenance.study.publishing.tables import tables_of
from countenance.study.publishing.wording import SYNTHETIC, heading

__all__ = ["bids_names", "write_bids"]

_VERSION = "1.10.1"
_EVENTS = {
    "onset": "Presentation time of the onset after the first frame of the video, in seconds.",
    "duration": "From the onset to the presentation time of the offset, in seconds.",
    "trial_type": "macro or micro.",
    "onset_frame": "First frame that leaves the baseline, from 0, rounded half up.",
    "apex_frame": "First frame at the highest intensity, rounded half up.",
    "offset_frame": "First frame back at the baseline, rounded half up; part of the expression.",
    "category": "Final category.",
    "action_units": "Action units of the Facial Action Coding System.",
    "from_action_units": "What the movement means.",
    "from_stimulus": "What the stimulus was meant to evoke.",
    "self_report": "What the participant said.",
    "expression": "Name of the expression.",
}

_SHOWN = (
    "Stimulus", "StimulusEmotion", "Take", "OnsetFrame", "OffsetFrame", "Interrupted", "Remark",
)  # fmt: skip
"""What a sidecar says of a stimulus."""

_DIGITS = 6
"""Of seconds: microseconds."""


def write_bids(stage: Stage, content: ReleaseContent, options: Options) -> list[Table]:
    """Write videos with their events, and what the data set is.

    Returns
    -------
    list of Table
        None: BIDS has its own tables.
    """
    names = bids_names(content)
    _write_dataset(stage, content, names)
    stems = list(names.values())
    for done, (recording, stem) in enumerate(zip(content.recordings, stems, strict=True), start=1):
        _write_recording(stage, content, recording, stem)
        options.progress("copying recordings", done, len(stems))
    return []


def _write_dataset(stage: Stage, content: ReleaseContent, names: Mapping[str, str]) -> None:
    described: dict[str, Any] = {
        "Name": content.study,
        "BIDSVersion": _VERSION,
        "DatasetType": "raw",
        "License": content.answers.get("licence", "see DATA_USE_AGREEMENT.md"),
        "HowToAcknowledge": content.answers.get("citation", "see DATA_USE_AGREEMENT.md"),
        "GeneratedBy": [{"Name": "countenance", "Description": "Experimental export with BEP047 names."}],
    }
    stage.write("dataset_description.json", _json(described))
    people = tables_of(content)[0]
    write_tsv(
        stage.folder / "participants.tsv",
        ["participant_id", *people.header[2:]],
        ((f"sub-{row[0]}", *row[2:]) for row in people.rows()),
    )
    told = {column.name: {"Description": column.meaning} for column in people.columns[2:]}
    stage.write("participants.json", _json(told))
    stage.write(".bidsignore", f"{AGREEMENT}\n{PRINTABLE}\nSHA256SUMS\ndatasheet.md\n")
    beginning = heading(content, f"{content.study}, as BIDS", names)
    stage.write("README.md", _README.format(heading=beginning))


def _write_recording(stage: Stage, content: ReleaseContent, recording: RecordingContent, stem: str) -> None:
    place = f"sub-{recording.participant}/beh/{stem}"
    stage.copy(recording, f"{place}_recording-face_video{recording.suffix}")
    stage.write(f"{place}_recording-face_video.json", _json(_video(content, recording, stem)))
    own = [one for one in content.expressions if one.recording.name == recording.name]
    write_tsv(stage.folder / f"{place}_events.tsv", list(_EVENTS), map(_event, own))
    stage.write(
        f"{place}_events.json", _json({name: {"Description": told} for name, told in _EVENTS.items()})
    )


def bids_names(content: ReleaseContent) -> dict[str, str]:
    """A name for each recording: the task is the stimulus, and runs count how often somebody did it."""
    labels = _task_labels(content.recordings)
    runs: dict[tuple[str, str], int] = {}
    names = {}
    for one, label in zip(content.recordings, labels, strict=True):
        run = runs[one.participant, label] = runs.get((one.participant, label), 0) + 1
        names[one.name] = f"sub-{one.participant}_task-{label}_run-{run}"
    return names


def _task_labels(recordings: Sequence[RecordingContent]) -> Iterator[str]:
    """Letters and digits are all that BIDS allows; stimuli that would share a label are numbered."""
    names = sorted({_task(one) for one in recordings})
    labels: dict[str, str] = {}
    for name in names:
        plain = "".join(re.findall(r"[a-zA-Z0-9]+", name)) or "film"
        number, label = 1, plain
        while label in labels.values():
            number += 1
            label = f"{plain}x{number}"
        labels[name] = label
    for one in recordings:
        yield labels[_task(one)]


def _task(recording: RecordingContent) -> str:
    return "recording" if recording.stimulus is None else recording.stimulus.name


def _video(content: ReleaseContent, recording: RecordingContent, stem: str) -> dict[str, Any]:
    shown = [_shown(one) for one in content.shown_clips if one.recording == recording.name]
    times = [float(frame) for frame in map(recording.seconds, range(len(recording.times)))]
    return {
        "TaskName": stem.split("_")[1].removeprefix("task-"),
        "TaskDescription": _task(recording),
        "VideoFrameRate": float(recording.fps),
        "FrameCount": recording.n_frames,
        **({"FrameTimes": times} if times else {}),
        "CodingState": recording.coding_state.value,
        **({"ShownClips": shown} if shown else {}),
        **({"Note": SYNTHETIC} if content.synthetic else {}),
    }


def _shown(one: ShownClipContent) -> dict[str, Any]:
    frames = (None, None) if one.interval is None else (one.interval.onset, one.interval.offset)
    told = (one.stimulus, one.emotion, one.take, *frames, one.is_interrupted, one.remark or None)
    return dict(zip(_SHOWN, told, strict=True))


def _event(one: ExpressionContent) -> Sequence[Cell]:
    onset, offset = one.recording.seconds(one.onset), one.recording.seconds(one.offset)
    return (
        round(onset, _DIGITS), round(offset - onset, _DIGITS), one.kind.value,
        one.interval.onset, one.apex_frame, one.interval.offset,
        one.category, one.action_units, one.from_action_units, one.from_stimulus, one.self_report, one.id,
    )  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


_README = """{heading}
**Experimental.** Videos of behaviour are no part of BIDS yet: names and fields follow the proposal BEP047
(https://github.com/bids-standard/bids-specification/pull/2231) and may change with it. A validator that
does not know the proposal rejects the videos.

- `sub-*/beh/*_recording-face_video.*`: recordings, byte for byte as they were taken in.
- `sub-*/beh/*_events.tsv`: expressions; times after the first frame, frames from 0, half-frames rounded
  half up.
- `CodingState` in `*_video.json`: how far the coding of the recording is, settled, open or not coded. Nothing
  follows from its having no expression unless it is settled.
- `ShownClips` there: which stimulus was on when in the recording of a whole session; frames from 0.
- Texts that begin like a formula have an apostrophe in front, which is not theirs.
- `datasheet.md`, `DATA_USE_AGREEMENT.md`, `printable.csv`, `SHA256SUMS`.
"""
