"""Self-reports fit their recordings, come back from tables as they were, and keep their earlier wordings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countenance.core import InputError
from countenance.core.errors import ConflictError
from countenance.store.records import Film, Report, SessionRow
from countenance.study.elicitation import SelfReport
from countenance.study.project import Study
from countenance.study.recording import (
    add_report,
    change_report,
    experimenting,
    export_reports,
    film_of,
    import_reports,
    list_reports,
    read_reports,
    remove_report,
    reports_of,
)
from countenance.study.recording.reports import kept_report

SMILE = SelfReport("film1", 10, 40, "happiness", 6, "it was funny")
BLINK = SelfReport("film1", 60, 64, not_emotional="blink")
HEADER = "recording,onset,offset,emotion,intensity,text,not_emotional"


def written(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def kept(study: Study, name: str = "film1") -> list[SelfReport]:
    with study.reading() as reader:
        return reports_of(reader, film_of(reader, name))


def test_a_report_is_kept_with_its_history(study: Study):
    with experimenting(study, "dora") as writer:
        row = add_report(writer, SMILE)
        blink = add_report(writer, replace(BLINK, not_emotional=" blink\n"))
        assert kept_report(writer, replace(BLINK, not_emotional="blink ")) == blink
        assert kept_report(writer, replace(BLINK, offset=65)) is None
        second = change_report(writer, row.id, replace(SMILE, intensity=3), row.version)
        with pytest.raises(ConflictError, match="the self-report was changed by dora"):
            change_report(writer, row.id, SMILE, row.version)
        assert [one.intensity for _, _, one in writer.history(second)] == [6, 3]
    assert kept(study) == [replace(SMILE, intensity=3), BLINK]
    with experimenting(study) as writer:
        remove_report(writer, "film1", row.id)
        with pytest.raises(InputError, match="has no self-report"):
            remove_report(writer, "film1", row.id)
        with pytest.raises(InputError, match="recording film2 has no self-report"):
            change_report(writer, row.id, replace(SMILE, recording="film2"))
    assert kept(study) == [BLINK]


def test_a_report_beyond_the_end_is_refused(study: Study):
    with experimenting(study) as writer:
        add_report(writer, replace(SMILE, offset=299))
        with pytest.raises(
            InputError, match="film1, frames 10 to 300: the recording has the frames 0 to 299"
        ):
            add_report(writer, replace(SMILE, offset=300))
        with pytest.raises(InputError, match="there is no recording 'none'"):
            add_report(writer, replace(SMILE, recording="none"))
        with pytest.raises(InputError, match="film1, frames 10 to 299: this report is kept already"):
            add_report(writer, replace(SMILE, offset=299))


def test_the_protocol_says_which_words_there_are(ready: Study, begun: str):
    with experimenting(ready) as writer:
        film = writer.first(Film, name="film1")
        writer.change(film, session=writer.get(SessionRow, begun).id)
        add_report(writer, SMILE)
        with pytest.raises(InputError, match="'boredom' is none of happiness, sadness"):
            add_report(writer, replace(SMILE, emotion="boredom"))
        with pytest.raises(InputError, match="'sneeze' is none of blink, swallow"):
            add_report(writer, replace(BLINK, not_emotional="sneeze"))


def test_a_table_is_taken_in_once(study: Study, tmp_path: Path):
    path = written(
        tmp_path / "reports.csv",
        "film1,11,41,Happiness,6,it was funny,",
        "film1,61,65,,,,blink",
        "film2,１,２,,,不知道,",
    )
    for changes in (3, 0):
        with experimenting(study) as writer:
            done = import_reports(writer, path, first_frame=1)
        assert (done.reports, done.recordings, done.changes) == (3, 2, changes)
    assert kept(study) == [SMILE, BLINK]
    assert kept(study, "film2") == [SelfReport("film2", 0, 1, text="不知道")]


def test_reports_take_the_place_of_others_only_if_told(study: Study, tmp_path: Path):
    with experimenting(study) as writer:
        first = add_report(writer, SMILE)
        add_report(writer, BLINK)
    path = written(tmp_path / "reports.csv", "film1,10,40,happiness,2,,", "film1,80,90,anger,2,,")
    with (
        pytest.raises(InputError, match=r"reports\.csv: recording film1 has 2 self-reports already"),
        experimenting(study) as writer,
    ):
        import_reports(writer, path)
    assert kept(study) == [SMILE, BLINK]
    with experimenting(study) as writer:
        assert import_reports(writer, path, replace=True).changes == 3
        changed = writer.first(Report, id=first.id)
        assert [one.intensity for _, _, one in writer.history(changed)] == [6, 2]
    assert kept(study) == [
        SelfReport("film1", 10, 40, "happiness", 2),
        SelfReport("film1", 80, 90, "anger", 2),
    ]


def test_a_table_that_has_more_adds_it(study: Study, tmp_path: Path):
    with experimenting(study) as writer:
        add_report(writer, BLINK)
        path = written(tmp_path / "r.csv", "film1,60,64,,,,blink", "film1,10,40,happiness,6,it was funny,")
        assert import_reports(writer, path).changes == 1
    assert kept(study) == [SMILE, BLINK]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "film1,10,300,anger,,,",
            r"bad\.csv: film1, frames 10 to 300: the recording has the frames 0 to 299",
        ),
        ("none,10,20,anger,,,", r"bad\.csv: there is no recording 'none'"),
        ("film1,ten,20,anger,,,", r"bad\.csv, row 3: column B \(onset\) is 'ten', the number of a frame"),
        ("film1,,20,anger,,,", r"row 3: column B \(onset\) is empty"),
        (",10,20,anger,,,", r"row 3: column A \(recording\) is empty, the name of a recording"),
        ("film1,30,20,anger,,,", "row 3: onset 30 is after offset 20"),
        ("film1,-3,20,anger,,,", r"row 3: column B \(onset\) is '-3'"),
        ("film1,10,20,anger,strong,,", "row 3: the intensity is 'strong', a whole number was expected"),
        ("film1,10,20,anger,12,,", "row 3: film1, frames 10 to 20: the intensity is 12"),
        ("film1,10,20,,,,", "row 3: film1, frames 10 to 20: the report says nothing"),
        ("film1,10,20,anger,,,blink", "row 3: film1, frames 10 to 20: the report names both anger and blink"),
        ("film1,60,64,,,,blink", "row 3: it says the same as row 2: delete one of them"),
    ],
)
def test_rows_that_are_no_reports(study: Study, tmp_path: Path, row: str, told: str):
    path = written(tmp_path / "bad.csv", "film1,60,64,,,,blink", row)
    with pytest.raises(InputError, match=told), experimenting(study) as writer:
        import_reports(writer, path)
    assert kept(study) == []


def test_tables_that_are_none(study: Study, tmp_path: Path):
    path = written(tmp_path / "short.csv", "film1,10", header="recording,onset")
    with pytest.raises(InputError, match=r"short\.csv: .*lacks offset"):
        read_reports(path)
    with pytest.raises(InputError, match=r"gone\.csv"):
        read_reports(tmp_path / "gone.csv")
    book = openpyxl.Workbook()
    for row in (HEADER.split(","), ["film1", 1, 2, "anger"], ["film1", 3, 4, "anger"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "merged.xlsx")
    with pytest.raises(InputError, match=r"merged\.xlsx, row 3: the cells A2:A3 are merged"):
        read_reports(tmp_path / "merged.xlsx")
    with study.reading() as reader, pytest.raises(InputError, match="there is no self-report to write"):
        export_reports(reader, tmp_path / "out.csv")


def test_what_cannot_be_written(study: Study, tmp_path: Path):
    with experimenting(study) as writer:
        add_report(writer, SMILE)
    with study.reading() as reader:
        with pytest.raises(InputError, match=r"name a file that ends in \.csv or \.xlsx"):
            export_reports(reader, tmp_path / "reports.docx")
        with pytest.raises(InputError, match="there is no recording 'none'"):
            list_reports(reader, "none")
        assert [one["recording"] for one in list_reports(reader)] == ["film1"]
        assert list_reports(reader, "film2") == []


FRAMES = st.integers(0, 299)
SAID = st.tuples(
    FRAMES, FRAMES, st.sampled_from(["anger", None]), st.integers(1, 9), st.text(max_size=30).map(str.strip)
)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(SAID, min_size=1, max_size=6, unique_by=lambda one: one[:2]))
def test_what_is_written_is_read_again(study: Study, tmp_path: Path, suffix: str, said: list):
    path = tmp_path / f"reports{suffix}"
    with experimenting(study) as writer:
        for row in list(writer.find(Report)):
            writer.remove(row)
        for first, second, emotion, intensity, words in said:
            text = f"= {words}"
            frames = min(first, second), max(first, second)
            add_report(writer, SelfReport("film1", *frames, emotion, intensity if emotion else None, text))
    before = kept(study)
    with study.reading() as reader:
        assert export_reports(reader, path) == len(before)
    assert sorted(read_reports(path), key=lambda one: (one.onset, one.offset)) == before
    with experimenting(study) as writer:
        assert import_reports(writer, path).changes == 0
