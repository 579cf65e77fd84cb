"""The page of databases agrees with the readers, and its example of the generic layout is a release."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from countenance import databases
from countenance.core import Category, Interval
from countenance.databases.corrections import FIELDS
from countenance.databases.generic import GenericDatabase
from countenance.databases.generic.facts import read_facts
from countenance.databases.label_schemes import label_scheme, label_scheme_names
from countenance.databases.megc2019 import MEGC2019_COUNTS, MEGC2019_PARTICIPANTS
from countenance.databases.objective_classes import OBJECTIVE_CLASS_TABLE
from countenance.testing import check_database
from countenance.video import write_video

PAGE = (Path(__file__).parents[3] / "docs/reference/databases.md").read_text(encoding="utf-8")


def table(*headings: str) -> list[list[str]]:
    """Rows of the first table whose header begins with the given cells."""
    header = " \\| ".join(map(re.escape, headings))
    body = re.search(rf"^\| {header} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, flags=re.MULTILINE)
    assert body is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body[1].splitlines()]


def block(language: str, beginning: str) -> str:
    """The block of a language that begins so."""
    found = re.findall(rf"^```{language}\n({re.escape(beginning)}.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


def test_every_database_with_title_and_frame_rate():
    rows = {row[0].strip("`"): row[1:3] for row in table("name")}
    assert list(rows) == databases.names()
    for name, (title, fps) in rows.items():
        assert title == databases.info(name).title
        assert fps == ("any" if name == "generic" else f"{databases.info(name).fps:g}")


def test_every_label_scheme_with_its_classes_and_source():
    rows = {row[0].strip("`"): row[1:] for row in table("scheme")}
    assert list(rows) == label_scheme_names()
    for name, (classes, word, source) in rows.items():
        scheme = label_scheme(name)
        assert source == scheme.source
        assert classes == (", ".join(scheme.classes) or "each release's own words")
        assert word.partition(" (")[0] in {scheme.word_title, "action units"}


def test_the_table_of_objective_classes():
    written = {
        name: {frozenset(map(int, units.split("+"))) for units in row.split(", ")}
        for name, row in table("class")
    }
    assert written == {name: set(units) for name, units in OBJECTIVE_CLASS_TABLE.items()}


def test_the_counts_of_the_challenge():
    written = {row[0].strip("`"): [int(count) for count in row[1:]] for row in table("database", "negative")}
    assert list(written) == list(MEGC2019_COUNTS)
    for name, counts in MEGC2019_COUNTS.items():
        assert written[name] == [*counts.values(), sum(counts.values()), MEGC2019_PARTICIPANTS[name]]


def test_every_field_of_a_correction():
    section = PAGE.partition("## Corrections")[2].partition("## ")[0]
    assert set(FIELDS) <= set(re.findall(r"`(\w+)`", section))


def test_every_column_and_fact_of_the_generic_layout():
    columns = {name for row in table("column") for name in re.findall(r"`(\w+)`", row[0])}
    assert columns == {column.names[0] for column in GenericDatabase.columns}
    facts = {name for row in table("field") for name in re.findall(r"`(\w+)`", row[0])}
    assert facts == {
        *("name", "title", "citation", "licence", "access", "fps", "first_frame"),
        *("doi", "people", "synthetic", "emotions"),
    }


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The release that the page shows, with its files as written there."""
    (tmp_path / "database.toml").write_text(block("toml", 'name = "our_lab"'), encoding="utf-8")
    (tmp_path / "labels.csv").write_text(block("text", "recording,participant"), encoding="utf-8")
    for recording, n_frames in (("p01_joke", 48), ("p01_quiet", 5)):
        folder = tmp_path / "recordings" / recording
        folder.mkdir(parents=True)
        for number in range(1, n_frames + 1):
            cv2.imwrite(str(folder / f"{number:04d}.png"), np.full((16, 16), 5 * number, np.uint8))
    frames = (np.full((16, 16, 3), 5 * number, np.uint8) for number in range(1, 13))
    write_video(tmp_path / "recordings/p02_joke.mp4", frames, 50)
    return tmp_path


def test_the_example_of_the_generic_layout(example: Path):
    database = databases.open("generic", example)
    [note] = database.validate(deep=True)
    assert note.message.startswith("apex was not coded")
    check_database(database)
    joke, smirk, both = database.clips()
    assert [clip.key for clip in (joke, smirk, both)] == [
        "our_lab/p01/p01_joke/p01_joke_3",
        "our_lab/p01/p01_joke/smirk",
        "our_lab/p02/p02_joke/p02_joke_4",
    ]
    assert joke.expression.interval == Interval(2, 8)
    assert database.frames(joke)[:, 0, 0].tolist() == [5 * number for number in range(3, 10)]
    assert [clip.expression.labels.category for clip in (joke, smirk, both)] == [
        Category.POSITIVE,
        Category.POSITIVE,
        None,
    ]
    assert [recording.name for recording in database.recordings()] == ["p01_joke", "p01_quiet", "p02_joke"]
    assert read_facts(example).info.title == "Our laboratory"
