"""What the generic layout advises: whoever uses it made the table, the recordings and their description."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from countenance.core import DatabaseError, Problem
from countenance.databases.generic import GenericDatabase
from countenance.video import write_video

from .layouts import write_frames, write_table
from .test_generic import release, row


def problems(root: Path) -> list[Problem]:
    return GenericDatabase(root).validate()


def without(column: str, **changes: object) -> dict[str, object]:
    return {name: value for name, value in row(**changes).items() if name != column}


def test_contradicting_rows_without_the_column_clip_are_told_to_add_it(tmp_path: Path):
    release(tmp_path)
    write_table(tmp_path / "labels.csv", [row(), row(emotion="fear")])
    lost = problems(tmp_path)
    assert [(p.row, p.fatal, p.clip) for p in lost] == [(2, True, "p01/film1_5"), (3, True, "p01/film1_5")]
    assert {p.remedy for p in lost} == {"add a column clip and give each expression its own name in it"}


def test_contradicting_rows_with_an_empty_column_clip_are_told_to_fill_it(tmp_path: Path):
    lost = problems(release(tmp_path, [row(), row(emotion="fear")]))
    assert {p.remedy for p in lost} == {"give each expression its own name in column L (clip)"}


def test_a_video_that_no_row_names_is_to_be_named_in_a_row(tmp_path: Path):
    root = release(tmp_path, films={})
    (root / "recordings").mkdir()
    write_video(root / "recordings/film2.mp4", [np.zeros((32, 32, 3), np.uint8)] * 5, fps=30)
    unnamed, nothing, lost = problems(root)
    assert unnamed.remedy == "add a row with its recording and participant to labels.csv, or leave it"
    assert nothing.message == "it holds no folder of frames and no video that can be used"
    assert nothing.remedy == "copy them there, named as in the column recording"
    assert str(lost) == (
        "labels.csv, row 2 (p01/film1_5): recordings has neither a folder nor a video film1 with frames; copy it "
        "there, or correct column A (recording)."
    )


def test_a_recording_whose_rows_contradict_is_not_to_be_renamed(tmp_path: Path):
    rows = [row(), row(participant="p02", onset=15, apex=16, offset=18)]
    note = next(p for p in problems(release(tmp_path, rows)) if p.file == "recordings/film1")
    assert note.remedy == "make these rows agree"


@pytest.mark.parametrize("whose", [{}, {"onset": None, "apex": None, "offset": None}])
def test_an_empty_video_is_said_to_be_there(tmp_path: Path, whose: dict[str, object]):
    cells = row() if not whose else {"recording": "film1", "participant": "p01"}
    root = release(tmp_path, [cells, row(recording="film2")], films={"film2": range(1, 21)})
    (root / "recordings/film1.mp4").write_bytes(b"")
    note, about_row = problems(root)
    assert (note.file, note.remedy) == ("recordings/film1.mp4", "copy it there again")
    assert about_row.message == "no frame of recordings/film1.mp4 can be used"
    assert (about_row.row, about_row.fatal) == (2, not whose)


def test_a_header_that_lacks_columns_is_told_which(tmp_path: Path):
    release(tmp_path)
    write_table(tmp_path / "labels.csv", [without("type")])
    [fault] = problems(tmp_path)
    assert fault.remedy == "add the missing columns to its header: type"
    (tmp_path / "labels.csv").write_text("a,b\n1,2\n")
    [fault] = problems(tmp_path)
    assert fault.remedy == "correct it"


def test_no_sentence_speaks_of_a_release_to_copy_from(tmp_path: Path):
    rows = [row(offset=30), row(recording="gaps"), row(recording="early"), row(recording="gone")]
    films = {"film1": range(1, 21), "early": range(20), "empty": range(0)}
    root = release(tmp_path, rows, films=films)
    write_frames(root / "recordings/gaps", [*range(1, 9), *range(11, 21)])
    database = GenericDatabase(root)
    said = [str(problem) for problem in database.validate()]
    assert len(said) >= 6
    assert not [
        sentence for sentence in said if "release" in sentence.replace("description of the release", "")
    ]
    (root / "labels.csv").unlink()
    with pytest.raises(DatabaseError, match=r"expected labels\.csv or .*, write one"):
        GenericDatabase(root)


def test_damaged_frames(tmp_path: Path):
    root = release(tmp_path)
    for image in (root / "recordings/film1").iterdir():
        image.write_bytes(image.read_bytes()[:40])
    [lost] = GenericDatabase(root).validate(deep=True)
    assert lost.remedy == "copy the recording there again"


@pytest.mark.parametrize("word", ["kind", "type"])
def test_the_type_is_corrected_under_either_name(tmp_path: Path, word: str):
    release(tmp_path, [row(type="tiny")])
    cells = {
        "clip": "p01/film1_5",
        "field": word,
        "published": "tiny",
        "corrected": "micro",
        "reason": "slip",
    }
    file = write_table(tmp_path / "corrections.csv", [cells])
    database = GenericDatabase(tmp_path, corrections=file)
    assert len(database.clips()) == 1
    assert [correction.field for correction in database.corrections] == ["kind"]


def test_a_cell_is_not_corrected_under_both_names(tmp_path: Path):
    release(tmp_path, [row(type="tiny")])
    twice = [
        {"clip": "p01/film1_5", "field": word, "published": "tiny", "corrected": kind, "reason": "slip"}
        for word, kind in (("kind", "micro"), ("type", "macro"))
    ]
    file = write_table(tmp_path / "corrections.csv", twice)
    with pytest.raises(DatabaseError, match="row 3: row 2 corrects the same cell"):
        GenericDatabase(tmp_path, corrections=file).clips()
