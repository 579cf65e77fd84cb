"""The guide's example runs, and its table names every profile."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from countenance.databases.casme2sq import CASME2Squared
from countenance.study.publishing import Profile

from .conftest import NewStudy

GUIDE = (Path(__file__).parents[4] / "docs/howto/publish-a-study.md").read_text(encoding="utf-8")


def test_the_example_runs(new: NewStudy, tmp_path: Path):
    study = new()
    names: dict[str, Any] = {}
    [example] = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
    exec(example, names)
    made = names["published"](study.folder, tmp_path / "out", "emil")
    assert len(CASME2Squared(made.folder, "rawpic").clips()) == 2


def test_every_profile_is_in_the_table():
    assert set(re.findall(r"^\| `(\w+)` \|", GUIDE, flags=re.MULTILINE)) == set(Profile)
