from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from countenance import databases
from countenance.core import Labels
from countenance.core.errors import DatabaseError, InputError
from countenance.databases.simulated import SimulatedDatabase
from countenance.evaluation import TABLE_5, Samples, results_dict, run_baseline
from countenance.features import LBPTOPSettings
from countenance.reports import write_baseline_report

SETTINGS = (LBPTOPSettings(1, 1, 2, 4, "uniform"),)


class PartlyLabelled(SimulatedDatabase):
    """A database whose first clip nobody has labelled."""

    def clips(self):
        first, *others = super().clips()
        return [replace(first, expression=replace(first.expression, labels=Labels())), *others]


def test_unlabelled_clip_is_left_out_and_named(simulated: Path):
    database = PartlyLabelled(simulated)
    baseline = run_baseline(database, settings=SETTINGS)
    assert len(baseline.samples.clips) == 5
    assert "None" not in baseline.samples.labels
    assert [str(problem).partition(": ")[2] for problem in baseline.dropped] == [
        "the expression has no emotion category; label it to use the clip."
    ]


class OneParticipant(SimulatedDatabase):
    def clips(self):
        return [clip for clip in super().clips() if clip.participant == "s15"]


def test_one_participant_cannot_be_evaluated(simulated: Path):
    with pytest.raises(DatabaseError, match=r"too few participants \(1, at least 2 are needed\)"):
        run_baseline(OneParticipant(simulated), settings=SETTINGS)


def test_manifest_knows_the_clips_and_their_labels_but_not_their_order(simulated: Path):
    clips = databases.open("simulated", simulated).clips()
    labels = np.array([str(clip.expression.labels.category) for clip in clips])
    groups = np.array([clip.group for clip in clips])
    samples = Samples(clips, labels, groups)
    assert samples.manifest == Samples(clips[::-1], labels[::-1], groups[::-1]).manifest
    assert samples.manifest != Samples(clips[1:], labels[1:], groups[1:]).manifest
    changed = labels.copy()
    changed[0] = "surprise" if changed[0] != "surprise" else "other"
    assert samples.manifest != Samples(clips, changed, groups).manifest


def test_report_of_some_cells_is_refused(simulated: Path, tmp_path: Path):
    baseline = run_baseline(databases.open("simulated", simulated), settings=SETTINGS)
    with pytest.raises(InputError, match="shows the 48 cells of Table 5"):
        write_baseline_report(baseline, tmp_path / "report.html")


def test_corrections_are_named_in_the_results_and_on_the_page(simulated: Path, tmp_path: Path):
    first = databases.open("simulated", simulated).clips()[0]
    frame, clip = first.expression.interval.offset + 1, f"{first.participant}/{first.name}"
    file = tmp_path / "corrections.csv"
    file.write_text(
        f"clip,field,published,corrected,reason\n{clip},offset,{frame},{frame - 1},it ended before\n",
        encoding="utf-8",
    )
    plain = run_baseline(databases.open("simulated", simulated), settings=SETTINGS)
    corrected = run_baseline(databases.open("simulated", simulated, corrections=file), settings=SETTINGS)
    assert results_dict(plain)["corrections"] == []
    [named] = results_dict(corrected)["corrections"]
    assert (named["clip"], named["field"], named["reason"]) == (clip, "offset", "it ended before")
    assert plain.samples.manifest != corrected.samples.manifest
    whole = dict.fromkeys(TABLE_5, corrected.cells[SETTINGS[0]])
    write_baseline_report(replace(corrected, cells=whole), tmp_path / "report.html")
    assert "it ended before" in (tmp_path / "report.html").read_text(encoding="utf-8")
