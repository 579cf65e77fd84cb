"""``countenance databases simulate-long``."""

from __future__ import annotations

from pathlib import Path

from countenance.databases.simulated import SimulatedDatabase, read_events


def test_renders_a_release_and_finds_it_the_second_time(cli, tmp_path: Path):
    words = (
        "databases",
        "simulate-long",
        tmp_path / "long",
        "--participants",
        1,
        "--neutral",
        0,
        "--jobs",
        1,
    )
    words += ("--minutes", 0.084, "--fps", 10, "--size", "96x64")
    for _ in range(2):
        outcome = cli(*words)
        assert outcome.code == 0, outcome.err
        assert "1 simulated recordings, 1 expressions" in " ".join(outcome.out.split())
    assert len(SimulatedDatabase(tmp_path / "long").clips()) == len(read_events(tmp_path / "long")) == 1


def test_bad_values_end_with_a_sentence(cli, tmp_path: Path):
    for option, value, words in (
        ("--size", "big", "for example 640x480"),
        ("--size", "641x480", "expected even width and height"),
        ("--fps", 3, "expected at least 5"),
        ("--minutes", 0.01, "expected at least 5 seconds"),
    ):
        outcome = cli("databases", "simulate-long", tmp_path / "new", "--jobs", 1, option, value)
        assert outcome.code == 2
        assert words in " ".join(outcome.err.split())
    assert not (tmp_path / "new").exists()
