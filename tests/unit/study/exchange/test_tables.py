"""Tables of codings: what spreadsheets do to them, and what is written."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from countenance.core import Coding, CodingPass, InputError, parse_action_units
from countenance.study.exchange import CodingFileError, ConstantRate, read_codings, write_codings

HEADER = ("recording", "onset", "apex", "offset", "action_units", "upper", "note")


def written(path: Path, *rows: tuple[object, ...], header: tuple[str, ...] = HEADER) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (header, *rows):
        sheet.append(row)
    book.save(path)
    return path


def problems(path: Path, **given: object) -> list[str]:
    with pytest.raises(CodingFileError) as caught:
        read_codings(path, **given)  # type: ignore[arg-type]
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.shared
def test_the_codings_of_two_annotators_come_in(shared: Path):
    read, remarks = read_codings(
        shared / "data/coding/coder1.csv", times={"cap12": 25, "cap13": 25, "langer": 24, "single_face": 30}
    )
    assert [(one.recording, one.coder) for one in read] == [
        (film, "coder1") for film in ("cap12.mp4", "cap13.mp4", "single_face.mp4", "langer.mp4")
    ]
    assert read[0].codings[1] == Coding(
        61, 76, 89, parse_action_units("1+2+5"), upper="surprise", confidence=3, note="brow raise, posed"
    )
    blink = next(one for one in read[0].codings if one.onset == 640)
    assert (blink.excluded, blink.upper, blink.lower, blink.note) == ("blink", "", None, "")
    assert sum(len(one.expressions) for one in read) == 27
    assert remarks == [
        "coder1.csv: its kinds say excluded without a reason, and the note is taken for it.",
        "coder1.csv: rows that name no coder are by 'coder1', which is the name of the file.",
    ]


def test_a_table_of_a_german_spreadsheet_comes_in(tmp_path: Path):
    path = tmp_path / "anna.csv"
    header = "Video;Onset Frame;Apex-Frame;Offset Frame;AUs;Region;Emotion;Confidence"
    text = f"{header}\r\nfilm;12,0;14;16;4+7;both;anger;2\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    read, _ = read_codings(path)
    assert read == [
        CodingPass(
            "film", "anna", (Coding(12, 14, 16, parse_action_units("4+7"), "anger", "anger", confidence=2),)
        )
    ]


def test_a_caller_names_coder_and_recording(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("onset,offset\n10,20\n", encoding="utf-8")
    read, remarks = read_codings(path, coder="anna", recording="film", times=ConstantRate(Fraction(25), 30))
    assert read == [CodingPass("film", "anna", (Coding(10, None, 20),), 30, Fraction(25))]
    assert remarks == []


def test_a_column_of_coders_counts_before_the_caller(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("recording,coder,onset,offset\nfilm,anna,1,2\nfilm,,3,4\n", encoding="utf-8")
    read, _ = read_codings(path, coder="bob")
    assert [(one.coder, one.codings[0].onset) for one in read] == [("anna", 1), ("bob", 3)]


def test_frames_may_count_from_one(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("recording,onset,offset\nfilm,1,2\n", encoding="utf-8")
    assert read_codings(path, first_frame=1)[0][0].codings == (Coding(0, None, 1),)
    path.write_text("recording,onset,offset\nfilm,0,2\n", encoding="utf-8")
    assert problems(path, first_frame=1) == [
        "x.csv, row 2: onset is 0, but frames count from 1; correct column B (onset)."
    ]


@pytest.mark.parametrize("first_frame", [0, 1])
def test_a_zero_that_cannot_be_meant_is_not_determined(tmp_path: Path, first_frame: int):
    path = tmp_path / "x.csv"
    path.write_text("recording,onset,apex,offset\nfilm,10,12,0\nfilm,11,0,20\n", encoding="utf-8")
    read, remarks = read_codings(path, coder="anna", first_frame=first_frame)
    assert read[0].codings == (
        Coding(10 - first_frame, 12 - first_frame, None),
        Coding(11 - first_frame, None, 20 - first_frame),
    )
    assert remarks == ["x.csv: an apex or offset of 0 that cannot be meant is taken for not determined."]


def test_a_zero_at_the_first_frame_is_meant(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("recording,onset,apex,offset\nfilm,0,0,5\n", encoding="utf-8")
    assert read_codings(path)[0][0].codings == (Coding(0, 0, 5),)


def test_a_row_that_names_a_recording_alone_says_that_nothing_was_seen(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("recording,coder,onset,offset\nfilm,anna,,\n", encoding="utf-8")
    assert read_codings(path)[0] == [CodingPass("film", "anna")]


def test_everything_wrong_is_told_at_once_with_file_row_and_column(tmp_path: Path):
    path = written(
        tmp_path / "anna.xlsx",
        ("film", "early", 12, 20, "1+2", None, None),
        ("film", 10, 12.5, 20, date(2026, 4, 12), None, None),
        ("film", 30, 20, 40, "12+smile", None, None),
        ("film", 50, 20, 60, 4, None, None),
        ("film", None, None, 70, 4, None, None),
        (None, 1, 2, 3, None, None, None),
        ("film", 1, 2, 3, None, date(2026, 4, 12), None),
    )
    told = problems(path)
    assert told[:2] == [
        "anna.xlsx, row 2: onset is 'early', expected a frame number; correct column B (onset).",
        "anna.xlsx, row 3: apex is 12.5, expected a frame number; correct column C (apex).",
    ]
    assert told[2] == (
        "anna.xlsx, row 3: action units are 2026-04-12 00:00:00, a date, which a spreadsheet makes of a text such "
        "as 12-4, expected action units such as 1+2 or 4; format column E (action_units) as text and enter it "
        "again."
    )
    assert told[3].startswith("anna.xlsx, row 4: action units: 'smile' in '12+smile' names no action unit")
    assert told[4:7] == [
        "anna.xlsx, row 5: frames [50, 20, 60] are not in the order onset, apex, offset; correct the frames.",
        "anna.xlsx, row 6: the onset is empty, expected a frame number; enter it in column B (onset).",
        "anna.xlsx, row 7: the row names no recording; enter it in column A (recording).",
    ]
    assert told[7].startswith(
        "anna.xlsx, row 8: upper emotion is 2026-04-12 00:00:00, a date, which a spreadsheet"
    )
    assert len(told) == 8


@pytest.mark.parametrize("text", ["12-Apr", "04.12.2026", "2026-04-12 00:00:00", "Apr 12"])
def test_a_date_in_text_is_known(tmp_path: Path, text: str):
    path = tmp_path / "x.csv"
    path.write_text(f"recording,onset,offset,aus\nfilm,1,2,{text}\n", encoding="utf-8")
    assert "a date, which a spreadsheet makes of a text such as 12-4" in problems(path)[0]


@pytest.mark.parametrize("number", ["12.0", "12,0", '"12,0"', "12"])
def test_a_whole_number_with_a_point_is_one(tmp_path: Path, number: str):
    path = tmp_path / "x.csv"
    separator = ";" if "," in number else ","
    rows = [["recording", "onset", "offset", "aus"], ["film", number, number, "12.0"]]
    path.write_text("\n".join(map(separator.join, rows)), encoding="utf-8")
    assert read_codings(path)[0][0].codings == (Coding(12, None, 12, parse_action_units("12")),)


def test_merged_cells_are_told(tmp_path: Path):
    path = written(tmp_path / "x.xlsx", ("film", 1, 2, 3), ("", 5, 6, 7))
    book = load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    assert problems(path)[0] == (
        "x.xlsx, row 3: the cells A2:A3 are merged, and only the first of them holds a value; unmerge them and "
        "fill each."
    )


def test_a_renamed_column_is_told(tmp_path: Path):
    path = written(tmp_path / "x.xlsx", ("film", 1, 2, 3), header=("recording", "begin", "apex", "offset"))
    (told,) = problems(path)
    assert told == (
        "x.xlsx: none of its first 60 rows is a header with the columns recording, onset, offset (row 1 of its "
        "sheet Sheet comes closest and lacks onset); give a table with these columns, one row a coding."
    )


def test_columns_that_are_not_read_are_told(tmp_path: Path):
    path = tmp_path / "anna.csv"
    path.write_text("recording;onset;offset;aus;emotions;age\nfilm;1;2;;anger;30\n", encoding="utf-8")
    _, remarks = read_codings(path, coder="anna")
    assert remarks[0].startswith(
        "anna.csv: not read are the columns 'emotions', 'age', because titles that mean something are recording, "
    )


def test_a_column_of_action_units_under_an_unknown_title_is_not_lost(tmp_path: Path):
    path = tmp_path / "anna.csv"
    path.write_text("recording;onset;offset;FACS\nfilm;1;2;6+12\n", encoding="utf-8")
    (told,) = problems(path)
    assert told == (
        "anna.csv: no column of action units is known, and one of the columns 'FACS' may be it; call it 'action "
        "units', or add an empty column of that name where none were coded."
    )
    path.write_text("recording;onset;offset\nfilm;1;2\n", encoding="utf-8")  # who coded none is believed
    assert len(read_codings(path, coder="anna")[0]) == 1


def test_a_formula_counts_by_its_stored_result(tmp_path: Path):
    path = written(tmp_path / "x.xlsx", ("film", 1, "=B2+1", 3))
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert sheet.count(b"<f>B2+1</f><v />") == 1
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<f>B2+1</f><v />", b"<f>B2+1</f><v>2</v>")
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read_codings(path)[0][0].codings == (Coding(1, 2, 3),)


def test_a_formula_without_a_stored_result_is_told(tmp_path: Path):
    path = written(tmp_path / "x.xlsx", ("film", 1, "=B2+1", 3))
    (told,) = problems(path)
    assert told == (
        "x.xlsx, row 2: apex is a formula without a stored result; paste column C (apex) as values, or open and "
        "save the file in a spreadsheet."
    )


@pytest.mark.parametrize(
    ("cells", "upper", "lower"),
    [
        (("upper", "anger", "", ""), "anger", None),
        (("lower", "joy", "", ""), None, "joy"),
        (("both", "anger/joy", "", ""), "anger", "joy"),
        (("both", "", "", "joy"), "", "joy"),
        (("Upper face", "", "", ""), "", None),
        (("", "anger", "", ""), "anger", "anger"),
        (("", "anger/joy", "anger", "joy"), "anger", "joy"),
        (("", "", "", "joy"), None, "joy"),
    ],
)
def test_region_and_emotion_give_the_halves(
    tmp_path: Path, cells: tuple[str, ...], upper: str | None, lower: str | None
):
    path = tmp_path / "x.csv"
    path.write_text(
        "recording,onset,offset,region,emotion,upper,lower\nfilm,1,2," + ",".join(cells), encoding="utf-8"
    )
    coding = read_codings(path)[0][0].codings[0]
    assert (coding.upper, coding.lower) == (upper, lower)


@pytest.mark.parametrize(
    ("titles", "cells", "told"),
    [
        ("region", "left", "region is 'left', expected upper, lower or both"),
        ("region,lower", "upper,joy", "region is upper, but an emotion of the other half is given, 'joy'"),
        ("emotion,lower", "fear,joy", "emotion is 'fear', but those of the halves are empty and 'joy'"),
        ("confidence", "high", "confidence is 'high', expected 1, 2 or 3; correct column D (confidence)"),
        ("confidence", "4", "confidence is '4', expected 1, 2 or 3"),
        ("kind", "smile", "kind is 'smile', expected macro, micro or excluded"),
    ],
)
def test_words_that_are_not_known_are_told(tmp_path: Path, titles: str, cells: str, told: str):
    path = tmp_path / "x.csv"
    path.write_text(f"recording,onset,offset,{titles}\nfilm,1,2,{cells}\n", encoding="utf-8")
    assert told in problems(path)[0]


@pytest.mark.parametrize(
    ("titles", "cells", "excluded", "note"),
    [
        ("kind", "macro", None, ""),
        ("kind", "excluded", "no reason given", ""),
        ("kind", "excluded: blink", "blink", ""),
        ("kind,note", "excluded,blink", "blink", ""),
        ("kind,excluded,note", "excluded,blink,both eyes", "blink", "both eyes"),
        ("kind,excluded,note", "excluded,,both eyes", "no reason given", "both eyes"),
        ("excluded", "no", None, ""),
        ("excluded", "TRUE", "no reason given", ""),
        ("excluded", "swallow", "swallow", ""),
        ("excluded,note", "yes,swallow", "no reason given", "swallow"),
    ],
)
def test_what_is_excluded(tmp_path: Path, titles: str, cells: str, excluded: str | None, note: str):
    path = tmp_path / "x.csv"
    path.write_text(f"recording,onset,offset,{titles}\nfilm,1,2,{cells}\n", encoding="utf-8")
    coding = read_codings(path)[0][0].codings[0]
    assert (coding.excluded, coding.note) == (excluded, note)


def test_one_recording_shows_one_participant(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("recording,subject,onset,offset\nfilm,s1,1,2\nfilm,s2,3,4\n", encoding="utf-8")
    assert problems(path) == ["x.csv, row 3: film shows s2, but s1 above; correct column B (subject)."]


def test_a_frame_beyond_the_recording_is_told(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("recording,onset,offset\nfilm,1,30\n", encoding="utf-8")
    assert "frame 30 is beyond the last frame, 29" in problems(path, times=ConstantRate(Fraction(25), 30))[0]
    with pytest.raises(InputError, match="there are no times of the recording 'film'"):
        read_codings(path, times={"other": 25})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.csv", b"", "is a header with the columns recording, onset, offset"),
        ("x.csv", b"recording,onset,offset\n", "no row of labels follows it"),
        ("x.csv", "recording,onset,offset,note\nfilm,1,2,\xe4\n".encode("latin-1"), "must be saved as UTF-8"),
        ("x.xlsx", b"PK\x03\x04", "cannot be read as an Excel workbook"),
        ("x.xlsx", b"recording,onset", "its first bytes are not those of one"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, name: str, content: bytes, told: str):
    (tmp_path / name).write_bytes(content)
    assert told in problems(tmp_path / name)[0]


MARKED = CodingPass(
    "film",
    "=anna",
    (
        Coding(
            1,
            2,
            3,
            parse_action_units("4+7"),
            upper="",
            lower="anger",
            confidence=1,
            note="=HYPERLINK(1)",
            id="7",
        ),
        Coding(5, None, None, excluded="-1", note="+49 ä"),
    ),
    participant="@s1",
)
ROWS = [
    ["'=anna", "'@s1", "1", "2", "3", "4+7", "both", "", "anger", "", "1", "'=HYPERLINK(1)", "7"],
    ["'=anna", "'@s1", "5", "", "", "", "", "", "", "'-1", "", "'+49 ä", ""],
]


def test_texts_are_never_formulas_in_text(tmp_path: Path):
    write_codings(tmp_path / "x.csv", [MARKED])
    data = (tmp_path / "x.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert header[:8] == [
        "recording",
        "coder",
        "participant",
        "onset",
        "apex",
        "offset",
        "action_units",
        "region",
    ]
    assert header[8:] == ["upper", "lower", "excluded", "confidence", "note", "id"]
    assert [row[1:] for row in rows] == ROWS
    assert read_codings(tmp_path / "x.csv")[0] == [MARKED]


def test_texts_are_never_formulas_in_a_workbook(tmp_path: Path):
    write_codings(tmp_path / "x.xlsx", [MARKED])
    sheet = load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}
    assert sheet["D2"].value == 1
    assert sheet["G2"].number_format == "@"
    assert [
        ["" if cell is None else str(cell) for cell in row[1:]]
        for row in sheet.iter_rows(2, values_only=True)
    ] == (ROWS)
    assert read_codings(tmp_path / "x.xlsx")[0] == [MARKED]
