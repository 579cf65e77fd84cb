"""Labels that something has overtaken are told when they are listed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.store.records import Film, Report
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import assign, import_pass, submit
from countenance.study.people import add_account, add_participant
from countenance.study.project import Study
from countenance.study.settlement import decide_automatically, label_all


def labelled(folder: Path) -> Path:
    with Study.create(folder, "Smiles", synthetic=True) as study, study.writing("admin") as writer:
        for name, role in (("anna", "coder"), ("ben", "coder"), ("cleo", "arbiter")):
            add_account(writer, name, [role])
        film = writer.add(
            Film(
                name="film1",
                participant=add_participant(writer).id,
                medium=None,
                fps=Fraction(30),
                n_frames=90,
            )
        )
        assign(writer, ["anna", "ben"], [film])
        for coder in ("anna", "ben"):
            smile = Coding(10, 14, 20, parse_action_units("6+12"))
            import_pass(writer, CodingPass("film1", coder, (smile,)))
            submit(writer, coder, "film1")
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
        label_all(writer, "cleo")
    return folder


def test_stale_labels_are_told_beside_the_list(cli, tmp_path: Path):
    folder = labelled(tmp_path / "smiles")
    assert cli("study", "expressions", folder, "--format", "json").err == ""
    with Study.open(folder) as study, study.writing("admin") as writer:
        writer.add(Report(film=writer.first(Film).id, onset=8, offset=30, not_emotional="yawn"))
    told = cli("study", "expressions", folder, "--format", "json")
    assert [row["clip"] for row in json.loads(told.out)] == ["film1_1"]
    assert told.err == (
        "note: film1_1: what was settled or reported has changed since it was labelled: "
        "run 'countenance study label' again\n"
    )
    assert "label again" in cli("study", "status", folder).out
    assert cli("study", "label", folder, "--as", "cleo").code == 0
    assert cli("study", "expressions", folder, "--format", "json").err == ""
