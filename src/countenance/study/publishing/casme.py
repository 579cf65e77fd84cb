"""A study in the layout of CAS(ME)2: the workbook of labels, videos, and pictures where they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from countenance.core import InputError
from countenance.databases.casme2sq import CASME2Squared
from countenance.databases.casme2sq.layout import SIMULATION_NOTE, CASME2Layout
from countenance.databases.casme2sq.writing import WORKBOOK, label_row, write_frames, write_workbook
from countenance.databases.simulated import SimulatedDatabase
from countenance.study.publishing.casme_names import CasmeClip, CasmeRecording, casme_recordings
from countenance.study.publishing.cells import Cell, guarded
from countenance.study.publishing.columns import Column, ColumnType, Reference, Table
from countenance.study.publishing.contents import CodingState, ReleaseContent
from countenance.study.publishing.options import Options
from countenance.study.publishing.staging import Stage
from countenance.study.publishing.tables import tables_of, write_tables
from countenance.study.publishing.wording import SYNTHETIC, heading
from countenance.video import open_frames, read_frame

__all__ = ["write_casme"]

_VIDEOS, _PICTURES, _CROPS = "rawvideo", "rawpic", "cropped"
_QUALITY = 95
_NO_APEX = -1
"""Becomes 0 where frames count from 1, which the layout reads as "not coded"."""


def write_casme(stage: Stage, content: ReleaseContent, options: Options) -> list[Table]:
    """Write the layout, and see that its reader finds nothing wrong.

    Returns
    -------
    list of Table
        What was written as CSV besides.

    Raises
    ------
    InputError
        If there is no expression, one has no category, or a video does not hold its frames.
    """
    recordings = casme_recordings(content)
    if not content.expressions:
        raise InputError(f"no expression of {content.study} may be published: label the study first")
    for done, one in enumerate(recordings, start=1):
        _write_recording(stage, one, options)
        options.progress("copying recordings", done, len(recordings))
    _write_workbook(stage.folder / WORKBOOK, recordings)
    tables = [*tables_of(content), _names(recordings), _clips(recordings)]
    write_tables(stage.folder, tables, parquet=False)
    stage.write("README.md", _readme(content, recordings, options))
    if content.synthetic:
        stage.write(SIMULATION_NOTE, _simulation_note(content))
    _check(stage.folder, synthetic=content.synthetic)
    return tables


def _video(one: CasmeRecording) -> str:
    return f"{_VIDEOS}/{one.home}/{one.stem}{one.recording.suffix}"


def _folder(one: CasmeRecording) -> str:
    return f"{_PICTURES}/{one.home}/{one.stem}"


def _crop(one: CasmeRecording, clip: CasmeClip) -> str:
    return f"{_CROPS}/{one.home}/{clip.name}"


def _write_recording(stage: Stage, one: CasmeRecording, options: Options) -> None:
    video = stage.copy(one.recording, _video(one))
    if not (options.pictures or options.window):
        return
    source = open_frames(video)
    if options.pictures:
        write_frames(
            stage.folder / _folder(one),
            (frame.image for frame in source.frames()),
            quality=_QUALITY,
        )
    if options.window is None:
        return
    for clip in one.clips:
        found = clip.expression
        apex = found.interval.onset if found.apex_frame is None else found.apex_frame
        window = options.window(read_frame(source, apex).image)
        cut = (
            frame.image[window] for frame in source.frames(found.interval.onset, found.interval.offset + 1)
        )
        target = stage.folder / _crop(one, clip)
        write_frames(target, cut, first=found.interval.onset + 1, quality=_QUALITY)


def _write_workbook(path: Path, recordings: Sequence[CasmeRecording]) -> None:
    people = dict.fromkeys((one.number, one.home, one.number) for one in recordings)
    films = dict.fromkeys((one.code, one.film) for one in recordings)
    rows = (_label(one, clip) for one in recordings for clip in one.clips)
    write_workbook(path, rows, people, sorted(films))


def _label(one: CasmeRecording, clip: CasmeClip) -> list[str | int | None]:
    found = clip.expression
    if found.category is None:
        raise InputError(
            f"{one.recording.name}, frame {found.interval.onset}: an expression without a category: file it first"
        )
    return label_row(
        one.number,
        clip.name,
        found.interval,
        _NO_APEX if found.apex_frame is None else found.apex_frame,
        action_units=found.action_units,
        category=found.category,
        kind=found.kind,
        self_report=None if found.self_report is None else guarded(found.self_report),
    )


def _names(recordings: Sequence[CasmeRecording]) -> Table:
    columns = [
        Column("recording", ColumnType.TEXT, "Its name in recordings.csv."),
        Column("folder", ColumnType.TEXT, "The participant's folder."),
        Column("file", ColumnType.TEXT, "Name of the video, without suffix, and of the folder of pictures."),
        Column("subject", ColumnType.INTEGER, "The participant in the workbook."),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in recordings:
            yield one.recording.name, one.home, one.stem, one.number

    known = Reference("recording", "recordings", "recording")
    return Table("names", "Which file is which recording.", columns, rows, ["recording"], [known])


def _clips(recordings: Sequence[CasmeRecording]) -> Table:
    columns = [
        Column("expression", ColumnType.TEXT, "Its name in expressions.csv."),
        Column("subject", ColumnType.INTEGER, "The participant in the workbook."),
        Column("clip", ColumnType.TEXT, "Its name in the workbook."),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in recordings:
            for clip in one.clips:
                yield clip.expression.id, one.number, clip.name

    known = Reference("expression", "expressions", "expression")
    meaning = "Which clip of the workbook is which expression."
    return Table("clips", meaning, columns, rows, ["expression"], [known])


def _simulation_note(content: ReleaseContent) -> str:
    """By which readers keep nobody's faces from passing for real ones."""
    rates = {one.fps for one in content.recordings}
    note = {"statement": SYNTHETIC, **({"frames_per_second": float(*rates)} if len(rates) == 1 else {})}
    return json.dumps(note, indent=1) + "\n"


def _check(folder: Path, *, synthetic: bool) -> None:
    """The release is read before anybody has it."""
    database: CASME2Layout = (SimulatedDatabase if synthetic else CASME2Squared)(folder, _VIDEOS)
    fatal = next((problem for problem in database.validate() if problem.fatal), None)
    if fatal is not None:
        raise InputError(f"the release would not be readable: {fatal}")


def _readme(content: ReleaseContent, recordings: Sequence[CasmeRecording], options: Options) -> str:
    rates = sorted({float(one.fps) for one in content.recordings})
    other = ", ".join(f"{rate:g}" for rate in rates if rate != 30)
    halves = sum(one.has_half_frames for one in content.expressions)
    return _README.format(
        heading=heading(
            content,
            f"{content.study}, in the layout of CAS(ME)²",
            {one.recording.name: one.stem for one in recordings},
        ),
        workbook=WORKBOOK,
        video=_video(recordings[0]),
        pictures=_PICTURES_TOLD.format(folder=_folder(recordings[0])) if options.pictures else "",
        crops=_crops_told(recordings) if options.window else "",
        halves=halves,
        database="simulated" if content.synthetic else "casme2sq",
        rates=_RATES.format(rates=other) if other else "",
        films="\n".join(sorted({_film_row(one) for one in recordings})),
        n_no_expressions=content.n_no_expressions,
        n_unlabelled=content.n_unlabelled,
        n_settled=sum(one.recording.coding_state is CodingState.SETTLED for one in recordings),
        n_recordings=len(recordings),
    )


def _crops_told(recordings: Sequence[CasmeRecording]) -> str:
    one, clip = next((one, clip) for one in recordings for clip in one.clips)
    first = clip.expression.interval.onset + 1
    return _CROPS_TOLD.format(picture=f"{_crop(one, clip)}/img{first:03d}.jpg")


def _film_row(one: CasmeRecording) -> str:
    watched = one.recording.stimulus
    cells = ("", "") if watched is None else (guarded(watched.name), watched.emotion or "")
    told = [cell.replace("|", "\\|") for cell in cells]
    return f"| {one.code} | {one.film} | {told[0]} | {told[1]} |"


_PICTURES_TOLD = """- `{folder}/img001.jpg`: each frame of a recording, JPEG at quality 95.
"""
_CROPS_TOLD = """- `{picture}`: an expression from onset to offset, cut to the face.
"""
_RATES = """
Readers of CAS(ME)² take 30 frames per second for granted; here recordings have {rates}: durations in
milliseconds that they derive are wrong. Macro and micro were decided at the right rate.
"""

_README = """{heading}
This is not CAS(ME)². It is laid out like it, so that what reads CAS(ME)² reads it.

- `{workbook}`: the labels; frames count from 1, apex 0 means that none was coded.
- `{video}`: recordings, byte for byte as they were taken in, with their sound and
  whatever the camera wrote into the file.
{pictures}{crops}- `names.csv`, `clips.csv`: which video is which recording, and which clip of the workbook is which
  expression, of the tables that follow.
- `participants.csv`, `recordings.csv`, `shown_clips.csv`, `expressions.csv`, `codings.csv`,
  `self_reports.csv`: everything else, frames from 0. `shown_clips.csv` tells which stimulus was on when in the
  recording of a whole session.
- `datasheet.md`, `DATA_USE_AGREEMENT.md`, `printable.csv`, `croissant.json`, `SHA256SUMS`.

## What the layout cannot say

- **Half-frames.** A frame that is the mean of two coders may lie half-way between two. The workbook has it
  rounded half up, `expressions.csv` exactly. Macro and micro were decided by the exact frames. Expressions
  with such a frame: {halves}.
- **Stimuli.** A film is called by the emotion that it was meant to evoke; one of which none is known, or
  which shows a whole session, is `recording`.
- **Recordings that are not settled.** The workbook knows expressions alone. `coding_state` in `recordings.csv`
  says how far the coding of each recording is, and nothing follows from one's having no expression unless it
  is settled. Settled recordings: {n_settled} of {n_recordings}.
- **Texts** in the workbook and in CSV that begin like a formula have an apostrophe in front, which is not
  theirs.
- **Left out.** Settled movements that are no expressions: {n_no_expressions}; that are not labelled yet:
  {n_unlabelled}.
{rates}
| code | film | stimulus | meant to evoke |
|---|---|---|---|
{films}

```sh
countenance databases validate {database}=FOLDER --folder rawvideo
```
"""
